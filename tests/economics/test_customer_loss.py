"""What lost customers and orders are worth: by hand, beside all costs, and without a place among the events."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from test_ledger import BOT, OWN, Sums, scenario_with, sums_of

from ccsim.economics.entry import LOSS, MICRO
from ccsim.economics.ledger import Ledger, ledger_totals, price
from ccsim.experiment.run import run_scenario
from ccsim.scenario.centre import centre_of
from ccsim.scenario.customer_loss import CustomerLoss
from ccsim.scenario.load import load_scenario

CONFIGS = Path(__file__).parents[2] / "configs"
CHURN = {"share": 0.08, "value": "150 CNY"}
SALES = {"intents": ["easy"], "margin": "39 CNY", "lost_unresolved": 0.3, "lost_by_bot": 0.04}


def day() -> Sums:
    """Of 80 easy issues 60 are resolved, 25 of them by the bot; of 50 hard ones 30, 10 by the bot."""
    sums = sums_of([160.0], [112.0], [0.0], [50])
    sums.by["intent"] |= {
        "issues": np.array([80, 50]),
        "eventually_resolved": np.array([60, 30]),
        "resolved_first_by_bot": np.array([25, 10]),
        "wrong": np.array([10, 30]),
    }
    return sums


def priced(block: dict[str, Any] | None, errors: dict[str, Any] | None = None) -> Ledger:
    plain = scenario_with({"team": OWN}, BOT, errors)
    said = None if block is None else CustomerLoss.model_validate(block)
    scenario = plain.model_copy(update={"customer_loss": said})
    sums = day()
    sums.totals |= {"wrong": 40, "closed": 400}
    return price(scenario, centre_of(scenario), sums, 1)


def losses(block: dict[str, Any], errors: dict[str, Any] | None = None) -> dict[tuple[str, str], float]:
    found = (entry for entry in priced(block, errors).entries if entry.payer == LOSS)
    return {(str(entry.category), entry.cause): entry.amount_micro / MICRO for entry in found}


def test_who_is_about_to_buy_loses_an_order_and_everybody_else_a_customer() -> None:
    assert losses({"churn": CHURN, "sales": SALES}) == {
        ("churned_margin", "unresolved_issues"): pytest.approx(20 * 0.08 * 150),
        ("lost_sales", "unresolved_issues"): pytest.approx(20 * 0.3 * 39),
        ("lost_sales", "resolved_by_bot"): pytest.approx(25 * 0.04 * 39),
    }


def test_without_sales_every_unresolved_issue_may_lose_a_customer() -> None:
    assert losses({"churn": CHURN}) == {("churned_margin", "unresolved_issues"): pytest.approx(40 * 0.08 * 150)}


def test_what_is_lost_at_no_price_makes_no_entry() -> None:
    assert losses({"churn": {"share": 0.0, "value": "150 CNY"}}) == {}
    sales = {"intents": ["hard"], "margin": "39 CNY", "lost_unresolved": 0.0, "lost_by_bot": 0.5}
    assert list(losses({"sales": sales})) == [("lost_sales", "resolved_by_bot")]


def test_who_is_put_right_in_time_is_not_lost() -> None:
    """Inspection finds 40% of 10 and of 30 wrong answers: 4 fewer orders and 12 fewer customers are lost."""
    errors = {"human": 0.1, "inspection": {"share": 0.5, "finds": 0.8}}
    found = losses({"churn": CHURN, "sales": SALES}, errors)
    assert found["churned_margin", "unresolved_issues"] == pytest.approx((20 - 12) * 12)
    assert found["lost_sales", "unresolved_issues"] == pytest.approx((20 - 4) * 11.7)
    assert found["lost_sales", "resolved_by_bot"] == pytest.approx(25 * 1.56)


@pytest.mark.parametrize(
    ("name", "override", "said"),
    [
        ("customer_value", "bot=null", "customer_loss.sales.lost_by_bot is ignored: there is no bot"),
        ("customer_value", "repeats.if_unresolved=0%", "repeats.if_unresolved is 0"),
    ],
)
def test_what_would_be_counted_in_vain_or_too_often_is_warned_of(name: str, override: str, said: str) -> None:
    path = CONFIGS / f"{name}.yaml"
    assert not load_scenario(path).warnings
    assert [warning for warning in load_scenario(path, [override]).warnings if said in warning]


def test_losses_stand_beside_the_cost_of_the_service() -> None:
    plain, losing = priced(None), priced({"churn": CHURN, "sales": SALES})
    lost = round((240 + 234 + 39) * MICRO)
    assert ledger_totals(losing) == ledger_totals(plain) | {"loss": lost}
    assert losing.by("category") == plain.by("category")
    assert losing.entries[: len(plain.entries)] == plain.entries


def test_a_run_names_the_loss_where_something_says_what_customers_are_worth() -> None:
    """The loss per contact is that of the unresolved issues of the same run; nothing else of it changes."""
    losing, plain = (
        run_scenario(load_scenario(CONFIGS / f"{name}.yaml", ["arrivals.volume=600/day"]), replications=2)
        for name in ("customer_value", "pure_bot")
    )
    assert "customer_loss" in losing.kpis
    assert "customer_loss" not in plain.kpis
    for one, other in zip(losing.sums, plain.sums, strict=True):
        assert one.totals == other.totals
    for run, ledger in zip(losing.sums, losing.ledgers, strict=True):
        unresolved = run.by["intent"]["issues"] - run.by["intent"]["eventually_resolved"]
        by_bot = run.by["intent"]["resolved_first_by_bot"]
        assert (by_bot <= run.by["intent"]["bot_resolved"]).all()  # follow-ups of the same issue, and days before
        assert unresolved.sum() > 20
        expected = 12 * unresolved[2:].sum() + 11.7 * unresolved[:2].sum() + 1.56 * by_bot[:2].sum()
        assert ledger_totals(ledger)["loss"] == round(expected * MICRO)
