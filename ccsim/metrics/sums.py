"""What one replication leaves behind: integer sums by name and dimension, and two wait histograms.

Every KPI is a ratio of such sums over replications, so nothing is divided here. Integers add up to the same total in
any order and on any number of processes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ccsim.errors import CcsimError
from ccsim.model.inputs import Centre

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

DIMENSIONS = ("interval", "intent", "queue", "group", "class")
"""By customer class only where a centre has several."""
JOINT = ("group_interval", "group_day")
"""Two dimensions at once, group by group, for the few sums that are wanted so: time on duty, paid time."""
CLOCK_SUMS = ("days", "elapsed_ticks")
"""Names that say how much time was measured: the same for every intent, queue and group, so they do not add up."""


class IdentityError(CcsimError):
    """Sums that must agree exactly do not: a defect of the engine or of the measures, never of the scenario."""


@dataclass(frozen=True)
class Sums:
    """One replication's sums (int64), measured contacts and measured time only.

    `totals[name]`; `by[dimension][name]` arrays over measured intervals, intents, queues, groups and, where a centre
    has several, customer classes ("group" counts only contacts that an agent took), and flat arrays over groups x
    intervals and groups x measured days (JOINT); `waits` (bins,) and `waits_by_queue` (queues, bins) in the bins of
    ccsim/metrics/waits.py. Names and meanings: docs/metrics.md#sums.
    """

    totals: dict[str, int]
    by: dict[str, dict[str, Ints]]
    waits: Ints
    waits_by_queue: Ints


def boundaries_s(centre: Centre) -> NDArray[np.float64]:
    """Bounds of all intervals from 0 to the horizon (s), warm-up included; one more than there are intervals."""
    return np.arange(centre.n_intervals + 1, dtype=np.float64) * centre.interval_s


def first_interval(centre: Centre) -> int:
    """Number of the first measured interval."""
    return round(centre.measure_from_s / centre.interval_s)


def interval_of(centre: Centre, at_s: NDArray[np.float64]) -> Ints:
    """Measured interval in which each instant lies; negative before the measured time."""
    return np.asarray(np.floor(at_s / centre.interval_s), np.int64) - first_interval(centre)


def sizes(centre: Centre) -> dict[str, int]:
    """Number of keys of each dimension."""
    intervals = centre.n_intervals - first_interval(centre)
    by_class = {"class": len(centre.classes)} if len(centre.classes) > 1 else {}
    return {
        "interval": intervals,
        "intent": len(centre.intents),
        "queue": len(centre.queues),
        "group": len(centre.groups),
        **by_class,
    }


def class_keys(centre: Centre, customer_class: NDArray[np.int8]) -> dict[str, Ints]:
    """The key of the dimension "class", if the centre has several."""
    return {"class": customer_class.astype(np.int64)} if len(centre.classes) > 1 else {}


class Tallied(NamedTuple):
    """Totals and sums by dimension of one family of measures."""

    totals: dict[str, int]
    by: dict[str, dict[str, Ints]]


def merge(families: list[Tallied]) -> Tallied:
    """One set of sums out of several families; a name may occur once."""
    totals: dict[str, int] = {}
    by: dict[str, dict[str, Ints]] = {dimension: {} for dimension in (*DIMENSIONS, *JOINT)}
    for family in families:
        repeated = totals.keys() & family.totals.keys()
        if repeated:
            raise IdentityError(f"sums defined twice: {', '.join(sorted(repeated))}")
        totals.update(family.totals)
        for dimension, arrays in family.by.items():
            by[dimension].update(arrays)
    return Tallied(totals, by)


def add(one: Sums, other: Sums) -> Sums:
    """The sums of both: of two batches of one replication's contacts, or of its contacts and its agents."""
    by: dict[str, dict[str, Ints]] = {}
    for dimension in (*DIMENSIONS, *JOINT):
        a, b = one.by[dimension], other.by[dimension]
        by[dimension] = {name: _sum(a.get(name), b.get(name)) for name in {**a, **b}}
    totals = {name: one.totals.get(name, 0) + other.totals.get(name, 0) for name in {**one.totals, **other.totals}}
    return Sums(totals, by, one.waits + other.waits, one.waits_by_queue + other.waits_by_queue)


def _sum(one: Ints | None, other: Ints | None) -> Ints:
    if one is None or other is None:
        found = other if one is None else one
        assert found is not None
        return found
    return one + other
