"""Contacts walked through without queueing: nobody waits, nobody leaves the queue, agents are at their nominal level.

Used where an engine has nothing to say: for the days before a run, and for what issues do after its horizon.
All functions work on arrays of contacts; only attempts are looped over. Source: docs/model.md#quick-walk.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ccsim.model.events import BotOutcome
from ccsim.model.inputs import Centre, attempt_of
from ccsim.model.timegrid import grid_array

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class QuickEnd(NamedTuple):
    """What came of issues that were walked to their end."""

    resolved: Bools
    """Whether any of the walked contacts resolved the issue."""
    by_bot: Bools
    """Whether the first of them that did was the bot's."""
    contacts: Ints
    """How many contacts were walked, the first included."""
    last_row: Ints
    """Tape row of the issue's last contact."""


def answering_group(centre: Centre) -> Ints:
    """The group (I,) that answers an intent in a quick walk: the first that serves its queue."""
    return np.asarray(centre.serves[:, centre.queue_of_intent].argmax(axis=0), np.int64)


def quick_resolution(centre: Centre) -> Floats:
    """Resolution probability (I,) of a human leg in a quick walk."""
    groups, intents = answering_group(centre), np.arange(len(centre.intents))
    return centre.p_resolve[groups, intents, centre.nominal_level[groups]]


def quick_pace(centre: Centre) -> Floats:
    """Seconds (I,) that a second of work takes in a quick walk."""
    groups, intents = answering_group(centre), np.arange(len(centre.intents))
    return centre.work_factor[groups, intents] / centre.speed[groups, centre.nominal_level[groups]]


def quick_resolved(centre: Centre, intent: Ints, bot_outcome: NDArray[np.int8], u_resolve: Floats) -> Bools:
    """Whether each contact resolves its issue."""
    by_bot = bot_outcome == BotOutcome.RESOLVED
    by_person = (bot_outcome != BotOutcome.LEFT) & (u_resolve < quick_resolution(centre)[intent])
    return np.asarray(by_bot | by_person)


def quick_error_rate(centre: Centre, intent: Ints) -> Floats:
    """Probability (n,) that a person's answer to contacts of these intents is wrong in a quick walk."""
    if centre.errors is None:
        return np.zeros(intent.size)
    return np.asarray(centre.errors.human[centre.nominal_level[answering_group(centre)]][intent])


def quick_wrong(
    centre: Centre, intent: Ints, bot_outcome: NDArray[np.int8], closed_as_resolved: Bools, u_error: Floats
) -> Bools:
    """Whether each contact is closed as resolved with a wrong answer."""
    if centre.errors is None:
        return np.zeros(closed_as_resolved.size, np.bool_)
    by_bot = bot_outcome == BotOutcome.RESOLVED
    limit = np.where(by_bot, centre.errors.bot, quick_error_rate(centre, intent))
    return np.asarray(closed_as_resolved & (u_error < limit))


def quick_end_s(
    centre: Centre, intent: Ints, bot_outcome: NDArray[np.int8], arrival_s: Floats, bot_s: Floats, work_s: Floats
) -> Floats:
    """When each contact ends (s, on the grid): after the bot leg and, where a person is needed, the human leg."""
    human = (bot_outcome != BotOutcome.RESOLVED) & (bot_outcome != BotOutcome.LEFT)
    return arrival_s + bot_s + np.where(human, grid_array(work_s * quick_pace(centre)[intent]), 0.0)


def quick_returns(
    centre: Centre, attempt: Ints, resolved: Bools, u_return: Floats, wrong: Bools | None = None
) -> Bools:
    """Whether each contact is followed by another one of its issue; `wrong` goes before `resolved`."""
    limit = np.where(resolved, centre.p_return_resolved[attempt], centre.p_return_unresolved[attempt])
    if wrong is not None and centre.errors is not None:
        limit = np.where(wrong, centre.errors.p_return[attempt], limit)
    return np.asarray(u_return < limit)


def quick_walk(centre: Centre, tape: NDArray[np.void], rows: Ints) -> QuickEnd:
    """Walk issues from the tape rows `rows` (n,) on until they make no further contact.

    The contacts at `rows` are taken to happen; later rows happen as outcomes and `u_return` say. Arrays (n,) are
    in the order of `rows`. Times play no part: how many contacts an issue makes does not depend on when.
    """
    row = np.array(rows, np.int64)
    resolved, by_bot = np.zeros(row.size, np.bool_), np.zeros(row.size, np.bool_)
    contacts = np.ones(row.size, np.int64)
    going = np.arange(row.size)
    while going.size:
        at = tape[row[going]]
        success = quick_resolved(centre, at["intent"], at["bot_outcome"], at["u_resolve"])
        wrong = quick_wrong(centre, at["intent"], at["bot_outcome"], success, at["u_error"])
        right = success & ~wrong
        by_bot[going] |= right & ~resolved[going] & (at["bot_outcome"] == BotOutcome.RESOLVED)
        resolved[going] |= right
        comes_back = quick_returns(centre, attempt_of(at["contact_id"]), success, at["u_return"], wrong)
        going = going[comes_back & at["has_next"]]
        row[going] += 1
        contacts[going] += 1
    return QuickEnd(resolved, by_bot, contacts, row)
