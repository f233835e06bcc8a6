"""How long a run must be: the variance of time averages of M/M/n(+M), t Var(average over [0, t]) for large t.

For a birth-death chain with probabilities p, rates up u and a function f of the state with mean m,
sigma^2 = 2 sum over j of (sum over i <= j of (f_i - m) p_i)^2 / (u_j p_j).
Sources: Burman (1980); Whitt (1992), Asymptotic formulas for Markov processes; docs/erlang.md#formulas.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ccsim.theory.waiting import log_queue_weights

Floats = NDArray[np.float64]


class LongRunVariance(NamedTuple):
    """t Var(time average over [0, t]), t in seconds; the standard error of a run of t s is sqrt(this / t)."""

    queue: float
    """Of the number waiting (s)."""
    all_busy: float
    """Of the indicator that nobody is free (s)."""


def long_run_variance(
    agents: int, arrivals_per_s: float, handling_s: float, patience_s: float = math.inf
) -> LongRunVariance:
    """For exponential handling and patience. Raises ValueError without a steady state."""
    mu, n = 1 / handling_s, agents
    if math.isinf(patience_s):
        ratio = arrivals_per_s / (n * mu)
        if ratio >= 1:
            raise ValueError("no steady state: nobody leaves, and the load is not below the number of agents")
        # the tail of the queue is geometric; it is cut where even its fourth moment is negligible
        line = np.arange(math.ceil((-40 + 8 * math.log(1 - ratio)) / math.log(ratio))) * math.log(ratio)
        theta = 0.0
    else:
        theta = 1 / patience_s
        line = log_queue_weights(arrivals_per_s, n * mu, theta)
    below = np.concatenate([[0.0], np.cumsum(math.log(arrivals_per_s) - np.log(mu * np.arange(1, n + 1)))])
    logs = np.concatenate([below[:-1], below[-1] + line])
    p = np.exp(logs - logs.max())
    p /= p.sum()
    states = np.arange(p.size)
    return LongRunVariance(
        _variance(p, np.maximum(states - n, 0).astype(np.float64), arrivals_per_s),
        _variance(p, (states >= n).astype(np.float64), arrivals_per_s),
    )


def _variance(p: Floats, f: Floats, up_per_s: float) -> float:
    deviation = (f - float(p @ f)) * p
    # the sums from below and from above are equal and opposite; each is exact where its terms are few and small
    from_below, from_above = np.cumsum(deviation), np.cumsum(deviation[::-1])[::-1]
    middle = int(np.argmax(np.abs(from_below)))
    sums = np.where(np.arange(p.size) <= middle, from_below, -np.concatenate([from_above[1:], [0.0]]))
    there = p > 0
    return 2 * float((sums[there] ** 2 / (up_per_s * p[there])).sum())
