"""Estimates with intervals from sums over independent replications: ratios, proportions and wait quantiles.

A replication is the unit of randomness: contacts of one day share its busyness and its queue, so intervals that treat
them as independent are far too short. Methods, assumptions and their measured coverage: docs/statistics.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ccsim.metrics.waits import EDGE_S

Floats = NDArray[np.float64]
Kind = Literal["proportion", "ratio", "plain"]

CONFIDENCE = 0.95
"""Of all intervals unless another is asked for."""
INTRACLASS = 0.01
"""Assumed correlation of two contacts of a replication, used only where none or all of them had the property.
Source: docs/statistics.md#none-or-all."""
ROUNDING = 1e-12
"""Deviations between replications below this share of the numerator are rounding, not randomness."""

NOTHING_TO_COUNT = "nothing to count: the denominator is zero in every replication"
ONE_REPLICATION = "one replication has no interval"
ALWAYS_THE_SAME = "the same in every replication"
NONE_SEEN = "none in any replication: one-sided bound for clustered events"
ALL_SEEN = "all in every replication: one-sided bound for clustered events"
ZERO_RATIO = "zero in every replication: no upper bound follows from the data"
MOSTLY_ZERO = "so large a share of contacts does not wait at all"
BEYOND_BINS = "beyond the longest wait that is recorded"


@dataclass(frozen=True)
class Estimate:
    """A value with its confidence interval; None where not observed, and `why` whenever low < value < high fails.

    `n` is the number of replications.
    """

    value: float | None
    low: float | None
    high: float | None
    why: str = ""
    n: int = 0


class Intervals(NamedTuple):
    """Several ratio estimates at once, arrays (k,); NaN where not observed."""

    value: Floats
    low: Floats
    high: Floats
    why: list[str]


class Linearised(NamedTuple):
    """Ratios of sums with their standard errors, arrays (k,)."""

    ratio: Floats
    se: Floats
    residuals: Floats
    """e_i / mean D, shape (replications, k): replication i's own contribution to the error."""


def linearise(numerators: ArrayLike, denominators: ArrayLike) -> Linearised:
    """r = sum N / sum D for columns of (R,) or (R, k) arrays, with SE = sqrt(sum e_i^2 / (R (R-1))) / mean D.

    e_i = N_i - r D_i. NaN where the denominator's sum is not positive; SE is NaN for one replication.
    """
    n, d = _columns(numerators), _columns(denominators)
    runs = n.shape[0]
    total_d = d.sum(axis=0)
    total_d = np.where(total_d > 0, total_d, np.nan)
    ratio = n.sum(axis=0) / total_d
    error = n - ratio * d
    size = np.maximum(np.abs(n).max(axis=0), (np.abs(ratio) * np.abs(d)).max(axis=0))
    error = np.where(np.abs(error) <= ROUNDING * size, 0.0, error)
    residuals = error / (total_d / runs)
    spread = (residuals**2).sum(axis=0)
    se = np.sqrt(spread / (runs * (runs - 1))) if runs > 1 else np.full(ratio.shape, np.nan)
    return Linearised(ratio, se, residuals)


def ratio_se(numerators: ArrayLike, denominators: ArrayLike) -> tuple[float, float]:
    """One ratio of sums over replications (R,) and its linearised standard error."""
    found = linearise(numerators, denominators)
    return float(found.ratio[0]), float(found.se[0])


def ratio_estimate(
    numerators: ArrayLike, denominators: ArrayLike, kind: Kind, confidence: float = CONFIDENCE
) -> Estimate:
    """One ratio of sums over replications (R,) with its interval; see `ratio_intervals`."""
    runs = np.asarray(numerators).shape[0]
    found = ratio_intervals(numerators, denominators, kind, confidence)
    return Estimate(_number(found.value), _number(found.low), _number(found.high), found.why[0], runs)


def ratio_intervals(
    numerators: ArrayLike, denominators: ArrayLike, kind: Kind, confidence: float = CONFIDENCE
) -> Intervals:
    """Ratios of sums over replications, (R,) or (R, k), with Student intervals of R-1 degrees of freedom.

    `kind`: "proportion" (0..1) on the logit scale, "ratio" (>= 0) on the log scale, both widened where replications are
    skewed; "plain" without transformation.
    Cases in which low < value < high cannot hold say why. Source: docs/statistics.md#ratios.
    """
    n, d = _columns(numerators), _columns(denominators)
    runs, found = n.shape[0], linearise(n, d)
    value, se = found.ratio, found.se
    low, high = _ends(found, kind, student(confidence, runs))
    why = np.full(value.shape, "", dtype=object)
    if runs == 1:
        why[:] = ONE_REPLICATION
    same = se == 0
    low, high = np.where(same, value, low), np.where(same, value, high)
    why[same] = ALWAYS_THE_SAME
    if kind != "plain":
        none = value == 0
        if kind == "proportion":
            bound = unseen_bound(d.sum(axis=0), runs, confidence)
            low, high = np.where(none, 0.0, low), np.where(none, bound, high)
            every = value == 1
            low, high = np.where(every, 1.0 - bound, low), np.where(every, 1.0, high)
            why[none], why[every] = NONE_SEEN, ALL_SEEN
        else:
            low, high = np.where(none, 0.0, low), np.where(none, np.nan, high)
            why[none] = ZERO_RATIO
    why[np.isnan(value)] = NOTHING_TO_COUNT
    return Intervals(value, low, high, why.tolist())


def unseen_bound(count: Floats, runs: int, confidence: float) -> Floats:
    """Upper bound of a proportion of which not one of `count` contacts (k,) in `runs` replications was an instance.

    1 - (1 - confidence)^(1/n), with n = count / (1 + (m - 1) INTRACLASS) and m contacts per replication.
    """
    per_run = count / runs
    effective = count / np.maximum(1.0, 1.0 + (per_run - 1.0) * INTRACLASS)
    with np.errstate(divide="ignore"):
        return np.asarray(-np.expm1(np.log1p(-confidence) / effective))


