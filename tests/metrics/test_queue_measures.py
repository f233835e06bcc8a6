"""Contacts that their queue turned away, deferred, lost, or that left silently: a day whose figures are on paper.

A, B, C, ... are issues of one contact each, all of intent "refund" (queue back) without a bot; T = 20 s.

A  07:00:00 answered after 10 s by the team, talk 100 s
B  07:00:00 blocked
C  07:00:00 timed out after 60 s
D  07:00:00 disconnected after 40 s
E  02:00:00 lost outside opening hours
F  02:00:00 deferred to 07:00, then answered after 30 s, talk 100 s
G  07:00:00 left silently after 15 s; the ghost is taken 18 s after it came, by the partner, for 60 s
H  07:00:00 left silently after 25 s; the ghost is taken 70 s after it came, by the team, for 50 s
I  07:00:00 left silently after 5 s; nobody takes the ghost
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from paper_day import FRESH, PARTNER, REFUND, TEAM, left, paper_day, row, served

from ccsim.metrics.event_log import event_log
from ccsim.metrics.measure import check_sums, measure
from ccsim.metrics.needs import UNNAMED, there
from ccsim.metrics.registry import KPIS
from ccsim.metrics.sums import Sums
from ccsim.model.events import BotOutcome, Outcome
from ccsim.model.timegrid import TICKS_PER_S

TICKS = int(TICKS_PER_S)
OURS = UNNAMED - {"busy_bot", "errors", "customer value", "emotion", "reserves", "telling later", "months"}
SEVEN, TWO = 25200.0, 7200.0


def contact(issue: int, outcome: Outcome, **fields: Any) -> dict[str, Any]:
    return row(issue, 0, REFUND, BotOutcome.NONE, outcome, FRESH, **{**fields, "bot_end_s": np.nan})


def ghost(issue: int, gone_s: float, **fields: Any) -> dict[str, Any]:
    return contact(issue, Outcome.ABANDONED, **left(SEVEN, 0, gone_s), silent=True, **fields)


def taken(wait_s: float, work_s: float, group: int) -> dict[str, Any]:
    return {"assign_s": SEVEN + wait_s, "release_s": SEVEN + wait_s + work_s, "group": group, "level": 1}


CONTACTS = [
    contact(4, Outcome.CLOSED, arrival_s=TWO, end_s=TWO),
    contact(5, Outcome.SERVED, **{**served(SEVEN, 0, 30, 100, 0, group=TEAM, level=1), "arrival_s": TWO}),
    contact(0, Outcome.SERVED, **served(SEVEN, 0, 10, 100, 0, group=TEAM, level=1)),
    contact(1, Outcome.BLOCKED, **left(SEVEN, 0, 0)),
    contact(2, Outcome.TIMED_OUT, **left(SEVEN, 0, 60)),
    contact(3, Outcome.DISCONNECTED, **left(SEVEN, 0, 40)),
    ghost(6, 15, **taken(18, 60, PARTNER)),
    ghost(7, 25, **taken(70, 50, TEAM)),
    ghost(8, 5),
]
WITH_EVERYTHING: dict[str, Any] = {
    "has_bot": False,
    "serves": np.ones((2, 2), np.bool_),
    "queue_capacity": np.array([-1, 3]),
    "max_wait_s": np.array([np.inf, 60.0]),
    "opens_s": np.array([[0.0], [SEVEN]]),
    "closes_s": np.array([[43200.0], [np.inf]]),
    "defers": np.array([True, False]),
    "disconnects": np.array([True, False]),
    "p_silent": 0.5,
}
SUMS = {
    "contacts": 9,
    "offered": 8,  # all but E
    "answered": 2,  # A F
    "answered_in_time": 1,  # A
    "abandoned": 3,  # G H I
    "abandoned_early": 2,  # G at 15 s, I at 5 s; B and D did not choose to leave
    "balked": 0,
    "blocked": 1,
    "timed_out": 1,
    "disconnected": 1,
    "closed_out": 1,
    "deferred": 1,
    "legs": 2,
    "unfinished": 0,
    "ghosts": 3,
    "ghosts_assigned": 2,  # G H
    "ghosts_in_time": 1,  # G after 18 s
    "satisfied_n": 9,
    "rounds_unanswered_micro": 6_000_000,  # B C D G H I; the middle of their interval lies in the platform's hours
}
SECONDS = {
    "wait_ticks": 185,  # A 10, C 60, D 40, F 30, G 15, H 25, I 5
    "queue_area_ticks": 185,
    "wait_answered_ticks": 40,
    "deferral_ticks": 18000,
    "ghost_wait_ticks": 88,
    "ghost_ticks": 110,
    "talk_ticks": 200,
    "first_response_ticks": 60,  # A 10+10, F 30+10
}
VALUES = {
    "deferred": 1,
    "service_level": 1 / 8,
    "service_level_excl_early_abandon": 1 / 6,
    "left_queue_within": 3 / 8,
    "answer_rate": 2 / 8,
    "abandonment": 3 / 8,
    "abandonment_excl_early": 1 / 6,
    "blocking_rate": 1 / 8,
    "timed_out_rate": 1 / 8,
    "disconnected_rate": 1 / 8,
    "lost_outside_hours": 1 / 9,
    "mean_deferral": 18000,
    "logged_service_level": 2 / 8,
    "logged_answer_rate": 4 / 8,
    "logged_abandonment": 1 / 8,
    "logged_asa": (40 + 88) / 4,
    "ghosts_assigned": 2,
    "ghost_work": 55,
}


@pytest.fixture(scope="module")
def sums() -> Sums:
    return measure(*paper_day(CONTACTS, **WITH_EVERYTHING))


@pytest.mark.parametrize("name", SUMS)
def test_counts(sums: Sums, name: str) -> None:
    assert sums.totals[name] == SUMS[name]


@pytest.mark.parametrize("name", SECONDS)
def test_times(sums: Sums, name: str) -> None:
    assert sums.totals[name] == SECONDS[name] * TICKS


@pytest.mark.parametrize("name", VALUES)
def test_kpis(sums: Sums, name: str) -> None:
    kpi = KPIS[name]
    numerator = sum(weight * sums.totals[part] for part, weight in kpi.numerator.items())
    denominator = sum(weight * sums.totals[part] for part, weight in kpi.denominator.items())
    assert numerator / denominator == pytest.approx(VALUES[name], rel=1e-9)


def test_every_kpi_of_these_features_is_worked_out_on_paper() -> None:
    assert {name for name, kpi in KPIS.items() if kpi.needs in OURS} <= VALUES.keys()


def test_the_identities_hold(sums: Sums) -> None:
    check_sums(sums)


def test_groups_have_the_ghosts_that_they_took_and_no_other_count_of_them(sums: Sums) -> None:
    by = sums.by["group"]
    assert by["ghosts_assigned"].tolist() == [1, 1]
    assert (by["ghost_ticks"] // TICKS).tolist() == [50, 60]
    assert by["contacts"].tolist() == by["answered"].tolist() == [2, 0]
    assert by["abandoned"].tolist() == [0, 0]


def test_waits_of_all_who_entered_the_queue_are_in_the_histogram(sums: Sums) -> None:
    assert sums.waits.sum() == 8
    assert sums.waits[0] == 1  # B


def test_a_cut_run_may_leave_some_waiting_for_the_opening_and_ghosts_at_work() -> None:
    waiting = contact(0, Outcome.UNFINISHED, arrival_s=86300.0)
    working = ghost(1, 5, **{**taken(61180, 60, TEAM), "release_s": np.nan})  # 20 s before the end
    inputs, log = paper_day([working, waiting], **WITH_EVERYTHING, stop_hard=True)
    sums = measure(inputs, log)
    check_sums(sums)
    assert (sums.totals["unfinished"], sums.totals["unfinished_deferred"], sums.totals["unfinished_in_bot"]) == (
        1,
        1,
        0,
    )
    assert sums.totals["ghost_ticks"] == 20 * TICKS


def test_results_name_these_kpis_only_where_the_features_are_used() -> None:
    plain, used = paper_day()[0].centre, paper_day(CONTACTS, **WITH_EVERYTHING)[0].centre
    assert not [need for need in UNNAMED if there(plain)[need]]
    assert not [need for need in OURS if not there(used)[need]]
    named = {name for name, kpi in KPIS.items() if kpi.named_in(plain)}
    assert named == {name for name, kpi in KPIS.items() if kpi.needs not in UNNAMED}
    assert "containment" in named  # and says that there is no bot, where there is none
    assert all(kpi.named_in(used) for kpi in KPIS.values() if kpi.needs not in UNNAMED - OURS)


def test_the_trace_tells_all_ends_and_the_agents_taken_in_vain() -> None:
    events = event_log(*paper_day(CONTACTS, **WITH_EVERYTHING))
    counts = events["event"].value_counts()
    ends = ("blocked", "timed_out", "disconnected", "closed", "abandoned", "served")
    assert [counts[f"depart:{name}"] for name in ends] == [1, 1, 1, 1, 3, 2]
    assert (counts["ghost"], counts["talking"], counts["wrap_up_end"]) == (2, 2, 4)
