"""The clauses of a contract, one class each: a fee makes an entry from what was delivered, an adjustment from the bill.

Clauses of a month are settled over the measured days of a replication, in proportion to their length: simulate a month
where that matters. Source: docs/costs.md#contracts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from ccsim.economics.bot_cost import SIXTEENTHS_PER_MONTH
from ccsim.economics.entry import BUYER, MICRO, Category, Entry, divided, micro
from ccsim.economics.labour import HOUR_TICKS
from ccsim.scenario.contract import Tier

THOUSAND = 1000 * MICRO
"""Micro-units in the priced unit of shares of money: fine enough that a rounded price does not show."""
MINUTE_TICKS = HOUR_TICKS // 60


class Delivered(NamedTuple):
    """What a bill counts over the measured days of a replication."""

    paid_ticks: int
    """The roster's paid time."""
    legs: int
    """Finished human legs of the group."""
    bot_closed: int
    """Bot-closed contacts attributed to the contract."""
    talk_ticks: int = 0
    """Connection to close of those legs, added up."""
    resolved: int = 0
    """Contacts whose issue the group's people resolved."""
    bot_resolved: int = 0
    """Those that the bot resolved, as far as they are attributed to the contract."""
    night_legs: int = 0
    """Finished human legs of the whole centre whose contact arrived at night."""
    all_legs: int = 0
    """Finished human legs of the whole centre."""
    days: int = 1
    """Measured days."""
    supplier_micro: int = 0
    """The supplier's own cost of the group."""


class Fee(Protocol):
    """A clause that bills what was delivered."""

    def entries(self, group: str, delivered: Delivered) -> Iterator[Entry]:
        """The entries that it makes."""


@dataclass(frozen=True)
class PerSeat:
    """Per seat-month of scheduled paid time, and for no fewer seats than agreed."""

    price: float
    month_ticks: int
    least: float = 0.0

    def entries(self, group: str, delivered: Delivered) -> Iterator[Entry]:
        """One entry for the seats there were; if a least number is agreed, one for those that were not there."""
        yield _fee(group, "per_seat", delivered.paid_ticks, self.month_ticks, "agent-month", self.price)
        if self.least > 0:
            agreed = divided(micro(self.least) * self.month_ticks * 16 * delivered.days, SIXTEENTHS_PER_MONTH * MICRO)
            short = max(0, agreed - delivered.paid_ticks)
            yield _fee(group, "minimum_seats", short, self.month_ticks, "agent-month", self.price)


@dataclass(frozen=True)
class PerHour:
    """Per hour of scheduled paid time."""

    price: float

    def entries(self, group: str, delivered: Delivered) -> Iterator[Entry]:
        """One entry."""
        yield _fee(group, "per_hour", delivered.paid_ticks, HOUR_TICKS, "paid hour", self.price)


@dataclass(frozen=True)
class PerMinute:
    """Per minute of conversation."""

    price: float

    def entries(self, group: str, delivered: Delivered) -> Iterator[Entry]:
        """One entry."""
        yield _fee(group, "per_minute", delivered.talk_ticks, MINUTE_TICKS, "minute", self.price)


@dataclass(frozen=True)
class PerLeg:
    """Per contact that a person finished."""

    price: float

    def entries(self, group: str, delivered: Delivered) -> Iterator[Entry]:
        """One entry."""
        yield _fee(group, "per_leg", delivered.legs, 1, "human leg", self.price)


@dataclass(frozen=True)
class PerContact:
    """Per closed contact, the bot's included."""

    price: float

    def entries(self, group: str, delivered: Delivered) -> Iterator[Entry]:
        """One entry."""
        yield _fee(group, "per_contact", delivered.legs + delivered.bot_closed, 1, "closed contact", self.price)


@dataclass(frozen=True)
class PerResolved:
    """Result fee: per contact that resolved its issue, the bot's included."""

    price: float

    def entries(self, group: str, delivered: Delivered) -> Iterator[Entry]:
        """One entry."""
        count = delivered.resolved + delivered.bot_resolved
        yield _fee(group, "per_resolved", count, 1, "resolved contact", self.price)


