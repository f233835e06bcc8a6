"""A contact's journey in the compiled engine: bot, queue, agent, and whether the issue comes back."""

from __future__ import annotations

from ccsim.engine.compiled_bot import WAITING, cut, end_session, fill_bot, meet_bot, pass_on, turn_outage
from ccsim.engine.compiled_calendar import schedule
from ccsim.engine.compiled_codes import (
    ABANDONED,
    ARRIVAL,
    BALKED,
    BEYOND,
    BLOCKED,
    BOT_END,
    BOT_LEFT,
    BY_BOT,
    CHECK,
    CLOSED,
    CLOSED_BY_BOT,
    DISCONNECTED,
    ENDS_UNSERVED,
    HUMAN,
    LEFT_BOT,
    LOG_ON,
    LOST_AT_BOT,
    MAX_WAIT,
    NO_BOT,
    OPENING,
    OVERFLOW,
    PATIENCE,
    TIMED_OUT,
    TOLD_LATER,
    UNFINISHED,
    WAIT,
    WORK_END,
)
from ccsim.engine.compiled_floor import assign, dispatch, notify, work_end
from ccsim.engine.compiled_jit import at, part
from ccsim.engine.compiled_lines import leave
from ccsim.engine.compiled_nodes import give_back_node, take_node
from ccsim.engine.compiled_queues import next_row, set_timer, wait, withdraw
from ccsim.engine.compiled_records import NOBODY
from ccsim.engine.compiled_routing import free_agent, unlist
from ccsim.engine.compiled_state import AFTER_ERROR, AFTER_LEAVING, AFTER_RESOLVED, AFTER_UNRESOLVED, Hall
from ccsim.engine.compiled_surge import reserve_event
from ccsim.model.rules import balks, full, is_wrong, leaves_silently, next_opening, returns


@part
def happen(hall: Hall, kind: int, who: int, row: int, now_s: float) -> None:
    """Handle an event of a contact (`row` >= 0) or of another node `who`: what it does at once, and what it entails."""
    agent, next_row, closed = NOBODY, NOBODY, NOBODY
    asks, deferred = False, False
    if kind == WORK_END:
        agent = who
        closed, next_row = work_end(hall, who, now_s)
    elif kind == ARRIVAL:
        asks, closed = arrive(hall, row, now_s)
    elif kind == BOT_END:
        asks = True
        deferred = at(hall.tape, row).bot_outcome == NO_BOT or at(hall.log, row).bot_end_s >= 0
        if not deferred:
            asks, closed = end_bot_leg(hall, row, now_s)
    elif kind == PATIENCE:
        closed = lose_patience(hall, row, now_s)
    elif kind == OVERFLOW:
        at(hall.nodes, who).stage += 1
        set_timer(hall, row)
        dispatch(hall, now_s)
    elif kind == MAX_WAIT:
        if at(hall.log, row).enqueue_s >= 0:
            closed = send_away(hall, row, now_s, TIMED_OUT)
        else:
            leave(hall.nodes, hall.desk, WAITING, who)
            asks, closed = leave_bot(hall, row, now_s, hall.bot[0].then)
    elif kind in (LOG_ON, CHECK):
        reserve_event(hall, kind, now_s)
    elif row >= 0:
        asks, closed = leave_bot(hall, row, now_s, cut(hall, row, now_s))
    elif row == -1:
        turn_outage(hall, now_s)
    else:
        close_queue(hall, who - hall.agents.size, now_s)
    if asks and not deferred:
        asks, closed = is_open(hall, row, now_s)
    if asks:
        agent, closed = ask_for_person(hall, row, now_s, deferred)
        next_row = row
    if agent != NOBODY:
        if next_row != NOBODY:
            assign(hall, agent, next_row, now_s)
        notify(hall, agent, now_s)
    if closed != NOBODY:
        come_back(hall, closed)
        if kind != WORK_END and not at(hall.log, closed).silent:
            give_back_node(hall, closed)


@part
def arrive(hall: Hall, row: int, now_s: float) -> tuple[bool, int]:
    """A contact arrives: whether it asks for a person now, and its row if it is closed already (else NOBODY).

    What the bot closes needs no event of its own: nothing else depends on when it ends.
    """
    contact, entry = at(hall.tape, row), at(hall.log, row)
    entry.arrival_s = now_s
    entry.outcome = UNFINISHED  # until something ends it
    bot = contact.bot_outcome
    if bot == NO_BOT:
        return True, NOBODY
    if hall.bot[0].busy:
        return leave_bot(hall, row, now_s, meet_bot(hall, row, now_s))
    end_s = now_s + contact.bot_s
    if bot != BY_BOT and bot != BOT_LEFT:
        schedule(hall, take_node(hall, row), end_s, BOT_END)
    elif end_s < hall.clock[0].stop_s:
        entry.bot_end_s = end_s
        entry.end_s = end_s
        entry.outcome = CLOSED_BY_BOT if bot == BY_BOT else LEFT_BOT
        if bot == BY_BOT:
            close_as_resolved(hall, row, hall.p_error[0])
        return False, row
    return False, NOBODY


@part
def end_bot_leg(hall: Hall, row: int, now_s: float) -> tuple[bool, int]:
    """The bot leg is over: whether the contact asks for a person now, and its row if it is closed (else NOBODY)."""
    entry, bot = at(hall.log, row), at(hall.tape, row).bot_outcome
    entry.bot_end_s = now_s
    if hall.bot[0].busy:
        end_session(hall, row)
        fill_bot(hall, now_s)
    if bot != BY_BOT and bot != BOT_LEFT:
        return True, NOBODY
    entry.end_s = now_s
    entry.outcome = CLOSED_BY_BOT if bot == BY_BOT else LEFT_BOT
    if bot == BY_BOT:
        close_as_resolved(hall, row, hall.p_error[0])
    return False, row


