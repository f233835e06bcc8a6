"""The goals that the engines were built for, and how a bench stands to them."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import NamedTuple

from ccsim.benchmark.bench import Bench, Timing
from ccsim.benchmark.contenders import CIW, COMPILED, REFERENCE, SALABIM, TEXTBOOK


class Goal(NamedTuple):
    """One goal. `value` is None if the bench did not measure it."""

    what: str
    limit: float
    unit: str
    at_least: bool
    value: float | None

    @property
    def reached(self) -> bool | None:
        """Whether the value is on the right side of the limit; None without a value."""
        if self.value is None:
            return None
        return self.value >= self.limit if self.at_least else self.value <= self.limit


def goals(bench: Bench) -> list[Goal]:
    """Goals of the workloads in the plan, in the order of docs/performance.md; a part of a year reaches none.

    Ratios are of contacts in a second of CPU time.
    """

    def ratio(one: str, other: str, workload: str) -> float | None:
        first, second = bench.of(one, workload), bench.of(other, workload)
        return second.run_s / first.run_s if first and second else None

    def figure(contender: str, workload: str, of: Callable[[Timing], float | None]) -> float | None:
        measured = bench.of(contender, workload)
        return of(measured) if measured else None

    bytes_per_row, with_drawing = attrgetter("bytes_per_row"), attrgetter("contacts_per_s_with_drawing")
    every = [
        Goal("P1: compiled / textbook SimPy", 400, "x", True, ratio(COMPILED, TEXTBOOK, "P1")),
        Goal("P1: compiled / Ciw", 1000, "x", True, ratio(COMPILED, CIW, "P1")),
        Goal("P1: compiled / salabim", 5000, "x", True, ratio(COMPILED, SALABIM, "P1")),
        Goal("P1: reference / textbook SimPy", 1, "x", True, ratio(REFERENCE, TEXTBOOK, "P1")),
        Goal("P1: memory of tape, state and log", 45, "B/row", False, figure(COMPILED, "P1", bytes_per_row)),
        Goal("P2: compiled / reference", 150, "x", True, ratio(COMPILED, REFERENCE, "P2")),
        Goal("P2: compiled", 100, "ns/event", False, figure(COMPILED, "P2", lambda one: one.ns_per_event)),
        Goal("P2: compiled with drawing", 3e6, "contacts/s", True, figure(COMPILED, "P2", with_drawing)),
        Goal("P2: reference", 30e3, "contacts/s", True, figure(REFERENCE, "P2", lambda one: one.contacts_per_s)),
        Goal("P2: memory of tape, state and log", 160, "B/row", False, figure(COMPILED, "P2", bytes_per_row)),
        Goal("P1: two threads / one", 1.75, "x", True, bench.speed_up.get("threads")),
        Goal("P1: two processes / one", 1.75, "x", True, bench.speed_up.get("processes")),
    ]
    year = [
        Goal("year: time", 10, "s", False, figure(COMPILED, "year", lambda one: one.run_s)),
        Goal("year: memory", 400, "MB", False, figure(COMPILED, "year", lambda one: one.first.peak_bytes / 1e6)),
    ]
    wanted = [goal for goal in every if goal.what.split(":")[0] in bench.plan.workloads]
    return wanted + (year if "year" in bench.plan.workloads and not bench.plan.quick else [])
