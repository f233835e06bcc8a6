"""M/M/n+G: exponential handling and any patience, in steady state, by the law of the virtual wait.

The virtual wait V of an imagined contact with endless patience has, for x > 0, the density

    v(x) = lambda p_{n-1} exp(lambda H(x) - n mu x),    H(x) = E[min(patience, x)],

with p_{n-1} the probability of n - 1 busy agents, and every measure is an integral against it. The exponent is
concave, so the integrand has one hill; it is integrated relative to its top, which cannot overflow.
Sources: Baccelli and Hebuterne (1981); Zeltyn and Mandelbaum (2005); docs/erlang.md#formulas.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ccsim.theory.erlang import erlang_b
from ccsim.theory.lifetimes import Lifetime
from ccsim.theory.waiting import Waiting, waiting_of_parts

Floats = NDArray[np.float64]
Curve = Callable[[Floats], Floats]

NEGLIGIBLE = 60.0
"""Nepers below the top of the integrand at which it is cut off: 1e-26 of it."""
PANELS = 48
"""Even panels per smooth stretch; 16 Gauss-Legendre points on each resolve a bell over its whole width."""
NODES, WEIGHTS = np.polynomial.legendre.leggauss(16)


class QueueMeasures(NamedTuple):
    """Steady state of a queue with one contact per agent."""

    waiting: Waiting
    queue_length: float
    """Mean number waiting."""
    busy: float
    """Mean number of busy agents."""
    occupancy: float
    """Busy agents / agents."""


class _VirtualWait(NamedTuple):
    """Points x (s), and weights with which sums are integrals against the density of V on x > 0."""

    x: Floats
    weight: Floats
    free: float
    """P(V = 0)."""


def general_patience_measures(
    agents: int, arrivals_per_s: float, handling_s: float, patience: Lifetime, threshold_s: float
) -> QueueMeasures:
    """Steady state with `agents` and mean handling `handling_s`; `threshold_s` is the acceptance threshold T.

    Balking is patience that is zero with some probability (`with_zero`). Raises ValueError without a steady state:
    patience that never ends and more patient contacts than the agents can serve.
    """
    if agents < 1 or not arrivals_per_s > 0 or not handling_s > 0 or not threshold_s >= 0:
        raise ValueError("agents, arrivals and handling time must be above 0, the threshold not below 0")
    found = _virtual_wait(agents, arrivals_per_s, handling_s, patience, threshold_s)
    x, weight, free = found
    survival, used = patience.survival(x), patience.integrated(x)
    soon = x <= threshold_s
    p_wait = float(weight.sum())
    served = float(weight @ survival)
    within = float(weight[soon] @ survival[soon])
    virtual_within = float(weight[soon].sum())
    outlast = float(patience.survival(np.array([threshold_s]))[0])
    mean_wait = float(weight @ used)
    waiting = waiting_of_parts(
        p_wait=p_wait,
        answered_late_or_early=served,
        free=free,
        mean_wait=mean_wait,
        answered_wait=float(weight @ (x * survival)),
        virtual_wait=float(weight @ x),
        answered_within=free + within,
        left_within=1 - outlast * float(weight[~soon].sum()),
        virtual_within=free + virtual_within,
    )
    busy = arrivals_per_s * handling_s * (free + served)
    return QueueMeasures(waiting, arrivals_per_s * mean_wait, busy, busy / agents)


def _virtual_wait(
    agents: int, arrivals_per_s: float, handling_s: float, patience: Lifetime, threshold_s: float
) -> _VirtualWait:
    mu_n = agents / handling_s

    def exponent(x: Floats) -> Floats:
        return arrivals_per_s * patience.integrated(x) - mu_n * x

    top_s, end_s = _hill(arrivals_per_s, mu_n, patience, exponent)
    top = float(exponent(np.array([top_s]))[0])
    cuts = sorted({0.0, end_s, top_s, *(k for k in (*patience.knots_s, threshold_s) if 0 < k < end_s)})
    pieces = [_points(a, b, top, exponent) for a, b in itertools.pairwise(cuts)]
    x, dx = np.concatenate([p[0] for p in pieces]), np.concatenate([p[1] for p in pieces])
    # relative to exp(top): weights of V > 0, and of fewer than n busy, whose sum over p_{n-1} is 1 / B(n-1)
    above = arrivals_per_s * np.exp(exponent(x) - top) * dx
    log_free = _log_inverse_erlang_b(agents - 1, arrivals_per_s * handling_s) - top
    log_above = math.log(float(above.sum()))
    shift = max(log_free, log_above)
    total = math.exp(log_free - shift) + math.exp(log_above - shift)
    return _VirtualWait(x, above * (math.exp(-shift) / total), math.exp(log_free - shift) / total)


def _hill(arrivals_per_s: float, mu_n: float, patience: Lifetime, exponent: Curve) -> tuple[float, float]:
    """Where the integrand is largest, and beyond which it is negligible (s)."""

    def at(x: float) -> float:
        return float(exponent(np.array([x]))[0])

    def slope(x: float) -> float:
        return arrivals_per_s * float(patience.survival(np.array([x]))[0]) - mu_n

    step = 1 / mu_n
    top_s = 0.0
    if slope(0.0) > 0:
        high = step
        while slope(high) >= 0:
            high *= 2
            if high > 1e12:
                raise ValueError(f"no steady state: {arrivals_per_s:g} contacts per second, and enough wait for ever")
        top_s = _crossing(slope, 0.0, high)
    low, top = top_s, at(top_s)
    while at(low + step) > top - NEGLIGIBLE:
        step *= 2
        if step > 1e13:
            raise ValueError(f"no steady state: {arrivals_per_s:g} contacts per second, and enough wait for ever")
    return top_s, _crossing(lambda x: at(x) - top + NEGLIGIBLE, low, low + step)


def _crossing(value: Callable[[float], float], low: float, high: float) -> float:
    """Where a falling function passes zero between `low` (not negative there) and `high`."""
    for _ in range(200):
        middle = (low + high) / 2
        if not low < middle < high:
            break
        if value(middle) >= 0:
            low = middle
        else:
            high = middle
    return high


def _points(start: float, end: float, top: float, exponent: Curve) -> tuple[Floats, Floats]:
    """Gauss-Legendre points and weights on one smooth stretch, finer towards its ends where derivatives may blow up."""
    if float(exponent(np.array([start]))[0]) < top - NEGLIGIBLE:  # left of the hill: skip what is negligible
        start = _crossing(lambda x: top - NEGLIGIBLE - float(exponent(np.array([x]))[0]), start, end)
    width = end - start
    even = np.linspace(0.0, 1.0, PANELS + 1)
    fine = even[1] * 0.5 ** np.arange(1, 41)
    edges = start + width * np.unique(np.concatenate([even, fine, 1 - fine]))
    edges = np.unique(edges)
    half = np.diff(edges) / 2
    middle = (edges[:-1] + edges[1:]) / 2
    return (middle[:, None] + half[:, None] * NODES).ravel(), (half[:, None] * WEIGHTS).ravel()


def _log_inverse_erlang_b(agents: int, load: float) -> float:
    """log(1 / B(agents, load)), also where B itself is below the smallest float."""
    blocked = erlang_b(agents, load)
    if blocked > 1e-290:
        return -math.log(blocked)
    steps = np.concatenate([[0.0], np.cumsum(np.log(np.arange(agents, 0, -1)) - math.log(load))])
    return float(np.logaddexp.reduce(steps))
