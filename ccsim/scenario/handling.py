"""The `handling` block: what a human leg consists of."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ccsim.scenario.base import Block
from ccsim.scenario.distribution import (
    AmountDistribution,
    DelayDistribution,
    Deterministic,
    Distribution,
    Exponential,
    Lognormal,
)
from ccsim.units import Duration, Factor, NonNegativeNumber, Portion, PositiveDuration, Share


class Handling(Block):
    """A human leg: replies, hands-on time, the customer's thinking, and what several open chats do to them."""

    hands_on_per_reply: PositiveDuration
    """Attention of a tenured agent per reply with one open chat."""
    customer_think: Duration = 0.0
    """Mean time a customer takes to answer; 0 for voice."""
    switch_cost: Portion = 0.0
    """Relative rise of hands-on time per further open chat."""
    brevity: Factor = 1.0
    """Factor on all intents' replies: how chatty this merchant's customers are."""
    distribution: AmountDistribution = "lognormal"
    """Of the amount of work in a leg, within an intent; its mean is the intent's, and only its form counts."""
    cv: Portion = 1.0
    """Coefficient of variation of the word lognormal."""
    fidelity: Literal["session", "messages"] = "session"
    """session: open chats share the agent's speed; messages: each of the customer's messages waits for the agent's
    attention (slower, reference engine only; docs/chat-fidelity.md)."""
    think_cv: Portion = 1.3108
    """Coefficient of variation of the customer's (lognormal) time to answer, at message level; 1.3108 is sigma = 1."""
    hands_on_cv: Portion = 0.8
    """Coefficient of variation of the (lognormal) hands-on time of a reply, at message level."""
    wrap_up_distribution: DelayDistribution | None = None
    """Of after-contact work within an intent; its mean is the intent's `wrap_up`. Without it there is no spread."""
    extra_replies_after_bot: Annotated[NonNegativeNumber, Field(le=1000)] = 0.0
    """Replies added to a leg that a bot handed over (re-reading, re-asking)."""
    quality_drop_per_level: Share = 0.0
    """Loss of resolution probability per open chat above `quality_free_levels`."""
    quality_free_levels: int = Field(default=3, ge=1, le=100)
    """Open chats an agent can have without loss of resolution."""

    @property
    def amount(self) -> Distribution:
        """The distribution written out."""
        match self.distribution:
            case "lognormal":
                return Lognormal(kind="lognormal", cv=self.cv)
            case "exponential":
                return Exponential(kind="exponential")
            case "deterministic":
                return Deterministic(kind="deterministic")
            case block:
                return block
