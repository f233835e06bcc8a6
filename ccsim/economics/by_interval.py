"""The buyer's cost by interval of the clock, so that an hour of the night shows what it costs to be awake."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ccsim.economics.allocation import BY_LEGS, shared_out
from ccsim.economics.delivery import Counted
from ccsim.economics.entry import BUYER
from ccsim.economics.ledger import Ledger

Ints = NDArray[np.int64]


def cost_by_interval(ledger: Ledger, sums: Counted, nights: Mapping[str, NDArray[np.bool_]]) -> Ints:
    """The buyer's cost of each measured interval in micro-units; sums to the buyer's total exactly.

    People's cost follows time on duty, of all groups together; the allowance of a group's night shifts only that in
    its `nights` (intervals,). Fees per leg or contact follow the contacts that arrive in the interval and get a human
    leg, the bot's cost its sessions, a reserve's calls and use the time that it is there, and what follows the calendar
    is spread evenly. Source: docs/costs.md#allocation.
    """
    by = sums.by["interval"]
    duty, legs, sessions = (by[name].astype(np.int64) for name in ("duty_ticks", "legs", "bot_sessions"))
    found = np.zeros(duty.size, np.int64)
    for entry in ledger.entries:
        if entry.payer != BUYER:
            continue
        if entry.cause == "calendar":
            weights = np.ones(duty.size, np.int64)
        elif entry.category.of_reserve:
            weights = by[f"surge_ticks:{entry.group}"].astype(np.int64)
        elif entry.category.of_bot:
            weights = sessions
        elif entry.cause in BY_LEGS:
            weights = legs
        elif entry.cause == "night_shifts" and entry.group in nights:
            weights = np.where(nights[entry.group], np.maximum(duty, 1), 0)
        else:
            weights = duty
        found += shared_out(entry.amount_micro, weights.tolist())
    return found
