"""Pilot days: what a schedule would achieve, simulated with randomness of their own and the same for every schedule.

Source: docs/staffing.md#pilot-days.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ccsim.demand.draw import draw_tape
from ccsim.engine import engine
from ccsim.metrics.measure import measure
from ccsim.model.inputs import RunInputs
from ccsim.model.timegrid import TICKS_PER_S
from ccsim.scenario.centre import centre_of
from ccsim.scenario.scenario import Scenario
from ccsim.scenario.staffing import Target
from ccsim.workforce.roster import build_roster, slots_per_day

Ints = NDArray[np.int64]

PILOT_SEED = 0
"""Pilot days depend on the scenario alone, so a derived roster does not change with the run's seed."""
LONGEST_RUN_DAYS = 7
"""Of a longer run, pilots simulate the first week."""
_COUNTED = ("offered", "answered", "answered_in_time", "abandoned", "balked", "wait_answered_ticks")


class PilotOutcome(NamedTuple):
    """Pooled ratios over the pilot days; NaN where nobody entered a human queue."""

    service_level: float
    abandonment: float
    """Abandoned or balked / offered."""
    mean_wait_s: float
    """Of the answered."""

    def meets(self, target: Target) -> bool:
        """Whether every given part of the target holds; days on which nobody asks for a person meet any."""
        return all(not found > allowed for found, allowed in self._parts(target))

    def margin(self, target: Target) -> float:
        """By how much the tightest part of the target is met (not negative) or missed (negative), to guide a search.

        The logarithm of allowed over found, of the share not answered in time, the share lost, and the mean wait:
        roughly linear in the headcount. Kept within -3..3.
        """
        margins = [_log_ratio(allowed, found) for found, allowed in self._parts(target)]
        tightest = min(max(min(margins), -3.0), 3.0)
        return max(0.0, tightest) if self.meets(target) else min(-1e-9, tightest)

    def _parts(self, target: Target) -> list[tuple[float, float]]:
        """(found, largest allowed) of every given part."""
        parts = [(1 - self.service_level, 1 - target.service_level)]
        if target.abandonment is not None:
            parts.append((self.abandonment, target.abandonment))
        if target.mean_wait is not None:
            parts.append((self.mean_wait_s, target.mean_wait))
        return parts


class Pilot:
    """The pilot days of a scenario; a context manager, because it may hold processes.

    Runs of d days are piloted by runs of min(d, 7) days, as many as it takes to have `staffing.pilot_days` days and at
    least two. Tapes are drawn once per process.
    """

    def __init__(self, scenario: Scenario, jobs: int = 1, engine: str = "auto") -> None:
        days = min(scenario.run.days, LONGEST_RUN_DAYS)
        run = scenario.run.model_copy(update={"days": days})
        self.scenario = scenario.model_copy(update={"run": run})
        self.replications = max(2, math.ceil(scenario.staffing.pilot_days / days))
        self.days = self.replications * days
        self._local = _Days(self.scenario, engine)
        self._pool: ProcessPoolExecutor | None = None
        if jobs > 1:
            self._pool = ProcessPoolExecutor(
                min(jobs, self.replications),
                mp_context=get_context("spawn"),
                initializer=_prepare,
                initargs=(self.scenario, engine),
            )

    def __enter__(self) -> Pilot:
        return self

    def __exit__(self, *exception: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def outcome(self, levels: Ints) -> PilotOutcome:
        """What the scheduled agents `levels` (G, slots of the run) achieve."""
        counts = dict(zip(_COUNTED, np.sum(self._counts(levels), axis=0).tolist(), strict=True))
        return PilotOutcome(
            service_level=_ratio(counts["answered_in_time"], counts["offered"]),
            abandonment=_ratio(counts["abandoned"] + counts["balked"], counts["offered"]),
            mean_wait_s=_ratio(counts["wait_answered_ticks"], counts["answered"]) / TICKS_PER_S,
        )

    def _counts(self, levels: Ints) -> Sequence[tuple[int, ...]]:
        if self._pool is not None:
            try:
                return list(self._pool.map(_work, [levels] * self.replications, range(self.replications)))
            except BrokenProcessPool:  # killed from outside: the numbers are the same without processes
                self._pool = None
        return [self._local.counts(levels, replication) for replication in range(self.replications)]


class _Days:
    """Simulates pilot replications and keeps their tapes."""

    def __init__(self, scenario: Scenario, engine: str) -> None:
        self.scenario, self.centre, self.engine = scenario, centre_of(scenario), engine
        self.tapes: dict[int, NDArray[np.void]] = {}

    def counts(self, levels: Ints, replication: int) -> tuple[int, ...]:
        """Sums by the names of `_COUNTED`."""
        scenario, centre = self.scenario, self.centre
        if replication not in self.tapes:
            self.tapes[replication] = draw_tape(scenario, centre, PILOT_SEED, replication, "pilot")
        schedule = levels[:, : centre.days * slots_per_day(scenario)]
        roster, paid_s = build_roster(scenario, centre, schedule, PILOT_SEED, replication, "pilot")
        inputs = RunInputs(centre, self.tapes[replication], roster, paid_s)
        totals = measure(inputs, engine(self.engine)(inputs)).totals
        return tuple(totals[name] for name in _COUNTED)


_DAYS: _Days | None = None


def _prepare(scenario: Scenario, engine: str) -> None:
    global _DAYS
    _DAYS = _Days(scenario, engine)


def _work(levels: Ints, replication: int) -> tuple[int, ...]:
    assert _DAYS is not None
    return _DAYS.counts(levels, replication)


def _ratio(numerator: int, denominator: int) -> float:
    return numerator / denominator if denominator else math.nan


def _log_ratio(allowed: float, found: float) -> float:
    """log(allowed / found); infinite where nothing was found or nothing is allowed."""
    if not found > 0:
        return math.inf
    return math.log(allowed / found) if allowed > 0 else -math.inf
