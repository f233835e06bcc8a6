"""What of a scenario an engine can see: scenarios that differ in prices alone share one simulation.

Prices change no event (docs/costs.md), so sums can be priced again. The list of prices is positive: a key that is not
known to be one counts as something that may change what happens.
"""

from __future__ import annotations

from typing import Any

from ccsim.scenario.bot import Bot, BotPrice
from ccsim.scenario.groups import Group, Seat
from ccsim.scenario.scenario import Scenario

_LABOUR = (
    "wage", "on_cost", "bonus", "hours_per_day", "days_per_month", "leader_span", "leader_wage_factor", "support_ratio",
    "support_wage_factor", "attrition", "hire_cost", "training_days",
)  # fmt: skip
"""Of the labour block, what is known to make money only."""


def price_key(scenario: Scenario) -> str:
    """Equal for scenarios whose contacts and agents are the same event by event; empty if prices may change events.

    They may where people are simulated over months: then pay and training decide who is there; and with shifts: then
    the cheapest cover depends on pay and hours.
    """
    if scenario.workforce is not None or any(group.shifts is not None for group in scenario.groups.values()):
        return ""
    plain: dict[str, Any] = {"name": "scenario", "title": {}, "sources": {}, "rollout": None}
    groups = {name: _without_prices(group) for name, group in scenario.groups.items()}
    bot = scenario.bot
    bare: Bot | None = None if bot is None else bot.model_copy(update={"price": BotPrice()})
    return scenario.model_copy(update={**plain, "groups": groups, "bot": bare}).model_dump_json()


def _without_prices(group: Group) -> Group:
    labour = group.labour.model_copy(update=dict.fromkeys(_LABOUR, 0.0))
    assist = None if group.assist is None else group.assist.model_copy(update={"licence": 0.0})
    return group.model_copy(update={"labour": labour, "seat": Seat(), "contract": None, "assist": assist})
