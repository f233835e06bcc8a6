"""The longest queue, the way back to normal, and sessions with the bot: on paper, and against a slow count."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from paper_day import CONTACTS, paper_centre, paper_day

from ccsim.metrics.in_flight import area_by_interval
from ccsim.metrics.measure import measure
from ccsim.metrics.peaks import with_peaks
from ccsim.metrics.sums import Sums
from ccsim.model.timegrid import TICKS_PER_S

TICKS = int(TICKS_PER_S)
QUARTER_DAY = 21600


def test_the_paper_day() -> None:
    """Queue areas 190, 20, 40 and 0 s; normal up to 20 s for each of 1, 2, 3 and 0 offered."""
    totals = measure(*paper_day()).totals
    assert totals["runs"] == 1
    assert totals["peak_backlog_micro"] == round(190e6 / QUARTER_DAY)
    assert totals["recovery_ticks"] == totals["backlog_ticks"] == QUARTER_DAY * TICKS


def test_with_the_bot_at_a_time() -> None:
    """F1 10 s; A0 60, B0 30, C0 10, C1 10 s; D0 60, E0 40, E1 10 s."""
    sums = measure(*paper_day())
    assert (sums.by["interval"]["bot_area_ticks"] // TICKS).tolist() == [10, 110, 110, 0]
    assert sums.totals["bot_area_ticks"] == 230 * TICKS
    assert measure(*paper_day(has_bot=False)).totals["bot_area_ticks"] == 0


def test_a_session_over_the_edge_of_an_interval_counts_in_both() -> None:
    shifted = [fields | {"arrival_s": 21590.0} if "bot_end_s" in fields and fields["bot_end_s"] == 25260 else fields
               for fields in CONTACTS]  # fmt: skip
    found = measure(*paper_day(shifted)).by["interval"]["bot_area_ticks"] // TICKS
    assert found.tolist() == [20, 110 - 60 + 3660, 110, 0]


def test_time_on_duty_and_paid_by_group() -> None:
    sums = measure(*paper_day())
    assert (sums.by["group_interval"]["duty_ticks"] // TICKS).tolist() == [0, 21000, 900, 0, 7200, 0, 0, 0]
    assert (sums.by["group_day"]["paid_ticks"] // TICKS).tolist() == [57600, 28800]


@pytest.mark.parametrize(
    ("area_s", "offered", "peak", "recovery", "backlog"),
    [
        ([0, 0, 0, 0], [1, 1, 1, 1], 0, 0, 0),  # no queue
        ([10, 60, 10, 0], [1, 3, 1, 0], 60, 0, 0),  # the longest queue is normal: 20 s for each
        ([10, 61, 41, 0], [1, 3, 2, 0], 61, 2, 2),
        ([90, 10, 80, 0], [1, 3, 1, 1], 90, 1, 2),  # a second wave is time above normal, not recovery
        ([0, 0, 0, 9], [1, 1, 1, 0], 9, 1, 1),  # nobody comes, somebody waits: cut off by the end
        ([50, 90, 90, 90], [1, 1, 1, 1], 90, 3, 4),  # the first of equals
    ],
)
def test_by_hand(area_s: list[int], offered: list[int], peak: int, recovery: int, backlog: int) -> None:
    by = {"interval": {"queue_area_ticks": TICKS * np.array(area_s), "offered": np.array(offered)}}
    none = np.zeros(0, np.int64)
    found = with_peaks(paper_centre(), Sums({"offered": 1}, by, none, none)).totals
    assert found["offered"] == 1
    assert found["peak_backlog_micro"] == round(1e6 * peak / QUARTER_DAY)
    assert found["recovery_ticks"] == recovery * QUARTER_DAY * TICKS
    assert found["backlog_ticks"] == backlog * QUARTER_DAY * TICKS


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 400)), max_size=30), st.integers(0, 3))
def test_areas_are_what_a_slow_count_finds(spans: list[tuple[int, int]], first: int) -> None:
    def ticks(values: Any) -> Any:
        return np.array(list(values), np.int64) * TICKS

    found = area_by_interval(ticks(s for s, _ in spans), ticks(s + n for s, n in spans), 100.0, first, 5)
    edges = [100 * (first + place) for place in range(6)]
    slow = [sum(max(0, min(s + n, b) - max(s, a)) for s, n in spans) for a, b in pairwise(edges)]
    assert (found // TICKS).tolist() == slow
    assert not (found % TICKS).any()
