"""The bot leg, drawn in advance: what it comes to does not depend on the centre's state."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ccsim.demand.bot_quality import resolution_of
from ccsim.demand.mood import brought_in
from ccsim.demand.streams import TapeStreams
from ccsim.model.events import HANDED_OVER, BotOutcome
from ccsim.model.inputs import attempt_of, day_of, issue_of
from ccsim.model.timegrid import grid_array
from ccsim.scenario.bot import Bot
from ccsim.scenario.scenario import Scenario

_ASKED, _RESOLVED, _LEFT, _TRANSFERRED = (
    np.int8(kind) for kind in (BotOutcome.ASKED, BotOutcome.RESOLVED, BotOutcome.LEFT, BotOutcome.TRANSFERRED)
)


def bot_outcome(
    scenario: Scenario, streams: TapeStreams, ids: NDArray[np.int64], intents: NDArray[np.int64]
) -> NDArray[np.int8]:
    """What the bot legs of contacts `ids` come to (BotOutcome).

    The issue's latent uniform is compared with the bot's resolution at every attempt, so that a failure persists;
    a further attempt draws anew with probability `bot.fresh_draw`. Where the resolution depends on the day, it is that
    of the day on which the issue arose. Source: docs/model.md#the-bot-leg.
    """
    bot = scenario.bot
    if bot is None:
        return np.full(ids.size, BotOutcome.NONE, np.int8)
    ask, leave = streams.bot(ids).T
    latent = streams.issue(issue_of(ids))[:, 1]
    further = np.flatnonzero(attempt_of(ids) > 0)
    if further.size and bot.fresh_draw > 0:
        again, anew = streams.bot_again(ids[further]).T
        latent[further] = np.where(again < bot.fresh_draw, anew, latent[further])
    failed = np.where(leave < bot.leave_if_failed, _LEFT, _TRANSFERRED)
    tried = np.where(latent < resolution_of(scenario, intents, day_of(ids)), _RESOLVED, failed)
    if scenario.emotion is not None and scenario.emotion.detector is not None:
        turns = _turns(bot, streams.bot_turns(ids)[:, 0])
        tried = np.where(brought_in(scenario, streams, ids, turns), _TRANSFERRED, tried)
    return np.where(ask < bot.ask_human, _ASKED, tried)


def bot_s(
    scenario: Scenario, streams: TapeStreams, ids: NDArray[np.int64], outcome: NDArray[np.int8]
) -> NDArray[np.float64]:
    """Lengths (s, on the grid) of the bot legs of contacts `ids` with these outcomes; 0 without a bot."""
    bot = scenario.bot
    if bot is None:
        return np.zeros(ids.size)
    turns = _turns(bot, streams.bot_turns(ids)[:, 0])
    if scenario.emotion is not None and scenario.emotion.detector is not None:
        turns = np.where(brought_in(scenario, streams, ids, turns), scenario.emotion.detector.after_turns, turns)
    return grid_array(np.where(outcome == BotOutcome.ASKED, bot.time_to_ask, turns * bot.time_per_turn))


def brought_in_early(
    scenario: Scenario, streams: TapeStreams, ids: NDArray[np.int64], outcome: NDArray[np.int8]
) -> NDArray[np.bool_]:
    """Contacts that the bot's detector hands over early."""
    bot = scenario.bot
    if bot is None or scenario.emotion is None or scenario.emotion.detector is None:
        return np.zeros(ids.size, np.bool_)
    turns = _turns(bot, streams.bot_turns(ids)[:, 0])
    return np.asarray(brought_in(scenario, streams, ids, turns) & (outcome == BotOutcome.TRANSFERRED))


_IS_HANDED_OVER = np.isin(np.arange(max(BotOutcome) + 1), sorted(HANDED_OVER))


def handed_over(outcome: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Contacts that reach the human queue through a bot."""
    return np.asarray(_IS_HANDED_OVER[outcome])


def _turns(bot: Bot, uniform: NDArray[np.float64]) -> NDArray[np.float64]:
    """Geometric on 1, 2, ... with mean `bot.turns`."""
    if bot.turns <= 1:
        return np.ones(uniform.size)
    return np.asarray(np.ceil(np.log1p(-uniform) / np.log1p(-1 / bot.turns)))
