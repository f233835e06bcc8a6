"""Offered load of time-varying demand: contacts in service if nobody ever had to wait, M(t)/G/infinity.

Their number at t is Poisson with mean m(t) = integral of lambda(t - x) P(handling > x) dx: the load lags behind the
arrivals and is flatter. Sources: Eick, Massey and Whitt (1993); docs/erlang.md#formulas.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ccsim.theory.lifetimes import Lifetime

Floats = NDArray[np.float64]

NODES, WEIGHTS = np.polynomial.legendre.leggauss(20)


class Sinusoid(NamedTuple):
    """lambda(t) = mean + amplitude sin(2 pi t / period + phase); rates per second."""

    mean_per_s: float
    amplitude_per_s: float
    period_s: float
    phase: float = 0.0

    def rate(self, t_s: float) -> float:
        """lambda(t) (1/s)."""
        return self.mean_per_s + self.amplitude_per_s * math.sin(2 * math.pi * t_s / self.period_s + self.phase)

    def expected(self, start_s: float, end_s: float) -> float:
        """Expected arrivals in [start, end)."""
        omega = 2 * math.pi / self.period_s
        waves = math.cos(omega * start_s + self.phase) - math.cos(omega * end_s + self.phase)
        return self.mean_per_s * (end_s - start_s) + self.amplitude_per_s * waves / omega


class PeriodicLoad(NamedTuple):
    """m(t) = mean + amplitude sin(2 pi (t - lag) / period + phase) of a sinusoid that has run for ever, in Erlang."""

    mean: float
    amplitude: float
    lag_s: float
    """How much later the load peaks than the arrivals (s)."""
    demand: Sinusoid

    def at(self, t_s: float) -> float:
        """m(t) in Erlang."""
        angle = 2 * math.pi * (t_s - self.lag_s) / self.demand.period_s + self.demand.phase
        return self.mean + self.amplitude * math.sin(angle)


def periodic_load(demand: Sinusoid, handling: Lifetime) -> PeriodicLoad:
    """Offered load after infinitely many periods."""
    cosine, sine = _waves(handling, 2 * math.pi / demand.period_s, math.inf)
    lag_s = math.atan2(sine, cosine) / (2 * math.pi) * demand.period_s
    swing = demand.amplitude_per_s * math.hypot(cosine, sine)
    return PeriodicLoad(demand.mean_per_s * handling.mean_s, swing, lag_s, demand)


def load_from_empty(demand: Sinusoid, handling: Lifetime, t_s: float) -> float:
    """m(t) in Erlang of a centre that is empty at time 0."""
    omega = 2 * math.pi / demand.period_s
    cosine, sine = _waves(handling, omega, t_s)
    angle = omega * t_s + demand.phase
    mean = demand.mean_per_s * float(handling.integrated(np.array([t_s]))[0])
    return mean + demand.amplitude_per_s * (math.sin(angle) * cosine - math.cos(angle) * sine)


def load_of_steps(
    edges_s: Sequence[float], rates_per_s: Sequence[float], handling: Lifetime, t_s: Sequence[float]
) -> Floats:
    """m(t) (Erlang) at every t of `t_s`, empty before; rate `rates_per_s[k]` in [edges_s[k], edges_s[k+1]), else 0."""
    edges, rates, times = (np.asarray(values, np.float64) for values in (edges_s, rates_per_s, t_s))
    if edges.size != rates.size + 1 or not (np.diff(edges) > 0).all():
        raise ValueError("steps need rising edges, one more than rates")
    since = np.maximum(times[:, None] - edges[None, :], 0.0)
    lived = handling.integrated(since.ravel()).reshape(since.shape)
    return np.asarray((lived[:, :-1] - lived[:, 1:]) @ rates)


def _waves(handling: Lifetime, omega: float, end_s: float) -> tuple[float, float]:
    """Integrals of cos(omega x) and sin(omega x) P(handling > x) over [0, end) (s).

    An endless end is replaced by one beyond which less than 1e-15 of the mean is left, in panels no longer than an
    eighth of a period.
    """
    end = _all_but(handling, 1e-15) if math.isinf(end_s) else end_s
    scale = min(handling.mean_s, 1 / omega)
    # panels grow from small ones at 0, where the survival of some kinds changes on every scale
    edges = [0.0, scale * 1e-6]
    while edges[-1] < end:
        edges.append(edges[-1] + min(0.2 * edges[-1], 0.8 / omega, handling.mean_s * max(1.0, 0.1 * edges[-1] / scale)))
    cuts = np.unique(np.minimum([*edges, *handling.knots_s], end))
    half = np.diff(cuts) / 2
    middle = (cuts[:-1] + cuts[1:]) / 2
    x = (middle[:, None] + half[:, None] * NODES).ravel()
    weight = (half[:, None] * WEIGHTS).ravel() * handling.survival(x)
    return float(weight @ np.cos(omega * x)), float(weight @ np.sin(omega * x))


def _all_but(handling: Lifetime, share: float) -> float:
    """Time before which all but `share` of the mean has passed (s)."""
    if not math.isfinite(handling.mean_s):
        raise ValueError("handling that may never end has no periodic load")
    end = handling.mean_s
    while float(handling.survival(np.array([end]))[0]) * end > share * handling.mean_s:
        end *= 1.5
    return end
