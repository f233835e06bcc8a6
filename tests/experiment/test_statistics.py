"""Estimates against hand-worked figures; their coverage has a module of its own (test_coverage.py)."""

from __future__ import annotations

import math

import numpy as np
import pytest

from ccsim.experiment import statistics
from ccsim.experiment.statistics import (
    inverse,
    linearise,
    quantile_estimate,
    ratio_estimate,
    ratio_intervals,
    ratio_se,
    unseen_bound,
)
from ccsim.metrics.waits import EDGE_S, N_BINS, histogram

T_2 = 4.302652729911275  # Student, 2 degrees of freedom, 97.5%
TICKS = 2**20


def waits(*seconds: float) -> np.ndarray:
    return histogram(np.array([second * TICKS for second in seconds], np.int64))


def test_ratio_of_sums_and_its_standard_error() -> None:
    """N = 1, 2, 3 of D = 4, 4, 4: r = 1/2, e = -1, 0, 1, SE = sqrt(2 / (3 x 2)) / 4."""
    ratio, se = ratio_se([1, 2, 3], [4, 4, 4])
    assert ratio == 0.5
    assert se == pytest.approx(math.sqrt(1 / 3) / 4, rel=1e-14)


def test_unequal_denominators_are_weighed() -> None:
    """N = 1, 9 of D = 1, 19: r = 10/20, e = 0.5, -0.5, SE = sqrt(0.5 / 2) / 10; the mean of ratios would be 0.737."""
    ratio, se = ratio_se([1, 9], [1, 19])
    assert ratio == 0.5
    assert se == pytest.approx(0.05, rel=1e-14)


def test_proportions_have_a_logit_interval() -> None:
    """logit 1/2 = 0, half-width t SE / (r (1 - r)) = t x 4 SE."""
    half = T_2 * 4 * math.sqrt(1 / 3) / 4
    found = ratio_estimate([1, 2, 3], [4, 4, 4], "proportion")
    assert found.value == 0.5
    assert found.low == pytest.approx(1 / (1 + math.exp(half)), rel=1e-9)
    assert found.high == pytest.approx(1 / (1 + math.exp(-half)), rel=1e-9)
    assert (found.why, found.n) == ("", 3)


def test_positive_ratios_have_a_log_interval() -> None:
    """N = 10, 20, 30 of D = 1, 1, 1: r = 20, SE = 10 / sqrt(3)."""
    factor = math.exp(T_2 * 10 / math.sqrt(3) / 20)
    found = ratio_estimate([10, 20, 30], [1, 1, 1], "ratio")
    assert (found.low, found.high) == (pytest.approx(20 / factor, rel=1e-9), pytest.approx(20 * factor, rel=1e-9))


def test_skewed_days_widen_the_interval() -> None:
    """D = 1, N = 1, 1, 1, 9: r = 3, e = -2, -2, -2, 6; s = 4, SE = 2, skewness 48/64 = 0.75, b = 0.75/2 = 0.375.

    Hall: upper end 3 - 2 x (3/b) ((1 + b (-t - b/6))^(1/3) - 1) with t = 3.182446: the cube root of -0.216855 is
    -0.600797, so the end is 3 + 16 x 1.600797 = 28.6128. The log interval ends at 3 exp(2 t / 3) = 25.0359.
    """
    found = ratio_estimate([1, 1, 1, 9], [1, 1, 1, 1], "ratio")
    assert found.high == pytest.approx(28.6128, abs=5e-4)
    assert found.low == pytest.approx(3 / math.exp(2 * 3.182446305 / 3), rel=1e-8)


def test_plain_intervals_are_symmetric() -> None:
    half = T_2 * 10 / math.sqrt(3)
    found = ratio_estimate([-10, 0, 10], [1, 1, 1], "plain")
    assert (found.low, found.value, found.high) == (pytest.approx(-half), 0, pytest.approx(half))


def test_more_confidence_is_a_wider_interval() -> None:
    narrow = ratio_estimate([3, 4, 6, 5], [9, 9, 9, 9], "proportion", 0.8)
    wide = ratio_estimate([3, 4, 6, 5], [9, 9, 9, 9], "proportion", 0.99)
    assert wide.low < narrow.low < narrow.value < narrow.high < wide.high


def test_columns_are_estimated_alike() -> None:
    n, d = np.array([[1, 5], [2, 6], [3, 9]]), np.array([[4, 10], [4, 12], [4, 14]])
    found = ratio_intervals(n, d, "proportion")
    for column in (0, 1):
        single = ratio_estimate(n[:, column], d[:, column], "proportion")
        assert (found.value[column], found.low[column], found.high[column]) == (single.value, single.low, single.high)


def test_none_in_any_replication_gives_a_one_sided_bound() -> None:
    """30 replications of 1000: effective number 30000 / (1 + 999 x 0.01) = 2729.75; 1 - 0.05^(1/2729.75) = 0.0010969."""
    found = ratio_estimate([0] * 30, [1000] * 30, "proportion")
    assert (found.value, found.low, found.why) == (0, 0, statistics.NONE_SEEN)
    assert found.high == pytest.approx(0.0010969, abs=1e-7)


