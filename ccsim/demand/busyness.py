"""What makes days of the same calendar differ: random factors on the rate, and on what contacts are about.

Every factor is drawn by inversion from uniforms of its own day, so none moves because another is drawn or not.
Source: docs/model.md#arrivals.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv, ndtri

from ccsim.demand.calendar import intent_mix
from ccsim.demand.rates import RateCurve, finer, mean_rate_curve
from ccsim.demand.streams import TapeStreams
from ccsim.scenario.arrivals import PoissonArrivals
from ccsim.scenario.scenario import Scenario

Days = NDArray[np.int64]
Floats = NDArray[np.float64]

HALF_HOURS = 48


def day_busyness(cv: float, days: Days, streams: TapeStreams) -> Floats:
    """Random factor of each day: Gamma with mean 1 and the given coefficient of variation; 1 if that is 0."""
    if cv == 0:
        return np.ones(days.size)
    shape = cv**-2
    return np.asarray(gammaincinv(shape, streams.busyness(days)[:, 0]) / shape)


def halfhour_busyness(cv: float, correlation: float, days: Days, streams: TapeStreams) -> Floats:
    """Random factors (days, 48) of the half hours: exp of a stationary autoregression, mean 1, the given variation.

    `correlation` is that of neighbouring logarithms; days are independent of each other.
    """
    sigma = math.sqrt(math.log1p(cv**2))
    logs = ndtri(streams.halfhours(days))
    for half_hour in range(1, HALF_HOURS):
        logs[:, half_hour] = correlation * logs[:, half_hour - 1] + math.sqrt(1 - correlation**2) * logs[:, half_hour]
    return np.asarray(np.exp(sigma * logs - sigma**2 / 2))


def drawn_rate_curve(
    scenario: Scenario, arrivals: PoissonArrivals, first_day: int, n_days: int, streams: TapeStreams
) -> RateCurve:
    """The rate of a replication's days: what the scenario states times the random factors of days and half hours."""
    curve = mean_rate_curve(scenario, arrivals, first_day, n_days)
    days = np.arange(first_day, first_day + n_days, dtype=np.int64)
    parts = curve.parts * day_busyness(arrivals.day_busyness_cv, days, streams)[:, None]
    if arrivals.halfhour_busyness_cv > 0:
        parts = finer(parts, HALF_HOURS)
        busy = halfhour_busyness(arrivals.halfhour_busyness_cv, arrivals.halfhour_correlation, days, streams)
        parts = parts * np.repeat(busy, parts.shape[1] // HALF_HOURS, axis=1)
    return replace(curve, parts=parts)


def drawn_mix(scenario: Scenario, arrivals: PoissonArrivals, days: Days, streams: TapeStreams) -> Floats:
    """Shares (days, I) of the intents on each day: their means, or a Dirichlet draw about them.

    A Dirichlet vector is a set of Gamma variables over their sum.
    """
    mean = intent_mix(scenario, arrivals, days)
    if arrivals.mix_concentration is None:
        return mean
    shape = arrivals.mix_concentration * mean
    uniform = streams.mix(days, mean.shape[1])
    weight = np.where(shape > 0, gammaincinv(np.maximum(shape, 1e-300), uniform), 0.0)
    total = weight.sum(axis=1, keepdims=True)
    # Gamma variables of tiny shape may all fall below the smallest number: then the mean stands for the draw.
    return np.where(total > 0, weight / np.where(total > 0, total, 1.0), mean)
