"""Sharing out keeps every unit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccsim.economics.allocation import shared_out
from ccsim.economics.entry import divided


def test_largest_remainder_by_hand() -> None:
    assert shared_out(10, [1, 1, 1]) == [4, 3, 3]
    assert shared_out(100, [2, 3, 7]) == [17, 25, 58]
    assert shared_out(5, [0, 0]) == [3, 2]
    assert shared_out(7, [0, 1]) == [0, 7]


@given(st.integers(0, 10**18), st.lists(st.integers(0, 10**18), min_size=1, max_size=9))
def test_parts_sum_and_stay_within_one_of_proportion(amount: int, weights: list[int]) -> None:
    parts = shared_out(amount, weights)
    assert sum(parts) == amount
    total = sum(weights)
    if total:
        assert all(abs(part * total - amount * weight) < total for part, weight in zip(parts, weights, strict=True))


def test_nobody_to_share_among() -> None:
    with pytest.raises(ValueError, match="share"):
        shared_out(1, [])


def test_rounding_is_half_to_even() -> None:
    assert [divided(n, 2) for n in (1, 3, 5, 7)] == [0, 2, 2, 4]
    assert [divided(n, 4) for n in (1, 2, 3, 5, 6, 7)] == [0, 0, 1, 1, 2, 2]
