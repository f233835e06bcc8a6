"""Sharing money out so that not a micro-unit is lost."""

from __future__ import annotations

from collections.abc import Sequence

BY_LEGS = frozenset({"per_leg", "per_contact"})
"""Causes of entries that follow the contacts who got a person. Source: docs/costs.md#allocation."""


def shared_out(amount: int, weights: Sequence[int]) -> list[int]:
    """Split an integer in proportion to non-negative integer weights; the parts sum to it exactly.

    Largest remainder; equal remainders go to the earlier part. All weights zero: equal shares. Raises ValueError if
    there is nothing to share among.
    """
    if not weights:
        raise ValueError("nothing to share among")
    if not any(weights):
        weights = [1] * len(weights)
    total = sum(weights)
    parts = [amount * weight // total for weight in weights]
    remainders = [amount * weight % total for weight in weights]
    order = sorted(range(len(parts)), key=lambda part: -remainders[part])
    for part in order[: amount - sum(parts)]:
        parts[part] += 1
    return parts
