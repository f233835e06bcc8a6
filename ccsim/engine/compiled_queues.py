"""Contacts that wait, in the compiled engine: who is next, and what may take them out of the queue before that."""

from __future__ import annotations

import numpy as np

from ccsim.engine.compiled_calendar import cancel, schedule
from ccsim.engine.compiled_codes import MAX_WAIT, OVERFLOW, PATIENCE
from ccsim.engine.compiled_jit import at, part
from ccsim.engine.compiled_lines import enter, leave, stands_before
from ccsim.engine.compiled_nodes import node_of, take_node
from ccsim.engine.compiled_records import AFTER_FAILURE, AS_DRAWN, NO_NODE, NOBODY, NOTHING
from ccsim.engine.compiled_state import Hall
from ccsim.model.rules import patience_unlike_tape, score, work_unlike_tape


@part
def line_of(hall: Hall, row: int) -> int:
    """The line in which a contact stands while it waits."""
    contact = at(hall.tape, row)
    return int(hall.line_of[np.uint64(contact.intent), np.uint64(contact.customer_class)])


@part
def patience_of(hall: Hall, row: int) -> float:
    """How long a contact waits for a person, after what really was before."""
    patience_s, before = at(hall.tape, row).patience_s, at(hall.nodes, node_of(hall, row)).before
    if before != AS_DRAWN:
        patience_s = patience_unlike_tape(patience_s, hall.bot[0].patience_factor, before == AFTER_FAILURE)
    return float(patience_s)


@part
def work_of(hall: Hall, row: int) -> float:
    """Work of a contact's human leg at factor 1, after what really was before."""
    work_s, who = at(hall.tape, row).work_s, node_of(hall, row)
    if who != NO_NODE:
        before = at(hall.nodes, who).before
        if before != AS_DRAWN:
            work_s = work_unlike_tape(work_s, hall.bot[0].work_s, before == AFTER_FAILURE)
    return float(work_s)


@part
def wait(hall: Hall, row: int, now_s: float) -> None:
    """Let a contact wait from now on."""
    node, line = take_node(hall, row), line_of(hall, row)
    at(hall.nodes, node).since_s = now_s
    at(hall.nodes, node).stage = 0
    enter(hall.nodes, hall.lines, line, node)
    at(hall.queues, at(hall.lines, line).queue).waiting += 1
    hall.clock[0].waiting += 1
    set_timer(hall, row)


@part
def set_timer(hall: Hall, row: int) -> None:
    """Schedule what happens next to a waiting contact that nobody takes: an overflow, its patience's end, or the limit.

    The customer of a ghost has no patience left to run out.
    """
    node = node_of(hall, row)
    contact, waiter = at(hall.tape, row), at(hall.nodes, node)
    queue = at(hall.intents, contact.intent).queue
    at_s, kind = float("inf"), NOTHING
    overflow_s = waiter.since_s + hall.overflow_waits_s[np.uint64(queue), np.uint64(waiter.stage)]
    if overflow_s < at_s:
        at_s, kind = overflow_s, OVERFLOW
    if not at(hall.log, row).silent:
        given_up_s = waiter.since_s + patience_of(hall, row)
        if given_up_s < at_s:
            at_s, kind = given_up_s, PATIENCE
    limit_s = waiter.since_s + at(hall.queues, queue).max_wait_s
    if limit_s < at_s:
        at_s, kind = limit_s, MAX_WAIT
    if kind != NOTHING:
        schedule(hall, node, at_s, kind)


@part
def withdraw(hall: Hall, row: int) -> None:
    """Take a contact out of its line; whatever was due to happen to it there is void."""
    node, line = node_of(hall, row), line_of(hall, row)
    leave(hall.nodes, hall.lines, line, node)
    at(hall.queues, at(hall.lines, line).queue).waiting -= 1
    hall.clock[0].waiting -= 1
    if at(hall.nodes, node).kind != NOTHING:
        cancel(hall, node)


@part
def next_row(hall: Hall, line: int) -> int:
    """The row of the contact that leads a line which is not empty."""
    return int(at(hall.nodes, at(hall.lines, line).first).row)


@part
def better_line(hall: Hall, best: int, index: int, now_s: float) -> int:
    """Which of two lines has the next contact: by score, time in queue, then id; `best` may be NOBODY."""
    if best == NOBODY:
        return index
    one, other = at(hall.lines, index), at(hall.lines, best)
    score_of_one = score(one.priority, one.gain, now_s - at(hall.nodes, one.first).since_s)
    score_of_other = score(other.priority, other.gain, now_s - at(hall.nodes, other.first).since_s)
    if score_of_one != score_of_other:
        return index if score_of_one < score_of_other else best
    return index if stands_before(hall.nodes, one.first, other.first) else best


@part
def own_line(hall: Hall, group: int, now_s: float) -> int:
    """The line of the group's own queues with its next contact, or NOBODY."""
    best = NOBODY
    if hall.clock[0].waiting == 0:
        return best
    for place in range(hall.lines_of_group.shape[1]):
        index = hall.lines_of_group[np.uint64(group), np.uint64(place)]
        if index == NOBODY:
            break
        if at(hall.lines, index).first != NOBODY:
            best = better_line(hall, best, index, now_s)
    return best


@part
def second_line(hall: Hall, group: int, now_s: float) -> int:
    """The line with the next contact among those that have waited long enough for the group to help, or NOBODY."""
    best = NOBODY
    if hall.clock[0].waiting == 0:
        return best
    for place in range(hall.second_lines.shape[1]):
        index = hall.second_lines[np.uint64(group), np.uint64(place)]
        if index == NOBODY:
            break
        line = at(hall.lines, index)
        if line.first != NOBODY:
            waited_s = now_s - at(hall.nodes, line.first).since_s
            if waited_s >= hall.overflow_s[np.uint64(group), np.uint64(line.queue)]:
                best = better_line(hall, best, index, now_s)
    return best
