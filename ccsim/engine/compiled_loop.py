"""The event loop of the compiled engine: tape, roster and calendar merged in order of (time, kind, id)."""

from __future__ import annotations

import numpy as np

from ccsim.engine.compile_cache import cache_folder
from ccsim.engine.compiled_accounts import turn_page
from ccsim.engine.compiled_bot import note_outage
from ccsim.engine.compiled_calendar import cancel, next_due, schedule
from ccsim.engine.compiled_codes import ARRIVAL, LOG_OFF, LOG_ON, NEVER, SERVED, UNFINISHED
from ccsim.engine.compiled_headcounts import lower, raise_
from ccsim.engine.compiled_jit import OPTIONS, at, kernel, part
from ccsim.engine.compiled_journey import happen, note_closing
from ccsim.engine.compiled_records import NOBODY, NOTHING, Flags, Records
from ccsim.engine.compiled_state import Hall
from ccsim.engine.compiled_surge import note_check
from ccsim.model.inputs import Ints

FOLDER = cache_folder(OPTIONS)


@part
def is_sound(hall: Hall, row: int) -> bool:
    """Whether a row's intent and attempt have places in the tables, its times are sane and its next row exists."""
    contact = at(hall.tape, row)
    return bool(
        0 <= contact.intent < hall.intents.size
        and 0 <= contact.customer_class < hall.line_of.shape[1]
        and not (contact.has_next and row + 1 == hall.tape.size)
        and not (contact.has_next and (contact.contact_id & 0xFF) >= hall.p_return.shape[1])
        and contact.bot_s >= 0
        and contact.patience_s >= 0
        and contact.work_s >= 0
        and contact.wrap_s >= 0
        and contact.repeat_delay_s >= 0
        and contact.follow_up_delay_s >= 0
        and contact.retry_delay_s >= 0
        and contact.error_delay_s >= 0
        and not contact.arrival_s < 0
        and not (hall.p_negative.shape[0] > 0 and (contact.contact_id & 0xFF) >= hall.p_negative.shape[0])
    )


@kernel(FOLDER)
def survey(hall: Hall, first_new: int, order: Ints) -> tuple[int, int, bool]:
    """Before the first event: put the rows that are known to arrive into `order`.

    Rows before `first_new` were surveyed in an earlier epoch. Returns (number of rows in `order`, first faulty row or
    -1, whether arrivals are in order of (time, id) already).
    """
    tape = hall.tape
    known, in_order = 0, True
    last_s, last_id = -1.0, 0
    for row in range(tape.size):
        contact = at(tape, row)
        if row >= first_new:
            if not is_sound(hall, row):
                return known, row, in_order
        elif at(hall.log, row).outcome != NEVER:
            continue
        if contact.arrival_s < hall.clock[0].horizon_s:
            in_order &= last_s < contact.arrival_s or (last_s == contact.arrival_s and last_id < contact.contact_id)
            last_s, last_id = contact.arrival_s, contact.contact_id
            order[known] = row
            known += 1
    return known, -1, in_order


@kernel(FOLDER)
def settle(hall: Hall, over: Flags) -> None:
    """Mark the rows of issues to which nothing can happen any more: what `session.alive` says, the other way round."""
    tape, log, horizon_s = hall.tape, hall.log, hall.clock[0].horizon_s
    start, alive, due = 0, False, False
    for row in range(tape.size):
        contact, entry = at(tape, row), at(log, row)
        outcome = entry.outcome
        alive |= (
            outcome == UNFINISHED
            or ((outcome == SERVED or entry.silent) and not entry.release_s >= 0)
            or (outcome == NEVER and (due or contact.arrival_s < horizon_s))
        )
        due = contact.has_next and entry.next_s < horizon_s
        if not contact.has_next:
            for member in range(start, row + 1):
                over[np.uint64(member)] = not alive
            start, alive, due = row + 1, False, False


@part
def is_first(hall: Hall, due: int, due_s: float, order: Ints, arrived: int, arrival_s: float) -> bool:
    """Whether the tape's next arrival comes before the calendar's next event."""
    if due_s != arrival_s:
        return bool(arrival_s < due_s)
    kind = at(hall.nodes, due).kind
    return bool(
        kind > ARRIVAL or (kind == ARRIVAL and at(hall.nodes, due).id > at(hall.tape, at(order, arrived)).contact_id)
    )


@kernel(FOLDER)
def simulate(hall: Hall, order: Ints, roster: Records) -> None:
    """Handle all events before the clock's pause; fills the log.

    `order`: rows whose arrival is known beforehand and still to come, by (time, contact id).
    """
    clock = hall.clock[0]
    nowhere = float("inf")
    arrived, stepped, batch_end, stage = 0, 0, 0, LOG_OFF
    arrival_s = at(hall.tape, at(order, 0)).arrival_s if order.size else nowhere
    roster_s = at(roster, 0).at_s if roster.size else nowhere
    while True:
        due = next_due(hall, min(arrival_s, roster_s, clock.pause_s, clock.stop_s))
        due_s = at(hall.nodes, due).at_s if due != NOBODY else nowhere
        now_s = min(due_s, arrival_s, roster_s)
        if now_s >= clock.stop_s or now_s >= clock.pause_s or now_s == nowhere:
            break
        clock.events += 1
        if now_s >= clock.until_s:
            turn_page(hall, now_s)
        if roster_s == now_s and not (due_s == now_s and at(hall.nodes, due).kind < stage):
            if stage == LOG_OFF:
                batch_end = stepped
                while batch_end < roster.size and at(roster, batch_end).at_s == now_s:
                    batch_end += 1
                lower(hall, roster, stepped, batch_end, now_s)
                stage = LOG_ON
            else:
                more = bool(due_s == now_s and at(hall.nodes, due).kind == LOG_ON)
                raise_(hall, roster, stepped, batch_end, now_s, more)
                stage = LOG_OFF
                stepped = batch_end
                roster_s = at(roster, stepped).at_s if stepped < roster.size else nowhere
            continue
        if is_first(hall, due, due_s, order, arrived, arrival_s):
            kind, who, row = ARRIVAL, due, at(order, arrived)
            arrived += 1
            arrival_s = at(hall.tape, at(order, arrived)).arrival_s if arrived < order.size else nowhere
        else:
            kind, who, row = at(hall.nodes, due).kind, due, at(hall.nodes, due).row
            cancel(hall, due)
        happen(hall, kind, who, row, now_s)


@kernel(FOLDER)
def note_hours(hall: Hall) -> None:
    """Before the first event: the first check, the bot's first outage, and the first closing of every queue that sends
    people away."""
    note_check(hall)
    note_outage(hall)
    for index in range(hall.queues.size):
        if at(hall.queues, index).disconnects:
            note_closing(hall, index, -1.0)


@kernel(FOLDER)
def book(hall: Hall, now_s: float) -> None:
    """Close the accounts of every interval that is over, before the next event does."""
    turn_page(hall, now_s)


@kernel(FOLDER)
def close_accounts(hall: Hall) -> None:
    """Book everybody's time up to the end of the run."""
    turn_page(hall, hall.clock[0].horizon_s)


@kernel(FOLDER)
def reinsert(hall: Hall) -> None:
    """Put every event that is due into a calendar that is empty."""
    for who in range(hall.clock[0].nodes_used):
        node = at(hall.nodes, who)
        if node.kind != NOTHING:
            schedule(hall, who, node.at_s, node.kind)
