"""Single inputs at which a change just pays, and which inputs decide whether it does.

Inputs that are prices or belong to the rollout are solved for: what was simulated is priced anew. All others are judged
by their rank correlation with the result over the points drawn from the priors. Source: docs/roi.md#break-evens.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ccsim.errors import CcsimError
from ccsim.experiment.change import Simulated, change_of, plan_of, steady_values
from ccsim.experiment.keys import price_key
from ccsim.experiment.priors import Prior, priors_of, with_values
from ccsim.experiment.roi_points import Point
from ccsim.scenario.centre import centre_of
from ccsim.scenario.load import Loaded
from ccsim.scenario.scenario import Scenario

FARTHEST = 10.0
"""Break-evens are sought up to so many times the upper end of the range, and down to zero."""
_LAUNCH = ("rollout.launch.bot_resolution", "rollout.launch.hands_on")
"""Parts of the rollout that change simulated days."""
_BESIDE = ("customer_loss.", "errors.refund")
"""Inputs of customer loss, which stands beside all returns and is in none."""
_STEPS = 60


Side = Literal["before", "after", "both"]


class BreakEven(NamedTuple):
    """One input and the net present value that depends on it, all else at its base."""

    path: str
    model: Side
    """Whose input it is: where both state the same prior, that of both moves at once."""
    base: float
    low: float
    high: float
    at_low: float
    """Net present value at the lower end of its range."""
    at_high: float
    break_even: float | None
    """Where the net present value is zero; None if nowhere between zero and FARTHEST times the upper end."""
    within: bool
    """Whether that lies inside the range."""


class Influence(NamedTuple):
    """How strongly an input and the net present value rise together over the points (Spearman, -1 to 1)."""

    path: str
    rank_correlation: float


def break_evens(
    base: Loaded, candidate: Loaded, arms: Sequence[Simulated], months: int, at_most: int = 2
) -> list[BreakEven]:
    """All priors that are prices or belong to the rollout, those with the largest effect first.

    `at_most`: replications of `arms` that are priced anew.
    """
    steady_values(
        change_of(base.scenario, candidate.scenario, arms), plan_of(base.scenario, candidate.scenario, months)
    )
    few = [
        arm._replace(sums=arm.sums[:at_most], ledgers=arm.ledgers[:at_most], centre=centre_of(arm.scenario))
        for arm in arms
    ]
    found = []
    for side, path, prior in _inputs(base, candidate):
        models = [(base.scenario, side != "after"), (candidate.scenario, side != "before")]
        if isinstance(prior.base, list) or not all(_is_price(one, path, prior) for one, moves in models if moves):
            continue
        worth = _worth(models, path, few, months)
        ends = worth(float(prior.low)), worth(float(prior.high))
        point = root(worth, float(prior.low), float(prior.high), ends)
        within = point is not None and prior.low <= point <= prior.high
        found.append(
            BreakEven(path, side, float(prior.base), float(prior.low), float(prior.high), *ends, point, within)
        )
    return sorted(found, key=lambda one: -abs(one.at_high - one.at_low))


def _inputs(base: Loaded, candidate: Loaded) -> Iterator[tuple[Side, str, Prior]]:
    """Priors of both models; one that both state alike comes once."""
    ours, theirs = (
        {path: prior for path, prior in priors_of(one).items() if not path.startswith(_BESIDE)}
        for one in (base, candidate)
    )
    for path, prior in ours.items():
        other = theirs.get(path)
        alike = other is not None and (other.low, other.base, other.high) == (prior.low, prior.base, prior.high)
        if not path.startswith("rollout."):  # how one once got to the model before is over
            yield "both" if alike else "before", path, prior
    for path, prior in theirs.items():
        mine = ours.get(path)
        if (
            path.startswith("rollout.")
            or mine is None
            or (mine.low, mine.base, mine.high) != (prior.low, prior.base, prior.high)
        ):
            yield "after", path, prior


def _worth(
    models: Sequence[tuple[Scenario, bool]], path: str, arms: Sequence[Simulated], months: int
) -> Callable[[float], float]:
    """The net present value as a function of one input; NaN where that is so far off that it means nothing."""

    def worth(value: float) -> float:
        try:
            base, candidate = (with_values(one, {path: value}) if moves else one for one, moves in models)
            values = steady_values(change_of(base, candidate, arms), plan_of(base, candidate, months))
        except (CcsimError, ArithmeticError, ValueError):
            return math.nan
        return float(values[f"realisable.{_horizon(months)}.npv"] or 0.0)

    return worth


def influences(points: Sequence[Point], months: int, most: int = 12) -> list[Influence]:
    """The inputs whose draws go most with the net present value; nothing from fewer than ten points."""
    if len(points) < 10:
        return []
    worth = _ranks([point.measures[f"realisable.{_horizon(months)}.npv"] or 0.0 for point in points])
    rows = []
    for path in (one for one in points[0].inputs if not one.startswith(_BESIDE)):
        ranks = _ranks([point.inputs[path] for point in points])
        if ranks.std() > 0 and worth.std() > 0:
            rows.append(Influence(path, float(np.corrcoef(ranks, worth)[0, 1])))
    return sorted(rows, key=lambda one: -abs(one.rank_correlation))[:most]


def root(function: Callable[[float], float], low: float, high: float, ends: tuple[float, float]) -> float | None:
    """Where a monotone function is zero: first within low..high, then down to zero and up to FARTHEST times high."""
    brackets = [(low, high, *ends)]
    if ends[0] * ends[1] > 0:
        brackets = [(0.0, low, function(0.0), ends[0]), (high, FARTHEST * high, ends[1], function(FARTHEST * high))]
    for left, right, at_left, at_right in brackets:
        if not at_left * at_right <= 0 or left == right:
            continue
        for _ in range(_STEPS):
            middle = (left + right) / 2
            value = function(middle)
            if value * at_left > 0:
                left, at_left = middle, value
            else:
                right = middle
            if right - left <= 1e-3 * max(abs(right), 1e-9):
                break
        return (left + right) / 2
    return None


def _is_price(scenario: Scenario, path: str, prior: Prior) -> bool:
    """Whether another value leaves every simulated event as it is."""
    if path in _LAUNCH:
        return False
    other = prior.high if prior.high != prior.base else prior.low
    key = price_key(scenario)
    return bool(key) and other != prior.base and price_key(with_values(scenario, {path: other})) == key


def _horizon(months: int) -> int:
    return max((one for one in (3, 12, 36) if one <= months), default=3)


def _ranks(values: Sequence[float]) -> NDArray[np.float64]:
    return np.argsort(np.argsort(np.asarray(values), kind="stable"), kind="stable").astype(np.float64)
