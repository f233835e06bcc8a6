"""The cheapest shifts that cover a requirement: an integer programme over patterns, turns of breaks and days.

    minimise   sum of cost[f, d] x[f, d]  +  rest-day premium
    so that    agents on duty in every slot >= agents required, x[f, d] whole and >= 0

Dantzig (1954), "A comment on Edie's traffic delays at toll booths", with breaks placed explicitly. Costs are paid
hours in ordinary hours of pay: overtime, holidays and night shifts count with their premiums. HiGHS solves it by
branch and bound, deterministically: a limit on nodes, never on time, ends a search. Source: docs/rosters.md#cover.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ccsim.errors import TargetMissedError
from ccsim.model.timegrid import DAY_S
from ccsim.scenario.groups import Group
from ccsim.scenario.messages import clock_text
from ccsim.scenario.queues import WEEK
from ccsim.scenario.scenario import Scenario
from ccsim.workforce.holiday_time import Holidays
from ccsim.workforce.shift_forms import Form, forms_of, overlap_s
from ccsim.workforce.shift_plan import ShiftPlan, cover_levels, covered_slots, weekdays_on

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

WEEK_DAYS = 7
"""Days that are planned at a time."""
GAP = 1e-3
"""Relative distance to the proven least cost at which the search may end."""
NODES = 20_000
"""Nodes of the search tree after which it ends with the best roster that it has."""


def required_with_cover(group: Group, needed: Ints, slot_s: float) -> Ints:
    """The requirement (days x slots,) raised to the `cover` of the shifts; nobody is needed where nobody may be."""
    assert group.shifts is not None
    least = cover_levels(group.shifts, slot_s)
    return np.asarray(np.maximum(needed, np.tile(least, needed.size // least.size)), np.int64)


def covering_plan(
    scenario: Scenario, name: str, required: Ints, days: int, warm_up: int, holidays: Holidays
) -> ShiftPlan:
    """The cheapest shifts of a group for `required` (days x slots,) scheduled agents.

    A run of at most a week goes round: the day before the first one is like its last one. Longer runs are planned
    week by week, each with the shifts that reach into it and with the day after it; on the day before the first one
    those begin whom its morning needs. Raises TargetMissedError if some slot is covered by no pattern.
    """
    group = scenario.groups[name]
    assert group.shifts is not None
    forms = forms_of(group)
    allowed = np.array([weekdays_on(scenario, group.shifts.patterns[form.pattern], days, warm_up) for form in forms])
    cost = np.array([[form_cost(form, group, day, holidays) for day in range(-1, days)] for form in forms])
    slots = required.size // days
    by_day = required.reshape(days, slots)
    check_coverable(scenario, name, forms, allowed, by_day)
    agents = np.zeros((len(forms), days + 1), np.int64)
    if days <= WEEK_DAYS:
        part = _Part(name, group, forms, by_day, allowed[:, 1:], cost[:, 1:])
        agents[:, 1:], gap = part.solve_cycle()
        agents[:, 0] = agents[:, days]
        return ShiftPlan(tuple(forms), agents, gap)
    gap = 0.0
    with_eve = np.concatenate([np.zeros((1, slots), np.int64), by_day])
    for start in range(0, days, WEEK_DAYS):
        first, stop = start if start else -1, min(start + WEEK_DAYS, days)
        columns = [day + 1 for day in range(first, stop)] + [min(stop + 1, days)]
        part = _Part(name, group, forms, with_eve[columns], allowed[:, columns], cost[:, columns])
        found, this_gap = part.solve_after(agents[:, start] if start else np.zeros(len(forms), np.int64))
        agents[:, first + 1 : stop + 1] = found[:, : stop - first]
        gap = max(gap, this_gap)
    return ShiftPlan(tuple(forms), agents, gap)


def form_cost(form: Form, group: Group, day: int, holidays: Holidays) -> float:
    """Pay of a shift that begins on `day` in ordinary hours of pay; of several premiums an hour has the largest."""
    premiums = group.labour.premiums
    ordinary_h, extra_h = form.paid_s / 3600, form.overtime_s / 3600
    off = holidays.spans_around(day)
    holiday_h = (overlap_s(form.duty, off) + overlap_s(form.paid_breaks, off)) / 3600
    both_h = overlap_s(form.overtime, off) / 3600
    cost = ordinary_h + (premiums.overtime - 1) * (extra_h - both_h) + (premiums.holiday - 1) * holiday_h
    hourly = group.labour.wage / (group.labour.hours_per_day / 3600 * group.labour.days_per_month)
    if form.is_night and hourly > 0:
        cost += premiums.night_allowance / hourly
    return cost


def check_coverable(
    scenario: Scenario, name: str, forms: Sequence[Form], allowed: NDArray[np.bool_], required: Ints
) -> None:
    """Raise TargetMissedError naming the first slot of `required` (days, slots) that no pattern covers."""
    days, slots = required.shape
    slot_s = DAY_S / slots
    reach = np.zeros((days + 2) * slots, np.bool_)
    for form, on_day in zip(forms, allowed, strict=True):
        for day in np.flatnonzero(on_day).tolist():
            reach[day * slots + covered_slots(form.duty, slot_s)] = True
    bare = np.flatnonzero((required > 0) & ~reach[slots : slots * (days + 1)].reshape(days, slots))
    if bare.size:
        day, slot = divmod(int(bare[0]), slots)
        weekday = WEEK[(scenario.run.start.toordinal() - 1 + day - (days - scenario.run.days)) % 7]
        raise TargetMissedError(
            f"{scenario.name}: groups.{name}.shifts: {int(required[day, slot])} scheduled on {weekday} at "
            f"{clock_text(slot * slot_s)}, but no pattern is on duty then; add one, or give the queues opening hours"
        )


class _Part:
    """One programme: some days of a group."""

    def __init__(
        self, name: str, group: Group, forms: Sequence[Form], required: Ints, allowed: NDArray[np.bool_], cost: Floats
    ) -> None:
        assert group.shifts is not None
        self.name, self.group, self.shifts, self.forms = name, group, group.shifts, forms
        self.days, self.slots = required.shape
        self.required = required.ravel()
        self.cost = cost
        self.columns = [(f, d) for d in range(self.days) for f in range(len(forms)) if allowed[f, d]]

    def solve_cycle(self) -> tuple[Ints, float]:
        """Shifts (forms, days) of days that follow each other round and round; the relative gap."""
        return self._solve(self.required, round_trip=True)

    def solve_after(self, before: Ints) -> tuple[Ints, float]:
        """Shifts (forms, days) after a day on which `before` (forms,) agents began theirs."""
        there = np.zeros(self.required.size, np.int64)
        for form, number in zip(self.forms, before.tolist(), strict=True):
            at = covered_slots(form.duty, DAY_S / self.slots) - self.slots
            np.add.at(there, at[(at >= 0) & (at < there.size)], number)
        return self._solve(np.maximum(self.required - there, 0), round_trip=False)

    def _solve(self, required: Ints, round_trip: bool) -> tuple[Ints, float]:
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_matrix

        shifts, n = self.shifts, len(self.columns)
        rows: list[int] = []
        entries: list[int] = []
        for column, (f, d) in enumerate(self.columns):
            at = covered_slots(self.forms[f].duty, DAY_S / self.slots) + d * self.slots
            at = at % required.size if round_trip else at[at < required.size]
            rows += at.tolist()
            entries += [column] * at.size
        shape = (required.size, n + 1)  # the last column: shifts on rest days
        limits = [LinearConstraint(csr_matrix((np.ones(len(rows)), (rows, entries)), shape), lb=required)]
        costs = np.array([self.cost[f, d] for f, d in self.columns] + [self._rest_day_cost()])
        limits += [LinearConstraint(row, ub=most) for row, most in self._people_rows(n)]
        low = np.zeros(n + 1)
        limits += self._minimum_rows(n)
        found = milp(
            costs,
            integrality=np.concatenate([np.ones(n), [0]]),
            bounds=Bounds(low, np.full(n + 1, np.inf)),
            constraints=limits,
            options={"mip_rel_gap": GAP, "node_limit": NODES},
        )
        if found.x is None:
            people = "" if shifts.people is None else f" with {shifts.people} people"
            raise TargetMissedError(
                f"groups.{self.name}.shifts: nothing covers the requirement{people} within the legal limits of "
                "overtime and days off; add patterns or people"
            )
        agents = np.zeros((len(self.forms), self.days), np.int64)
        for (f, d), number in zip(self.columns, np.rint(found.x[:n]).astype(np.int64).tolist(), strict=True):
            agents[f, d] = number
        return agents, float(found.mip_gap or 0.0)

    def _rest_day_cost(self) -> float:
        standard_h = self.group.labour.hours_per_day / 3600
        return (self.group.labour.premiums.rest_day - 1) * standard_h

    def _people_rows(self, n: int) -> list[tuple[Floats, float]]:
        """(coefficients, upper bound): the legal cap of overtime, and what so many people can do."""
        shifts, labour = self.shifts, self.group.labour
        per_shift_s = shifts.overtime.per_month / labour.days_per_month
        extra = [self.forms[f].overtime_s - per_shift_s for f, _ in self.columns]
        rows = []
        if any(value > 0 for value in extra):
            rows.append((np.array([*extra, 0.0]), 0.0))
        if shifts.people is not None:
            for day in range(self.days):
                rows.append((np.array([*(float(d == day) for _, d in self.columns), 0.0]), float(shifts.people)))
            agent_days = shifts.people * self.days
            rows.append((np.array([1.0] * n + [-1.0]), agent_days * shifts.working_share))
            rows.append((np.array([1.0] * n + [0.0]), max(float(shifts.people), math.floor(agent_days * 6 / 7))))
        return rows

    def _minimum_rows(self, n: int) -> list[object]:
        """Lower bounds of patterns that must have agents on each of their days."""
        from scipy.optimize import LinearConstraint

        limits: list[object] = []
        for name, pattern in self.shifts.patterns.items():
            for day in range(self.days if pattern.minimum else 0):
                row = np.array([float(d == day and self.forms[f].pattern == name) for f, d in self.columns] + [0.0])
                if row.any():
                    limits.append(LinearConstraint(row, lb=pattern.minimum))
        return limits
