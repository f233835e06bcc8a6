"""Differences and ratios of KPIs between runs that met the same customers, with paired intervals.

Each arm is linearised, and the errors of one replication are subtracted before they are squared: what both arms owe to
a busy day cancels. Source: docs/statistics.md#paired-comparison.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ccsim.experiment.statistics import (
    ALWAYS_THE_SAME,
    CONFIDENCE,
    ONE_REPLICATION,
    Estimate,
    Kind,
    Linearised,
    hall_ends,
    linearise,
    quantile_estimate,
    share_at,
    student,
    unseen_bound,
)

Floats = NDArray[np.float64]

IDENTICAL = "identical in every replication of both"
EXACT = "the same difference in every replication"
NOT_IN_BOTH = "not observed in one of the two"
NO_RATIO = "zero in one of the two: no ratio follows"
EXTREME = "none or all in one of the two: widened by its one-sided bound"
NO_INTERVAL = "no interval of its own in one of the two"


class Arm(NamedTuple):
    """One arm's estimate of one quantity."""

    value: float
    """NaN where it was not observed."""
    errors: Floats
    """Each replication's linearised error (R,), in the unit of the value; their mean is zero."""
    below: float = 0.0
    """What a one-sided bound adds to the interval downwards, where chance could not be seen."""
    above: float = 0.0
    """The same upwards."""
    unknown: bool = False
    """Whether the errors are not known: then there is no interval."""


class Paired(NamedTuple):
    """The second arm against the first."""

    difference: Estimate
    ratio: Estimate
    variance_reduction: float | None
    """Variance of the difference if the arms were independent, over that obtained; None where either is zero."""


def ratio_arm(numerators: ArrayLike, denominators: ArrayLike, kind: Kind, confidence: float = CONFIDENCE) -> Arm:
    """An arm of a KPI that is a ratio of sums over replications (R,).

    A proportion that is 0 or 1 in all replications shows no chance; it brings its one-sided bound instead. A positive
    ratio of zero has none.
    """
    found = linearise(numerators, denominators)
    value, errors = float(found.ratio[0]), found.residuals[:, 0]
    if np.isnan(value):
        return Arm(value, np.zeros(errors.size), unknown=True)
    if kind == "ratio" and value == 0:
        return Arm(value, errors, unknown=True)
    if kind != "proportion" or value not in (0.0, 1.0):
        return Arm(value, errors)
    total = np.asarray(denominators, np.float64).sum(keepdims=True)
    bound = float(unseen_bound(total, errors.size, confidence)[0])
    return Arm(value, errors, below=bound if value else 0.0, above=0.0 if value else bound)


def quantile_arm(histograms: ArrayLike, p: float, confidence: float = CONFIDENCE) -> Arm:
    """An arm of the p-quantile of waits, from histograms (R, bins).

    The quantile's error is that of the share at or below it over the density there, and the density is what makes
    Woodruff's interval as long as it is.
    """
    counts = np.asarray(histograms, np.float64)
    found, runs = quantile_estimate(counts, p, confidence), counts.shape[0]
    if found.value is None:
        return Arm(np.nan, np.zeros(runs), unknown=True)
    share = linearise(*share_at(counts, found.value))
    if found.low is None or found.high is None or not found.low < found.high or not float(share.se[0]) > 0:
        exact = found.why == ALWAYS_THE_SAME
        return Arm(found.value, np.zeros(runs), unknown=not exact)
    se_s = (found.high - found.low) / (2 * student(confidence, runs))
    return Arm(found.value, -share.residuals[:, 0] * (se_s / float(share.se[0])))


def paired(first: Arm, second: Arm, confidence: float = CONFIDENCE) -> Paired:
    """The second arm minus the first, and over the first; replication i of both met the same customers.

    Raises ValueError if the arms have different numbers of replications.
    """
    if first.errors.size != second.errors.size:
        raise ValueError("paired arms have the same replications")
    runs = first.errors.size
    if np.isnan(first.value) or np.isnan(second.value):
        nothing = Estimate(None, None, None, NOT_IN_BOTH, runs)
        return Paired(nothing, nothing, None)
    difference = combination([(-1.0, first), (1.0, second)], confidence)
    return Paired(difference, _ratio(first, second, confidence), _reduction(first, second))


