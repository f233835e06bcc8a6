"""Points drawn from the priors of both models, each simulated and staffed anew: what is not known about the inputs.

Source: docs/roi.md#intervals.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ccsim.errors import CcsimError
from ccsim.experiment.change import SAME, Change, Simulated, Values, at_launch, evaluated, plan_of, steady
from ccsim.experiment.priors import Prior, priors_of, quantiles, with_values
from ccsim.experiment.run import Progress, run_scenario
from ccsim.experiment.statistics import CONFIDENCE, Estimate
from ccsim.experiment.workers import Workers
from ccsim.scenario.load import Loaded

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Point:
    """One draw of what is not known: the inputs by key path, the measures, and the sum of cash so far by month."""

    inputs: dict[str, float]
    measures: Values
    so_far: Floats


PILOT_DAYS = 5
"""Pilot days on which a point's roster is refined: its headcount is then known to 1 or 2%, the inputs are not."""


class Spread(NamedTuple):
    """A measure over the points: fifth, fiftieth and ninety-fifth percentile; None stands for never (payback)."""

    low: float | None
    median: float | None
    high: float | None
    positive: Estimate
    """Share of points in which it is above zero, with its exact binomial interval."""


@dataclass(frozen=True)
class _Task:
    """What a process needs to simulate any point."""

    base: Loaded
    candidate: Loaded
    priors: tuple[dict[str, Prior], dict[str, Prior]]
    months: int
    replications: int
    seed: int
    engine: str | None


def draw_points(
    base: Loaded, candidate: Loaded, months: int, points: int, replications: int, seed: int, jobs: int,
    engine: str | None, progress: Callable[[str], Progress] | None,
) -> list[Point | None]:  # fmt: skip
    """So many points, each with both models at the same quantiles of their priors; None for one that cannot be run."""
    if points == 0:
        return []
    priors = (priors_of(base), priors_of(candidate))
    paths = list(dict.fromkeys([*priors[0], *priors[1]]))
    drawn = quantiles(paths, points, seed)
    where = [{path: float(drawn[path][number]) for path in paths} for number in range(points)]
    task = _Task(base, candidate, priors, months, replications, seed, engine)
    tell = progress("priors") if progress else None
    found = []
    with Workers(task, min(jobs, points), threads=False) as workers:
        for one in workers.map(_point, where):
            found.append(one)
            if tell is not None:
                tell("points", len(found), points)
    return found


def _point(task: _Task, where: dict[str, float]) -> Point | None:
    """Both models with inputs at these quantiles of their priors; None if they cannot be run."""
    said: list[dict[str, Any]] = [
        {path: prior.at(where[path]) for path, prior in priors.items()} for priors in task.priors
    ]
    try:
        base, candidate = (
            with_values(one.scenario, values) for one, values in zip((task.base, task.candidate), said, strict=True)
        )
        launched = at_launch(candidate)
        arms = []
        for scenario in (base, candidate, *([launched] if launched else [])):
            staffing = scenario.staffing
            few = staffing.model_copy(update={"pilot_days": min(staffing.pilot_days, PILOT_DAYS)})
            loaded = replace(task.base, scenario=scenario.model_copy(update={"staffing": few}))
            result = run_scenario(loaded, replications=task.replications, seed=task.seed, engine=task.engine)
            arms.append(Simulated(scenario, result.sums, result.ledgers))
    except CcsimError:
        return None
    change = Change(arms[0], arms[1], arms[2] if launched else None)
    measures, so_far = evaluated(*steady(change), plan_of(base, candidate, task.months))
    inputs = {path: float(np.mean(value)) for values in said for path, value in values.items()}
    return Point(inputs, measures, so_far)


def spreads(points: Sequence[Point]) -> dict[str, Spread]:
    """Percentiles of every measure over the points; empty without points."""
    if not points:
        return {}
    return {name: spread([point.measures[name] for point in points], name) for name in points[0].measures}


def spread(values: Sequence[float | None], name: str = "") -> Spread:
    """Percentiles of a measure over points and how often it is positive; a payback that is None counts as never."""
    never = name.endswith("payback_month")
    known = np.array([np.inf if one is None else one for one in values if one is not None or never], np.float64)
    if not known.size:
        return Spread(None, None, None, Estimate(None, None, None, SAME, 0))
    low, median, high = (_finite(np.quantile(known, p, method="inverted_cdf")) for p in (0.05, 0.5, 0.95))
    above = int((np.isfinite(known) if never else known > 0).sum())
    return Spread(low, median, high, binomial(above, known.size))


def binomial(successes: int, trials: int, confidence: float = CONFIDENCE) -> Estimate:
    """A share with its exact interval (Clopper and Pearson 1934)."""
    from scipy.special import betaincinv

    tail = (1 - confidence) / 2
    low = 0.0 if successes == 0 else float(betaincinv(successes, trials - successes + 1, tail))
    high = 1.0 if successes == trials else float(betaincinv(successes + 1, trials - successes, 1 - tail))
    return Estimate(successes / trials, low, high, "", trials)


def _finite(value: Any) -> float | None:
    return float(value) if np.isfinite(value) else None
