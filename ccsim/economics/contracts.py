"""What an outsourcer bills for a group: the contract applied to measured quantities."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ccsim.economics.entry import BUYER, MICRO, SUPPLIER, Category, Entry, micro
from ccsim.economics.labour import HOUR_TICKS, month_ticks
from ccsim.scenario.groups import Group

THOUSAND = 1000 * MICRO
"""Micro-units in the priced unit of shares of money: fine enough that a rounded price does not show."""


class Delivered(NamedTuple):
    """What a bill counts: the roster's paid ticks, human legs, and bot-closed contacts attributed to the contract."""

    paid_ticks: int
    legs: int
    bot_closed: int


def assist_payer(group: Group) -> str:
    """Who pays the assist licence: the employer, except that a supplier on fixed fees has it provided by the buyer."""
    return SUPPLIER if group.contract is not None and group.contract.cost_plus > 0 else BUYER


def contract_entries(name: str, group: Group, delivered: Delivered, supplier_micro: int) -> Iterator[Entry]:
    """The buyer's entries: the bill, part by part, and the buyer's own staff who steer the supplier.

    `supplier_micro` is the supplier's own cost of the group; only a cost-plus contract depends on it.
    Source: docs/costs.md#contracts.
    """
    contract = group.contract
    if contract is None:
        return
    legs, closed = delivered.legs, delivered.legs + delivered.bot_closed
    month = month_ticks(group.labour)
    parts = [
        ("per_seat", delivered.paid_ticks, month, "agent-month", contract.per_seat),
        ("per_hour", delivered.paid_ticks, HOUR_TICKS, "paid hour", contract.per_hour),
        ("per_leg", legs, 1, "human leg", contract.per_leg),
        ("per_contact", closed, 1, "closed contact", contract.per_contact),
    ]
    if contract.cost_plus > 0:
        price = 1000 / (1 - contract.cost_plus)
        parts.append(("cost_plus", supplier_micro, THOUSAND, "thousand of supplier's cost", price))
    bill_micro = 0
    for cause, quantity, per, unit, price in parts:
        if price > 0:
            fee = Entry(BUYER, Category.CONTRACT_FEES, name, cause, quantity, per, unit, micro(price))
            bill_micro += fee.amount_micro
            yield fee
    if contract.management > 0:
        price = micro(1000 * contract.management)
        yield Entry(
            BUYER, Category.CONTRACT_MANAGEMENT, name, "bill", bill_micro, THOUSAND, "thousand of the bill", price
        )
