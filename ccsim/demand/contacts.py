"""The rows of a tape: everything that can be drawn about a contact before anybody knows how the day will go.

First it is settled which contacts are possible, by few draws each; then their rows are drawn straight into the tape.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ccsim.demand.bot import bot_outcome, bot_s, brought_in_early
from ccsim.demand.classes import customer_class, patience_of_class
from ccsim.demand.errors import error_delay_s
from ccsim.demand.handling import work_s, wrap_s
from ccsim.demand.mood import u_mood
from ccsim.demand.patience import patience_s
from ccsim.demand.repeats import follow_up_delay_s, repeat_delay_s, retry_delay_s
from ccsim.demand.streams import TapeStreams
from ccsim.model.events import BotOutcome
from ccsim.model.inputs import TAPE_DTYPE, Centre, Origin, attempt_of
from ccsim.randomness import worth_compiling
from ccsim.scenario.scenario import Scenario

Tape = NDArray[np.void]
Ids = NDArray[np.int64]

_CHUNK = 32768  # contacts drawn at a time: their columns and rows stay in the processor's cache


class Start(NamedTuple):
    """The contacts with which issues enter the tape, arrays (n,)."""

    contact_id: Ids
    arrival_s: NDArray[np.float64]
    intent: NDArray[np.int64]
    origin: NDArray[np.int8]

    def and_(self, other: Start) -> Start:
        """All of both."""
        return Start(
            np.concatenate([self.contact_id, other.contact_id]),
            np.concatenate([self.arrival_s, other.arrival_s]),
            np.concatenate([self.intent, other.intent]),
            np.concatenate([self.origin, other.origin]),
        )


class Possible(NamedTuple):
    """Contacts that could happen: issues in the order of the tape, attempts of an issue in order."""

    contact_id: Ids
    intent: NDArray[np.int64]
    bot_outcome: NDArray[np.int8]
    has_next: NDArray[np.bool_]
    first: NDArray[np.int64]
    """Index of each issue's first contact here."""

    def part(self, part: slice) -> Possible:
        """Some of these contacts."""
        return Possible(
            self.contact_id[part], self.intent[part], self.bot_outcome[part], self.has_next[part], self.first
        )


def largest_return(centre: Centre, attempt: NDArray[np.int64], bot_outcome: NDArray[np.int8]) -> NDArray[np.float64]:
    """Largest probability of a further contact that any possible end of these contacts permits.

    A contact that the bot closes cannot be abandoned; one that goes to a person can end in any way, and so can every
    contact of a bot that may be busy or out of order.
    """
    resolved, unresolved = centre.p_return_resolved[attempt], centre.p_return_unresolved[attempt]
    if centre.errors is not None:  # what is closed as resolved may be wrong
        resolved = np.maximum(resolved, centre.errors.p_return[attempt])
    any_end = np.maximum(np.maximum(resolved, unresolved), centre.p_retry[attempt])
    if centre.bot_capacity is not None:
        return any_end
    by_bot = np.where(bot_outcome == BotOutcome.RESOLVED, resolved, unresolved)
    closed = (bot_outcome == BotOutcome.RESOLVED) | (bot_outcome == BotOutcome.LEFT)
    return np.where(closed, by_bot, any_end)


def tape_of(scenario: Scenario, centre: Centre, streams: TapeStreams, start: Start) -> Tape:
    """Rows of the contacts `start` and of all later attempts that could happen, sorted as a tape is."""
    order = by_arrival(start.arrival_s, start.contact_id)
    possible = possible_contacts(scenario, centre, streams, start.contact_id[order], start.intent[order])
    tape = np.zeros(possible.contact_id.size, TAPE_DTYPE)
    for begin in range(0, tape.size, _CHUNK):
        part = slice(begin, begin + _CHUNK)
        fill_rows(scenario, streams, possible.part(part), tape[part])
    tape["arrival_s"][possible.first] = start.arrival_s[order]
    tape["origin"][possible.first] = start.origin[order]
    return tape


def by_arrival(arrival_s: NDArray[np.float64], ids: Ids) -> NDArray[np.int64]:
    """The order (n,) by arrival, then by id: `np.lexsort((ids, arrival_s))` in a third of its time, as few are tied."""
    order = np.argsort(arrival_s)
    later = np.diff(arrival_s[order], prepend=-np.inf) > 0
    tied = np.flatnonzero(~(later & np.append(later[1:], True)))
    group = np.cumsum(later)[tied]
    order[tied] = order[tied][np.lexsort((ids[order[tied]], group))]
    return order


