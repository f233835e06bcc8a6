"""Classes with priority at one group of agents: M/M/n, non-preemptive, first come, first served within a class.

Everybody waits for ever and all classes share one exponential handling time; with abandonment see `two_pools` and
`priority_abandonment`. Sources: Cobham (1954); Kella and Yechiali (1985); docs/erlang.md#formulas.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from ccsim.theory.erlang import erlang_c


class PriorityWaits(NamedTuple):
    """Steady state by class, the first served first; a class that no steady state reaches has inf."""

    p_wait: float
    """P(all agents busy), the same for every class."""
    mean_wait_s: tuple[float, ...]
    queue_length: tuple[float, ...]
    first_within: float
    """P(wait of the first class <= T)."""
    occupancy: float


def priority_waits(
    agents: int, arrivals_per_s: Sequence[float], handling_s: float, threshold_s: float
) -> PriorityWaits:
    """Waits of classes in the order of their priority; T is `threshold_s`.

    Raises ValueError if the load of all classes is not below the number of agents: the last class would wait for ever.
    """
    total = math.fsum(arrivals_per_s)
    load = total * handling_s
    if min(arrivals_per_s) < 0 or total <= 0:
        raise ValueError("arrivals cannot be negative, and some class must have some")
    if load >= agents:
        raise ValueError(f"no steady state: {load:g} Erlang offered to {agents} agents whose contacts never leave")
    p_wait, capacity = erlang_c(agents, load), agents / handling_s
    before, waits = 0.0, []
    for rate in arrivals_per_s:
        with_it = before + rate / capacity
        waits.append(p_wait / (capacity * (1 - before) * (1 - with_it)))
        before = with_it
    queues = tuple(rate * wait for rate, wait in zip(arrivals_per_s, waits, strict=True))
    # what the first class finds is a queue of its own arrivals, whose wait is exponential given that it waits
    first = 1 - p_wait * math.exp(-(capacity - arrivals_per_s[0]) * threshold_s)
    return PriorityWaits(p_wait, tuple(waits), queues, first, load / agents)
