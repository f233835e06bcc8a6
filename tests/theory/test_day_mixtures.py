"""Absence and busyness: mixtures of days in steady state."""

import math

import numpy as np
import pytest

from ccsim.theory.chat_chain import Chain
from ccsim.theory.day_mixtures import over_absence, over_both, over_busyness
from ccsim.theory.erlang import erlang_a

TEAM = Chain(30, 1, (0.0, 1.0), 285, 180)


def close(value: float) -> object:
    return pytest.approx(value, rel=1e-10)


def test_absence_of_reference() -> None:
    # G-absence-n30: binomial mixture of exact Erlang A
    found = over_absence(TEAM, 320 / 3600, 20, 0.12)
    assert found.p_wait == close(0.4017331095634839)
    assert found.p_abandon == close(0.07278689106439867)
    assert found.mean_wait == close(13.10164039159176)
    assert found.queue_length == close(found.mean_wait * 320 / 3600)


def test_busyness_of_reference() -> None:
    # G-gammaday-n30: gamma with alpha 12, so a coefficient of variation of 1 / sqrt(12)
    found = over_busyness(TEAM, 330 / 3600, 20, 1 / math.sqrt(12))
    assert found.p_wait == close(0.3820401681005972)
    assert found.p_abandon == close(0.08590875000027585)
    assert found.mean_wait == close(15.46357500004965)


def test_two_agents_by_hand() -> None:
    # each absent with probability 1/2: nobody on 1/4 of the days, when all who came leave after their patience
    found = over_absence(Chain(2, 1, (0.0, 1.0), 60, 60), 1 / 60, 20, 0.5)
    one, two = (erlang_a(n, 1 / 60, 60, 60, 20).waiting for n in (1, 2))
    assert found.p_abandon == close((1 + 2 * one.p_abandon + two.p_abandon) / 4)
    assert found.mean_wait == close((60 + 2 * one.mean_wait + two.mean_wait) / 4)


@pytest.mark.parametrize("cv", [0.02, 0.3, 1.2])
def test_work_done_is_work_answered(cv: float) -> None:
    found = over_busyness(TEAM, 0.1, 20, cv)
    assert found.occupancy * 30 == pytest.approx(0.1 * 285 * (1 - found.p_abandon), rel=1e-8)


def test_both_at_once() -> None:
    few = over_both(TEAM, 0.1, 20, 1e-12, 0.3)
    assert np.array(few) == pytest.approx(np.array(over_busyness(TEAM, 0.1, 20, 0.3)), rel=1e-6)
    assert over_both(TEAM, 0.1, 20, 0.1, 0.0) == over_absence(TEAM, 0.1, 20, 0.1)
    assert over_both(TEAM, 0.1, 20, 0.1, 0.3).p_abandon > over_busyness(TEAM, 0.1, 20, 0.3).p_abandon


def test_without_patience_a_day_without_anybody_never_ends() -> None:
    with pytest.raises(ValueError, match="steady state"):
        over_absence(Chain(3, 1, (0.0, 1.0), 60, math.inf), 0.001, 20, 0.1)
    with pytest.raises(ValueError, match="absence"):
        over_absence(TEAM, 0.1, 20, 1.0)
    with pytest.raises(ValueError, match="variation"):
        over_busyness(TEAM, 0.1, 20, 0.0)
