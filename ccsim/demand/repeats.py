"""When an issue comes back: delays of repeats, follow-ups and retries."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from ccsim.demand.category import category
from ccsim.demand.law import law_of
from ccsim.model.timegrid import grid_array
from ccsim.scenario.distribution import Distribution
from ccsim.scenario.patience import Retry
from ccsim.scenario.repeats import Repeats

_LONGEST_S = 3660 * 86400.0


def repeat_delay_s(repeats: Repeats, uniform: NDArray[np.float64]) -> NDArray[np.float64]:
    """Delay (s, on the grid) after an unresolved contact: uniform within a band, bands by their shares.

    One uniform serves both: it selects the band, and its place within the band's share is the place within the band.
    """
    if repeats.distribution is not None:
        return delay_s(repeats.distribution, uniform)
    bounds = np.cumsum([0.0] + [band.share for band in repeats.delay])
    bounds /= bounds[-1]
    band = category(bounds[1:-1], uniform)
    earliest = np.array([band.earliest for band in repeats.delay])[band]
    latest = np.array([band.latest for band in repeats.delay])[band]
    place = (uniform - bounds[band]) / (bounds[band + 1] - bounds[band])
    return grid_array(earliest + place * (latest - earliest))


def follow_up_delay_s(repeats: Repeats, uniform: NDArray[np.float64]) -> NDArray[np.float64]:
    """Delay (s, on the grid) after a resolved contact."""
    if repeats.follow_up_distribution is not None:
        return delay_s(repeats.follow_up_distribution, uniform)
    return grid_array(uniform * repeats.follow_up_within)


def retry_delay_s(retry: Retry, uniform: NDArray[np.float64]) -> NDArray[np.float64]:
    """Delay (s, on the grid) after leaving the queue: lognormal by its median, if no other is stated."""
    if retry.distribution is not None:
        return delay_s(retry.distribution, uniform)
    return grid_array(retry.median_delay * np.exp(retry.sigma * ndtri(uniform)))


def delay_s(block: Distribution, uniform: NDArray[np.float64]) -> NDArray[np.float64]:
    """Delay (s, on the grid) of a stated distribution, cut at ten years: sums of times stay finite and on the grid."""
    return grid_array(np.minimum(law_of(block, 1.0).quantile(uniform), _LONGEST_S))
