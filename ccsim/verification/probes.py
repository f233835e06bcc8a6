"""Observations that the ordinary measures do not make: who is where at given instants, the orbit, everybody busy.

They read the same log. Instants are left limits: what happens at the very instant has not happened yet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ccsim.metrics.batch import Batch
from ccsim.metrics.issues import issue_values
from ccsim.model.events import Outcome
from ccsim.model.timegrid import DAY_S, TICKS_PER_S, ticks_array

if TYPE_CHECKING:
    from ccsim.verification.observe import Prepared

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Probe(Protocol):
    """Takes batches of whole issues, then gives sums by name."""

    def take(self, batch: Batch) -> None:
        """Further issues that are over."""
        ...

    def finish(self) -> dict[str, NDArray[Any]]:
        """Sums, arrays by cell."""
        ...


def probe(name: str, arguments: tuple[Any, ...], prepared: Prepared) -> Probe:
    """The probe of that name for a study."""
    makers: dict[str, type[Probe]] = {
        "snapshots": Snapshots,
        "orbit": Orbit,
        "all_busy": AllBusy,
        "leaving": Leaving,
        "issues": Issues,
    }
    return makers[name](prepared, *arguments)  # type: ignore[call-arg]


class Snapshots:
    """Contacts in service, waiting and between two attempts at some times of every day that counts.

    Arguments: times after the day's first midnight (s), and for each the number in the system from which on it counts
    as full. Sums by time, over days: `in_service_at`, `waiting_at`, `orbit_at`, `in_system_at`; `full_at` and
    `all_busy_at`, the days on which so many were in the system or in service.
    """

    def __init__(self, prepared: Prepared, times_s: tuple[float, ...], full: tuple[int, ...]) -> None:
        days = np.flatnonzero(prepared.active)
        order = np.argsort(np.array(times_s), kind="stable")
        self._back = np.argsort(order, kind="stable")
        start_s = prepared.measured.measure_from_s + days * DAY_S
        self._instants = (start_s[:, None] + np.array(times_s)[order]).ravel()
        self._shape = (days.size, len(times_s))
        self._full = np.array(full, np.int64)
        self._step = {name: np.zeros(self._instants.size + 1, np.int64) for name in ("in_service", "waiting", "orbit")}

    def take(self, batch: Batch) -> None:
        """Further issues that are over."""
        log = batch.log
        left_s = np.where(np.isnan(log["assign_s"]), log["abandon_s"], log["assign_s"])
        self._add("waiting", log["enqueue_s"], left_s)
        self._add("in_service", log["assign_s"], log["release_s"])
        self._add("orbit", log["end_s"], log["next_s"])

    def finish(self) -> dict[str, NDArray[Any]]:
        """Sums over days by time, in the order given."""
        there = {name: np.cumsum(step[:-1]).reshape(self._shape)[:, self._back] for name, step in self._step.items()}
        in_system = there["in_service"] + there["waiting"]
        found: dict[str, NDArray[Any]] = {f"{name}_at": number.sum(axis=0) for name, number in there.items()}
        found["in_system_at"] = in_system.sum(axis=0)
        found["full_at"] = (in_system >= self._full).sum(axis=0)
        found["all_busy_at"] = (there["in_service"] >= self._full).sum(axis=0)
        return found

    def _add(self, name: str, from_s: Floats, until_s: Floats) -> None:
        there = np.flatnonzero(~np.isnan(from_s) & ~np.isnan(until_s))
        size = self._instants.size + 1
        for at_s, sign in ((from_s[there], 1), (until_s[there], -1)):
            index = np.searchsorted(self._instants, at_s, side="right")
            self._step[name] += sign * np.bincount(index, minlength=size)


class Orbit:
    """`orbit_ticks`: time between a contact and the next of its issue, within the measured time.

    `gone_for_good`: measured contacts that left the queue unserved and do not try again.
    """

    def __init__(self, prepared: Prepared) -> None:
        centre = prepared.measured
        self._from_s, self._until_s = centre.measure_from_s, centre.horizon_s
        self._ticks = self._gone = 0

    def take(self, batch: Batch) -> None:
        """Further issues that are over."""
        left_s = batch.log["abandon_s"]
        gone = ~np.isnan(left_s) & np.isnan(batch.log["next_s"])
        came_s = batch.log["arrival_s"]
        self._gone += int(np.count_nonzero(gone & (came_s >= self._from_s) & (came_s < self._until_s)))
        away = np.flatnonzero(~np.isnan(batch.log["next_s"]))
        start_s = np.clip(batch.log["end_s"][away], self._from_s, self._until_s)
        end_s = np.clip(batch.log["next_s"][away], self._from_s, self._until_s)
        self._ticks += int(((end_s - start_s) * TICKS_PER_S).sum())

    def finish(self) -> dict[str, NDArray[Any]]:
        """Both sums."""
        return {"orbit_ticks": np.array([self._ticks]), "gone_for_good": np.array([self._gone])}


class AllBusy:
    """`all_busy_ticks`: time in which at least so many contacts are in service at once, by interval of the day.

    Argument: that number for each interval of the day; days that do not count are left out.
    """

    def __init__(self, prepared: Prepared, agents: tuple[int, ...]) -> None:
        centre = prepared.measured
        self._agents, self._active = np.array(agents, np.int64), prepared.active
        edges_s = np.asarray(
            centre.measure_from_s + np.arange(prepared.days * len(agents) + 1) * (DAY_S / len(agents)), np.float64
        )
        self._edges = ticks_array(edges_s)
        self._starts: list[Ints] = []
        self._ends: list[Ints] = []

    def take(self, batch: Batch) -> None:
        """Further issues that are over."""
        served = np.flatnonzero(~np.isnan(batch.log["release_s"]))
        self._starts.append(ticks_array(batch.log["assign_s"][served]))
        self._ends.append(ticks_array(batch.log["release_s"][served]))

    def finish(self) -> dict[str, NDArray[Any]]:
        """The one sum."""
        starts, ends = np.sort(np.concatenate(self._starts)), np.sort(np.concatenate(self._ends))
        spans = np.zeros((self._active.size, self._agents.size), np.int64)
        for agents in np.unique(self._agents):
            at = self._agents == agents
            spans[:, at] = np.diff(self._so_far(starts, ends, int(agents))).reshape(spans.shape)[:, at]
        return {"all_busy_ticks": spans[self._active].sum(axis=0)}

    def _so_far(self, starts: Ints, ends: Ints, agents: int) -> Ints:
        """Time (ticks) up to each edge in which at least `agents` are in service."""
        if agents == 0:
            return np.asarray(self._edges - self._edges[0])
        if starts.size < agents:
            return np.zeros(self._edges.size, np.int64)
        # After j of them have ended and before one more has, at least `agents` are there once j + `agents` have begun.
        until = ends[: ends.size - agents + 1]
        begun = starts[agents - 1 :]
        begin = np.concatenate([begun[:1], np.maximum(begun[1:], until[:-1])])
        spans = np.maximum(until - begin, 0)
        before = np.concatenate([[0], np.cumsum(spans)])
        over = np.searchsorted(until, self._edges, side="right")
        under_way = np.append(begin, np.iinfo(np.int64).max)[over]
        return np.asarray(before[over] + np.maximum(self._edges - under_way, 0))


class Leaving:
    """`left_in`: who abandons or balks, by the interval of the day in which they leave."""

    def __init__(self, prepared: Prepared) -> None:
        centre = prepared.measured
        self._interval_s, self._from_s, self._until_s = centre.interval_s, centre.measure_from_s, centre.horizon_s
        self._per_day, self._active = prepared.study.cells.per_day, prepared.active
        self._counts = np.zeros(self._per_day, np.int64)

    def take(self, batch: Batch) -> None:
        """Further issues that are over."""
        outcome, abandon_s = batch.log["outcome"], batch.log["abandon_s"]
        left = (outcome == Outcome.BALKED) | (outcome == Outcome.ABANDONED)
        at_s = abandon_s[left & (abandon_s >= self._from_s) & (abandon_s < self._until_s)] - self._from_s
        at_s = at_s[self._active[(at_s / DAY_S).astype(np.int64)]]
        interval = (at_s / self._interval_s).astype(np.int64) % self._per_day
        self._counts += np.bincount(interval, minlength=self._per_day)

    def finish(self) -> dict[str, NDArray[Any]]:
        """Counts by interval of the day."""
        return {"left_in": self._counts}


class Issues:
    """The measures' sums over issues that arise in the measured time: `issues`, `issue_contacts` and the like."""

    def __init__(self, prepared: Prepared) -> None:
        self._centre = prepared.measured
        self._totals: dict[str, int] = {}

    def take(self, batch: Batch) -> None:
        """Further issues that are over."""
        found, _keys = issue_values(batch)
        for name, each in found.items():
            self._totals[name] = self._totals.get(name, 0) + int(each.sum())

    def finish(self) -> dict[str, NDArray[Any]]:
        """One cell each."""
        return {name: np.array([number]) for name, number in self._totals.items()}
