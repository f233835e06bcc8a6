"""Queues without abandonment whose handling time is not exponential: one agent (M/G/1), and fixed times (M/D/n).

Loss and chat with blocking need no formula of their own: Erlang B, and the chat chain of one agent with balking of
everybody, hold for any handling time with the same mean.
Sources: Pollaczek (1930), Khinchine (1932), Takacs (1962); Crommelin (1932), Franx (2001); docs/erlang.md#formulas.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lu_factor, lu_solve
from scipy.stats import poisson

Floats = NDArray[np.float64]


class HandlingMoments(NamedTuple):
    """E[S], E[S^2], E[S^3] of a handling time S (s, s^2, s^3)."""

    first: float
    second: float
    third: float


class OneAgent(NamedTuple):
    """Steady state of M/G/1, first come, first served."""

    p_wait: float
    """Also the occupancy."""
    mean_wait: float
    mean_wait_given_wait: float
    variance_wait: float
    queue_length: float


class FixedHandling(NamedTuple):
    """Steady state of M/D/n, first come, first served."""

    p_wait: float
    mean_wait: float
    queue_length: float
    occupancy: float


def lognormal_moments(mean_s: float, cv: float) -> HandlingMoments:
    """Of a lognormal time: E[S^k] = mean^k (1 + cv^2)^(k (k-1) / 2)."""
    spread = 1 + cv * cv
    return HandlingMoments(mean_s, mean_s**2 * spread, mean_s**3 * spread**3)


def gamma_moments(mean_s: float, cv: float) -> HandlingMoments:
    """Of a gamma time; cv 1 is exponential, cv 0 fixed."""
    square = cv * cv
    return HandlingMoments(mean_s, mean_s**2 * (1 + square), mean_s**3 * (1 + square) * (1 + 2 * square))


def one_agent_measures(arrivals_per_s: float, handling: HandlingMoments) -> OneAgent:
    """Pollaczek-Khinchine mean wait, and its variance by Takacs. Raises ValueError at a load of 1 or more."""
    load = arrivals_per_s * handling.first
    if load >= 1:
        raise ValueError(f"no steady state: {load:g} Erlang offered to 1 agent whose contacts never leave")
    mean = arrivals_per_s * handling.second / (2 * (1 - load))
    variance = mean * mean + arrivals_per_s * handling.third / (3 * (1 - load))
    return OneAgent(load, mean, mean / load, variance, arrivals_per_s * mean)


def fixed_handling_measures(agents: int, arrivals_per_s: float, handling_s: float) -> FixedHandling:
    """M/D/n: who is there after one handling time is who was waiting before it, and who arrived in it.

    The number in the system seen every `handling_s` seconds is a Markov chain with the same steady state. Its queue is
    cut where less than 1e-14 of its probability lies beyond. Raises ValueError at a load of n Erlang or more.
    """
    load = arrivals_per_s * handling_s
    if agents < 1 or load >= agents:
        raise ValueError(f"no steady state: {load:g} Erlang offered to {agents} agents whose contacts never leave")
    size = _size(agents, load)
    arriving = poisson.pmf(np.arange(size), load)
    # column j: from j in the system to max(j - n, 0) + arrivals; the last state takes what is cut off
    moves = np.zeros((size, size))
    for j in range(size):
        left = max(j - agents, 0)
        moves[left:, j] = arriving[: size - left]
        moves[-1, j] += max(0.0, 1 - float(moves[:, j].sum()))
    # the transposed chain's steady state: one redundant equation is replaced by the sum
    equations = moves - np.eye(size)
    equations[-1] = 1.0
    right = np.zeros(size)
    right[-1] = 1.0
    factor = lu_factor(equations)
    p = lu_solve(factor, right)
    p += lu_solve(factor, right - equations @ p)
    length = float(p[agents:] @ np.arange(size - agents))
    return FixedHandling(1 - float(p[:agents].sum()), length / arrivals_per_s, length, load / agents)


def _size(agents: int, load: float) -> int:
    """States until 1e-16 of the geometric tail is left; its factor z > 1 solves exp(load (z - 1)) = z^n."""
    low, high = 1.0 + 1e-9, 2.0
    while load * (high - 1) < agents * math.log(high):
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if load * (middle - 1) < agents * math.log(middle) else (low, middle)
    return agents + 60 + int(load + 10 * math.sqrt(load)) + math.ceil(37 / math.log(high))
