"""Return on a change, from scenarios to measures: running cost, launch, chance, priors, break-evens."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from ccsim.economics.entry import MICRO
from ccsim.economics.running import DAYS_PER_MONTH, running
from ccsim.errors import UsageError
from ccsim.experiment.break_even import _inputs, break_evens, root
from ccsim.experiment.change import Change, Simulated, at_launch, mean_of, plan_of, steady_values, with_chance
from ccsim.experiment.priors import priors_of
from ccsim.experiment.roi import run_roi
from ccsim.experiment.roi_points import binomial, spread
from ccsim.experiment.run import run_scenario
from ccsim.scenario.load import load_scenario

CONFIGS = Path(__file__).parents[2] / "configs"
SMALL = ("arrivals.volume=200/day", "staffing.pilot_days=2", "staffing.interval=120 min")


@cache
def loaded(model, *overrides):
    return load_scenario(CONFIGS / f"{model}.yaml", [*SMALL, *overrides])


@cache
def simulated(model, replications=3):
    result = run_scenario(loaded(model), replications=replications, engine="reference")
    return Simulated(result.scenario, result.sums, result.ledgers)


def change():
    return Change(simulated("in_house"), simulated("switch_traditional_outsourcer"), None)


def test_a_month_costs_what_its_days_cost_without_the_build():
    for model in ("in_house", "ai_outsourcer"):
        arm = simulated(model)
        found = running(arm.scenario, arm.sums, arm.ledgers)
        whole = sum(ledger.total_micro() for ledger in arm.ledgers) / MICRO / 3 * DAYS_PER_MONTH
        build = sum(ledger.by("category").get("bot_build", 0) for ledger in arm.ledgers) / MICRO / 3 * DAYS_PER_MONTH
        assert found.cost == pytest.approx(whole - build)


def test_heads_are_those_that_the_wages_pay_for():
    arm = simulated("in_house")
    found = running(arm.scenario, arm.sums, arm.ledgers)
    wages = sum(ledger.by("category")[name] for ledger in arm.ledgers for name in ("wages_on_duty", "wages_shrinkage"))
    after_hours = sum(
        entry.amount_micro for ledger in arm.ledgers for entry in ledger.entries if entry.cause == "after_log_off"
    )
    assert found.heads * 4700 == pytest.approx((wages - after_hours) / MICRO / 3 * DAYS_PER_MONTH, rel=1e-6)
    assert (found.seats, found.attrition, found.wage) == (0, pytest.approx(0.35), pytest.approx(4700))
    bought = simulated("traditional_outsourcer")
    seats = running(bought.scenario, bought.sums, bought.ledgers)
    assert seats.heads == 0
    assert seats.seat_fees == pytest.approx(seats.seats * 5000 * 1.05)


def test_the_mean_of_days_is_the_whole():
    arm = simulated("ai_outsourcer")
    days = [running(arm.scenario, [s], [ledger]) for s, ledger in zip(arm.sums, arm.ledgers, strict=True)]
    for one, other in zip(mean_of(days), running(arm.scenario, arm.sums, arm.ledgers), strict=True):
        assert one == pytest.approx(other)


def test_the_launch_is_worse_and_only_where_the_rollout_says():
    scenario = loaded("switch_ai_outsourcer").scenario
    first = at_launch(scenario)
    assert first.groups["agents"].hands_on_factor == pytest.approx(1.25 * scenario.groups["agents"].hands_on_factor)
    resolution = first.intents["promo_price"].bot_resolution["llm"]
    assert resolution == pytest.approx(0.8 * scenario.intents["promo_price"].bot_resolution["llm"])
    assert first.handling == scenario.handling
    assert at_launch(loaded("ai_outsourcer").scenario) is None


def test_the_plan_is_the_candidates_rollout():
    plan = plan_of(loaded("in_house").scenario, loaded("switch_ai_outsourcer").scenario, 24)
    assert (plan.months, plan.outlay, plan.leaving, plan.new_bot) == (24, 80_000, "both", True)
    assert plan.setup == pytest.approx(35 / DAYS_PER_MONTH)
    assert not plan_of(loaded("pure_bot").scenario, loaded("switch_ai_outsourcer").scenario, 24).new_bot
    assert plan_of(loaded("in_house").scenario, loaded("ai_outsourcer").scenario, 24).setup == 0


def test_chance_is_that_of_paired_days():
    """For a measure that is linear in the days, the jackknife's interval is Student's on the paired days."""
    arms = change()
    plan = plan_of(arms.before.scenario, arms.after.scenario, 36)
    found = with_chance(arms, plan)["paper.monthly_saving"]
    days = np.array([
        running(arms.before.scenario, [s0], [l0]).cost - running(arms.after.scenario, [s1], [l1]).cost
        for s0, l0, s1, l1 in zip(arms.before.sums, arms.before.ledgers, arms.after.sums, arms.after.ledgers, strict=True)
    ])  # fmt: skip
    half = stats.t.ppf(0.975, 2) * days.std(ddof=1) / np.sqrt(3)
    assert found.value == pytest.approx(days.mean())
    assert found.high - found.value == pytest.approx(half, rel=1e-6, abs=1e-6)


def test_break_evens_break_even():
    settled = "rollout.launch=null"
    base, candidate = loaded("in_house"), loaded("switch_traditional_outsourcer", settled)
    arms = Change(simulated("in_house"), simulated("traditional_outsourcer"), None)
    arms = arms._replace(after=arms.after._replace(scenario=candidate.scenario))
    found = break_evens(base, candidate, [arms.before, arms.after], 36)
    sides = {(one.path, one.model) for one in found}
    assert (
        "groups.agents.labour.wage",
        "before",
    ) in sides  # a supplier's wage is no cost of the buyer, but it is a prior
    assert ("groups.agents.contract.per_seat", "after") in sides
    assert not [path for path, _ in sides if path.startswith(("handling.", "patience.", "rollout.launch.hands_on"))]
    seat = next(one for one in found if one.path == "groups.agents.contract.per_seat")
    assert seat.break_even is not None
    again = load_scenario(
        CONFIGS / "switch_traditional_outsourcer.yaml",
        [*SMALL, settled, f"groups.agents.contract.per_seat={seat.break_even:.6f} CNY/month"],
    )
    priced = run_scenario(again, replications=2, engine="reference")
    at = Change(simulated("in_house")._replace(sums=arms.before.sums[:2], ledgers=arms.before.ledgers[:2]),
                Simulated(again.scenario, priced.sums, priced.ledgers), None)  # fmt: skip
    worth = steady_values(at, plan_of(base.scenario, again.scenario, 36))["realisable.36.npv"]
    assert abs(worth) < 0.01 * abs(seat.at_high - seat.at_low)


def test_roots_are_sought_inside_the_range_first_then_beyond():
    assert root(lambda x: x - 3, 2, 4, (-1, 1)) == pytest.approx(3, rel=1e-3)
    assert root(lambda x: x - 3, 4, 5, (1, 2)) == pytest.approx(3, rel=1e-3)
    assert root(lambda x: 30 - x, 4, 5, (26, 25)) == pytest.approx(30, rel=1e-3)
    assert root(lambda x: x + 1, 4, 5, (5, 6)) is None


def test_spreads_and_shares():
    found = spread([1.0, -2.0, 3.0, 4.0], "net")
    assert (found.low, found.median, found.high, found.positive.value) == (-2.0, 1.0, 4.0, 0.75)
    never = spread([6, None, 9, None], "realisable.36.payback_month")
    assert (never.low, never.high, never.positive.value) == (6.0, None, 0.5)
    low, high = stats.binomtest(7, 20).proportion_ci(0.95, method="exact")
    assert (binomial(7, 20).low, binomial(7, 20).high) == (pytest.approx(low), pytest.approx(high))
    assert (binomial(0, 5).low, binomial(5, 5).high) == (0.0, 1.0)


def test_a_whole_return_with_two_points_does_not_depend_on_processes():
    base, candidate = loaded("in_house"), loaded("switch_own_bot")
    one = run_roi(base, candidate, months=12, replications=2, points=2, point_replications=2, engine="reference")
    assert len(one.results) == 3
    assert one.launch_cost > one.after.cost
    assert set(one.spreads) == set(one.measures)
    assert one.measures["realisable.12.outlay"].value >= one.measures["paper.12.outlay"].value > 0
    assert "rollout.setup" in one.points[0].inputs
    again = run_roi(
        base, candidate, months=12, replications=2, points=2, point_replications=2, engine="reference", jobs=2
    )
    assert [point.measures for point in again.points] == [point.measures for point in one.points]


def test_models_in_other_currencies_are_not_held_against_each_other():
    base = loaded("in_house")
    foreign = base.scenario.model_copy(update={"currency": "EUR"})
    with pytest.raises(UsageError, match="EUR"):
        run_roi(base, base.__class__(**{**vars(base), "scenario": foreign}), points=0)


def test_inputs_of_customer_loss_are_no_inputs_of_a_return():
    base, candidate = (load_scenario(CONFIGS / f"{name}.yaml") for name in ("pure_bot", "customer_value"))
    assert any(path.startswith("customer_loss.") for path in priors_of(candidate))
    named = [path for _, path, _ in _inputs(base, candidate)]
    assert named
    assert not [path for path in named if path.startswith("customer_loss.")]
