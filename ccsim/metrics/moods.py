"""Sums over customers' moods, and over what the bot's detector made of them."""

from __future__ import annotations

from ccsim.metrics.contacts import taken
from ccsim.metrics.measured import Measured, bot_started
from ccsim.metrics.sums import Bools, Ints
from ccsim.model.events import BotOutcome
from ccsim.model.inputs import attempt_of


def mood_values(of: Measured) -> dict[str, Bools | Ints]:
    """Per measured contact; nothing where the scenario has no emotion.

    At the bot the state is that of the attempt, for a person that at the assignment. The detector's figures are of
    sessions in which the bot tried.
    """
    mood = of.centre.mood
    if mood is None:
        return {}
    tried = bot_started(of) & (of.tape["bot_outcome"] != BotOutcome.ASKED)
    upset = tried & (of.tape["u_mood"] < mood.p_negative[attempt_of(of.tape["contact_id"]), 0])
    early = tried & of.tape["brought_in"]
    return {
        "negative": of.log["negative"] & taken(of),
        "bot_tried": tried,
        "bot_negative": upset,
        "brought_in": early,
        "brought_in_negative": early & upset,
    }
