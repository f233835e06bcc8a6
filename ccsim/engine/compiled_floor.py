"""The floor of the compiled engine: what `engine/floor.py` does, on records; read that one for the meaning."""

from __future__ import annotations

import numpy as np

from ccsim.engine.compiled_accounts import come, come_draining, go, go_draining
from ccsim.engine.compiled_calendar import cancel, schedule
from ccsim.engine.compiled_codes import DRAINING, OFF, ON, SERVED, WORK_END
from ccsim.engine.compiled_jit import at, part
from ccsim.engine.compiled_nodes import give_back_node
from ccsim.engine.compiled_queues import next_row, own_line, second_line, withdraw, work_of
from ccsim.engine.compiled_records import NOBODY, NOTHING, Records
from ccsim.engine.compiled_routing import better_of, list_as_free, slots_kept, unlist
from ccsim.engine.compiled_state import Hall
from ccsim.model.inputs import ATTEMPT_MASK
from ccsim.model.rules import (
    finish_time,
    is_negative,
    is_wrong,
    resolves,
    response_time,
    steps_passed,
    work_amount,
)
from ccsim.model.timegrid import grid


@part
def level_of(hall: Hall, group: int, load: int) -> Records:
    """What an agent of the group does at this load."""
    return at(hall.levels, group * hall.load_ticks.shape[2] + load)


@part
def advance(hall: Hall, agent: Records, now_s: float) -> None:
    """Run the agent's virtual clock up to now at the speed of its load."""
    level = level_of(hall, agent.group, agent.load)
    step = (now_s - agent.clock_s) * level.speed
    agent.virtual_s += step
    agent.response_area += step * level.response_s
    agent.clock_s = now_s


@part
def factors_of(hall: Hall, group: int, row: int) -> Records:
    """Factors on the amounts of this contact with an agent of this group."""
    return at(hall.factors, group * hall.intents.size + at(hall.tape, row).intent)


@part
def amount_of(hall: Hall, group: int, row: int) -> float:
    """Virtual time that the contact's talk takes up with an agent of this group."""
    factors = factors_of(hall, group, row)
    factor = factors.negative_work if at(hall.log, row).negative else factors.work
    return float(work_amount(work_of(hall, row), factor))


@part
def feel(hall: Hall, row: int, now_s: float) -> None:
    """Settle the customer's state as an agent takes the contact."""
    entry, contact = at(hall.log, row), at(hall.tape, row)
    step = steps_passed(now_s - entry.enqueue_s, hall.mood_after_s)
    limit = hall.p_negative[np.uint64(contact.contact_id & ATTEMPT_MASK), np.uint64(step)]
    entry.negative = is_negative(contact.u_mood, limit)


@part
def assign(hall: Hall, who: int, row: int, now_s: float) -> None:
    """Give a contact to an agent that is not listed as free."""
    agent = at(hall.agents, who)
    advance(hall, agent, now_s)
    go(hall, agent, now_s)
    chat = at(hall.chats, who * slots_kept(hall) + agent.load)
    ghost = at(hall.log, row).silent
    work_s = hall.clock[0].silent_work_s
    if not ghost:
        if hall.p_negative.shape[0] > 0:
            feel(hall, row, now_s)
        work_s = amount_of(hall, agent.group, row)
    give_back_node(hall, row)
    agent.load += 1
    begin(hall, chat, agent, row, work_s, not ghost)
    come(hall, agent, now_s)
    at(hall.nodes, who).since_s = now_s
    list_as_free(hall, who)
    entry = at(hall.log, row)
    entry.assign_s = now_s
    entry.agent = who
    entry.group = agent.group
    entry.level = agent.load


@part
def begin(hall: Hall, chat: Records, agent: Records, row: int, work_s: float, talking: bool) -> None:
    """Note all that the end of the chat will ask for, of which its assignment decides."""
    contact = at(hall.tape, row)
    chat.finish_s = agent.virtual_s + work_s
    chat.area_before = agent.response_area
    chat.work_s = work_s
    chat.wrap_s = contact.wrap_s
    if chat.wrap_s > 0:
        chat.wrap_s = grid(chat.wrap_s * factors_of(hall, agent.group, row).wrap)
    chat.contact_id = contact.contact_id
    chat.row = row
    chat.level = agent.load
    chat.talking = talking
    p_resolve = hall.p_resolve[np.uint64(agent.group), np.uint64(contact.intent), np.uint64(agent.load)]
    chat.resolved = resolves(contact.u_resolve, p_resolve)
    p_error = at(hall.p_error, agent.load)
    chat.wrong = p_error > 0 and is_wrong(contact.u_error, p_error)  # else the row need not be read so far
    chat.has_next = contact.has_next


