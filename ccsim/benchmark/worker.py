"""A fresh process for one contender and one workload, which does what it is told and answers with figures.

Processes of their own keep imports, memory and garbage of contenders apart; being told run by run lets contenders
take turns, so that a machine that slows down slows all of them.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from multiprocessing.connection import Connection
from time import perf_counter, process_time
from types import TracebackType
from typing import Any, NamedTuple

from ccsim.benchmark.answers import Measure, compare
from ccsim.benchmark.contenders import CONTENDERS, Ran, draw, run, waits
from ccsim.benchmark.memory import forget_peak, peak_bytes, resident_bytes
from ccsim.benchmark.stationary import QUEUE, SMALL
from ccsim.errors import CcsimError

ANSWER_END_S = 3600.0
"""Contacts of the last hour are left out of an answer: some simulators record a contact only when it has ended."""

TELLING_HOURS = 12.0
"""Fewer hours of P1 say nothing about its mean wait."""


class First(NamedTuple):
    """The first run of its size, in memory that nobody has touched before."""

    ran: Ran
    cpu_s: float
    run_bytes: int
    """Most memory held during the run beyond what was held before it, plus the tape."""
    peak_bytes: int
    """Most memory held by the whole process, its libraries and the drawing of inputs included."""


class Task:
    """The process's side: state between commands; every public method is a command."""

    def __init__(self, contender: str, workload: str, size: float) -> None:
        self._contender, self._workload, self._size = CONTENDERS[contender], workload, size
        self._inputs = draw(self._contender, "P1", 0.1)

    def load(self) -> float:
        """CPU seconds from nothing to a first result: imports and, where kernels are not kept yet, compilation."""
        return _cpu_s(lambda: run(self._contender, "P1", 0.1, self._inputs))

    def answer(self, hours: float, small_hours: float) -> dict[str, tuple[Measure, ...]]:
        """The contender's answers for P1 and for the same program with a small team; too few hours of P1 are left."""
        queues = {"P1": (QUEUE, hours), "small": (SMALL, small_hours)}
        if hours < TELLING_HOURS:
            del queues["P1"]
        return {
            name: compare(queue, waits(self._contender, queue, length), 3600.0 * length - ANSWER_END_S)
            for name, (queue, length) in queues.items()
        }

    def draw(self) -> float:
        """Draw the inputs; CPU seconds, 0 for those who draw while they run."""
        self._inputs = None
        forget_peak()

        def drawing() -> None:
            self._inputs = draw(self._contender, self._workload, self._size)

        taken_s = _cpu_s(drawing)
        return taken_s if self._inputs is not None else 0.0

    def first(self) -> First:
        """Run once."""
        gc.collect()
        most, before = peak_bytes(), resident_bytes()
        forget_peak()
        results: list[Ran] = []
        taken_s = _cpu_s(lambda: results.append(self._run()))
        during = peak_bytes()
        tape = self._inputs.tape.nbytes if self._inputs is not None else 0
        return First(results[0], taken_s, max(0, during - before) + tape, max(most, during))

    def cpu(self, times: int) -> float:
        """CPU seconds of a run, over so many runs."""
        gc.collect()
        return _cpu_s(lambda: [self._run() for _ in range(times)]) / times

    def wall(self, times: int, threads: int) -> float:
        """Seconds that so many runs take on so many threads."""
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(lambda _: None, range(threads)))
            started = perf_counter()
            list(pool.map(lambda _: self._run(), range(times)))
            return perf_counter() - started

    def _run(self) -> Ran:
        return run(self._contender, self._workload, self._size, self._inputs)


def _cpu_s(act: Callable[[], object]) -> float:
    started = process_time()
    act()
    return process_time() - started


class Worker:
    """The bench's side: use as a context manager; `ask` waits for the answer, `tell` and `hear` let two run at once."""

    def __init__(self, contender: str, workload: str, size: float) -> None:
        context = get_context("spawn")
        self.contender = contender
        self._line, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, contender, workload, size), daemon=True)
        self._process.start()
        theirs.close()

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._line.close()  # the process ends when nobody is left to tell it anything
        self._process.join(timeout=5)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()

    def tell(self, command: str, *arguments: object) -> None:
        """Give a command: a public method of Task."""
        try:
            self._line.send((command, arguments))
        except OSError as gone:
            raise CcsimError(f"{self.contender}: its process has ended") from gone

    def hear(self) -> Any:
        """The answer to the last command. Raises CcsimError if there was an error or the process is gone."""
        try:
            fine, answer = self._line.recv()
        except (EOFError, OSError) as gone:
            raise CcsimError(f"{self.contender}: its process has ended") from gone
        if not fine:
            raise CcsimError(f"{self.contender}: {answer}")
        return answer

    def ask(self, command: str, *arguments: object) -> Any:
        """Give a command and wait for its answer."""
        self.tell(command, *arguments)
        return self.hear()


def _serve(line: Connection, contender: str, workload: str, size: float) -> None:
    """Obey until the other side hangs up."""
    task: Task | None = None
    while True:
        try:
            command, arguments = line.recv()
        except (EOFError, KeyboardInterrupt):
            return
        try:
            task = task or Task(contender, workload, size)
            line.send((True, getattr(task, command)(*arguments)))
        except Exception as problem:
            line.send((False, f"{type(problem).__name__}: {problem}"))
