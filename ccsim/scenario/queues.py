"""The `queues` block: how many may wait, how long, and when a person can be asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import Field, create_model

from ccsim.scenario.base import Block
from ccsim.units import Clock, PositiveDuration

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEK: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

# "from" is the word for it, and no name that Python allows in a class body.
_Start = create_model(
    "_Start", __base__=Block, **{"from": (Clock, Field(description="A queue opens at this time of day ..."))}
)  # type: ignore[call-overload]


class Opening(_Start):
    """A span of opening hours."""

    until: Clock
    """... and closes at this one; where that is not later, on the day after."""
    days: list[Weekday] = Field(default=list(WEEK), min_length=1)
    """Days of the week on which the span begins."""

    @property
    def start(self) -> float:
        """`from` (s after midnight)."""
        return float(getattr(self, "from"))

    @property
    def length(self) -> float:
        """Its length (s)."""
        return self.until - self.start + (86400.0 if self.until <= self.start else 0.0)


class Queue(Block):
    """What holds for the contacts that ask for a person in a queue; a queue that is not listed has the defaults."""

    capacity: int | None = Field(default=None, ge=0, le=1_000_000)
    """Most contacts that may wait; a further one is turned away at once. 0 is a loss system; null for any number."""
    max_wait: PositiveDuration | None = None
    """Longest wait; who has waited so long is sent away. null for none."""
    opening: list[Opening] | None = None
    """Opening hours; null if a person can be asked for at any time."""
    outside: Literal["defer", "lose"] = "defer"
    """Who asks outside opening hours: defer: comes to the next opening; lose: goes away."""
    closing: Literal["serve", "disconnect"] = "serve"
    """Who waits at closing time: serve: is still served; disconnect: is sent away."""


def queue_keys_ignored(queues: Mapping[str, Queue]) -> Iterator[str]:
    """Keys that are stated and have no effect, as sentences."""
    for name, queue in queues.items():
        for key in ("outside", "closing"):
            if queue.opening is None and key in queue.model_fields_set:
                yield f"queues.{name}.{key} is ignored: the queue is always open"
        if queue.capacity == 0 and queue.max_wait is not None:
            yield f"queues.{name}.max_wait is ignored: with a capacity of 0 nobody waits"
