"""Simulate cases within a budget and hold what comes out against what is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import process_time
from typing import NamedTuple

import numpy as np

from ccsim.experiment.workers import Workers, on_threads
from ccsim.verification.budget import (
    FOR_PILOTS,
    GOALS,
    Length,
    Price,
    least_contacts,
    length,
    pilot_days,
    pilot_replications,
    price,
    round_of,
    share_out,
    spread,
    topping_up,
)
from ccsim.verification.cases import Case
from ccsim.verification.catalogue import designs
from ccsim.verification.estimating import Finding, Summary, findings, summary
from ccsim.verification.observe import Bench, Observation, Task, observe
from ccsim.verification.scatter import Scatter, scatter
from ccsim.verification.study import Study, Unchecked

CONTACTS_PER_S = {"compiled": 1_000_000.0, "reference": 15_000.0, "people": 50_000.0}
"""Rough speed, only to size pilots."""
LARGEST_PART = 0.1
"""Part of the budget that a study may take at the least; one that takes more is listed, not simulated."""

Progress = Callable[[str, int, int | None], None]
"""Told the stage, how much of it is done, and how much there is."""


class Plan(NamedTuple):
    """What to do with the cases."""

    minutes: float
    """CPU time in all, pilots included."""
    engine: str = "auto"
    seed: int = 1
    jobs: int = 1


class Studied(NamedTuple):
    """A study and what came of it."""

    study: Study
    engine: str
    length: Length
    contacts: int
    """All that were simulated, warm-up and cool-down included, pilot left out."""
    seconds: dict[str, float]
    findings: list[Finding]

    @property
    def goal_bias(self) -> float:
        """The largest detectable relative bias among mean waits, abandonment and service levels; 0 without any."""
        compared = (one for one in self.findings if one.check.goal and one.state == "compared")
        return max((one.relative for one in compared), default=0.0)


class Verification(NamedTuple):
    """Everything that a command found."""

    plan: Plan
    studied: list[Studied]
    unchecked: list[Unchecked]
    summary: Summary
    cpu_s: float
    """Of all workers, pilots included."""

    @property
    def scatter(self) -> Scatter:
        """Whether the differences scatter as chance says."""
        return scatter([one for each in self.studied for one in each.findings])


def verify(cases: Sequence[Case], plan: Plan, progress: Progress | None = None) -> Verification:
    """Simulate what the cases describe and compare.

    Raises CaseError for a case that cannot be read, ScenarioError or UsageError for one that cannot be run.
    """
    started = process_time()
    design = designs(cases)
    bench = Bench(tuple(design.studies), plan.seed, plan.engine)
    lacking = bench.without_engine()
    unchecked = [*design.unchecked, *lacking]
    numbers = [i for i, study in enumerate(design.studies) if all(study.name != one.case for one in lacking)]
    most = max(LARGEST_PART, 1 / max(1, len(numbers))) * plan.minutes
    too_long = {i: minutes for i in numbers if (minutes := _least_minutes(bench, i)) > most}
    unchecked += [_too_long(bench.studies[i], bench.engine_of(i), minutes) for i, minutes in too_long.items()]
    numbers = [i for i in numbers if i not in too_long]
    work = _Work(bench, plan, progress)
    prices = work.pilots(numbers)
    used = work.seconds
    shares = share_out([bench.studies[i] for i in numbers], list(prices.values()), max(0.0, 60 * plan.minutes - used))
    lengths = {i: length(bench.studies[i], prices[i], share) for i, share in zip(numbers, shares, strict=True)}
    work.run(lengths)
    _top_up(work, 60 * plan.minutes)
    studied = [work.studied(i) for i in numbers]
    found = summary([one for each in studied for one in each.findings])
    return Verification(plan, studied, unchecked, found, max(work.seconds, process_time() - started))


def _least_minutes(bench: Bench, i: int) -> float:
    """CPU minutes that the fewest and shortest replications of a study take, roughly."""
    return least_contacts(bench.studies[i]) / CONTACTS_PER_S[bench.engine_of(i)] / 60


def _too_long(study: Study, engine: str, minutes: float) -> Unchecked:
    return Unchecked(
        study.name, "all", f"takes at least {minutes:.1f} CPU minutes on the {engine} engine: give it more"
    )


def _top_up(work: _Work, seconds: float) -> None:
    """Spend what is left of `seconds`, round by round, where it shows most."""
    while True:
        so_far = {i: work.studied(i) for i in work.length}
        wanted = {
            i: found
            for i, one in so_far.items()
            if (found := topping_up(one.study, one.length, one.seconds["all"], one.goal_bias)) is not None
        }
        left_s = seconds - work.seconds
        case_of = {i: one.study.case.id for i, one in so_far.items()}
        reached = dict.fromkeys(case_of.values(), 0)
        for i, one in so_far.items():
            goals = sum(0 < one.goal_bias <= goal for goal in GOALS)
            reached[case_of[i]] = max(reached[case_of[i]], goals)
        more = round_of(wanted, work.length, left_s, case_of, reached)
        if not more:
            if more := spread(wanted, work.length, left_s):
                work.run(more)
            return
        work.run(more)


class _Work:
    """Replications done so far, by study."""

    def __init__(self, bench: Bench, plan: Plan, progress: Progress | None) -> None:
        self._bench, self._plan, self._progress = bench, plan, progress
        self._done: dict[int, list[Observation]] = {}
        self.length: dict[int, Length] = {}
        self.seconds = 0.0

    def pilots(self, numbers: Sequence[int]) -> dict[int, Price]:
        """Simulate pilots; what each study costs."""
        share_s = FOR_PILOTS * 60 * self._plan.minutes / max(1, len(numbers))
        speeds = {i: CONTACTS_PER_S[self._bench.engine_of(i)] for i in numbers}
        days = {i: pilot_days(self._bench.studies[i], share_s, speeds[i]) for i in numbers}
        counts = {i: pilot_replications(self._bench.studies[i], days[i], share_s, speeds[i]) for i in numbers}
        tasks = [Task(i, days[i], r, "pilot") for i in numbers for r in range(counts[i])]
        found: dict[int, list[Observation]] = {i: [] for i in numbers}
        for task, observation in zip(tasks, self._simulate("pilots", tasks), strict=True):
            found[task.study].append(observation)
        return {i: price(self._bench.studies[i], days[i], found[i]) for i in numbers}

    def run(self, lengths: dict[int, Length]) -> None:
        """Simulate further replications of the studies; those with other days than so far begin anew."""
        tasks = []
        for i, wanted in lengths.items():
            if i not in self.length or self.length[i].days != wanted.days:
                self._done[i] = []
            done = len(self._done[i])
            tasks += [Task(i, wanted.days, r, "run") for r in range(done, done + wanted.replications)]
            self.length[i] = Length(wanted.days, done + wanted.replications)
        for task, observation in zip(tasks, self._simulate("replications", tasks), strict=True):
            self._done[task.study].append(observation)

    def studied(self, i: int) -> Studied:
        """What has come of a study so far."""
        study, done = self._bench.studies[i], self._done[i]
        stages = {stage: sum(one.seconds[stage] for one in done) for stage in done[0].seconds}
        numerators, denominators = np.array([o.numerators for o in done]), np.array([o.denominators for o in done])
        contacts, engine = sum(one.contacts for one in done), self._bench.engine_of(i)
        return Studied(study, engine, self.length[i], contacts, stages, findings(study, numerators, denominators))

    def _simulate(self, stage: str, tasks: Sequence[Task]) -> list[Observation]:
        jobs, done = min(self._plan.jobs, len(tasks)), []
        contacts = self._plan.minutes * 60 * CONTACTS_PER_S["compiled"]
        with Workers(self._bench, jobs, on_threads("compiled", contacts)) as workers:
            for observation in workers.map(observe, tasks):
                done.append(observation)
                self.seconds += observation.seconds["all"]
                if self._progress is not None:
                    self._progress(stage, len(done), len(tasks))
        return done
