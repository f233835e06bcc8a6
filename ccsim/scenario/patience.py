"""The `patience` block: balking, abandoning and trying again."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ccsim.scenario.base import Block
from ccsim.units import Factor, PositiveDuration, Share, Spread


class Retry(Block):
    """What those do who left the queue without being served."""

    probability: Share = 0.0
    """Probability of a further attempt after the first; falls with `repeats.decay` at every further one."""
    median_delay: PositiveDuration = 1800.0
    """Median of the lognormal delay until it."""
    sigma: Annotated[Spread, Field(le=5)] = 1.5
    """Standard deviation of the delay's logarithm."""


class Patience(Block):
    """How long a contact waits for a person before it leaves."""

    distribution: Literal["exponential", "weibull", "lognormal", "deterministic", "infinite"] = "exponential"
    """Distribution of patience."""
    mean: PositiveDuration = 300.0
    """Mean patience of an intent with patience_factor 1."""
    shape: Annotated[Factor, Field(ge=0.1, le=20)] = 1.0
    """Weibull shape, or the lognormal's coefficient of variation; the others ignore it."""
    after_bot: Factor = 1.0
    """Factor on patience after a failed bot attempt or a request for a person."""
    balk: Share = 0.0
    """Probability of leaving at once when no agent is free."""
    retry: Retry = Retry()
    """Further attempts after balking or abandoning."""
