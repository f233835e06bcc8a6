"""Uniform numbers compiled: the very numbers of `randomness.py` in a tenth of its time, without holding the GIL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numba import njit, types
from numpy.typing import NDArray

from ccsim.kernel_cache import cache_folder, cached

OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "fastmath": False}
FOLDER = cache_folder([Path(__file__)], OPTIONS)
# One signature, so that read-only ids do not compile a second kernel.
_SIGNATURE = types.void(
    types.uint64, types.Array(types.int64, 1, "C", readonly=True), types.int64, types.Array(types.float64, 2, "C")
)
_ROUNDS = 10
_MULTIPLIER_0, _MULTIPLIER_1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_WEYL_0, _WEYL_1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_LOW, _HALF, _DROPPED = np.uint64(0xFFFFFFFF), np.uint64(32), np.uint64(12)


@njit(inline="always", **OPTIONS)  # type: ignore[untyped-decorator]
def unit_block(key: Any, entity: Any, number: Any) -> tuple[Any, Any]:
    """The two uniforms of block `number` of an entity: columns 2 `number` and 2 `number` + 1 of its stream."""
    c0, c1, c2, c3 = entity & _LOW, entity >> _HALF, number, np.uint64(0)
    k0, k1 = key & _LOW, key >> _HALF
    for _ in range(_ROUNDS):
        product_0, product_1 = c0 * _MULTIPLIER_0, c2 * _MULTIPLIER_1
        c0, c1 = (product_1 >> _HALF) ^ c1 ^ k0, product_1 & _LOW
        c2, c3 = (product_0 >> _HALF) ^ c3 ^ k1, product_0 & _LOW
        k0, k1 = (k0 + _WEYL_0) & _LOW, (k1 + _WEYL_1) & _LOW
    high = (np.float64((c0 << _HALF | c1) >> _DROPPED) + 0.5) * 2.0**-52
    low = (np.float64((c2 << _HALF | c3) >> _DROPPED) + 0.5) * 2.0**-52
    return high, low


def _fill(key: int, ids: NDArray[np.int64], first_block: int, out: NDArray[np.float64]) -> None:
    """Uniforms (columns, n) of the entities `ids` (n,) into `out`, from block `first_block` of each on.

    `out` has an even number of rows.
    """
    for block in range(out.shape[0] // 2):
        high, low = out[2 * block], out[2 * block + 1]
        for i in range(ids.size):
            high[i], low[i] = unit_block(np.uint64(key), np.uint64(ids[i]), np.uint64(first_block + block))


with cached(FOLDER):
    fill = njit(_SIGNATURE, cache=FOLDER.path is not None, **OPTIONS)(_fill)
