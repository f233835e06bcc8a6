"""What unusual hours cost on top of the ordinary wage: overtime, rest days, holidays, nights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ccsim.economics.entry import Category, Entry, micro
from ccsim.scenario.groups import Group


class PremiumTime(NamedTuple):
    """Time at work that is paid with a premium (ticks), and night shifts."""

    overtime: int = 0
    rest_day: int = 0
    holiday: int = 0
    night_shifts: int = 0


def premium_time(by_group: Mapping[str, NDArray[np.int64]], g: int) -> PremiumTime:
    """A group's from the sums by group."""
    names = ("overtime_ticks", "rest_day_ticks", "holiday_ticks", "night_shifts")
    return PremiumTime(*(int(by_group[name][g]) for name in names))


def premium_entries(name: str, group: Group, time: PremiumTime, month: int, employer: str) -> Iterator[Entry]:
    """The group's premiums and on-costs on them, paid by `employer`; nothing for a group without shifts.

    A premium is the pay factor less 1: the ordinary wage of the hour stands in the ledger already. `month`: ticks of
    an agent-month. Source: docs/costs.md#premiums.
    """
    if group.shifts is None:
        return
    labour, said = group.labour, group.labour.premiums
    hours = (
        ("overtime", time.overtime, said.overtime),
        ("rest_day", time.rest_day, said.rest_day),
        ("statutory_holiday", time.holiday, said.holiday),
    )
    for cause, ticks, factor in hours:
        extra = labour.wage * (factor - 1)
        yield from _two(name, Category.PREMIUMS, cause, ticks, month, "agent-month", extra, labour.on_cost, employer)
    allowance = said.night_allowance
    yield from _two(
        name,
        Category.PREMIUMS,
        "night_shifts",
        time.night_shifts,
        1,
        "night shift",
        allowance,
        labour.on_cost,
        employer,
    )


def _two(
    name: str, category: Category, cause: str, quantity: int, per: int, unit: str, price: float, on_cost: float,
    employer: str,
) -> Iterator[Entry]:  # fmt: skip
    """The pay and the employer's on-costs on it; a price of zero makes no entry."""
    if price > 0:
        yield Entry(employer, category, name, cause, quantity, per, unit, micro(price))
    if price * on_cost > 0:
        yield Entry(employer, Category.ON_COSTS, name, cause, quantity, per, unit, micro(price * on_cost))
