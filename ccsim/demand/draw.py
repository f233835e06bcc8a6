"""One replication's tape: every contact that could happen, with everything about it that is left to chance."""

from __future__ import annotations

import numpy as np

from ccsim.demand.arrivals import Issues, poisson_issues
from ccsim.demand.contacts import Tape, contact_rows, with_later_attempts
from ccsim.demand.history import history_rows
from ccsim.demand.intents import intents_by_share
from ccsim.demand.replay import replayed_issues
from ccsim.demand.streams import TapeStreams
from ccsim.demand.volume import quick_history_days
from ccsim.model.inputs import Centre, Origin
from ccsim.scenario.arrivals import PoissonArrivals
from ccsim.scenario.scenario import Scenario


def draw_tape(scenario: Scenario, centre: Centre, seed: int, replication: int, purpose: str = "run") -> Tape:
    """Draw the tape (TAPE_DTYPE) of a replication; `purpose` ("run", "pilot") separates independent uses of a seed.

    A row depends on the scenario, the arguments and its contact id alone: whoever changes the volume, the bot or
    handling leaves all other draws of the remaining contacts as they were. Raises DataError for recorded arrivals
    that cannot be replayed.
    """
    streams = TapeStreams(seed, replication, purpose)
    issues = _fresh_issues(scenario, centre, streams)
    drawn = intents_by_share(scenario, streams.issue(issues.contact_id)[:, 0])
    first = contact_rows(
        scenario, centre, streams, issues.contact_id, np.where(issues.intent < 0, drawn, issues.intent)
    )
    first["arrival_s"], first["origin"] = issues.arrival_s, Origin.FRESH
    days = quick_history_days(scenario)
    if days and isinstance(scenario.arrivals, PoissonArrivals):
        first = np.concatenate([first, history_rows(scenario, centre, scenario.arrivals, streams, days)])
    return with_later_attempts(scenario, centre, streams, first)


def _fresh_issues(scenario: Scenario, centre: Centre, streams: TapeStreams) -> Issues:
    if isinstance(scenario.arrivals, PoissonArrivals):
        return poisson_issues(scenario, scenario.arrivals, 0, centre.days, streams)
    return replayed_issues(scenario, scenario.arrivals, centre.days, streams)
