"""How good the bot is on a given day: what its knowledge is worth since the last update, and on days of new rules."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from ccsim.demand.volume import warm_up_days
from ccsim.scenario.bot import Bot
from ccsim.scenario.scenario import Scenario

DAYS_PER_YEAR = 365.25


def resolution_by_intent(scenario: Scenario) -> NDArray[np.float64]:
    """Probability (I,) that a freshly updated bot resolves an attempted issue on an ordinary day.

    0 where an intent names none for this bot's kind.
    """
    kind = scenario.bot.kind if scenario.bot else ""
    return np.array([intent.bot_resolution.get(kind, 0.0) for intent in scenario.intents.values()])


def varies(bot: Bot | None) -> bool:
    """Whether the bot's resolution depends on the day."""
    return bot is not None and (bot.knowledge_decay > 0 or bool(bot.promotion_days and bot.promotion_drop > 0))


def resolution_by_day(scenario: Scenario, days: NDArray[np.int64]) -> NDArray[np.float64]:
    """Probability (I, days) that the bot resolves an issue that arises on each day; day 0 is the first simulated one.

    The intent's probability, less `knowledge_decay` times the time since `updated`, less `promotion_drop` on promotion
    days, cut to 0..1. Source: docs/model.md#the-bot-leg.
    """
    loss = np.array([_loss(scenario, day) for day in days.tolist()])
    return np.asarray(np.clip(resolution_by_intent(scenario)[:, None] - loss, 0.0, 1.0))


def resolution_of(scenario: Scenario, intents: NDArray[np.int64], days: NDArray[np.int64]) -> NDArray[np.float64]:
    """The same (n,) for issues of these intents (n,) that arise on these days (n,)."""
    if not varies(scenario.bot) or not days.size:
        return resolution_by_intent(scenario)[intents]
    first = int(days.min())
    return resolution_by_day(scenario, np.arange(first, int(days.max()) + 1))[intents, days - first]


def date_of(scenario: Scenario, day: int) -> date:
    """Calendar date of a day; day 0 is the first simulated one."""
    return scenario.run.start + timedelta(days=day - warm_up_days(scenario))


def _loss(scenario: Scenario, day: int) -> float:
    """What the bot's resolution probabilities lose on a day against a fresh update on an ordinary day."""
    bot = scenario.bot
    if bot is None:
        return 0.0
    on = date_of(scenario, day)
    loss = 0.0
    if bot.updated is not None:
        loss += bot.knowledge_decay * max(0, (on - bot.updated).days) / DAYS_PER_YEAR
    if any(span.first <= on <= (span.last or span.first) for span in bot.promotion_days):
        loss += bot.promotion_drop
    return loss
