"""One line of the ledger: an integer quantity times an integer price, rounded once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MICRO = 1_000_000
"""Micro-units in one unit of currency."""

BUYER = "buyer"
"""Whose service it is: all of its entries are its cost."""
SUPPLIER = "supplier"
"""An outsourcer: its entries stand beside the buyer's and are never added to them."""
LOSS = "customer_loss"
"""What customers' losses cost the buyer beside the service: kept apart and never added to its cost."""


class Category(StrEnum):
    """What money is spent on. Source: docs/costs.md#categories."""

    WAGES_ON_DUTY = "wages_on_duty"
    WAGES_SHRINKAGE = "wages_shrinkage"
    BONUS = "bonus"
    ON_COSTS = "on_costs"
    PREMIUMS = "premiums"
    SUPERVISION = "supervision"
    SUPPORT_STAFF = "support_staff"
    WORKPLACE = "workplace"
    SOFTWARE = "software"
    IT = "it"
    ASSIST_LICENCE = "assist_licence"
    HIRING = "hiring"
    TRAINING = "training"
    CONTRACT_FEES = "contract_fees"
    SLA_PENALTIES = "sla_penalties"
    CONTRACT_MANAGEMENT = "contract_management"
    RESERVE_RETAINER = "reserve_retainer"
    RESERVE_CALLS = "reserve_calls"
    RESERVE_USE = "reserve_use"
    BOT_SUBSCRIPTION = "bot_subscription"
    BOT_SESSIONS = "bot_sessions"
    BOT_RESOLUTIONS = "bot_resolutions"
    BOT_ANSWERS = "bot_answers"
    BOT_TOKENS = "bot_tokens"
    BOT_BUILD = "bot_build"
    BOT_UPKEEP = "bot_upkeep"
    INSPECTION = "inspection"
    ERROR_REFUNDS = "error_refunds"
    CHURNED_MARGIN = "churned_margin"
    LOST_SALES = "lost_sales"

    @property
    def of_bot(self) -> bool:
        """Whether it belongs to the bot; everything else is the human part."""
        return self.value.startswith("bot_")

    @property
    def of_reserve(self) -> bool:
        """Whether it belongs to a reserve, whose name then stands in the place of the group's."""
        return self.value.startswith("reserve_")


@dataclass(frozen=True)
class Entry:
    """`quantity` small units at `price_micro` micro-units of currency for every `per` of them.

    Time is counted in ticks, contacts in contacts, staff in micro-days: integers, so that sums of quantities and of
    amounts are exact. `unit` names the priced unit ("agent-month"), of which `quantity / per` were used. `group` is
    the agent group, or the reserve; empty for the bot. `cause` says what the quantity follows from.
    """

    payer: str
    category: Category
    group: str
    cause: str
    quantity: int
    per: int
    unit: str
    price_micro: int

    @property
    def amount_micro(self) -> int:
        """Quantity times price, rounded half to even, once."""
        return divided(self.quantity * self.price_micro, self.per)


def divided(numerator: int, denominator: int) -> int:
    """Integer division, rounded half to even; `denominator` > 0."""
    whole, rest = divmod(numerator, denominator)
    if 2 * rest > denominator or (2 * rest == denominator and whole % 2):
        whole += 1
    return whole


def micro(amount: float) -> int:
    """An amount in the scenario's currency as micro-units, rounded half to even."""
    return round(amount * MICRO)
