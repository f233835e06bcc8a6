"""Where generated days take their choices from: a seeded generator, or whatever else answers for integers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

import numpy as np

T = TypeVar("T")
SIXTEENTHS = 16


class Chance(Protocol):
    """Where choices come from."""

    def integers(self, low: int, high: int, size: int) -> np.ndarray:
        """`size` integers from `low` to `high`, both included."""


class Seeded:
    """Choices of a NumPy generator."""

    def __init__(self, seed: int) -> None:
        self._generator = np.random.default_rng([2025, seed])

    def integers(self, low: int, high: int, size: int) -> np.ndarray:
        return self._generator.integers(low, high, size, endpoint=True)


class Choices:
    """What the construction asks of chance."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance

    def integers(self, low: int, high: int, size: int) -> np.ndarray:
        return np.asarray(self._chance.integers(low, high, size), np.int64)

    def integer(self, low: int, high: int) -> int:
        return int(self.integers(low, high, 1)[0])

    def pick(self, options: Sequence[T]) -> T:
        return options[self.integer(0, len(options) - 1)]

    def picks(self, options: Sequence[Any], size: int) -> np.ndarray:
        return np.array(options)[self.integers(0, len(options) - 1, size)]

    def one_in(self, n: int) -> bool:
        return self.integer(0, n - 1) == n - 1

    def shares(self, size: int) -> np.ndarray:
        """Sixteenths from 0 to 1."""
        return self.integers(0, SIXTEENTHS, size) / SIXTEENTHS


def instants(
    choices: Choices, roster: np.ndarray[Any, Any], units: int, number: int, unit_s: float
) -> np.ndarray[Any, Any]:
    """Instants at whole units of time, some of them those at which headcounts change."""
    instants = choices.integers(0, units, number) * unit_s
    if roster.size and choices.one_in(2):
        instants[::2] = choices.picks(roster["at_s"], instants[::2].size)
    return np.unique(instants)
