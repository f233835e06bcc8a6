"""Agents with several chats each as a Markov chain: the planner's formula for chat, and its exact small version.

n agents hold up to c chats each; one chat with k open at its agent progresses at speed s(k); work is exponential; a
new chat goes to an agent with the fewest. The exact state counts the agents at every level. For planning that is too
much, so `chain_measures` assumes that j chats are always spread as evenly as possible, which leaves a birth-death
chain in j (exact for c = 1, where it is Erlang A, and for n = 1). `exact_chat_measures` keeps the whole state.
Source: docs/staffing.md#formulas.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ccsim.theory.waiting import (
    Answered,
    Waiting,
    answered_measures,
    endless_patience_measures,
    log_queue_weights,
    waiting_measures,
)

Floats = NDArray[np.float64]

_MOST_AGENTS = 1_000_000
_BEYOND_LOAD = 50
_SLACK = 1e-12


class Chain(NamedTuple):
    """Agents, their chats, and the contacts' patience."""

    agents: int
    concurrency: int
    speed: tuple[float, ...]
    """speed[k] of one chat with k open, k = 0..c; speed[0] is not used."""
    work_s: float
    """Mean work of a chat at speed 1, wrap-up included (s)."""
    patience_s: float
    """Mean of the exponential patience (s); may be inf."""
    balk: float = 0.0
    """Probability of leaving at once instead of waiting."""
    most_loaded: bool = False
    """Whether a new chat goes to an agent with the most chats that has a free slot; the exact chain alone knows."""


class ChainMeasures(NamedTuple):
    """Steady state of a chain."""

    waiting: Waiting
    queue_length: float
    """Mean number waiting."""
    chats: float
    """Mean number of slots in use."""
    slot_occupancy: float
    """Slots in use / slots."""
    level_share: tuple[float, ...]
    """Share of agents with k chats open, k = 0..c."""


class Target(NamedTuple):
    """What must hold in steady state; None where nothing is asked."""

    threshold_s: float
    service_level: float
    abandonment: float | None = None
    mean_wait_s: float | None = None
    """Largest mean wait of the answered (s)."""


def balanced_rates(chain: Chain) -> Floats:
    """Rate (1/s) at which one of j = 0..n c chats ends, if they are spread as evenly as possible over the agents."""
    chats = np.arange(chain.agents * chain.concurrency + 1)
    low, above = np.divmod(chats, max(chain.agents, 1))
    speed = np.array([*chain.speed[: chain.concurrency + 1], 0.0])
    progress = (chain.agents - above) * low * speed[low] + above * (low + 1) * speed[low + 1]
    return np.asarray(progress / chain.work_s)


def chain_measures(chain: Chain, arrivals_per_s: float, threshold_s: float) -> ChainMeasures:
    """Steady state of the evenly spread chain; `threshold_s` is the acceptance threshold T.

    Raises ValueError without a steady state: endless patience and more joining contacts than the agents can end.
    """
    logs = _log_weights(chain, arrivals_per_s)
    rows = np.arange(logs.size)
    low, above = np.divmod(rows, max(chain.agents, 1))
    levels = np.zeros((logs.size, chain.concurrency + 2))
    levels[rows, low] += chain.agents - above
    levels[rows, low + 1] += above
    return _with_queue(chain, arrivals_per_s, threshold_s, logs, levels[:, :-1])


def _log_weights(chain: Chain, arrivals_per_s: float) -> Floats:
    """log of P(j chats) / P(none) for j = 0..n c in the evenly spread chain, nobody waiting."""
    logs = np.zeros(chain.agents * chain.concurrency + 1)
    with np.errstate(divide="ignore"):
        np.subtract(np.log(arrivals_per_s), np.log(balanced_rates(chain)[1:]), out=logs[1:])
    return np.asarray(np.cumsum(logs))


def exact_chat_measures(chain: Chain, arrivals_per_s: float, threshold_s: float) -> ChainMeasures:
    """Steady state with the number of agents at every level as state; for small n and c (a few thousand states).

    The queue hangs on the one state in which all slots are taken, so the chain without it is solved first and the
    queue is appended by its weights. Raises ValueError as `chain_measures` does.
    """
    states, generator = exact_generator(chain, arrivals_per_s)
    balance = np.vstack([generator.T[:-1], np.ones(len(states))])
    steady = np.linalg.solve(balance, np.concatenate([np.zeros(len(states) - 1), np.ones(1)]))
    with np.errstate(divide="ignore"):
        logs = np.log(np.maximum(steady, 0.0))
    return _with_queue(chain, arrivals_per_s, threshold_s, logs, states)


def exact_generator(chain: Chain, arrivals_per_s: float) -> tuple[Floats, Floats]:
    """States (S, c+1) and generator (S, S) (1/s) of the agents' levels, without a queue.

    A state counts the agents at levels 0..c; the first state is everybody idle, the last one all slots taken.
    """
    states = list(_compositions(chain.agents, chain.concurrency + 1))[::-1]
    number = {state: i for i, state in enumerate(states)}
    generator = np.zeros((len(states), len(states)))
    for state, i in number.items():
        free = [k for k in range(chain.concurrency) if state[k]]
        if free:
            taker = free[-1] if chain.most_loaded else free[0]
            generator[i, number[_moved(state, taker, taker + 1)]] += arrivals_per_s
        for k in range(1, chain.concurrency + 1):
            if state[k]:
                generator[i, number[_moved(state, k, k - 1)]] += state[k] * k * chain.speed[k] / chain.work_s
    return np.array(states, np.float64), generator - np.diag(generator.sum(axis=1))


