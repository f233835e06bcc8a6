"""The longest queue of a replication, and how long it takes until the queue is back to normal.

Normal is a queue no longer than it would be if everyone who enters it waited the acceptance threshold T: by Little's
law its area in an interval is then at most T times the contacts that entered it in that interval. So normal follows
the hour of the day, and a quiet night is not measured against a rush. Source: docs/metrics.md#peaks.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ccsim.metrics.sums import Bools, Ints, Sums
from ccsim.model.inputs import Centre
from ccsim.model.timegrid import TICKS_PER_S

MICRO = 1_000_000


def with_peaks(centre: Centre, sums: Sums) -> Sums:
    """A whole replication's sums with those that are not additive over its contacts: only for complete sums."""
    area, width = sums.by["interval"]["queue_area_ticks"], interval_ticks(centre)
    above = above_normal(centre, area, sums.by["interval"]["offered"])
    peak = longest(area, 0, area.size)
    peaks = {
        "runs": 1,
        "peak_backlog_micro": round(MICRO * int(area[peak]) / width),
        "recovery_ticks": width * intervals_to_normal(above, peak),
        "backlog_ticks": width * int(above.sum()),
    }
    return replace(sums, totals={**sums.totals, **peaks})


def interval_ticks(centre: Centre) -> int:
    """Length of an interval in ticks."""
    return round(centre.interval_s * TICKS_PER_S)


def above_normal(centre: Centre, area: Ints, offered: Ints) -> Bools:
    """Intervals in which more contacts wait than if each that enters the queue waited the acceptance threshold."""
    return np.asarray(area > round(centre.service_threshold_s * TICKS_PER_S) * offered)


def longest(area: Ints, first: int, until: int) -> int:
    """Number of the interval with the longest queue among [first, until); the first of equals."""
    return first + int(np.argmax(area[first:until]))


def intervals_to_normal(above: Bools, peak: int) -> int:
    """Intervals from the peak's own up to the first normal one; up to the end of the run if none is."""
    normal = np.flatnonzero(~above[peak:])
    return int(normal[0]) if normal.size else above.size - peak
