"""What an hour costs, from three intervals written down by hand; the parts add up to the ledger's total."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from ccsim.economics.by_interval import cost_by_interval
from ccsim.economics.entry import BUYER, LOSS, MICRO, Category, Entry
from ccsim.economics.ledger import Ledger

COUNTED = SimpleNamespace(
    by={
        "interval": {
            "duty_ticks": np.array([6, 3, 0]),
            "legs": np.array([1, 1, 0]),
            "bot_sessions": np.array([0, 1, 2]),
            "surge_ticks:pool": np.array([0, 1, 3]),
        }
    }
)


def cost_of(category: Category, cause: str, amount: int, group: str = "team", payer: str = BUYER) -> list[int]:
    ledger = Ledger((Entry(payer, category, group, cause, amount, 1, "x", MICRO),), 1)
    found = cost_by_interval(ledger, COUNTED, {"team": np.array([False, True, True])})
    assert found.sum() == ledger.total_micro()
    return [amount / MICRO for amount in found.tolist()]


def test_what_each_entry_follows() -> None:
    assert cost_of(Category.BONUS, "paid_time", 9) == [6, 3, 0]
    assert cost_of(Category.CONTRACT_FEES, "per_leg", 8) == [4, 4, 0]
    assert cost_of(Category.IT, "calendar", 3) == [1, 1, 1]
    assert cost_of(Category.RESERVE_RETAINER, "calendar", 3, "pool") == [1, 1, 1]
    assert cost_of(Category.RESERVE_USE, "time_there", 8, "pool") == [0, 2, 6]
    assert cost_of(Category.RESERVE_CALLS, "heads", 4, "pool") == [0, 1, 3]


def test_losses_of_customers_are_no_cost() -> None:
    ledger = Ledger((Entry(LOSS, Category.BONUS, "team", "paid_time", 9, 1, "x", MICRO),), 1)
    assert cost_by_interval(ledger, COUNTED, {}).tolist() == [0, 0, 0]
