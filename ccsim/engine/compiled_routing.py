"""Which agent takes a contact, in the compiled engine: what routing would choose among those with a free slot."""

from __future__ import annotations

import numpy as np

from ccsim.engine.compiled_codes import LEAST_LOADED, MOST_LOADED, ON
from ccsim.engine.compiled_jit import at, part
from ccsim.engine.compiled_lines import enter, leave, stands_before
from ccsim.engine.compiled_records import NOBODY, Records
from ccsim.engine.compiled_state import Hall


@part
def slots_kept(hall: Hall) -> int:
    """Places kept for an agent's chats: the largest concurrency of any group."""
    return int(hall.load_ticks.shape[2] - 1)


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
def goes_before(hall: Hall, one: int, other: int) -> bool:
    """Whether routing would choose agent `one` rather than `other`."""
    routing = hall.clock[0].routing
    load, than = at(hall.agents, one).load, at(hall.agents, other).load
    if routing == LEAST_LOADED and load != than:
        return bool(load < than)
    if routing == MOST_LOADED and load != than:
        return bool(load > than)
    return bool(stands_before(hall.nodes, one, other))


@part
def better_of(hall: Hall, best: int, group: int) -> int:
    """The agent `best` (or NOBODY) or the one that routing would choose in the group, whichever goes first."""
    routing = hall.clock[0].routing
    first = group * slots_kept(hall)
    capacity = at(hall.groups, group).capacity
    for step in range(capacity):
        load = capacity - 1 - step if routing == MOST_LOADED else step
        who = at(hall.free, first + load).first
        if who != NOBODY:
            if best == NOBODY or goes_before(hall, who, best):
                best = who
            if routing in (LEAST_LOADED, MOST_LOADED):
                break
    return int(best)


@part
def free_agent(hall: Hall, queue: int) -> int:
    """The agent to whom an arriving contact of this queue goes, or NOBODY; helpers come after those whose own it is."""
    best = NOBODY
    for place in range(hall.groups_of_queue.shape[1]):
        group = hall.groups_of_queue[np.uint64(queue), np.uint64(place)]
        if group == NOBODY:
            break
        best = better_of(hall, best, group)
    if best == NOBODY:
        for place in range(hall.helpers_of_queue.shape[1]):
            group = hall.helpers_of_queue[np.uint64(queue), np.uint64(place)]
            if group == NOBODY:
                break
            best = better_of(hall, best, group)
    return best