def student(confidence: float, runs: int) -> float:
    """Two-sided Student quantile with runs - 1 degrees of freedom; NaN for one replication."""
    if runs < 2:
        return float("nan")
    from scipy.special import stdtrit  # light; scipy.stats takes most of a second to import

    return float(stdtrit(runs - 1, 0.5 + confidence / 2))


def _ends(found: Linearised, kind: Kind, t: float) -> tuple[Floats, Floats]:
    """Ends of the intervals on the scale that suits the kind, moved outwards where replications are skewed."""
    value, se = found.ratio, found.se
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        if kind == "proportion":
            logit, half = np.log(value / (1 - value)), t * se / (value * (1 - value))
            low, high, top = 1 / (1 + np.exp(half - logit)), 1 / (1 + np.exp(-half - logit)), 1.0
        elif kind == "ratio":
            factor = np.exp(t * se / value)
            low, high, top = value / factor, value * factor, np.inf
        else:
            return value - t * se, value + t * se
    skewed_low, skewed_high = hall_ends(found, t)
    low = np.where((skewed_low > 0) & (skewed_low < low), skewed_low, low)
    return low, np.where((skewed_high < top) & (skewed_high > high), skewed_high, high)


def hall_ends(found: Linearised, t: float) -> tuple[Floats, Floats]:
    """Ends (k,) by Hall's (1992) cubic correction of Student's t for the skewness of the replications' errors.

    Waits and leavers of bad days have a long tail; without this the log interval of 30 such days covers 89% instead of
    95% and errs on one side. Source: docs/statistics.md#skewed-days.
    """
    runs = found.residuals.shape[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.sqrt((found.residuals**2).sum(axis=0) / max(1, runs - 1))
        b = (found.residuals**3).mean(axis=0) / spread**3 / np.sqrt(runs)

        def corrected(limit: float) -> Floats:
            exact = 3.0 / b * (np.cbrt(1.0 + b * (limit - b / 6.0)) - 1.0)
            return np.where(np.abs(b) < 1e-6, limit, exact)

        return found.ratio - found.se * corrected(t), found.ratio - found.se * corrected(-t)


def quantile_estimate(histograms: ArrayLike, p: float, confidence: float = CONFIDENCE) -> Estimate:
    """The p-quantile of waits from histograms (R, bins) of ccsim/metrics/waits.py, with Woodruff's interval (s).

    The share of waits at or below the estimate is itself a ratio of sums; its logit interval around p is inverted
    through the pooled distribution function, which is linear within a bin. Source: docs/statistics.md#quantiles.
    """
    counts = np.asarray(histograms, np.float64)
    runs, total = counts.shape[0], counts.sum()
    if total <= 0:
        return Estimate(None, None, None, NOTHING_TO_COUNT, runs)
    pooled = np.cumsum(counts.sum(axis=0)) / total
    value = inverse(pooled, p)
    if runs == 1:
        return Estimate(value, None, None, ONE_REPLICATION, runs)
    share = linearise(*share_at(counts, value))
    low_p, high_p = _ends(share._replace(ratio=np.array([p])), "proportion", student(confidence, runs))
    low, high = inverse(pooled, float(low_p[0])), inverse(pooled, float(high_p[0]))
    if value == 0:
        return Estimate(0.0, 0.0, high, MOSTLY_ZERO, runs)
    if value >= EDGE_S[-1]:
        return Estimate(value, low, None, BEYOND_BINS, runs)
    if float(share.se[0]) == 0:
        return Estimate(value, value, value, ALWAYS_THE_SAME, runs)
    return Estimate(value, low, high, MOSTLY_ZERO if not low < value < high else "", runs)


def share_at(histograms: ArrayLike, wait_s: float) -> tuple[Floats, Floats]:
    """Waits at or below `wait_s` in each replication, linear within a bin, and all waits: arrays (R,)."""
    counts = np.asarray(histograms, np.float64)
    return _at(np.cumsum(counts, axis=1), wait_s), counts.sum(axis=1)


def inverse(distribution: Floats, p: float) -> float:
    """The wait (s) at which a distribution function, given at the bins' upper edges, reaches p.

    Linear within a bin; the largest edge if p is only reached beyond it.
    """
    bin_number = int(np.searchsorted(distribution, p, side="left"))
    if bin_number == 0:
        return 0.0
    if bin_number >= EDGE_S.size:
        return float(EDGE_S[-1])
    before, after = distribution[bin_number - 1], distribution[bin_number]
    width = EDGE_S[bin_number] - EDGE_S[bin_number - 1]
    return float(EDGE_S[bin_number - 1] + width * (p - before) / (after - before))


def _at(below: Floats, wait_s: float) -> Floats:
    """Number of waits at or below `wait_s` in each replication, linear within a bin; `below` counts at the edges."""
    bin_number = min(int(np.searchsorted(EDGE_S, wait_s, side="left")), EDGE_S.size - 1)
    if bin_number == 0:
        return np.asarray(below[:, 0])
    part = (wait_s - EDGE_S[bin_number - 1]) / (EDGE_S[bin_number] - EDGE_S[bin_number - 1])
    return np.asarray(below[:, bin_number - 1] + part * (below[:, bin_number] - below[:, bin_number - 1]))


def _columns(values: ArrayLike) -> Floats:
    array = np.asarray(values, np.float64)
    return array[:, None] if array.ndim == 1 else array


def _number(values: Floats) -> float | None:
    value = float(values[0])
    return None if np.isnan(value) else value