def combination(parts: Sequence[tuple[float, Arm]], confidence: float = CONFIDENCE) -> Estimate:
    """A weighted sum of arms of the same replications, with the paired interval.

    Student's t on the sums of the arms' errors, moved outwards where these are skewed. Arms without visible chance
    widen it by their one-sided bounds. Source: docs/statistics.md#paired-comparison.
    """
    runs = parts[0][1].errors.size
    value = sum(weight * arm.value for weight, arm in parts)
    if np.isnan(value):
        return Estimate(None, None, None, NOT_IN_BOTH, runs)
    if any(arm.unknown for _, arm in parts):
        return Estimate(value, None, None, NO_INTERVAL, runs)
    if runs < 2:
        return Estimate(value, None, None, ONE_REPLICATION, runs)
    errors = _clean(np.sum([weight * arm.errors for weight, arm in parts], axis=0), [arm for _, arm in parts])
    below = sum(max(weight * arm.below, -weight * arm.above) for weight, arm in parts)
    above = sum(max(weight * arm.above, -weight * arm.below) for weight, arm in parts)
    low, high = _ends(value, errors, confidence)
    if below or above:
        return Estimate(value, low - below, high + above, EXTREME, runs)
    return Estimate(value, low, high, EXACT if low == high else "", runs)


def nothing_between(value: float, runs: int) -> Paired:
    """What is said of two arms whose sums are identical in every replication: difference 0, ratio 1, no width."""
    zero = Estimate(0.0, 0.0, 0.0, IDENTICAL, runs)
    one = Estimate(1.0, 1.0, 1.0, IDENTICAL, runs) if value else Estimate(None, None, None, NO_RATIO, runs)
    return Paired(zero, one, None)


def _ratio(first: Arm, second: Arm, confidence: float) -> Estimate:
    """Second over first on the log scale: log r1 - log r0 has the errors e1/r1 - e0/r0."""
    runs = first.errors.size
    if first.value <= 0 or second.value <= 0:
        return Estimate(None, None, None, NO_RATIO, runs)
    value = second.value / first.value
    if first.unknown or second.unknown:
        return Estimate(value, None, None, NO_INTERVAL, runs)
    if runs < 2:
        return Estimate(value, None, None, ONE_REPLICATION, runs)
    relative = [arm._replace(errors=arm.errors / arm.value, value=1.0) for arm in (first, second)]
    errors = _clean(relative[1].errors - relative[0].errors, relative)
    low, high = (value * float(np.exp(end)) for end in _ends(0.0, errors, confidence))
    if first.below or second.below:  # all in one of the two
        low *= 1 - second.below
        high /= 1 - first.below
        return Estimate(value, low, high, EXTREME, runs)
    return Estimate(value, low, high, EXACT if low == high else "", runs)


def _ends(value: float, errors: Floats, confidence: float) -> tuple[float, float]:
    runs = errors.size
    se = float(np.sqrt((errors**2).sum() / (runs * (runs - 1))))
    if se == 0:
        return value, value
    t = student(confidence, runs)
    skewed = hall_ends(Linearised(np.array([value]), np.array([se]), errors[:, None]), t)
    return min(value - t * se, float(skewed[0][0])), max(value + t * se, float(skewed[1][0]))


def _clean(errors: Floats, arms: Sequence[Arm]) -> Floats:
    """Errors without what subtraction of equal ones left of rounding."""
    size = max((float(np.abs(arm.errors).max()) + abs(arm.value) for arm in arms), default=0.0)
    return np.where(np.abs(errors) <= 1e-14 * size, 0.0, errors)


def _reduction(first: Arm, second: Arm) -> float | None:
    if first.unknown or second.unknown:
        return None
    apart = float((first.errors**2).sum() + (second.errors**2).sum())
    together = float((_clean(second.errors - first.errors, (first, second)) ** 2).sum())
    return apart / together if apart > 0 and together > 0 else None
