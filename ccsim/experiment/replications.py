"""Independent replications of a scenario, on as many processes as wanted; the numbers do not depend on how many."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from ccsim.demand.draw import draw_tape
from ccsim.economics.ledger import Ledger, price
from ccsim.engine import engine
from ccsim.errors import CcsimError
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
    """The replications `numbers`, in that order, on `jobs` processes; `progress` is told how many are done.

    Raises CcsimError if a worker process dies twice.
    """
    done: dict[int, Replication] = {}
    for replication in _results(job, numbers, jobs):
        done[replication.number] = replication
        if progress is not None:
            progress(len(done))
    return [done[number] for number in numbers]


def _results(job: Job, numbers: Sequence[int], jobs: int) -> Iterator[Replication]:
    if jobs <= 1 or len(numbers) <= 1:
        for number in numbers:
            yield replicate(job, number)
        return
    left = list(numbers)
    for _attempt in range(2):  # a killed worker breaks the whole pool; what was finished is kept
        try:
            with ProcessPoolExecutor(
                min(jobs, len(left)), mp_context=get_context("spawn"), initializer=_prepare, initargs=(job,)
            ) as pool:
                for replication in pool.map(_work, list(left)):
                    left.remove(replication.number)
                    yield replication
            return
        except BrokenProcessPool:
            continue
    raise CcsimError("a worker process died twice; run with -j 1 to see why, or with less memory in use")


_JOB: Job | None = None


def _prepare(job: Job) -> None:
    global _JOB
    _JOB = job


def _work(number: int) -> Replication:
    assert _JOB is not None
    return replicate(_JOB, number)
