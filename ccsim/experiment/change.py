"""A change of operating model: its arms, its plan, and what it comes to; with the jackknife over paired days.

Source: docs/roi.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ccsim.economics.cashflow import Plan, Running, cash_flow, paper_flow, returns
from ccsim.economics.ledger import Ledger, price
from ccsim.economics.running import DAYS_PER_MONTH, running
from ccsim.experiment.jackknife import jackknife
from ccsim.experiment.statistics import CONFIDENCE, Estimate
from ccsim.metrics.sums import Sums
from ccsim.model.inputs import Centre
from ccsim.scenario.centre import centre_of
from ccsim.scenario.rollout import Rollout
from ccsim.scenario.scenario import Scenario

Floats = NDArray[np.float64]
Values = dict[str, float | None]

HORIZONS = (3, 12, 36)
"""Months after the order at which returns are told: early, middle, late."""
MEASURES = ("saving", "outlay", "net", "npv", "roi_total_cost", "roi_investment", "payback_month")
SAME = "the same in every replication, or not defined"


class Simulated(NamedTuple):
    """One scenario's replications, as far as money is made of them."""

    scenario: Scenario
    sums: list[Sums]
    ledgers: list[Ledger]
    centre: Centre | None = None
    """Its tables, where they have been made already; prices do not change them."""


class Change(NamedTuple):
    """The model before, the one after, and the one after as it is on its first day (None if that is the same)."""

    before: Simulated
    after: Simulated
    launch: Simulated | None

    @property
    def arms(self) -> list[Simulated]:
        """Those that there are."""
        return [arm for arm in self if arm is not None]


def plan_of(base: Scenario, candidate: Scenario, months: int) -> Plan:
    """The candidate's rollout in months; without one, the change takes no time and costs nothing."""
    rollout = candidate.rollout or Rollout()
    return Plan(
        months=months,
        setup=rollout.setup / 86_400 / DAYS_PER_MONTH,
        outlay=rollout.outlay,
        double_running=rollout.double_running_months,
        leaving=rollout.leaving,
        notice=rollout.notice_months,
        severance=rollout.severance_months,
        training_lag=rollout.training_lag_months,
        settling=rollout.launch.settling_months if rollout.launch else 1.0,
        discount=rollout.discount,
        new_bot=candidate.bot is not None and (base.bot is None or base.bot.kind != candidate.bot.kind),
    )


def at_launch(scenario: Scenario) -> Scenario | None:
    """The scenario as it is on its first day live; None if nothing is worse then."""
    launch = scenario.rollout.launch if scenario.rollout else None
    if launch is None or (launch.hands_on == 1 and (launch.bot_resolution == 1 or scenario.bot is None)):
        return None
    groups = {
        name: group.model_copy(update={"hands_on_factor": group.hands_on_factor * launch.hands_on})
        for name, group in scenario.groups.items()
    }
    intents = {
        name: intent.model_copy(
            update={"bot_resolution": {kind: p * launch.bot_resolution for kind, p in intent.bot_resolution.items()}}
        )
        for name, intent in scenario.intents.items()
    }
    return scenario.model_copy(update={"groups": groups, "intents": intents, "name": f"{scenario.name}-launch"[:64]})


def evaluated(before: Running, after: Running, launch_cost: float, plan: Plan) -> tuple[Values, Floats]:
    """Every measure by name ("realisable.12.npv"), and the realisable sum of cash so far by month."""
    flow = cash_flow(before, after, launch_cost, plan)
    values: Values = {}
    for kind, one in (("realisable", flow), ("paper", paper_flow(before, after, plan))):
        for horizon in (h for h in HORIZONS if h <= plan.months):
            found = returns(one, horizon, plan.discount)
            values |= {f"{kind}.{horizon}.{name}": getattr(found, name) for name in MEASURES}
    whole = returns(flow, plan.months, plan.discount)
    values["realisable.payback_month"] = whole.payback_month
    values["realisable.monthly_saving"] = before.in_whole_heads().cost - after.in_whole_heads().cost
    values["paper.monthly_saving"] = before.cost - after.cost
    return values, np.cumsum(flow.net)


def change_of(base: Scenario, candidate: Scenario, arms: Sequence[Simulated]) -> Change:
    """A change whose scenarios are replaced: what was simulated, priced by others."""
    launched = at_launch(candidate)
    scenarios = [base, candidate, *([launched] if launched else [])]
    priced = []
    for scenario, arm in zip(scenarios, arms, strict=True):
        ledgers = arm.ledgers
        if scenario.model_copy(update={"rollout": None}) != arm.scenario.model_copy(update={"rollout": None}):
            centre = arm.centre or centre_of(scenario)
            ledgers = [price(scenario, centre, one, scenario.run.days) for one in arm.sums]
        priced.append(Simulated(scenario, arm.sums, ledgers))
    return Change(priced[0], priced[1], priced[2] if launched else None)


def steady_values(change: Change, plan: Plan) -> Values:
    """All measures of a change at the mean of its replications."""
    return evaluated(*steady(change), plan)[0]


def steady(change: Change) -> tuple[Running, Running, float]:
    """Running cost before and after, and what the model after costs in a month on its first day live."""
    before, after = (running(arm.scenario, arm.sums, arm.ledgers) for arm in change[:2])
    launch = change.launch
    first = after if launch is None else running(launch.scenario, launch.sums, launch.ledgers)
    return before, after, first.in_whole_heads().cost


def with_chance(change: Change, plan: Plan) -> dict[str, Estimate]:
    """Values with Student intervals from the jackknife: replication i left out of all arms at once."""
    rows = [
        [running(arm.scenario, [s], [ledger]) for s, ledger in zip(arm.sums, arm.ledgers, strict=True)]
        for arm in change.arms
    ]
    runs = len(rows[0])
    without = []
    for i in range(runs):
        rest = [mean_of(arm[:i] + arm[i + 1 :]) for arm in rows]
        without.append(evaluated(rest[0], rest[1], rest[-1].in_whole_heads().cost, plan)[0])
    whole = steady_values(change, plan)
    return {name: _jackknifed(value, [one[name] for one in without]) for name, value in whole.items()}


def mean_of(rows: Sequence[Running]) -> Running:
    """The mean of several days' running cost; wage and attrition by heads."""
    heads = sum(row.heads for row in rows)
    means = {name: sum(getattr(row, name) for row in rows) / len(rows) for name in Running._fields}
    weighed = {
        name: sum(getattr(row, name) * row.heads for row in rows) / heads if heads else 0.0
        for name in ("wage", "attrition")
    }
    return Running(**(means | weighed))


def _jackknifed(value: float | None, without: Sequence[float | None]) -> Estimate:
    runs = len(without)
    known = [one for one in without if one is not None]
    if value is None or len(known) < runs:
        return Estimate(value, None, None, SAME, runs)
    low, high = jackknife(value, known, CONFIDENCE)
    return Estimate(value, low, high, "" if low < high else SAME, runs)
