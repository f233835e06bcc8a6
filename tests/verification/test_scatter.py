"""Whether z scatter as they should: right answers pass, and standard errors that are wrong by a factor do not."""

from __future__ import annotations

import math

import numpy as np
import pytest

from ccsim.verification.estimating import Finding
from ccsim.verification.scatter import scatter
from ccsim.verification.study import Check


def made_up(studies: int, quantities: int, factor: float, seed: int = 5) -> list[Finding]:
    """Findings whose z are Student's with 31 degrees, times a factor; those of a study have half their variance in common."""
    rng = np.random.default_rng(seed)
    found = []
    for study in range(studies):
        common = rng.standard_t(31)
        for _ in range(quantities):
            z = factor * (common + rng.standard_t(31)) / math.sqrt(2)
            found.append(Finding(f"study {study}", Check("P_wait", 0.5, (), ()), 32, 0.5, 0.01, z, "compared"))
    return found


def test_scatter_of_right_answers_is_about_one() -> None:
    for seed in range(20):
        spread = scatter(made_up(60, 8, 1.0, seed))
        assert spread.studies == 60
        assert not spread.is_wrong
        assert 0.5 < spread.mean_square < 1.6


@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_standard_errors_that_are_wrong_by_a_factor_are_seen(factor: float) -> None:
    """As when every draw is used twice, or an error everywhere hides in each z."""
    assert scatter(made_up(60, 8, factor)).is_wrong


def test_few_studies_say_nothing_about_scatter() -> None:
    assert scatter(made_up(5, 8, 3.0)).p_value == 1.0
    assert scatter([]).studies == 0
