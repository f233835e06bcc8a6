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

from ccsim.theory.chat_chain import Chain, balanced_rates, exact_generator
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
    evenly spread chain, and `chat_from_empty` is exact. Raises ValueError if the cut is felt: a probability above
    1e-12 of finding the room full.
    """
    theta = 0.0 if math.isinf(chain.patience_s) else 1 / chain.patience_s
    rates = balanced_rates(chain)
    slots = rates.size - 1
    down = np.concatenate([rates, rates[-1] + theta * np.arange(1, room + 1)])
    up = np.full(down.size, arrivals_per_s)
    up[slots:] *= 1 - chain.balk
    up[-1] = 0.0
    average = time_average(up, down, horizon_s)
    in_use = np.minimum(np.arange(down.size), slots).astype(np.float64)
    return _expected(chain, arrivals_per_s, threshold_s, horizon_s, average, slots, in_use)


def chat_from_empty(chain: Chain, arrivals_per_s: float, threshold_s: float, horizon_s: float, room: int) -> Transient:
    """The same with the number of agents at every level as state: exact, for a few hundred states."""
    theta = 0.0 if math.isinf(chain.patience_s) else 1 / chain.patience_s
    states, without_queue = exact_generator(chain, arrivals_per_s)
    full = len(states) - 1
    nu = float(without_queue[full, :full].sum())
    generator = np.zeros((full + 1 + room, full + 1 + room))
    generator[: full + 1, : full + 1] = without_queue
    for waiting in range(room):
        here, longer = full + waiting, full + waiting + 1
        generator[here, longer] = arrivals_per_s * (1 - chain.balk)
        generator[longer, here] = nu + (waiting + 1) * theta
    np.fill_diagonal(generator, 0.0)
    np.fill_diagonal(generator, -generator.sum(axis=1))
    rate = float(-generator.diagonal().min())
    step = np.eye(len(generator)) + generator / rate
    state, average = np.zeros(len(generator)), np.zeros(len(generator))
    state[0] = 1.0
    for weight in _weights(rate * horizon_s):
        average += weight * state
        state = state @ step
    in_use = np.full(len(generator), float(chain.agents * chain.concurrency))
    in_use[: full + 1] = states @ np.arange(chain.concurrency + 1)
    return _expected(chain, arrivals_per_s, threshold_s, horizon_s, average, full, in_use)


def time_average(up: Floats, down: Floats, horizon_s: float) -> Floats:
    """Share of [0, h) that a birth-death chain, started in state 0, spends in each state.

    `up[j]`, `down[j]`: rates out of state j (1/s); down[0] and up[-1] must be 0. With Lambda the largest total rate,
    the k-th state of the chain observed at rate Lambda is weighted by P(more than k observations in [0, h)).
    """
    rate = float((up + down).max())
    rise, fall = up / rate, down / rate
    stay = 1 - rise - fall
    state = np.zeros(up.size)
    state[0] = 1.0
    average = np.zeros(up.size)
    for weight in _weights(rate * horizon_s):
        average += weight * state
        moved = state * stay
        moved[1:] += (state * rise)[:-1]
        moved[:-1] += (state * fall)[1:]
        state = moved
    return average


def _weights(observations: float) -> Floats:
    """P(more than k observations) / expected observations, for k = 0, 1, ... until it vanishes."""
    steps = int(poisson.isf(1e-16, observations)) + 2
    return np.asarray(poisson.sf(np.arange(steps), observations) / observations, np.float64)


def _expected(
    chain: Chain,
    arrivals_per_s: float,
    threshold_s: float,
    horizon_s: float,
    average: Floats,
    full: int,
    in_use: Floats,
) -> Transient:
    """From the time average of the states: what Poisson arrivals find is what time averages show.

    `full`: index of the state with all slots taken and nobody waiting; one more waits in every state after it.
    """
    room = average.size - 1 - full
    if chain.balk < 1 and average[-1] > 1e-12:
        raise ValueError(f"a queue of {room} is too short: it is full with probability {average[-1]:.1e}")
    theta = 0.0 if math.isinf(chain.patience_s) else 1 / chain.patience_s
    nu = chain.agents * chain.concurrency * chain.speed[chain.concurrency] / chain.work_s
    free = float(average[:full].sum())
    waiting = waiting_measures(free, average[full:], nu, theta, chain.balk, threshold_s)
    return Transient(arrivals_per_s * horizon_s, waiting, float(np.dot(average, in_use)))
