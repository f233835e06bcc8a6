"""The bot's limit and outages -> what an engine and the measures see of them."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from ccsim.model.bot import BotCapacity, BotRoute
from ccsim.model.timegrid import DAY_S, grid
from ccsim.scenario.bot import Bot, Outage
from ccsim.scenario.run import Run

ROUTES = {"human": BotRoute.HUMAN, "wait": BotRoute.WAIT, "lose": BotRoute.LOSE}


def bot_capacity(bot: Bot | None, run: Run, warm_up: int) -> BotCapacity | None:
    """Limit and outages; None if the bot takes everybody at any time. `warm_up`: simulated days that come first."""
    if bot is None or (bot.limit is None and not bot.outages):
        return None
    outages = sorted(bot.outages, key=lambda outage: outage_span(outage, run))
    spans = np.array([outage_span(outage, run) for outage in outages]).reshape(-1, 2) + warm_up * DAY_S
    limit = bot.limit
    return BotCapacity(
        sessions=-1 if limit is None else limit.sessions,
        max_wait_s=np.inf if limit is None or limit.max_wait is None else grid(limit.max_wait),
        then=BotRoute.HUMAN if limit is None else ROUTES[limit.then],
        outage_start_s=spans[:, 0],
        outage_end_s=spans[:, 1],
        outage_route=np.array([ROUTES[outage.route] for outage in outages], np.int64),
    )


def outage_span(outage: Outage, run: Run) -> tuple[float, float]:
    """Start and end (s, on the grid) of an outage, from the first measured midnight."""
    on = outage.date if outage.date is not None else run.start + timedelta(days=outage.day or 0)
    start_s = (on - run.start).days * DAY_S + grid(outage.at)
    return start_s, start_s + grid(outage.length)
