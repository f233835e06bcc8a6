"""Headcount levels that fall and rise in the compiled engine, one batch an instant."""

from __future__ import annotations

from ccsim.engine.compiled_accounts import come, come_draining, go, go_draining
from ccsim.engine.compiled_codes import DRAINING, OFF, ON
from ccsim.engine.compiled_floor import dispatch
from ccsim.engine.compiled_jit import at, part
from ccsim.engine.compiled_records import NOBODY, Records
from ccsim.engine.compiled_routing import list_as_free, slots_kept, unlist
from ccsim.engine.compiled_state import Hall


@part
def lower(hall: Hall, roster: Records, start: int, end: int, now_s: float) -> None:
    """Apply the falls of a batch of the roster, on top of which there may be reserves."""
    for step in range(start, end):
        index = int(at(roster, step).group)
        level = int(at(roster, step).level) + at(hall.groups, index).reserves
        if level < at(hall.groups, index).level:
            lower_group(hall, index, level, now_s)


@part
def lower_group(hall: Hall, index: int, level: int, now_s: float) -> None:
    """A headcount falls: idle agents leave first (longest idle first), then whoever frees a slot next.

    Where nobody is to stay, all others finish what they have open and take nothing new.
    """
    slots = slots_kept(hall)
    group = at(hall.groups, index)
    group.surplus += group.level - level
    group.level = level
    while group.surplus > 0 and at(hall.free, index * slots).first != NOBODY:
        who = at(hall.free, index * slots).first
        go(hall, at(hall.agents, who), now_s)
        unlist(hall, who)
        at(hall.agents, who).duty = OFF
        group.surplus -= 1
    if level == 0:
        for who in range(group.first_agent, group.first_agent + group.members):
            if at(hall.agents, who).duty == ON:
                unlist(hall, who)
                at(hall.agents, who).duty = DRAINING
                come_draining(hall, at(hall.agents, who), now_s)
        group.surplus = 0


@part
def raise_(hall: Hall, roster: Records, start: int, end: int, now_s: float, more: bool) -> None:
    """Apply the rises of a batch of the roster; then all pull, unless `more` come at this instant to pull with them."""
    rose = False
    for step in range(start, end):
        index = int(at(roster, step).group)
        level = int(at(roster, step).level) + at(hall.groups, index).reserves
        if level > at(hall.groups, index).level:
            raise_group(hall, index, level, now_s)
            rose = True
    if rose and not more:
        dispatch(hall, now_s)


@part
def raise_group(hall: Hall, index: int, level: int, now_s: float) -> None:
    """A headcount rises: who was about to leave stays, who drains comes back, others log on."""
    group = at(hall.groups, index)
    missing = level - group.level
    group.level = level
    kept = min(missing, group.surplus)
    group.surplus -= kept
    missing -= kept
    for duty in (DRAINING, OFF):
        for who in range(group.first_agent, group.first_agent + group.members):
            agent = at(hall.agents, who)
            if missing == 0:
                break
            if agent.duty != duty:
                continue
            if duty == OFF:
                at(hall.nodes, who).since_s = now_s
                come(hall, agent, now_s)
            else:
                go_draining(hall, agent, now_s)
            agent.duty = ON
            list_as_free(hall, who)
            missing -= 1