@part
def end_talk(hall: Hall, chat: Records, agent: Records, area: float, now_s: float) -> None:
    """The customer leaves the agent, with the issue resolved or not; `area`: of response time over the talk."""
    entry = at(hall.log, chat.row)
    entry.end_s = now_s
    entry.outcome = SERVED
    if_no_work_s = level_of(hall, agent.group, chat.level).response_s
    entry.response_s = response_time(area, chat.work_s, if_no_work_s)
    if chat.resolved:
        entry.wrong = chat.wrong
        entry.resolved = not chat.wrong


# --- work -----------------------------------------------------------------------------------------------------


@part
def first_chat(hall: Hall, who: int) -> int:
    """Place of the agent's chat that ends first: by finish value, then contact id."""
    best = who * slots_kept(hall)
    for place in range(best + 1, best + at(hall.agents, who).load):
        chat, leader = at(hall.chats, place), at(hall.chats, best)
        if chat.finish_s < leader.finish_s or (
            chat.finish_s == leader.finish_s and chat.contact_id < leader.contact_id
        ):
            best = place
    return int(best)


@part
def notify(hall: Hall, who: int, now_s: float) -> None:
    """Put the agent's next end of work into the calendar, in place of the one before."""
    if at(hall.nodes, who).kind != NOTHING:
        cancel(hall, who)
    agent = at(hall.agents, who)
    if agent.load > 0:
        finish_s = at(hall.chats, first_chat(hall, who)).finish_s
        speed = level_of(hall, agent.group, agent.load).speed
        schedule(hall, who, finish_time(now_s, agent.virtual_s, finish_s, speed), WORK_END)


@part
def work_end(hall: Hall, who: int, now_s: float) -> tuple[int, int]:
    """The agent's first chat ends its talk or its wrap-up.

    Returns the row of who leaves and may come back, and of who is next; NOBODY where there is none.
    """
    agent = at(hall.agents, who)
    advance(hall, agent, now_s)
    place = first_chat(hall, who)
    chat = at(hall.chats, place)
    row = chat.row
    left = NOBODY
    agent.virtual_s = chat.finish_s
    if chat.talking:
        end_talk(hall, chat, agent, agent.response_area - chat.area_before, now_s)
        if chat.has_next:
            left = row
        if chat.wrap_s > 0:
            chat.finish_s += chat.wrap_s
            chat.talking = False
            return left, NOBODY
    return left, free_slot(hall, who, place, now_s)


@part
def free_slot(hall: Hall, who: int, place: int, now_s: float) -> int:
    """The chat at `place` is over; its agent leaves or is free for the next contact: its row, or NOBODY."""
    agent = at(hall.agents, who)
    group = at(hall.groups, agent.group)
    unlist(hall, who)
    at(hall.log, at(hall.chats, place).row).release_s = now_s
    go(hall, agent, now_s)
    agent.load -= 1
    come(hall, agent, now_s)
    last = who * slots_kept(hall) + agent.load
    if place != last:
        hall.chats[np.uint64(place)] = at(hall.chats, last)
    at(hall.nodes, who).since_s = now_s
    if agent.load == 0:
        agent.virtual_s = 0.0
        agent.response_area = 0.0
    if agent.duty == ON and group.surplus > 0:
        group.surplus -= 1
        agent.duty = DRAINING
        come_draining(hall, agent, now_s)
    if agent.duty == DRAINING and agent.load == 0:
        agent.duty = OFF
        go(hall, agent, now_s)
        go_draining(hall, agent, now_s)
    if agent.duty == ON and agent.load < group.capacity:
        line = own_line(hall, agent.group, now_s)
        if line == NOBODY:
            line = second_line(hall, agent.group, now_s)
        if line != NOBODY:
            following = next_row(hall, line)
            withdraw(hall, following)
            return following
    list_as_free(hall, who)
    return NOBODY


# --- several at once ------------------------------------------------------------------------------------------


@part
def dispatch(hall: Hall, now_s: float) -> None:
    """While some agent could take some waiting contact, the first such agent in routing order pulls one.

    Agents who could take one of their own queues come before those who could only help.
    """
    while True:
        best = NOBODY
        for group in range(hall.groups.size):
            if own_line(hall, group, now_s) != NOBODY:
                best = better_of(hall, best, group)
        helps = best == NOBODY
        if helps:
            for group in range(hall.groups.size):
                if second_line(hall, group, now_s) != NOBODY:
                    best = better_of(hall, best, group)
        if best == NOBODY:
            return
        group = at(hall.agents, best).group
        line = second_line(hall, group, now_s) if helps else own_line(hall, group, now_s)
        row = next_row(hall, line)
        withdraw(hall, row)
        unlist(hall, best)
        assign(hall, best, row, now_s)
        notify(hall, best, now_s)
