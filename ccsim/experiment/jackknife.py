"""The jackknife over replications: intervals of what is computed from several sums at once.

Leaving replication i out of all scenarios together keeps the days paired. Source: docs/roi.md, docs/claims-method.md.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ccsim.experiment.statistics import CONFIDENCE, student


def jackknife(whole: float, without: ArrayLike, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Student's interval of a smooth function of sums around its value `whole`, on R-1 degrees of freedom.

    `without` (R,) holds its values with one replication left out each; SE = sqrt((R-1)/R sum (v_i - mean v)^2). NaN for
    one replication, or if a value is not finite.
    """
    values = np.asarray(without, np.float64)
    runs = values.size
    if runs < 2 or not np.isfinite(whole):
        return float("nan"), float("nan")
    se = float(np.sqrt((runs - 1) / runs * ((values - values.mean()) ** 2).sum()))
    half = student(confidence, runs) * se
    return whole - half, whole + half
