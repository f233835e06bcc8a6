"""The rate of fresh issues at every moment: piecewise constant, times what varies all the time."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ccsim.demand.calendar import day_factors, special_days
from ccsim.demand.volume import contacts_per_issue_baseline, warm_up_days
from ccsim.model.timegrid import DAY_S
from ccsim.scenario.arrivals import PoissonArrivals
from ccsim.scenario.scenario import Scenario

Floats = NDArray[np.float64]
Days = NDArray[np.int64]

_DIED_AWAY = 40.0
"""Decay times after which a spike is over: what is left, e^-40 of it, is less than rounding."""
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(8)
_STEP_S = 300.0
"""Longest piece that the quadrature takes at once; shorter for quick waves and short-lived crowds."""


@dataclass(frozen=True)
class Wave:
    """1 + depth sin(per_s t + phase), depth from 0 to 1, t in seconds since the first simulated midnight."""

    depth: float
    per_s: float
    phase: float

    def at(self, t: Floats) -> Floats:
        """Factor at the times `t`."""
        return np.asarray(1 + self.depth * np.sin(self.per_s * t + self.phase))

    def highest(self, begin: Floats, end: Floats) -> Floats:
        """Largest factor between `begin` and `end`."""
        turns = (np.stack([begin, end]) * self.per_s + self.phase) / (2 * math.pi) - 0.25
        crest = np.floor(turns[1]) > np.floor(turns[0])
        return np.where(crest, 1 + self.depth, np.maximum(self.at(begin), self.at(end)))

    @property
    def smooth_s(self) -> float:
        """Length of a piece that a polynomial describes well."""
        return math.pi / (4 * self.per_s)


@dataclass(frozen=True)
class Crowd:
    """1 + excess exp(-(t - at_s) / decay_s) from `at_s` on, 1 before; seconds since the first simulated midnight."""

    at_s: float
    excess: float
    decay_s: float

    @property
    def end_s(self) -> float:
        """When it is over."""
        return self.at_s + _DIED_AWAY * self.decay_s

    @property
    def smooth_s(self) -> float:
        """Length of a piece that a polynomial describes well."""
        return 2 * self.decay_s

    def at(self, t: Floats) -> Floats:
        """Factor at the times `t`."""
        since = np.clip((t - self.at_s) / self.decay_s, 0, _DIED_AWAY)
        return np.where((t >= self.at_s) & (t < self.end_s), 1 + self.excess * np.exp(-since), 1.0)

    def highest(self, begin: Floats, end: Floats) -> Floats:
        """Largest factor between `begin` and `end`."""
        return np.where(end >= self.at_s, self.at(np.maximum(begin, self.at_s)), 1.0)


@dataclass(frozen=True)
class RateCurve:
    """Fresh issues per second on consecutive days."""

    first_day: int
    parts: Floats
    """(days, equal parts of the day) the piecewise constant part."""
    varying: tuple[Wave | Crowd, ...] = ()
    """Factors that change all the time."""

    def at(self, day: Days, of_day_s: Floats) -> Floats:
        """Rates at the times `of_day_s` after midnight of `day`."""
        rate = self.parts[day - self.first_day, (of_day_s * (self.parts.shape[1] / DAY_S)).astype(np.int64)]
        if self.varying:
            t = day * DAY_S + of_day_s
            for factor in self.varying:
                rate = rate * factor.at(t)
        return np.asarray(rate)

    def highest(self, slots: int) -> Floats:
        """A bound (days, slots) of the rate within each of the equal `slots` of a day, as close as is simple."""
        parts, slot = self.parts.shape[1], np.arange(slots)
        first_part = slot * parts // slots
        last_part = np.maximum(first_part, ((slot + 1) * parts - 1) // slots)
        bound = self.parts[:, first_part]
        for step in range(1, int((last_part - first_part).max()) + 1):
            bound = np.maximum(bound, self.parts[:, np.minimum(first_part + step, last_part)])
        if self.varying:
            begin = (self.first_day + np.arange(self.parts.shape[0]))[:, None] * DAY_S + slot * (DAY_S / slots)
            for factor in self.varying:
                # The last digits of a sine or an exponential must not lift the rate over the bound.
                bound = bound * factor.highest(begin, begin + DAY_S / slots) * (1 + 1e-12)
        return np.asarray(bound)

    def expected(self, step_s: float) -> Floats:
        """Issues (days, pieces of `step_s`) that the rate brings on average; `step_s` divides a day."""
        n_days, n_parts = self.parts.shape
        if not self.varying:
            return spread(self.parts * (DAY_S / n_parts), step_s)
        edges = set(np.arange(round(DAY_S / step_s) + 1) * step_s) | set(np.arange(n_parts + 1) * (DAY_S / n_parts))
        edges |= {crowd.at_s % DAY_S for crowd in self.varying if isinstance(crowd, Crowd)}
        edges |= set(np.arange(0, DAY_S, min([_STEP_S, *(factor.smooth_s for factor in self.varying)])))
        at = np.array(sorted(edges))
        at = at[np.concatenate([[True], np.diff(at) > 1e-6])]
        half, middle = np.diff(at) / 2, (at[1:] + at[:-1]) / 2
        of_day_s = middle[:, None] + half[:, None] * _NODES
        piece = np.minimum((middle / step_s).astype(np.int64), round(DAY_S / step_s) - 1)
        found = np.zeros((n_days, round(DAY_S / step_s)))
        for row in range(n_days):
            rate = self.at(np.full(of_day_s.shape, self.first_day + row), of_day_s)
            found[row] = np.bincount(piece, (rate @ _WEIGHTS) * half, minlength=found.shape[1])
        return found


def spread(per_part: Floats, step_s: float) -> Floats:
    """Counts (days, parts of the day) -> (days, pieces of `step_s`), even within a part; `step_s` divides a day."""
    so_far = np.concatenate([[0.0], np.cumsum(per_part.ravel())])
    at_s = np.arange(so_far.size) * (DAY_S / per_part.shape[1])
    edges_s = np.arange(per_part.shape[0] * round(DAY_S / step_s) + 1) * step_s
    return np.asarray(np.diff(np.interp(edges_s, at_s, so_far)).reshape(per_part.shape[0], -1))


def mean_rate_curve(scenario: Scenario, arrivals: PoissonArrivals, first_day: int, n_days: int) -> RateCurve:
    """The rate that the scenario states, without the random factors, whose means are 1."""
    days = np.arange(first_day, first_day + n_days, dtype=np.int64)
    factors = day_factors(scenario, arrivals, days)
    per_issue = contacts_per_issue_baseline(scenario) if arrivals.counted == "contacts" else 1.0
    if arrivals.rates is not None:
        shape = _stated(scenario, arrivals, days)
        parts = factors[:, None] * shape / per_issue
    else:
        profile = np.array(arrivals.profile)
        volume = arrivals.volume if arrivals.sinusoid is None else arrivals.sinusoid.mean
        assert volume is not None
        parts = volume / per_issue / DAY_S * np.multiply.outer(factors, profile / profile.mean())
    for number, special in special_days(scenario, arrivals):
        if special.profile is not None:
            profile = np.array(special.profile)
            parts = finer(parts, profile.size)
            row = parts[days == number]
            row = row.mean(axis=1, keepdims=True) * profile / profile.mean()
            parts[days == number] = np.repeat(row, parts.shape[1] // profile.size, axis=1)
    return RateCurve(first_day, parts, _varying(scenario, arrivals, first_day, n_days))


def finer(parts: Floats, n: int) -> Floats:
    """The same (days, parts) cut so that every boundary of `n` equal parts of the day is one."""
    return np.repeat(parts, math.lcm(parts.shape[1], n) // parts.shape[1], axis=1)


def _stated(scenario: Scenario, arrivals: PoissonArrivals, days: Days) -> Floats:
    """`arrivals.rates` as contacts per second (days, parts)."""
    rates = arrivals.rates
    assert rates is not None
    per_s = np.array(rates.per_hour) / 3600
    per_day = round(DAY_S / rates.interval)
    rows = np.tile(per_s, max(1, per_day // per_s.size)).reshape(-1, per_day)
    return np.asarray(rows[(days - warm_up_days(scenario)) % rows.shape[0]])


def _varying(scenario: Scenario, arrivals: PoissonArrivals, first_day: int, n_days: int) -> tuple[Wave | Crowd, ...]:
    found: list[Wave | Crowd] = []
    sinusoid = arrivals.sinusoid
    if sinusoid is not None and sinusoid.mean > 0:
        per_s = 2 * math.pi / sinusoid.period
        # t counts from the first measured midnight
        phase = sinusoid.phase - per_s * (warm_up_days(scenario) * DAY_S)
        found.append(Wave(sinusoid.amplitude / sinusoid.mean, per_s, phase))
    for number, special in special_days(scenario, arrivals):
        for spike in special.spikes:
            crowd = Crowd(number * DAY_S + spike.at, spike.peak - 1, spike.decay)
            if crowd.at_s < (first_day + n_days) * DAY_S and crowd.end_s > first_day * DAY_S:
                found.append(crowd)
    return tuple(found)
