"""Who is there after the run's last day: while contacts wait for an opening, headcounts go round as they did before.

Whoever asks outside opening hours on the last evening comes to an opening that lies beyond the run. No schedule covers
the days up to it; they are taken to be staffed as the run's own. That time is neither measured nor paid.
Source: docs/model.md#headcounts.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ccsim.model.inputs import ROSTER_DTYPE, Centre
from ccsim.model.timegrid import DAY_S
from ccsim.scenario.opening import DAYS_PAST
from ccsim.scenario.queues import WEEK


def steps_afterwards(centre: Centre, roster: NDArray[np.void]) -> NDArray[np.void]:
    """Headcount steps (ROSTER_DTYPE) at and after the horizon that continue `roster`, all steps of the run.

    They repeat its last week, or all of its days if there are fewer. There are none if no queue defers to an opening,
    or if contacts are not followed beyond the horizon.
    """
    if centre.stop_hard or not (centre.defers & centre.has_hours).any():
        return np.zeros(0, ROSTER_DTYPE)
    length_s, end_s = min(centre.days, len(WEEK)) * DAY_S, centre.horizon_s + DAYS_PAST * DAY_S
    once = _from(centre, roster, centre.horizon_s - length_s)
    rounds = np.tile(once, math.ceil(DAYS_PAST * DAY_S / length_s))
    rounds["at_s"] += np.repeat(np.arange(1, rounds.size // once.size + 1) * length_s, once.size)
    return rounds[rounds["at_s"] < end_s]


def _from(centre: Centre, roster: NDArray[np.void], begin_s: float) -> NDArray[np.void]:
    """The steps from `begin_s` on, with one for every group at that instant."""
    later = roster[roster["at_s"] > begin_s]
    start = np.zeros(len(centre.groups), ROSTER_DTYPE)
    start["at_s"], start["group"] = begin_s, np.arange(start.size)
    before = roster[roster["at_s"] <= begin_s]
    start["level"][before["group"]] = before["level"]  # of several steps of a group the last one stays
    return np.concatenate([start, later])
