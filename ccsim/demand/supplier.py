"""What a shared pool has left for this merchant: an output of how the merchants' peaks coincide, drawn day by day.

Source: docs/surge.md#a-shared-pool.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from ccsim.demand.streams import TapeStreams
from ccsim.scenario.surge import Supplier

Floats = NDArray[np.float64]
Days = NDArray[np.int64]


def share_obtained(name: str, supplier: Supplier, asked: int, days: Days, streams: TapeStreams) -> Floats:
    """Share (days,) of `asked` people that this merchant would get if it called on each of the days."""
    others = supplier.merchants - 1
    draws = streams.supplier(name, days, 2 + 2 * others)
    demand = demand_of_others(supplier, streams.busyness(days)[:, 0], draws[:, 0], draws[:, 2 : 2 + others])
    if supplier.allocation == "first_come":
        before = np.where(draws[:, 2 + others :] < draws[:, 1:2], demand, 0.0).sum(axis=1)
        return np.asarray(np.clip((supplier.agents - before) / asked, 0.0, 1.0))
    return np.asarray(np.minimum(1.0, supplier.agents / (asked + demand.sum(axis=1))))


def demand_of_others(supplier: Supplier, u_own: Floats, u_common: Floats, u_others: Floats) -> Floats:
    """People (days, others) whom the other merchants ask for; 0 where one does not call.

    Merchants' busyness is jointly normal with one correlation; this merchant's own is that of its simulated day
    (`u_own`), the others' are drawn given it. Who is busy enough calls, and asks for a lognormal number.
    """
    rho, sigma = supplier.correlation, math.sqrt(math.log1p(supplier.ask_cv**2))
    common = math.sqrt(rho) * ndtri(u_own) + math.sqrt(1 - rho) * ndtri(u_common)
    busy = math.sqrt(rho) * common[:, None] + math.sqrt(1 - rho) * ndtri(u_others)
    if supplier.calling == 0:
        return np.zeros(busy.shape)
    calls_from = ndtri(1 - supplier.calling)  # -inf if all call
    mean_if_called = ndtr(sigma - calls_from) / supplier.calling
    asked = supplier.ask * np.exp(sigma * busy - sigma**2 / 2) / mean_if_called
    return np.asarray(np.where(busy >= calls_from, asked, 0.0))
