"""Points of the Poisson field compiled: drawn a cell at a time, and only those kept that may lie below the rate.

A low rate leaves most points of its cells above it, one strip being the least there is: NumPy would carry each of them
through a dozen columns. The numbers are those of `randomness.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numba import njit, types
from numpy.typing import NDArray

import ccsim.randomness_kernel
from ccsim.kernel_cache import cache_folder, cached
from ccsim.randomness_kernel import unit_block

OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "fastmath": False}
FOLDER = cache_folder([Path(__file__), Path(ccsim.randomness_kernel.__file__)], OPTIONS)
MOST_IN_CELL = 256


def _below(
    key: int,
    cells: NDArray[np.int64],
    counts: NDArray[np.int64],
    strips: NDArray[np.int64],
    bounds: NDArray[np.float64],
    strip_per_s: float,
    ids: NDArray[np.int64],
    times: NDArray[np.float64],
    heights: NDArray[np.float64],
) -> int:
    time, height = np.empty(MOST_IN_CELL), np.empty(MOST_IN_CELL)
    n = 0
    for c in range(cells.size):
        for i in range(counts[c]):
            time[i], height[i] = unit_block(np.uint64(key), np.uint64(cells[c] + (i << 8)), np.uint64(0))
        for i in range(counts[c]):
            if (strips[c] + height[i]) * strip_per_s < bounds[c]:
                ids[n], times[n], heights[n] = cells[c] + (i << 8), time[i], height[i]
                n += 1
    return n


_INTS, _FLOATS = (types.Array(kind, 1, "C", readonly=True) for kind in (types.int64, types.float64))
_OUT = (types.int64[::1], types.float64[::1], types.float64[::1])
_SIGNATURE = types.int64(types.uint64, _INTS, _INTS, _INTS, _FLOATS, types.float64, *_OUT)
with cached(FOLDER):
    _compiled = njit(_SIGNATURE, cache=FOLDER.path is not None, **OPTIONS)(_below)


def points_below(
    key: int,
    cells: NDArray[np.int64],
    counts: NDArray[np.int64],
    strips: NDArray[np.int64],
    bounds: NDArray[np.float64],
    strip_per_s: float,
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Ids of points, their places in time and in height (0 to 1), of those below `bounds` (contacts/s).

    Per cell (n,): the id of its first point, how many points it has (at most MOST_IN_CELL), its strip, and the highest
    rate there. `key`: of the stream of points; `strip_per_s`: height of a strip.
    """
    assert counts.max(initial=0) <= MOST_IN_CELL
    room = int(counts.sum())
    ids, times, heights = np.empty(room, np.int64), np.empty(room), np.empty(room)
    n = _compiled(key, cells, counts, strips, bounds, strip_per_s, ids, times, heights)
    return ids[:n], times[:n], heights[:n]
