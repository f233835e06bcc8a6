"""What the bot costs: by session, by contained contact, by token, by calendar time, and the people who keep it up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ccsim.economics.entry import BUYER, MICRO, Category, Entry, micro
from ccsim.scenario.bot import Bot

QUARTER_DAYS_PER_YEAR = 1461
"""365.25 days, in quarters of a day."""
SIXTEENTHS_PER_MONTH = 487
"""365.25 / 12 days, in sixteenths of a day."""
STAFF_MONTH = SIXTEENTHS_PER_MONTH * MICRO // 16
"""Micro-days of one member of staff in a calendar month."""


class BotUse(NamedTuple):
    """Measured bot sessions: all of them, those in which the bot answered at all, those it closed, those cut short.

    Cut short are those that its detector handed to a person early.
    """

    sessions: int
    attempts: int
    contained: int
    brought_in: int = 0


def bot_entries(bot: Bot, use: BotUse, days: int) -> Iterator[Entry]:
    """The buyer's entries for the bot over `days` measured days; parts without a price make no entry.

    Answers and tokens are the expected ones: attempts x mean turns (x tokens per turn); who asks for a person at once
    costs none.
    The number of turns has no memory, so a session that the detector cuts short saves a whole mean of them.
    Upkeep staff follow the sessions of all measured days together, but never fall below the stated minimum.
    Source: docs/costs.md#bot.
    """
    price = bot.price

    def entry(category: Category, cause: str, quantity: int, per: int, unit: str, cost: float) -> Iterator[Entry]:
        if cost > 0:
            yield Entry(BUYER, category, "", cause, quantity, per, unit, micro(cost))

    yield from entry(Category.BOT_SUBSCRIPTION, "calendar", 4 * days, QUARTER_DAYS_PER_YEAR, "year", price.subscription)
    yield from entry(Category.BOT_SESSIONS, "sessions", use.sessions, 1, "session", price.per_session)
    yield from entry(Category.BOT_RESOLUTIONS, "contained", use.contained, 1, "contained contact", price.per_resolution)
    turns, tokens = max(0, use.attempts - use.brought_in) * bot.turns, price.tokens
    yield from entry(Category.BOT_ANSWERS, "answers", round(turns), 1, "answer", price.per_answer)
    if tokens is not None:
        sent, generated = round(turns * tokens.tokens_in_per_turn), round(turns * tokens.tokens_out_per_turn)
        factor = tokens.platform_factor
        yield from entry(Category.BOT_TOKENS, "prompt", sent, MICRO, "Mtok", tokens.price_in * factor)
        yield from entry(Category.BOT_TOKENS, "generated", generated, MICRO, "Mtok", tokens.price_out * factor)
    yield from entry(
        Category.BOT_BUILD,
        "calendar",
        16 * days,
        SIXTEENTHS_PER_MONTH,
        "month of amortisation",
        price.build / price.amortised_months,
    )
    by_volume = round(price.upkeep_staff_per_10k * use.sessions * MICRO / 10_000)
    at_least = round(price.upkeep_staff_min * days * MICRO)
    if price.upkeep_staff_per_10k or price.upkeep_staff_min:
        wage = price.upkeep_wage * (1 + price.upkeep_on_cost)
        yield from entry(Category.BOT_UPKEEP, "staff", max(by_volume, at_least), STAFF_MONTH, "staff-month", wage)