@dataclass(frozen=True)
class Tiered:
    """Marginal prices by the contacts of a calendar month; bounds in proportion to the measured days."""

    steps: tuple[Tier, ...]
    contacts: bool
    """Whether bot-closed contacts count too."""

    def entries(self, group: str, delivered: Delivered) -> Iterator[Entry]:
        """One entry per step."""
        count = delivered.legs + (delivered.bot_closed if self.contacts else 0)
        bounds = [divided(micro(step.above) * 16 * delivered.days, SIXTEENTHS_PER_MONTH * MICRO) for step in self.steps]
        for number, (step, bound) in enumerate(zip(self.steps, bounds, strict=True)):
            until = bounds[number + 1] if number + 1 < len(bounds) else count
            within = max(0, min(count, until) - bound)
            unit = "closed contact" if self.contacts else "human leg"
            yield _fee(group, "tier", within, 1, unit, step.price)


@dataclass(frozen=True)
class CostPlus:
    """The supplier's cost over one minus its margin."""

    margin: float

    def entries(self, group: str, delivered: Delivered) -> Iterator[Entry]:
        """One entry."""
        price = 1000 / (1 - self.margin)
        yield _fee(group, "cost_plus", delivered.supplier_micro, THOUSAND, "thousand of supplier's cost", price)


@dataclass(frozen=True)
class Technology:
    """A fixed fee per calendar month; the night does not touch it."""

    price: float

    def entries(self, group: str, delivered: Delivered) -> Iterator[Entry]:
        """One entry."""
        yield _fee(group, "technology", 16 * delivered.days, SIXTEENTHS_PER_MONTH, "month", self.price)


@dataclass(frozen=True)
class NightFactor:
    """More for contacts that arrive at night: their share of the fees, times the factor less one."""

    factor: float

    def entry(self, group: str, fees_micro: int, delivered: Delivered) -> Entry:
        """The surcharge on `fees_micro`; the share is that of the whole centre's human legs."""
        share = divided(fees_micro * delivered.night_legs, delivered.all_legs) if delivered.all_legs else 0
        return _fee(group, "night", share, THOUSAND, "thousand of the bill", 1000 * (self.factor - 1))


@dataclass(frozen=True)
class MinimumFee:
    """What is missing up to the least bill."""

    fee: float

    def entry(self, group: str, bill_micro: int, days: int) -> Entry:
        """Never negative."""
        return _fee(
            group, "minimum", max(0, _of_days(self.fee, days) - bill_micro), THOUSAND, "thousand of the bill", 1000
        )


@dataclass(frozen=True)
class Cap:
    """What exceeds the largest bill, taken off."""

    fee: float

    def entry(self, group: str, bill_micro: int, days: int) -> Entry:
        """Never positive."""
        beyond = min(0, _of_days(self.fee, days) - bill_micro)
        return _fee(group, "cap", beyond, THOUSAND, "thousand of the bill", 1000)


@dataclass(frozen=True)
class SlaPenalty:
    """A share of the bill taken off if a promise is broken."""

    measure: str
    bound: float
    share: float

    def broken(self, value: float | None) -> bool:
        """Whether the promise is broken; what was not observed breaks none."""
        if value is None:
            return False
        return value > self.bound if self.measure == "abandonment" else value < self.bound

    def entry(self, group: str, bill_micro: int, left: float, value: float | None) -> Entry:
        """Nothing or minus the share of the bill, of which at most the share `left` is still there to take."""
        price = micro(1000 * min(self.share, left))
        taken = -bill_micro if self.broken(value) else 0
        return Entry(BUYER, Category.SLA_PENALTIES, group, self.measure, taken, THOUSAND, "thousand of the bill", price)


def _of_days(per_month: float, days: int) -> int:
    return divided(micro(per_month) * 16 * days, SIXTEENTHS_PER_MONTH)


def _fee(group: str, cause: str, quantity: int, per: int, unit: str, price: float) -> Entry:
    return Entry(BUYER, Category.CONTRACT_FEES, group, cause, quantity, per, unit, micro(price))
