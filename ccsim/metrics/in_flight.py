"""How many customers are with the bot: the area under the number of sessions, by interval of the clock."""

from __future__ import annotations

import numpy as np

from ccsim.metrics.batch import Columns
from ccsim.metrics.sums import Ints, Tallied, first_interval
from ccsim.model.events import BotOutcome
from ccsim.model.inputs import Centre
from ccsim.model.timegrid import TICKS_PER_S, ticks_array


def bot_area(centre: Centre, tape: Columns, log: Columns) -> Ints:
    """Time that customers spend with the bot within the measured time (intervals of the clock), in ticks.

    Whoever's session it is: also those that began before the measured time. A session that the run cut counts up to
    the horizon.
    """
    start_s = log["arrival_s"] if centre.bot_capacity is None else log["bot_start_s"]
    met = np.flatnonzero((tape["bot_outcome"] != BotOutcome.NONE) & ~np.isnan(start_s))
    over_s = np.where(np.isnan(log["bot_end_s"][met]), log["end_s"][met], log["bot_end_s"][met])
    end_s = np.fmin(over_s, centre.horizon_s)  # NaN, still there, becomes the horizon
    first = first_interval(centre)
    return area_by_interval(
        ticks_array(start_s[met]), ticks_array(end_s), centre.interval_s, first, centre.n_intervals - first
    )


def area_by_interval(start: Ints, end: Ints, interval_s: float, first: int, intervals: int) -> Ints:
    """Ticks of the spans [start, end) in each of `intervals` intervals of `interval_s`, from number `first` on.

    In time proportional to the spans, whatever their order. Exact for up to 10^5 spans at a time.
    """
    width = round(interval_s * TICKS_PER_S)
    return _beyond(start - first * width, width, intervals) - _beyond(end - first * width, width, intervals)


def bot_area_sums(area: Ints) -> Tallied:
    """The area in total and by interval."""
    return Tallied({"bot_area_ticks": int(area.sum())}, {"interval": {"bot_area_ticks": area}})


def _beyond(at: Ints, width: int, intervals: int) -> Ints:
    """For all instants together: the ticks of each interval that lie after them."""
    inside = np.clip(at, 0, intervals * width)
    place = inside // width
    rest = (place + 1) * width - inside
    count = np.bincount(place, minlength=intervals + 1)[:intervals]
    part = np.bincount(place, weights=rest, minlength=intervals + 1)[:intervals]  # whole numbers below 2^53
    return np.asarray(part.astype(np.int64) + width * (np.cumsum(count) - count))
