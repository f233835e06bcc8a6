"""From a schedule to the agents who are there: random absence, headcount steps, paid time.

A schedule says how many agents of a group are scheduled in every slot of every simulated day. Agent i of a group is
absent for a whole day with the group's `absence`; on duty are those of the first n scheduled agents who are present.
So a larger schedule adds agents and changes nothing about the others: schedules can be compared on the same days.
Source: docs/staffing.md#presence.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ccsim.errors import Problem, ScenarioError
from ccsim.model.inputs import ROSTER_DTYPE, Centre
from ccsim.model.timegrid import DAY_S
from ccsim.randomness import stream
from ccsim.scenario.groups import Group
from ccsim.scenario.scenario import Scenario

Ints = NDArray[np.int64]

_AGENT_BITS = 32


def build_roster(
    scenario: Scenario, centre: Centre, schedule: Ints, seed: int, replication: int, purpose: str = "run"
) -> tuple[NDArray[np.void], NDArray[np.float64]]:
    """Headcount steps (ROSTER_DTYPE) and paid time (G, days) (s) of one replication.

    `schedule` (G, days x slots): scheduled agents by slot of `staffing.interval` over all simulated days. Every group
    has a step at 0; further steps stand only where the number on duty changes. The last level lasts beyond the
    horizon. Raises ValueError if the schedule's shape is not that of the simulated days.
    """
    slots = slots_per_day(scenario)
    if schedule.shape != (len(centre.groups), centre.days * slots):
        raise ValueError(f"schedule has shape {schedule.shape}, not {(len(centre.groups), centre.days * slots)}")
    steps, paid_s = [], np.zeros((len(centre.groups), centre.days))
    for g, (name, group) in enumerate(scenario.groups.items()):
        by_day = schedule[g].reshape(centre.days, slots)
        absent = absences(group, by_day.max(axis=1), seed, replication, f"{purpose}/absence/{name}")
        on_duty = np.concatenate([_present(by_day[day], absent[day]) for day in range(centre.days)])
        changed = np.concatenate([[True], on_duty[1:] != on_duty[:-1]])
        step = np.zeros(int(changed.sum()), ROSTER_DTYPE)
        step["at_s"] = np.flatnonzero(changed) * scenario.staffing.interval
        step["group"], step["level"] = g, on_duty[changed]
        steps.append(step)
        paid_s[g] = by_day.sum(axis=1) * scenario.staffing.interval * paid_per_scheduled(group)
    roster = np.concatenate(steps)
    return roster[np.lexsort((roster["group"], roster["at_s"]))], paid_s


def absences(group: Group, agents: Ints, seed: int, replication: int, purpose: str) -> list[NDArray[np.bool_]]:
    """For every day, whether each of its `agents[day]` scheduled agents is absent; one draw per (day, agent)."""
    draws = stream(seed, replication, purpose)
    absent = []
    for day, number in enumerate(agents.tolist()):
        ids = (np.int64(day) << _AGENT_BITS) + np.arange(number, dtype=np.int64)
        absent.append(draws.uniforms(ids, 1)[:, 0] < group.absence)
    return absent


def paid_per_scheduled(group: Group) -> float:
    """Paid time per scheduled time: 1 / (1 - planned shrinkage), where (1 - planned)(1 - absence) = 1 - shrinkage.

    Breaks, leave and training are planned around the schedule; the absent are scheduled and paid.
    """
    return (1 - group.absence) / (1 - group.shrinkage)


def slots_per_day(scenario: Scenario) -> int:
    """Number of staffing intervals in a day."""
    return round(DAY_S / scenario.staffing.interval)


def given_levels(scenario: Scenario, name: str, days: int) -> Ints:
    """Scheduled agents (days x slots,) of a group whose roster is given by hand; the same every day.

    The level before the day's first step is that of its last one: the roster runs round the clock. Raises
    ScenarioError if a step does not fall on a boundary of `staffing.interval`.
    """
    group, interval_s, slots = scenario.groups[name], scenario.staffing.interval, slots_per_day(scenario)
    if not group.roster:  # nobody but reserves
        return np.zeros(days * slots, np.int64)
    steps = sorted(group.roster, key=lambda step: step.at)
    problems = [
        Problem(
            scenario.name,
            f"groups.{name}.roster",
            f"a step at {step.at:g} s after midnight",
            f"headcounts change at multiples of staffing.interval ({interval_s:g} s)",
        )
        for step in steps
        if step.at % interval_s
    ]
    if problems:
        raise ScenarioError(problems)
    day = np.full(slots, steps[-1].agents, np.int64)
    for step in steps:
        day[round(step.at / interval_s) :] = step.agents
    return np.tile(day, days)


def _present(scheduled: Ints, absent: NDArray[np.bool_]) -> Ints:
    """Present among the first n agents, for every n in `scheduled`."""
    present = np.concatenate([[0], np.cumsum(~absent)])
    return np.asarray(present[scheduled], np.int64)