def possible_contacts(
    scenario: Scenario, centre: Centre, streams: TapeStreams, ids: Ids, intents: NDArray[np.int64]
) -> Possible:
    """The contacts `ids` (n,), which start issues, and after each the later attempts that could happen."""
    rounds = []
    issue, attempts = np.arange(ids.size), np.zeros(ids.size, np.int64)
    while ids.size:
        outcome = bot_outcome(scenario, streams, ids, intents)
        more = streams.returning(ids)[:, 0] < largest_return(centre, attempt_of(ids), outcome)
        rounds.append((issue, ids, intents, outcome, more))
        attempts[issue] += 1
        issue, ids, intents = issue[more], ids[more] + 1, intents[more]
    first = np.cumsum(attempts) - attempts
    size = int(attempts.sum())
    possible = Possible(
        np.empty(size, np.int64), np.empty(size, np.int64), np.empty(size, np.int8), np.empty(size, np.bool_), first
    )
    for number, (issue, ids, intents, outcome, more) in enumerate(rounds):
        at = first[issue] + number
        possible.contact_id[at], possible.intent[at] = ids, intents
        possible.bot_outcome[at], possible.has_next[at] = outcome, more
    return possible


def fill_rows(scenario: Scenario, streams: TapeStreams, contacts: Possible, rows: Tape) -> None:
    """Draw the rows of `contacts` into `rows`, all zeros; arrival NaN and origin LATER until the caller says otherwise.

    What cannot matter stays zero: delays of contacts that no further attempt can follow (but that of an error), and
    features not in use.
    """
    ids, intents, outcome = contacts.contact_id, contacts.intent, contacts.bot_outcome
    classes = customer_class(scenario, streams, ids)
    u_work, u_patience = streams.amounts(ids).T
    u_balk, u_resolve = streams.human(ids).T
    spread = scenario.handling.wrap_up_distribution is not None
    columns = {
        "contact_id": ids,
        "arrival_s": np.full(ids.size, np.nan),
        "intent": intents,
        "origin": np.full(ids.size, Origin.LATER, np.int8),
        "has_next": contacts.has_next,
        "bot_outcome": outcome,
        "bot_s": bot_s(scenario, streams, ids, outcome),
        "patience_s": patience_of_class(scenario, classes, patience_s(scenario, intents, outcome, u_patience)),
        "work_s": work_s(scenario, intents, outcome, u_work),
        "wrap_s": wrap_s(scenario, intents, streams.wrap_up(ids)[:, 0] if spread else None),
        "u_balk": u_balk,
        "u_resolve": u_resolve,
        "u_return": streams.returning(ids)[:, 0],
        "customer_class": classes,
    }
    _write(columns, rows)
    if scenario.patience.silent:
        rows["u_silent"] = streams.leaving(ids)[:, 0]
    if scenario.emotion is not None:
        rows["u_mood"] = u_mood(streams, ids)
        rows["brought_in"] = brought_in_early(scenario, streams, ids, outcome)
    if scenario.errors is not None:
        rows["u_error"], u_found = streams.errors(ids).T
        rows["error_delay_s"] = error_delay_s(scenario.errors, u_found)
    fill_delays(scenario, streams, ids, rows, np.flatnonzero(contacts.has_next))


def _write(columns: dict[str, NDArray[Any]], rows: Tape) -> None:
    if worth_compiling(0):
        from ccsim.demand.compiled_rows import pack

        pack(rows, columns)
    else:
        for name, column in columns.items():
            rows[name] = column


def fill_delays(scenario: Scenario, streams: TapeStreams, ids: Ids, rows: Tape, which: NDArray[np.int64]) -> None:
    """Draw until when the issue comes back, by the way in which the contact ends, into the rows `which`."""
    u_repeat, u_follow_up = streams.delays(ids[which]).T
    u_retry = streams.returning(ids[which])[:, 1]
    rows["repeat_delay_s"][which] = repeat_delay_s(scenario.repeats, u_repeat)
    rows["follow_up_delay_s"][which] = follow_up_delay_s(scenario.repeats, u_follow_up)
    rows["retry_delay_s"][which] = retry_delay_s(scenario.patience.retry, u_retry)
