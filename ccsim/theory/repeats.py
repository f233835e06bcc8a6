"""Contacts that come again: repeats of the served without abandonment (Jackson), retries with it (a chain), and
repeats where nobody waits, from empty.

Sources: Jackson (1957); Falin and Templeton (1997); docs/erlang.md#formulas.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import expm

from ccsim.theory.erlang import erlang_c_waiting
from ccsim.theory.markov import State, check_cut, explore, steady_state
from ccsim.theory.waiting import Waiting

Floats = NDArray[np.float64]


class Repeats(NamedTuple):
    """A queue whose served contacts come again with a fixed probability after a delay, and nobody abandons."""

    waiting: Waiting
    contacts_per_s: float
    """First contacts and repeats."""
    contacts_per_issue: float
    queue_length: float
    occupancy: float
    orbit: float
    """Mean number of customers between two contacts; their number is Poisson."""
    resolution_s: float
    """Mean time from the first contact's arrival to the end of the last (s)."""


def repeats_without_abandonment(
    agents: int, first_per_s: float, handling_s: float, p_repeat: float, delay_s: float, threshold_s: float
) -> Repeats:
    """Steady state. The delay's distribution does not matter, nor do repeats' times: product form.

    Raises ValueError without a steady state.
    """
    if not 0 <= p_repeat < 1:
        raise ValueError(f"the share that comes again is at least 0 and below 1: {p_repeat}")
    total = first_per_s / (1 - p_repeat)
    waiting = erlang_c_waiting(agents, total, handling_s, threshold_s)
    per_issue = 1 / (1 - p_repeat)
    resolution_s = per_issue * (waiting.mean_wait + handling_s) + (per_issue - 1) * delay_s
    return Repeats(
        waiting,
        total,
        per_issue,
        total * waiting.mean_wait,
        total * handling_s / agents,
        p_repeat * total * delay_s,
        resolution_s,
    )


class Retrial(NamedTuple):
    """A queue with abandonment whose contacts come again; exponential times."""

    agents: int
    first_per_s: float
    handling_s: float
    patience_s: float
    p_repeat: float
    """Of the served."""
    p_retry: float
    """Of those that abandon."""
    delay_s: float


class RetrialMeasures(NamedTuple):
    """Steady state; per attempt, and over time, which differ because arrivals are not Poisson."""

    attempts_per_s: float
    mean_wait_s: float
    p_abandon: float
    p_wait: float
    all_busy: float
    """Share of the time."""
    queue_length: float
    busy: float
    orbit: float
    issues_lost: float
    """Share of issues that end with an abandonment."""


def retrial_measures(centre: Retrial, room: int, orbit: int) -> RetrialMeasures:
    """Exact chain with the queue cut at `room` waiting and the orbit at `orbit`. Raises ValueError if that is felt."""
    most = centre.agents + room
    found = explore((0, 0), lambda state: _moves(centre, most, orbit, state))
    p, states = steady_state(found.generator), found.states
    check_cut(float(p[states[:, 0] == most].sum()), f"{room} waiting")
    check_cut(float(p[states[:, 1] == orbit].sum()), f"{orbit} in orbit")
    queue = np.maximum(states[:, 0] - centre.agents, 0)
    full = states[:, 0] >= centre.agents
    returning = states[:, 1] / centre.delay_s
    attempts = centre.first_per_s + float(p @ returning)
    length = float(p @ queue)
    abandoned = length / centre.patience_s
    return RetrialMeasures(
        attempts,
        length / attempts,
        abandoned / attempts,
        float(p[full] @ (centre.first_per_s + returning[full])) / attempts,
        float(p[full].sum()),
        length,
        float(p @ np.minimum(states[:, 0], centre.agents)),
        float(p @ states[:, 1]),
        abandoned * (1 - centre.p_retry) / centre.first_per_s,
    )


def _moves(centre: Retrial, most: int, orbit: int, state: State) -> Iterator[tuple[State, float]]:
    """State: in the system, in orbit. What would go beyond a cut stays where it is."""
    inside, away = state
    busy, waiting = min(inside, centre.agents), max(inside - centre.agents, 0)
    farther = min(away + 1, orbit)
    if inside < most:
        yield (inside + 1, away), centre.first_per_s
        if away:
            yield (inside + 1, away - 1), away / centre.delay_s
    if busy:
        yield (inside - 1, farther), busy / centre.handling_s * centre.p_repeat
        yield (inside - 1, away), busy / centre.handling_s * (1 - centre.p_repeat)
    if waiting:
        yield (inside - 1, farther), waiting / centre.patience_s * centre.p_retry
        yield (inside - 1, away), waiting / centre.patience_s * (1 - centre.p_retry)


def repeats_from_empty(
    first_per_s: float, handling_s: float, p_repeat: float, delay_s: float, t_s: float
) -> tuple[float, float]:
    """Mean numbers in service and in orbit at `t_s`, empty at 0, if nobody ever waits; both are Poisson."""
    inflow = np.array([first_per_s, 0.0])
    flow = np.array([[-1 / handling_s, 1 / delay_s], [p_repeat / handling_s, -1 / delay_s]])
    augmented = np.zeros((3, 3))
    augmented[:2, :2], augmented[:2, 2] = flow, inflow
    service, orbit = (expm(augmented * t_s) @ np.array([0.0, 0.0, 1.0]))[:2]
    return float(service), float(orbit)
