"""A run over months in the ledger: people's coming and going is priced.

Hires, training and overtime are what happened, not a rate; what beginners take longer is a cause of its own within
wages on duty. Source: docs/people.md#money-of-a-run-over-months.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from ccsim.economics.entry import BUYER, SUPPLIER, Category, Entry, micro
from ccsim.economics.labour import month_ticks
from ccsim.economics.ledger import Ledger
from ccsim.scenario.groups import Group
from ccsim.scenario.workforce import Staff


class Movement(NamedTuple):
    """What a team's people did in one replication, as far as it was simulated, and how much of it counts."""

    hires: int
    training: float
    """Agent-months of training without contacts."""
    overtime: float
    """Agent-months of overtime."""
    share: tuple[int, int]
    """Simulated days of a month: numerator and denominator of the share of all this that the ledger holds."""


def people_ledger(
    ledger: Ledger,
    groups: Mapping[str, Group],
    staff: Mapping[str, Staff],
    movement: Mapping[str, Movement],
    learning_ticks: Mapping[str, int],
) -> Ledger:
    """The ledger of teams over months: priced without a rate of replacement, with what their people did in its place.

    `learning_ticks`: by team, hands-on time beyond what practised agents would have taken for the same work; at most
    the time on duty of it becomes a cause of its own.
    """
    entries = list(ledger.entries)
    for team, moved in movement.items():
        entries = _with_learning(entries, team, learning_ticks[team])
        entries += _movements(team, groups[team], staff[team], moved)
    return Ledger(tuple(entries), ledger.measured_days)


def _with_learning(entries: Sequence[Entry], team: str, learning: int) -> list[Entry]:
    """Time on duty divided into what practised agents would have needed and what beginners need beyond it."""
    found = []
    for entry in entries:
        if entry.group == team and entry.category is Category.WAGES_ON_DUTY and entry.cause == "on_duty":
            beyond = min(learning, entry.quantity)
            found.append(replace(entry, quantity=entry.quantity - beyond))
            entry = replace(entry, quantity=beyond, cause="learning")
        found.append(entry)
    return found


def _movements(team: str, group: Group, staff: Staff, moved: Movement) -> list[Entry]:
    labour, per, (above, below) = group.labour, month_ticks(group.labour), moved.share
    employer = BUYER if group.contract is None else SUPPLIER
    loaded = labour.wage * (1 + labour.bonus) * (1 + labour.on_cost)
    ordinary = micro(labour.wage * (1 + labour.on_cost) * staff.overtime.pay_factor) - micro(loaded)
    found = []
    if labour.hire_cost > 0:
        found.append(
            Entry(employer, Category.HIRING, team, "hires", moved.hires * above, below, "hire", micro(labour.hire_cost))
        )
    for category, cause, months, price in (
        (Category.TRAINING, "trainees", moved.training, micro(loaded)),
        (Category.PREMIUMS, "vacancies", moved.overtime, max(0, ordinary)),
    ):
        if price > 0:
            quantity = round(months * per) * above
            found.append(Entry(employer, category, team, cause, quantity, per * below, "agent-month", price))
    return found
