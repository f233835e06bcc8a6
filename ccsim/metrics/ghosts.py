"""Sums over silent abandoners: what their ghosts cost the centre, and how its own log flatters it."""

from __future__ import annotations

import numpy as np

from ccsim.metrics.measured import Measured, duration_ticks
from ccsim.metrics.sums import Bools, Ints
from ccsim.model.timegrid import TICKS_PER_S


def ghost_values(of: Measured) -> tuple[dict[str, Bools | Ints], dict[str, Ints]]:
    """Per measured contact that left silently: counts and times (ticks) by name, and keys by dimension.

    The group is the one whose agent took the ghost. A run that is cut counts its work as far as it went.
    """
    silent = np.flatnonzero(of.log["silent"])
    log = {name: of.log[name][silent] for name in ("enqueue_s", "assign_s", "release_s", "group")}
    assigned = ~np.isnan(log["assign_s"])
    wait = duration_ticks(log["enqueue_s"], log["assign_s"])
    over_s = np.where(np.isnan(log["release_s"]), np.fmax(log["assign_s"], of.centre.horizon_s), log["release_s"])
    values: dict[str, Bools | Ints] = {
        "ghosts": np.ones(silent.size, np.bool_),
        "ghosts_assigned": assigned,
        "ghosts_in_time": assigned & (wait <= int(of.centre.service_threshold_s * TICKS_PER_S)),
        "ghost_wait_ticks": wait,
        "ghost_ticks": duration_ticks(log["assign_s"], over_s),
    }
    keys = {dimension: key[silent] for dimension, key in of.keys.items()}
    return values, {**keys, "group": log["group"].astype(np.int64)}
