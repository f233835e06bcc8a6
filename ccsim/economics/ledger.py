"""The ledger of one replication: who pays how much for what, and the totals that realized costs are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ccsim.economics.allocation import shared_out
from ccsim.economics.bot_cost import BotUse, bot_entries
from ccsim.economics.contracts import assist_payer, contract_entries
from ccsim.economics.customer_loss import customer_loss_entries
from ccsim.economics.delivery import Counted, delivered, promised
from ccsim.economics.entry import BUYER, LOSS, MICRO, SUPPLIER, Category, Entry, micro
from ccsim.economics.labour import PaidTime, labour_entries, month_ticks, paid_time, shift_paid_time
from ccsim.economics.premiums import premium_entries, premium_time
from ccsim.economics.surge_cost import surge_entries
from ccsim.model.inputs import Centre
from ccsim.scenario.scenario import Scenario


@dataclass(frozen=True)
class Ledger:
    """All entries of the measured days of one replication. Their list depends on the scenario alone."""

    entries: tuple[Entry, ...]
    measured_days: int

    def total_micro(self, payer: str = BUYER) -> int:
        """Sum of the payer's entries, in micro-units."""
        return sum(entry.amount_micro for entry in self.entries if entry.payer == payer)

    def by(self, field: Literal["category", "group", "cause"], payer: str = BUYER) -> dict[str, int]:
        """The payer's amounts by a field, in micro-units; they sum to `total_micro`."""
        amounts: dict[str, int] = {}
        for entry in self.entries:
            if entry.payer == payer:
                key = str(getattr(entry, field))
                amounts[key] = amounts.get(key, 0) + entry.amount_micro
        return amounts


def price(scenario: Scenario, centre: Centre, sums: Counted, measured_days: int) -> Ledger:
    """Apply the scenario's prices to one replication's sums over `measured_days` days.

    Raises ValueError if the sums report more time on duty than was paid for.
    """
    times = _paid_times(scenario, sums)
    entries: list[Entry] = []
    for g, (name, group) in enumerate(zip(centre.groups, scenario.groups.values(), strict=True)):
        employer = BUYER if group.contract is None else SUPPLIER
        own = list(labour_entries(name, group, times[g], employer, assist_payer(group)))
        if group.shifts is not None:
            premiums = premium_time(sums.by["group"], g)
            own += premium_entries(name, group, premiums, month_ticks(group.labour), employer)
        supplier_micro = sum(entry.amount_micro for entry in own if entry.payer == SUPPLIER)
        counted = delivered(scenario, centre, sums, g, times[g].scheduled, supplier_micro, measured_days)
        entries += own
        entries += contract_entries(name, group, counted, promised(group.contract, sums))
    entries += surge_entries(scenario, sums, measured_days)
    if scenario.bot is not None:
        totals = sums.totals
        early = totals.get("brought_in", 0)
        use = BotUse(totals["bot_sessions"], totals["bot_attempts"], totals["contained"], early)
        entries += bot_entries(scenario.bot, use, measured_days)
    entries += _error_entries(scenario, sums)
    entries += customer_loss_entries(scenario, sums)
    return Ledger(tuple(entries), measured_days)


def ledger_totals(ledger: Ledger) -> dict[str, int]:
    """Micro-units by part: "all" = "human" + "bot" is the buyer's cost; "supplier" and "loss" stand beside it.

    "errors" is the part of "loss" that is refunded for wrong answers.
    """
    human, bot = _human_and_bot(ledger)
    errors = ledger.by("category", LOSS).get(Category.ERROR_REFUNDS, 0)
    beside = {"supplier": ledger.total_micro(SUPPLIER), "loss": ledger.total_micro(LOSS), "errors": errors}
    return {"all": human + bot, "human": human, "bot": bot, **beside}


def cost_by_intent(ledger: Ledger, sums: Counted) -> list[int]:
    """The buyer's cost by intent in micro-units; sums to the buyer's total exactly.

    The human part follows human legs' talk and wrap-up time, idle time and overheads included; the bot's part follows
    bot sessions. An average, not a marginal cost. Source: docs/costs.md#allocation.
    """
    human, bot = _human_and_bot(ledger)
    intents = sums.by["intent"]
    handled = [int(ticks) for ticks in intents["talk_ticks"] + intents["wrap_ticks"]]
    sessions = [int(count) for count in intents["bot_sessions"]]
    return [sum(parts) for parts in zip(shared_out(human, handled), shared_out(bot, sessions), strict=True)]


def entry_amounts(ledgers: Sequence[Ledger]) -> NDArray[np.int64]:
    """(replications, entries) amounts in micro-units, entries in the common order of the ledgers."""
    return np.array([[entry.amount_micro for entry in ledger.entries] for ledger in ledgers], np.int64)


def ledger_table(ledgers: Sequence[Ledger]) -> pd.DataFrame:
    """One row per entry: payer, category, group, cause, unit, quantity, price, amount; means per measured day.

    `quantity` is in `unit`, `price` in currency per unit, `amount` in currency. The rows are the columns of
    `entry_amounts`, from which intervals are made.
    """
    days = sum(ledger.measured_days for ledger in ledgers)
    rows = []
    for same in zip(*(ledger.entries for ledger in ledgers), strict=True):
        first = same[0]
        rows.append(
            {
                "payer": first.payer,
                "category": str(first.category),
                "group": first.group,
                "cause": first.cause,
                "unit": first.unit,
                "quantity": sum(entry.quantity for entry in same) / first.per / days,
                "price": first.price_micro / MICRO,
                "amount": sum(entry.amount_micro for entry in same) / MICRO / days,
            }
        )
    columns = ["payer", "category", "group", "cause", "unit", "quantity", "price", "amount"]
    return pd.DataFrame(rows, columns=columns)


def _error_entries(scenario: Scenario, sums: Counted) -> list[Entry]:
    """Inspection, which the buyer pays, and refunds for what it did not find."""
    errors = scenario.errors
    found: list[Entry] = []
    if errors is None:
        return found
    if errors.inspection is not None and errors.inspection.share * errors.inspection.per_contact > 0:
        inspected = round(errors.inspection.share * sums.totals["closed"])
        per_contact = micro(errors.inspection.per_contact)
        found.append(Entry(BUYER, Category.INSPECTION, "", "inspected", inspected, 1, "inspected contact", per_contact))
    if errors.refund * errors.refund_share > 0:
        per_error = micro(errors.refund * errors.refund_share * errors.escaping)
        found.append(
            Entry(LOSS, Category.ERROR_REFUNDS, "", "wrong_answers", sums.totals["wrong"], 1, "error", per_error)
        )
    return found


def _paid_times(scenario: Scenario, sums: Counted) -> list[PaidTime]:
    by_group = sums.by["group"]
    return [
        paid_time(
            group,
            int(by_group["paid_ticks"][g]),
            int(by_group["duty_ticks"][g]),
            int(by_group["drain_ticks"][g]),
            int(by_group["surge_ticks"][g]) if "surge_ticks" in by_group else 0,
        )
        if group.shifts is None
        else shift_paid_time(by_group, g)
        for g, group in enumerate(scenario.groups.values())
    ]


def _human_and_bot(ledger: Ledger) -> tuple[int, int]:
    buyers = [entry for entry in ledger.entries if entry.payer == BUYER]
    bot = sum(entry.amount_micro for entry in buyers if entry.category.of_bot)
    return sum(entry.amount_micro for entry in buyers) - bot, bot
