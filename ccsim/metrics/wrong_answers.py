"""Sums over contacts that were closed as resolved, by whether the answer was right."""

from __future__ import annotations

from ccsim.metrics.measured import Measured
from ccsim.metrics.sums import Bools, Ints
from ccsim.model.events import Outcome


def error_values(of: Measured) -> dict[str, Bools | Ints]:
    """Per measured contact; nothing where there are no errors."""
    if of.centre.errors is None:
        return {}
    outcome, wrong = of.log["outcome"], of.log["wrong"]
    by_bot = outcome == Outcome.BOT_RESOLVED
    return {
        "bot_wrong": by_bot & wrong,
        "human_wrong": (outcome == Outcome.SERVED) & wrong,
        "wrong": wrong,
        "closed_as_resolved": of.log["resolved"] | wrong,
        "bot_closed_as_resolved": by_bot,
    }
