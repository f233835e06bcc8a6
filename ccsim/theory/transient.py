"""Finite horizon, exactly: what contacts of [0, h) find in a queue that starts empty, by uniformisation.

A simulation from empty can be held against these expectations without any warm-up error. Contacts that arrive before
the horizon are followed to their end, as in a run with `stop: drain`.
Sources: Jensen (1953); docs/staffing.md#formulas.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import poisson

from ccsim.theory.chat_chain import Chain, balanced_rates
from ccsim.theory.waiting import Waiting, waiting_measures

Floats = NDArray[np.float64]


class Transient(NamedTuple):
    """Expectations over the contacts that arrive in [0, h) and the time of [0, h)."""

    offered: float
    """Expected number of arrivals."""
    waiting: Waiting
    """Ratios of expectations over those arrivals."""
    chats: float
    """Time average of the slots in use."""


def from_empty(chain: Chain, arrivals_per_s: float, threshold_s: float, horizon_s: float, room: int) -> Transient:
    """Expectations from an empty start; the queue is cut at `room` waiting contacts.

    Exact for concurrency 1 (Erlang B, C, A) and for one agent; for several agents with several chats each it is the
    evenly spread chain. Raises ValueError if the cut is felt: a probability above 1e-12 of finding the room full.
    """
    theta = 0.0 if math.isinf(chain.patience_s) else 1 / chain.patience_s
    rates = balanced_rates(chain)
    slots = rates.size - 1
    down = np.concatenate([rates, rates[-1] + theta * np.arange(1, room + 1)])
    up = np.full(down.size, arrivals_per_s)
    up[slots:] *= 1 - chain.balk
    up[-1] = 0.0
    average = time_average(up, down, horizon_s)
    if chain.balk < 1 and average[-1] > 1e-12:
        raise ValueError(f"a queue of {room} is too short: it is full with probability {average[-1]:.1e}")
    free, found = float(average[:slots].sum()), average[slots:]
    waiting = waiting_measures(free, found, float(rates[-1]), theta, chain.balk, threshold_s)
    chats = float(np.dot(average, np.minimum(np.arange(down.size), slots)))
    return Transient(arrivals_per_s * horizon_s, waiting, chats)


def time_average(up: Floats, down: Floats, horizon_s: float) -> Floats:
    """Share of [0, h) that a birth-death chain, started in state 0, spends in each state.

    `up[j]`, `down[j]`: rates out of state j (1/s); down[0] and up[-1] must be 0. With Lambda the largest total rate,
    the k-th state of the chain observed at rate Lambda is weighted by P(more than k observations in [0, h)).
    """
    rate = float((up + down).max())
    steps = int(poisson.isf(1e-16, rate * horizon_s)) + 2
    weights = poisson.sf(np.arange(steps), rate * horizon_s) / (rate * horizon_s)
    rise, fall = up / rate, down / rate
    stay = 1 - rise - fall
    state = np.zeros(up.size)
    state[0] = 1.0
    average = np.zeros(up.size)
    for weight in weights:
        average += weight * state
        moved = state * stay
        moved[1:] += (state * rise)[:-1]
        moved[:-1] += (state * fall)[1:]
        state = moved
    return average
