"""Sums over issues: the cohort whose first contact arrived in the measured time, followed until each issue is closed.

An issue that is still open at the horizon is walked on without queueing, so that no measure stops at the run's edge.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ccsim.metrics.batch import Batch
from ccsim.metrics.measured import closed
from ccsim.metrics.sums import Bools, Ints, class_keys, interval_of
from ccsim.model.events import Outcome
from ccsim.model.inputs import Origin, attempt_of
from ccsim.model.quick import quick_walk
from ccsim.model.timegrid import DAY_S

FCR_DAYS = (1, 3, 7)


def issue_values(batch: Batch) -> tuple[dict[str, Bools | Ints], dict[str, Ints]]:
    """Per issue of the cohort: counts by name, and the interval, intent and queue of its first contact."""
    centre, tape, log = batch.centre, batch.tape, batch.log
    issue = np.cumsum(tape["origin"] != Origin.LATER) - 1  # every first row starts an issue
    first = np.flatnonzero(
        (tape["origin"] == Origin.FRESH)
        & (log["outcome"] != Outcome.NEVER)
        & (log["arrival_s"] >= centre.measure_from_s)
        & (log["arrival_s"] < centre.horizon_s)
    )
    fate = follow(batch, issue)
    chosen = issue[first]
    closed_at_first = closed(log)[first]
    values: dict[str, Bools | Ints] = {
        "issues": np.ones(first.size, np.bool_),
        "issue_contacts": fate.contacts[chosen],
        "first_contact_resolved": log["resolved"][first] & closed_at_first,
        "eventually_resolved": fate.resolved[chosen],
        "issues_truncated": fate.truncated[chosen],
    }
    if centre.has_bot:
        values["resolved_first_by_bot"] = fate.by_bot[chosen]
    # Known at closing, because the return is decided and dated there; no window runs out of the simulated days.
    until_next_s = log["next_s"][first] - log["end_s"][first]  # NaN where nothing is due: no comparison holds
    for days in FCR_DAYS:
        values[f"fcr_{days}d"] = closed_at_first & ~(until_next_s <= days * DAY_S)
    intent = tape["intent"][first].astype(np.int64)
    keys = {
        "interval": interval_of(centre, log["arrival_s"][first]),
        "intent": intent,
        "queue": centre.queue_of_intent[intent],
        **class_keys(centre, tape["customer_class"][first]),
    }
    return values, keys


class Fate(NamedTuple):
    """What came of every issue of a batch, arrays by issue."""

    contacts: Ints
    resolved: Bools
    by_bot: Bools  # whether the first contact that resolved it was the bot's
    truncated: Bools  # made every contact that the scenario allows, and none resolved it


def follow(batch: Batch, issue: Ints) -> Fate:
    """Contacts and resolution of each issue (`issue`: its number, by row), in the run and after it.

    A contact that is due after the horizon, or that the run cut off, is walked on from there; the cut one is walked
    from its own beginning and counted once.
    """
    centre, log, outcome = batch.centre, batch.log, batch.log["outcome"]
    size = int(issue[-1]) + 1 if issue.size else 0
    happened = np.flatnonzero((outcome != Outcome.NEVER) & (outcome != Outcome.BEYOND))
    contacts = np.bincount(issue[happened], minlength=size)
    rows = np.flatnonzero(closed(log) & log["resolved"])
    first_resolved = np.full(size, -1, np.int64)
    first_resolved[issue[rows[::-1]]] = rows[::-1]  # backwards: the first one stays
    resolved = first_resolved >= 0
    by_bot = resolved & (outcome[first_resolved] == Outcome.BOT_RESOLVED)
    last_row = np.full(size, -1, np.int64)
    last_row[issue[happened]] = happened  # in order: the last one stays

    open_rows = np.flatnonzero((outcome == Outcome.BEYOND) | (outcome == Outcome.UNFINISHED))
    walked = quick_walk(centre, batch.rows, open_rows)
    of = issue[open_rows]
    contacts[of] += walked.contacts - (outcome[open_rows] == Outcome.UNFINISHED)
    by_bot[of] |= walked.by_bot & ~resolved[of]
    resolved[of] |= walked.resolved
    last_row[of] = walked.last_row
    attempt = np.where(last_row >= 0, attempt_of(batch.tape["contact_id"][last_row]), -1)
    at_limit = attempt == centre.p_return_unresolved.size - 1
    return Fate(contacts.astype(np.int64), resolved, by_bot, at_limit & ~resolved)
