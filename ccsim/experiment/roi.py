"""Return on a change of operating model: cash flow from simulated steady states, and how sure one can be of it.

Chance: replications, by the jackknife over paired days. Ignorance: points drawn from the priors of both scenarios, each
simulated and staffed anew. Source: docs/roi.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ccsim.economics.cashflow import CashFlow, Plan, Running, cash_flow, paper_flow
from ccsim.errors import UsageError
from ccsim.experiment.break_even import BreakEven, Influence, break_evens, influences
from ccsim.experiment.change import Change, Simulated, at_launch, plan_of, steady, with_chance
from ccsim.experiment.result import Result
from ccsim.experiment.roi_points import Point, Spread, draw_points, spreads
from ccsim.experiment.run import Progress, run_scenario
from ccsim.experiment.statistics import Estimate
from ccsim.scenario.load import Loaded


@dataclass(frozen=True)
class Roi:
    """Everything that `ccsim roi` found."""

    results: list[Result]
    """Base, candidate, and the candidate at its launch if that differs."""
    plan: Plan
    before: Running
    after: Running
    launch_cost: float
    realisable: CashFlow
    paper: CashFlow
    measures: dict[str, Estimate]
    """By "realisable.12.npv": the value at the scenarios' own inputs, with chance's interval."""
    spreads: dict[str, Spread]
    """By the same names: what is not known about the inputs; empty without points."""
    points: list[Point]
    failed: int
    """Points for which no roster met the target, or the inputs broke a rule."""
    break_evens: list[BreakEven]
    influences: list[Influence]


def run_roi(
    base: Loaded,
    candidate: Loaded,
    *,
    months: int = 36,
    replications: int | None = None,
    seed: int | None = None,
    points: int = 30,
    point_replications: int = 4,
    jobs: int = 1,
    engine: str | None = None,
    progress: Callable[[str], Progress] | None = None,
) -> Roi:
    """Simulate both models (and the launch), make the cash flow, then repeat it for points drawn from the priors.

    Raises UsageError if the currencies differ; TargetMissedError if the scenarios themselves cannot be staffed.
    """  # fmt: skip
    if base.scenario.currency != candidate.scenario.currency:
        raise UsageError(f"found amounts in {candidate.scenario.currency} and in {base.scenario.currency}")
    count = base.scenario.run.replications if replications is None else replications
    used = base.scenario.run.seed if seed is None else seed
    launched = at_launch(candidate.scenario)
    loaded = [base, candidate, *([replace(candidate, scenario=launched)] if launched else [])]
    results = [
        run_scenario(one, replications=count, seed=used, jobs=jobs, engine=engine,
                     progress=progress(one.scenario.name) if progress else None)
        for one in loaded
    ]  # fmt: skip
    arms = [Simulated(one.scenario, one.sums, one.ledgers) for one in results]
    change = Change(arms[0], arms[1], arms[2] if launched else None)
    plan = plan_of(base.scenario, candidate.scenario, months)
    before, after, launch_cost = steady(change)
    drawn = draw_points(base, candidate, months, points, point_replications, used, jobs, engine, progress)
    found = [point for point in drawn if point is not None]
    return Roi(
        results=results,
        plan=plan,
        before=before,
        after=after,
        launch_cost=launch_cost,
        realisable=cash_flow(before, after, launch_cost, plan),
        paper=paper_flow(before, after, plan),
        measures=with_chance(change, plan),
        spreads=spreads(found),
        points=found,
        failed=len(drawn) - len(found),
        break_evens=break_evens(base, candidate, arms, months),
        influences=influences(found, months),
    )
