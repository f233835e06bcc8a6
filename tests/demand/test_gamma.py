"""The table of gamma quantiles against the inverse itself, far out at both ends too."""

import math

import numpy as np
import pytest
from scipy.special import gammaincinv, gammaln

from ccsim.demand.gamma import SHAPES, gamma_quantile

RNG = np.random.default_rng(7)
MIDDLE = RNG.random(20_000)
LOW = 10 ** RNG.uniform(-18, -2, 5_000)
HIGH = 1 - 10 ** RNG.uniform(-15.9, -2, 5_000)
UNIFORM = np.concatenate([MIDDLE, LOW, HIGH, [2.0**-60, 2.0**-53, 0.5, 1 - 2.0**-53]])


@pytest.mark.parametrize(
    ("shape", "error"),
    [(0.01, 1e-10), (0.04, 2e-11), (0.25, 2e-12), (0.5, 1e-12), (1, 5e-13), (2, 2e-13), (2.5, 2e-13), (5, 1e-13),
     (50, 1e-13), (400, 1e-13), (1e4, 1e-12), (1e5, 1e-12)],
)  # fmt: skip
def test_quantiles_are_those_of_the_inverse(shape, error):
    exact = gammaincinv(shape, UNIFORM)
    there = exact > 1e-280
    assert there.sum() > 10_000
    found = gamma_quantile(shape, UNIFORM)
    assert np.abs(found[there] / exact[there] - 1).max() < error


def test_a_shape_of_one_is_exponential_and_of_two_solves_its_equation():
    assert gamma_quantile(1.0, UNIFORM) == pytest.approx(-np.log1p(-UNIFORM), rel=1e-12)
    x = gamma_quantile(2.0, MIDDLE)
    assert -np.expm1(-x) - x * np.exp(-x) == pytest.approx(MIDDLE, rel=1e-11)


@pytest.mark.parametrize("shape", [0.01, 0.3, 2, 400])
def test_a_larger_number_gives_a_larger_value(shape):
    assert (np.diff(gamma_quantile(shape, np.sort(UNIFORM))) >= 0).all()


def test_next_to_nothing_is_a_power_of_the_number():
    u = np.array([1e-4, 1e-8])
    assert gamma_quantile(0.02, u) == pytest.approx(np.exp((np.log(u) + gammaln(1.02)) / 0.02), rel=1e-9, abs=1e-320)
    assert gamma_quantile(0.02, u)[0] > 0


def test_shapes_beyond_the_table_use_the_inverse():
    for shape in (SHAPES[0] / 2, SHAPES[1] * 2):
        assert np.array_equal(gamma_quantile(shape, MIDDLE), gammaincinv(shape, MIDDLE))


def test_both_ends_stay_finite():
    ends = gamma_quantile(2.0, np.array([0.0, 1.0]))
    assert 0 < ends[0] < 1e-8
    assert 35 < ends[1] < 50
    assert math.isfinite(ends[1])
