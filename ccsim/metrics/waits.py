"""Waits in fixed logarithmic bins, so that histograms of different runs add up and quantiles need no raw data."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ccsim.model.timegrid import TICKS_PER_S

Ints = NDArray[np.int64]

_FIRST = 1024  # ticks: 2^-10 s
_LAST = 864_000 * int(TICKS_PER_S)  # ten days


def _edges() -> list[int]:
    edges = [0, _FIRST]
    while edges[-1] < _LAST:
        edges.append(edges[-1] + edges[-1] // 250)  # integers: the same edges on every machine, at most 0.4% apart
    return edges


EDGE_TICKS: Ints = np.array(_edges(), np.int64)
"""Upper bounds of the bins (ticks): bin 0 holds waits of exactly 0, bin i those in (EDGE[i-1], EDGE[i]]."""
EDGE_S: NDArray[np.float64] = EDGE_TICKS / TICKS_PER_S
"""The same in seconds."""
N_BINS = EDGE_TICKS.size + 1
"""Bins, with the last one for waits above ten days."""


def bin_of(wait_ticks: Ints) -> Ints:
    """Bin of each wait; every edge belongs to the bin below it, so the distribution function is exact there."""
    return np.searchsorted(EDGE_TICKS, wait_ticks, side="left").astype(np.int64)


def histogram(wait_ticks: Ints) -> Ints:
    """Number of waits in each bin, shape (N_BINS,)."""
    return np.bincount(bin_of(wait_ticks), minlength=N_BINS).astype(np.int64)


def to_sparse(counts: Ints) -> tuple[NDArray[np.int32], Ints]:
    """(index, count) of the bins that are not empty."""
    index = np.flatnonzero(counts)
    return index.astype(np.int32), counts[index]


def from_sparse(index: NDArray[np.int32], count: Ints) -> Ints:
    """The histogram whose filled bins are given; undoes `to_sparse`."""
    counts = np.zeros(N_BINS, np.int64)
    counts[index] = count
    return counts
