"""The bins of waits: exact at their edges, nowhere wider than 0.4%, and lossless when stored sparsely."""

from __future__ import annotations

import numpy as np

from ccsim.metrics.waits import EDGE_S, EDGE_TICKS, N_BINS, bin_of, from_sparse, histogram, to_sparse


def test_bins_are_at_most_four_per_mille_wide() -> None:
    assert (np.diff(EDGE_TICKS[1:]) * 250 <= EDGE_TICKS[1:-1]).all()
    assert (np.diff(EDGE_TICKS) > 0).all()


def test_bins_reach_from_a_millisecond_to_ten_days() -> None:
    assert EDGE_S[0] == 0
    assert EDGE_S[1] == 2**-10
    assert 864_000 <= EDGE_S[-1] < 864_000 * 1.004


def test_edges_are_the_same_everywhere() -> None:
    """Stored histograms rely on them: 1024, then each e + e // 250."""
    assert EDGE_TICKS[:5].tolist() == [0, 1024, 1028, 1032, 1036]
    assert (N_BINS, int(EDGE_TICKS[-1])) == (5196, 905_990_075_996)


def test_an_edge_belongs_to_the_bin_below() -> None:
    numbers = np.arange(EDGE_TICKS.size)
    assert (bin_of(EDGE_TICKS) == numbers).all()
    assert (bin_of(EDGE_TICKS + 1) == numbers + 1).all()


def test_only_no_wait_at_all_is_in_bin_zero() -> None:
    assert bin_of(np.array([0, 1, 1024, 1025])).tolist() == [0, 1, 1, 2]


def test_long_waits_are_kept_in_the_last_bin() -> None:
    assert histogram(np.array([EDGE_TICKS[-1] * 3]))[N_BINS - 1] == 1


def test_sparse_storage_loses_nothing() -> None:
    counts = histogram(np.array([0, 0, 5, 10**6, 10**9, 10**13]))
    index, count = to_sparse(counts)
    assert index.size == 5
    assert (from_sparse(index, count) == counts).all()