def test_all_in_every_replication_is_its_mirror() -> None:
    none = ratio_estimate([0] * 30, [1000] * 30, "proportion")
    every = ratio_estimate([1000] * 30, [1000] * 30, "proportion")
    assert (every.value, every.high, every.why) == (1, 1, statistics.ALL_SEEN)
    assert every.low == pytest.approx(1 - none.high, rel=1e-12)


def test_a_single_contact_per_replication_needs_no_design_effect() -> None:
    """The rule of three: about 3 / 300."""
    assert unseen_bound(np.array([300.0]), 300, 0.95)[0] == pytest.approx(-math.expm1(math.log(0.05) / 300))


def test_a_ratio_that_is_always_zero_has_no_upper_bound() -> None:
    found = ratio_estimate([0, 0, 0], [5, 6, 7], "ratio")
    assert (found.value, found.low, found.high, found.why) == (0, 0, None, statistics.ZERO_RATIO)


def test_what_never_varies_has_no_width() -> None:
    found = ratio_estimate([0.1, 0.2, 0.3], [1, 2, 3], "ratio")
    assert (found.low, found.high, found.why) == (found.value, found.value, statistics.ALWAYS_THE_SAME)


def test_nothing_to_count() -> None:
    found = ratio_estimate([0, 0], [0, 0], "proportion")
    assert (found.value, found.low, found.high, found.why) == (None, None, None, statistics.NOTHING_TO_COUNT)


def test_one_replication_has_a_value_and_no_interval() -> None:
    found = ratio_estimate([1], [4], "proportion")
    assert (found.value, found.low, found.high, found.why) == (0.25, None, None, statistics.ONE_REPLICATION)


def test_a_replication_without_contacts_is_no_obstacle() -> None:
    found = ratio_estimate([0, 1, 2], [0, 4, 4], "proportion")
    assert found.value == 0.375
    assert 0 < found.low < 0.375 < found.high < 1


def test_residuals_add_up_to_zero() -> None:
    """What pairs two scenarios with common random numbers: each replication's own part of the error."""
    found = linearise([3, 7, 4, 9], [10, 20, 15, 18])
    assert found.residuals.sum() == pytest.approx(0, abs=1e-12)
    assert found.se[0] == pytest.approx(math.sqrt((found.residuals**2).sum() / 12))


def test_a_quantile_is_linear_within_its_bin() -> None:
    """Half of a bin's mass is reached in the middle of the bin."""
    pooled = np.zeros(N_BINS)
    pooled[1000:] = 1.0
    assert inverse(pooled, 0.5) == pytest.approx((EDGE_S[999] + EDGE_S[1000]) / 2, rel=1e-12)


def test_quantile_of_a_hand_made_histogram() -> None:
    """Waits 0, 0, 10, 20, 30, 190: the median is reached with the third one, within a bin's 0.4%."""
    found = quantile_estimate([waits(0, 0, 10, 20, 30, 190), waits(0, 0, 10, 20, 30, 200)], 0.5)
    assert found.value == pytest.approx(10, rel=0.004)


def test_woodruff_inverts_the_interval_of_the_share() -> None:
    """Ten waits in each of two replications, 1..10 s and 2..11 s, p = 1/2.

    The pooled distribution reaches 1/2 with the tenth of twenty waits, at 6 s (5 + 5 waits up to 5.98 s, then two at 6).
    At the estimate the shares are c1 and c2 = c1 - 1, so e = +-1/2 and SE = 1/20; with t = 12.7 and one degree of
    freedom the logit interval of the share is wide: 0.0728..0.9272, that is waits 2 and 10 (within their bins).
    """
    found = quantile_estimate([waits(*range(1, 11)), waits(*range(2, 12))], 0.5)
    half = 12.706204736432095 * 0.05 / 0.25
    share = 1 / (1 + math.exp(half))
    assert share == pytest.approx(0.0730, abs=5e-4)
    assert found.value == pytest.approx(6, rel=0.004)
    assert found.low == pytest.approx(2, rel=0.004)
    assert found.high == pytest.approx(10, rel=0.004)


def test_replications_are_read_within_the_bin_too() -> None:
    """Ten waits in one bin, and five there and five later: at the median, in that bin, the shares are 2/3 and 1/3."""
    found = quantile_estimate([waits(*[50.0] * 10), waits(*[50.0] * 5, *[70.0] * 5)], 0.5)
    assert 49.8 < found.value < 50.2
    assert found.low < found.value < found.high
    assert found.why == ""


def test_most_do_not_wait() -> None:
    found = quantile_estimate([waits(0, 0, 0, 5), waits(0, 0, 0, 0), waits(0, 0, 7, 9)], 0.5)
    assert (found.value, found.low, found.why) == (0, 0, statistics.MOSTLY_ZERO)
    assert found.high >= 0


def test_waits_beyond_the_bins_are_said_to_be_so() -> None:
    found = quantile_estimate([waits(900_000, 950_000), waits(1, 950_000)], 0.9)
    assert (found.value, found.high, found.why) == (EDGE_S[-1], None, statistics.BEYOND_BINS)


def test_no_waits_at_all() -> None:
    assert quantile_estimate(np.zeros((3, N_BINS)), 0.5).why == statistics.NOTHING_TO_COUNT


def test_identical_replications_have_no_width() -> None:
    found = quantile_estimate([waits(1, 2, 3)] * 4, 0.5)
    assert found.low == found.value == found.high
    assert found.why == statistics.ALWAYS_THE_SAME
