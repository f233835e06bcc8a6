"""What reserves cost beside the wages or fees of the groups that they raise: standing by, being called, being there."""

from __future__ import annotations

from collections.abc import Iterator

from ccsim.economics.bot_cost import SIXTEENTHS_PER_MONTH
from ccsim.economics.delivery import Counted
from ccsim.economics.entry import BUYER, SUPPLIER, Category, Entry, micro
from ccsim.economics.labour import HOUR_TICKS, month_ticks
from ccsim.scenario.groups import Group
from ccsim.scenario.scenario import Scenario
from ccsim.scenario.surge import Reserve


def surge_entries(scenario: Scenario, sums: Counted, days: int) -> Iterator[Entry]:
    """The reserves' entries over `days` measured days, each under the reserve's name; parts without a price make none.

    The buyer pays, but for the premium on the wages of an outsourced group, which is the supplier's.
    Source: docs/costs.md#reserves.
    """
    groups = list(scenario.groups)
    for name, reserve in ({} if scenario.surge is None else scenario.surge.reserves).items():
        group = None if reserve.group is None else scenario.groups[reserve.group]
        legs = 0 if reserve.group is None else int(sums.by["group"]["legs"][groups.index(reserve.group)])
        yield from _standing_by(name, reserve, group, days)
        yield from _use(name, reserve, group, sums, legs)


def _standing_by(name: str, reserve: Reserve, group: Group | None, days: int) -> Iterator[Entry]:
    price = reserve.price
    monthly = price.retainer + (0.0 if group is None else price.retainer_share * _full_pay(group))
    if monthly > 0 and reserve.size is not None:
        paid_days = days if price.retained_days is None else price.retained_days
        head_days = round(16 * paid_days) * reserve.size  # in sixteenths
        category = Category.RESERVE_RETAINER
        yield Entry(BUYER, category, name, "calendar", head_days, SIXTEENTHS_PER_MONTH, "head-month", micro(monthly))


def _use(name: str, reserve: Reserve, group: Group | None, sums: Counted, legs: int) -> Iterator[Entry]:
    price, totals = reserve.price, sums.totals
    ticks = totals[f"surge_ticks:{name}"]
    parts = [
        (Category.RESERVE_CALLS, "calls", totals[f"surge_calls:{name}"], 1, "call", price.per_call),
        (Category.RESERVE_CALLS, "heads", totals[f"surge_came:{name}"], 1, "head", price.per_head),
        (Category.RESERVE_USE, "time_there", ticks, HOUR_TICKS, "hour there", price.per_hour),
        (Category.RESERVE_USE, "legs", legs, 1, "human leg", price.per_contact),
    ]
    for category, cause, quantity, per, unit, amount in parts:
        if amount > 0:
            yield Entry(BUYER, category, name, cause, quantity, per, unit, micro(amount))
    if group is not None and price.premium > 0:
        employer = BUYER if group.contract is None else SUPPLIER
        amount = price.premium * group.labour.wage * (1 + group.labour.on_cost)
        per = month_ticks(group.labour)
        yield Entry(employer, Category.RESERVE_USE, name, "premium", ticks, per, "agent-month", micro(amount))


def _full_pay(group: Group) -> float:
    """Wage with bonus and on-costs (per month)."""
    labour = group.labour
    return labour.wage * (1 + labour.bonus) * (1 + labour.on_cost)
