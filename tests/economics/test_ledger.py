"""The ledger's identities, on hand-computed sums and on random ones."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccsim.economics.entry import BUYER, LOSS, MICRO, SUPPLIER
from ccsim.economics.ledger import cost_by_intent, entry_amounts, ledger_table, ledger_totals, price
from ccsim.model.timegrid import TICKS_PER_S
from ccsim.scenario.centre import centre_of
from ccsim.scenario.scenario import Scenario

HOUR = round(3600 * TICKS_PER_S)

LABOUR = {
    "wage": "4000 CNY/month", "bonus": 0.1, "on_cost": 0.3, "hours_per_day": "8 h", "days_per_month": 20,
    "leader_span": 10, "support_ratio": 0.05, "attrition": "60%/yr", "hire_cost": "1000 CNY", "training_days": 5,
}  # fmt: skip
SEAT = {"workplace": "600 CNY/month", "agents_per_seat": 1.2, "software": "80 CNY/month", "it": "40 CNY/month"}
OWN: dict[str, Any] = {
    "shrinkage": 0.28, "absence": 0.1, "labour": LABOUR, "seat": SEAT, "assist": {"licence": "160 CNY/month"},
}  # fmt: skip
BOT: dict[str, Any] = {
    "kind": "llm",
    "turns": 3,
    "price": {
        "per_session": "0.15 CNY/session",
        "per_resolution": "1 CNY/session",
        "tokens": {
            "tokens_in_per_turn": 4000, "tokens_out_per_turn": 200,
            "price_in": "2 CNY/Mtok", "price_out": "8 CNY/Mtok", "platform_factor": 2,
        },
        "subscription": "36525 CNY/yr",
        "build": "97400 CNY",
        "amortised_months": 32,
        "upkeep_staff_per_10k": 1.5,
        "upkeep_staff_min": 0.3,
        "upkeep_wage": "9000 CNY/month",
        "upkeep_on_cost": 0.2,
    },
}  # fmt: skip


def scenario_with(
    groups: dict[str, Any], bot: dict[str, Any] | None = None, errors: dict[str, Any] | None = None
) -> Scenario:
    return Scenario.model_validate(
        {
            "arrivals": {"kind": "poisson", "volume": "100/day"},
            "intents": {
                "easy": {"share": 0.7, "replies": 4, "resolution": 0.9, "bot_resolution": {"llm": 0.6}},
                "hard": {"share": 0.3, "replies": 9, "resolution": 0.7, "bot_resolution": {"llm": 0.2}},
            },
            "handling": {"hands_on_per_reply": "13 s", "customer_think": "45 s"},
            "groups": groups,
            "bot": bot,
            "errors": errors,
        }
    )


@dataclass
class Sums:
    totals: dict[str, int]
    by: dict[str, dict[str, np.ndarray]] = field(default_factory=dict)


def sums_of(
    paid_h: list[float], duty_h: list[float], drain_h: list[float], legs: list[int],
    talk: Sequence[int] = (300, 700), wrap: Sequence[int] = (0, 0), sessions: Sequence[int] = (60, 40),
    contained: int = 50, attempts: int = 90,
) -> Sums:  # fmt: skip
    def ticks(hours: list[float]) -> np.ndarray:
        return np.rint(np.array(hours) * HOUR).astype(np.int64)

    return Sums(
        {"bot_sessions": sum(sessions), "bot_attempts": attempts, "contained": contained},
        {
            "group": {
                "paid_ticks": ticks(paid_h), "duty_ticks": ticks(duty_h), "drain_ticks": ticks(drain_h),
                "legs": np.array(legs, np.int64),
            },
            "intent": {
                "talk_ticks": np.array(talk, np.int64), "wrap_ticks": np.array(wrap, np.int64),
                "bot_sessions": np.array(sessions, np.int64),
            },
        },
    )  # fmt: skip


def amounts(scenario: Scenario, sums: Sums, days: int = 1) -> dict[tuple[str, str, str], float]:
    ledger = price(scenario, centre_of(scenario), sums, days)
    return {(e.payer, str(e.category), e.cause): e.amount_micro / MICRO for e in ledger.entries}


def test_own_team_by_hand() -> None:
    # 160 paid hours are one agent-month. Planned shrinkage is 1 - 0.72/0.9 = 20% of paid time, absence the rest.
    own = scenario_with({"team": OWN})
    found = amounts(own, sums_of([160.0], [112.0], [8.0], [500]))
    month = {
        "on_duty": 4000 * 112 / 160, "planned": 4000 * 0.2, "absence": 4000 * 16 / 160, "after": 4000 * 8 / 160,
    }  # fmt: skip
    expected = {
        ("wages_on_duty", "on_duty"): month["on_duty"],
        ("wages_on_duty", "after_log_off"): month["after"],
        ("wages_shrinkage", "planned_shrinkage"): month["planned"],
        ("wages_shrinkage", "absence"): month["absence"],
        ("bonus", "paid_time"): 4000 * 0.1 * 168 / 160,
        ("on_costs", "paid_time"): 4400 * 0.3 * 168 / 160,
        ("supervision", "headcount"): 4400 * 1.3 * 1.6 / 10,
        ("support_staff", "headcount"): 4400 * 1.3 * 1.4 * 0.05,
        ("workplace", "headcount"): 500.0,
        ("software", "headcount"): 80.0,
        ("it", "headcount"): 40.0,
        ("hiring", "turnover"): 0.05 * 1000,
        ("training", "turnover"): 0.05 * 5 / 20 * 4400 * 1.3,
        ("assist_licence", "headcount"): 160.0,
    }
    assert found == {(BUYER, *key): pytest.approx(value, abs=2e-6) for key, value in expected.items()}


def test_bot_by_hand() -> None:
    # 100 sessions on 2 days, 90 with an attempt, 50 contained; upkeep rests on its minimum of 0.3 people.
    own = scenario_with({"team": OWN}, BOT)
    found = amounts(own, sums_of([160.0], [112.0], [0.0], [50]), days=2)
    assert found[BUYER, "bot_sessions", "sessions"] == 15.0
    assert found[BUYER, "bot_resolutions", "contained"] == 50.0
    assert found[BUYER, "bot_tokens", "prompt"] == pytest.approx(90 * 3 * 4000 * 2 * 2 / 1e6, abs=1e-6)
    assert found[BUYER, "bot_tokens", "generated"] == pytest.approx(90 * 3 * 200 * 8 * 2 / 1e6, abs=1e-6)
    assert found[BUYER, "bot_subscription", "calendar"] == 200.0
    assert found[BUYER, "bot_build", "calendar"] == pytest.approx(97400 / 32 / (365.25 / 12) * 2, abs=1e-6)
    assert found[BUYER, "bot_upkeep", "staff"] == pytest.approx(0.3 * 9000 * 1.2 / (365.25 / 12) * 2, abs=1e-6)


def test_sessions_that_the_detector_cuts_short_save_tokens() -> None:
    # Memoryless numbers of turns: one that would go on after the detector's answer would have 3 more on average.
    own, sums = scenario_with({"team": OWN}, BOT), sums_of([160.0], [112.0], [0.0], [50])
    sums.totals["brought_in"] = 10
    found = amounts(own, sums, days=2)
    assert found[BUYER, "bot_tokens", "prompt"] == pytest.approx((90 * 3 - 10 * 3) * 4000 * 2 * 2 / 1e6, abs=1e-6)


def test_upkeep_staff_follow_sessions_above_the_minimum() -> None:
    own = scenario_with({"team": OWN}, BOT)
    found = amounts(own, sums_of([160.0], [112.0], [0.0], [50], sessions=[6000, 4000]))
    assert found[BUYER, "bot_upkeep", "staff"] == pytest.approx(1.5 * 9000 * 1.2 / (365.25 / 12), abs=1e-6)


def outsourced(**contract: Any) -> dict[str, Any]:
    return {**copy.deepcopy(OWN), "contract": contract}


def test_fixed_fees_by_hand() -> None:
    contract = outsourced(
        per_seat="5000 CNY/month", per_hour="2 CNY/h", per_leg="1.5 CNY/session", per_contact="0.3 CNY/session",
        management=0.05,
    )  # fmt: skip
    found = amounts(scenario_with({"team": contract}, BOT), sums_of([80.0], [56.0], [8.0], [200]))
    # Fees follow the roster's paid time: the supplier bears what its people work after log-off.
    assert found[BUYER, "contract_fees", "per_seat"] == 2500.0
    assert found[BUYER, "contract_fees", "per_hour"] == 160.0
    assert found[BUYER, "contract_fees", "per_leg"] == 300.0
    assert found[BUYER, "contract_fees", "per_contact"] == pytest.approx(0.3 * (200 + 50))
    assert found[BUYER, "contract_management", "bill"] == pytest.approx(0.05 * (2500 + 160 + 300 + 75))
    assert found[BUYER, "assist_licence", "headcount"] == 80.0, "on fixed fees the buyer provides the assistance"
    assert found[SUPPLIER, "wages_on_duty", "after_log_off"] == 4000 * 8 / 160
    assert not any(payer == BUYER and category.startswith("wages") for payer, category, _ in found)


def test_cost_plus_bill_is_the_suppliers_cost_over_one_minus_margin() -> None:
    scenario = scenario_with({"team": outsourced(cost_plus=0.2, management=0.05)})
    ledger = price(scenario, centre_of(scenario), sums_of([80.0], [56.0], [0.0], [200]), 1)
    supplier, fees = ledger.total_micro(SUPPLIER), ledger.by("category")["contract_fees"]
    assert fees == pytest.approx(supplier / 0.8, abs=1)
    assert ledger.by("category", SUPPLIER)["assist_licence"] == 80 * MICRO, "inside the cost on which the margin is"
    assert set(ledger.by("category")) == {"contract_fees", "contract_management"}


def test_bot_closed_contacts_are_billed_once_among_several_contracts() -> None:
    two = {name: outsourced(per_contact="1 CNY/session") for name in ("north", "south")}
    found = price(
        scenario := scenario_with(two, BOT),
        centre_of(scenario),
        sums_of([80.0, 80.0], [56.0, 56.0], [0.0, 0.0], [30, 60], contained=10),
        1,
    )
    fees = {entry.group: entry.quantity for entry in found.entries if entry.category == "contract_fees"}
    assert fees == {"north": 33, "south": 67}


def test_more_duty_than_paid_time_is_refused() -> None:
    scenario = scenario_with({"team": OWN})
    with pytest.raises(ValueError, match="on duty"):
        price(scenario, centre_of(scenario), sums_of([10.0], [10.01], [0.0], [1]), 1)


hours = st.floats(0, 3000, allow_nan=False)
shares = st.floats(0, 1, allow_nan=False)
counts = st.lists(st.integers(0, 10**9), min_size=2, max_size=2)


@settings(max_examples=60, deadline=None)
@given(duty=hours, extra=hours, drain=hours, legs=st.integers(0, 10**6), talk=counts, sessions=counts, contained=shares)
def test_identities(
    duty: float, extra: float, drain: float, legs: int, talk: list[int], sessions: list[int], contained: float
) -> None:
    groups = {"own": OWN, "bpo": outsourced(per_seat="5000 CNY/month", per_leg="1.5 CNY/session", management=0.05)}
    scenario = scenario_with(groups, BOT)
    closed = round(contained * sum(sessions))
    sums = sums_of(
        [duty + extra, extra], [duty, extra / 3], [drain, 0.0], [legs, legs // 2], talk, [1, 2], sessions, closed
    )
    ledger = price(scenario, centre_of(scenario), sums, 1)
    total = ledger.total_micro()
    assert total == sum(e.amount_micro for e in ledger.entries if e.payer == BUYER)
    for payer in (BUYER, SUPPLIER):
        for name in ("category", "group", "cause"):
            assert sum(ledger.by(name, payer).values()) == ledger.total_micro(payer)
    parts = ledger_totals(ledger)
    assert parts["all"] == total == parts["human"] + parts["bot"]
    assert sum(cost_by_intent(ledger, sums)) == total
    # Paid time = on duty + planned shrinkage + absence, and what is finished after log-off comes on top.
    wages = [e for e in ledger.entries if e.group == "own" and e.category.startswith("wages")]
    group = sums.by["group"]
    assert sum(e.quantity for e in wages) == group["paid_ticks"][0] + group["drain_ticks"][0]
    assert next(e.quantity for e in wages if e.cause == "on_duty") == group["duty_ticks"][0]


def doubled(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: doubled(inner) for key, inner in value.items()}
    if isinstance(value, str) and "CNY" in value:
        amount, _, rest = value.partition(" ")
        return f"{2 * float(amount)!r} {rest}"
    return value


@settings(max_examples=60, deadline=None)
@given(duty=hours, legs=st.integers(0, 10**6), sessions=counts)
def test_doubled_prices_double_every_amount(duty: float, legs: int, sessions: list[int]) -> None:
    groups = {
        "own": OWN,
        "bpo": outsourced(per_seat="5000 CNY/month", per_leg="1.5 CNY/session", management=0.05),
        "plus": outsourced(cost_plus=0.15),
    }
    sums = sums_of([duty * 2] * 3, [duty] * 3, [1.0] * 3, [legs] * 3, sessions=sessions, contained=sum(sessions) // 2)
    once, twice = scenario_with(groups, BOT), scenario_with(doubled(groups), doubled(BOT))
    first = price(once, centre_of(once), sums, 1).entries
    second = price(twice, centre_of(twice), sums, 1).entries
    assert len(first) == len(second)
    carried: dict[str, float] = {}  # by group: rounding of the entries so far, which a bill on a cost inherits
    for one, two in zip(first, second, strict=True):
        # Each amount is rounded once to a micro-unit, each price to one per priced unit.
        rounding = 2 + 2 * one.quantity / one.per
        if one.cause in ("cost_plus", "bill"):
            assert abs(two.quantity - 2 * one.quantity) <= carried[one.group]
            rounding += carried[one.group] * one.price_micro / one.per
        else:
            assert two.quantity == one.quantity
        assert abs(two.amount_micro - 2 * one.amount_micro) <= rounding, one
        carried[one.group] = carried.get(one.group, 0.0) + rounding


def test_table_shows_means_per_day_of_the_amounts() -> None:
    scenario = scenario_with({"team": OWN}, BOT)
    ledgers = [
        price(scenario, centre_of(scenario), sums_of([160.0 * r], [100.0 * r], [1.0], [50 * r]), 2) for r in (1, 2, 3)
    ]
    table, cells = ledger_table(ledgers), entry_amounts(ledgers)
    assert cells.shape == (3, len(table))
    assert table["amount"].to_numpy() == pytest.approx(cells.mean(axis=0) / MICRO / 2)
    assert table["amount"].to_numpy() == pytest.approx((table["quantity"] * table["price"]).to_numpy(), abs=1e-6)
    assert table["amount"].sum() == pytest.approx(sum(x.total_micro() for x in ledgers) / MICRO / 6)


def test_bot_that_is_not_there_costs_nothing() -> None:
    scenario = scenario_with({"team": OWN})
    totals = ledger_totals(price(scenario, centre_of(scenario), sums_of([160.0], [112.0], [0.0], [50]), 1))
    assert totals["bot"] == 0
    assert totals["all"] == totals["human"] > 0


def test_refunds_stand_beside_the_cost_of_the_service() -> None:
    """60 errors at 20 CNY, of which a quarter is paid back: 300 CNY, in no cost of the buyer."""
    sums = sums_of([160.0], [112.0], [0.0], [50])
    sums.totals["wrong"] = 60
    found = []
    for errors in (None, {"human": 0.1, "refund": "20 CNY", "refund_share": 0.25}):
        scenario = scenario_with({"team": OWN}, BOT, errors)
        found.append(price(scenario, centre_of(scenario), sums, 1))
    without, refunding = found
    assert ledger_totals(refunding) == ledger_totals(without) | {"loss": 300 * MICRO, "errors": 300 * MICRO}
    assert refunding.by("category", LOSS) == {"error_refunds": 300 * MICRO}
    assert refunding.by("category") == without.by("category")


def test_inspection_is_paid_and_spares_refunds() -> None:
    """Half of 400 closed contacts at 0.1 CNY; it finds 0.5 x 0.8 of 60 errors, so 36 are refunded with 5 CNY on average."""
    sums = sums_of([160.0], [112.0], [0.0], [50])
    sums.totals |= {"wrong": 60, "closed": 400}
    inspection = {"share": 0.5, "finds": 0.8, "per_contact": "0.1 CNY/session"}
    errors = {"human": 0.1, "refund": "20 CNY", "refund_share": 0.25}
    plain, inspected = (
        price(scenario, centre_of(scenario), sums, 1)
        for scenario in (scenario_with({"team": OWN}, BOT, errors | more) for more in ({}, {"inspection": inspection}))
    )
    assert plain.total_micro(LOSS) == 300 * MICRO
    assert inspected.total_micro(LOSS) == 180 * MICRO
    assert inspected.by("category") == plain.by("category") | {"inspection": 20 * MICRO}


def test_answers_are_billed_as_expected_ones() -> None:
    """90 sessions in which the bot tried, three answers each on average, at 0.4 CNY."""
    scenario = scenario_with({"team": OWN}, BOT | {"price": {"per_answer": "0.4 CNY"}})
    totals = {"bot_sessions": 100, "bot_attempts": 90, "contained": 40}
    sums = sums_of([160.0], [112.0], [0.0], [50])
    sums.totals |= totals
    found = price(scenario, centre_of(scenario), sums, 1).by("category")
    assert found["bot_answers"] == 108 * MICRO
