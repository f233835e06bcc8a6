"""Chains given by their moves."""

from collections.abc import Iterator

import pytest

from ccsim.theory.markov import State, check_cut, explore, steady_state


def queue(state: State) -> Iterator[tuple[State, float]]:
    yield (min(state[0] + 1, 3),), 1.0
    if state[0]:
        yield (state[0] - 1,), 2.0


def test_a_short_queue_by_hand() -> None:
    # M/M/1/3 with load 1/2: 8, 4, 2, 1 of 15
    found = explore((0,), queue)
    assert found.states.ravel().tolist() == [0, 1, 2, 3]
    assert steady_state(found.generator) == pytest.approx([8 / 15, 4 / 15, 2 / 15, 1 / 15], rel=1e-14)


def test_one_state_is_always_there() -> None:
    assert steady_state(explore((5,), lambda state: [(state, 1.0)]).generator).tolist() == [1.0]


def test_too_many_states_are_refused() -> None:
    with pytest.raises(ValueError, match="more than 10 states"):
        explore((0,), lambda state: [((state[0] + 1,), 1.0)], most=10)


def test_a_cut_may_not_be_felt() -> None:
    check_cut(1e-12, "5 waiting")
    with pytest.raises(ValueError, match="5 waiting"):
        check_cut(1e-9, "5 waiting")
