"""Whether the differences scatter as chance says: a simulator that errs everywhere by a little has no single large z.

Quantities of one study depend on each other, studies do not: each study counts once, with the mean square of its z.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import stdtr

from ccsim.verification.estimating import FALSE_ALARM, Finding

FEWEST_STUDIES = 10


class Scatter(NamedTuple):
    """Mean squares of z by study."""

    studies: int
    """Those with a quantity that was compared."""
    mean_square: float
    """Mean over studies, as a share of what Student's t gives for their replications: about 1."""
    p_value: float
    """Two-sided, that the mean is 1, by Student's t over studies; 1 if there are too few of them to tell."""

    @property
    def is_wrong(self) -> bool:
        """Whether standard errors are wrong or small errors are everywhere."""
        return self.p_value < FALSE_ALARM


def scatter(findings: Sequence[Finding]) -> Scatter:
    """The scatter of all quantities that were compared."""
    by_study: dict[str, list[float]] = {}
    for one in findings:
        if one.state == "compared" and math.isfinite(one.z) and one.replications > 3:
            freedom = one.replications - 1
            by_study.setdefault(one.study, []).append(one.z**2 * (freedom - 2) / freedom)
    squares = np.array([np.mean(values) for values in by_study.values()])
    if squares.size < 2:
        return Scatter(squares.size, float(squares.mean()) if squares.size else math.nan, 1.0)
    error = squares.std(ddof=1) / math.sqrt(squares.size)
    t = abs(squares.mean() - 1) / error if error > 0 else math.inf
    tells = squares.size >= FEWEST_STUDIES
    return Scatter(squares.size, float(squares.mean()), float(2 * stdtr(squares.size - 1, -t)) if tells else 1.0)
