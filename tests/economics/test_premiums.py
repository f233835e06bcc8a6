"""Premiums by hand, and hours that reconcile to the tick."""

from __future__ import annotations

import numpy as np
import pytest

from ccsim.economics.entry import BUYER, MICRO, Category
from ccsim.economics.labour import shift_paid_time
from ccsim.economics.ledger import price
from ccsim.model.timegrid import TICKS_PER_S
from ccsim.scenario.centre import centre_of
from ccsim.scenario.scenario import Scenario

HOUR = round(3600 * TICKS_PER_S)
HOURS = {
    "paid_ticks": 100, "duty_ticks": 70, "drain_ticks": 1, "break_ticks": 8, "absence_ticks": 6, "lateness_ticks": 1,
    "overtime_ticks": 10, "rest_day_ticks": 8, "holiday_ticks": 4,
}  # fmt: skip


class Sums:
    totals = {"wrong": 0}

    def __init__(self, **changed: float) -> None:
        hours = {**HOURS, **changed}
        self.by = {
            "group": {name: np.array([round(amount * HOUR)]) for name, amount in hours.items()}
            | {"night_shifts": np.array([3]), "legs": np.array([50])}
        }


def scenario(**labour: object) -> Scenario:
    return Scenario.model_validate(
        {
            "arrivals": {"kind": "poisson", "volume": "100/day"},
            "intents": {"any": {"share": 1, "replies": 5, "resolution": 1}},
            "handling": {"hands_on_per_reply": "20 s"},
            "groups": {
                "team": {
                    # 3,200 CNY for 20 days of 8 hours: 20 CNY an hour
                    "labour": {"wage": "3200 CNY/month", "days_per_month": 20, "on_cost": 0.3,
                               "premiums": {"night_allowance": "25 CNY"}, **labour},
                    "shifts": {"patterns": {"day": {"start": "08:00", "length": "8 h"}}},
                }
            },
        }
    )  # fmt: skip


def amounts(ledger) -> dict[tuple[str, str], float]:
    return {(str(entry.category), entry.cause): entry.amount_micro / MICRO for entry in ledger.entries}


def test_hours_paid_are_duty_breaks_absence_lateness_and_what_is_planned():
    time = shift_paid_time(Sums().by["group"], 0)
    assert time.scheduled == 100 * HOUR
    assert time.planned == 15 * HOUR  # 100 - 70 - 8 - 6 - 1
    assert time.total == 101 * HOUR
    with pytest.raises(ValueError, match="only"):
        shift_paid_time(Sums(paid_ticks=80).by["group"], 0)


def test_premiums_by_cause():
    one = scenario()
    found = amounts(price(one, centre_of(one), Sums(), 1))
    assert found["wages_on_duty", "on_duty"] == 70 * 20
    assert found["wages_shrinkage", "breaks"] == 8 * 20
    assert found["wages_shrinkage", "lateness"] == 20
    assert found["wages_shrinkage", "planned_shrinkage"] == 15 * 20
    assert found["premiums", "overtime"] == 10 * 20 * 0.5
    assert found["premiums", "rest_day"] == 8 * 20 * 1
    assert found["premiums", "statutory_holiday"] == 4 * 20 * 2
    assert found["premiums", "night_shifts"] == 3 * 25
    for cause, amount in (("overtime", 100), ("rest_day", 160), ("statutory_holiday", 160), ("night_shifts", 75)):
        assert found["on_costs", cause] == 0.3 * amount


def test_without_premiums_there_is_no_entry():
    plain = scenario(premiums={"overtime": 1, "rest_day": 1, "holiday": 1})
    ledger = price(plain, centre_of(plain), Sums(), 1)
    assert not [entry for entry in ledger.entries if entry.category == Category.PREMIUMS]
    assert {entry.payer for entry in ledger.entries} == {BUYER}
