"""Sums over reserves, worked out on paper: who came, how long they were there, and what it does to time and backlog."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from paper_day import PARTNER, TEAM, paper_day

from ccsim.metrics.event_log import calls_made, event_log
from ccsim.metrics.measure import measure
from ccsim.metrics.surge import area_of_steps
from ccsim.model.inputs import RunInputs
from ccsim.model.log import RunLog
from ccsim.model.surge import NO_WAIT, Effect, Reserves, Surge, blank_surge_log
from ccsim.model.timegrid import TICKS_PER_S

TICKS = int(TICKS_PER_S)
SIX_HOURS = 21600.0


def surged_day() -> tuple[RunInputs, RunLog]:
    """The day with three reserves; two calls a day of the people, one of the others.

    pool: five are asked for, four sent, three come. Called at 05:00; there after 10, 20 and 60 min; home at 07:00.
          Called again at 20:00: the first is there after 5 min; home at 20:10, before the others come.
    slots: one more chat for the team, called at 12:00 and never taken back.
    shut: never called.
    """
    inputs, log = paper_day()
    surge = Surge(
        names=("pool", "slots", "shut"), check_s=60.0, checks_per_day=1440, days=1,
        effect=np.array([Effect.HEADS, Effect.SLOTS, Effect.SHUT]), group=np.array([PARTNER, TEAM, -1]),
        asked=np.array([5, 1, 1]), watches=np.ones((3, 2), np.bool_), longer_than=np.array([3, 3, 3]),
        wait_over_s=np.full(3, NO_WAIT), lasting_s=np.zeros(3), shorter_than=np.zeros(3, np.int64),
        wait_under_s=np.full(3, np.inf), calm_s=np.zeros(3), delay_s=np.zeros(3), stay_s=np.zeros(3),
        longest_s=np.full(3, np.inf), per_day=np.array([2, 1, 1]),
    )  # fmt: skip
    reserves = Reserves(
        first=np.array([0, 3, 6, 7, 8]),
        offset_s=np.array([600.0, 1200.0, 3600.0, 300.0, 900.0, 901.0, 0.0, 0.0]),
        obtained=np.array([4, 4, 1, 1]),
        planned_s=np.full((3, 1), np.inf),
    )
    calls = blank_surge_log(surge)
    calls[0] = (18000.0, 3, 25200.0)
    calls[1] = (72000.0, 1, 72600.0)
    calls[2] = (43200.0, 1, np.nan)
    centre = replace(inputs.centre, surge=surge)
    return replace(inputs, centre=centre, reserves=reserves), replace(log, surge=calls)


EXPECTED = {
    "surge_calls:pool": 2, "surge_asked:pool": 10, "surge_sent:pool": 8, "surge_came:pool": 4,
    "surge_half:pool": 1,  # three of five at the first call only
    "surge_half_ticks:pool": 3600 * TICKS,
    "surge_all:pool": 1,  # all who come, at the first call only
    "surge_all_ticks:pool": 3600 * TICKS,
    "surge_ticks:pool": (6600 + 6000 + 3600 + 300) * TICKS,
    "surge_ticks": 16500 * TICKS,
    "surge_calls:slots": 1, "surge_came:slots": 1, "surge_ticks:slots": 43200 * TICKS,
    "surge_calls:shut": 0, "surge_ticks:shut": 0, "told_later": 0,
}  # fmt: skip


@pytest.mark.parametrize("name", EXPECTED)
def test_sums(name: str) -> None:
    assert measure(*surged_day()).totals[name] == EXPECTED[name]


def test_time_there_by_interval() -> None:
    by = measure(*surged_day()).by["interval"]
    # Before 06:00: 3000 + 2400 s of the first two; the third comes at 06:00.
    assert (by["surge_ticks:pool"] // TICKS).tolist() == [5400, 10800, 0, 300]
    assert (by["surge_ticks:slots"] // TICKS).tolist() == [0, 0, 21600, 21600]


def test_reserves_are_on_duty_and_paid_in_the_group_that_they_raise() -> None:
    plain, surged = measure(*paper_day()), measure(*surged_day())
    for name in ("duty_ticks", "paid_ticks"):
        assert (surged.by["group"][name] - plain.by["group"][name]).tolist() == [0, 16500 * TICKS]
    assert surged.by["group"]["surge_ticks"].tolist() == [0, 16500 * TICKS]


def test_a_slot_above_the_usual_concurrency_counts_while_it_is_in_use() -> None:
    inputs, log = surged_day()
    wide = replace(inputs.centre, **{
        name: np.pad(getattr(inputs.centre, name), ((0, 0), (0, 1)))
        for name in ("speed", "response_s", "hands_on", "replies_per_s", "reply_in_3min")
    })  # fmt: skip
    load = np.pad(log.load_ticks, ((0, 0), (0, 0), (0, 1)))
    load[TEAM, 2, 3] += 50 * TICKS
    before = measure(*surged_day()).totals["slot_capacity_ticks"]
    sums = measure(replace(inputs, centre=wide), replace(log, load_ticks=load))
    assert sums.totals["slot_capacity_ticks"] - before == 3 * 50 * TICKS


def test_calls_before_the_measured_time_are_not_counted() -> None:
    inputs, log = surged_day()
    inputs = replace(inputs, centre=replace(inputs.centre, measure_from_s=SIX_HOURS))
    totals = measure(inputs, log).totals
    assert (totals["surge_calls:pool"], totals["surge_came:pool"]) == (1, 1)
    assert totals["surge_ticks:pool"] == (3 * 3600 + 300) * TICKS


def test_the_area_under_steps() -> None:
    found = area_of_steps(np.array([3, 5, 5, 12]), np.array([1, 2, -1, -2]), np.array([0, 4, 10, 20]))
    assert found.tolist() == [1, 1 + 2 * 5, 2 * 2]
    none = np.zeros(0, np.int64)
    assert area_of_steps(none, none, np.array([0, 4, 10])).tolist() == [0, 0]


def test_the_trace_tells_what_reserves_did() -> None:
    events = event_log(*surged_day())
    system = events[events["event_type"] == "system"]
    assert (system["entity_id"] == -1).all()
    told = [tuple(row) for row in system[["time", "pathway", "event", "resource_id"]].itertuples(index=False)]
    assert told == [
        (18000.0, "pool", "reserve_called", -1),
        (18600.0, "pool", "reserve_comes", 1),
        (19200.0, "pool", "reserve_comes", 1),
        (21600.0, "pool", "reserve_comes", 1),
        (25200.0, "pool", "reserve_leaves", -3),
        (43200.0, "slots", "reserve_called", -1),
        (43200.0, "slots", "reserve_comes", 1),
        (72000.0, "pool", "reserve_called", -1),
        (72300.0, "pool", "reserve_comes", 1),
        (72600.0, "pool", "reserve_leaves", -1),
    ]
    assert len(events) - len(system) == len(event_log(*paper_day()))
    assert events["time"].is_monotonic_increasing


def test_the_calls_that_were_made() -> None:
    inputs, log = surged_day()
    assert inputs.centre.surge is not None
    assert log.surge is not None
    calls = calls_made(inputs.centre.surge, log.surge)
    assert calls["reserve"].tolist() == ["pool", "pool", "slots"]
    assert calls["call"].tolist() == [0, 1, 2]
    assert calls["came"].tolist() == [3, 1, 1]
    assert calls["home_s"].isna().tolist() == [False, False, True]
