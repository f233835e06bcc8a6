"""A model's running cost in a calendar month, from the ledgers and the paid time of its measured days."""

from __future__ import annotations

from collections.abc import Sequence

from ccsim.economics.bot_cost import SIXTEENTHS_PER_MONTH
from ccsim.economics.cashflow import Running
from ccsim.economics.delivery import Counted
from ccsim.economics.entry import BUYER, LOSS, MICRO, Category
from ccsim.economics.labour import month_ticks
from ccsim.economics.ledger import Ledger
from ccsim.scenario.scenario import Scenario

DAYS_PER_MONTH = SIXTEENTHS_PER_MONTH / 16
"""30.4375: a twelfth of 365.25 days."""


def running(scenario: Scenario, sums: Sequence[Counted], ledgers: Sequence[Ledger]) -> Running:
    """The mean over all measured days of the replications, times the days of a month.

    A measured day stands for every day of the month, so simulate days that do. Build of the bot is taken out of the
    running cost: it is paid once. Source: docs/roi.md#steady-state.
    """
    days = sum(ledger.measured_days for ledger in ledgers)
    per_month = DAYS_PER_MONTH / days
    seat_bills, bills = 0.0, 0.0
    seat_groups: set[str] = set()
    own = bot = loss = management = reserves = 0.0
    for ledger in ledgers:
        for entry in ledger.entries:
            amount = entry.amount_micro / MICRO * per_month
            if entry.payer == LOSS:
                loss += amount
            elif entry.payer != BUYER or entry.category is Category.BOT_BUILD:
                continue
            elif entry.category.of_bot:
                bot += amount
            elif entry.category.of_reserve:
                reserves += amount
            elif entry.category is Category.CONTRACT_FEES and entry.cause == "per_seat":
                seat_bills += amount
                seat_groups.add(entry.group)
            elif entry.category in (Category.CONTRACT_FEES, Category.SLA_PENALTIES):
                bills += amount
            elif entry.category is Category.CONTRACT_MANAGEMENT:
                management += amount
            else:
                own += amount
    billed = seat_bills + bills
    seat_share = seat_bills / billed if billed else 0.0
    heads = wages = leavers = seats = 0.0
    for g, (name, group) in enumerate(scenario.groups.items()):
        ticks = sum(int(one.by["group"]["paid_ticks"][g]) for one in sums)
        present = ticks / month_ticks(group.labour) * per_month
        if group.contract is None:
            heads += present
            wages += present * group.labour.wage
            leavers += present * group.labour.attrition
        elif name in seat_groups:
            seats += present
    build = 0.0 if scenario.bot is None else scenario.bot.price.build
    return Running(
        own=own,
        heads=heads,
        wage=wages / heads if heads else 0.0,
        attrition=leavers / heads if heads else 0.0,
        seat_fees=seat_bills + management * seat_share,
        seats=seats,
        fees=bills + management * (1 - seat_share) + reserves,
        bot=bot,
        build=build,
        loss=loss,
    )
