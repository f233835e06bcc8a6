"""What a planner expects: arrivals at the human queue, repeats included, without simulating anything.

Expected first contacts are carried from attempt to attempt: the bot's outcome, a person's resolution at the group's
nominal level, the probability of coming back, and the delay spread over the grid of intervals. Nobody abandons.
Handling and bot times enter by their means. Source: docs/model.md#forecast.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ccsim.demand.bot_quality import resolution_by_day, resolution_by_intent, varies
from ccsim.demand.calendar import intent_mix, mix_varies
from ccsim.demand.calllog import logged_arrivals
from ccsim.demand.counts import recorded_counts
from ccsim.demand.delays import Band, Spread, bands_of, exponential_bands
from ccsim.demand.handling import mean_replies
from ccsim.demand.mood import p_found
from ccsim.demand.rates import mean_rate_curve, spread
from ccsim.demand.volume import (
    contacts_per_issue_baseline,
    fresh_rate_per_day,
    quick_history_days,
    warm_up_days,
)
from ccsim.model.inputs import Centre
from ccsim.model.quick import quick_error_rate, quick_pace, quick_resolution
from ccsim.model.timegrid import DAY_S
from ccsim.scenario.arrivals import CountArrivals, LogArrivals
from ccsim.scenario.scenario import Scenario

__all__ = ["Forecast", "contacts_per_issue_baseline", "forecast_contacts", "forecast_legs", "fresh_rate_per_day"]

Floats = NDArray[np.float64]


class Forecast(NamedTuple):
    """Expected numbers (I, intervals from 0 to the horizon) at `centre.interval_s`."""

    arrivals: Floats
    """Contacts that arrive, repeats included."""
    legs: Floats
    """Contacts that enter the human queue."""


def forecast_legs(scenario: Scenario, centre: Centre) -> Floats:
    """Expected contacts entering the human queue, (I, intervals from 0 to the horizon); see `forecast_contacts`."""
    return forecast_contacts(scenario, centre).legs


def forecast_contacts(scenario: Scenario, centre: Centre) -> Forecast:
    """What a planner expects to arrive, and to ask for a person.

    For replayed arrivals the recorded counts are the first contacts: a perfect forecast of what is recorded. Raises
    DataError for files that cannot be replayed.
    """
    history = quick_history_days(scenario)
    contacts = _fresh(scenario, centre, history)
    n = contacts.shape[-1]
    bot = _bot(scenario)
    spread = _spreads(scenario, centre, bot, n)
    # Classes of issues by their latent uniform: those that the bot can resolve, and those that it cannot.
    succeeds = _succeeds(scenario, centre, history)
    contacts = np.stack([succeeds * contacts, (1 - succeeds) * contacts], axis=1)
    asked, handed, arrivals = np.zeros((3, *contacts[:, 0].shape))
    human = quick_resolution(centre)[:, None, None]
    errors, human_error = centre.errors, quick_error_rate(centre, np.arange(len(centre.intents)))[:, None, None]
    for attempt in range(centre.p_return_unresolved.size):
        arrivals += contacts.sum(axis=1)
        p_success = _success(bot, succeeds, attempt)
        by_ask = contacts * bot.ask
        tries = bot.tries * (1 - _early(scenario, attempt))
        by_bot = contacts * (tries * p_success)
        left = contacts * (tries * (1 - p_success) * bot.leave)
        by_handover = contacts - by_ask - by_bot - left
        asked += by_ask.sum(axis=1)
        handed += by_handover.sum(axis=1)
        person = by_ask + by_handover
        resolved, unresolved = centre.p_return_resolved[attempt], centre.p_return_unresolved[attempt]
        by_person, found = person * human, np.zeros(1)
        if errors is not None and spread.bot_wrong and spread.human_wrong:
            wrong_bot, wrong_person = by_bot * errors.bot, by_person * human_error
            by_bot, by_person = by_bot - wrong_bot, by_person - wrong_person
            again = errors.p_return[attempt]
            found = spread.bot_wrong(wrong_bot * again) + spread.human_wrong(wrong_person * again)
        contacts = (
            spread.bot_resolved(by_bot * resolved)
            + spread.bot_left(left * unresolved)
            + spread.human_resolved(by_person * resolved)
            + spread.human_unresolved(person * (1 - human) * unresolved)
            + found
        )
        if contacts.sum() < 1e-9:
            break
    before = n - centre.n_intervals
    # A run starts with an empty centre: contacts that are with the bot at its first midnight are not part of it.
    asked[:, :before] = handed[:, :before] = 0.0
    return Forecast(arrivals[:, before:], (spread.asked(asked) + spread.handed(handed))[:, before:])


@dataclass(frozen=True)
class _Bot:
    """The bot's mean behaviour; without a bot everyone is handed over at once."""

    ask: float
    tries: float
    leave: float
    fresh_draw: float
    ask_s: float
    try_s: float


@dataclass(frozen=True)
class _Spreads:
    """When what follows a contact takes place, by how the contact ended."""

    asked: Spread
    handed: Spread
    bot_resolved: Spread
    bot_left: Spread
    human_resolved: Spread
    human_unresolved: Spread
    bot_wrong: Spread | None
    human_wrong: Spread | None


