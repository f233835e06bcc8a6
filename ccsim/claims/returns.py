"""A change from one model to another as a claim's measure: returns and cash by month, with the way there.

What `ccsim roi` makes of two scenarios (docs/roi.md), here at every point of what is not known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ccsim.claims.expression import Formula
from ccsim.economics.cashflow import Plan, Running
from ccsim.economics.ledger import Ledger
from ccsim.economics.running import running
from ccsim.experiment.change import HORIZONS, MEASURES, evaluated, mean_of, plan_of
from ccsim.metrics.sums import Sums
from ccsim.scenario.scenario import Scenario

STEADY, LAUNCH = "steady", "launch"
"""Quantities of a reading that is a change: a model as it runs, and as it is on its first day live."""
_NAMES = {
    f"{kind}_{measure}_{horizon}": f"{kind}.{horizon}.{measure}"
    for kind in ("realisable", "paper")
    for measure in MEASURES
    for horizon in HORIZONS
    if measure != "payback_month"  # a whole number of months has no interval; "net after 12 months" says as much
}
RETURNS = tuple(_NAMES)
"""Measures of a change: realisable_net_12, paper_roi_investment_36, ..."""


@dataclass(frozen=True)
class Steady:
    """A model's cost in a month once it runs, by replication, and how one gets to it."""

    rows: tuple[Running, ...]
    plan: Plan
    bot: str
    """Kind of its bot; empty without one."""


def steady_of(scenario: Scenario, sums: Sequence[Sums], ledgers: Sequence[Ledger]) -> Steady:
    """From its replications."""
    rows = tuple(running(scenario, [one], [ledger]) for one, ledger in zip(sums, ledgers, strict=True))
    plan = plan_of(scenario, scenario, max(HORIZONS))
    return Steady(rows, plan, "" if scenario.bot is None else scenario.bot.kind)


def return_of(formula: Formula, before: Steady, after: Steady, launch: Steady) -> tuple[float, NDArray[np.float64]]:
    """The formula's value, and its values (R,) with each replication left out of all models; NaN where undefined."""
    plan = replace(after.plan, new_bot=after.bot not in ("", before.bot))
    runs = min(len(one.rows) for one in (before, after, launch))
    arms = [one.rows[:runs] for one in (before, after, launch)]

    def value(rest: Sequence[Sequence[Running]]) -> float:
        old, new, first = (mean_of(rows) for rows in rest)
        found = evaluated(old, new, first.in_whole_heads().cost, plan)[0]
        values = {name: found[_NAMES[name]] for name in formula.names}
        return formula({name: float("nan") if one is None else float(one) for name, one in values.items()})

    without = [value([rows[:i] + rows[i + 1 :] for rows in arms]) for i in range(runs)] if runs > 1 else []
    return value(arms), np.array(without, np.float64)
