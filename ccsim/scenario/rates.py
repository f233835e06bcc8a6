"""Arrival rates stated as they are, without a volume that is spread over a profile."""

from __future__ import annotations

from pydantic import Field

from ccsim.scenario.base import Block
from ccsim.units import Coefficient, DailyCount, NonNegativeNumber, PositiveDuration


class Rates(Block):
    """Piecewise constant rates, from the first measured midnight on, again and again."""

    interval: PositiveDuration
    """How long each rate lasts ("30 min")."""
    per_hour: list[NonNegativeNumber] = Field(min_length=1, max_length=100_000)
    """Contacts (or issues, as `counted` says) per hour, not scaled. The list covers a day, several whole days, or a
    part that divides a day."""


class Sinusoid(Block):
    """A rate A + B sin(2 pi t / P + phi), with t from the first measured midnight."""

    mean: DailyCount
    """A ("1200/h")."""
    amplitude: DailyCount
    """B, at most A ("900/h")."""
    period: PositiveDuration = 86400.0
    """P."""
    phase: Coefficient = 0.0
    """phi, in radians."""