def _bot(scenario: Scenario) -> _Bot:
    bot = scenario.bot
    if bot is None:
        return _Bot(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    mean_s = max(1.0, bot.turns) * bot.time_per_turn
    return _Bot(bot.ask_human, 1 - bot.ask_human, bot.leave_if_failed, bot.fresh_draw, bot.time_to_ask, mean_s)


def _success(bot: _Bot, succeeds: Floats, attempt: int) -> Floats:
    """P(the bot succeeds | class) as (I, class, 1 or intervals): the latent decides, but for the share of fresh draws.

    A fresh draw is taken at the resolution of the day of the attempt; the tape takes that of the day of the issue.
    """
    latent = np.array([1.0, 0.0])
    anew = bot.fresh_draw if attempt else 0.0
    return (1 - anew) * latent[:, None] + anew * succeeds[:, None]


def _succeeds(scenario: Scenario, centre: Centre, history: int) -> Floats:
    """P(the bot can resolve an issue) by intent and, where it depends on the day, interval: (I, 1 or intervals)."""
    if not varies(scenario.bot):
        return resolution_by_intent(scenario)[:, None]
    by_day = resolution_by_day(scenario, np.arange(-history, centre.days))
    return np.repeat(by_day, round(DAY_S / centre.interval_s), axis=1)


def _early(scenario: Scenario, attempt: int) -> float:
    """P(the bot's detector hands a contact over early, if the bot tries); the leg's length is not shortened here."""
    bot, emotion = scenario.bot, scenario.emotion
    if bot is None or emotion is None or emotion.detector is None:
        return 0.0
    goes_on = (1 - 1 / max(1.0, bot.turns)) ** emotion.detector.after_turns  # P(more answers than that), geometric
    return p_found(emotion, emotion.detector, attempt) * goes_on


def _spreads(scenario: Scenario, centre: Centre, bot: _Bot, n: int) -> _Spreads:
    repeats, handling = scenario.repeats, scenario.handling
    again = [Band(band.share, band.earliest, band.latest) for band in repeats.delay]
    follow_up = [Band(1.0, 0.0, repeats.follow_up_within)]
    again = bands_of(repeats.distribution) if repeats.distribution else again
    follow_up = bands_of(repeats.follow_up_distribution) if repeats.follow_up_distribution else follow_up
    found = exponential_bands(scenario.errors.detected_after) if scenario.errors else []
    extra = handling.extra_replies_after_bot if scenario.bot else 0.0
    replies = mean_replies(scenario) + extra
    human_s = replies * (handling.hands_on_per_reply + handling.customer_think) * quick_pace(centre)
    # A person's leg starts after a request or after a failed attempt: their mean, by intent.
    handed = bot.tries * (1 - _succeeds(scenario, centre, 0).mean(axis=1)) * (1 - bot.leave)
    before_s = (bot.ask * bot.ask_s + handed * bot.try_s) / np.maximum(bot.ask + handed, 1e-12)

    def spread(bands: list[Band], shift_s: float | Floats) -> Spread:
        shift = np.broadcast_to(np.asarray(shift_s), human_s.shape)
        return Spread(bands, shift[:, None], centre.interval_s, n)

    def to_queue(shift_s: float) -> Spread:
        return Spread([Band(1.0, 0.0, 0.0)], np.full(human_s.shape, shift_s), centre.interval_s, n)

    return _Spreads(
        asked=to_queue(bot.ask_s),
        handed=to_queue(bot.try_s),
        bot_resolved=spread(follow_up, bot.try_s),
        bot_left=spread(again, bot.try_s),
        human_resolved=spread(follow_up, before_s + human_s),
        human_unresolved=spread(again, before_s + human_s),
        bot_wrong=spread(found, bot.try_s) if found else None,
        human_wrong=spread(found, before_s + human_s) if found else None,
    )


def _fresh(scenario: Scenario, centre: Centre, history: int) -> Floats:
    """Expected first contacts (I, intervals), from the first day of history to the horizon."""
    arrivals, days = scenario.arrivals, centre.days
    shares = np.array([intent.share for intent in scenario.intents.values()])
    shares /= shares.sum()
    if isinstance(arrivals, LogArrivals):
        log = logged_arrivals(arrivals, tuple(scenario.intents), days, warm_up_days(scenario))
        interval = ((log.day * DAY_S + log.second) // centre.interval_s).astype(np.int64)
        grid = np.zeros((shares.size, centre.n_intervals))
        known = log.intent >= 0
        np.add.at(grid, (log.intent[known], interval[known]), 1.0)
        drawn = np.bincount(interval[~known], minlength=centre.n_intervals)
        return np.asarray(grid + np.multiply.outer(shares, drawn))
    if isinstance(arrivals, CountArrivals):
        counts = recorded_counts(arrivals, days, warm_up_days(scenario)).counts.astype(np.float64)
        return np.asarray(np.multiply.outer(shares, spread(counts, centre.interval_s).ravel()))
    expected = mean_rate_curve(scenario, arrivals, -history, history + days).expected(centre.interval_s)
    if not mix_varies(arrivals):
        return np.asarray(np.multiply.outer(shares, expected.ravel()))
    mix = intent_mix(scenario, arrivals, np.arange(-history, days))
    return np.asarray((mix.T[:, :, None] * expected).reshape(shares.size, -1))
