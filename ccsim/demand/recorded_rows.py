"""Recorded contacts laid over the drawn rows of a tape: what is recorded holds, the rest stays as drawn."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ccsim.demand.calllog import LoggedArrivals, logged_arrivals
from ccsim.demand.classes import patience_factors
from ccsim.demand.patience import patience_beyond_s
from ccsim.demand.streams import TapeStreams
from ccsim.demand.volume import warm_up_days
from ccsim.model.inputs import Origin, contact_id
from ccsim.model.timegrid import grid_array
from ccsim.scenario.arrivals import LogArrivals
from ccsim.scenario.scenario import Scenario


def log_ids(log: LoggedArrivals) -> NDArray[np.int64]:
    """Contact id of every recorded arrival: its day and its number within the day."""
    place = np.arange(log.day.size) - np.searchsorted(log.day, log.day)
    return contact_id(log.day, place, 0)


def replay_contacts(
    scenario: Scenario, arrivals: LogArrivals, days: int, streams: TapeStreams, tape: NDArray[np.void]
) -> None:
    """Write the recorded work, wrap-up and patience of first contacts into `tape` (TAPE_DTYPE), a run of `days` days.

    Later attempts, which no record knows, keep their draws. Patience that is known to exceed a wait is drawn by the
    contact's own uniform number from what is left of the scenario's distribution beyond that wait.
    """
    log = logged_arrivals(arrivals, tuple(scenario.intents), days, warm_up_days(scenario))
    rows = np.flatnonzero(tape["origin"] == Origin.FRESH)
    at = np.searchsorted(log_ids(log), tape["contact_id"][rows])
    recorded = log.contacts
    for name, known_s in (
        ("work_s", recorded.work_s[at]),
        ("wrap_s", recorded.wrap_s[at]),
        ("patience_s", recorded.patience_s[at]),
    ):
        known = ~np.isnan(known_s)
        tape[name][rows[known]] = grid_array(known_s[known])
    censored = ~np.isnan(recorded.exceeds_s[at])
    rows, exceeds_s = rows[censored], recorded.exceeds_s[at][censored]
    uniform = streams.amounts(tape["contact_id"][rows])[:, 1]
    of_class = patience_factors(scenario, tape["customer_class"][rows].astype(np.int64))
    beyond_s = patience_beyond_s(
        scenario, tape["intent"][rows].astype(np.int64), tape["bot_outcome"][rows], uniform, exceeds_s / of_class
    )
    tape["patience_s"][rows] = np.maximum(grid_array(beyond_s * of_class), grid_array(exceeds_s))
