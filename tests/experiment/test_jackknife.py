import math

import numpy as np
import pytest

from ccsim.experiment.jackknife import jackknife


def test_the_jackknife_of_a_ratio_covers() -> None:
    rng = np.random.default_rng(4)
    covered = 0
    for _ in range(600):
        d = rng.gamma(30, 1, 12)
        n = 2.0 * d * rng.gamma(50, 1 / 50, 12)
        left_out = (n.sum() - n) / (d.sum() - d)
        low, high = jackknife(n.sum() / d.sum(), left_out)
        covered += low <= 2.0 <= high
    assert 0.92 <= covered / 600 <= 0.98


def test_the_jackknife_of_a_mean_is_students_interval() -> None:
    """Of 1, 2, 3, 6: mean 3, standard error sqrt(14 / 12), and t = 3.182446 on three degrees of freedom."""
    days = np.array([1.0, 2.0, 3.0, 6.0])
    half = 3.182446305284263 * math.sqrt(14 / 12)
    assert jackknife(3.0, (days.sum() - days) / 3) == pytest.approx((3 - half, 3 + half))


@pytest.mark.parametrize(("whole", "without"), [(1.0, [1.0]), (math.nan, [1.0, 2.0]), (1.0, [1.0, math.nan])])
def test_what_has_no_interval_has_none(whole: float, without: list[float]) -> None:
    assert np.isnan(jackknife(whole, without)).all()
