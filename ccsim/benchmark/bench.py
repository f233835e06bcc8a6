"""The bench: contenders are tested for rightness, then take turns on each workload."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from math import ceil
from statistics import median
from time import perf_counter

from ccsim.benchmark.answers import Measure
from ccsim.benchmark.contenders import COMPILED, CONTENDERS, WORKLOADS, Contender
from ccsim.benchmark.worker import First, Worker

LONG_ENOUGH_S = 0.25
"""A timing comes from runs that take at least so long together."""
TIRED_S, QUICKLY_TIRED_S = 60.0, 3.0
"""A contender that has used so much CPU on a workload sits out its further rounds."""
QUICK_SHARE = 0.05
"""Of the test of rightness, where sizes are small."""
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """What to measure. `rounds`: timings of each contender and workload; the medians are reported."""

    contenders: tuple[str, ...]
    workloads: tuple[str, ...]
    rounds: int = 5
    quick: bool = False

    def size(self, workload: str) -> float:
        """How much of the workload."""
        return WORKLOADS[workload].quick_size if self.quick else WORKLOADS[workload].size


@dataclass(frozen=True)
class Timing:
    """One contender on one workload; seconds are of CPU time in its process."""

    contender: str
    workload: str
    load_s: float
    draw_s: float
    first: First
    runs_s: tuple[float, ...]
    answers: dict[str, tuple[Measure, ...]] = field(default_factory=dict)

    @property
    def run_s(self) -> float:
        """Median of the rounds; the first run where there were none."""
        return median(self.runs_s) if self.runs_s else self.first.cpu_s

    @property
    def contacts_per_s(self) -> float:
        """Contacts in a second of CPU time; the inputs of engines were drawn before."""
        return self.first.ran.contacts / self.run_s

    @property
    def contacts_per_s_with_drawing(self) -> float:
        """The same with the drawing of the inputs."""
        return self.first.ran.contacts / (self.run_s + self.draw_s)

    @property
    def ns_per_event(self) -> float | None:
        """Nanoseconds for an event; None where nobody counts events."""
        return 1e9 * self.run_s / self.first.ran.events if self.first.ran.events else None

    @property
    def bytes_per_row(self) -> float:
        """Memory for each row of the tape (for peers, each contact): inputs, state and records together."""
        return self.first.run_bytes / max(1, self.first.ran.rows)

    @property
    def right(self) -> bool:
        """Whether all its answers agree with the exact ones."""
        return all(measure.agrees for answer in self.answers.values() for measure in answer)


@dataclass(frozen=True)
class Bench:
    """What came out."""

    plan: Plan
    timings: tuple[Timing, ...]
    absent: dict[str, str]
    """Contender -> why it was not measured."""
    speed_up: dict[str, float]
    """"threads" and "processes" -> how many times as fast two of them finish the compiled engine's runs as one."""

    def of(self, contender: str, workload: str) -> Timing | None:
        """The timing, if it was measured."""
        found = (one for one in self.timings if (one.contender, one.workload) == (contender, workload))
        return next(found, None)


def bench(plan: Plan, tell: Tell) -> Bench:
    """Measure everything in the plan; `tell` hears what is going on.

    Raises CcsimError if a contender fails; a wrong answer is reported, not raised.
    """
    absent = {}
    present = []
    for name in plan.contenders:
        contender = CONTENDERS[name]
        if contender.ours or contender.installed():
            present.append(contender)
        else:
            absent[name] = "not installed"
    timings: list[Timing] = []
    speed_up: dict[str, float] = {}
    for workload in plan.workloads:
        running = [contender for contender in present if contender.runs(workload)]
        if running:
            timings += _measure(plan, workload, running, tell)
    for one in timings:
        if one.contender == COMPILED and one.workload == "P1":
            speed_up = _speed_up(plan, one, tell)
    return Bench(plan, tuple(timings), absent, speed_up)


def _measure(plan: Plan, workload: str, contenders: Sequence[Contender], tell: Tell) -> list[Timing]:
    size, tired_s = plan.size(workload), QUICKLY_TIRED_S if plan.quick else TIRED_S
    with ExitStack() as stack:
        workers = {one.name: stack.enter_context(Worker(one.name, workload, size)) for one in contenders}
        ready = {name: _prepare(plan, workload, worker, tell) for name, worker in workers.items()}
        runs_s: dict[str, list[float]] = {name: [] for name in workers}
        for turn in range(0 if workload == "year" else plan.rounds):
            tell(f"{workload}: round {turn + 1} of {plan.rounds}")
            for name, worker in workers.items():
                if turn == 0 or ready[name].first.cpu_s * (turn + 1) < tired_s:
                    runs_s[name].append(worker.ask("cpu", _times(ready[name].first.cpu_s)))
    return [
        Timing(name, workload, one.load_s, one.draw_s, one.first, tuple(runs_s[name]), one.answers)
        for name, one in ready.items()
    ]


def _prepare(plan: Plan, workload: str, worker: Worker, tell: Tell) -> Timing:
    """Everything before the rounds."""
    name = worker.contender
    tell(f"{workload}: {name}, first run")
    load_s: float = worker.ask("load")
    draw_s: float = worker.ask("draw")
    first: First = worker.ask("first")
    answers = {workload: first.ran.answer} if first.ran.answer else {}
    if workload == "P1":
        tell(f"{workload}: {name}, answer")
        share = QUICK_SHARE if plan.quick else 1.0
        answers = worker.ask("answer", plan.size("P1"), share * CONTENDERS[name].check_hours)
        worker.ask("draw")
    return Timing(name, workload, load_s, draw_s, first, (), answers)


def _times(run_s: float) -> int:
    return max(1, ceil(LONG_ENOUGH_S / max(run_s, 1e-6)))


def _speed_up(plan: Plan, timing: Timing, tell: Tell) -> dict[str, float]:
    """Two threads and two processes against one, in turns, on the compiled engine's P1."""
    size, times = plan.size("P1"), 2 * _times(timing.run_s)
    one_s: list[float] = []
    threads_s: list[float] = []
    processes_s: list[float] = []
    tell("P1: two at a time")
    with Worker(COMPILED, "P1", size) as left, Worker(COMPILED, "P1", size) as right:
        for worker in (left, right):
            for command in ("load", "draw", "first"):
                worker.ask(command)
        for _ in range(plan.rounds):
            one_s.append(left.ask("wall", times, 1))
            threads_s.append(left.ask("wall", times, 2))
            started = perf_counter()
            for worker in (left, right):
                worker.tell("wall", times // 2, 1)
            for worker in (left, right):
                worker.hear()
            processes_s.append(perf_counter() - started)
    return {"threads": median(one_s) / median(threads_s), "processes": median(one_s) / median(processes_s)}
