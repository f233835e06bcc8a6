"""What a group costs its employer: pay by time, overheads and seats by headcount, replacement by turnover."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ccsim.economics.entry import Category, Entry, micro
from ccsim.model.timegrid import TICKS_PER_S
from ccsim.scenario.groups import Group, Labour

HOUR_TICKS = round(3600 * TICKS_PER_S)
MONTHS_PER_YEAR = 12


class PaidTime(NamedTuple):
    """A group's paid time in ticks, split without remainder.

    `duty`: on duty, busy or idle. `planned`: breaks, leave and training that the schedule allows for. `absence`:
    scheduled but not present. `after_log_off`: finishing open chats when the level has fallen, paid on top. Of a group
    on shifts `breaks` are the paid ones of its shifts and `late` is lost by coming late; both are 0 for others.
    """

    duty: int
    planned: int
    absence: int
    after_log_off: int
    breaks: int = 0
    late: int = 0

    @property
    def scheduled(self) -> int:
        """The roster's paid time; headcount costs and fees per seat or hour follow from it."""
        return self.duty + self.planned + self.absence + self.breaks + self.late

    @property
    def total(self) -> int:
        """Everything that is paid."""
        return self.scheduled + self.after_log_off


def paid_time(group: Group, paid_ticks: int, duty_ticks: int, drain_ticks: int, reserve_ticks: int = 0) -> PaidTime:
    """Split a group's paid time; `paid_ticks` is the roster's, `duty_ticks` and `drain_ticks` the engine's.

    The planned part of shrinkage is 1 - (1 - shrinkage) / (1 - absence) of the roster's paid time; absence is the rest.
    Reserves (`reserve_ticks` of the paid time and of the duty) are paid for the time that they are there. Raises
    ValueError if the engine reports more duty than was paid for.
    """
    unpaid = duty_ticks - paid_ticks
    if unpaid > max(1024, paid_ticks // 10**9):  # paid time is rounded to ticks from seconds; more is a mistake
        raise ValueError(f"{duty_ticks} ticks on duty, but only {paid_ticks} paid")
    paid_ticks = max(paid_ticks, duty_ticks)
    share = 1 - (1 - group.shrinkage) / (1 - group.absence)
    planned = min(max(0, round((paid_ticks - reserve_ticks) * share)), paid_ticks - duty_ticks)
    return PaidTime(duty_ticks, planned, paid_ticks - duty_ticks - planned, drain_ticks)


def shift_paid_time(by_group: Mapping[str, NDArray[np.int64]], g: int) -> PaidTime:
    """Split the paid time of a group on shifts, whose breaks, absence and lateness are counted one by one.

    Planned is what is left: leave, training and breaks that no shift schedules. Raises ValueError if the parts are
    more than what was paid for.
    """
    paid, duty, drain, breaks, absence, late = (
        int(by_group[name][g])
        for name in ("paid_ticks", "duty_ticks", "drain_ticks", "break_ticks", "absence_ticks", "lateness_ticks")
    )
    planned = paid - duty - breaks - absence - late
    if -planned > max(1024, paid // 10**9):  # paid time is rounded to ticks from seconds; more is a mistake
        raise ValueError(f"{paid - planned} ticks on duty, on break, absent or late, but only {paid} paid")
    return PaidTime(duty, max(0, planned), absence, drain, breaks, late)


def month_ticks(labour: Labour) -> int:
    """Paid ticks of one agent-month: attended days times paid hours."""
    return round(labour.hours_per_day * labour.days_per_month * TICKS_PER_S)


def labour_entries(name: str, group: Group, time: PaidTime, employer: str, assist_payer: str) -> Iterator[Entry]:
    """The group's entries: `employer` pays labour and seats, `assist_payer` the assist licence.

    The priced unit is the agent-month. A price of zero makes no entry, so that the list of entries depends on the
    scenario alone. Source: docs/costs.md#labour.
    """
    labour, seat, per = group.labour, group.seat, month_ticks(group.labour)

    def entry(category: Category, cause: str, ticks: int, price: float, payer: str = employer) -> Iterator[Entry]:
        if price > 0:
            yield Entry(payer, category, name, cause, ticks, per, "agent-month", micro(price))

    wage = labour.wage
    with_bonus = wage * (1 + labour.bonus)
    loaded = with_bonus * (1 + labour.on_cost)
    leavers_per_month = labour.attrition / MONTHS_PER_YEAR
    leaders = labour.leader_wage_factor / labour.leader_span if labour.leader_span else 0.0

    yield from entry(Category.WAGES_ON_DUTY, "on_duty", time.duty, wage)
    yield from entry(Category.WAGES_ON_DUTY, "after_log_off", time.after_log_off, wage)
    yield from entry(Category.WAGES_SHRINKAGE, "planned_shrinkage", time.planned, wage)
    yield from entry(Category.WAGES_SHRINKAGE, "absence", time.absence, wage)
    if group.shifts is not None:
        yield from entry(Category.WAGES_SHRINKAGE, "breaks", time.breaks, wage)
        yield from entry(Category.WAGES_SHRINKAGE, "lateness", time.late, wage)
    yield from entry(Category.BONUS, "paid_time", time.total, wage * labour.bonus)
    yield from entry(Category.ON_COSTS, "paid_time", time.total, with_bonus * labour.on_cost)
    yield from entry(Category.SUPERVISION, "headcount", time.scheduled, loaded * leaders)
    yield from entry(
        Category.SUPPORT_STAFF, "headcount", time.scheduled, loaded * labour.support_wage_factor * labour.support_ratio
    )
    yield from entry(Category.WORKPLACE, "headcount", time.scheduled, seat.workplace / seat.agents_per_seat)
    yield from entry(Category.SOFTWARE, "headcount", time.scheduled, seat.software)
    yield from entry(Category.IT, "headcount", time.scheduled, seat.it)
    yield from entry(Category.HIRING, "turnover", time.scheduled, leavers_per_month * labour.hire_cost)
    yield from entry(
        Category.TRAINING,
        "turnover",
        time.scheduled,
        leavers_per_month * labour.training_days / labour.days_per_month * loaded,
    )
    if group.assist is not None:
        yield from entry(Category.ASSIST_LICENCE, "headcount", time.scheduled, group.assist.licence, assist_payer)
