"""Two classes with priority and abandonment at one group of many agents, one exponential handling time for both.

As the classes differ only in the queue, the busy agents need not be told apart: the chain has the number of busy
agents while somebody is idle, and the two queue lengths when nobody is. Source: docs/erlang.md#formulas.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from ccsim.theory.markov import State, check_cut, explore, steady_state

Pair = tuple[float, float]


class PriorityAbandonment(NamedTuple):
    """Steady state; pairs are (class 1, served first; class 2)."""

    p_wait: float
    p_abandon: Pair
    mean_wait_s: Pair
    """Over all offered contacts of the class (s)."""
    queue_length: Pair
    occupancy: float


def priority_abandonment(agents: int, arrivals_per_s: Pair, handling_s: float, patience_s: Pair) -> PriorityAbandonment:
    """Steady state with exponential patience of mean `patience_s` by class.

    The queues are cut where they are negligible. Raises ValueError for patience that does not end.
    """
    if not all(math.isfinite(value) and value > 0 for value in (*patience_s, handling_s)):
        raise ValueError("handling time and patience must be finite and above 0")
    rooms = _rooms(agents, arrivals_per_s, handling_s, patience_s)

    def moves(state: State) -> Iterator[tuple[State, float]]:
        busy, first, second = state
        total = arrivals_per_s[0] + arrivals_per_s[1]
        if busy < agents:
            yield (busy + 1, 0, 0), total
            yield (busy - 1, 0, 0), busy / handling_s
            return
        yield (busy, min(first + 1, rooms[0]), second), arrivals_per_s[0]
        yield (busy, first, min(second + 1, rooms[1])), arrivals_per_s[1]
        done = agents / handling_s
        if first:
            yield (busy, first - 1, second), first / patience_s[0] + done
        if second:
            yield (busy, first, second - 1), second / patience_s[1] + (0.0 if first else done)
        if not first and not second:
            yield (busy - 1, 0, 0), done

    found = explore((agents, 0, 0), moves)
    p, states = steady_state(found.generator), found.states
    for c in (0, 1):
        check_cut(float(p[states[:, 1 + c] == rooms[c]].sum()), f"{rooms[c]} waiting")
    busy, *queue = (p @ states).tolist()
    return PriorityAbandonment(
        float(p[states[:, 0] == agents].sum()),
        (queue[0] / patience_s[0] / arrivals_per_s[0], queue[1] / patience_s[1] / arrivals_per_s[1]),
        (queue[0] / arrivals_per_s[0], queue[1] / arrivals_per_s[1]),
        (queue[0], queue[1]),
        busy / agents,
    )


def _rooms(agents: int, arrivals_per_s: Pair, handling_s: float, patience_s: Pair) -> tuple[int, int]:
    """Queue lengths that are as good as never reached.

    The first class's queue with all agents busy is a birth-death chain of its own. The second's is at most Poisson
    with the load of patience, or that of both classes against all agents where that is shorter.
    """
    capacity = agents / handling_s
    first = _reach(arrivals_per_s[0], capacity, patience_s[0])
    left = max(0.0, capacity - arrivals_per_s[0])
    return first, max(first, _reach(arrivals_per_s[1], left, patience_s[1]))


def _reach(arrivals_per_s: float, capacity_per_s: float, patience_s: float) -> int:
    """Where the weights of a queue with abandonment have fallen to 1e-16 of their sum."""
    weight, total, length = 1.0, 1.0, 0
    while length < 5 or weight > 1e-16 * total:
        length += 1
        weight *= arrivals_per_s / (capacity_per_s + length / patience_s)
        total += weight
        if total > 1e200:
            weight, total = weight / 1e200, total / 1e200
    return length + 10
