"""Fresh issues from recorded arrivals: every recorded contact arrives, once, on its day and in its interval."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ccsim.demand.arrivals import Issues, floor_grid
from ccsim.demand.calllog import logged_arrivals
from ccsim.demand.counts import index_bits, recorded_counts
from ccsim.demand.recorded_rows import log_ids
from ccsim.demand.streams import TapeStreams
from ccsim.demand.volume import warm_up_days
from ccsim.model.inputs import contact_id
from ccsim.model.timegrid import DAY_S
from ccsim.scenario.arrivals import CountArrivals, LogArrivals
from ccsim.scenario.scenario import Scenario


def replayed_issues(
    scenario: Scenario,
    arrivals: CountArrivals | LogArrivals,
    days: int,
    streams: TapeStreams,
    first_day: int = 0,
    until_day: int | None = None,
) -> Issues:
    """Fresh issues of a run of `days` simulated days: those of the days `first_day` to before `until_day`, or all.

    Raises DataError for files that cannot be replayed, whatever days of the run are asked for.

    A count is spread uniformly over its interval, anew in every replication; a log's times are the same in all.
    Without an intent column intents are drawn (-1).
    """
    if isinstance(arrivals, CountArrivals):
        counts = recorded_counts(arrivals, days, warm_up_days(scenario)).counts
        return _spread(counts[first_day:until_day], first_day, streams)
    log = logged_arrivals(arrivals, tuple(scenario.intents), days, warm_up_days(scenario))
    part = slice(*np.searchsorted(log.day, (first_day, days if until_day is None else until_day)))
    return Issues(log_ids(log)[part], log.day[part] * DAY_S + log.second[part], log.intent[part])


def days_not_replayed(scenario: Scenario, days: int) -> int:
    """Recorded days after the last of a run of `days` simulated days; 0 if arrivals are not recorded."""
    arrivals = scenario.arrivals
    if isinstance(arrivals, CountArrivals):
        return recorded_counts(arrivals, days, warm_up_days(scenario)).left_out
    if isinstance(arrivals, LogArrivals):
        return logged_arrivals(arrivals, tuple(scenario.intents), days, warm_up_days(scenario)).left_out
    return 0


def _spread(counts: NDArray[np.int64], first_day: int, streams: TapeStreams) -> Issues:
    """Contacts of `counts` (days from `first_day` on, slots).

    The ordinal of a contact is (slot, number within the slot): one slot's count never shifts another's draws.
    """
    slots = counts.shape[1]
    flat = counts.ravel()
    day, slot = np.divmod(np.repeat(np.arange(flat.size), flat), slots)
    index = np.arange(flat.sum()) - np.repeat(np.cumsum(flat) - flat, flat)
    day += first_day
    ids = contact_id(day, (slot << index_bits(slots)) | index, 0)
    place = streams.arrival(ids)[:, 0]
    arrival_s = day * DAY_S + floor_grid((slot + place) * (DAY_S / slots))
    return Issues(ids, arrival_s, np.full(ids.size, -1, np.int64))
