"""The time grid: every instant is a float64 multiple of 2^-20 s, so sums and differences are exact.

On the grid `now + (t - now) == t` holds, no wait is misjudged by rounding, and total times are int64 ticks.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

TICKS_PER_S = 1048576.0  # 2**20
DAY_S = 86400.0
MONTH_S = 365.25 / 12 * DAY_S
"""A mean month."""
_COARSE = 1.5 * 2.0**32  # float64 numbers from here to 4/3 of it lie a grid step apart


def grid(seconds: float) -> float:
    """The nearest grid point to `seconds` (half to even), in seconds; below 2^31 s (68 years).

    The sum is rounded to the steps of its size, which are those of the grid; the difference is exact. That is several
    times as fast as rounding to an integer, for Python and for compiled code.
    """
    return (seconds + _COARSE) - _COARSE


def grid_array(seconds: NDArray[np.float64]) -> NDArray[np.float64]:
    """`grid` for an array; NaN and inf pass through."""
    return np.rint(np.asarray(seconds, dtype=np.float64) * TICKS_PER_S) / TICKS_PER_S


def ticks(seconds: float) -> int:
    """Number of grid steps in a duration that lies on the grid."""
    return int(seconds * TICKS_PER_S)


def ticks_array(seconds: NDArray[np.float64]) -> NDArray[np.int64]:
    """The nearest number of grid steps of each duration or instant."""
    return np.rint(seconds * TICKS_PER_S).astype(np.int64)
