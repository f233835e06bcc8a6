"""Verdicts: exact bounds, family-wise errors, and planted truths that may not be called what they are not."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binom

from ccsim.claims.expression import Range
from ccsim.claims.plan import QUICK
from ccsim.claims.verdicts import (
    FALSE_VERDICTS,
    LEAST_DRAWS,
    Draws,
    count,
    holm,
    p_values,
    probability,
    share_of,
    verdicts,
)
from ccsim.experiment.priors import quantiles

PAGE = (Path(__file__).parents[2] / "docs" / "claims.md").read_text(encoding="utf-8")
TRIALS = 1000
ALLOWED = int(binom.ppf(1 - 1e-6, TRIALS, FALSE_VERDICTS))
"""False verdicts among the trials that chance would exceed once in a million, if each had exactly the stated rate."""


def test_draws_are_counted_by_their_whole_interval() -> None:
    low, high = [1.0, 0.9, 2.5, 0.1, np.nan, 2.0], [1.5, 1.1, 3.0, 0.5, np.nan, 2.1]
    assert count(low, high, Range(1.0, 2.0)) == Draws(inside=1, outside=2, across=3)
    assert count(low, high, Range(1.0, np.inf)) == Draws(inside=3, outside=1, across=2)


def test_bounds_are_the_exact_binomial_ones() -> None:
    found = probability(Draws(60, 0, 0), misses=0.0)
    assert found.low == pytest.approx(0.05 ** (1 / 60))
    assert found.high == 1.0
    assert probability(Draws(60, 0, 0), misses=0.05).low < found.low
    none = probability(Draws(0, 20, 40), misses=0.0)
    assert none.low == 0.0
    assert none.value == pytest.approx(1 / 3)


def test_p_values_are_exact_tails() -> None:
    supported, contradicted = p_values(Draws(70, 4, 6), misses=0.0)
    assert supported == pytest.approx(binom.sf(69, 80, 0.9))
    assert contradicted == pytest.approx(binom.sf(3, 80, 0.9))


def test_holm_stops_at_the_first_that_is_not_rejected() -> None:
    assert holm([0.001, 0.04, 0.012, 0.03], 0.05) == [True, False, True, False]
    assert holm([], 0.05) == []


def planted(probability_inside: float, draws: int, noise: float, trial: int, latin: bool) -> Draws:
    """Draws of a measure that lies in the band (0, 1) with a known probability, each with an honest 95% interval."""
    rng = np.random.default_rng([trial, draws, int(latin)])
    paths = ["a", "b", "c"]
    u = quantiles(paths, draws, trial, "latin_hypercube" if latin else "independent")
    score = np.mod(u["a"] + u["b"] + u["c"], 1.0)  # uniform, and no single input explains it
    truth = np.where(score < probability_inside, score / probability_inside, 1.0 + score)
    seen = truth + noise * rng.standard_normal(draws)
    return count(seen - 1.96 * noise, seen + 1.96 * noise, Range(0.0, 1.0))


@pytest.mark.parametrize("latin", [False, True])
@pytest.mark.parametrize("noise", [0.0, 0.05])
def test_a_claim_exactly_at_the_boundary_is_supported_at_most_at_the_stated_rate(noise: float, latin: bool) -> None:
    found = [verdicts([planted(0.9, 120, noise, trial, latin)])[0] for trial in range(TRIALS)]
    assert found.count("supported") <= ALLOWED
    assert found.count("contradicted") == 0


@pytest.mark.parametrize("noise", [0.0, 0.05])
def test_a_claim_exactly_at_the_other_boundary_is_contradicted_at_most_at_the_stated_rate(noise: float) -> None:
    found = [verdicts([planted(0.1, 120, noise, trial, latin=False)])[0] for trial in range(TRIALS)]
    assert found.count("contradicted") <= ALLOWED
    assert found.count("supported") == 0


def test_a_family_of_boundary_claims_has_any_false_verdict_at_most_at_the_stated_rate() -> None:
    wrong = 0
    for trial in range(300):
        family = [planted(0.9, 120, 0.0, 100 * trial + member, latin=False) for member in range(20)]
        wrong += any(verdict != "undetermined" for verdict in verdicts(family))
    assert wrong <= int(binom.ppf(1 - 1e-6, 300, FALSE_VERDICTS))


def test_the_planted_test_can_fail() -> None:
    """Counting a draw by its value alone, at 0.9 without a bound, supports half of the boundary claims."""
    naive = sum(planted(0.9, 120, 0.0, trial, latin=False).inside >= 0.9 * 120 for trial in range(200))
    assert naive > 80


def test_so_few_draws_can_never_decide() -> None:
    assert verdicts([Draws(LEAST_DRAWS - 1, 0, 0)]) == ["undetermined"]
    assert verdicts([Draws(LEAST_DRAWS, 0, 0)]) == ["supported"]


def test_what_holds_always_is_supported_with_the_quick_draws_among_54_readings_and_no_more() -> None:
    """docs/claims.md says how many readings the whole check tests together: 53 where this was written."""
    draws = QUICK.draws
    family = [Draws(draws, 0, 0)] * 27 + [Draws(0, draws, 0)] * 27
    assert verdicts(family) == ["supported"] * 27 + ["contradicted"] * 27
    assert verdicts([*family, Draws(draws, 0, 0)]) == ["undetermined"] * 55
    assert len(re.findall(r"; (\d+) readings tested together", PAGE)) == 1
    assert int(re.findall(r"; (\d+) readings tested together", PAGE)[0]) <= 54
    assert verdicts([Draws(70, 10, 0)]) == ["undetermined"]
    assert verdicts([Draws(0, 0, 80)]) == ["undetermined"]


def test_a_share_of_merchants_has_a_two_sided_interval() -> None:
    found = share_of(Draws(10, 10, 0))
    assert (round(found.low, 3), found.value, round(found.high, 3)) == (0.272, 0.5, 0.728)
