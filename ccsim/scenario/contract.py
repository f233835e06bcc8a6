"""The `contract` of an outsourced group: what is billed, and what moves the bill."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from ccsim.scenario.base import Block
from ccsim.units import (
    Clock,
    Factor,
    MoneyPerHour,
    MoneyPerMinute,
    MoneyPerMonth,
    MoneyPerSession,
    NonNegativeNumber,
    Portion,
    Share,
    ShareBelowOne,
)


class Tier(Block):
    """A step of a price list by volume."""

    above: NonNegativeNumber
    """For contacts of a calendar month beyond this number ..."""
    price: MoneyPerSession
    """... this fee each; those below keep the price of their own step."""


class Tiers(Block):
    """Fees that depend on the volume."""

    counted: Literal["legs", "contacts"] = "legs"
    """legs: human legs of the group; contacts: closed contacts, bot-closed ones included."""
    steps: list[Tier] = Field(min_length=1, max_length=20)
    """Steps, the first from 0 on, with rising numbers."""

    @model_validator(mode="after")
    def _rising(self) -> Self:
        ends = [step.above for step in self.steps]
        if ends[0] != 0 or any(second <= first for first, second in pairwise(ends)):
            raise ValueError("expected steps above 0, then above rising numbers")
        return self


class Night(Block):
    """Fees for contacts that arrive at night."""

    factor: Annotated[Factor, Field(ge=1)]
    """On all fees but the technology fee; 1 for no extra charge."""
    at: Clock = 79_200.0
    """Night begins ..."""
    until: Clock = 28_800.0
    """... and ends; both at bounds of `run.interval`."""


class Minimum(Block):
    """What is billed at least."""

    fee: MoneyPerMonth = 0.0
    """Least bill of a calendar month."""
    seats: NonNegativeNumber = 0.0
    """Least number of seats that `per_seat` is billed for."""


class Penalty(Block):
    """A promise, and what is taken off the bill if it is not kept."""

    measure: Literal["service_level", "answer_rate", "abandonment", "csat_surveyed", "human_resolution"]
    """The KPI of the whole centre over the measured days of a replication (docs/metrics.md)."""
    bound: Share
    """At least so much; of abandonment at most."""
    share: Share
    """Share of the bill taken off if the promise is broken."""


class Contract(Block):
    """What an outsourcer bills for the group; every part that is given is billed."""

    per_seat: MoneyPerMonth = 0.0
    """Fee per seat-month: one agent on the labour block's hours and days."""
    per_leg: MoneyPerSession = 0.0
    """Fee per human leg."""
    per_contact: MoneyPerSession = 0.0
    """Fee per contact that the centre closes, bot-closed ones included."""
    per_hour: MoneyPerHour = 0.0
    """Fee per paid agent-hour."""
    per_minute: MoneyPerMinute = 0.0
    """Fee per minute of conversation, from connection to close; of each of several chats at once."""
    per_resolved: MoneyPerSession = 0.0
    """Result fee per contact whose issue is truly resolved, by the group's people or by the bot."""
    technology: MoneyPerMonth = 0.0
    """Fixed fee for the supplier's technology."""
    tiers: Tiers | None = None
    """Fees by volume; null for none."""
    cost_plus: ShareBelowOne = 0.0
    """Supplier's margin on price: the bill is the supplier's cost of the group / (1 - margin). 0 for none."""
    night: Night | None = None
    """Fees at night; null for the same as by day."""
    minimum: Minimum | None = None
    """Minimum commitment; null for none."""
    cap: MoneyPerMonth | None = None
    """Largest bill of a calendar month, before penalties; null for none."""
    penalties: list[Penalty] = Field(default=[], max_length=20)
    """Promises with penalties; together they take off no more than the bill."""
    management: Portion = 0.0
    """Client's own staff for steering the supplier, as a share of the bill."""
