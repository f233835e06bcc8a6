"""The `emotion` block: customers who are upset, what that does to their contacts, and a detector in the bot."""

from __future__ import annotations

from pydantic import Field

from ccsim.scenario.base import Block
from ccsim.units import Coefficient, Duration, Factor, Share


class WaitStep(Block):
    """What a long wait for a person adds."""

    after: Duration
    """A wait of more than this ..."""
    add: Share
    """... raises the probability of a negative state by this much; steps add up."""


class Detector(Block):
    """What in the bot looks for upset customers and brings in a person early."""

    recall: Share
    """Share of negative customers that it finds."""
    false_alarm: Share = 0.0
    """Share of calm customers that it takes for negative."""
    after_turns: int = Field(default=1, ge=1, le=1000)
    """The bot's answer after which it hands over whom it has found; sessions that are over by then stay as they are."""


class Emotion(Block):
    """A customer's latent mood, one for all attempts of an issue, is compared with a probability that rises by attempt
    and with the wait for a person."""

    negative: Share
    """Probability that the state is negative at the first attempt."""
    per_failed_attempt: Share = 0.0
    """Rise of it per earlier attempt of the issue."""
    per_wait: list[WaitStep] = []
    """Rises by the wait for a person, up to the assignment."""
    handling_factor: Factor = 1.0
    """On the hands-on part of the work with a customer who is negative at the assignment."""
    satisfaction: Coefficient = 0.0
    """Added to the logit of satisfaction where a person served a negative customer."""
    detector: Detector | None = None
    """Detector in the bot; null for none."""
