"""Sums over contacts at a bot that can be busy or out of order: who waited for it, who was passed on, who was lost."""

from __future__ import annotations

import numpy as np

from ccsim.metrics.measured import Measured, bot_started, duration_ticks
from ccsim.metrics.sums import Bools, Ints
from ccsim.model.events import BotOutcome, Outcome


def busy_bot_values(of: Measured) -> dict[str, Bools | Ints]:
    """Per measured contact; nothing where the bot takes everybody at any time.

    Who met the bot got a session, was passed on to a person without one, was refused (lost without one), or was still
    waiting when the run was cut.
    """
    if of.centre.bot_capacity is None:
        return {}
    log, outcome = of.log, of.log["outcome"]
    met, started, over = of.tape["bot_outcome"] != BotOutcome.NONE, bot_started(of), ~np.isnan(log["bot_end_s"])
    lost = outcome == Outcome.LOST_AT_BOT
    cut_s = np.fmax(log["arrival_s"], of.centre.horizon_s)
    waited_until_s = np.where(started, log["bot_start_s"], np.where(over, log["bot_end_s"], cut_s))
    wait_ticks = duration_ticks(log["arrival_s"], np.where(met, waited_until_s, np.nan))
    return {
        "bot_offered": met,
        "bot_passed": met & ~started & over & ~lost,
        "bot_refused": lost & ~started,
        "bot_cut_lost": lost & started,
        "unfinished_before_bot": met & ~started & ~over,
        "lost_at_bot": lost,
        "bot_waited": wait_ticks > 0,
        "bot_wait_ticks": wait_ticks,
    }
