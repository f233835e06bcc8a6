"""How agents become faster and better with tenure: the share of a practised agent's work that one does.

`speed` is relative to a practised agent; handling time is that of a practised agent over the speed. Integrals over
tenure have closed forms, so a team's capacity needs no steps in time. Times in months. Source: docs/people.md#learning.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


class Curve(Protocol):
    """A learning curve."""

    def speed(self, tenure: ArrayLike) -> Floats:
        """Work done per time against a practised agent, at a tenure (months)."""

    def work(self, tenure: ArrayLike) -> Floats:
        """Integral of the speed from 0 to `tenure`: months of a practised agent that it is worth."""


@dataclass(frozen=True)
class Practised:
    """Nothing to learn."""

    def speed(self, tenure: ArrayLike) -> Floats:
        """Always 1."""
        return np.ones_like(np.asarray(tenure, np.float64))

    def work(self, tenure: ArrayLike) -> Floats:
        """The tenure itself."""
        return np.asarray(tenure, np.float64)


@dataclass(frozen=True)
class ExponentialTime:
    """Handling time 1 + (start - 1) exp(-tenure / months) against a practised agent's."""

    start: float
    months: float

    def speed(self, tenure: ArrayLike) -> Floats:
        """1 / handling time."""
        return np.asarray(1 / (1 + (self.start - 1) * np.exp(-np.asarray(tenure, np.float64) / self.months)))

    def work(self, tenure: ArrayLike) -> Floats:
        """months x ln((exp(tenure / months) + start - 1) / start)."""
        at = np.asarray(tenure, np.float64) / self.months
        return np.asarray(self.months * (at + np.log1p((self.start - 1) * np.exp(-at)) - math.log(self.start)))


@dataclass(frozen=True)
class ExponentialSpeed:
    """Speed final - (final - start) exp(-tenure / months)."""

    start: float
    final: float
    months: float

    def speed(self, tenure: ArrayLike) -> Floats:
        """As it says."""
        at = np.asarray(tenure, np.float64)
        return np.asarray(self.final - (self.final - self.start) * np.exp(-at / self.months))

    def work(self, tenure: ArrayLike) -> Floats:
        """final x tenure - (final - start) x months x (1 - exp(-tenure / months))."""
        at = np.asarray(tenure, np.float64)
        lost = (self.final - self.start) * self.months
        return np.asarray(self.final * at + lost * np.expm1(-at / self.months))


@dataclass(frozen=True)
class PowerLaw:
    """Wright (1936): the k-th contact takes start x k^-exponent of a practised agent's time, and never less than 1.

    k = 1 + contacts_per_month x tenure, as if contacts came evenly.
    """

    start: float
    exponent: float
    contacts_per_month: float

    def handling(self, contact: ArrayLike) -> Floats:
        """Handling time of the k-th contact against a practised agent's."""
        return np.maximum(1.0, self.start * np.asarray(contact, np.float64) ** -self.exponent)

    def speed(self, tenure: ArrayLike) -> Floats:
        """1 / handling time of the contact that is due."""
        return np.asarray(1 / self.handling(1 + self.contacts_per_month * np.asarray(tenure, np.float64)))

    def work(self, tenure: ArrayLike) -> Floats:
        """Its integral: a power up to the contact at which practice is complete, then the time itself."""
        at = np.asarray(tenure, np.float64)
        power, per_month = 1 + self.exponent, self.contacts_per_month
        learning = np.minimum(at, self.complete)
        learned = ((1 + per_month * learning) ** power - 1) / (self.start * per_month * power)
        return np.asarray(learned + np.maximum(0.0, at - self.complete))

    @property
    def complete(self) -> float:
        """Months until the handling time is a practised agent's."""
        return float((self.start ** (1 / self.exponent) - 1) / self.contacts_per_month)


def mean_of_first(curve: PowerLaw, contacts: int) -> float:
    """Mean handling time of the first `contacts` contacts against a practised agent's."""
    return math.fsum(curve.handling(np.arange(1, contacts + 1)).tolist()) / contacts
