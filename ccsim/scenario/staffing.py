"""The `staffing` block: the target for which rosters are derived."""

from __future__ import annotations

from pydantic import Field

from ccsim.scenario.base import Block
from ccsim.units import PositiveDuration, Share


class Target(Block):
    """What the derived roster must reach on average over the day; every part that is given must hold."""

    service_level: Share = 0.8
    """Smallest share of contacts entering a human queue that is answered within `within`."""
    within: PositiveDuration = 30.0
    """Acceptance threshold T of every service level that is reported."""
    abandonment: Share | None = None
    """Largest share of contacts entering a human queue that leaves unserved."""
    mean_wait: PositiveDuration | None = None
    """Largest mean wait of answered contacts (ASA)."""


class Staffing(Block):
    """How many agents are scheduled: the smallest roster that meets the target for the forecast."""

    target: Target = Target()
    """The service target."""
    interval: PositiveDuration = 1800.0
    """Headcounts change at multiples of this; at least a minute, and a day is a multiple of it."""
    minimum: int = Field(default=1, ge=0, le=1000)
    """Agents scheduled at any time, per group."""
    special_days: bool = True
    """Whether the roster is made for special days too; false: for days as if they were none, so that reserves or
    overflow must cover what they bring."""
    pilot_days: int = Field(default=20, ge=2, le=1000)
    """Simulated days, with randomness of their own, on which the formula's roster is refined."""
