"""The floor of the compiled engine: what `engine/floor.py` does, on records; read that one for the meaning."""

from __future__ import annotations

import numpy as np

from ccsim.engine.compiled_accounts import DRAINING, OFF, ON, come, come_draining, go, go_draining
from ccsim.engine.compiled_calendar import cancel, schedule
from ccsim.engine.compiled_jit import at, part
from ccsim.engine.compiled_lines import enter, leave, stands_before
from ccsim.engine.compiled_state import NOBODY, Hall, Records
from ccsim.model.events import EventKind
from ccsim.model.rules import finish_time, work_amount
from ccsim.model.timegrid import grid

WORK_END = int(EventKind.WORK_END)


@part
def slots_kept(hall: Hall) -> int:
    """Places kept for an agent's chats: the largest concurrency of any group."""
    return int(hall.load_ticks.shape[2] - 1)


@part
def level_of(hall: Hall, agent: Records) -> Records:
    """What the agent does at its present load."""
    return at(hall.levels, agent.group * hall.load_ticks.shape[2] + agent.load)


@part
def advance(hall: Hall, agent: Records, now_s: float) -> None:
    """Run the agent's virtual clock up to now at the speed of its load."""
    level = level_of(hall, agent)
    step = (now_s - agent.clock_s) * level.speed
    agent.virtual_s += step
    agent.response_area += step * level.response_s
    agent.clock_s = now_s


@part
def factors_of(hall: Hall, group: int, row: int) -> Records:
    """Factors on the amounts of this contact with an agent of this group."""
    return at(hall.factors, group * hall.intents.size + at(hall.tape, row).intent)


# --- who takes whom -------------------------------------------------------------------------------------------


@part
def free_line(hall: Hall, agent: Records) -> int:
    """The line in which the agent stands while it is on duty and has a free slot."""
    return int(agent.group * slots_kept(hall) + agent.load)


@part
def list_as_free(hall: Hall, who: int) -> None:
    """Tell routing that the agent can take a contact, if it can."""
    agent = at(hall.agents, who)
    if agent.duty == ON and agent.load < at(hall.groups, agent.group).capacity:
        enter(hall.nodes, hall.free, free_line(hall, agent), who)


@part
def unlist(hall: Hall, who: int) -> None:
    """Take the agent out of routing, if it is there."""
    agent = at(hall.agents, who)
    if agent.duty == ON and agent.load < at(hall.groups, agent.group).capacity:
        leave(hall.nodes, hall.free, free_line(hall, agent), who)


@part
def better_of(hall: Hall, best: int, group: int) -> int:
    """The agent `best` (or NOBODY) or the group's next free one: least loaded, longest at that load, lowest id."""
    slots = slots_kept(hall)
    most = at(hall.groups, group).capacity
    if best != NOBODY:
        most = min(most, at(hall.agents, best).load + 1)
    for load in range(most):
        who = at(hall.free, group * slots + load).first
        if who != NOBODY:
            if best == NOBODY or load < at(hall.agents, best).load or stands_before(hall.nodes, who, best):
                return int(who)
            return best
    return best


@part
def free_agent(hall: Hall, queue: int) -> int:
    """The agent to whom a contact of this queue goes now, or NOBODY."""
    best = NOBODY
    for place in range(hall.groups_of_queue.shape[1]):
        group = hall.groups_of_queue[np.uint64(queue), np.uint64(place)]
        if group == NOBODY:
            break
        best = better_of(hall, best, group)
    return best


@part
def first_line(hall: Hall, group: int) -> int:
    """The line whose first contact is the group's next: by priority, time in queue, then id; or NOBODY."""
    best = NOBODY
    if hall.clock[0].waiting == 0:
        return best
    for place in range(hall.lines_of_group.shape[1]):
        index = hall.lines_of_group[np.uint64(group), np.uint64(place)]
        if index == NOBODY:
            break
        line = at(hall.lines, index)
        if line.first != NOBODY and (
            best == NOBODY
            or line.priority < at(hall.lines, best).priority
            or (
                line.priority == at(hall.lines, best).priority
                and stands_before(hall.nodes, line.first, at(hall.lines, best).first)
            )
        ):
            best = index
    return best


@part
def pull(hall: Hall, index: int) -> int:
    """Take the first contact out of a line; its row."""
    contact = at(hall.lines, index).first
    leave(hall.nodes, hall.lines, index, contact)
    hall.clock[0].waiting -= 1
    if at(hall.nodes, contact).kind != 0:
        cancel(hall, contact)
    return int(contact - hall.agents.size)


@part
def assign(hall: Hall, who: int, row: int, now_s: float) -> None:
    """Give a contact to an agent that is not listed as free."""
    agent = at(hall.agents, who)
    advance(hall, agent, now_s)
    go(hall, agent, now_s)
    chat = at(hall.chats, who * slots_kept(hall) + agent.load)
    chat.finish_s = agent.virtual_s + work_amount(at(hall.tape, row).work_s, factors_of(hall, agent.group, row).work)
    chat.contact_id = at(hall.tape, row).contact_id
    chat.row = row
    chat.talking = 1
    chat.area_before = agent.response_area
    agent.load += 1
    come(hall, agent, now_s)
    at(hall.nodes, who).since_s = now_s
    list_as_free(hall, who)
    entry = at(hall.log, row)
    entry.assign_s = now_s
    entry.agent = who
    entry.group = agent.group
    entry.level = agent.load


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
    if at(hall.nodes, who).kind != 0:
        cancel(hall, who)
    agent = at(hall.agents, who)
    if agent.load > 0:
        finish_s = at(hall.chats, first_chat(hall, who)).finish_s
        speed = level_of(hall, agent).speed
        schedule(hall, who, finish_time(now_s, agent.virtual_s, finish_s, speed), WORK_END)


@part
def work_end(hall: Hall, who: int, now_s: float) -> tuple[int, int]:
    """The agent's first chat ends its talk or its wrap-up; rows of who leaves and of who is next, or NOBODY."""
    agent = at(hall.agents, who)
    advance(hall, agent, now_s)
    place = first_chat(hall, who)
    chat = at(hall.chats, place)
    row = chat.row
    left = NOBODY
    agent.virtual_s = chat.finish_s
    if chat.talking:
        left = row
        at(hall.log, row).end_s = now_s
        at(hall.log, row).response_s = agent.response_area - chat.area_before  # divided by the work in `respond`
        wrap_s = at(hall.tape, row).wrap_s
        if wrap_s > 0:
            wrap_s = grid(wrap_s * factors_of(hall, agent.group, row).wrap)
        if wrap_s > 0:
            chat.finish_s += wrap_s
            chat.talking = 0
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
    index = first_line(hall, agent.group) if agent.duty == ON else NOBODY
    if index != NOBODY:
        return int(pull(hall, index))
    list_as_free(hall, who)
    return NOBODY
