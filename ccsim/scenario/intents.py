"""The `intents` block: what contacts are about, and how each kind behaves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from ccsim.scenario.base import Block, Name
from ccsim.units import Duration, Factor, NonNegativeNumber, PositiveNumber, Share


class Intent(Block):
    """One kind of request."""

    share: Share
    """Share of fresh issues; the shares of all intents sum to 1."""
    replies: Annotated[PositiveNumber, Field(ge=0.001, le=10_000)]
    """Mean number of an agent's replies in a human leg, before `handling.brevity`."""
    wrap_up: Duration = 0.0
    """After-contact work of a tenured agent; keeps the slot."""
    resolution: Share
    """Probability that a tenured agent resolves it in one contact, at low load."""
    bot_resolution: dict[Name, Share] = {}
    """Probability that the bot resolves it, given an attempt, by the bot's kind ("llm: 50%")."""
    patience_factor: Factor = 1.0
    """On `patience.mean`."""
    queue: Name = "human"
    """Queue of its contacts that need a person."""
    priority: int = Field(default=1, ge=0, le=100)
    """Lower is served first within and across queues; equal priorities by time in queue."""
    priority_gain: NonNegativeNumber = 0.0
    """By how much the priority falls, that is, improves, with every minute of waiting."""
    complex: bool = False
    """Whether it belongs to the articles' "complex scenarios" (reported apart)."""


def queues_of(intents: Mapping[str, Intent]) -> tuple[str, ...]:
    """The queues that intents go to, each once, in their order."""
    return tuple(dict.fromkeys(intent.queue for intent in intents.values()))
