"""Reserves as records, before the first event: nobody called."""

from __future__ import annotations

import numpy as np

from ccsim.engine.compiled_records import NOBODY, RESERVE_DTYPE, WATCH_DTYPE, Records, records
from ccsim.model.surge import Surge

RESERVES_COME = 1
"""Id of the log-on of reserves; the roster's is 0 and comes before it."""


def reserve_records(surge: Surge | None) -> Records:
    """One record for each reserve; none if there is no surge."""
    reserves = records(RESERVE_DTYPE, 0 if surge is None else len(surge.names))
    if surge is None:
        return reserves
    for name in (
        "effect", "group", "asked", "longer_than", "wait_over_s", "lasting_s", "shorter_than", "wait_under_s", "calm_s",
        "delay_s", "stay_s", "longest_s", "per_day",
    ):  # fmt: skip
        reserves[name] = getattr(surge, name)
    reserves["first_call"] = surge.first_call[:-1]
    reserves["called_on"] = reserves["call"] = NOBODY
    reserves["pressed_since_s"] = reserves["calm_since_s"] = np.inf
    return reserves


def watch_record(surge: Surge | None) -> Records:
    """How often the queues are looked at; never if there is no surge."""
    watch = records(WATCH_DTYPE, 1)
    watch["check_s"], watch["checks_per_day"] = (np.inf, 1) if surge is None else (surge.check_s, surge.checks_per_day)
    return watch
