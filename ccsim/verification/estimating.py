"""From replications' sums to what is said of a check: value, standard error, z, and the bias that would have shown.

Source: docs/statistics.md#ratios and docs/verification.md#reading-the-table.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit
from scipy.stats import norm

from ccsim.experiment.statistics import linearise
from ccsim.verification.study import Check, Study

FALSE_ALARM = 1e-6
"""Probability that a correct simulator fails: two-sided, of one quantity where a detectable bias is stated, of all
quantities of a command together where it decides."""
POWER = 0.99
"""Probability with which a bias of the stated size is found."""
LEAST_EVENTS = 400.0
"""Expected events behind a quantity from which on its standard error can be trusted."""


class Finding(NamedTuple):
    """A check and what came of it."""

    study: str
    check: Check
    replications: int
    value: float
    se: float
    """Standard error of value - reference; 0 where all replications agree."""
    z: float
    """(value - reference) / se; 0 if both agree exactly, infinite if they differ though no replication does."""
    state: str
    """"compared", "exact" (the same in every replication and equal to the reference) or "too rare"."""

    @property
    def p_value(self) -> float:
        """Two-sided, by Student's t with one degree less than there are replications."""
        if self.state != "compared":
            return 1.0
        return float(2 * stdtr(self.replications - 1, -abs(self.z))) if math.isfinite(self.z) else 0.0

    @property
    def z_of_other(self) -> float:
        """(value - the file's value of another model) / se; NaN if there is none, or nothing was compared."""
        if self.check.other is None or self.state != "compared" or self.se <= 0:
            return math.nan
        return (self.value - self.check.other.reference) / self.se

    @property
    def detectable(self) -> float:
        """Smallest bias that would have been found with the stated power at the stated false alarm."""
        return self.se * detection_factor(self.replications)

    @property
    def relative(self) -> float:
        """The same relative to the reference; NaN if that is 0."""
        return self.detectable / abs(self.check.reference) if self.check.reference else math.nan


def detection_factor(replications: int) -> float:
    """Standard errors that a bias must have to be found with probability POWER at false alarm FALSE_ALARM."""
    return critical(FALSE_ALARM, replications) + float(norm.ppf(POWER))


def critical(false_alarm: float, replications: int) -> float:
    """Two-sided Student quantile."""
    return float(-stdtrit(replications - 1, false_alarm / 2))


def findings(study: Study, numerators: NDArray[np.float64], denominators: NDArray[np.float64]) -> list[Finding]:
    """What came of a study's checks; arrays (replications, checks)."""
    found, below = linearise(numerators, denominators), denominators.sum(axis=0)
    results = []
    for number, check in enumerate(study.checks):
        value, se = float(found.ratio[number]), math.hypot(float(found.se[number]), check.reference_se)
        apart = value - check.reference
        if math.isnan(value) or (check.rare is not None and check.rare * below[number] < LEAST_EVENTS):
            state, z = "too rare", 0.0
        elif se > 0:
            state, z = "compared", apart / se
        else:
            same = math.isclose(value, check.reference, rel_tol=1e-9, abs_tol=1e-12)
            state, z = ("exact", 0.0) if same else ("compared", math.copysign(math.inf, apart))
        results.append(Finding(study.name, check, numerators.shape[0], value, se, z, state))
    return results


class Summary(NamedTuple):
    """All findings together."""

    quantities: int
    """Those that were compared and have a standard error."""
    exact: int
    """Those that were compared and are equal without any spread."""
    too_rare: int
    rms_z: float
    largest: Finding | None
    bound: float
    """The p-value below which a quantity fails: the false alarm of the whole family over the number of quantities."""
    failed: tuple[Finding, ...]

    @property
    def nothing_compared(self) -> bool:
        """Whether no quantity at all was held against its reference."""
        return self.quantities + self.exact == 0


def summary(results: Sequence[Finding]) -> Summary:
    """Root mean square and largest |z|, and what exceeds the family-wise bound (Bonferroni)."""
    compared = [one for one in results if one.state == "compared"]
    finite = [one.z for one in compared if math.isfinite(one.z)]
    bound = FALSE_ALARM / max(1, len(compared))
    return Summary(
        quantities=len(compared),
        exact=sum(one.state == "exact" for one in results),
        too_rare=sum(one.state == "too rare" for one in results),
        rms_z=math.sqrt(sum(z * z for z in finite) / len(finite)) if finite else math.nan,
        largest=min(compared, key=lambda one: (one.p_value, -abs(one.z)), default=None),
        bound=bound,
        failed=tuple(one for one in compared if one.p_value < bound),
    )
