"""Workload year: P1 day after day through one session of an engine, drawn and measured day by day in bounded memory."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ccsim.benchmark.answers import Measure, half_hours, judge, tally
from ccsim.benchmark.stationary import (
    QUEUE,
    stationary_centre,
    stationary_roster,
    stationary_tape,
    waits_in,
)
from ccsim.engine import session
from ccsim.engine.session import group_sizes
from ccsim.model.inputs import ROSTER_DTYPE
from ccsim.model.timegrid import DAY_S


class Year(NamedTuple):
    """What a streamed run came to."""

    contacts: int
    legs: int
    answer: tuple[Measure, ...]


def simulate_year(engine: str, days: int, seed: int) -> Year:
    """Draw, simulate and measure `days` days; nothing is kept of a day but its half-hourly sums."""
    rng = np.random.default_rng(seed)
    roster = stationary_roster(QUEUE)
    running = session(engine)(stationary_centre(QUEUE, 24.0 * days), group_sizes(roster, 1))
    sums = np.zeros((4, half_hours(days * DAY_S)))
    contacts = legs = 0

    def measure(finished: NDArray[np.void]) -> None:
        nonlocal contacts, legs
        waits = waits_in(finished)
        sums[:] += tally(QUEUE, waits, sums.shape[1])
        contacts += waits.answered.size
        legs += int(waits.answered.sum())

    for day in range(days):
        tape = stationary_tape(QUEUE, rng, 24.0, day)
        measure(running.advance(tape, roster, (day + 1) * DAY_S).contacts)
        roster = np.zeros(0, ROSTER_DTYPE)
    measure(running.close()[0].contacts)
    return Year(contacts, legs, judge(QUEUE, sums))
