"""Agents' time in the compiled engine, by interval and load in whole ticks: kept by group, not by agent.

An account holds how many agents there are at a load, and the time that they have spent there in the present interval:
whoever comes subtracts the clock, whoever goes adds it, and at the end of the interval everybody still there adds it.
"""

from __future__ import annotations

from ccsim.engine.compiled_jit import at, part
from ccsim.engine.compiled_records import Records
from ccsim.engine.compiled_state import Hall
from ccsim.model.timegrid import ticks


@part
def come(hall: Hall, agent: Records, now_s: float) -> None:
    """The agent, on duty or draining, begins to spend its time at its present load."""
    account = at(hall.accounts, agent.group * hall.load_ticks.shape[2] + agent.load)
    account.agents += 1
    account.ticks -= ticks(now_s)


@part
def go(hall: Hall, agent: Records, now_s: float) -> None:
    """The agent's time at its present load ends."""
    account = at(hall.accounts, agent.group * hall.load_ticks.shape[2] + agent.load)
    account.agents -= 1
    account.ticks += ticks(now_s)


@part
def come_draining(hall: Hall, agent: Records, now_s: float) -> None:
    """The agent begins to drain."""
    account = at(hall.draining, agent.group)
    account.agents += 1
    account.ticks -= ticks(now_s)


@part
def go_draining(hall: Hall, agent: Records, now_s: float) -> None:
    """The agent ceases to drain."""
    account = at(hall.draining, agent.group)
    account.agents -= 1
    account.ticks += ticks(now_s)


@part
def turn_page(hall: Hall, now_s: float) -> None:
    """Close the accounts of every interval that ends by now; what lies beyond the horizon is never entered."""
    clock = hall.clock[0]
    levels = hall.load_ticks.shape[2]
    while clock.until_s <= now_s:
        end = ticks(clock.until_s)
        for group in range(hall.groups.size):
            for load in range(levels):
                account = at(hall.accounts, group * levels + load)
                hall.load_ticks[group, clock.interval, load] = account.ticks + account.agents * end
                account.ticks = -account.agents * end
            account = at(hall.draining, group)
            hall.drain_ticks[group, clock.interval] = account.ticks + account.agents * end
            account.ticks = -account.agents * end
        clock.interval += 1
        clock.until_s = (clock.interval + 1) * clock.interval_s
        if clock.interval == hall.load_ticks.shape[1]:
            clock.until_s = float("inf")
