"""A model's running cost in a month: which entries go where."""

from __future__ import annotations

import numpy as np
import pytest
from test_ledger import HOUR, LABOUR, scenario_with

from ccsim.economics.entry import BUYER, LOSS, MICRO, SUPPLIER, Category, Entry
from ccsim.economics.ledger import Ledger
from ccsim.economics.running import running

PER_MONTH = 30.4375


def entry(payer, category, group, cause, amount):
    return Entry(payer, category, group, cause, amount, 1, "x", MICRO)


class Sums:
    totals: dict[str, int] = {}
    by = {"group": {"paid_ticks": np.array([160 * HOUR, 80 * HOUR])}}


def test_every_entry_of_the_buyer_is_somewhere_once():
    scenario = scenario_with(
        {"own": {"labour": LABOUR}, "bought": {"labour": LABOUR, "contract": {"per_seat": "5000 CNY/month"}}}
    )
    entries = [
        entry(BUYER, Category.WAGES_ON_DUTY, "own", "on_duty", 100),
        entry(BUYER, Category.HIRING, "own", "turnover", 10),
        entry(SUPPLIER, Category.WAGES_ON_DUTY, "bought", "on_duty", 999),
        entry(BUYER, Category.CONTRACT_FEES, "bought", "per_seat", 60),
        entry(BUYER, Category.CONTRACT_FEES, "bought", "technology", 20),
        entry(BUYER, Category.SLA_PENALTIES, "bought", "service_level", -5),
        entry(BUYER, Category.CONTRACT_MANAGEMENT, "bought", "bill", 15),
        entry(BUYER, Category.RESERVE_RETAINER, "pool", "calendar", 7),
        entry(BUYER, Category.BOT_SESSIONS, "", "sessions", 30),
        entry(BUYER, Category.BOT_BUILD, "", "calendar", 40),
        entry(LOSS, Category.ERROR_REFUNDS, "", "wrong_answers", 3),
    ]
    found = running(scenario, [Sums()], [Ledger(tuple(entries), 1)])
    assert found.own == pytest.approx(110 * PER_MONTH)
    assert found.seat_fees == pytest.approx((60 + 15 * 60 / 75) * PER_MONTH)
    assert found.fees == pytest.approx((20 - 5 + 15 * 15 / 75 + 7) * PER_MONTH)
    assert (found.bot, found.loss) == (pytest.approx(30 * PER_MONTH), pytest.approx(3 * PER_MONTH))
    assert found.cost == pytest.approx((110 + 60 + 20 - 5 + 15 + 7 + 30) * PER_MONTH)
    assert (found.heads, found.seats) == (pytest.approx(PER_MONTH), pytest.approx(0.5 * PER_MONTH))
