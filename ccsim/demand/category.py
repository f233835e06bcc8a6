"""A draw among few categories, by inversion."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_FEW = 12


def category(bounds: NDArray[np.float64], uniform: NDArray[np.float64]) -> NDArray[np.int64]:
    """How many of the ascending `bounds` each uniform number has reached: its category's number."""
    if bounds.size > _FEW:
        return np.searchsorted(bounds, uniform, side="right").astype(np.int64)
    reached = np.zeros(uniform.size, np.int64)
    for bound in bounds:  # a few comparisons of whole arrays take a fraction of the time of as many searches
        reached += uniform >= bound
    return reached
