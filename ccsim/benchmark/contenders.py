"""Who is measured, and on what: both engines, and the simulators that a package index offers."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import NamedTuple

import numpy as np

from ccsim.benchmark.answers import Measure
from ccsim.benchmark.spike_day import spike_inputs
from ccsim.benchmark.stationary import QUEUE, Queue, Waits, stationary_inputs, waits_in
from ccsim.benchmark.year import simulate_year
from ccsim.engine import engine
from ccsim.model.events import Outcome
from ccsim.model.inputs import RunInputs

SEED = 20_240_611


class Workload(NamedTuple):
    """What is simulated. `size` is in hours (P1), in shares of the day (P2) or in days (year)."""

    about: str
    size: float
    quick_size: float


WORKLOADS = {
    "P1": Workload("M/M/215+M, 60,000 contacts a day", 24.0, 2.0),
    "P2": Workload(
        "600,000 issues in a day with a tenfold midnight spike, bot, 3 skills, 4 groups, repeats", 1.0, 0.05
    ),
    "year": Workload("P1 day after day, streamed through one session", 365.0, 3.0),
}


class Contender(NamedTuple):
    """A simulator: an engine of ours, or a peer with the module that models P1 in it."""

    name: str
    library: str = ""
    """Distribution that a peer comes from; empty for ours."""
    model: str = ""
    check_hours: float = 1_500.0
    """Hours of the small queue in the test of rightness: a few seconds' worth."""

    @property
    def ours(self) -> bool:
        """Whether it is an engine of ccsim."""
        return not self.library

    def runs(self, workload: str) -> bool:
        """Peers model P1 alone; only the compiled engine streams a year in a time that anybody would wait."""
        return workload == "P1" or (self.ours and (workload == "P2" or self.name == "compiled"))

    def installed(self) -> str:
        """Version of the peer's library; "" if it is not installed, or ours."""
        try:
            return version(self.library) if self.library else ""
        except PackageNotFoundError:
            return ""


COMPILED, REFERENCE, TEXTBOOK, CIW, SALABIM = "compiled", "reference", "textbook SimPy", "Ciw", "salabim"
CONTENDERS = {
    one.name: one
    for one in (
        Contender(COMPILED, check_hours=20_000.0),
        Contender(REFERENCE),
        Contender(TEXTBOOK, "simpy", "ccsim.benchmark.textbook_model"),
        Contender(CIW, "ciw", "ccsim.benchmark.ciw_model", check_hours=1_000.0),
        Contender(SALABIM, "salabim", "ccsim.benchmark.salabim_model", check_hours=250.0),
    )
}


class Ran(NamedTuple):
    """What a run came to. `rows` of the tape (possible contacts); `events` is 0 where the simulator does not count."""

    contacts: int
    legs: int
    rows: int
    events: int
    answer: tuple[Measure, ...] = ()
    """Where the run itself gives an exact answer."""


def draw(contender: Contender, workload: str, size: float) -> RunInputs | None:
    """Everything random of a run; None for those who draw while they run."""
    if contender.ours and workload == "P1":
        return stationary_inputs(QUEUE, size, SEED)
    return spike_inputs(size, SEED) if workload == "P2" else None


def run(contender: Contender, workload: str, size: float, inputs: RunInputs | None) -> Ran:
    """One run with its records, which are counted and forgotten; drawing included if `inputs` is None."""
    if workload == "year":
        year = simulate_year(contender.name, round(size), SEED)
        return Ran(year.contacts, year.legs, year.contacts, 0, year.answer)
    if inputs is None:
        waits = peer(contender)(QUEUE, size, SEED)
        return Ran(waits.wait_s.size, int(waits.answered.sum()), waits.wait_s.size, 0)
    events = 0
    if contender.name == COMPILED:
        log, events = import_module("ccsim.engine.compiled").run_counted(inputs)
    else:
        log = engine(contender.name)(inputs)
    counts = np.bincount(log.contacts["outcome"], minlength=len(Outcome))
    happened = counts.sum() - counts[Outcome.NEVER] - counts[Outcome.BEYOND]
    return Ran(int(happened), int(counts[Outcome.SERVED]), log.contacts.size, events)


def waits(contender: Contender, queue: Queue, hours: float) -> Waits:
    """A run of P1's program on any queue, for the test of rightness."""
    if not contender.ours:
        return peer(contender)(queue, hours, SEED)
    return waits_in(engine(contender.name)(stationary_inputs(queue, hours, SEED)).contacts)


def peer(contender: Contender) -> Callable[[Queue, float, int], Waits]:
    """A peer's `simulate(queue, hours, seed)`; its library is imported here."""
    simulate: Callable[[Queue, float, int], Waits] = import_module(contender.model).simulate
    return simulate
