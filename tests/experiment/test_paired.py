"""Paired differences and ratios: exactly nothing between identical arms, and intervals that cover on synthetic days."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from test_coverage import CONTACTS, GRID, SHAPE, TICKS, keeps, service, true_service

from ccsim.experiment.paired import (
    EXACT,
    EXTREME,
    IDENTICAL,
    NO_INTERVAL,
    NO_RATIO,
    NOT_IN_BOTH,
    Arm,
    combination,
    nothing_between,
    paired,
    quantile_arm,
    ratio_arm,
)
from ccsim.experiment.statistics import linearise, student
from ccsim.metrics.waits import histogram

COUNTS = arrays(np.int64, 12, elements=st.integers(1, 10_000))


def better(busyness):
    """A second centre that answers more on a busy day: what one agent more does."""
    return service(busyness - 0.1)


@given(COUNTS, COUNTS)
@settings(max_examples=200, deadline=None)
def test_identical_arms_differ_by_exactly_nothing(one, other):
    below = np.maximum(one, other)
    for kind in ("ratio", "plain", "proportion"):
        arms = [ratio_arm(one, below, kind) for _ in range(2)]
        found = paired(*arms)
        assert (found.difference.value, found.variance_reduction) == (0.0, None)
        if not arms[
            0
        ].below:  # all of them: the one-sided bound of each arm stays, unless the sums are known to be the same
            assert (found.difference.low, found.difference.high) == (0.0, 0.0)
            assert (found.ratio.low, found.ratio.value, found.ratio.high) == (1.0, 1.0, 1.0)


def test_identical_sums_need_no_bound():
    found = nothing_between(1.0, 30)
    assert (found.difference.low, found.difference.high, found.difference.why) == (0.0, 0.0, IDENTICAL)
    assert nothing_between(0.0, 30).ratio.why == NO_RATIO


@given(COUNTS, COUNTS, st.integers(1, 1000))
@settings(max_examples=200, deadline=None)
def test_swapping_the_arms_turns_the_signs(one, other, scale):
    below = one + other + scale
    forth = paired(ratio_arm(one, below, "ratio"), ratio_arm(other, below, "ratio"))
    back = paired(ratio_arm(other, below, "ratio"), ratio_arm(one, below, "ratio"))
    assert forth.difference.value == pytest.approx(-back.difference.value)
    assert forth.difference.low == pytest.approx(-back.difference.high, rel=1e-9, abs=1e-12)
    assert forth.ratio.low == pytest.approx(1 / back.ratio.high)


def test_the_textbook_case_by_hand():
    """Equal denominators: the paired t interval of the differences 1, 3, 2, 2 (mean 2, s^2 = 2/3, SE = 0.408...)."""
    one, other, days = np.array([10.0, 20, 30, 40]), np.array([11.0, 23, 32, 42]), np.ones(4)
    found = paired(ratio_arm(one, days, "plain"), ratio_arm(other, days, "plain"))
    assert found.difference.value == pytest.approx(2)
    half = student(0.95, 4) * np.sqrt(2 / 3 / 4)
    assert found.difference.high == pytest.approx(2 + half)
    assert found.difference.low == pytest.approx(2 - half)
    alone = ((one - 25) ** 2).sum() + ((other - 27) ** 2).sum()
    assert found.variance_reduction == pytest.approx(alone / 2)


def test_a_difference_of_the_same_size_every_day_is_exact():
    found = paired(
        ratio_arm(np.arange(1.0, 9), np.ones(8), "plain"), ratio_arm(np.arange(3.0, 11), np.ones(8), "plain")
    )
    assert (found.difference.low, found.difference.high, found.difference.why) == (2.0, 2.0, EXACT)


def test_an_arm_without_a_single_case_brings_its_one_sided_bound():
    none = ratio_arm(np.zeros(30), np.full(30, 100.0), "proportion")
    some = ratio_arm(np.arange(30) % 3, np.full(30, 100.0), "proportion")
    found = paired(none, some).difference
    alone = paired(none._replace(above=0.0), some).difference
    assert found.why == EXTREME
    assert found.high == pytest.approx(alone.high)
    assert found.low == pytest.approx(alone.low - none.above)
    assert none.above > 0
    assert paired(none, some).ratio.why == NO_RATIO


def test_what_is_not_observed_is_not_compared():
    nothing, some = ratio_arm(np.zeros(9), np.zeros(9), "ratio"), ratio_arm(np.arange(9.0), np.ones(9), "ratio")
    assert paired(nothing, some).difference.why == NOT_IN_BOTH
    zero = ratio_arm(np.zeros(9), np.ones(9), "ratio")
    found = paired(zero, some).difference
    assert (found.value, found.low, found.why) == (4.0, None, NO_INTERVAL)


def test_arms_of_different_length_are_refused():
    with pytest.raises(ValueError, match="same replications"):
        paired(Arm(1.0, np.zeros(3)), Arm(1.0, np.zeros(4)))


def test_a_combination_of_arms_is_linear():
    rng = np.random.default_rng(5)
    days = rng.poisson(100, (30, 3)).astype(float)
    arms = [ratio_arm(rng.poisson(50, 30), days[:, k], "ratio") for k in range(3)]
    whole = combination([(1.0, arms[2]), (-1.0, arms[0])])
    parts = [combination([(1.0, arms[k + 1]), (-1.0, arms[k])]) for k in range(2)]
    assert whole.value == pytest.approx(parts[0].value + parts[1].value)


def paired_days(rng, runs, experiments):
    """Two centres on the same days: shared busyness and volume, answers by one uniform number for each customer."""
    busyness = rng.gamma(SHAPE, 1 / SHAPE, (runs, experiments))
    offered = rng.poisson(CONTACTS * busyness)
    first = rng.binomial(offered, service(busyness))
    more = (better(busyness) - service(busyness)) / (1 - service(busyness))
    return first, first + rng.binomial(offered - first, more), offered


def test_paired_differences_and_ratios_of_shares_cover():
    """4,000 experiments of 30 days: a loss of coverage of 2.6 points would be found."""
    experiments, truth = 4_000, float((GRID * better(GRID)).sum() / GRID.sum())
    first, second, offered = paired_days(np.random.default_rng(31), 30, experiments)
    inside = {"difference": 0, "ratio": 0}
    apart = {"difference": truth - true_service(), "ratio": truth / true_service()}
    gain = []
    for column in range(experiments):
        arms = [ratio_arm(n[:, column], offered[:, column], "proportion") for n in (first, second)]
        found = paired(*arms)
        gain.append(found.variance_reduction)
        for name, estimate in (("difference", found.difference), ("ratio", found.ratio)):
            inside[name] += estimate.low <= apart[name] <= estimate.high
    assert keeps(inside["difference"] / experiments, experiments, lost=0.012)
    assert keeps(inside["ratio"] / experiments, experiments, lost=0.012)
    assert np.median(gain) > 5


def test_paired_quantiles_cover():
    """400 experiments of 30 days; the second centre's waits are 20% longer on the same draws. An eighth lost shows."""
    rng, experiments, inside, gain = np.random.default_rng(8), 400, 0, []
    low, high = 0.0, 1e4
    for _ in range(100):  # the true 90% quantile of waits that are exponential with mean 60 s x B
        middle = (low + high) / 2
        beyond = float((GRID * np.exp(-middle / (60 * GRID))).sum() / GRID.sum())
        low, high = (middle, high) if beyond > 0.1 else (low, middle)
    truth = 0.2 * low
    for _ in range(experiments):
        arms = ([], [])
        for busyness in rng.gamma(SHAPE, 1 / SHAPE, 30):
            waits = rng.exponential(60 * busyness, rng.poisson(CONTACTS * busyness))
            for arm, factor in zip(arms, (1.0, 1.2), strict=True):
                arm.append(histogram((factor * waits * TICKS).astype(np.int64)))
        found = paired(*(quantile_arm(arm, 0.9) for arm in arms))
        inside += found.difference.low <= truth <= found.difference.high
        gain.append(found.variance_reduction)
    assert keeps(inside / experiments, experiments, lost=0.02)
    assert np.median(gain) > 20


def test_unpaired_intervals_would_be_far_too_long():
    """The study can fail: independent arms' SE is more than twice the paired one here."""
    first, second, offered = paired_days(np.random.default_rng(2), 30, 1)
    arms = [linearise(n, offered) for n in (first, second)]
    apart = np.sqrt(sum(float(arm.se[0]) ** 2 for arm in arms))
    together = arms[1].residuals - arms[0].residuals
    assert apart > 2 * np.sqrt(float((together**2).sum()) / (30 * 29))


def test_a_quantile_of_nobody_waiting_has_no_interval():
    nobody = [histogram(np.zeros(50, np.int64)) for _ in range(10)]
    some = [histogram(np.full(50, 3 * TICKS + k, np.int64)) for k in range(10)]
    found = paired(quantile_arm(nobody, 0.9), quantile_arm(some, 0.9))
    assert found.difference.value == pytest.approx(3.0, rel=0.01)
    assert found.difference.low is None
