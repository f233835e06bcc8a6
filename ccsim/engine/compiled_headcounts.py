"""Headcount levels that fall and rise in the compiled engine, one batch an instant."""

from __future__ import annotations

from ccsim.engine.compiled_accounts import DRAINING, OFF, ON, come, go, go_draining
from ccsim.engine.compiled_floor import dispatch
from ccsim.engine.compiled_jit import at, part
from ccsim.engine.compiled_records import NOBODY, Records
from ccsim.engine.compiled_routing import list_as_free, slots_kept, unlist
from ccsim.engine.compiled_state import Hall


@part
def lower(hall: Hall, roster: Records, start: int, end: int, now_s: float) -> None:
    """Apply the falls of a batch: idle agents leave first (longest idle first), then whoever frees a slot next."""
    slots = slots_kept(hall)
    for step in range(start, end):
        index, level = at(roster, step).group, at(roster, step).level
        group = at(hall.groups, index)
        if level >= group.level:
            continue
        group.surplus += group.level - level
        group.level = level
        while group.surplus > 0 and at(hall.free, index * slots).first != NOBODY:
            who = at(hall.free, index * slots).first
            go(hall, at(hall.agents, who), now_s)
            unlist(hall, who)
            at(hall.agents, who).duty = OFF
            group.surplus -= 1


@part
def raise_(hall: Hall, roster: Records, start: int, end: int, now_s: float) -> None:
    """Apply the rises of a batch: who was about to leave stays, who drains comes back, others log on; all pull."""
    rose = False
    for step in range(start, end):
        index, level = at(roster, step).group, at(roster, step).level
        group = at(hall.groups, index)
        if level <= group.level:
            continue
        rose = True
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
    if rose:
        dispatch(hall, now_s)
