"""Fresh issues: when they arise, by thinning a fixed Poisson field so that a change of volume keeps what it can.

Points are scattered over (time, rate) with a fixed density; an issue arises at a point's time if the point lies under
the day's rate curve. Doubling the volume lifts the curve: every issue of the smaller volume stays, with its id and so
with all its draws (Lewis and Shedler 1979 describe thinning). Source: docs/model.md#arrivals.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import pdtr

from ccsim.demand.busyness import drawn_rate_curve
from ccsim.demand.rates import RateCurve
from ccsim.demand.streams import TapeStreams
from ccsim.errors import DataError
from ccsim.model.inputs import contact_id, day_of
from ccsim.model.timegrid import DAY_S, TICKS_PER_S
from ccsim.randomness import worth_compiling
from ccsim.scenario.arrivals import PoissonArrivals
from ccsim.scenario.scenario import Scenario

SLOT_S = 900.0
CELL_MEAN = 64
"""Mean number of points in a cell, one slot of 900 s by one strip of rate."""
STRIP_PER_S = CELL_MEAN / SLOT_S
_SLOTS = round(DAY_S / SLOT_S)
_STRIP_BITS, _INDEX_BITS = 13, 8
_CELLS_AT_ONCE = 1024  # some 65,000 points: their columns stay in the processor's cache
# P(more than 255 points in a cell) < 1e-70: the index within a cell fits its 8 bits.
_POINTS_CDF = pdtr(np.arange(255), CELL_MEAN)


class Issues(NamedTuple):
    """Fresh issues: contact id of the first attempt, arrival (s, on the grid), intent (-1 if still to be drawn)."""

    contact_id: NDArray[np.int64]
    arrival_s: NDArray[np.float64]
    intent: NDArray[np.int64]


class Cells(NamedTuple):
    """Cells of the Poisson field, columns (n,)."""

    id: NDArray[np.int64]
    """Contact id of the first point."""
    strip: NDArray[np.int64]
    """How many strips of rate lie below it."""
    highest: NDArray[np.float64]
    """The highest rate (issues/s) within its slot."""

    def part(self, begin: int, end: int) -> Cells:
        """Some of them."""
        return Cells(self.id[begin:end], self.strip[begin:end], self.highest[begin:end])


def poisson_issues(
    scenario: Scenario, arrivals: PoissonArrivals, first_day: int, n_days: int, streams: TapeStreams
) -> Issues:
    """Fresh issues of `n_days` days from `first_day` on (0 = first simulated day, negative = history), unsorted.

    Raises DataError if the rate is too high for the ids (more than half a million issues in a quarter of an hour).
    """
    curve = drawn_rate_curve(scenario, arrivals, first_day, n_days, streams)
    cells = _cells(curve)
    parts = [
        _thinned(cells.part(begin, begin + _CELLS_AT_ONCE), curve, streams)
        for begin in range(0, max(cells.id.size, 1), _CELLS_AT_ONCE)
    ]
    ids = np.concatenate([part[0] for part in parts])
    return Issues(ids, np.concatenate([part[1] for part in parts]), np.full(ids.size, -1, np.int64))


def _thinned(cells: Cells, curve: RateCurve, streams: TapeStreams) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Ids and arrival times of the points of `cells` below the rate curve, each held against the rate of its moment."""
    ids, time, height = points_below(cells, streams)
    ordinal = (ids >> 8) & 0xFFFFFFFF
    slot = ordinal >> (_STRIP_BITS + _INDEX_BITS)
    strip = (ordinal >> _INDEX_BITS) & (2**_STRIP_BITS - 1)
    day, of_day_s = day_of(ids), floor_grid((slot + time) * SLOT_S)
    keep = np.flatnonzero((strip + height) * STRIP_PER_S < curve.at(day, of_day_s))
    return ids[keep], day[keep] * DAY_S + of_day_s[keep]


def points_below(
    cells: Cells, streams: TapeStreams
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Ids of the points of `cells` that lie below the highest rate there; their places in time and height, 0 to 1."""
    counts = np.searchsorted(_POINTS_CDF, streams.cells(cells.id)[:, 0], side="right")
    if worth_compiling(0):  # what is drawn below counts itself
        from ccsim.demand.compiled_field import points_below as compiled

        return compiled(streams.arrivals.key, cells.id, counts, cells.strip, cells.highest, STRIP_PER_S)
    index = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    ids = np.repeat(cells.id, counts) + (index << 8)
    time, height = streams.arrival(ids).T
    below = (np.repeat(cells.strip, counts) + height) * STRIP_PER_S < np.repeat(cells.highest, counts)
    return ids[below], time[below], height[below]


def floor_grid(seconds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Down to the time grid, so that a time within an interval never leaves it."""
    return np.asarray(np.floor(seconds * TICKS_PER_S) / TICKS_PER_S)


def _cells(curve: RateCurve) -> Cells:
    """All cells that reach below the rate curve."""
    highest = curve.highest(_SLOTS).ravel()
    strips = np.ceil(highest / STRIP_PER_S).astype(np.int64)
    if strips.max(initial=0) > 2**_STRIP_BITS:
        raise DataError(
            f"arrivals: more than {2**_STRIP_BITS * CELL_MEAN:,} fresh issues in {SLOT_S:g} s are not possible"
        )
    strip = np.arange(strips.sum()) - np.repeat(np.cumsum(strips) - strips, strips)
    day, slot = np.divmod(np.repeat(np.arange(strips.size), strips), _SLOTS)
    first = contact_id(curve.first_day + day, (slot << _STRIP_BITS | strip) << _INDEX_BITS, 0)
    return Cells(first, strip, np.repeat(highest, strips))
