"""The event loop of the compiled engine: tape, roster and calendar merged in order of (time, kind, id)."""

from __future__ import annotations

from ccsim.engine.compile_cache import cache_folder
from ccsim.engine.compiled_accounts import book
from ccsim.engine.compiled_calendar import cancel, next_due, schedule
from ccsim.engine.compiled_headcounts import lower, raise_
from ccsim.engine.compiled_jit import OPTIONS, at, kernel, part
from ccsim.engine.compiled_journey import ARRIVAL, happen
from ccsim.engine.compiled_state import NOBODY, Hall, Records
from ccsim.model.events import EventKind
from ccsim.model.inputs import Ints

LOG_OFF, LOG_ON = int(EventKind.LOG_OFF), int(EventKind.LOG_ON)
FOLDER = cache_folder(OPTIONS)


@kernel(FOLDER)
def survey(hall: Hall, order: Ints) -> tuple[int, int, bool]:
    """Before the first event: put contact ids on the nodes and the rows known to arrive into `order`.

    Returns (number of those rows, first faulty row or -1, whether arrivals are in order of (time, id) already). A row
    is faulty if its intent or attempt has no place in the tables, a time is negative or NaN, or a next row is missing.
    """
    tape, first = hall.tape, hall.agents.size
    known, in_order = 0, True
    last_s, last_id = -1.0, 0
    for row in range(tape.size):
        contact = at(tape, row)
        at(hall.nodes, first + row).id = contact.contact_id
        sound = (
            0 <= contact.intent < hall.intents.size
            and not (contact.has_next and row + 1 == tape.size)
            and not (contact.has_next and (contact.contact_id & 0xFF) >= hall.p_return.shape[1])
            and contact.bot_s >= 0
            and contact.patience_s >= 0
            and contact.work_s >= 0
            and contact.wrap_s >= 0
            and contact.repeat_delay_s >= 0
            and contact.follow_up_delay_s >= 0
            and contact.retry_delay_s >= 0
            and not contact.arrival_s < 0
        )
        if not sound:
            return known, row, in_order
        if contact.arrival_s < hall.clock[0].horizon_s:
            in_order &= last_s < contact.arrival_s or (last_s == contact.arrival_s and last_id < contact.contact_id)
            last_s, last_id = contact.arrival_s, contact.contact_id
            order[known] = row
            known += 1
    return known, -1, in_order


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
        due = next_due(hall)
        due_s = at(hall.nodes, due).at_s if due != NOBODY else nowhere
        now_s = min(due_s, arrival_s, roster_s)
        if now_s >= clock.stop_s or now_s >= clock.pause_s or now_s == nowhere:
            break
        clock.events += 1
        if roster_s == now_s and not (due_s == now_s and at(hall.nodes, due).kind < stage):
            if stage == LOG_OFF:
                batch_end = stepped
                while batch_end < roster.size and at(roster, batch_end).at_s == now_s:
                    batch_end += 1
                lower(hall, roster, stepped, batch_end, now_s)
                stage = LOG_ON
            else:
                raise_(hall, roster, stepped, batch_end, now_s)
                stage = LOG_OFF
                stepped = batch_end
                roster_s = at(roster, stepped).at_s if stepped < roster.size else nowhere
            continue
        if is_first(hall, due, due_s, order, arrived, arrival_s):
            kind, who = ARRIVAL, hall.agents.size + at(order, arrived)
            arrived += 1
            arrival_s = at(hall.tape, at(order, arrived)).arrival_s if arrived < order.size else nowhere
        else:
            kind, who = at(hall.nodes, due).kind, due
            cancel(hall, due)
        happen(hall, kind, who, now_s)


@kernel(FOLDER)
def close_accounts(hall: Hall) -> None:
    """Book everybody's time up to the end of the run."""
    for who in range(hall.agents.size):
        book(hall, at(hall.agents, who), float("inf"))


@kernel(FOLDER)
def reinsert(hall: Hall) -> None:
    """Put every event that is due into a calendar that is empty."""
    for who in range(hall.nodes.size):
        node = at(hall.nodes, who)
        if node.kind != 0:
            schedule(hall, who, node.at_s, node.kind)
