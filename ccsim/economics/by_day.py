"""The buyer's cost by measured day: every entry shared out by what it follows, so that nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ccsim.economics.allocation import BY_LEGS, shared_out
from ccsim.economics.delivery import Counted
from ccsim.economics.entry import BUYER
from ccsim.economics.ledger import Ledger


def cost_by_day(ledger: Ledger, sums: Counted, groups: Sequence[str]) -> NDArray[np.int64]:
    """The buyer's cost of each measured day in micro-units, (days,); sums to the buyer's total exactly.

    What follows the calendar is spread evenly, the bot's other costs follow its sessions, fees per leg or contact the
    human legs, reserves the time that they were there, and everything else the paid time of its group.
    Source: docs/costs.md#allocation.
    """
    days = ledger.measured_days
    legs, sessions = (_by_day(sums.by["interval"][name], days) for name in ("legs", "bot_sessions"))
    paid = sums.by["group_day"]["paid_ticks"].reshape(len(groups), days)
    found = np.zeros(days, np.int64)
    for entry in ledger.entries:
        if entry.payer != BUYER:
            continue
        if entry.cause == "calendar":
            weights = np.ones(days, np.int64)
        elif entry.category.of_reserve:
            weights = _by_day(sums.by["interval"][f"surge_ticks:{entry.group}"], days)
        elif entry.category.of_bot:
            weights = sessions
        elif entry.cause in BY_LEGS:
            weights = legs
        else:
            weights = paid[list(groups).index(entry.group)] if entry.group in groups else paid.sum(axis=0)
        found += shared_out(entry.amount_micro, weights.tolist())
    return found


def _by_day(by_interval: NDArray[np.int64], days: int) -> NDArray[np.int64]:
    return np.asarray(by_interval.reshape(days, -1).sum(axis=1))
