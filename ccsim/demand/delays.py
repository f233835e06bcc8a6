"""Where the next contact falls on a grid of intervals, given that this one comes uniformly within its interval."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ccsim.demand.law import law_of
from ccsim.scenario.distribution import Distribution

Floats = NDArray[np.float64]


class Band(NamedTuple):
    """A delay uniform between two bounds (s), taken with probability `share`."""

    share: float
    earliest_s: float
    latest_s: float


def bands_of(block: Distribution) -> list[Band]:
    """Bands that stand for a distribution of delays: cut at its percentiles, and more finely in the upper tail."""
    upper = 1 - 0.01 * 0.5 ** np.arange(1, 21)
    cuts = np.concatenate([[2.0**-40], np.arange(1, 100) / 100, upper])
    at_s = law_of(block, 1.0).quantile(cuts)
    shares = np.append(np.diff(cuts), 0.0)
    shares[0] += cuts[0]
    shares[-2] += 1 - cuts[-1]
    return [Band(s, a, b) for s, a, b in zip(shares[:-1].tolist(), at_s[:-1].tolist(), at_s[1:].tolist(), strict=True)]


def exponential_bands(mean_s: float) -> list[Band]:
    """Bands that stand for an exponential delay, cut in the same way."""
    cuts = np.concatenate([np.arange(100) / 100, 1 - 0.01 * 0.5 ** np.arange(1, 21)])
    at_s = -mean_s * np.log1p(-cuts)
    shares = np.diff(np.append(cuts[:-1], 1.0))
    return [Band(s, a, b) for s, a, b in zip(shares.tolist(), at_s[:-1].tolist(), at_s[1:].tolist(), strict=True)]


def offsets(bands: list[Band], shift_s: Floats, interval_s: float, n: int) -> Floats:
    """P(next contact falls j intervals later), shape (*shift_s.shape, n), for delays from `bands` plus `shift_s`.

    With U uniform in the interval and D the delay in intervals, P(j <= U + D < j+1) is the second difference of
    H(x) = E max(0, x - D) at j. Rows sum to less than 1 if a delay can exceed n intervals.
    """
    x = np.arange(-1, n + 1) - shift_s[..., None] / interval_s
    expected = np.zeros_like(x)
    for share, earliest_s, latest_s in bands:
        a, b = earliest_s / interval_s, latest_s / interval_s
        # Quadratic within the band and linear beyond it; written so that long grids lose no digits.
        within = (np.clip(x, a, b) - a) ** 2 / (2 * (b - a)) if b > a else 0.0
        expected += share * (within + np.maximum(0, x - b))
    longest = max((latest_s for _, _, latest_s in bands), default=0.0) / interval_s
    # What lies beyond the longest delay is rounding alone.
    return np.where(x[..., 1:-1] < longest + 1, np.diff(expected, 2, axis=-1), 0.0)


class Spread:
    """Convolution with `offsets` by fast Fourier transform, cut at the end of the grid."""

    def __init__(self, bands: list[Band], shift_s: Floats, interval_s: float, n: int) -> None:
        self.n = n
        self.size = 1 << (2 * n - 1).bit_length()
        self.transform = np.fft.rfft(offsets(bands, shift_s, interval_s, n), self.size)

    def __call__(self, arrivals: Floats) -> Floats:
        """Expected next contacts (..., n) from expected contacts (..., n)."""
        spread = np.fft.irfft(np.fft.rfft(arrivals, self.size) * self.transform, self.size)[..., : self.n]
        return np.maximum(0.0, spread)
