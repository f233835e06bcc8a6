"""What reserves cost, worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from test_ledger import HOUR, LABOUR, scenario_with

from ccsim.economics.entry import BUYER, MICRO, SUPPLIER
from ccsim.economics.labour import paid_time
from ccsim.economics.surge_cost import surge_entries
from ccsim.scenario.groups import Group
from ccsim.scenario.surge import Surge

POOL = {"group": "team", "size": 100, "trigger": {"queue_longer_than": 10}}


class Sums:
    """As many sums as the ledger asks for: 3 calls, 120 who came, 600 hours there, 900 legs."""

    totals = {"surge_calls:pool": 3, "surge_came:pool": 120, "surge_ticks:pool": 600 * HOUR}
    by = {"group": {"legs": np.array([900])}}


def entries(price: dict[str, str], days: int = 2, **group: Any) -> dict[str, tuple[str, float]]:
    """(payer, amount) by cause."""
    scenario = scenario_with({"team": {"labour": LABOUR, "roster": [], **group}})
    surge = Surge.model_validate({"reserves": {"pool": {**POOL, "price": price}}})
    scenario = scenario.model_copy(update={"surge": surge})
    found = list(surge_entries(scenario, Sums(), days))
    assert {entry.group for entry in found} <= {"pool"}
    assert all(entry.category.of_reserve for entry in found)
    return {entry.cause: (entry.payer, entry.amount_micro / MICRO) for entry in found}


@pytest.mark.parametrize(
    ("price", "cause", "amount"),
    [
        # a month is 487 / 16 days
        ({"retainer": "487 CNY/month"}, "calendar", 100 * 2 * 16),
        ({"retainer": "487 CNY/month", "retained_days": "365"}, "calendar", 100 * 365 * 16),
        ({"retainer_share": "25%"}, "calendar", 100 * 2 * 16 / 487 * 0.25 * 4000 * 1.1 * 1.3),
        ({"per_call": "500 CNY"}, "calls", 1500),
        ({"per_head": "20 CNY"}, "heads", 2400),
        ({"per_hour": "35 CNY/h"}, "time_there", 21000),
        ({"per_contact": "1.5 CNY/session"}, "legs", 1350),
        ({"premium": "50%"}, "premium", 600 / 160 * 0.5 * 4000 * 1.3),  # 160 hours a month
    ],
)
def test_every_part(price: dict[str, Any], cause: str, amount: float) -> None:
    price = {name: float(value) if name == "retained_days" else value for name, value in price.items()}
    found = entries(price)
    assert list(found) == [cause]
    assert found[cause][0] == BUYER
    assert found[cause][1] == pytest.approx(amount, rel=1e-6)


def test_nothing_that_has_no_price() -> None:
    assert entries({}) == {}


def test_a_supplier_pays_the_premium_of_its_own_people() -> None:
    found = entries({"premium": "50%", "per_hour": "35 CNY/h"}, contract={"per_hour": "30 CNY/h"})
    assert {cause: payer for cause, (payer, _) in found.items()} == {"premium": SUPPLIER, "time_there": BUYER}


def test_reserves_have_no_shrinkage() -> None:
    # 100 hours by the roster, 70 of them on duty, and 40 of reserves: 25 of planned shrinkage, 5 of absence.
    group = Group.model_validate({"labour": LABOUR, "shrinkage": 0.325, "absence": 0.1})
    time = paid_time(group, 140 * HOUR, 110 * HOUR, 0, 40 * HOUR)
    assert (time.duty, time.planned, time.absence) == (110 * HOUR, 25 * HOUR, 5 * HOUR)
    assert time.scheduled == 140 * HOUR
