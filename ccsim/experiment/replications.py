"""Independent replications of a scenario, on as many cores as wanted; the numbers do not depend on how many."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from ccsim.demand.draw import draw_days, draw_tape
from ccsim.demand.messages import draw_replies
from ccsim.demand.reserves import draw_reserves
from ccsim.economics.ledger import Ledger, price
from ccsim.engine import engine, session
from ccsim.engine.session import Finished, group_sizes
from ccsim.errors import UsageError
from ccsim.experiment.planned import planned_levels, planned_shifts
from ccsim.experiment.workers import Workers
from ccsim.metrics.measure import check_sums, measure_agents, measure_contacts
from ccsim.metrics.peaks import with_peaks
from ccsim.metrics.sums import Sums, add
from ccsim.metrics.surge import Called
from ccsim.model.inputs import Centre, RunInputs
from ccsim.model.log import RunLog
from ccsim.model.surge import Reserves
from ccsim.model.timegrid import DAY_S
from ccsim.scenario.scenario import Scenario
from ccsim.workforce.shift_plan import ShiftPlan
from ccsim.workforce.staffed import Staffed, staffed


@dataclass(frozen=True)
class Job:
    """What a worker needs to simulate any replication of one scenario."""

    scenario: Scenario
    centre: Centre
    levels: NDArray[np.int64]  # (G, slots) scheduled agents for the expected forecast
    seed: int
    engine: str
    epoch_days: int
    """Days that are drawn and simulated at a time; changes no number, only how much memory is needed."""
    purpose: str = "run"
    shifts: Mapping[int, ShiftPlan] = field(default_factory=dict)
    """Shifts for the expected forecast by number of the group, of groups that have shifts."""


@dataclass(frozen=True)
class Replication:
    """One replication's sums and ledger, and the seconds that its stages took."""

    number: int
    sums: Sums
    ledger: Ledger
    seconds: dict[str, float]


def draw_inputs(job: Job, replication: int) -> RunInputs:
    """Everything random of one replication."""
    tape = draw_tape(job.scenario, job.centre, job.seed, replication, job.purpose)
    there = _staffed(job, replication)
    replies = draw_replies(job.scenario, tape, job.seed, replication, job.purpose)
    reserves = draw_reserves(job.scenario, job.centre, job.seed, replication, job.purpose)
    return RunInputs(job.centre, tape, there.roster, there.paid_s, replies, there.shift_time, reserves)


def simulate(job: Job, replication: int) -> tuple[RunInputs, RunLog]:
    """Inputs and log of one replication, for those who want to look at single contacts."""
    run = engine(job.engine)
    inputs = draw_inputs(job, replication)
    return inputs, run(inputs)


def replicate(job: Job, replication: int) -> Replication:
    """Simulate, measure and price one replication, epoch by epoch; its identities are checked.

    Raises UsageError for a scenario that is to be followed over months, which days are not.
    """
    if job.scenario.over_months:
        raise UsageError(
            f"{job.scenario.name}: this simulates days, and the scenario goes over months (workforce.contacts); "
            "use ccsim run or compare, or leave them out: --set workforce.contacts=null"
        )
    scenario, centre, watch = job.scenario, job.centre, Stopwatch()
    sums: Sums | None = None

    def take(finished: Finished) -> None:
        nonlocal sums
        found = measure_contacts(centre, finished.all_tape, finished.all_contacts, finished.over)
        sums = found if sums is None else add(sums, found)

    log, there, reserves = simulate_epochs(job, replication, take, watch)
    assert sums is not None
    called = None if reserves is None or log.surge is None else Called(reserves, log.surge)
    agents = measure_agents(centre, log.load_ticks, there.roster, there.paid_s, log.attention, there.shift_time, called)
    sums = with_peaks(centre, add(sums, agents))
    check_sums(sums)
    ledger = price(scenario, centre, sums, scenario.run.days)
    watch.lap("measuring")
    return Replication(replication, sums, ledger, watch.seconds)


def simulate_epochs(
    job: Job, replication: int, take: Callable[[Finished], None], watch: Stopwatch
) -> tuple[RunLog, Staffed, Reserves | None]:
    """Draw and simulate one replication epoch by epoch; `take` is given the issues that are over after each.

    Returns the log with the agents' ticks of the whole run, who was there, and what was drawn of the reserves, if there
    are any.
    """
    scenario, centre = job.scenario, job.centre
    open_run = session(job.engine)  # first: a compiled engine brings the compiler, which then draws as well
    watch.lap("engine")
    there = _staffed(job, replication)
    roster = there.roster
    reserves = draw_reserves(scenario, centre, job.seed, replication, job.purpose)
    run = open_run(centre, group_sizes(roster, len(centre.groups)), reserves)
    for first_day in range(0, centre.days, job.epoch_days):
        until_day = min(first_day + job.epoch_days, centre.days)
        tape = draw_days(scenario, centre, job.seed, replication, first_day, until_day, job.purpose)
        replies = draw_replies(scenario, tape, job.seed, replication, job.purpose)
        watch.lap("drawing")
        steps = roster[roster["at_s"] >= first_day * DAY_S]
        more = () if replies is None else (replies,)
        if until_day == centre.days:
            finished, log = run.close(tape, steps, *more)
            break
        steps = steps[steps["at_s"] < until_day * DAY_S]
        finished = run.advance(tape, steps, until_day * DAY_S, *more)
        watch.lap("engine")
        take(finished)
        watch.lap("measuring")
    watch.lap("engine")
    take(finished)
    return log, there, reserves


def _staffed(job: Job, replication: int) -> Staffed:
    """Headcount steps and paid time: the schedule that this replication's forecast leads to, less who is absent."""
    levels = planned_levels(job.scenario, job.levels, job.seed, replication, job.purpose)
    plans = planned_shifts(job.scenario, job.shifts, job.seed, replication, job.purpose)
    return staffed(job.scenario, job.centre, levels, plans, job.seed, replication, job.purpose)


class Stopwatch:
    """Seconds by stage, by a clock."""

    def __init__(self, clock: Callable[[], float] = perf_counter) -> None:
        self.seconds = {"drawing": 0.0, "engine": 0.0, "measuring": 0.0}
        self._clock = clock
        self._last = clock()

    def lap(self, stage: str) -> None:
        """Book the time since the last lap under `stage`."""
        now = self._clock()
        self.seconds[stage] += now - self._last
        self._last = now


def replicate_all(
    job: Job,
    numbers: Sequence[int],
    jobs: int = 1,
    progress: Callable[[int], None] | None = None,
    threads: bool = False,
) -> list[Replication]:
    """The replications `numbers`, in that order, on `jobs` cores; `progress` is told how many are done.

    `threads`: work on threads instead of processes; changes nothing but the time that it takes. Raises CcsimError if a
    worker process dies twice.
    """
    done = []
    with Workers(job, min(jobs, len(numbers)), threads) as workers:
        for replication in workers.map(replicate, numbers):
            done.append(replication)
            if progress is not None:
                progress(len(done))
    return done
