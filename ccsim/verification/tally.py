"""Sums over contacts for many millions of them: the measures' own definitions, and only those that checks need.

A full measurement also follows issues, satisfaction and replies, which costs more than the simulation itself. Here the
same functions of ccsim/metrics say what counts; the first replication of every study is measured in full as well, and
both must agree exactly (`check_against_measures`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ccsim.metrics.batch import Batch
from ccsim.metrics.contacts import human_leg, journey, waiting
from ccsim.metrics.measured import Measured, measured
from ccsim.metrics.sums import Bools, IdentityError, Ints, Sums
from ccsim.model.inputs import Centre
from ccsim.verification.quantities import WITH_THRESHOLD
from ccsim.verification.study import Cells

JOURNEY = ("contacts", "balked", "abandoned", "blocked", "timed_out", "disconnected", "answered", "unfinished")
WAITING = ("offered", "wait_ticks", "wait_answered_ticks")


class ContactTally:
    """Running sums over the measured contacts, by cell."""

    def __init__(self, centre: Centre, cells: Cells, thresholds_s: Sequence[float], with_talk: bool) -> None:
        self._cells, self._with_talk = cells, with_talk
        self._at = [(repr(t), replace(centre, service_threshold_s=t)) for t in thresholds_s]
        self._groups = len(centre.groups)
        self.size = {"one": 1, "interval": cells.per_day, "queue_group": len(centre.queues) * (self._groups + 1)}[
            cells.kind
        ]
        self.sums: dict[str, Ints] = {}

    def take(self, batch: Batch) -> None:
        """Add a batch."""
        of = measured(batch)
        key = self._key(of)
        for name, value in self._values(of).items():
            found = self._by_cell(value, key)
            self.sums[name] = found if name not in self.sums else self.sums[name] + found

    def _values(self, of: Measured) -> dict[str, Bools | Ints]:
        ends, waits = journey(of), waiting(of)
        values = {name: ends[name] for name in JOURNEY} | {name: waits[name] for name in WAITING}
        values["waited"] = waits["offered"] & ~(ends["answered"] & (waits["wait_ticks"] == 0))
        for text, centre in self._at:
            at = (
                waits
                if centre.service_threshold_s == of.centre.service_threshold_s
                else waiting(of._replace(centre=centre))
            )
            values |= {f"{name}@{text}": at[name] for name in WITH_THRESHOLD}
        if self._with_talk:
            values["talk_ticks"] = human_leg(of)["talk_ticks"]
        return values

    def _key(self, of: Measured) -> Ints | None:
        if self._cells.kind == "one":
            return None
        if self._cells.kind == "interval":
            return np.asarray(of.keys["interval"] % self._cells.per_day)
        return np.asarray(of.keys["queue"] * (self._groups + 1) + of.keys["group"] + 1)

    def _by_cell(self, value: Bools | Ints, key: Ints | None) -> Ints:
        if key is None:
            return np.array([np.count_nonzero(value) if value.dtype == np.bool_ else value.sum()], np.int64)
        chosen: Ints | NDArray[np.bool_] = value
        if value.dtype == np.bool_:
            return np.bincount(key[chosen], minlength=self.size).astype(np.int64)
        # sums of a batch are far below 2^53 ticks (272 years), so floats hold them exactly
        return np.bincount(key, weights=chosen, minlength=self.size).astype(np.int64)


def check_against_measures(tally: ContactTally, full: Sums, own_threshold_s: float) -> None:
    """Raise IdentityError if a sum differs from the one that a full measurement gives."""
    for name, found in tally.sums.items():
        known, _, threshold = name.partition("@")
        if known not in full.totals or (threshold and float(threshold) != own_threshold_s):
            continue
        if int(found.sum()) != full.totals[known]:
            raise IdentityError(f"verify counts {int(found.sum())} {known}, the measures {full.totals[known]}")
