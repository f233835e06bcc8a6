import math

import numpy as np
import pytest

from ccsim.experiment.differences import difference_z, family_bound, quantile_difference_z
from ccsim.metrics.waits import histogram

TICKS = 2**20


def test_two_runs_are_compared_by_their_standard_errors() -> None:
    """r = 0.5 and 0.25, both SE sqrt(1/3)/4: z = 0.25 / (SE sqrt 2), four degrees of freedom."""
    found = difference_z(([1, 2, 3], [4, 4, 4]), ([0, 1, 2], [4, 4, 4]))
    assert found.difference == 0.25
    assert found.z == pytest.approx(0.25 / (math.sqrt(1 / 3) / 4 * math.sqrt(2)))
    assert found.p_value == pytest.approx(0.2878641347266908, rel=1e-9)  # 2 P(T_4 > 1.224745), t table


def test_equal_constants_agree_and_unequal_ones_do_not() -> None:
    same, other = ([2, 2], [4, 4]), ([3, 3], [4, 4])
    assert difference_z(same, same).p_value == 1
    assert difference_z(same, other).p_value == 0


def test_runs_that_count_nothing_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="count something"):
        difference_z(([0, 0], [0, 0]), ([1, 2], [3, 4]))


def test_quantiles_of_two_runs_are_compared() -> None:
    rng = np.random.default_rng(5)
    first, same = (
        [histogram((rng.exponential(60, 400) * TICKS).astype(np.int64)) for _ in range(20)] for _ in range(2)
    )
    other = [histogram((rng.exponential(80, 400) * TICKS).astype(np.int64)) for _ in range(20)]
    assert quantile_difference_z(first, same, 0.9).p_value > 0.01
    assert quantile_difference_z(first, other, 0.9).p_value < 1e-6


def test_many_comparisons_share_the_false_alarm() -> None:
    assert family_bound([0.5] * 50, 0.01) == pytest.approx(0.0002)
