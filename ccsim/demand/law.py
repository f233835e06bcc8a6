"""Sampling any distribution block by inversion: one uniform number gives one value, a larger one a larger value.

Inversion keeps common random numbers: a contact that is long under one distribution is long under another. Source:
Law and Kelton, Simulation Modeling and Analysis, the chapter on generating random variates.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincc, ndtr

from ccsim.demand import steps
from ccsim.demand.gamma import gamma_quantile
from ccsim.demand.hyperexponential import balanced, hyperexponential, hyperexponential_survival
from ccsim.demand.lognormal import lognormal
from ccsim.scenario.distribution import (
    Deterministic,
    Distribution,
    Empirical,
    Erlang,
    Exponential,
    Gamma,
    Hyperexponential,
    Infinite,
    Lognormal,
    PiecewiseHazard,
    Quantiles,
    Uniform,
    Weibull,
    has_own_scale,
)

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Law:
    """A distribution on [0, inf]: moments, quantiles and survival, in the unit of its mean."""

    mean: float
    cv: float
    """Coefficient of variation; NaN where the mean is infinite."""
    quantile: Callable[[Floats], Floats]
    """Uniform numbers strictly between 0 and 1 -> values."""
    survival: Callable[[Floats], Floats]
    """P(value > x) for x >= 0."""

    def scaled(self, factor: float) -> Law:
        """The law of the values times `factor`."""
        quantile, survival = self.quantile, self.survival
        return Law(self.mean * factor, self.cv, lambda u: quantile(u) * factor, lambda x: survival(x / factor))

    def beyond(self, least: Floats, uniform: Floats) -> Floats:
        """Values drawn given that they exceed `least` (n,); `least` itself where the law has nothing beyond it."""
        above = self.survival(least)
        # 1 - S u instead of F + S u: it keeps its digits far out, and is symmetric to the unconditional draw
        value = self.quantile(np.clip(1 - above * (1 - uniform), 2.0**-60, 1 - 2.0**-53))
        return np.maximum(least, np.where(above > 0, value, least))


def law_of(block: Distribution, mean: float) -> Law:
    """The law of a block; `mean` is its mean if the block states none and has no times of its own."""
    mean = mean if (stated := getattr(block, "mean", None)) is None else stated
    match block:
        case Exponential():
            return Law(mean, 1.0, lambda u: mean * -np.log1p(-u), lambda x: np.exp(-x / mean))
        case Deterministic():
            return Law(mean, 0.0, lambda u: np.full(u.size, mean), lambda x: (x < mean).astype(np.float64))
        case Infinite():
            return Law(math.inf, math.nan, lambda u: np.full(u.size, np.inf), lambda x: np.ones(x.size))
        case Lognormal():
            return _lognormal(mean, block.cv)
        case Weibull():
            return _weibull(mean, block.shape)
        case Erlang():
            return _gamma(mean, float(block.stages))
        case Gamma():
            return _gamma(mean, block.shape if block.shape is not None else (block.cv or 1.0) ** -2)
        case Hyperexponential():
            return _mixture(block, mean)
        case PiecewiseHazard():
            tables = steps.hazard_tables(block)
            return _steps(steps.hazard_moments, steps.hazard_quantile, steps.hazard_survival, *tables)
        case Empirical(interpolate=False):
            return _steps(steps.atom_moments, steps.atom_quantile, steps.atom_survival, *steps.atom_tables(block))
        case Empirical() | Quantiles() | Uniform():
            return _steps(steps.line_moments, steps.line_quantile, steps.line_survival, *steps.line_tables(block))


def relative_law(block: Distribution) -> Law:
    """The law of the value over its mean."""
    law = law_of(block, 1.0)
    return law.scaled(1 / law.mean) if has_own_scale(block) else law


def _lognormal(mean: float, cv: float) -> Law:
    if cv == 0:
        return Law(mean, 0.0, lambda u: lognormal(mean, cv, u), lambda x: (x < mean).astype(np.float64))
    sigma = math.sqrt(math.log1p(cv**2))

    def survival(x: Floats) -> Floats:
        with np.errstate(divide="ignore"):
            return np.asarray(ndtr((math.log(mean) - sigma**2 / 2 - np.log(x)) / sigma))

    return Law(mean, cv, lambda u: lognormal(mean, cv, u), survival)


def _weibull(mean: float, shape: float) -> Law:
    scale = mean / math.gamma(1 + 1 / shape)
    cv = math.sqrt(max(0.0, math.gamma(1 + 2 / shape) / math.gamma(1 + 1 / shape) ** 2 - 1))
    return Law(mean, cv, lambda u: scale * (-np.log1p(-u)) ** (1 / shape), lambda x: np.exp(-((x / scale) ** shape)))


def _gamma(mean: float, shape: float) -> Law:
    return Law(
        mean,
        shape**-0.5,
        lambda u: mean * (gamma_quantile(shape, u) / shape),
        lambda x: np.asarray(gammaincc(shape, x * (shape / mean))),
    )


def _mixture(block: Hyperexponential, mean: float) -> Law:
    shares, means = (block.shares or [], block.means or []) if block.cv is None else balanced(mean, block.cv)
    p, m = np.array(shares), np.array(means)
    p /= p.sum()
    first, second = float(p @ m), float(2 * p @ m**2)
    cv = math.sqrt(max(0.0, second / first**2 - 1))
    return Law(first, cv, partial(hyperexponential, p, m), partial(hyperexponential_survival, p, m))


def _steps(
    moments: Callable[[Floats, Floats], tuple[float, float]],
    quantile: Callable[[Floats, Floats, Floats], Floats],
    survival: Callable[[Floats, Floats, Floats], Floats],
    x: Floats,
    y: Floats,
) -> Law:
    first, second = moments(x, y)
    cv = math.sqrt(max(0.0, second / first**2 - 1)) if math.isfinite(first) else math.nan
    return Law(first, cv, partial(quantile, x, y), partial(survival, x, y))
