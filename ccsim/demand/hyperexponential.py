"""Mixtures of exponentials, by inversion of the whole mixture."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_MOST_STEPS = 200


def balanced(mean: float, cv: float) -> tuple[list[float], list[float]]:
    """Shares and means of the two branches with this mean and coefficient of variation that weigh the same in the mean.

    Source: Whitt 1982, Approximating a point process by a renewal process, Operations Research 30, section 3.
    """
    share = (1 + math.sqrt((cv**2 - 1) / (cv**2 + 1))) / 2
    return [share, 1 - share], [mean / (2 * share), mean / (2 * (1 - share))]


def hyperexponential(shares: Floats, means: Floats, uniform: Floats) -> Floats:
    """Values of the mixture; a branch of mean 0 is an atom at 0.

    Newton's method on -ln S(x) = -ln(1 - u) from 0: the left side is concave, so the steps never overshoot. Each value
    stops by itself, so that it does not depend on what else is drawn with it.
    """
    atom = float(shares[means == 0].sum())
    p, m = shares[means > 0], means[means > 0]
    wanted = -np.log1p(-uniform)
    x = np.zeros(uniform.size)
    # 1 - u is at least 2^-53: shares that are smaller would never be seen
    active = np.flatnonzero(uniform > atom)
    for _ in range(_MOST_STEPS):
        if not active.size:
            break
        at, rest = x[active], np.zeros(active.size)
        density = np.zeros(active.size)
        for share, mean in zip(p.tolist(), m.tolist(), strict=True):
            branch = share * np.exp(-at / mean)
            rest += branch
            density += branch / mean
        step = (wanted[active] + np.log(rest)) * (rest / density)
        x[active] = np.maximum(at, at + step)
        active = active[step > 1e-13 * at]
    return x


def hyperexponential_survival(shares: Floats, means: Floats, x: Floats) -> Floats:
    """P(value > x)."""
    rest = np.zeros(x.size)
    for share, mean in zip(shares.tolist(), means.tolist(), strict=True):
        if mean > 0:
            rest += share * np.exp(-x / mean)
    return rest
