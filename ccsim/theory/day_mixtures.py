"""Days that differ: a number of agents after absence, a rate after the day's busyness, each day in steady state.

Contacts count equally, so busy days weigh more. Measures are ratios of expectations over all contacts.
Sources: docs/erlang.md#formulas; for doubly stochastic arrivals Whitt (1999), Avramidis, Deslauriers and L'Ecuyer
(2004).
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from scipy.special import gammainccinv, gammaincinv
from scipy.stats import binom

from ccsim.theory.chat_chain import Chain, chain_measures


class Mixed(NamedTuple):
    """Expectations over contacts of many days."""

    p_wait: float
    p_abandon: float
    mean_wait: float
    """Over all offered contacts (s)."""
    mean_wait_answered: float
    service_level: float
    """Answered within T / offered."""
    queue_length: float
    """Mean number waiting, over time."""
    occupancy: float
    """Slots in use / slots of those present, over time."""


def over_absence(chain: Chain, arrivals_per_s: float, threshold_s: float, absence: float) -> Mixed:
    """`chain.agents` are scheduled, each is absent for a whole day with probability `absence`, independently.

    Raises ValueError without a steady state on some possible day: patience must end.
    """
    if not 0 <= absence < 1:
        raise ValueError(f"absence is a share of at least 0 and below 1: {absence}")
    present = np.arange(chain.agents + 1)
    chances = binom.pmf(present, chain.agents, 1 - absence)
    days = [(float(w), int(n)) for w, n in zip(chances, present, strict=True) if w > 1e-18]
    return _pooled([(w, arrivals_per_s, chain._replace(agents=n)) for w, n in days], threshold_s)


def over_busyness(chain: Chain, arrivals_per_s: float, threshold_s: float, cv: float) -> Mixed:
    """Every day's rate is `arrivals_per_s` times a gamma factor with mean 1 and coefficient of variation `cv`."""
    return _pooled([(w, arrivals_per_s * b, chain) for w, b in _factors(cv)], threshold_s)


def over_both(chain: Chain, arrivals_per_s: float, threshold_s: float, absence: float, cv: float) -> Mixed:
    """Absence and busyness, independent of each other; to about 1e-6 for hundreds of agents."""
    if cv == 0:
        return over_absence(chain, arrivals_per_s, threshold_s, absence)
    if not 0 <= absence < 1:
        raise ValueError(f"absence is a share of at least 0 and below 1: {absence}")
    present = np.arange(chain.agents + 1)
    chances = binom.pmf(present, chain.agents, 1 - absence)
    days = [(float(p), int(n)) for p, n in zip(chances, present, strict=True) if p > 1e-11]
    mixed = [(p * w, arrivals_per_s * b, chain._replace(agents=n)) for w, b in _factors(cv, 5) for p, n in days]
    return _pooled(mixed, threshold_s)


def _factors(cv: float, panels: int = 24) -> list[tuple[float, float]]:
    """Weights and values of a gamma factor with mean 1, by Gauss-Legendre between its extreme quantiles."""
    if not cv > 0:
        raise ValueError(f"the coefficient of variation must be above 0: {cv}")
    alpha = 1 / (cv * cv)
    low, high = float(gammaincinv(alpha, 1e-17)) / alpha, float(gammainccinv(alpha, 1e-17)) / alpha
    nodes, weights = np.polynomial.legendre.leggauss(12)
    power = max(2.0, 2 / alpha)  # in this root of the factor the density is smooth at 0 as well
    edges = np.linspace(low ** (1 / power), high ** (1 / power), panels + 1)
    half, middle = np.diff(edges)[:, None] / 2, (edges[:-1] + edges[1:])[:, None] / 2
    root = (middle + half * nodes).ravel()
    factor = root**power
    log_density = (alpha - 1 / power) * np.log(factor) - alpha * factor
    weight = (half * weights).ravel() * np.exp(log_density - log_density.max())
    return [(float(w), float(b)) for w, b in zip(weight / weight.sum(), factor, strict=True) if w > 1e-16]


def _pooled(days: list[tuple[float, float, Chain]], threshold_s: float) -> Mixed:
    """From triples of a day's probability, rate and chain."""
    offered, chances = np.array([w * rate for w, rate, _ in days]), np.array([w for w, _, _ in days])
    found = np.array([_day(chain, rate, threshold_s) for _, rate, chain in days])
    per_contact = offered @ found[:, :5] / offered.sum()
    queue, in_use, slots = (chances @ found[:, 5:] / chances.sum()).tolist()
    p_wait, p_abandon, wait, answered_wait, within = per_contact.tolist()
    return Mixed(p_wait, p_abandon, wait, answered_wait / (1 - p_abandon), within, queue, in_use / slots)


@lru_cache(maxsize=100_000)  # a search for the fewest agents meets the same numbers of present agents again and again
def _day(chain: Chain, rate: float, threshold_s: float) -> tuple[float, ...]:
    """P(wait), P(abandon), E[wait], E[wait; answered], P(answered within T), queue, slots in use, slots."""
    if chain.agents == 0:
        if math.isinf(chain.patience_s):
            raise ValueError("no steady state on a day with nobody present: give a patience")
        stay_s = (1 - chain.balk) * chain.patience_s
        return 1.0, 1.0, stay_s, 0.0, 0.0, rate * stay_s, 0.0, 0.0
    found = chain_measures(chain, rate, threshold_s)
    waiting = found.waiting
    answered_wait = (1 - waiting.p_abandon) * waiting.mean_wait_answered
    return (
        waiting.p_wait,
        waiting.p_abandon,
        waiting.mean_wait,
        answered_wait,
        waiting.service_level,
        found.queue_length,
        found.chats,
        float(chain.agents * chain.concurrency),
    )
