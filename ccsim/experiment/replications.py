"""Independent replications of a scenario, on as many cores as wanted; the numbers do not depend on how many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from ccsim.demand.draw import draw_tape
from ccsim.economics.ledger import Ledger, price
from ccsim.engine import engine
from ccsim.experiment.workers import Workers
from ccsim.metrics.measure import check_identities, measure
from ccsim.metrics.sums import Sums
from ccsim.model.inputs import Centre, RunInputs
from ccsim.model.log import RunLog
from ccsim.scenario.scenario import Scenario
from ccsim.workforce.roster import build_roster


@dataclass(frozen=True)
class Job:
    """What a worker needs to simulate any replication of one scenario."""

    scenario: Scenario
    centre: Centre
    levels: NDArray[np.int64]  # (G, slots) scheduled agents
    seed: int
    engine: str
    purpose: str = "run"


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
    roster, paid_s = build_roster(job.scenario, job.centre, job.levels, job.seed, replication, job.purpose)
    return RunInputs(job.centre, tape, roster, paid_s)


def simulate(job: Job, replication: int) -> tuple[RunInputs, RunLog]:
    """Inputs and log of one replication, for those who want to look at single contacts."""
    inputs = draw_inputs(job, replication)
    return inputs, engine(job.engine)(inputs)


def replicate(job: Job, replication: int) -> Replication:
    """Simulate, measure and price one replication; its identities are checked."""
    clock = [perf_counter()]

    def lap() -> float:
        clock.append(perf_counter())
        return clock[-1] - clock[-2]

    inputs = draw_inputs(job, replication)
    seconds = {"drawing": lap()}
    log = engine(job.engine)(inputs)
    seconds["engine"] = lap()
    sums = measure(inputs, log)
    check_identities(sums, inputs, log)
    ledger = price(job.scenario, job.centre, sums, job.scenario.run.days)
    seconds["measuring"] = lap()
    return Replication(replication, sums, ledger, seconds)


def replicate_all(
    job: Job, numbers: Sequence[int], jobs: int = 1, progress: Callable[[int], None] | None = None
) -> list[Replication]:
    """The replications `numbers`, in that order, on `jobs` cores; `progress` is told how many are done.

    Raises CcsimError if a worker process dies twice.
    """
    done = []
    with Workers(job, min(jobs, len(numbers)), threads=job.engine == "compiled") as workers:
        for replication in workers.map(replicate, numbers):
            done.append(replication)
            if progress is not None:
                progress(len(done))
    return done
