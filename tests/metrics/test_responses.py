"""The three-minute response rate: its hours, and what a wait before the first reply does to it."""

from __future__ import annotations

from typing import Any

import pytest
from paper_day import TEAM, paper_centre, paper_day, row, served

from ccsim.metrics.batch import batch
from ccsim.metrics.responses import counted_intervals, late_first_replies
from ccsim.model.events import BotOutcome, Outcome
from ccsim.model.inputs import Origin, RunInputs
from ccsim.model.log import RunLog


def one_answered(wait_s: float, **more: Any) -> Any:
    times = served(36000, 0, wait_s, 60, 0, group=TEAM, **{"level": 2, **more})
    return paper_day([row(0, 0, 1, BotOutcome.NONE, Outcome.SERVED, Origin.FRESH, **times)])


def late(inputs: RunInputs, log: RunLog) -> int:
    """Millionths of the one contact, which the team answers in the second interval; there is no entry without a wait."""
    missed, group = late_first_replies(batch(inputs.centre, inputs.tape, log.contacts))
    waited = log.contacts["assign_s"][0] > log.contacts["enqueue_s"][0]
    assert group.tolist() == ([TEAM] if waited else [])
    return int(missed.sum())


def test_platform_hours_are_eight_to_twenty_three() -> None:
    counted = counted_intervals(paper_centre(interval_s=3600.0))
    assert [hour for hour in range(24) if counted[hour]] == list(range(8, 23))


@pytest.mark.parametrize(
    ("wait_s", "missed"),
    [(0.0, 0.0), (90.0, 0.9 - (1 - 0.1**0.5)), (162.0, 0.9 - (1 - 0.1**0.1)), (180.0, 0.9), (400.0, 0.9)],
)
def test_waiting_spoils_the_first_reply(wait_s: float, missed: float) -> None:
    """At level 2 a reply takes less than 180 s with probability 0.9."""
    assert late(*one_answered(wait_s)) == pytest.approx(1e6 * missed, abs=2)


def test_a_reply_that_is_always_in_time_only_needs_a_wait_below_three_minutes() -> None:
    changed = {"reply_in_3min": paper_centre().reply_in_3min * 0 + 1.0}
    for wait_s, missed in ((179.0, 0), (180.0, 1_000_000)):
        times = served(36000, 0, wait_s, 60, 0, group=TEAM, level=1)
        day = paper_day([row(0, 0, 1, BotOutcome.NONE, Outcome.SERVED, Origin.FRESH, **times)], **changed)
        assert late(*day) == missed
