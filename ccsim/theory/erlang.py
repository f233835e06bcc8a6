"""Erlang B, C and A: n agents with one contact each, Poisson arrivals, one queue served first come, first served.

Numerically safe for thousands of agents: Erlang B by its recursion, everything else in logarithms.
Sources: Erlang (1917); Palm (1957); docs/staffing.md#formulas.
"""

from __future__ import annotations

import math

from ccsim.theory.chat_chain import Chain, ChainMeasures, chain_measures
from ccsim.theory.waiting import Waiting, endless_patience_measures


def erlang_b(agents: int, load: float) -> float:
    """Probability that a contact finds all `agents` busy if such contacts are lost; `load` in Erlang.

    Holds for any distribution of handling time. Recursion B_n = a B_{n-1} / (n + a B_{n-1}), which cannot overflow.
    """
    _check(agents, load)
    blocked = 1.0
    for n in range(1, agents + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked


def erlang_c(agents: int, load: float) -> float:
    """Probability that a contact must wait if everybody waits for ever; 1 if `load` (Erlang) is not below `agents`."""
    _check(agents, load)
    if load >= agents:
        return 1.0
    blocked = erlang_b(agents, load)
    return agents * blocked / (agents - load * (1 - blocked))


def erlang_c_waiting(agents: int, arrivals_per_s: float, handling_s: float, threshold_s: float) -> Waiting:
    """Waits with endless patience. Raises ValueError unless the offered load is below `agents`: no steady state."""
    load = arrivals_per_s * handling_s
    if load >= agents:
        raise ValueError(f"no steady state: {load:g} Erlang offered to {agents} agents whose contacts never leave")
    return endless_patience_measures(erlang_c(agents, load), load / agents, agents / handling_s, 0.0, threshold_s)


def erlang_c_wait_quantile(agents: int, arrivals_per_s: float, handling_s: float, share: float) -> float:
    """Wait (s) that a `share` of contacts does not exceed, with endless patience."""
    load = arrivals_per_s * handling_s
    p_wait = erlang_c(agents, load)
    if share <= 1 - p_wait:
        return 0.0
    return math.log(p_wait / (1 - share)) * handling_s / (agents - load)


def erlang_a(
    agents: int, arrivals_per_s: float, handling_s: float, patience_s: float, threshold_s: float, balk: float = 0.0
) -> ChainMeasures:
    """Waits and occupancy with exponential handling (mean `handling_s`) and patience (mean `patience_s`, may be inf).

    `balk`: probability of leaving at once instead of waiting. Erlang B is balk = 1, Erlang C is patience_s = inf.
    """
    return chain_measures(Chain(agents, 1, (0.0, 1.0), handling_s, patience_s, balk), arrivals_per_s, threshold_s)


def _check(agents: int, load: float) -> None:
    if agents < 0 or not load >= 0:
        raise ValueError(f"agents and load cannot be negative: {agents} agents, {load} Erlang")
