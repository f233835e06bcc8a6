"""Nodes of contacts in the compiled engine: a contact has one only while it waits in a line or has an event due.

Few do at a time, even on a big day, so the nodes in use stay in the processor's cache, and what nobody ever used is
memory that the system never had to provide.
"""

from __future__ import annotations

import numpy as np

from ccsim.engine.compiled_jit import at, part
from ccsim.engine.compiled_records import AS_DRAWN, NO_NODE, NOTHING
from ccsim.engine.compiled_state import OTHERS, Hall


@part
def check_node(hall: Hall) -> int:
    """The node of checks of the queues; behind it lie that of whoever comes next and that of outages."""
    return int(hall.agents.size + hall.queues.size + OTHERS - 3)


@part
def node_of(hall: Hall, row: int) -> int:
    """The contact's node, or NO_NODE."""
    return int(at(hall.node_of_row, row))


@part
def take_node(hall: Hall, row: int) -> int:
    """The contact's node; it gets one if it has none."""
    who = int(at(hall.node_of_row, row))
    if who == NO_NODE:
        clock = hall.clock[0]
        who = clock.spare_node
        if who == NO_NODE:
            who = clock.nodes_used
            clock.nodes_used += 1
        else:
            clock.spare_node = at(hall.nodes, who).behind
        node = at(hall.nodes, who)
        node.id = at(hall.tape, row).contact_id
        node.row = row
        node.kind = NOTHING
        node.before = AS_DRAWN
        hall.node_of_row[np.uint64(row)] = who
    return who


@part
def give_back_node(hall: Hall, row: int) -> None:
    """The contact, which has neither a place in a line nor an event due, needs its node no longer, if it has one."""
    who = int(at(hall.node_of_row, row))
    if who != NO_NODE:
        at(hall.nodes, who).behind = hall.clock[0].spare_node
        hall.clock[0].spare_node = who
        hall.node_of_row[np.uint64(row)] = NO_NODE
