"""Two classes at two pools of agents (V-, N- and X-design) with abandonment, as an exact truncated chain.

Routing: an arrival takes an idle agent of its class's own pool (class 1: A, class 2: B), else an idle one of the
other pool if skilled, else waits, first come, first served, in its class's queue. A freed agent serves the queue of
its own pool's class first, else the other one if skilled. One pool with two classes (V-design) is pool B of size 0:
the pool then serves class 1 first. Source: docs/erlang.md#formulas.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from ccsim.theory.markov import State, check_cut, explore, steady_state

Pair = tuple[float, float]
A, B = 0, 1


class TwoPools(NamedTuple):
    """Sizes, skills and times; pairs are (class 1, class 2)."""

    agents: tuple[int, int]
    """Agents of pools A and B."""
    arrivals_per_s: Pair
    handling_s: tuple[Pair, Pair]
    """Mean handling time of pool A and of pool B, by class (s)."""
    patience_s: Pair
    """Mean of the exponential patience (s)."""
    skills: tuple[tuple[bool, bool], tuple[bool, bool]] = ((True, True), (True, True))
    """Whether pool A, pool B serves class 1, class 2."""


class TwoPoolMeasures(NamedTuple):
    """Steady state; pairs are (class 1, class 2)."""

    p_wait: Pair
    p_abandon: Pair
    mean_wait_s: Pair
    """Over all offered contacts of the class (s)."""
    queue_length: Pair
    busy: tuple[Pair, Pair]
    """Mean number of agents of pool A, pool B busy with each class."""
    occupancy: Pair
    """Of pools A and B; 0 for a pool of nobody."""
    served_elsewhere: Pair
    """Share of the answered that the other class's pool serves."""


def two_pool_measures(pools: TwoPools, room: int) -> TwoPoolMeasures:
    """Steady state with each queue cut at `room` waiting. Raises ValueError if the cut is felt."""
    found = explore((0, 0, 0, 0, 0, 0), lambda state: _moves(pools, room, state))
    p, states = steady_state(found.generator), found.states
    check_cut(float(p[(states[:, 4:] == room).any(axis=1)].sum()), f"{room} waiting")
    mean = p @ states
    queue = (float(mean[4]), float(mean[5]))
    idle = np.stack([states[:, 0] + states[:, 1] < pools.agents[A], states[:, 2] + states[:, 3] < pools.agents[B]])
    p_wait = tuple(float(p[~(idle & np.array(pools.skills)[:, [c]]).any(axis=0)].sum()) for c in (0, 1))
    busy = ((float(mean[0]), float(mean[1])), (float(mean[2]), float(mean[3])))
    served = [[busy[k][c] / pools.handling_s[k][c] for c in (0, 1)] for k in (A, B)]
    return TwoPoolMeasures(
        p_wait=(p_wait[0], p_wait[1]),
        p_abandon=_by_class(lambda c: queue[c] / pools.patience_s[c] / pools.arrivals_per_s[c]),
        mean_wait_s=_by_class(lambda c: queue[c] / pools.arrivals_per_s[c]),
        queue_length=queue,
        busy=busy,
        occupancy=_by_class(lambda k: sum(busy[k]) / pools.agents[k] if pools.agents[k] else 0.0),
        served_elsewhere=_by_class(lambda c: served[1 - c][c] / (served[A][c] + served[B][c])),
    )


def _by_class(value: Callable[[int], float]) -> Pair:
    return float(value(0)), float(value(1))


def _moves(pools: TwoPools, room: int, state: State) -> Iterator[tuple[State, float]]:
    """State: busy in A with 1, 2, busy in B with 1, 2, waiting of 1, 2."""
    for c in (0, 1):
        yield _arrived(pools, room, state, c), pools.arrivals_per_s[c]
        if state[4 + c]:
            yield _plus(state, 4 + c, -1), state[4 + c] / pools.patience_s[c]
        for pool in (A, B):
            busy = state[2 * pool + c]
            if busy:
                yield _freed(pools, _plus(state, 2 * pool + c, -1), pool), busy / pools.handling_s[pool][c]


def _arrived(pools: TwoPools, room: int, state: State, c: int) -> State:
    for pool in (c, 1 - c):
        if pools.skills[pool][c] and state[2 * pool] + state[2 * pool + 1] < pools.agents[pool]:
            return _plus(state, 2 * pool + c, 1)
    return _plus(state, 4 + c, 1) if state[4 + c] < room else state


def _freed(pools: TwoPools, state: State, pool: int) -> State:
    for c in (pool, 1 - pool):
        if pools.skills[pool][c] and state[4 + c]:
            return _plus(_plus(state, 4 + c, -1), 2 * pool + c, 1)
    return state


def _plus(state: State, place: int, change: int) -> State:
    return (*state[:place], state[place] + change, *state[place + 1 :])