def smallest_agents(chain: Chain, arrivals_per_s: float, target: Target, guess: int = 0) -> int:
    """Fewest agents (chain.agents is ignored) with which the evenly spread chain meets `target`; 0 without arrivals.

    Growing steps from `guess`, then bisection: with speeds that do not rise with k, one more agent spreads the same
    chats thinner and never makes a measure worse. The guess, 0 for none, changes only how long that takes, and is not
    followed far beyond an agent for every chat. Raises ValueError if a million agents do not suffice.
    """
    if arrivals_per_s <= 0:
        return 0
    low, high, step = 0, 0, 1
    load = arrivals_per_s * chain.work_s
    trial = min(guess, math.ceil(load) + _BEYOND_LOAD) or max(1, math.ceil(load / chain.concurrency))
    while not high or high - low > 1:
        if meets(chain._replace(agents=trial), arrivals_per_s, target):
            high = trial
        elif trial > _MOST_AGENTS:
            raise ValueError(f"no number of agents meets {target}")
        else:
            low = trial
        if high and low:
            trial = (low + high) // 2
        else:
            trial, step = max(1, high - step) if high else low + step, 2 * step
    return high


def meets(chain: Chain, arrivals_per_s: float, target: Target) -> bool:
    """Whether every given part of `target` holds in steady state; False without a steady state."""
    nu = _rate_of_all(chain)
    joining = arrivals_per_s * (1 - chain.balk)
    if math.isinf(chain.patience_s):
        if joining >= nu:
            return False
        measures: Waiting | Answered = chain_measures(chain, arrivals_per_s, target.threshold_s).waiting
    else:
        theta = 1 / chain.patience_s
        states, found = _finite_queue(_log_weights(chain, arrivals_per_s), joining, nu, theta)
        measures = answered_measures(float(states[:-1].sum()), found, nu, theta, chain.balk, target.threshold_s)
    return is_reached(target, measures.service_level, measures.p_abandon, measures.mean_wait_answered)


def is_reached(target: Target, service_level: float, abandonment: float, mean_wait_s: float) -> bool:
    """Whether every given part of `target` holds for these; `mean_wait_s` of the answered.

    With a hair of slack, so that a service level of 1 is reached by a queue whose waits are below double precision.
    """
    return (
        service_level >= target.service_level - _SLACK
        and (target.abandonment is None or abandonment <= target.abandonment + _SLACK)
        and (target.mean_wait_s is None or mean_wait_s <= target.mean_wait_s + _SLACK)
    )


def _rate_of_all(chain: Chain) -> float:
    """Rate (1/s) at which slots become free while all are taken."""
    return chain.agents * chain.concurrency * chain.speed[chain.concurrency] / chain.work_s


def _finite_queue(logs: Floats, joining_per_s: float, nu_per_s: float, theta_per_s: float) -> tuple[Floats, Floats]:
    """Probabilities of the states, the last one with its queue left out, and of finding q others waiting."""
    line = logs[-1] + log_queue_weights(joining_per_s, nu_per_s, theta_per_s)
    shift = max(float(logs.max()), float(line.max()))
    states, found = np.exp(logs - shift), np.exp(line - shift)
    total = states[:-1].sum() + found.sum()
    return states / total, found / total


def _with_queue(chain: Chain, arrivals_per_s: float, threshold_s: float, logs: Floats, levels: Floats) -> ChainMeasures:
    """Append the queue to the states without it; `logs[-1]` is the log weight of the state with all slots taken."""
    nu = _rate_of_all(chain)
    theta = 0.0 if math.isinf(chain.patience_s) else 1 / chain.patience_s
    joining = arrivals_per_s * (1 - chain.balk)
    if theta == 0.0:
        ratio = joining / nu if nu > 0 else math.inf
        if ratio >= 1:
            raise ValueError(f"no steady state: {joining:g} contacts per second join a queue that never loses any")
        states = np.exp(logs - float(logs.max()))
        states[-1] /= 1 - ratio
        states /= states.sum()
        waiting = endless_patience_measures(float(states[-1]), ratio, nu, chain.balk, threshold_s)
        queue = float(states[-1]) * ratio / (1 - ratio)
    else:
        states, found = _finite_queue(logs, joining, nu, theta)
        waiting = waiting_measures(float(states[:-1].sum()), found, nu, theta, chain.balk, threshold_s)
        queue = float(np.dot(found, np.arange(found.size)))
        states[-1] = found.sum()
    shares = states @ levels / max(chain.agents, 1)
    chats = float(chain.agents * np.dot(shares, np.arange(shares.size)))
    slots = chain.agents * chain.concurrency
    return ChainMeasures(waiting, queue, chats, chats / slots if slots else 0.0, tuple(shares.tolist()))


def _compositions(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """All ways to put `total` agents on `parts` levels, from all on the last level to all on the first."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in _compositions(total - first, parts - 1):
            yield (first, *rest)


def _moved(state: tuple[int, ...], source: int, target: int) -> tuple[int, ...]:
    moved = list(state)
    moved[source] -= 1
    moved[target] += 1
    return tuple(moved)
