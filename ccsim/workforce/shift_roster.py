"""One replication of a shift plan: who is absent, who comes late, when the headcount steps, what is paid for what.

Agents of a shift are keyed by (day, form, number): more agents, another shift or another break change nobody else's
luck. Headcounts stay anonymous (docs/decisions/0006-anonymous-headcounts.md): a shift that ends takes as many agents
off as began it, whoever is idle first. Source: docs/rosters.md.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ccsim.model.inputs import ROSTER_DTYPE
from ccsim.model.shift_time import SHIFT_SUMS
from ccsim.model.timegrid import DAY_S, TICKS_PER_S, grid_array
from ccsim.randomness import stream
from ccsim.scenario.groups import Group
from ccsim.scenario.shifts import Shifts
from ccsim.workforce.holiday_time import Holidays
from ccsim.workforce.shift_forms import Spans
from ccsim.workforce.shift_plan import ShiftPlan

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_DAY_BITS, _FORM_BITS = 44, 24


class Worked(NamedTuple):
    """What a group's shifts come to in one replication."""

    steps: NDArray[np.void]
    """Headcount steps (ROSTER_DTYPE)."""
    paid_s: Floats
    """(days,) paid time."""
    time: dict[str, Ints]
    """SHIFT_SUMS -> (days,)."""


class _Agents(NamedTuple):
    """One entry per agent and shift."""

    form: Ints
    day: Ints
    """On which the shift begins; -1 is the day before the first simulated one."""
    absent: Bools
    late_s: Floats


class _Clock:
    """Adds up spans of time by simulated day, in ticks."""

    def __init__(self, days: int) -> None:
        self.days = days

    def by_day(self, day: Ints, begin_s: Floats, end_s: Floats, counts: Bools) -> Ints:
        """(days,) ticks of the spans that begin `begin_s` after the midnight of `day`, where `counts`."""
        end_s = np.where(counts, np.maximum(end_s, begin_s), begin_s)
        found = np.zeros(self.days + 2, np.int64)
        for later in (0, 1):  # no shift reaches beyond the day after the one on which it begins
            low, high = later * DAY_S, (later + 1) * DAY_S
            part = np.clip(end_s, low, high) - np.clip(begin_s, low, high)
            np.add.at(found, np.minimum(day + later, self.days) + 1, np.rint(part * TICKS_PER_S).astype(np.int64))
        return found[1:-1]


def work_shifts(
    group: Group, number: int, plan: ShiftPlan, holidays: Holidays, seed: int, replication: int, purpose: str
) -> Worked:
    """Steps, paid time and hours of group `number`; `purpose` is "run/NAME" or "pilot/NAME"."""
    shifts = group.shifts
    assert shifts is not None
    agents = _drawn(group, shifts, plan, seed, replication, purpose)
    clock = _Clock(plan.days)
    present = ~agents.absent
    starts: Floats = np.array([form.start_s for form in plan.forms], np.float64)[agents.form] + agents.late_s
    time = {name: np.zeros(plan.days, np.int64) for name in SHIFT_SUMS}
    duty, paid = np.zeros(plan.days, np.int64), np.zeros(plan.days, np.int64)
    steps: list[tuple[Floats, int]] = []
    for begin_s, end_s, has in _spans(plan, agents, [form.duty for form in plan.forms]):
        duty += clock.by_day(agents.day, begin_s, end_s, has)
        missed_s = np.asarray(np.minimum(np.maximum(starts, begin_s), end_s), np.float64)
        time["lateness_ticks"] += clock.by_day(agents.day, begin_s, missed_s, has & present)
        time["absence_ticks"] += clock.by_day(agents.day, begin_s, end_s, has & ~present)
        there = has & present & (missed_s < end_s)
        midnight = np.asarray(agents.day * DAY_S, np.float64)
        steps += [(_at(midnight, missed_s, there), 1), (_at(midnight, end_s, there), -1)]
    paid += duty
    for begin_s, end_s, has in _spans(plan, agents, [form.paid_breaks for form in plan.forms]):
        paid += clock.by_day(agents.day, begin_s, end_s, has)
        time["break_ticks"] += clock.by_day(agents.day, begin_s, end_s, has & present)
        time["absence_ticks"] += clock.by_day(agents.day, begin_s, end_s, has & ~present)
    _premiums(time, group, plan, agents, holidays, clock)
    ratio = paid_per_scheduled(group, plan)
    paid_s = np.maximum(paid / TICKS_PER_S, duty / TICKS_PER_S * ratio)
    return Worked(_steps(number, steps, plan.days * DAY_S), paid_s, time)


def paid_per_scheduled(group: Group, plan: ShiftPlan) -> float:
    """Paid time per scheduled time on duty that `shrinkage` asks for, everything that is not on duty included.

    (1 - absence)(1 - lateness) / (1 - shrinkage). What the paid breaks of the shifts do not fill is leave, training and
    breaks that nobody schedules.
    """
    assert group.shifts is not None
    late = group.shifts.lateness
    shifts = int(plan.agents.sum())
    on_duty_s = sum(int(row.sum()) * form.duty_s for form, row in zip(plan.forms, plan.agents, strict=True))
    late_share = late.share * late.mean * shifts / on_duty_s if late is not None and on_duty_s else 0.0
    return (1 - group.absence) * (1 - late_share) / (1 - group.shrinkage)


