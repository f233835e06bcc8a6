"""The shifts of a schedule in numbers, before anything strikes at random: what a planner would put on the wall."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ccsim.experiment.staffing import Schedule
from ccsim.scenario.groups import Group
from ccsim.scenario.scenario import Scenario
from ccsim.workforce.holiday_time import Holidays, holidays_of
from ccsim.workforce.shift_cover import form_cost
from ccsim.workforce.shift_forms import Form
from ccsim.workforce.shift_plan import ShiftPlan, cover_levels


@dataclass(frozen=True)
class ShiftRow:
    """A pattern of a group; per measured day, breaks in turns put together."""

    group: str
    pattern: str
    start_s: float
    end_s: float
    """After the midnight before the start; beyond 86,400 for a shift over midnight."""
    agents: float
    """Agents who begin it per day."""
    most: int
    """The same on the day with the most."""
    paid_h: float
    """Paid hours per day."""
    duty_h: float
    """Of these, on duty."""
    overtime_h: float
    night_shifts: float
    premium: float
    """Premiums and allowances per day in currency, without on-costs and rest days, if nobody is absent."""


@dataclass(frozen=True)
class CoverRow:
    """How well a group's shifts fit what is required; hours per measured day."""

    group: str
    required_h: float
    """Agent-hours required, the least cover included."""
    bound_h: float
    """Of these, in slots at which the least cover asks for more than the load does, or for all of it."""
    scheduled_h: float
    """Agent-hours on duty by the shifts."""
    paid_h: float
    people: int
    """Agents on the payroll: as stated, or as few as can work these shifts."""
    gap: float
    """Relative distance of the paid cost to the proven least."""

    @property
    def excess_h(self) -> float:
        """Scheduled beyond what is required; negative where a roster given by hand falls short."""
        return self.scheduled_h - self.required_h


def shift_rows(scenario: Scenario, schedule: Schedule) -> list[ShiftRow]:
    """One row per group and pattern with agents, in the order of the scenario."""
    rows = []
    names = list(scenario.groups)
    for number, plan in schedule.shifts.items():
        group, holidays = scenario.groups[names[number]], _holidays(scenario, plan)
        days, first = scenario.run.days, plan.days - scenario.run.days
        for pattern in dict.fromkeys(form.pattern for form in plan.forms):
            at = [row for row, form in enumerate(plan.forms) if form.pattern == pattern]
            agents = plan.agents[at, 1 + first :]
            if not agents.sum():
                continue
            forms = [plan.forms[row] for row in at]
            total = agents.sum(axis=1)
            rows.append(
                ShiftRow(
                    group=names[number],
                    pattern=pattern,
                    start_s=forms[0].start_s,
                    end_s=forms[0].end_s,
                    agents=float(agents.sum()) / days,
                    most=int(agents.sum(axis=0).max()),
                    paid_h=float(np.dot(total, [form.paid_s for form in forms])) / 3600 / days,
                    duty_h=float(np.dot(total, [form.duty_s for form in forms])) / 3600 / days,
                    overtime_h=float(np.dot(total, [form.overtime_s for form in forms])) / 3600 / days,
                    night_shifts=float(np.dot(total, [form.is_night for form in forms])) / days,
                    premium=_premium(forms, group, holidays, agents, first) / days,
                )
            )
    return rows


def cover_rows(scenario: Scenario, schedule: Schedule) -> list[CoverRow]:
    """One row per group on shifts."""
    rows = []
    names = list(scenario.groups)
    for number, plan in schedule.shifts.items():
        group = scenario.groups[names[number]]
        assert group.shifts is not None
        assert schedule.required is not None
        days = scenario.run.days
        required, levels = (_measured(row[number], plan, days) for row in (schedule.required, schedule.levels))
        least = np.maximum(
            cover_levels(group.shifts, schedule.interval_s),
            0 if group.staffing_given else scenario.staffing.minimum,
        )
        bound = (required > 0) & (required <= np.tile(least, days))
        per_day = schedule.interval_s / 3600 / days
        paid_h = sum(row.paid_h for row in shift_rows(scenario, schedule) if row.group == names[number])
        people = group.shifts.people or plan.people(group.shifts)
        rows.append(
            CoverRow(
                names[number],
                float(required.sum()) * per_day,
                float(required[bound].sum()) * per_day,
                float(levels.sum()) * per_day,
                paid_h,
                people,
                plan.gap,
            )
        )
    return rows


def _measured(levels: NDArray[np.int64], plan: ShiftPlan, days: int) -> NDArray[np.int64]:
    """Without the warm-up days."""
    return levels[levels.size // plan.days * (plan.days - days) :]


def _premium(forms: list[Form], group: Group, holidays: Holidays, agents: NDArray[np.int64], first: int) -> float:
    """Premiums of these shifts in currency: their cost beyond ordinary pay."""
    hourly = group.labour.wage / (group.labour.hours_per_day / 3600 * group.labour.days_per_month)
    if hourly == 0:
        nights = [form.is_night * group.labour.premiums.night_allowance for form in forms]
        return float(np.dot(agents.sum(axis=1), nights))
    return hourly * sum(
        int(agents[row, day]) * (form_cost(form, group, first + day, holidays) - form.paid_s / 3600)
        for row, form in enumerate(forms)
        for day in range(agents.shape[1])
    )


def _holidays(scenario: Scenario, plan: ShiftPlan) -> Holidays:
    return holidays_of(scenario, plan.days, plan.days - scenario.run.days)
