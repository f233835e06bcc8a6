"""A bot that can be busy or out of order, in the compiled engine: what `engine/bot_desk.py` does, on records.

A contact at the bot stands in one of two lines: sessions in flight, in no particular order, or those who wait for one,
by arrival. Without a limit and outages there is no desk, and a bot leg is just a span of time.
"""

from __future__ import annotations

import numpy as np

from ccsim.engine.compiled_calendar import cancel, schedule
from ccsim.engine.compiled_codes import BOT_END, FOR_A_PERSON, MAX_WAIT, OPENING, WAIT
from ccsim.engine.compiled_jit import at, part
from ccsim.engine.compiled_lines import enter, join, leave
from ccsim.engine.compiled_nodes import check_node, node_of, take_node
from ccsim.engine.compiled_records import AFTER_FAILURE, NOBODY, NOTHING, WITHOUT_BOT
from ccsim.engine.compiled_state import Hall

SESSIONS, WAITING = 0, 1
"""Lines of the desk."""


@part
def has_room(hall: Hall) -> bool:
    """Whether the bot takes another session."""
    bot = hall.bot[0]
    return bool(bot.limit < 0 or bot.in_flight < bot.limit)


@part
def meet_bot(hall: Hall, row: int, now_s: float) -> int:
    """A contact arrives at the desk: the route that it takes at once, or WAIT if it starts a session or waits."""
    outage = hall.bot[0].outage
    if outage == NOBODY and has_room(hall):
        start_session(hall, row, now_s)
        return WAIT
    if outage in (NOBODY, WAIT):
        wait_for_bot(hall, row, now_s)
        return WAIT
    return int(outage)


@part
def start_session(hall: Hall, row: int, now_s: float) -> None:
    """The contact's session begins."""
    node = take_node(hall, row)
    hall.bot[0].in_flight += 1
    join(hall.nodes, hall.desk, SESSIONS, node)
    at(hall.log, row).bot_start_s = now_s
    schedule(hall, node, now_s + at(hall.tape, row).bot_s, BOT_END)


@part
def end_session(hall: Hall, row: int) -> None:
    """The contact's session ends, by itself or cut by an outage."""
    hall.bot[0].in_flight -= 1
    leave(hall.nodes, hall.desk, SESSIONS, node_of(hall, row))


@part
def wait_for_bot(hall: Hall, row: int, now_s: float) -> None:
    """The contact waits for a session; its place in line is that of its arrival."""
    node = take_node(hall, row)
    at(hall.nodes, node).since_s = at(hall.log, row).arrival_s
    enter(hall.nodes, hall.desk, WAITING, node)
    if hall.bot[0].max_wait_s < float("inf"):
        schedule(hall, node, now_s + hall.bot[0].max_wait_s, MAX_WAIT)


@part
def stop_waiting(hall: Hall, row: int) -> None:
    """The contact is no longer in line for the bot."""
    node = node_of(hall, row)
    leave(hall.nodes, hall.desk, WAITING, node)
    if at(hall.nodes, node).kind != NOTHING:
        cancel(hall, node)


@part
def fill_bot(hall: Hall, now_s: float) -> None:
    """Start sessions of those who wait, first come first served, as long as there is room."""
    while hall.bot[0].outage == NOBODY and has_room(hall) and at(hall.desk, WAITING).first != NOBODY:
        row = at(hall.nodes, at(hall.desk, WAITING).first).row
        stop_waiting(hall, row)
        start_session(hall, row, now_s)


@part
def turn_outage(hall: Hall, now_s: float) -> None:
    """An outage starts or ends.

    When one starts, whoever is at the bot is told so by an event of its own at this very instant: they go their ways
    in the order of contact ids, before anything else happens.
    """
    bot = hall.bot[0]
    number = np.uint64(bot.next_outage)
    if not bot.starts:  # it ends; another one may start at this instant
        bot.next_outage += 1
        bot.starts = True
        follows = bot.next_outage < hall.outage_start_s.size
        if not (follows and hall.outage_start_s[np.uint64(bot.next_outage)] == now_s):
            bot.outage = NOBODY
            fill_bot(hall, now_s)
        note_outage(hall)
        return
    bot.outage = hall.outage_route[number]
    bot.starts = False
    for line in (SESSIONS, WAITING):
        node = at(hall.desk, line).first
        while node != NOBODY:
            following = at(hall.nodes, node).behind
            if line == SESSIONS or bot.outage != WAIT:
                if at(hall.nodes, node).kind != NOTHING:
                    cancel(hall, node)
                schedule(hall, node, now_s, OPENING)
            node = following
    note_outage(hall)


@part
def note_outage(hall: Hall) -> None:
    """Put the next start or end of an outage into the calendar."""
    bot = hall.bot[0]
    if bot.next_outage < hall.outage_start_s.size:
        number = np.uint64(bot.next_outage)
        node = check_node(hall) + 2
        at(hall.nodes, node).id = bot.first_outage_id + bot.next_outage
        schedule(hall, node, hall.outage_start_s[number] if bot.starts else hall.outage_end_s[number], OPENING)


@part
def cut(hall: Hall, row: int, now_s: float) -> int:
    """An outage has begun while the contact was at the bot: the route that it takes, WAIT if it stays."""
    if at(hall.log, row).bot_start_s >= 0:
        end_session(hall, row)
        if hall.bot[0].outage == WAIT:
            at(hall.log, row).bot_start_s = np.nan  # as if it had not begun
            wait_for_bot(hall, row, now_s)
    else:
        leave(hall.nodes, hall.desk, WAITING, node_of(hall, row))
    return int(hall.bot[0].outage)


@part
def pass_on(hall: Hall, row: int) -> None:
    """A contact goes to a person otherwise than drawn: a session that was cut failed, one never begun is no bot."""
    drawn = at(hall.tape, row).bot_outcome
    failed = at(hall.log, row).bot_start_s >= 0
    if failed != (FOR_A_PERSON >> drawn & 1):
        at(hall.nodes, take_node(hall, row)).before = AFTER_FAILURE if failed else WITHOUT_BOT
