"""What a contact experiences, given the queue it finds: the part that Erlang's formulas and the chat chain share.

While every slot is taken, slots become free at a constant total rate nu, and each of q waiting contacts gives up at
rate theta. A contact that finds q others waiting needs q + 1 departures ahead of it, the next of them at rate
nu + i theta while i are in front. So its wait without patience of its own, V, is a sum of exponentials with rates
nu, nu + theta, ..., nu + q theta, and exp(-theta V) has a Beta(nu/theta, q+1) distribution. Everything below is a sum
over q of that. Sources: Palm (1957); Garnett, Mandelbaum and Reiman (2002); docs/staffing.md#formulas.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, gammainc

Floats = NDArray[np.float64]


class Waiting(NamedTuple):
    """Measures of one queue over all offered contacts; times in seconds, T the acceptance threshold.

    Balking contacts count as offered and as abandoned after no wait. A mean over an empty set is NaN.
    """

    p_wait: float
    """P(no free slot on arrival), balkers included."""
    p_abandon: float
    """Abandoned or balked / offered."""
    mean_wait: float
    """Mean time in queue of all offered contacts, zeros and abandoned ones included (s)."""
    mean_wait_answered: float
    """Mean time in queue of the answered, zeros included: average speed of answer, ASA (s)."""
    mean_wait_abandoned: float
    """Mean time in queue of those that abandoned or balked (s)."""
    virtual_wait: float
    """Mean wait of an imagined contact with endless patience that does not balk (s)."""
    service_level: float
    """Answered within T / offered."""
    service_level_of_answered: float
    """Answered within T / answered."""
    service_level_without_early: float
    """Answered within T / (offered - left unserved within T)."""
    left_queue_within: float
    """Answered or left unserved within T / offered."""
    virtual_wait_within: float
    """P(wait of an imagined contact with endless patience <= T)."""


class Answered(NamedTuple):
    """The measures of `Waiting` that targets are about."""

    service_level: float
    p_abandon: float
    mean_wait_answered: float


def waiting_measures(
    free: float, found: Floats, nu_per_s: float, theta_per_s: float, balk: float, threshold_s: float
) -> Waiting:
    """Measures of contacts that find a free slot with probability `free` and q others waiting with `found[q]`.

    `free` and `found` sum to 1; all slots together become free at `nu_per_s` while contacts wait; each waiting contact
    leaves at `theta_per_s` (0: endless patience); `balk` is the probability of leaving at once instead of waiting.
    """
    ahead, hopeful, p_served, wait_if_served, served_within = _if_served(found.size, nu_per_s, theta_per_s, threshold_s)
    patience_used = ahead / hopeful  # E[min(V, patience)] = (1 - E exp(-theta V)) / theta
    virtual = np.cumsum(1 / (hopeful - theta_per_s))
    if theta_per_s > 0:
        virtual_within = betainc(ahead, nu_per_s / theta_per_s, -math.expm1(-theta_per_s * threshold_s))
    else:
        virtual_within = served_within
    still_patient = math.exp(-theta_per_s * threshold_s)
    left_within = 1 - still_patient * (1 - virtual_within)
    stay = 1 - balk
    return waiting_of_parts(
        p_wait=_dot(found, np.ones_like(found)),
        answered_late_or_early=stay * _dot(found, p_served),
        free=free,
        mean_wait=stay * _dot(found, patience_used),
        answered_wait=stay * _dot(found, wait_if_served),
        virtual_wait=_dot(found, virtual),
        answered_within=free + stay * _dot(found, served_within),
        left_within=free + _dot(found, balk + stay * left_within),
        virtual_within=free + _dot(found, virtual_within),
    )


def answered_measures(
    free: float, found: Floats, nu_per_s: float, theta_per_s: float, balk: float, threshold_s: float
) -> Answered:
    """The few of `waiting_measures` that targets are about, in less than half of the time."""
    _, _, p_served, wait_if_served, served_within = _if_served(found.size, nu_per_s, theta_per_s, threshold_s)
    stay = 1 - balk
    return answered_of_parts(
        p_wait=float(found.sum()),
        answered_late_or_early=stay * _dot(found, p_served),
        free=free,
        answered_wait=stay * _dot(found, wait_if_served),
        answered_within=free + stay * _dot(found, served_within),
    )


def _if_served(size: int, nu_per_s: float, theta_per_s: float, threshold_s: float) -> tuple[Floats, ...]:
    """By number of others found waiting, q = 0 to before `size`: departures needed, q + 1; the rate of the last of
    them; P(served); E[V; served]; P(served, V <= threshold). V is the wait of a contact with endless patience."""
    ahead = np.arange(1.0, size + 1)
    hopeful = nu_per_s + ahead * theta_per_s
    p_served = nu_per_s / hopeful
    wait_if_served = p_served * np.cumsum(1 / hopeful)  # E[V exp(-theta V)]
    if theta_per_s > 0:
        within = p_served * betainc(ahead, nu_per_s / theta_per_s + 1, -math.expm1(-theta_per_s * threshold_s))
    else:
        within = gammainc(ahead, nu_per_s * threshold_s)
    return ahead, hopeful, p_served, wait_if_served, within


def endless_patience_measures(p_wait: float, ratio: float, nu_per_s: float, balk: float, threshold_s: float) -> Waiting:
    """The same if nobody abandons and the queue found is geometric: P(q waiting) = p_wait (1 - ratio) ratio^q.

    `ratio` is the rate of joining contacts over `nu_per_s`, below 1. V given waiting is then exponential with rate
    nu (1 - ratio), so no sum has to be cut off (Erlang C).
    """
    rate, stay, free = nu_per_s * (1 - ratio), 1 - balk, 1 - p_wait
    within = p_wait * -math.expm1(-rate * threshold_s)
    return waiting_of_parts(
        p_wait=p_wait,
        answered_late_or_early=stay * p_wait,
        free=free,
        mean_wait=stay * p_wait / rate,
        answered_wait=stay * p_wait / rate,
        virtual_wait=p_wait / rate,
        answered_within=free + stay * within,
        left_within=free + balk * p_wait + stay * within,
        virtual_within=free + within,
    )


def log_queue_weights(joining_per_s: float, nu_per_s: float, theta_per_s: float) -> Floats:
    """log of P(q waiting) / P(all slots taken, nobody waiting) for q = 0, 1, ...; theta_per_s must be positive.

    Cut off where the rest is below 1e-18 of the largest term: beyond the mode the terms fall faster than geometrically.
    """
    if joining_per_s <= 0:
        return np.zeros(1)
    mode = max(0.0, (joining_per_s - nu_per_s) / theta_per_s)
    spread = math.sqrt(joining_per_s / theta_per_s)
    size = int(mode + 10 * spread + 50)
    while True:
        steps = math.log(joining_per_s) - np.log(nu_per_s + theta_per_s * np.arange(1, size))
        logs = np.concatenate([np.zeros(1), np.cumsum(steps)])
        last_ratio = steps[-1]
        rest = logs[-1] - math.log1p(-math.exp(last_ratio)) if last_ratio < 0 else math.inf
        if rest < logs.max() - 41.5:
            return logs
        size *= 2


def _dot(weights: Floats, values: NDArray[np.floating[Any]]) -> float:
    return float(np.dot(weights, values))


def waiting_of_parts(
    *,
    p_wait: float,
    answered_late_or_early: float,
    free: float,
    mean_wait: float,
    answered_wait: float,
    virtual_wait: float,
    answered_within: float,
    left_within: float,
    virtual_within: float,
) -> Waiting:
    """Ratios from probabilities and expectations per offered contact, named as the parts they are.

    `answered_late_or_early`: waited and was answered; `answered_wait`: E[wait; answered]; `left_within`: answered or
    left within T; the others as in `Waiting`.
    """
    few = answered_of_parts(
        p_wait=p_wait,
        answered_late_or_early=answered_late_or_early,
        free=free,
        answered_wait=answered_wait,
        answered_within=answered_within,
    )
    unserved_within = left_within - answered_within
    return Waiting(
        p_wait=p_wait,
        p_abandon=few.p_abandon,
        mean_wait=mean_wait,
        mean_wait_answered=few.mean_wait_answered,
        mean_wait_abandoned=_ratio(mean_wait - answered_wait, few.p_abandon),
        virtual_wait=virtual_wait,
        service_level=few.service_level,
        service_level_of_answered=_ratio(answered_within, free + answered_late_or_early),
        service_level_without_early=_ratio(answered_within, 1 - unserved_within),
        left_queue_within=left_within,
        virtual_wait_within=virtual_within,
    )


def answered_of_parts(
    *, p_wait: float, answered_late_or_early: float, free: float, answered_wait: float, answered_within: float
) -> Answered:
    """Those of `waiting_of_parts` that targets are about, from the parts that they need."""
    return Answered(
        service_level=answered_within,
        p_abandon=p_wait - answered_late_or_early,
        mean_wait_answered=_ratio(answered_wait, free + answered_late_or_early),
    )


def _ratio(numerator: float, denominator: float) -> float:
    return numerator / denominator if denominator > 0 else math.nan
