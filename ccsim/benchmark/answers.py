"""Whether a simulator of workload P1 gives the exact answer: Erlang A, within the sampling error of a modest run.

A fast wrong answer is worth nothing, so nobody's speed is shown before this. Waits of neighbouring contacts depend on
each other; errors therefore come from means over half-hours, several times as long as the queue remembers.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.stats import t as student

from ccsim.benchmark.stationary import Queue, Waits
from ccsim.model.inputs import Floats
from ccsim.theory.erlang import erlang_a

WARM_UP_S = 3600.0
"""The queue starts empty and fills as contacts' handling times do: after 12 mean handling times it has forgotten."""
BATCH_S = 1800.0
FALSE_ALARM = 1e-4
"""Probability with which one measure of a right simulator is called wrong."""


class Measure(NamedTuple):
    """One measure: the simulator's value, the exact one, and the largest deviation that sampling explains."""

    name: str
    value: float
    exact: float
    tolerance: float

    @property
    def agrees(self) -> bool:
        """Whether the deviation is within the tolerance."""
        return abs(self.value - self.exact) <= self.tolerance


def exact_answer(queue: Queue) -> dict[str, float]:
    """Mean wait (s), share abandoned and share answered within the threshold, of all contacts."""
    waiting = erlang_a(
        queue.agents, queue.arrivals_per_s, queue.handling_s, queue.patience_s, queue.threshold_s
    ).waiting
    return {
        "mean wait (s)": waiting.mean_wait,
        "abandoned": waiting.p_abandon,
        f"answered within {queue.threshold_s:g} s": waiting.service_level,
    }


def compare(queue: Queue, waits: Waits, until_s: float) -> tuple[Measure, ...]:
    """Contacts that arrived between the warm-up and `until_s` against the exact answer; see `judge`."""
    return judge(queue, tally(queue, waits, half_hours(until_s)))


def half_hours(until_s: float) -> int:
    """Half-hours between the warm-up and `until_s`."""
    return max(0, int((until_s - WARM_UP_S) // BATCH_S))


def tally(queue: Queue, waits: Waits, batches: int) -> Floats:
    """(4, batches) by half-hour of arrival: contacts, their waits (s), the abandoned, the answered in time.

    Tallies of parts of a run add up.
    """
    batch = np.floor((waits.arrival_s - WARM_UP_S) / BATCH_S).astype(np.int64)
    inside = (batch >= 0) & (batch < batches)
    in_time = waits.answered & (waits.wait_s <= queue.threshold_s)
    amounts = (np.ones(batch.size), waits.wait_s, ~waits.answered, in_time)
    return np.array([np.bincount(batch[inside], amount[inside], batches) for amount in amounts], np.float64)


def judge(queue: Queue, tallies: Floats) -> tuple[Measure, ...]:
    """Measures of tallies (4, batches) against the exact answer.

    The tolerance is a Student quantile times the standard error of a ratio of sums over half-hours. Raises ValueError
    if there are fewer than three half-hours.
    """
    batches = tallies.shape[1]
    if batches < 3:
        raise ValueError(f"{batches} half-hours after the warm-up of {WARM_UP_S:g} s are too few to judge an answer")
    quantile = float(student.ppf(1 - FALSE_ALARM / 2, batches - 1))
    contacts, found = tallies[0], []
    for (name, exact), sums in zip(exact_answer(queue).items(), tallies[1:], strict=True):
        value = float(sums.sum() / contacts.sum())
        found.append(Measure(name, value, exact, quantile * _standard_error(sums, contacts, value)))
    return tuple(found)


def _standard_error(sums: Floats, contacts: Floats, ratio: float) -> float:
    """Of a ratio of sums over batches."""
    residuals = sums - ratio * contacts
    return float(np.sqrt(residuals @ residuals * sums.size / (sums.size - 1)) / contacts.sum())
