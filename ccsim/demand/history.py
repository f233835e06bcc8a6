"""Quick history: issues that arose before the run and whose next contact falls into it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ccsim.demand.arrivals import poisson_issues
from ccsim.demand.bot import bot_outcome, bot_s
from ccsim.demand.contacts import Start
from ccsim.demand.errors import error_delay_s
from ccsim.demand.handling import work_s
from ccsim.demand.intents import intents_of
from ccsim.demand.repeats import follow_up_delay_s, repeat_delay_s
from ccsim.demand.streams import TapeStreams
from ccsim.demand.volume import fresh_rate_per_day
from ccsim.model.inputs import Centre, Origin
from ccsim.model.quick import quick_end_s, quick_resolved, quick_returns, quick_wrong
from ccsim.scenario.arrivals import PoissonArrivals
from ccsim.scenario.scenario import Scenario

_ISSUES_AT_ONCE = 100_000
_CHUNK = 65536  # contacts walked at a time: their columns stay in the processor's cache


def history_start(
    scenario: Scenario, centre: Centre, arrivals: PoissonArrivals, streams: TapeStreams, days: int
) -> Start:
    """First in-run contacts, [0, horizon), of the issues of the `days` days before the run (origin HISTORY).

    Earlier contacts are walked through without queueing. Each draw is made only for issues that can still matter.
    """
    found_ids, found_s = [np.zeros(0, np.int64)], [np.zeros(0)]
    for first_day, n_days in _batches(fresh_rate_per_day(scenario), days):
        issues = poisson_issues(scenario, arrivals, first_day, n_days, streams)
        ids, arrival_s = issues.contact_id, issues.arrival_s
        for attempt in range(centre.p_return_unresolved.size):
            ids, next_s = _next_arrivals(scenario, centre, streams, ids, arrival_s, attempt)
            within = (next_s >= 0) & (next_s < centre.horizon_s)
            found_ids.append(ids[within])
            found_s.append(next_s[within])
            ids, arrival_s = ids[next_s < 0], next_s[next_s < 0]
            if not ids.size:
                break
    first = np.concatenate(found_ids)
    origin = np.full(first.size, Origin.HISTORY, np.int8)
    return Start(first, np.concatenate(found_s), intents_of(scenario, streams, first), origin)


def _batches(issues_per_day: float, days: int) -> list[tuple[int, int]]:
    """(first day, number of days) of stretches of history that are drawn at once, so that memory stays bounded."""
    at_once = max(1, int(_ISSUES_AT_ONCE / max(issues_per_day, 1.0)))
    return [(first, min(at_once, -first)) for first in range(-days, 0, at_once)]


def _next_arrivals(
    scenario: Scenario,
    centre: Centre,
    streams: TapeStreams,
    ids: NDArray[np.int64],
    arrival_s: NDArray[np.float64],
    attempt: int,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Ids and arrival times of the contacts that follow the contacts `ids`, all of attempt number `attempt`."""
    parts = [
        _next_of_some(
            scenario, centre, streams, ids[begin : begin + _CHUNK], arrival_s[begin : begin + _CHUNK], attempt
        )
        for begin in range(0, max(ids.size, 1), _CHUNK)
    ]
    return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])


def _next_of_some(
    scenario: Scenario,
    centre: Centre,
    streams: TapeStreams,
    ids: NDArray[np.int64],
    arrival_s: NDArray[np.float64],
    attempt: int,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    u_return = streams.returning(ids)[:, 0]
    largest = max(centre.p_return_resolved[attempt], centre.p_return_unresolved[attempt])
    may = np.flatnonzero(u_return < (max(largest, centre.errors.p_return[attempt]) if centre.errors else largest))
    ids, arrival_s, u_return = ids[may], arrival_s[may], u_return[may]
    intents = intents_of(scenario, streams, ids)
    outcome = bot_outcome(scenario, streams, ids, intents)
    resolved = quick_resolved(centre, intents, outcome, streams.human(ids)[:, 1])
    u_error, u_found = streams.errors(ids).T if scenario.errors else np.zeros((2, ids.size))
    wrong = quick_wrong(centre, intents, outcome, resolved, u_error)
    back = np.flatnonzero(quick_returns(centre, np.full(ids.size, attempt), resolved, u_return, wrong))
    ids, intents, outcome, resolved = ids[back], intents[back], outcome[back], resolved[back]
    work = work_s(scenario, intents, outcome, streams.amounts(ids)[:, 0])
    end_s = quick_end_s(centre, intents, outcome, arrival_s[back], bot_s(scenario, streams, ids, outcome), work)
    u_repeat, u_follow_up = streams.delays(ids).T
    follow_up = follow_up_delay_s(scenario.repeats, u_follow_up)
    delay = np.where(resolved, follow_up, repeat_delay_s(scenario.repeats, u_repeat))
    if scenario.errors:
        delay = np.where(wrong[back], error_delay_s(scenario.errors, u_found[back]), delay)
    return ids + 1, end_s + delay
