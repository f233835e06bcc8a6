"""One agent and k customers who think between replies: speed, response time and hands-on share by level.

Exact mean-value analysis of the closed network "one agent, k thinkers" (Reiser and Lavenberg 1980), with hands-on
time per reply that grows with every further open chat. Customers' thinking does not depend on the agent.
Source: docs/model.md#a-human-leg.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class LevelTable(NamedTuple):
    """Arrays over levels k = 0..c; entry 0 is the idle agent."""

    speed: Floats
    response_s: Floats
    hands_on: Floats
    replies_per_s: Floats
    reply_in_3min: Floats


def level_table(hands_on_s: float, think_s: float, switch_cost: float, concurrency: int) -> LevelTable:
    """Levels 0..concurrency of an agent.

    `hands_on_s`: attention per reply at level 1 (s); `think_s`: mean time a customer takes to answer (s);
    `switch_cost`: relative rise of hands-on time per further open chat. h_k = h (1 + sigma (k-1)),
    R_n = h_k (1 + Q_{n-1}), X_n = n / (R_n + z), Q_n = X_n R_n, and speed(k) = (R_1 + z) / (R_k + z).
    """
    size = concurrency + 1
    table = LevelTable(*(np.zeros(size) for _ in range(5)))
    for k in range(1, size):
        h_k = hands_on_s * (1 + switch_cost * (k - 1))
        queue, response, throughput = 0.0, 0.0, 0.0
        for n in range(1, k + 1):
            response = h_k * (1 + queue)
            throughput = n / (response + think_s)
            queue = throughput * response
        table.speed[k] = (hands_on_s + think_s) / (response + think_s)
        table.response_s[k] = response
        table.hands_on[k] = min(1.0, throughput * h_k)
        table.replies_per_s[k] = throughput
        table.reply_in_3min[k] = _reply_within(180.0, h_k, think_s, k)
    return table


def given_table(speed: list[float], hands_on_s: float, think_s: float) -> LevelTable:
    """Levels from a stated speed table (`speed[k-1]` for k open chats, `speed[0]` = 1); response from the slowdown."""
    rates = np.array([0.0, *speed])
    cycle = (hands_on_s + think_s) / np.where(rates > 0, rates, 1.0)
    response = np.where(rates > 0, cycle - think_s, 0.0)
    levels = np.arange(rates.size)
    throughput = np.where(rates > 0, levels / cycle, 0.0)
    in_3min = np.where(rates > 0, -np.expm1(-180.0 / np.maximum(response, 1e-9)), 0.0)
    hands_on = np.minimum(1.0, throughput * hands_on_s)
    return LevelTable(rates, response, hands_on, throughput, in_3min)


def _reply_within(limit_s: float, hands_on_s: float, think_s: float, customers: int) -> float:
    """P(a reply comes within `limit_s`) with exponential attention: a mixture of Erlang over the queue found.

    The queue a message finds is that of the network with one customer less (arrival theorem).
    """
    others = customers - 1
    ratio = hands_on_s / think_s if think_s > 0 else math.inf
    if think_s == 0:
        weights = [0.0] * others + [1.0]
    else:
        weights = [math.perm(others, j) * ratio**j for j in range(others + 1)]
    total = sum(weights)
    x = limit_s / hands_on_s if hands_on_s > 0 else math.inf
    if math.isinf(x):
        return 1.0
    within, term, tail = 0.0, math.exp(-x), 0.0
    for j in range(others + 1):
        tail += term  # P(Poisson(x) <= j) = P(Erlang(j+1) > x)
        within += weights[j] / total * (1.0 - tail)
        term *= x / (j + 1)
    return within


def factor_for_gain(hands_on_s: float, think_s: float, switch_cost: float, level: int, gain: float) -> float:
    """Factor on hands-on time that lifts an agent's throughput at `level` by `gain` (0.11 = 11% more replies per hour).

    Measured productivity gains are gains in throughput; they are inverted here because assistance speeds up the
    agent's hands, not the customers' thinking. Raises ValueError if no factor reaches the gain.
    """

    def throughput(factor: float) -> float:
        return float(level_table(hands_on_s * factor, think_s, switch_cost, level).replies_per_s[level])

    target = throughput(1.0) * (1 + gain)
    low, high = 1e-6, 1e3
    if not throughput(high) <= target <= throughput(low):
        raise ValueError(f"no change of hands-on time changes throughput by {gain:.1%} at {level} open chats")
    for _ in range(200):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if throughput(middle) > target else (low, middle)
    return math.sqrt(low * high)
