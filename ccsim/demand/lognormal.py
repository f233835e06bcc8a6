"""The lognormal distribution by mean and coefficient of variation, by inversion."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri


def lognormal(mean: float, cv: float, uniform: NDArray[np.float64]) -> NDArray[np.float64]:
    """Lognormal values with the given mean and coefficient of variation: sigma^2 = ln(1 + cv^2)."""
    variance = math.log1p(cv**2)
    return np.asarray(np.exp(math.log(mean) - variance / 2 + math.sqrt(variance) * ndtri(uniform)))
