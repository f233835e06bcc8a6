"""The `repeats` block: issues that come back."""

from __future__ import annotations

from pydantic import Field

from ccsim.scenario.base import Block
from ccsim.scenario.distribution import DelayDistribution
from ccsim.units import Duration, PositiveDuration, Share


class DelayBand(Block):
    """Delays uniformly distributed between two bounds."""

    share: Share
    """Share of the returning contacts; the bands' shares sum to 1."""
    earliest: Duration
    """Lower bound."""
    latest: PositiveDuration
    """Upper bound."""


class Repeats(Block):
    """Whether and when the same issue leads to a further contact."""

    if_unresolved: Share = 0.0
    """Probability that an unresolved issue comes back after the first contact."""
    decay: Share = 1.0
    """Factor on the probabilities of coming back or trying again, at every further attempt."""
    delay: list[DelayBand] = [DelayBand.model_validate({"share": 1, "earliest": 0, "latest": "1 day"})]
    """Delay of the further contact of an unresolved issue, from the close of the one before."""
    distribution: DelayDistribution | None = None
    """Another distribution of that delay; then `delay` is ignored."""
    follow_up: Share = 0.0
    """Probability that a resolved issue leads to a further contact all the same (tracking, a second question)."""
    follow_up_within: PositiveDuration = 86400.0
    """The further contact of a resolved issue comes uniformly within this time."""
    follow_up_distribution: DelayDistribution | None = None
    """Another distribution of that delay, from the close of the contact before; then `follow_up_within` is ignored."""
    max_attempts: int = Field(default=8, ge=1, le=100)
    """An issue makes at most so many contacts; how many were cut off is counted."""
