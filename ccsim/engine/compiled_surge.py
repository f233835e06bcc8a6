"""Reserves in the compiled engine: what `engine/surge_desk.py` does, on records; read that one for the meaning.

Two nodes have events: one for the next check, one for whoever of all reserves comes next.
"""

from __future__ import annotations

import numpy as np

from ccsim.engine.compiled_calendar import cancel, schedule
from ccsim.engine.compiled_codes import CHECK, HEADS, LOG_ON, ON, SLOTS
from ccsim.engine.compiled_floor import dispatch
from ccsim.engine.compiled_headcounts import lower_group, raise_group
from ccsim.engine.compiled_jit import apart, at, part
from ccsim.engine.compiled_nodes import check_node
from ccsim.engine.compiled_records import NOBODY, NOTHING, Records
from ccsim.engine.compiled_routing import list_as_free, unlist
from ccsim.engine.compiled_state import Hall
from ccsim.model.surge import has_held, is_calm, is_pressed, stays_on


@part
def note_check(hall: Hall) -> None:
    """Put the next check into the calendar, if it lies before the horizon."""
    watch = hall.watch[0]
    at_s = (watch.checks + 1) * watch.check_s
    if at_s < hall.clock[0].horizon_s:
        schedule(hall, check_node(hall), at_s, CHECK)


@part
def note_coming(hall: Hall) -> None:
    """Put the next instant at which anybody comes into the calendar, in place of the one before."""
    node = check_node(hall) + 1
    if at(hall.nodes, node).kind != NOTHING:
        cancel(hall, node)
    at_s = float("inf")
    for index in range(hall.reserves.size):
        reserve = at(hall.reserves, index)
        if reserve.call >= 0 and reserve.next < reserve.end:
            at_s = min(at_s, reserve.called_s + at(hall.coming_s, reserve.next))
    if at_s < float("inf"):
        schedule(hall, node, at_s, LOG_ON)


@apart
def reserve_event(hall: Hall, kind: int, now_s: float) -> None:
    """Handle a check, or those of the reserves who come."""
    if kind == CHECK:
        check(hall, now_s)
    else:
        come(hall, now_s)
        dispatch(hall, now_s)


@part
def check(hall: Hall, now_s: float) -> None:
    """Look at the queues: call reserves in, or send them home."""
    watch = hall.watch[0]
    watch.checks += 1
    for index in range(hall.reserves.size):
        look(hall, index, watch.checks // watch.checks_per_day, now_s)
    note_check(hall)
    note_coming(hall)


@part
def look(hall: Hall, index: int, day: int, now_s: float) -> None:
    """Call a reserve in, or send it home, or leave it as it is."""
    reserve = at(hall.reserves, index)
    waiting, wait_s = queues_of(hall, index, now_s)
    if reserve.call >= 0:
        calm = is_calm(waiting, wait_s, reserve.shorter_than, reserve.wait_under_s)
        reserve.calm_since_s = min(reserve.calm_since_s, now_s) if calm else float("inf")
        there_s = reserve.called_s + reserve.delay_s
        if now_s >= there_s + reserve.longest_s or (
            not stays_on(now_s, there_s, reserve.stay_s) and has_held(reserve.calm_since_s, now_s, reserve.calm_s)
        ):
            send_home(hall, index, now_s)
        return
    pressed = is_pressed(waiting, wait_s, reserve.longer_than, reserve.wait_over_s)
    reserve.pressed_since_s = min(reserve.pressed_since_s, now_s) if pressed else float("inf")
    calls = reserve.calls if reserve.called_on == day else 0
    due = (
        has_held(reserve.pressed_since_s, now_s, reserve.lasting_s)
        or now_s >= hall.planned_s[np.uint64(index), np.uint64(day)]
    )
    if due and calls < reserve.per_day:
        reserve.called_on = day
        reserve.calls = calls + 1
        call_in(hall, index, reserve.first_call + day * reserve.per_day + calls, now_s)


@part
def queues_of(hall: Hall, index: int, now_s: float) -> tuple[int, float]:
    """How many wait in the queues that a reserve looks at, and how long the first of them has waited."""
    waiting, wait_s = 0, 0.0
    for queue in range(hall.queues.size):
        if hall.watches[np.uint64(index), np.uint64(queue)]:
            waiting += at(hall.queues, queue).waiting
    for place in range(hall.lines.size):
        line = at(hall.lines, place)
        if line.first != NOBODY and hall.watches[np.uint64(index), np.uint64(line.queue)]:
            wait_s = max(wait_s, now_s - at(hall.nodes, line.first).since_s)
    return waiting, wait_s


@part
def call_in(hall: Hall, index: int, call: int, now_s: float) -> None:
    """Those of this call are on their way."""
    reserve = at(hall.reserves, index)
    reserve.call = call
    reserve.called_s = now_s
    reserve.came = 0
    reserve.pressed_since_s = float("inf")
    reserve.calm_since_s = float("inf")
    reserve.next = at(hall.first_coming, call)
    reserve.end = at(hall.first_coming, call + 1)
    at(hall.calls, call).called_s = now_s


@part
def come(hall: Hall, now_s: float) -> None:
    """All who are due by now are there."""
    for index in range(hall.reserves.size):
        reserve = at(hall.reserves, index)
        number = 0
        if reserve.call >= 0:
            while reserve.next < reserve.end and reserve.called_s + at(hall.coming_s, reserve.next) <= now_s:
                reserve.next += 1
                number += 1
        if number > 0:
            reserve.came += number
            at(hall.calls, reserve.call).came = reserve.came
            take_effect(hall, index, number, now_s)
    note_coming(hall)


@part
def send_home(hall: Hall, index: int, now_s: float) -> None:
    """Those who are there leave when they can; those on their way turn back."""
    reserve = at(hall.reserves, index)
    at(hall.calls, reserve.call).home_s = now_s
    if reserve.came > 0:
        take_effect(hall, index, -reserve.came, now_s)
    reserve.call = NOBODY
    reserve.came = 0
    reserve.pressed_since_s = float("inf")
    reserve.calm_since_s = float("inf")


@apart
def take_effect(hall: Hall, index: int, number: int, now_s: float) -> None:
    """So many more (or fewer) are there."""
    reserve = at(hall.reserves, index)
    if reserve.effect == HEADS:
        group = at(hall.groups, reserve.group)
        group.reserves += number
        if number > 0:
            raise_group(hall, reserve.group, group.level + number, now_s)
        else:
            lower_group(hall, reserve.group, group.level + number, now_s)
    elif reserve.effect == SLOTS:
        raise_cap(hall, at(hall.groups, reserve.group), number * reserve.asked)
    else:
        for queue in range(hall.queues.size):
            if hall.watches[np.uint64(index), np.uint64(queue)]:
                at(hall.queues, queue).shut += number


@part
def raise_cap(hall: Hall, group: Records, slots: int) -> None:
    """Agents of a group may have so many more chats open (below 0: fewer; open ones stay open)."""
    before, after = group.capacity, group.capacity + slots
    for who in range(group.first_agent, group.first_agent + group.members):
        agent = at(hall.agents, who)
        if agent.duty == ON and agent.load >= min(before, after):
            unlist(hall, who)
    group.capacity = after
    for who in range(group.first_agent, group.first_agent + group.members):
        agent = at(hall.agents, who)
        if agent.duty == ON and agent.load >= min(before, after):
            list_as_free(hall, who)
