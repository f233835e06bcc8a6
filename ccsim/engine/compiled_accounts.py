"""Agents' time in the compiled engine, booked by interval and load in whole ticks."""

from __future__ import annotations

import numpy as np

from ccsim.engine.compiled_jit import part
from ccsim.engine.compiled_state import Hall, Records
from ccsim.model.timegrid import ticks

OFF, ON, DRAINING = 0, 1, 2
"""Duty, as in `engine/floor.py`."""


@part
def book(hall: Hall, agent: Records, now_s: float) -> None:
    """Book the agent's time since the last booking under its load, interval by interval up to the horizon."""
    start_s = agent.counted_s
    agent.counted_s = now_s
    if agent.duty == OFF:
        return
    clock = hall.clock[0]
    if clock.from_s <= start_s and now_s <= clock.until_s:
        add(hall, agent, clock.interval, ticks(now_s - start_s))
    else:
        book_across(hall, agent, start_s, now_s)


@part
def add(hall: Hall, agent: Records, interval: int, amount: int) -> None:
    """Add an amount of time to one cell."""
    group, place = np.uint64(agent.group), np.uint64(interval)  # unsigned: see `at`
    hall.load_ticks[group, place, np.uint64(agent.load)] += amount
    if agent.duty == DRAINING:
        hall.drain_ticks[group, place] += amount


@part
def book_across(hall: Hall, agent: Records, start_s: float, now_s: float) -> None:
    """The general case; moves on the interval that `book` can use without dividing."""
    clock = hall.clock[0]
    end_s = min(now_s, clock.horizon_s)
    while start_s < end_s:
        interval = int(start_s // clock.interval_s)
        until_s = min(end_s, (interval + 1) * clock.interval_s)
        add(hall, agent, interval, ticks(until_s - start_s))
        start_s = until_s
    if now_s < clock.horizon_s and (now_s >= clock.until_s or clock.from_s > now_s):
        clock.interval = int(now_s // clock.interval_s)
        clock.from_s = now_s
        clock.until_s = min((clock.interval + 1) * clock.interval_s, clock.horizon_s)
