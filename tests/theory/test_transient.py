"""A queue that starts empty: exact expectations over a finite horizon."""

import math

import numpy as np
import pytest

from ccsim.theory.chat_chain import Chain, exact_chat_measures
from ccsim.theory.erlang import erlang_a
from ccsim.theory.transient import chat_from_empty, from_empty, time_average

VOICE = (0.0, 1.0)


def test_time_average_of_two_states_by_hand() -> None:
    # rates 1 up, 2 down: P(1 at t) = (1 - exp(-3t)) / 3; its mean over [0, h) is 1/3 - (1 - exp(-3h)) / (9h)
    average = time_average(np.array([1.0, 0.0]), np.array([0.0, 2.0]), 0.7)
    expected = 1 / 3 - (1 - math.exp(-2.1)) / 6.3
    assert average == pytest.approx([1 - expected, expected], rel=1e-12)


def test_infinitely_many_agents_fill_up_exponentially() -> None:
    # M/M/inf from empty: E[N(t)] = a (1 - exp(-mu t)); 60 agents at 5 Erlang are as good as infinitely many
    result = from_empty(Chain(60, 1, VOICE, 100.0, math.inf), 0.05, 0.0, 250.0, 20)
    assert result.chats == pytest.approx(5 * (1 - 100 / 250 * (1 - math.exp(-2.5))), rel=1e-12)


def test_a_day_from_empty_as_published() -> None:
    # 12 agents, 4.2 arrivals/min, service 2 min, 8 h (ContactCenters' first example; exact Kolmogorov solution)
    endless = from_empty(Chain(12, 1, VOICE, 120.0, math.inf), 4.2 / 60, 20.0, 28800.0, 600)
    assert endless.offered * endless.waiting.service_level == pytest.approx(1815.2717370593082, rel=1e-8)
    assert endless.waiting.mean_wait / 60 == pytest.approx(0.1006807410180389, rel=1e-8)
    assert endless.chats / 12 == pytest.approx(0.6969343494892978, rel=1e-8)
    # the same with patience of 1 min on average
    leaving = from_empty(Chain(12, 1, VOICE, 120.0, 60.0), 4.2 / 60, 20.0, 28800.0, 200)
    assert leaving.offered * leaving.waiting.p_abandon == pytest.approx(59.2632183738456, rel=1e-8)
    assert leaving.waiting.service_level_of_answered == pytest.approx(0.9744381116430251, rel=1e-8)
    assert leaving.chats / 12 == pytest.approx(0.6765583441776529, rel=1e-8)


def test_a_long_horizon_is_the_steady_state() -> None:
    result = from_empty(Chain(3, 1, VOICE, 150.0, 120.0, 0.3), 0.02, 20.0, 1e6, 25)
    steady = erlang_a(3, 0.02, 150.0, 120.0, 20.0, 0.3)
    assert result.waiting == pytest.approx(tuple(steady.waiting), rel=1e-3)


def test_a_queue_that_is_cut_too_short_is_refused() -> None:
    with pytest.raises(ValueError, match="too short"):
        from_empty(Chain(3, 1, VOICE, 150.0, 120.0), 0.05, 20.0, 3600.0, 5)


def test_exact_chat_from_empty_becomes_its_steady_state_and_is_erlang_a_for_one_chat() -> None:
    chain = Chain(3, 2, (0.0, 1.0, 1 / 1.5), 300.0, 120.0)
    late = chat_from_empty(chain, 42 / 3600, 20.0, 1e6, 25)
    assert late.waiting == pytest.approx(tuple(exact_chat_measures(chain, 42 / 3600, 20.0).waiting), rel=1e-3)
    voice = Chain(4, 1, VOICE, 150.0, 120.0, 0.3)
    exact, by_birth_and_death = chat_from_empty(voice, 0.03, 20.0, 900.0, 40), from_empty(voice, 0.03, 20.0, 900.0, 40)
    assert exact.waiting == pytest.approx(tuple(by_birth_and_death.waiting), rel=1e-9)
    assert exact.chats == pytest.approx(by_birth_and_death.chats, rel=1e-9)
