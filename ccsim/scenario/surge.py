"""The `surge` block: reserves that are called in when the queues grow, by the clock, or by the forecast."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ccsim.scenario.base import Block, Name
from ccsim.units import (
    Clock,
    DailyCount,
    Day,
    Duration,
    Money,
    MoneyPerHour,
    MoneyPerMonth,
    MoneyPerSession,
    NonNegativeNumber,
    Portion,
    PositiveDuration,
    Share,
    Spread,
)  # fmt: skip


class Trigger(Block):
    """What calls a reserve: the state of its queues (all that is given must hold), or the clock, or the forecast."""

    queue_longer_than: int | None = Field(default=None, ge=0, le=10_000_000)
    """More contacts than this wait in its queues, all together."""
    wait_longer_than: Duration | None = None
    """Whoever has waited longest in them has waited longer than this."""
    lasting: Duration = 0.0
    """For so long this must have held, at every check."""
    at: Clock | None = None
    """By the clock: called at the first check from this time of day on."""
    forecast_above: DailyCount | None = None
    """By the forecast: called on days on which the planner expects contacts for people at a higher rate than this in
    some interval of the report ("3000/h")."""
    lead: Duration = 0.0
    """How long before the first such interval."""
    dates: list[Day] = []
    """The days for clock or forecast; every day if the list is empty."""


class StandDown(Block):
    """When a reserve is sent home; all that is given must hold. If absent, only `longest` ends its stay."""

    queue_shorter_than: int | None = Field(default=None, ge=1, le=10_000_000)
    """Fewer contacts than this wait in its queues, all together."""
    wait_shorter_than: PositiveDuration | None = None
    """Whoever has waited longest in them has waited less than this."""
    lasting: Duration = 0.0
    """For so long this must have held, at every check."""


class Price(Block):
    """What a reserve costs beside what its group's labour and contract blocks charge for the time that it is there."""

    retainer: MoneyPerMonth = 0.0
    """For standing by, per head that is asked for."""
    retainer_share: Portion = 0.0
    """The same as a share of the group's wage with bonus and on-costs (0.25)."""
    retained_days: NonNegativeNumber | None = None
    """Days of standing by that the measured days have to pay for (365: a year for one event); if absent, themselves."""
    per_call: Money = 0.0
    """For every call."""
    per_head: Money = 0.0
    """For everybody who comes."""
    per_hour: MoneyPerHour = 0.0
    """For every hour of everybody who is there."""
    per_contact: MoneyPerSession = 0.0
    """For every contact answered; for a group that consists of this reserve alone."""
    premium: Portion = 0.0
    """On the group's hourly wage, for the time that it is there (50% for overtime on workdays)."""


class Supplier(Block):
    """A pool of people whom several merchants share; their peaks coincide more or less.

    Source: docs/surge.md#a-shared-pool.
    """

    agents: int = Field(ge=0, le=1_000_000)
    """People whom it can send out at a time."""
    merchants: int = Field(ge=1, le=10_000)
    """Merchants that it serves, this one included."""
    ask: NonNegativeNumber
    """People whom another merchant that calls asks for, on average."""
    ask_cv: Spread = 0.0
    """Variation of that from merchant to merchant and day to day."""
    correlation: Share = 0.0
    """Correlation of merchants' busyness on a day, on a normal scale; this one's day is one of them."""
    calling: Share = 1.0
    """Share of the merchants that call on a day; those who are busiest on it."""
    allocation: Literal["proportional", "first_come"] = "proportional"
    """If more is asked for than there is: everybody gets the same share; or whoever calls first, in random order."""


class Reserve(Block):
    """A reserve: people who come when called, further open chats per agent, or queues that take nobody."""

    kind: Literal["people", "concurrency", "bot_only"] = "people"
    """people: a group's headcount rises; concurrency: its agents may have more chats open; bot_only: whoever would
    have to wait for a person is told to come back later."""
    group: Name | None = None
    """The group that is raised."""
    queues: list[Name] = []
    """The queues that are looked at, and closed by bot_only; if the list is empty, all that the group serves or helps
    with, and for bot_only all."""
    trigger: Trigger
    """What calls it."""
    size: int | None = Field(default=None, ge=1, le=100_000)
    """People asked for, or further chats per agent."""
    delay: Duration = 0.0
    """From the call to the first who can be there."""
    ramp: Duration = 0.0
    """Time over which they then come, each at a moment of its own."""
    show_up: Share = 1.0
    """Share of those sent who come; drawn for everybody at every call."""
    stay: Duration = 0.0
    """Shortest stay, from the first who can be there."""
    longest: PositiveDuration | None = None
    """Longest stay, from the same moment."""
    stand_down: StandDown | None = None
    """When it is sent home."""
    calls_per_day: int = Field(default=1, ge=1, le=100)
    """How often it can be called on one day."""
    supplier: Name | None = None
    """The shared pool that its people come from; if absent, all are there for this centre."""
    price: Price = Price()
    """What standing by and use cost."""


class Surge(Block):
    """Reserves, and how often the queues are looked at."""

    check: PositiveDuration = 60.0
    """Time between checks; a day is a multiple of it."""
    reserves: dict[Name, Reserve] = Field(min_length=1, max_length=50)
    """The reserves."""
    suppliers: dict[Name, Supplier] = Field(default={}, max_length=50)
    """Pools that are shared with other merchants."""
