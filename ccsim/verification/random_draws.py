"""Parameters drawn at random, with few digits, so that a person can repeat them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

Content = tuple[str, dict[str, Any], dict[str, Any]]
"""Family, parameters and quantities of a case."""


def between(rng: np.random.Generator, low: float, high: float, digits: int = 4) -> float:
    """Uniform on a logarithmic scale, with few digits."""
    value = math.exp(rng.uniform(math.log(low), math.log(high)))
    return float(f"{value:.{digits}g}")


def rate_per_h(rng: np.random.Generator, agents: float, handling_s: float, low: float, high: float) -> float:
    """Contacts per hour that load the agents by a share between `low` and `high`."""
    return float(f"{rng.uniform(low, high) * agents * 3600 / handling_s:.4g}")
