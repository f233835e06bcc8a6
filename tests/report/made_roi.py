"""A made-up return on a change, for tests of what people look at; nothing here was simulated."""

from __future__ import annotations

import made_result as made
import numpy as np

from ccsim.economics.cashflow import Plan, Running, cash_flow, paper_flow
from ccsim.experiment.break_even import BreakEven, Influence
from ccsim.experiment.change import evaluated
from ccsim.experiment.roi import Roi
from ccsim.experiment.roi_points import Point, spreads
from ccsim.experiment.statistics import Estimate

BEFORE = Running(400_000.0, 50.4, 4700.0, 0.35, 0.0, 0.0, 0.0, 0.0, 0.0, 900.0)
AFTER = Running(20_000.0, 2.0, 4700.0, 0.35, 150_000.0, 28.5, 3_000.0, 20_000.0, 80_000.0, 1000.0)
BREAK_EVENS = [
    BreakEven("groups.own_team.labour.wage", "before", 4700, 3500, 6900, -2e5, 3e6, 3700.0, True),
    BreakEven("rollout.setup", "after", 35 * 86_400, 15 * 86_400, 75 * 86_400, 1e6, 9e5, None, False),
    BreakEven("groups.own_team.labour.hours_per_day", "both", 28_800, 28_000, 36_000, 1e6, 9e5, 90_000.0, False),
]


def roi(points=12, failed=0, months=36, rollout=True, gain=1.0):
    """A change that pays (or, with a gain below, does not)."""
    results = [made.result(name=name) for name in ("base", "candidate")]
    for result in results:
        result.indicative = False
    if rollout:
        results[1].scenario = made.scenario(name="candidate", rollout={"setup": "35 days"})
    plan = Plan(months, setup=1.15, outlay=80_000.0, double_running=1.5, leaving="both", notice=1.0, severance=2.0,
                discount=0.08)  # fmt: skip
    before = BEFORE._replace(own=BEFORE.own * gain)
    values, _ = evaluated(before, AFTER, 250_000.0, plan)
    measures = {name: Estimate(value, None if value is None else value * 0.98, None if value is None else value * 1.02)
                for name, value in values.items()}  # fmt: skip
    drawn = []
    for number in range(points):
        other = before._replace(own=before.own * (0.5 + number / 10))
        found, path = evaluated(other, AFTER, 250_000.0, plan)
        drawn.append(Point({"groups.own_team.labour.wage": float(number)}, found, path))
    return Roi(
        results=results, plan=plan, before=before, after=AFTER, launch_cost=250_000.0,
        realisable=cash_flow(before, AFTER, 250_000.0, plan), paper=paper_flow(before, AFTER, plan),
        measures=measures, spreads=spreads(drawn), points=drawn, failed=failed, break_evens=BREAK_EVENS,
        influences=[Influence("groups.own_team.labour.wage", 0.93)] if points else [],
    )  # fmt: skip


def so_far(found):
    return np.cumsum(found.realisable.net)
