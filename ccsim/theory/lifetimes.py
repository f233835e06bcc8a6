"""Distributions of a time that formulas need: patience or handling, by survival and integrated survival.

Every measure of a queue with general patience, and the offered load of any stream, is an integral of these two.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import gamma, gammainc, gammaincc, ndtr

Floats = NDArray[np.float64]


class Lifetime(NamedTuple):
    """A time X >= 0 (s)."""

    survival: Callable[[Floats], Floats]
    """P(X > x) for x >= 0."""
    integrated: Callable[[Floats], Floats]
    """E[min(X, x)], the integral of the survival from 0 to x (s)."""
    mean_s: float
    """E[X]; may be inf."""
    knots_s: tuple[float, ...] = ()
    """Where the survival is not smooth; quadrature splits there."""


def exponential(mean_s: float) -> Lifetime:
    """Constant rate 1 / `mean_s`; `mean_s` may be inf."""
    return hyperexponential((1.0,), (mean_s,))


def endless() -> Lifetime:
    """Never ends."""
    return Lifetime(np.ones_like, np.copy, math.inf)


def deterministic(value_s: float) -> Lifetime:
    """Always `value_s`."""
    _positive(value_s=value_s)
    return Lifetime(
        lambda x: (x < value_s).astype(np.float64), lambda x: np.minimum(x, value_s), value_s, knots_s=(value_s,)
    )


def hyperexponential(shares: Sequence[float], means_s: Sequence[float]) -> Lifetime:
    """Exponential with mean `means_s[i]` with probability `shares[i]`; the shares sum to 1."""
    if len(shares) != len(means_s) or min(shares) < 0 or abs(math.fsum(shares) - 1) > 1e-9:
        raise ValueError(f"the shares of a mixture sum to 1, one for each mean: {tuple(shares)}")
    parts = [mixed for mixed in zip(shares, means_s, strict=True) if mixed[0] > 0]
    for _, mean_s in parts:
        _positive(mean_s=mean_s)

    def survival(x: Floats) -> Floats:
        return sum((p * np.exp(-x / m) for p, m in parts), np.zeros_like(x))

    def integrated(x: Floats) -> Floats:
        # for an endless part the limit of m (1 - exp(-x/m)) is x
        ended = [p * (x if math.isinf(m) else -m * np.expm1(-x / m)) for p, m in parts]
        return sum(ended, np.zeros_like(x))

    return Lifetime(survival, integrated, math.fsum(p * m for p, m in parts))


def weibull(scale_s: float, shape: float) -> Lifetime:
    """P(X > x) = exp(-(x / scale)^shape): patience that tires (shape above 1) or hardens (below 1)."""
    _positive(scale_s=scale_s, shape=shape)
    mean_s = scale_s * float(gamma(1 + 1 / shape))
    return Lifetime(
        lambda x: np.exp(-((x / scale_s) ** shape)),
        lambda x: mean_s * gammainc(1 / shape, (x / scale_s) ** shape),
        mean_s,
    )


def weibull_of_mean(mean_s: float, shape: float) -> Lifetime:
    """Weibull by its mean instead of its scale."""
    _positive(mean_s=mean_s, shape=shape)
    return weibull(mean_s / float(gamma(1 + 1 / shape)), shape)


def lognormal(mean_s: float, cv: float) -> Lifetime:
    """By mean and coefficient of variation."""
    _positive(mean_s=mean_s, cv=cv)
    sigma = math.sqrt(math.log1p(cv * cv))
    location = math.log(mean_s) - sigma * sigma / 2

    def standard(x: Floats) -> Floats:
        with np.errstate(divide="ignore"):
            return np.asarray((np.log(x) - location) / sigma)

    def integrated(x: Floats) -> Floats:
        return np.asarray(mean_s * ndtr(standard(x) - sigma) + x * ndtr(-standard(x)))

    return Lifetime(lambda x: np.asarray(ndtr(-standard(x))), integrated, mean_s)


def gamma_of_mean(mean_s: float, shape: float) -> Lifetime:
    """Gamma by mean and shape; a whole shape k is Erlang-k."""
    _positive(mean_s=mean_s, shape=shape)
    scale_s = mean_s / shape
    return Lifetime(
        lambda x: np.asarray(gammaincc(shape, x / scale_s)),
        lambda x: mean_s * gammainc(shape + 1, x / scale_s) + x * gammaincc(shape, x / scale_s),
        mean_s,
    )


def piecewise_hazard(edges_s: Sequence[float], hazards_per_s: Sequence[float]) -> Lifetime:
    """Hazard `hazards_per_s[i]` from `edges_s[i]` to the next edge, the last one for ever; `edges_s` starts at 0."""
    edges, hazards = np.array(edges_s, np.float64), np.array(hazards_per_s, np.float64)
    if edges.size != hazards.size or edges.size == 0 or edges[0] != 0 or not (np.diff(edges) > 0).all():
        raise ValueError(f"edges start at 0, rise, and have one hazard each: {tuple(edges_s)}")
    if not (hazards >= 0).all():
        raise ValueError(f"a hazard cannot be negative: {tuple(hazards_per_s)}")
    widths = np.diff(edges)
    cumulated = np.concatenate([[0.0], np.cumsum(widths * hazards[:-1])])
    passed = np.exp(-cumulated[:-1]) * _time_in(widths, hazards[:-1])
    lived = np.concatenate([[0.0], np.cumsum(passed)])
    last = math.inf if hazards[-1] == 0 else math.exp(-cumulated[-1]) / float(hazards[-1])

    def survival(x: Floats) -> Floats:
        i = np.searchsorted(edges, x, side="right") - 1
        return np.asarray(np.exp(-cumulated[i] - hazards[i] * (x - edges[i])))

    def integrated(x: Floats) -> Floats:
        i = np.searchsorted(edges, x, side="right") - 1
        return np.asarray(lived[i] + np.exp(-cumulated[i]) * _time_in(x - edges[i], hazards[i]))

    return Lifetime(survival, integrated, float(lived[-1]) + last, tuple(edges[1:].tolist()))


def with_zero(lifetime: Lifetime, share: float) -> Lifetime:
    """0 with probability `share`, else `lifetime`: patience of which a share balks."""
    if not 0 <= share <= 1:
        raise ValueError(f"a share lies between 0 and 1: {share}")
    if share == 0:
        return lifetime
    rest = 1 - share
    return Lifetime(
        lambda x: rest * lifetime.survival(x),
        lambda x: rest * lifetime.integrated(x),
        rest * lifetime.mean_s if rest else 0.0,
        lifetime.knots_s,
    )


def _time_in(width: Floats, hazard: Floats) -> Floats:
    """Mean time until the end of a stretch or of life: (1 - exp(-h w)) / h, and w without hazard."""
    safe = np.where(hazard > 0, hazard, 1.0)
    return np.where(hazard > 0, -np.expm1(-safe * width) / safe, width)


def _positive(**values: float) -> None:
    for name, value in values.items():
        if not value > 0:
            raise ValueError(f"{name} must be above 0, not {value:g}")
