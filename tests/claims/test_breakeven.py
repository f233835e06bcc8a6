"""What would have to be true: ladders that leave the independent range, and where a measure crosses into the band."""

from __future__ import annotations

import math

import numpy as np
import pytest

from ccsim.claims.breakeven import break_even, crossing, influences, ladder
from ccsim.claims.expression import Range
from ccsim.experiment.priors import Prior


def prior(low: float, base: float, high: float) -> Prior:
    return Prior("a.b", low, base, high, (), "independent", "", "f", 1)


def test_a_ladder_begins_at_the_end_of_the_range_and_goes_out() -> None:
    assert ladder(prior(9.0, 13.0, 19.0), upwards=False) == [9.0, 3.0, 1.0, pytest.approx(1 / 3)]
    assert ladder(prior(2400.0, 3050.0, 4600.0), upwards=True)[-1] == 4600 * 27
    assert ladder(prior(0.3, 0.5, 0.7), upwards=True) == pytest.approx([0.7, 0.9, 1 - 0.1 / 3, 1 - 0.1 / 9])
    assert ladder(prior(3, 5, 10), upwards=True) == [10.0, 30.0, 50.0]
    assert ladder(prior(3, 5, 10), upwards=False) == [3.0, 1.0]
    assert ladder(prior(0.0, 0.5, 0.7), upwards=False) == [0.0]  # a share has nothing beyond


def test_a_ladder_leads_outwards_from_ends_that_are_not_positive() -> None:
    assert ladder(prior(-0.9, -0.5, -0.1), upwards=False) == pytest.approx([-0.9, -2.5, -7.3, -21.7])
    assert ladder(prior(-1.6, -0.8, 0.0), upwards=True) == pytest.approx([0.0, 3.2, 12.8, 41.6])
    assert ladder(prior(-1.6, -0.8, -0.4), upwards=True) == pytest.approx([-0.4, 2.0, 9.2, 30.8])


def test_a_crossing_is_interpolated() -> None:
    band = Range(200.0, 300.0)
    assert crossing([(1.0, 100.0), (4.0, 300.0)], band) == pytest.approx(2.0)  # on the logarithm, half way
    assert crossing([(-1.0, 100.0), (1.0, 300.0)], band) == pytest.approx(0.0)
    assert crossing([(1.0, 400.0), (4.0, 200.0)], band) == pytest.approx(2.0)
    assert crossing([(1.0, 100.0), (2.0, 150.0)], band) is None
    assert crossing([(1.0, 100.0), (2.0, math.nan), (4.0, 250.0)], band) is None


def test_a_measure_that_jumps_over_the_band_has_crossed_it() -> None:
    assert crossing([(1.0, 100.0), (2.0, 500.0)], Range(200.0, 210.0)) == pytest.approx(2**0.25)


def test_how_far_out_is_a_factor_on_the_nearest_end() -> None:
    found = break_even("s", prior(9.0, 13.0, 19.0), [(13.0, 100.0), (9.0, 140.0), (3.0, 300.0)], Range(220.0, 280.0))
    assert found.value == pytest.approx(math.exp((math.log(9) + math.log(3)) / 2))
    assert found.outside == pytest.approx(math.sqrt(3))
    inside = break_even("s", prior(9.0, 13.0, 19.0), [(13.0, 100.0), (9.0, 140.0)], Range(120.0, 130.0))
    assert inside.outside == 1.0
    never = break_even("s", prior(9.0, 13.0, 19.0), [(13.0, 100.0), (9.0, 140.0)], Range(220.0, 280.0))
    assert (never.value, never.outside, never.farthest, never.measure_there) == (None, None, 9.0, 140.0)


def test_whole_numbers_stay_whole() -> None:
    found = break_even("s", prior(3, 5, 10), [(5.0, 100.0), (10.0, 140.0), (30.0, 300.0)], Range(220.0, 280.0))
    assert found.value == 18.0


def test_influences_are_ranked_and_the_weak_left_out() -> None:
    rng = np.random.default_rng(1)
    a, b, c = rng.random((3, 200))
    found = influences({"a": a, "b": b, "c": c, "same": np.ones(200)}, np.exp(3 * a) - 8 * b)
    assert [one.path for one in found] == ["a", "b"]
    assert found[0].correlation > 0.5 > -0.2 > found[1].correlation
    assert influences({"a": a[:5]}, b[:5]) == []