def _drawn(group: Group, shifts: Shifts, plan: ShiftPlan, seed: int, replication: int, purpose: str) -> _Agents:
    """Who there is on every day, who is absent, and by how much who is late."""
    form, column = np.nonzero(plan.agents)
    numbers = plan.agents[form, column]
    form, day = np.repeat(form, numbers), np.repeat(column - 1, numbers)
    place = np.arange(form.size) - np.repeat(np.cumsum(numbers) - numbers, numbers)
    ids = ((day + 1) << _DAY_BITS) + (form << _FORM_BITS) + place
    absent = np.zeros(ids.size, np.bool_)
    late_s = np.zeros(ids.size)
    if group.absence > 0:
        absent = stream(seed, replication, f"{purpose}/shift-absence").uniforms(ids, 1)[:, 0] < group.absence
    if shifts.lateness is not None and ids.size:
        draws = stream(seed, replication, f"{purpose}/lateness").uniforms(ids, 2)
        delay_s = grid_array(-shifts.lateness.mean * np.log(draws[:, 1]))
        late_s = np.where(draws[:, 0] < shifts.lateness.share, delay_s, 0.0)
    return _Agents(form, day, absent, late_s)


def _spans(plan: ShiftPlan, agents: _Agents, spans: list[Spans]) -> list[tuple[Floats, Floats, Bools]]:
    """The first span of every agent, then the second, ...: begin, end (0 where there is none), and where there is."""
    most = max(map(len, spans), default=0)
    table = np.zeros((len(spans), most, 3))
    for row, of_form in enumerate(spans):
        for column, (begin, end) in enumerate(of_form):
            table[row, column] = begin, end, 1
    return [
        (table[agents.form, column, 0], table[agents.form, column, 1], table[agents.form, column, 2] > 0)
        for column in range(most)
    ]


def _premiums(
    time: dict[str, Ints], group: Group, plan: ShiftPlan, agents: _Agents, holidays: Holidays, clock: _Clock
) -> None:
    """Hours on holidays, else on rest days, else overtime; and night shifts. The absent earn no premium."""
    present = ~agents.absent
    off = holidays.off[1:-1]
    every = [form.duty + form.paid_breaks for form in plan.forms]
    paid = _by_day(clock, plan, agents, every, present)
    overtime = np.where(off, 0, _by_day(clock, plan, agents, [form.overtime for form in plan.forms], present))
    time["holiday_ticks"] += np.where(off, paid, 0)
    share = rest_day_share(group, plan)
    ordinary = np.where(off, 0, paid)
    time["rest_day_ticks"] += np.rint(ordinary * share).astype(np.int64)
    time["overtime_ticks"] += overtime - np.rint(overtime * share).astype(np.int64)
    at_night = np.array([form.is_night for form in plan.forms])[agents.form] & present & (agents.day >= 0)
    time["night_shifts"] += np.bincount(agents.day[at_night], minlength=plan.days)


def rest_day_share(group: Group, plan: ShiftPlan) -> Floats:
    """(days,) share of shifts that lie on days that should be off: what `people` cannot do on their days of work.

    Counted over weeks from the first simulated day on; zero if `people` is not stated.
    """
    assert group.shifts is not None
    share = np.zeros(plan.days)
    if group.shifts.people is None:
        return share
    daily = plan.agents[:, 1:].sum(axis=0)
    for start in range(0, plan.days, 7):
        week = daily[start : start + 7]
        usual = group.shifts.people * group.shifts.working_share * week.size
        share[start : start + 7] = max(0.0, 1 - usual / max(1, int(week.sum())))
    return share


def _by_day(clock: _Clock, plan: ShiftPlan, agents: _Agents, spans: list[Spans], counts: Bools) -> Ints:
    total = np.zeros(plan.days, np.int64)
    for begin_s, end_s, has in _spans(plan, agents, spans):
        total += clock.by_day(agents.day, begin_s, end_s, has & counts)
    return total


def _at(midnight_s: Floats, of_day_s: Floats, there: Bools) -> Floats:
    return np.asarray((midnight_s + of_day_s)[there], np.float64)


def _steps(group: int, changes: list[tuple[Floats, int]], horizon_s: float) -> NDArray[np.void]:
    """Headcount steps from 0 on, only where the number changes; a step at 0 always."""
    at = np.concatenate([np.zeros(1), *(np.maximum(times, 0.0) for times, _ in changes)])
    by = np.concatenate([np.zeros(1, np.int64), *(np.full(times.size, sign, np.int64) for times, sign in changes)])
    instants, place = np.unique(at, return_inverse=True)
    levels = np.cumsum(np.bincount(place, by, instants.size).astype(np.int64))
    changed = np.concatenate([[True], levels[1:] != levels[:-1]]) & (instants < horizon_s)
    found = np.zeros(int(changed.sum()), ROSTER_DTYPE)
    found["at_s"], found["group"], found["level"] = instants[changed], group, levels[changed]
    return found
