"""Planners' questions: which formula answers, and the search for the fewest agents."""

import math
from typing import Any

import pytest

from ccsim.theory import lifetimes
from ccsim.theory.chat_chain import Chain, Target, smallest_agents
from ccsim.theory.erlang import erlang_a
from ccsim.theory.simple_centre import Question, answer, fewest_agents

PLAIN = Question(0.1, 285.0, 20.0, 180.0)


@pytest.mark.parametrize("least", [1, 2, 37, 1000])
@pytest.mark.parametrize("guess", [0, 1, 36, 37, 38, 500])
def test_the_search_finds_the_fewest_from_any_guess(least: int, guess: int) -> None:
    asked: list[int] = []

    def enough(n: int) -> bool:
        asked.append(n)
        return n >= least

    assert fewest_agents(enough, guess) == least
    assert min(asked) >= 1
    assert len(asked) <= 25


def test_a_target_that_nothing_meets_is_refused() -> None:
    with pytest.raises(ValueError, match="no number of agents"):
        fewest_agents(lambda n: False, 10)


def test_the_plain_question_is_erlang_a() -> None:
    found, expected = answer(PLAIN, 30), erlang_a(30, 0.1, 285, 180, 20)
    assert found.service_level == expected.waiting.service_level
    assert found.occupancy == expected.slot_occupancy
    needed = fewest_agents(lambda n: (answer(PLAIN, n).service_level or 0.0) >= 0.8, 28)
    assert needed == smallest_agents(Chain(0, 1, (0.0, 1.0), 285, 180), 0.1, Target(20, 0.8))


@pytest.mark.parametrize(
    "change",
    [
        {"patience": lifetimes.exponential(180)},
        {"absence": 1e-9},
        {"busyness": 1e-4},
        {"absence": 1e-9, "busyness": 1e-4},
        {"speed": (0.0, 1.0), "routing": "least_loaded"},
    ],
)
def test_every_way_to_the_same_centre_agrees(change: dict[str, Any]) -> None:
    assert answer(PLAIN._replace(**change), 30) == pytest.approx(answer(PLAIN, 30), rel=1e-6)


@pytest.mark.parametrize("change", [{}, {"patience": lifetimes.deterministic(60)}, {"absence": 0.1, "busyness": 0.2}])
def test_without_arrivals_nobody_waits(change: dict[str, Any]) -> None:
    found = answer(PLAIN._replace(arrivals_per_s=0.0, **change), 3)
    assert (found.p_wait, found.service_level, found.occupancy) == (0.0, 1.0, 0.0)


def test_without_a_steady_state_there_is_no_answer() -> None:
    for patience in (None, lifetimes.endless()):
        found = answer(Question(0.1, 285.0, 20.0, math.inf, patience), 28)
        assert found.agents == 28
        assert found[1:] == (None,) * 7
