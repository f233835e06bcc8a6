"""The `patience` block: balking, abandoning and trying again."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ccsim.scenario.base import Block
from ccsim.scenario.distribution import (
    DelayDistribution,
    Deterministic,
    Distribution,
    Exponential,
    Infinite,
    Lognormal,
    PatienceDistribution,
    Weibull,
)
from ccsim.units import Duration, Factor, PositiveDuration, Share, Spread


class Retry(Block):
    """What those do who wanted a person and got none."""

    probability: Share = 0.0
    """Probability of a further attempt after the first; falls with `repeats.decay` at every further one."""
    median_delay: PositiveDuration = 1800.0
    """Median of the lognormal delay until it."""
    sigma: Annotated[Spread, Field(le=5)] = 1.5
    """Standard deviation of the delay's logarithm."""
    distribution: DelayDistribution | None = None
    """Another distribution of the delay; then `median_delay` and `sigma` are ignored."""


class Patience(Block):
    """How long a contact waits for a person before it leaves."""

    distribution: PatienceDistribution = "exponential"
    """Distribution of patience of an intent with patience_factor 1."""
    mean: PositiveDuration = 300.0
    """Its mean, unless the distribution states its own times."""
    shape: Annotated[Factor, Field(ge=0.1, le=20)] = 1.0
    """With the word weibull its shape, with lognormal its coefficient of variation; else ignored."""
    after_bot: Factor = 1.0
    """Factor on patience after a failed bot attempt or a request for a person."""
    balk: Share = 0.0
    """Probability of leaving at once when no agent is free."""
    silent: Share = 0.0
    """Share of abandoners who leave without the centre noticing: they keep their place and are assigned in vain."""
    silent_work: Duration = 0.0
    """Attention that one of them costs the agent who takes it, alone, whoever that is."""
    retry: Retry = Retry()
    """Further attempts of those who got no person."""

    @property
    def time(self) -> Distribution:
        """The distribution written out."""
        match self.distribution:
            case "exponential":
                return Exponential(kind="exponential")
            case "weibull":
                return Weibull(kind="weibull", shape=self.shape)
            case "lognormal":
                return Lognormal(kind="lognormal", cv=self.shape)
            case "deterministic":
                return Deterministic(kind="deterministic")
            case "infinite":
                return Infinite(kind="infinite")
            case block:
                return block
