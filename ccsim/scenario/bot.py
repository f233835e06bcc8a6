"""The `bot` block: the automated leg in front of people, and its price."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from ccsim.scenario.base import Block, Name
from ccsim.units import (
    AnnualRate,
    Clock,
    Day,
    Duration,
    Factor,
    Money,
    MoneyPerMillionTokens,
    MoneyPerMonth,
    MoneyPerSession,
    MoneyPerYear,
    NonNegativeNumber,
    Portion,
    PositiveDuration,
    PositiveNumber,
    Share,
)  # fmt: skip


class TokenPrice(Block):
    """Price of a self-run language model, by tokens."""

    tokens_in_per_turn: NonNegativeNumber
    """Prompt tokens per bot answer."""
    tokens_out_per_turn: NonNegativeNumber
    """Generated tokens per bot answer."""
    price_in: MoneyPerMillionTokens
    """Price of a million prompt tokens."""
    price_out: MoneyPerMillionTokens
    """Price of a million generated tokens."""
    platform_factor: Factor = 1.0
    """Factor for retries, retrieval and infrastructure."""


class BotPrice(Block):
    """What the bot costs its user; every part that is given is paid."""

    per_session: MoneyPerSession = 0.0
    """Vendor's price of a bot session, resolved or not."""
    per_resolution: MoneyPerSession = 0.0
    """Price of a session that the vendor counts as resolved: every contained one, silent leavers included."""
    per_answer: Money = 0.0
    """Vendor's price of one of the bot's answers ("0.4 CNY")."""
    tokens: TokenPrice | None = None
    """Token price, for a bot that is run by oneself."""
    subscription: MoneyPerYear = 0.0
    """Subscription."""
    build: Money = 0.0
    """One-off cost of knowledge base and integration."""
    amortised_months: PositiveNumber = 24.0
    """Months over which the one-off cost is spread."""
    upkeep_staff_per_10k: NonNegativeNumber = 0.0
    """Knowledge-base staff (full-time) per 10,000 bot sessions a day."""
    upkeep_staff_min: NonNegativeNumber = 0.0
    """Smallest number of such staff."""
    upkeep_wage: MoneyPerMonth = 0.0
    """Their gross monthly wage."""
    upkeep_on_cost: Portion = 0.0
    """Employer's on-cost on their wage."""


class DaySpan(Block):
    """A calendar day, or several."""

    first: Day
    """First day."""
    last: Day | None = None
    """Last day, itself included; the same as the first if absent."""


class BotLimit(Block):
    """Most sessions that the bot holds at a time; further contacts wait for it, first come first served."""

    sessions: int = Field(ge=1, le=10_000_000)
    """Sessions at a time."""
    max_wait: PositiveDuration | None = None
    """Longest wait for the bot, during an outage too; null for none."""
    then: Literal["human", "lose"] = "human"
    """Who has waited so long: human: asks for a person without having met the bot; lose: goes away."""


class Outage(Block):
    """A span of time in which the bot does not work; what holds then also holds for those it had begun with."""

    date: Day | None = None
    """The date on which it begins; or give `day`."""
    day: int | None = Field(default=None, ge=-60, le=3660)
    """Number of that day: 0 is the first measured day, -1 the day before it."""
    at: Clock
    """When it begins."""
    length: PositiveDuration
    """How long it lasts."""
    route: Literal["human", "wait", "lose"] = "human"
    """Where it sends contacts: human: they ask for a person; wait: they wait until it is over; lose: they go away."""

    @model_validator(mode="after")
    def _one_day(self) -> Self:
        if (self.date is None) == (self.day is None):
            raise ValueError("give either date or day")
        return self


class Bot(Block):
    """A bot that sees every contact first. Its success is a property of the issue, not of the attempt."""

    kind: Name
    """Which column of the intents' `bot_resolution` applies."""
    ask_human: Share = 0.0
    """Probability that a customer asks for a person at once."""
    leave_if_failed: Share = 0.0
    """Probability that a customer whom the bot could not help leaves silently (false containment)."""
    fresh_draw: Share = 0.0
    """Share of further attempts at which the bot's success is drawn anew instead of being the issue's own."""
    updated: Day | None = None
    """Day of the last update of the bot's knowledge; needed if it decays."""
    knowledge_decay: AnnualRate = 0.0
    """Absolute loss of every resolution probability since the last update ("2%/month": 0.02 a month); none before.
    The day on which the issue arises counts."""
    promotion_drop: Share = 0.0
    """Absolute loss of every resolution probability on promotion days, when rules are new."""
    promotion_days: list[DaySpan] = []
    """The days on which it applies, by the day on which the issue arises."""
    limit: BotLimit | None = None
    """Most sessions at a time; null for any number."""
    outages: list[Outage] = []
    """When the bot does not work; outages do not overlap."""
    turns: Annotated[PositiveNumber, Field(ge=1, le=1000)] = 2.8
    """Mean number of bot answers in a session; at least 1 (geometric)."""
    time_per_turn: Duration = 20.0
    """Time that a bot answer and the customer's reading and writing take together."""
    time_to_ask: Duration = 10.0
    """Length of the bot leg of a customer who asks for a person at once."""
    price: BotPrice = BotPrice()
    """What the bot costs."""
