"""The `satisfaction` block: what makes a customer satisfied, and who answers the survey."""

from __future__ import annotations

from ccsim.scenario.base import Block
from ccsim.units import Coefficient, Share


class Satisfaction(Block):
    """A logit of the probability that a contact leaves a satisfied customer.

    logit = base + unresolved [unresolved] + wait ln(1 + wait/30 s) + response max(0, mean reply time - 45 s)/30 s
    + bot_closed [bot-closed] + handoff [bot leg and human leg] + failed_before x earlier attempts of the issue.
    """

    base: Coefficient = 2.2
    """Prompt, resolved, by a person."""
    unresolved: Coefficient = 0.0
    """Added if the issue is not resolved."""
    wait: Coefficient = 0.0
    """Per ln(1 + wait / 30 s) in the human queue."""
    response: Coefficient = 0.0
    """Per 30 s of mean reply time above 45 s."""
    bot_closed: Coefficient = 0.0
    """Added if the bot closed it."""
    handoff: Coefficient = 0.0
    """Added if a bot handed it over."""
    failed_before: Coefficient = 0.0
    """Per earlier contact of the same issue."""
    survey_satisfied: Share = 1.0
    """Share of satisfied customers who answer a survey."""
    survey_dissatisfied: Share = 1.0
    """Share of dissatisfied customers who do."""
    survey_bot_closed: Share = 1.0
    """Factor on both after a bot-closed contact."""
