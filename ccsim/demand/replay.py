"""Fresh issues from recorded arrivals: every recorded contact arrives, once, on its day and in its interval."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ccsim.demand.arrivals import Issues, floor_grid
from ccsim.demand.calllog import logged_arrivals
from ccsim.demand.counts import index_bits, recorded_counts
from ccsim.demand.streams import TapeStreams
from ccsim.demand.volume import DAY_S, warm_up_days
from ccsim.model.inputs import contact_id
from ccsim.scenario.arrivals import CountArrivals, LogArrivals
from ccsim.scenario.scenario import Scenario


def replayed_issues(
    scenario: Scenario, arrivals: CountArrivals | LogArrivals, days: int, streams: TapeStreams
) -> Issues:
    """Fresh issues of a run of `days` simulated days; raises DataError for files that cannot be replayed.

    A count is spread uniformly over its interval, anew in every replication; a log's times are the same in all.
    Without an intent column intents are drawn (-1).
    """
    if isinstance(arrivals, CountArrivals):
        return _spread(recorded_counts(arrivals, days, warm_up_days(scenario)), streams)
    log = logged_arrivals(arrivals, tuple(scenario.intents), days, warm_up_days(scenario))
    place = np.arange(log.day.size) - np.searchsorted(log.day, log.day)  # number within its day
    return Issues(contact_id(log.day, place, 0), log.day * DAY_S + log.second, log.intent)


def _spread(counts: NDArray[np.int64], streams: TapeStreams) -> Issues:
    """The ordinal of a contact is (slot, number within the slot): one slot's count never shifts another's draws."""
    slots = counts.shape[1]
    flat = counts.ravel()
    day, slot = np.divmod(np.repeat(np.arange(flat.size), flat), slots)
    index = np.arange(flat.sum()) - np.repeat(np.cumsum(flat) - flat, flat)
    ids = contact_id(day, (slot << index_bits(slots)) | index, 0)
    place = streams.arrival(ids)[:, 0]
    arrival_s = day * DAY_S + floor_grid((slot + place) * (DAY_S / slots))
    return Issues(ids, arrival_s, np.full(ids.size, -1, np.int64))
