"""What one replication leaves behind: integer sums by name and dimension, and two wait histograms.

Every KPI is a ratio of such sums over replications, so nothing is divided here. Integers add up to the same total in
any order and on any number of processes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ccsim.errors import CcsimError
from ccsim.model.events import Outcome
from ccsim.model.inputs import Centre, RunInputs
from ccsim.model.log import RunLog
from ccsim.model.timegrid import TICKS_PER_S

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

DIMENSIONS = ("interval", "intent", "queue", "group")
CLOCK_SUMS = ("days", "elapsed_ticks")
"""Names that say how much time was measured: the same for every intent, queue and group, so they do not add up."""


class IdentityError(CcsimError):
    """Sums that must agree exactly do not: a defect of the engine or of the measures, never of the scenario."""


@dataclass(frozen=True)
class Sums:
    """One replication's sums (int64), measured contacts and measured time only.

    `totals[name]`; `by[dimension][name]` arrays over measured intervals, intents, queues and groups ("group" counts
    only contacts that an agent took); `waits` (bins,) and `waits_by_queue` (queues, bins) in the bins of
    ccsim/metrics/waits.py. Names and meanings: docs/metrics.md#sums.
    """

    totals: dict[str, int]
    by: dict[str, dict[str, Ints]]
    waits: Ints
    waits_by_queue: Ints


class Measured(NamedTuple):
    """The measured contacts of a replication, with the keys by which they are counted."""

    centre: Centre
    tape: NDArray[np.void]  # (n,) TAPE_DTYPE
    log: NDArray[np.void]  # (n,) CONTACT_DTYPE
    keys: dict[str, Ints]  # by dimension; group -1 where no agent took the contact


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
    return {
        "interval": intervals,
        "intent": len(centre.intents),
        "queue": len(centre.queues),
        "group": len(centre.groups),
    }


def measured(inputs: RunInputs, log: RunLog) -> Measured:
    """The contacts that happened and arrived in the measured time."""
    centre, contacts = inputs.centre, log.contacts
    happened = (contacts["outcome"] != Outcome.NEVER) & (contacts["outcome"] != Outcome.BEYOND)
    arrival_s = contacts["arrival_s"]
    chosen = np.flatnonzero(happened & (arrival_s >= centre.measure_from_s) & (arrival_s < centre.horizon_s))
    tape, rows = inputs.tape[chosen], contacts[chosen]
    intent = tape["intent"].astype(np.int64)
    keys = {
        "interval": interval_of(centre, rows["arrival_s"]),
        "intent": intent,
        "queue": centre.queue_of_intent[intent],
        "group": rows["group"].astype(np.int64),
    }
    return Measured(centre, tape, rows, keys)


def duration_ticks(start_s: NDArray[np.float64], end_s: NDArray[np.float64]) -> Ints:
    """Ticks between two instants; 0 where either did not happen."""
    span_s = end_s - start_s
    return np.where(np.isnan(span_s), 0.0, span_s * TICKS_PER_S).astype(np.int64)


def add_up(values: Mapping[str, Bools | Ints], keys: Mapping[str, Ints], size: Mapping[str, int]) -> Tallied:
    """Totals and sums by key of per-row values (a mask counts its rows); rows with key -1 are left out of that key."""
    totals = {name: int(value.sum()) for name, value in values.items()}
    by: dict[str, dict[str, Ints]] = {}
    for dimension, key in keys.items():
        known = key >= 0
        by[dimension] = {name: _by_key(value[known], key[known], size[dimension]) for name, value in values.items()}
    return Tallied(totals, by)


class Tallied(NamedTuple):
    """Totals and sums by dimension of one family of measures."""

    totals: dict[str, int]
    by: dict[str, dict[str, Ints]]


def merge(families: list[Tallied]) -> Tallied:
    """One set of sums out of several families; a name may occur once."""
    totals: dict[str, int] = {}
    by: dict[str, dict[str, Ints]] = {dimension: {} for dimension in DIMENSIONS}
    for family in families:
        repeated = totals.keys() & family.totals.keys()
        if repeated:
            raise IdentityError(f"sums defined twice: {', '.join(sorted(repeated))}")
        totals.update(family.totals)
        for dimension, arrays in family.by.items():
            by[dimension].update(arrays)
    return Tallied(totals, by)


def _by_key(value: Bools | Ints, key: Ints, size: int) -> Ints:
    if value.dtype == np.bool_:
        return np.bincount(key[value], minlength=size).astype(np.int64)
    result = np.zeros(size, np.int64)
    np.add.at(result, key, value)  # bincount would add in float64
    return result
