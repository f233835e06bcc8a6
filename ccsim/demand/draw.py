"""One replication's tape: every contact that could happen, with everything about it that is left to chance."""

from __future__ import annotations

import numpy as np

from ccsim.demand.arrivals import Issues, poisson_issues
from ccsim.demand.contacts import Start, Tape, tape_of
from ccsim.demand.history import history_start
from ccsim.demand.intents import intents_of
from ccsim.demand.recorded_rows import replay_contacts
from ccsim.demand.replay import replayed_issues
from ccsim.demand.streams import TapeStreams
from ccsim.demand.volume import quick_history_days
from ccsim.model.inputs import Centre, Origin
from ccsim.scenario.arrivals import LogArrivals, PoissonArrivals
from ccsim.scenario.scenario import Scenario


def draw_tape(scenario: Scenario, centre: Centre, seed: int, replication: int, purpose: str = "run") -> Tape:
    """Draw the tape (TAPE_DTYPE) of a replication; `purpose` ("run", "pilot") separates independent uses of a seed.

    A row depends on the scenario, the arguments and its contact id alone: whoever changes the volume, the bot or
    handling leaves all other draws of the remaining contacts as they were. Raises DataError for recorded arrivals
    that cannot be replayed.
    """
    return draw_days(scenario, centre, seed, replication, 0, centre.days, purpose)


def draw_days(
    scenario: Scenario,
    centre: Centre,
    seed: int,
    replication: int,
    first_day: int,
    until_day: int,
    purpose: str = "run",
    history: bool | None = None,
) -> Tape:
    """The part of `draw_tape` that belongs to issues arising on the days `first_day` to before `until_day`.

    Day 0 is the first simulated day, the last is `centre.days` - 1. Quick history, whose contacts arrive on any day of
    the run, belongs to the range that begins with day 0, unless `history` says otherwise. The rows of consecutive
    ranges are together the rows of the whole tape; each range is sorted in itself.
    """
    streams = TapeStreams(seed, replication, purpose)
    fresh = _fresh_issues(scenario, centre, first_day, until_day, streams)
    drawn = intents_of(scenario, streams, fresh.contact_id)
    intent = np.where(fresh.intent < 0, drawn, fresh.intent)
    start = Start(fresh.contact_id, fresh.arrival_s, intent, np.full(intent.size, Origin.FRESH, np.int8))
    days = quick_history_days(scenario)
    if days and isinstance(scenario.arrivals, PoissonArrivals) and (first_day == 0 if history is None else history):
        start = start.and_(history_start(scenario, centre, scenario.arrivals, streams, days))
    tape = tape_of(scenario, centre, streams, start)
    if isinstance(scenario.arrivals, LogArrivals):
        replay_contacts(scenario, scenario.arrivals, centre.days, streams, tape)
    return tape


def _fresh_issues(scenario: Scenario, centre: Centre, first_day: int, until_day: int, streams: TapeStreams) -> Issues:
    if isinstance(scenario.arrivals, PoissonArrivals):
        return poisson_issues(scenario, scenario.arrivals, first_day, until_day - first_day, streams)
    return replayed_issues(scenario, scenario.arrivals, centre.days, streams, first_day, until_day)
