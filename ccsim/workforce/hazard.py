"""How long agents stay: a hazard of leaving that is constant between edges of tenure.

Times in months. Everything has a closed form: cumulative hazard, its inverse, survival, mean stay, and the ages of a
team that has long been as it is. Source: docs/people.md#leaving.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Hazard:
    """Rates of leaving (1/month) from each edge of tenure (months) on; the last one holds for ever."""

    edges: tuple[float, ...]
    rates: tuple[float, ...]

    def cumulative(self, tenure: ArrayLike) -> Floats:
        """Integral of the hazard from 0 to `tenure` (months, at least 0)."""
        at = np.maximum(np.asarray(tenure, np.float64), 0.0)
        k = np.searchsorted(self._edges, at, side="right") - 1
        return np.asarray(self._steps[k] + (at - self._edges[k]) * self._rates[k])

    def inverse(self, amount: ArrayLike) -> Floats:
        """The tenure (months) at which the cumulative hazard reaches `amount`; infinite if it never does."""
        wanted = np.asarray(amount, np.float64)
        k = np.clip(np.searchsorted(self._steps, wanted, side="left") - 1, 0, None)
        with np.errstate(divide="ignore", invalid="ignore"):
            beyond = (wanted - self._steps[k]) / self._rates[k]
        return np.asarray(np.where(wanted > self._steps[k], self._edges[k] + beyond, self._edges[k]))

    def survival(self, tenure: ArrayLike) -> Floats:
        """Share of those who began that is still there."""
        return np.exp(-self.cumulative(tenure))

    def stay(self, tenure: ArrayLike) -> Floats:
        """Integral of the survival from 0 to `tenure`: mean months spent up to that tenure."""
        at = np.asarray(tenure, np.float64)
        k = np.searchsorted(self._edges, at, side="right") - 1
        return np.asarray(self._areas[k] + self._area(k, at - self._edges[k]))

    @property
    def mean_stay(self) -> float:
        """Mean months until an agent leaves; infinite if some never do."""
        last = self.rates[-1]
        return float(self._areas[-1] + np.exp(-self._steps[-1]) / last) if last > 0 else math.inf

    def settled(self, u: ArrayLike) -> Floats:
        """Tenures of a team that has long been as it is: density survival / mean stay, by inversion of `u` in (0, 1).

        Raises ValueError if some never leave: then no team is ever settled.
        """
        if math.isinf(self.mean_stay):
            raise ValueError("nobody leaves after some tenure, so tenures never settle")
        wanted = np.asarray(u, np.float64) * self.mean_stay
        k = np.clip(np.searchsorted(self._areas, wanted, side="right") - 1, 0, None)
        left, rate, alive = wanted - self._areas[k], self._rates[k], np.exp(-self._steps[k])
        with np.errstate(divide="ignore", invalid="ignore"):
            curved = -np.log1p(-np.minimum(left * rate / alive, 1 - 1e-16)) / rate
        return np.asarray(self._edges[k] + np.where(rate > 0, curved, left / alive))

    def _area(self, k: NDArray[np.intp], length: Floats) -> Floats:
        rate, alive = self._rates[k], np.exp(-self._steps[k])
        with np.errstate(divide="ignore", invalid="ignore"):
            curved = -np.expm1(-rate * length) / rate
        return np.asarray(alive * np.where(rate > 0, curved, length))

    @property
    def _edges(self) -> Floats:
        return np.array(self.edges)

    @property
    def _rates(self) -> Floats:
        return np.array(self.rates)

    @property
    def _steps(self) -> Floats:
        """Cumulative hazard at the edges."""
        return np.concatenate([[0.0], np.cumsum(np.diff(self._edges) * self._rates[:-1])])

    @property
    def _areas(self) -> Floats:
        """Integral of the survival up to the edges."""
        edges, steps, rates = self._edges, self._steps, self._rates[:-1]
        length = np.diff(edges)
        with np.errstate(divide="ignore", invalid="ignore"):
            curved = -np.expm1(-rates * length) / rates
        pieces = np.exp(-steps[:-1]) * np.where(rates > 0, curved, length)
        return np.concatenate([[0.0], np.cumsum(pieces)])


def two_steps(rate_per_year: float, early_leave: float, early_months: float) -> Hazard:
    """A first hazard by which `early_leave` are gone after `early_months`, then one that makes the year's rate hold.

    The year's rate is leavers / mean headcount of a team in which every leaver is replaced at once: 12 / mean stay.
    Raises ValueError if so many leave early that nobody would have to leave later.
    """
    first = -math.log1p(-early_leave) / early_months
    early_stay = early_leave / first if first > 0 else early_months
    rest = 12 / rate_per_year - early_stay
    if rest <= 0:
        raise ValueError(
            f"{early_leave:.4g} gone after {early_months:g} months are more than {rate_per_year:.4g} a year"
        )
    return Hazard((0.0, early_months), (first, (1 - early_leave) / rest))
