"""Sums over reserves: how often they were called, who came, how long they were there, and whom they turned away."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ccsim.metrics.measured import Measured
from ccsim.metrics.sums import Bools, Ints, Tallied, boundaries_s, first_interval
from ccsim.model.events import Outcome
from ccsim.model.inputs import Centre
from ccsim.model.surge import Effect, Reserves, Surge, steps_there
from ccsim.model.timegrid import TICKS_PER_S, ticks_array


class Called(NamedTuple):
    """What was drawn for a replication's reserves, and the engine's log of their calls (SURGE_DTYPE)."""

    reserves: Reserves
    log: NDArray[np.void]


def surge_values(of: Measured) -> dict[str, Bools | Ints]:
    """Per measured contact; nothing where there are no reserves."""
    if of.centre.surge is None:
        return {}
    return {"told_later": of.log["outcome"] == Outcome.TOLD_LATER}


def reserve_ticks(centre: Centre, called: Called | None) -> Ints:
    """Time (reserves, measured intervals) of all of a reserve who were there, up to the horizon (ticks)."""
    edges = ticks_array(boundaries_s(centre)[first_interval(centre) :])
    if centre.surge is None or called is None:
        return np.zeros((0, edges.size - 1), np.int64)
    steps = steps_there(centre.surge, called.reserves, called.log)
    return np.array([area_of_steps(ticks_array(at_s), up, edges) for at_s, up in steps])


def area_of_steps(at: Ints, change: Ints, edges: Ints) -> Ints:
    """Integral between `edges` of a number that is 0 and changes by `change` at the instants `at` (rising)."""
    at, level = np.concatenate([[0], at]), np.concatenate([[0], np.cumsum(change)])
    so_far = np.concatenate([[0], np.cumsum(level[:-1] * np.diff(at))])
    last = np.searchsorted(at, edges, side="right") - 1
    return np.asarray(np.diff(so_far[last] + level[last] * (edges - at[last])), np.int64)


def by_raised_group(surge: Surge | None, ticks: Ints, groups: int) -> Ints:
    """The time (groups, measured intervals) of those who raise a headcount, by the group that they raise."""
    found = np.zeros((groups, ticks.shape[1]), np.int64)
    if surge is not None:
        heads = surge.effect == Effect.HEADS
        np.add.at(found, surge.group[heads], ticks[heads])
    return found


def surge_sums(centre: Centre, called: Called | None, ticks: Ints) -> Tallied:
    """Sums by reserve, their names after a colon; calls of the measured time only. `ticks`: see reserve_ticks."""
    surge = centre.surge
    if surge is None or called is None:
        return Tallied({}, {})
    totals: dict[str, int] = {}
    by_interval: dict[str, Ints] = {}
    for s, name in enumerate(surge.names):
        by_interval[f"surge_ticks:{name}"] = ticks[s]
        totals[f"surge_ticks:{name}"] = int(ticks[s].sum())
        found = dict.fromkeys(("calls", "asked", "sent", "came", "half", "half_ticks", "all", "all_ticks"), 0)
        first, last = surge.first_call[s : s + 2].tolist()
        for call in range(first, last):
            if called.log[call]["called_s"] >= centre.measure_from_s:
                for what, amount in _of_call(surge, called, s, call).items():
                    found[what] += amount
        totals |= {f"surge_{what}:{name}": amount for what, amount in found.items()}
    raised = by_raised_group(surge, ticks, len(centre.groups))
    by_interval["surge_ticks"], totals["surge_ticks"] = raised.sum(axis=0), int(raised.sum())
    return Tallied(totals, {"interval": by_interval, "group": {"surge_ticks": raised.sum(axis=1)}})


def _of_call(surge: Surge, called: Called, s: int, call: int) -> dict[str, int]:
    """One call: who was asked for, sent and came, and after which time half of those asked for and all were there."""
    reserves, came = called.reserves, int(called.log[call]["came"])
    offsets = reserves.offset_s[reserves.first[call] : reserves.first[call + 1]]
    people = surge.effect[s] == Effect.HEADS
    asked = int(surge.asked[s]) if people else 1
    half = (asked + 1) // 2
    found = {"calls": 1, "asked": asked, "sent": int(reserves.obtained[call]) if people else 1, "came": came}
    if came >= half:
        found |= {"half": 1, "half_ticks": int(offsets[half - 1] * TICKS_PER_S)}
    if came and came == offsets.size:
        found |= {"all": 1, "all_ticks": int(offsets[-1] * TICKS_PER_S)}
    return found
