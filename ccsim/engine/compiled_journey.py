"""A contact's journey in the compiled engine: bot, queue, agent, and whether the issue comes back."""

from __future__ import annotations

from ccsim.engine.compiled_calendar import schedule
from ccsim.engine.compiled_floor import WORK_END, assign, free_agent, notify, unlist, work_end
from ccsim.engine.compiled_jit import at, part
from ccsim.engine.compiled_lines import enter, leave
from ccsim.engine.compiled_state import AFTER_LEAVING, AFTER_RESOLVED, AFTER_UNRESOLVED, NOBODY, Hall
from ccsim.model.events import BotOutcome, EventKind, Outcome
from ccsim.model.rules import balks, resolves, returns

BOT_END, ARRIVAL, PATIENCE = int(EventKind.BOT_END), int(EventKind.ARRIVAL), int(EventKind.PATIENCE)
NO_BOT, BY_BOT, BOT_LEFT = int(BotOutcome.NONE), int(BotOutcome.RESOLVED), int(BotOutcome.LEFT)
CLOSED_BY_BOT, LEFT_BOT, BALKED, ABANDONED, SERVED, UNFINISHED, BEYOND = (
    int(outcome)
    for outcome in (
        Outcome.BOT_RESOLVED,
        Outcome.BOT_LEFT,
        Outcome.BALKED,
        Outcome.ABANDONED,
        Outcome.SERVED,
        Outcome.UNFINISHED,
        Outcome.BEYOND,
    )
)


@part
def happen(hall: Hall, kind: int, who: int, now_s: float) -> None:
    """Handle a contact's or an agent's event: what it does at once, and what it entails for others."""
    row = who - hall.agents.size
    agent, next_row, closed = NOBODY, NOBODY, NOBODY
    asks = False
    if kind == WORK_END:
        agent = who
        closed, next_row = work_end(hall, who, now_s)
        if closed != NOBODY:
            serve(hall, closed)
    elif kind == ARRIVAL:
        asks, closed = arrive(hall, row, now_s)
    elif kind == BOT_END:
        at(hall.log, row).bot_end_s = now_s
        asks = True
    else:
        leave(hall.nodes, hall.lines, hall.intents[at(hall.tape, row).intent].line, who)
        hall.clock[0].waiting -= 1
        leave_unserved(hall, row, now_s, ABANDONED)
        closed = row
    if asks:
        agent, closed = ask_for_person(hall, row, now_s)
        next_row = row
    if agent != NOBODY:
        if next_row != NOBODY:
            assign(hall, agent, next_row, now_s)
        notify(hall, agent, now_s)
    if closed != NOBODY:
        come_back(hall, closed)


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
    end_s = now_s + contact.bot_s
    if bot != BY_BOT and bot != BOT_LEFT:
        schedule(hall, hall.agents.size + row, end_s, BOT_END)
    elif end_s < hall.clock[0].stop_s:
        entry.bot_end_s = end_s
        entry.end_s = end_s
        entry.outcome = CLOSED_BY_BOT if bot == BY_BOT else LEFT_BOT
        entry.resolved = bot == BY_BOT
        return False, row
    return False, NOBODY


@part
def ask_for_person(hall: Hall, row: int, now_s: float) -> tuple[int, int]:
    """Be answered at once, balk, or wait: the agent who answers, and the row if the contact balks (else NOBODY)."""
    contact = at(hall.tape, row)
    intent = at(hall.intents, contact.intent)
    at(hall.log, row).enqueue_s = now_s
    agent = free_agent(hall, intent.queue)
    if agent != NOBODY:
        unlist(hall, agent)
        return agent, NOBODY
    if balks(contact.u_balk, intent.p_balk):
        leave_unserved(hall, row, now_s, BALKED)
        return NOBODY, row
    node = hall.agents.size + row
    at(hall.nodes, node).since_s = now_s
    enter(hall.nodes, hall.lines, intent.line, node)
    hall.clock[0].waiting += 1
    if contact.patience_s < float("inf"):
        schedule(hall, node, now_s + contact.patience_s, PATIENCE)
    return NOBODY, NOBODY


@part
def leave_unserved(hall: Hall, row: int, now_s: float, outcome: int) -> None:
    """A contact ends without having met a person."""
    entry = at(hall.log, row)
    entry.abandon_s = now_s
    entry.end_s = now_s
    entry.outcome = outcome


@part
def serve(hall: Hall, row: int) -> None:
    """A customer leaves the agent, with the issue resolved or not."""
    contact, entry = at(hall.tape, row), at(hall.log, row)
    entry.outcome = SERVED
    entry.resolved = resolves(contact.u_resolve, hall.p_resolve[entry.group, contact.intent, entry.level])


@part
def come_back(hall: Hall, row: int) -> None:
    """Note when the issue makes its next contact after this one, if it does."""
    contact, entry = at(hall.tape, row), at(hall.log, row)
    if not contact.has_next:
        return
    if entry.outcome == BALKED or entry.outcome == ABANDONED:
        case, delay_s = AFTER_LEAVING, contact.retry_delay_s
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
            schedule(hall, hall.agents.size + row + 1, due_s, ARRIVAL)
