"""Inputs that no drawing produces and no engine could make sense of: refused by every engine before it starts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ccsim.model.inputs import Centre
from ccsim.model.timegrid import grid, grid_array


def check_centre(centre: Centre) -> None:
    """Refuse tables that would lead outside the arrays."""
    levels = np.arange(centre.speed.shape[1])
    in_use = (levels >= 1) & (levels <= centre.concurrency[:, None])
    if centre.concurrency.min() < 1 or centre.concurrency.max() > centre.max_level:
        raise ValueError(f"concurrency {centre.concurrency.tolist()} does not fit tables of {centre.max_level} levels")
    if not (centre.speed[in_use] > 0).all():
        raise ValueError("an agent with open chats must have a speed above 0")
    delays_s = centre.overflow_s[np.isfinite(centre.overflow_s)]
    if (delays_s < 0).any() or (grid_array(delays_s) != delays_s).any():
        raise ValueError("waits after which a group helps with a queue must be 0 or more, on the time grid")
    if grid(centre.interval_s) != centre.interval_s or centre.n_intervals * centre.interval_s != centre.horizon_s:
        raise ValueError(f"a run of {centre.horizon_s} s is no whole number of intervals of {centre.interval_s} s")


def check_roster(centre: Centre, roster: NDArray[np.void]) -> None:
    """Refuse rosters that would lead outside the arrays."""
    order = np.lexsort((roster["group"], roster["at_s"]))
    repeated = (np.diff(roster["at_s"]) == 0) & (np.diff(roster["group"]) == 0)
    if not np.array_equal(order, np.arange(roster.size)) or repeated.any():
        raise ValueError("roster steps must be sorted by (time, group), one for each")
    if roster.size and not (
        (roster["at_s"] >= 0).all()
        and (roster["level"] >= 0).all()
        and (roster["group"] >= 0).all()
        and (roster["group"] < len(centre.groups)).all()
    ):
        raise ValueError("a roster step has a negative time or level, or a group that does not exist")
