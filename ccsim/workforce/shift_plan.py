"""How many agents begin which shift on which day, and what that comes to: headcounts, hours, people, excess."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from ccsim.model.timegrid import DAY_S
from ccsim.scenario.groups import Group
from ccsim.scenario.queues import WEEK
from ccsim.scenario.scenario import Scenario
from ccsim.scenario.shifts import Pattern, Shifts
from ccsim.workforce.shift_forms import Form, Spans, forms_of

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class ShiftPlan:
    """The shifts of a group over the simulated days."""

    forms: tuple[Form, ...]
    agents: Ints
    """(forms, 1 + days) agents who begin that shift; column 0 is the day before the first simulated one, whose
    shifts over midnight are still there."""
    gap: float = 0.0
    """Relative distance of the paid cost to the proven least; 0 for a roster given by hand."""

    @property
    def days(self) -> int:
        """Simulated days."""
        return int(self.agents.shape[1]) - 1

    def levels(self, slot_s: float) -> Ints:
        """Scheduled agents on duty (days x slots,): breaks taken off, absence not."""
        return heads(self.forms, self.agents, slot_s)

    def people(self, shifts: Shifts) -> int:
        """Least number of agents who can work these shifts with their days off.

        At least as many as begin shifts on any day, and enough for all shifts of any stretch of `days_on` +
        `days_off` days with one shift a day each on `days_on` of them. So many are enough where the days off need
        not lie together. Of a shorter run the mean day is taken for the rest of the stretch.
        """
        return people_for(self.agents[:, 1:].sum(axis=0), shifts)


def people_for(daily: Ints, shifts: Shifts) -> int:
    """Least number of agents for `daily` (days,) shifts; see `ShiftPlan.people`."""
    cycle = shifts.days_on + shifts.days_off
    window = min(cycle, daily.size)
    most = max(int(daily[first : first + window].sum()) for first in range(daily.size - window + 1))
    on_days = window * shifts.days_on / cycle
    return max(int(daily.max()), math.ceil(most / on_days - 1e-9))


def heads(forms: Sequence[Form], agents: Ints, slot_s: float) -> Ints:
    """On duty (days x slots,) of `agents` (forms, 1 + days); every form lies on the grid of slots."""
    slots, days = round(DAY_S / slot_s), agents.shape[1] - 1
    found = np.zeros((days + 2) * slots, np.int64)
    for form, by_day in zip(forms, agents, strict=True):
        on = covered_slots(form.duty, slot_s)
        for day, number in enumerate(by_day.tolist()):
            if number:
                found[day * slots + on] += number
    return found[slots : slots * (days + 1)]


def covered_slots(spans: Spans, slot_s: float) -> Ints:
    """Numbers of the slots within spans."""
    return np.concatenate(
        [np.arange(round(start / slot_s), round(end / slot_s), dtype=np.int64) for start, end in spans]
    )


def weekdays_on(scenario: Scenario, pattern: Pattern, days: int, warm_up: int) -> Bools:
    """(1 + days,) whether the pattern begins on each day, from the day before the first simulated one on."""
    first = scenario.run.start - timedelta(days=warm_up + 1)
    return np.array([WEEK[(first.weekday() + day) % 7] in pattern.days for day in range(days + 1)])


def given_plan(scenario: Scenario, group: Group, days: int, warm_up: int) -> ShiftPlan:
    """The shifts that are given by hand; agents of a pattern take turns with their breaks in equal numbers."""
    assert group.shifts is not None
    forms = forms_of(group)
    patterns = group.shifts.patterns
    turns = {name: sum(form.pattern == name for form in forms) for name in patterns}
    rows = []
    for form in forms:
        pattern = patterns[form.pattern]
        number = ((pattern.agents or 0) + turns[form.pattern] - 1 - form.turn) // turns[form.pattern]
        rows.append(number * weekdays_on(scenario, pattern, days, warm_up))
    return ShiftPlan(tuple(forms), np.array(rows, np.int64))


def cover_levels(shifts: Shifts, slot_s: float) -> Ints:
    """Least number of scheduled agents (slots of a day,) that `cover` asks for."""
    slots = round(DAY_S / slot_s)
    found = np.zeros(slots, np.int64)
    for span in shifts.cover:
        at = np.arange(round(span.start / slot_s), round(span.end / slot_s)) % slots
        found[at] = np.maximum(found[at], span.agents)
    return found


def scaled_plan(plan: ShiftPlan, factors: Floats) -> ShiftPlan:
    """The plan of a planner whose forecast is `factors` (days x slots,) times the expectation.

    Every shift is scaled by the mean factor of the time on duty; per day and pattern whole agents are made by rounding
    the running sum, so that a pattern's number is right to the nearest, and not nobody where somebody was.
    """
    slots = factors.size // plan.days
    around = np.concatenate([factors[:slots], factors, factors[-slots:]])  # before and after, as on the nearest day
    found = np.zeros_like(plan.agents)
    for day in range(plan.days + 1):
        sums: dict[str, tuple[float, int]] = {}
        for row, form in enumerate(plan.forms):
            number = int(plan.agents[row, day])
            if not number:
                continue
            mean = float(around[day * slots + covered_slots(form.duty, DAY_S / slots)].mean())
            exact, given = sums.get(form.pattern, (0.0, 0))
            exact += number * mean
            whole = max(1, math.floor(exact + 0.5)) - given
            found[row, day] = whole
            sums[form.pattern] = (exact, given + whole)
    return ShiftPlan(plan.forms, found, plan.gap)


def all_levels(plans: Mapping[int, ShiftPlan], levels: Ints, slot_s: float) -> Ints:
    """Scheduled agents (G, slots) with the rows of groups on shifts, by number, replaced by what their shifts give."""
    found = levels.copy()
    for group, plan in plans.items():
        found[group] = plan.levels(slot_s)
    return found
