"""Pilot days: what a schedule would achieve, simulated with randomness of their own and the same for every schedule.

Source: docs/staffing.md#pilot-days.
"""

from __future__ import annotations

import math
from types import TracebackType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ccsim.demand.draw import draw_tape
from ccsim.demand.messages import draw_replies
from ccsim.engine import engine
from ccsim.experiment.planned import planned_levels
from ccsim.experiment.workers import Workers
from ccsim.metrics.in_target import COUNTED, target_counts
from ccsim.model.inputs import RunInputs
from ccsim.model.timegrid import TICKS_PER_S
from ccsim.scenario.centre import centre_of
from ccsim.scenario.scenario import Scenario
from ccsim.scenario.staffing import Target
from ccsim.workforce.roster import slots_per_day
from ccsim.workforce.staffed import staffed

Ints = NDArray[np.int64]

PILOT_SEED = 0
"""Pilot days depend on the scenario alone, so a derived roster does not change with the run's seed."""
KEPT_BYTES = 400_000_000
"""Tapes beyond this are drawn anew for every roster that is tried: slower, but never short of memory."""
LONGEST_RUN_DAYS = 7
"""Of a longer run, pilots simulate the first week."""


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

    def __init__(self, scenario: Scenario, jobs: int = 1, engine: str = "auto", seed: int = PILOT_SEED) -> None:
        days = min(scenario.run.days, LONGEST_RUN_DAYS)
        run = scenario.run.model_copy(update={"days": days})
        self.scenario = scenario.model_copy(update={"run": run})
        self.replications = max(2, math.ceil(scenario.staffing.pilot_days / days))
        self.days = self.replications * days
        self._workers = Workers(_Days(self.scenario, engine, seed), min(jobs, self.replications), engine == "compiled")

    def __enter__(self) -> Pilot:
        self._workers.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._workers.__exit__(kind, error, trace)

    def outcome(self, levels: Ints) -> PilotOutcome:
        """What the scheduled agents `levels` (G, slots of the run) achieve."""
        found = list(self._workers.map(_counts, [(levels, number) for number in range(self.replications)]))
        counts = dict(zip(COUNTED, np.sum(found, axis=0).tolist(), strict=True))
        return PilotOutcome(
            service_level=_ratio(counts["answered_in_time"], counts["offered"]),
            abandonment=_ratio(counts["abandoned"] + counts["balked"], counts["offered"]),
            mean_wait_s=_ratio(counts["wait_answered_ticks"], counts["answered"]) / TICKS_PER_S,
        )


class _Days:
    """Simulates pilot replications and keeps their tapes, as far as there is room."""

    def __init__(self, scenario: Scenario, engine: str, seed: int) -> None:
        self.scenario, self.centre, self.engine, self.seed = scenario, centre_of(scenario), engine, seed
        self.tapes: dict[int, NDArray[np.void]] = {}

    def counts(self, levels: Ints, replication: int) -> tuple[int, ...]:
        """Sums by the names of `COUNTED`."""
        scenario, centre = self.scenario, self.centre
        run = engine(self.engine)  # first: a compiled engine brings the compiler, which then draws as well
        tape = self._tape(replication)
        expected = levels[:, : centre.days * slots_per_day(scenario)]
        schedule = planned_levels(scenario, expected, self.seed, replication, "pilot")
        there = staffed(scenario, centre, schedule, {}, self.seed, replication, "pilot")
        replies = draw_replies(scenario, tape, self.seed, replication, "pilot")
        inputs = RunInputs(centre, tape, there.roster, there.paid_s, replies)
        return target_counts(centre, tape, run(inputs).contacts)

    def _tape(self, replication: int) -> NDArray[np.void]:
        kept = self.tapes.get(replication)
        if kept is not None:
            return kept
        tape = draw_tape(self.scenario, self.centre, self.seed, replication, "pilot")
        if sum(known.nbytes for known in self.tapes.values()) + tape.nbytes <= KEPT_BYTES:
            self.tapes[replication] = tape
        return tape


def _counts(days: _Days, trial: tuple[Ints, int]) -> tuple[int, ...]:
    return days.counts(*trial)


def _ratio(numerator: int, denominator: int) -> float:
    return numerator / denominator if denominator else math.nan


def _log_ratio(allowed: float, found: float) -> float:
    """log(allowed / found); infinite where nothing was found or nothing is allowed."""
    if not found > 0:
        return math.inf
    return math.log(allowed / found) if allowed > 0 else -math.inf
