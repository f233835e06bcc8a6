"""Every clause of a contract on a bill worked out by hand, and what a whole contract comes to."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from test_ledger import BOT, LABOUR, scenario_with

from ccsim.economics.clauses import (
    Cap,
    Delivered,
    MinimumFee,
    NightFactor,
    PerMinute,
    PerResolved,
    PerSeat,
    SlaPenalty,
    Technology,
    Tiered,
)
from ccsim.economics.contracts import contract_entries
from ccsim.economics.delivery import delivered, night_intervals, promised
from ccsim.economics.entry import MICRO, Entry
from ccsim.economics.ledger import price
from ccsim.model.timegrid import TICKS_PER_S
from ccsim.scenario.centre import centre_of
from ccsim.scenario.contract import Contract, Night
from ccsim.scenario.groups import Group

MINUTE = round(60 * TICKS_PER_S)
HOUR = 60 * MINUTE
MONTH = 160 * HOUR  # 20 days of 8 h


def units(entries) -> list[float]:
    """Amounts in units of currency."""
    found = [entries] if isinstance(entries, Entry) else list(entries)
    return [entry.amount_micro / MICRO for entry in found]


def bill(done: Delivered, measured: dict[str, float | None] | None = None, **contract: Any) -> dict[str, float]:
    group = Group.model_validate({"labour": LABOUR, "contract": contract})
    found: dict[str, float] = {}
    for entry in contract_entries("team", group, done, measured or {}):
        found[entry.cause] = found.get(entry.cause, 0.0) + entry.amount_micro / MICRO
    return found


def done(**counts: int) -> Delivered:
    return Delivered(**({"paid_ticks": 0, "legs": 0, "bot_closed": 0} | counts))


def test_seats_that_were_agreed_are_paid_even_if_nobody_sat_there():
    """20 seats agreed; on a day 20 / 30.4375 seat-months, of which half a seat-month was there: 1,000 each."""
    clause = PerSeat(1000.0, MONTH, 20.0)
    there, short = units(clause.entries("team", done(paid_ticks=MONTH // 2)))
    assert there == 500.0
    assert there + short == pytest.approx(20 / 30.4375 * 1000, abs=0.01)
    assert units(clause.entries("team", done(paid_ticks=MONTH)))[1] == 0
    assert len(units(PerSeat(1000.0, MONTH).entries("team", done(paid_ticks=MONTH)))) == 1


def test_minutes_of_conversation():
    assert units(PerMinute(1.2).entries("team", done(talk_ticks=150 * MINUTE + MINUTE // 2))) == [180.6]


def test_the_result_fee_counts_what_was_resolved_by_either():
    assert units(PerResolved(0.5).entries("team", done(legs=99, bot_closed=99, resolved=60, bot_resolved=40))) == [50.0]


def test_technology_is_a_months_fee():
    assert units(Technology(3043.75).entries("team", done(days=3))) == [300.0]


def test_tiers_are_marginal():
    """Above 0: 2.00, above 3,043.75 a month (100 a day): 1.00, above 9,131.25 (300 a day): 0.50."""
    steps = Contract.model_validate({"tiers": {"steps": [
        {"above": 0, "price": "2 CNY/session"},
        {"above": 3043.75, "price": "1 CNY/session"},
        {"above": 9131.25, "price": "0.5 CNY/session"},
    ]}}).tiers.steps  # fmt: skip
    clause = Tiered(tuple(steps), contacts=False)
    assert units(clause.entries("team", done(legs=60, bot_closed=900))) == [120.0, 0.0, 0.0]
    assert units(clause.entries("team", done(legs=250))) == [200.0, 150.0, 0.0]
    assert units(clause.entries("team", done(legs=400))) == [200.0, 200.0, 50.0]
    assert units(clause.entries("team", done(legs=800, days=2))) == [400.0, 400.0, 100.0]
    assert units(Tiered(tuple(steps), contacts=True).entries("team", done(legs=60, bot_closed=90))) == [
        200.0,
        50.0,
        0.0,
    ]


def test_the_night_costs_its_share_of_the_fees():
    """A quarter of the legs at night, half as dear again: 1,000 becomes 1,125."""
    assert units(NightFactor(1.5).entry("team", 1000 * MICRO, done(night_legs=25, all_legs=100))) == [125.0]
    assert units(NightFactor(1.5).entry("team", 1000 * MICRO, done())) == [0.0]


def test_minimum_and_cap():
    assert units(MinimumFee(3043.75).entry("team", 60 * MICRO, 1)) == [40.0]
    assert units(MinimumFee(3043.75).entry("team", 160 * MICRO, 1)) == [0.0]
    assert units(Cap(3043.75).entry("team", 160 * MICRO, 1)) == [-60.0]
    assert units(Cap(3043.75).entry("team", 60 * MICRO, 1)) == [0.0]


def test_a_broken_promise_takes_its_share():
    clause = SlaPenalty("service_level", 0.8, 0.2)
    assert units(clause.entry("team", 1000 * MICRO, 1.0, 0.79)) == [-200.0]
    assert units(clause.entry("team", 1000 * MICRO, 1.0, 0.80)) == [0.0]
    assert units(clause.entry("team", 1000 * MICRO, 1.0, None)) == [0.0]
    assert units(clause.entry("team", 1000 * MICRO, 0.05, 0.5)) == [-50.0]
    left = SlaPenalty("abandonment", 0.05, 0.1)
    assert (left.broken(0.06), left.broken(0.05)) == (True, False)


def test_a_whole_contract_by_hand():
    """100 legs at 2.00 are 200; technology 100 a day; a tenth at night at double: 20; bill 320, cap 300, a fifth off: 240;
    management of 5%: 12."""
    found = bill(
        done(legs=100, night_legs=10, all_legs=100), {"csat_surveyed": 0.84},
        per_leg="2 CNY/session", technology="3043.75 CNY/month", night={"factor": 2}, cap="9131.25 CNY/month",
        penalties=[{"measure": "csat_surveyed", "bound": 0.85, "share": 0.2}], management=0.05,
    )  # fmt: skip
    assert found == {"per_leg": 200, "technology": 100, "night": 20, "cap": -20, "csat_surveyed": -60, "bill": 12}


def test_penalties_take_no_more_than_the_bill():
    promises = [
        {"measure": "service_level", "bound": 0.8, "share": 0.7},
        {"measure": "answer_rate", "bound": 0.9, "share": 0.6},
    ]
    found = bill(
        done(legs=100), {"service_level": 0.5, "answer_rate": 0.5}, per_leg="1 CNY/session", penalties=promises
    )
    assert found["service_level"] + found["answer_rate"] == -100


@given(st.integers(0, 500), st.integers(0, 500), st.floats(0, 1))
@settings(max_examples=100, deadline=None)
def test_the_list_of_entries_depends_on_the_contract_alone(legs, night, level):
    contract = {
        "per_leg": "1 CNY/session", "per_seat": "3000 CNY/month", "minimum": {"fee": "900 CNY/month", "seats": 2},
        "night": {"factor": 1.4}, "cap": "4000 CNY/month", "per_minute": "1 CNY/min", "per_resolved": "1 CNY/session",
        "tiers": {"steps": [{"above": 0, "price": "1 CNY/session"}, {"above": 50, "price": "0.5 CNY/session"}]},
        "penalties": [{"measure": "service_level", "bound": 0.8, "share": 0.1}], "management": 0.05,
    }  # fmt: skip
    group = Group.model_validate({"labour": LABOUR, "contract": contract})
    found = list(
        contract_entries(
            "team", group, done(legs=legs, night_legs=min(night, legs), all_legs=legs), {"service_level": level}
        )
    )
    plain = list(contract_entries("team", group, done(), {}))
    assert [(one.category, one.cause, one.per, one.price_micro) for one in found] == [
        (one.category, one.cause, one.per, one.price_micro) for one in plain
    ]
    assert sum(one.amount_micro for one in found) >= 0


def test_intervals_of_the_night():
    night = Night.model_validate({"factor": 1.5, "at": "22:00", "until": "08:00"})
    assert [i / 2 for i in np.flatnonzero(night_intervals(night, 48, 1800.0))] == [
        *np.arange(0, 8, 0.5),
        *np.arange(22, 24, 0.5),
    ]
    early = Night.model_validate({"factor": 1.5, "at": "00:00", "until": "06:00"})
    assert night_intervals(early, 96, 1800.0).sum() == 24


def test_bot_contacts_and_promises_are_read_from_the_sums():
    """Of two contracts with result fees, bot resolutions follow the human legs 3 : 1."""

    class Sums:
        totals = {
            "bot_sessions": 100,
            "bot_attempts": 90,
            "contained": 50,
            "bot_resolved": 40,
            "answered_in_time": 75,
            "offered": 100,
        }
        by = {
            "group": {"legs": np.array([60, 20]), "human_resolved": np.array([50, 15]), "talk_ticks": np.array([MINUTE * 600, 0]),
                      "paid_ticks": np.array([HOUR, HOUR]), "duty_ticks": np.array([0, 0]), "drain_ticks": np.array([0, 0])},
            "interval": {"legs": np.array([10] * 8 + [0] * 40)},
        }  # fmt: skip

    contract = {"per_resolved": "1 CNY/session", "per_minute": "1 CNY/min", "night": {"factor": 2.0},
                "penalties": [{"measure": "service_level", "bound": 0.8, "share": 0.5}]}  # fmt: skip
    team = {"labour": LABOUR, "contract": contract}
    scenario = scenario_with({"one": team, "two": team}, BOT)
    centre = centre_of(scenario)
    found = [delivered(scenario, centre, Sums(), g, HOUR, 0, 1) for g in (0, 1)]
    assert [one.bot_resolved for one in found] == [30, 10]
    assert [one.resolved for one in found] == [50, 15]
    assert (found[0].night_legs, found[0].all_legs) == (80, 80)
    assert promised(scenario.groups["one"].contract, Sums()) == {"service_level": 0.75}
    ledger = price(scenario, centre, Sums(), 1)
    fees = {
        (entry.group, entry.cause): entry.amount_micro / MICRO for entry in ledger.entries if entry.payer == "buyer"
    }
    assert fees["one", "per_resolved"] == 80
    assert fees["one", "per_minute"] == 600
    assert fees["one", "night"] == 680
    assert fees["one", "service_level"] == -680


@pytest.mark.parametrize(
    "steps", [[{"above": 5, "price": "1 CNY/session"}], [{"above": 0, "price": 0}, {"above": 0, "price": 0}], []]
)
def test_tiers_rise_from_nothing(steps):
    with pytest.raises(ValidationError):
        Contract.model_validate({"tiers": {"steps": steps}})
