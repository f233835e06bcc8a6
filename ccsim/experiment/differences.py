"""Two independent runs held against each other: how far apart their estimates lie, in standard errors.

For paired runs, which share their days, see paired.py. Source: docs/statistics.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from ccsim.experiment.statistics import inverse, linearise, share_at


class Difference(NamedTuple):
    """How far two independent runs' estimates of one quantity lie apart."""

    difference: float
    z: float
    """Difference over its standard error; 0 if both are exactly equal."""
    p_value: float
    """Two-sided, by Student's t with Welch's degrees of freedom."""


def difference_z(first: tuple[ArrayLike, ArrayLike], second: tuple[ArrayLike, ArrayLike]) -> Difference:
    """Compare (numerators, denominators) of two independent runs, arrays over replications.

    Raises ValueError if one of them counts nothing.
    """
    a, b = linearise(*first), linearise(*second)
    runs = np.asarray(first[0]).shape[0], np.asarray(second[0]).shape[0]
    if np.isnan(a.ratio[0]) or np.isnan(b.ratio[0]) or min(runs) < 2:
        raise ValueError("two runs can be compared if both count something in at least two replications")
    return _welch(float(a.ratio[0] - b.ratio[0]), (float(a.se[0]), float(b.se[0])), runs)


def quantile_difference_z(first: ArrayLike, second: ArrayLike, p: float) -> Difference:
    """Compare the p-quantiles of two independent runs' histograms: their shares at or below the pooled quantile."""
    a, b = np.asarray(first, np.float64), np.asarray(second, np.float64)
    pooled = np.cumsum(a.sum(axis=0) + b.sum(axis=0))
    at_s = inverse(pooled / pooled[-1], p)
    shares = [share_at(counts, at_s) for counts in (a, b)]
    return difference_z(shares[0], shares[1])


def family_bound(p_values: Sequence[float], false_alarm: float = 0.01) -> float:
    """Smallest p-value that the largest of so many differences may have (Bonferroni): false alarm / number."""
    return false_alarm / max(1, len(p_values))


def _welch(difference: float, se: tuple[float, float], runs: tuple[int, int]) -> Difference:
    from scipy.special import stdtr

    variance = se[0] ** 2 + se[1] ** 2
    if variance == 0:
        return Difference(difference, 0.0, 1.0) if difference == 0 else Difference(difference, np.inf, 0.0)
    z = difference / variance**0.5
    degrees = variance**2 / (se[0] ** 4 / (runs[0] - 1) + se[1] ** 4 / (runs[1] - 1))
    return Difference(difference, z, float(2 * stdtr(degrees, -abs(z))))
