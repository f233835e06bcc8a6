"""Inputs that no drawing produces and no engine could make sense of: refused by every engine before it starts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ccsim.model.inputs import Centre
from ccsim.model.surge import Effect, Reserves
from ccsim.model.timegrid import grid, grid_array


def check_centre(centre: Centre) -> None:
    """Refuse tables that would lead outside the arrays."""
    levels = np.arange(centre.speed.shape[1])
    in_use = (levels >= 1) & (levels <= centre.largest_cap[:, None])
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


def check_stretch(roster: NDArray[np.void], until_s: float) -> None:
    """Refuse steps that a stretch of a run up to `until_s` would not reach."""
    if roster.size and roster["at_s"].max() >= until_s:
        raise ValueError(f"a roster step at {roster['at_s'].max():g} s belongs to the stretch after {until_s:g} s")


def check_reserves(centre: Centre, reserves: Reserves | None) -> None:
    """Refuse reserves that do not fit the centre's reserves."""
    surge = centre.surge
    if surge is None or reserves is None:
        if (surge is None) is not (reserves is None):
            raise ValueError("reserves are drawn for a centre with a surge, and for no other")
        return
    calls, heads = int(surge.first_call[-1]), surge.effect == Effect.HEADS
    if reserves.first.size != calls + 1 or reserves.first[0] != 0 or reserves.first[-1] != reserves.offset_s.size:
        raise ValueError(f"reserves must be drawn for {calls} calls")
    of_call = np.repeat(np.arange(calls), np.diff(reserves.first))
    if (reserves.offset_s < 0).any() or (np.diff(reserves.offset_s)[np.diff(of_call) == 0] < 0).any():
        raise ValueError("those who come must come after the call, in the order of their coming")
    if (grid_array(reserves.offset_s) != reserves.offset_s).any() or grid(surge.check_s) != surge.check_s:
        raise ValueError("checks and those who come must lie on the time grid")
    if surge.check_s <= 0 or centre.horizon_s > surge.days * surge.checks_per_day * surge.check_s:
        raise ValueError("checks must lie within the surge's days")
    if centre.largest_cap.max() > centre.max_level:
        raise ValueError(f"raised caps {centre.largest_cap.tolist()} do not fit tables of {centre.max_level} levels")
    if not ((surge.group >= 0) & (surge.group < len(centre.groups)))[heads].all():
        raise ValueError("a reserve raises a group that does not exist")
