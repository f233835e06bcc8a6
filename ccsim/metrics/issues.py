"""Sums over issues: the cohort whose first contact arrived in the measured time, followed until each issue is closed.

An issue that is still open at the horizon is walked on without queueing, so that no measure stops at the run's edge.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ccsim.metrics.sums import Bools, Ints, Tallied, add_up, interval_of, sizes
from ccsim.model.events import Outcome
from ccsim.model.inputs import Centre, Origin, RunInputs, attempt_of
from ccsim.model.log import RunLog
from ccsim.model.quick import quick_walk

DAY_S = 86400.0
FCR_DAYS = (1, 3, 7)


def issue_sums(inputs: RunInputs, log: RunLog) -> Tallied:
    """Counts of issues by the interval, intent and queue of their first contact."""
    centre, tape, rows = inputs.centre, inputs.tape, log.contacts
    issue = np.cumsum(tape["origin"] != Origin.LATER) - 1  # every first row starts an issue
    first = np.flatnonzero(
        (tape["origin"] == Origin.FRESH)
        & (rows["outcome"] != Outcome.NEVER)
        & (rows["arrival_s"] >= centre.measure_from_s)
        & (rows["arrival_s"] < centre.horizon_s)
    )
    fate = follow(inputs, log, issue)
    chosen = issue[first]
    values: dict[str, Bools | Ints] = {
        "issues": np.ones(first.size, np.bool_),
        "issue_contacts": fate.contacts[chosen],
        "first_contact_resolved": rows["resolved"][first] & closed_rows(log)[first],
        "eventually_resolved": fate.resolved[chosen],
        "issues_truncated": fate.truncated[chosen],
    }
    for days in FCR_DAYS:
        values[f"fcr_{days}d"] = quiet_after_first(log, first, days * DAY_S)
    intent = tape["intent"][first].astype(np.int64)
    keys = {
        "interval": interval_of(centre, rows["arrival_s"][first]),
        "intent": intent,
        "queue": centre.queue_of_intent[intent],
    }
    return add_up(values, keys, sizes(centre))


class Fate(NamedTuple):
    """What came of every issue on the tape, arrays by issue."""

    contacts: Ints
    resolved: Bools
    truncated: Bools  # made every contact that the scenario allows, and none resolved it


def follow(inputs: RunInputs, log: RunLog, issue: Ints) -> Fate:
    """Contacts and resolution of each issue (`issue`: its number, by tape row), in the run and after it.

    A contact that is due after the horizon, or that the run cut off, is walked on from there; the cut one is walked
    from its own beginning and counted once.
    """
    centre, tape, rows = inputs.centre, inputs.tape, log.contacts
    size = int(issue[-1]) + 1 if issue.size else 0
    outcome = rows["outcome"]
    happened = (outcome != Outcome.NEVER) & (outcome != Outcome.BEYOND)
    contacts = np.bincount(issue[happened], minlength=size)
    resolved = np.bincount(issue[closed_rows(log) & rows["resolved"]], minlength=size) > 0
    last_row = np.full(size, -1, np.int64)
    np.maximum.at(last_row, issue[happened], np.flatnonzero(happened))

    open_rows = np.flatnonzero((outcome == Outcome.BEYOND) | (outcome == Outcome.UNFINISHED))
    walked = quick_walk(centre, tape, open_rows)
    of = issue[open_rows]
    contacts[of] += walked.contacts - (outcome[open_rows] == Outcome.UNFINISHED)
    resolved[of] |= walked.resolved
    last_row[of] = walked.last_row
    return Fate(contacts.astype(np.int64), resolved, _at_limit(centre, tape, last_row) & ~resolved)


def quiet_after_first(log: RunLog, first: Ints, window_s: float) -> Bools:
    """Whether the first contact was closed and no further one is due within `window_s` of its end.

    Known at closing, because the return is decided and dated there; no window runs out of the simulated days.
    """
    rows = log.contacts[first]
    further = rows["next_s"] - rows["end_s"] <= window_s  # False where nothing is due (NaN)
    return np.asarray(closed_rows(log)[first] & ~further)


def closed_rows(log: RunLog) -> Bools:
    """Contacts that were closed by the bot or by a person."""
    return np.isin(log.contacts["outcome"], (Outcome.BOT_RESOLVED, Outcome.BOT_LEFT, Outcome.SERVED))


def _at_limit(centre: Centre, tape: np.ndarray[tuple[int], np.dtype[np.void]], row: Ints) -> Bools:
    """Whether each issue's last contact (tape row; -1 for none) is the last attempt that the scenario allows."""
    attempt = np.where(row >= 0, attempt_of(tape["contact_id"][row]), -1)
    return np.asarray(attempt == centre.p_return_unresolved.size - 1)