@part
def leave_bot(hall: Hall, row: int, now_s: float, route: int) -> tuple[bool, int]:
    """A contact takes a route past the bot; the same two answers."""
    if route == WAIT:
        return False, NOBODY
    entry = at(hall.log, row)
    entry.bot_end_s = now_s
    if route == HUMAN:
        pass_on(hall, row)
        return True, NOBODY
    entry.end_s = now_s
    entry.outcome = LOST_AT_BOT
    return False, row


@part
def is_open(hall: Hall, row: int, now_s: float) -> tuple[bool, int]:
    """Outside opening hours a contact is put off or lost: whether it may ask now, and its row if it is lost."""
    index = at(hall.intents, at(hall.tape, row).intent).queue
    queue = at(hall.queues, index)
    if not queue.has_hours:
        return True, NOBODY
    opening_s = next_opening(hall.opens_s[index], hall.closes_s[index], now_s)
    if opening_s <= now_s:
        return True, NOBODY
    if not queue.defers:
        at(hall.log, row).end_s = now_s
        at(hall.log, row).outcome = CLOSED
        return False, row
    if opening_s < float("inf"):
        schedule(hall, take_node(hall, row), opening_s, BOT_END)
    return False, NOBODY


@part
def ask_for_person(hall: Hall, row: int, now_s: float, deferred: bool) -> tuple[int, int]:
    """Be answered at once, be turned away, balk, or wait: the agent who answers, and the row if it ends (or NOBODY)."""
    contact = at(hall.tape, row)
    intent = at(hall.intents, contact.intent)
    queue = at(hall.queues, intent.queue)
    at(hall.log, row).enqueue_s = now_s
    agent = free_agent(hall, intent.queue)
    if agent != NOBODY:
        unlist(hall, agent)
        return agent, NOBODY
    if queue.shut > 0:
        leave_unserved(hall, row, now_s, TOLD_LATER)
        return NOBODY, row
    if full(queue.waiting, queue.capacity):
        leave_unserved(hall, row, now_s, BLOCKED)
        return NOBODY, row
    if not deferred and balks(contact.u_balk, intent.p_balk):
        leave_unserved(hall, row, now_s, BALKED)
        return NOBODY, row
    wait(hall, row, now_s)
    return NOBODY, NOBODY


@part
def lose_patience(hall: Hall, row: int, now_s: float) -> int:
    """The customer leaves, noticed or not; the row."""
    leave_unserved(hall, row, now_s, ABANDONED)
    if leaves_silently(at(hall.tape, row).u_silent, hall.clock[0].p_silent):
        at(hall.log, row).silent = True
        set_timer(hall, row)
    else:
        withdraw(hall, row)
    return row


@part
def send_away(hall: Hall, row: int, now_s: float, outcome: int) -> int:
    """A waiting contact has to leave its queue: the row if a customer goes with it, NOBODY if it was a ghost."""
    withdraw(hall, row)
    give_back_node(hall, row)
    if at(hall.log, row).silent:
        at(hall.log, row).release_s = now_s
        return NOBODY
    leave_unserved(hall, row, now_s, outcome)
    return row


@part
def close_queue(hall: Hall, index: int, now_s: float) -> None:
    """A queue closes and sends away whoever waits in it; the next closing is noted."""
    for line in range(hall.lines.size):
        if at(hall.lines, line).queue == index:
            while at(hall.lines, line).first != NOBODY:
                closed = send_away(hall, next_row(hall, line), now_s, DISCONNECTED)
                if closed != NOBODY:
                    come_back(hall, closed)
    note_closing(hall, index, now_s)


@part
def note_closing(hall: Hall, index: int, now_s: float) -> None:
    """Put the queue's next closing after now into the calendar."""
    for span in range(hall.closes_s.shape[1]):
        closes_s = hall.closes_s[index, span]
        if closes_s > now_s:
            if closes_s < float("inf"):
                schedule(hall, hall.agents.size + index, closes_s, OPENING)
            return


@part
def leave_unserved(hall: Hall, row: int, now_s: float, outcome: int) -> None:
    """A contact ends without having met a person."""
    entry = at(hall.log, row)
    entry.abandon_s = now_s
    entry.end_s = now_s
    entry.outcome = outcome


@part
def close_as_resolved(hall: Hall, row: int, p_error: float) -> None:
    """The contact ends with an answer; a wrong one resolves nothing."""
    entry = at(hall.log, row)
    entry.wrong = is_wrong(at(hall.tape, row).u_error, p_error)
    entry.resolved = not entry.wrong


@part
def come_back(hall: Hall, row: int) -> None:
    """Note when the issue makes its next contact after this one, if it does."""
    contact, entry = at(hall.tape, row), at(hall.log, row)
    if not contact.has_next:
        return
    if ENDS_UNSERVED >> int(entry.outcome) & 1:
        case, delay_s = AFTER_LEAVING, contact.retry_delay_s
    elif entry.wrong:
        case, delay_s = AFTER_ERROR, contact.error_delay_s
    elif entry.resolved:
        case, delay_s = AFTER_RESOLVED, contact.follow_up_delay_s
    else:
        case, delay_s = AFTER_UNRESOLVED, contact.repeat_delay_s
    if returns(contact.u_return, hall.p_return[case, contact.contact_id & 0xFF]):
        due_s = entry.end_s + delay_s
        entry.next_s = due_s
        if due_s >= hall.clock[0].horizon_s:
            at(hall.log, row + 1).outcome = BEYOND
        else:
            schedule(hall, take_node(hall, row + 1), due_s, ARRIVAL)
