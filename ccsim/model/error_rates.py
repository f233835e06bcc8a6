"""How often contacts that are closed as resolved hold a wrong answer, and how often that brings the issue back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class ErrorRates:
    """A centre's errors; K the largest concurrency, A attempts."""

    human: NDArray[np.float64]
    """(K+1,) probability for a human leg, by level just after its assignment."""
    bot: float
    """Probability for a bot session."""
    p_return: NDArray[np.float64]
    """(A,) probability that the issue comes back when the error is found, by attempt; the last entry is 0."""
