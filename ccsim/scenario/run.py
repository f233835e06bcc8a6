"""The `run` block: which days are simulated, and how often."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from ccsim.scenario.base import Block
from ccsim.units import Day, PositiveDuration


class History(Block):
    """What the run inherits from the days before it: issues whose repeat contacts fall into it."""

    days: int = Field(default=7, ge=0, le=60)
    """Days of issues before the first simulated day; 0 starts empty."""
    method: Literal["quick", "simulated"] = "quick"
    """quick: the days before are walked through without queueing (nobody abandons, agents at their nominal load);
    simulated: they run through the engine as unmeasured warm-up days."""

    @property
    def warm_up_days(self) -> int:
        """Days before the first measured one that run through the engine."""
        return self.days if self.method == "simulated" else 0


class Run(Block):
    """Which days are simulated, how often, and by which engine."""

    start: Day = date(2025, 6, 2)
    """First measured day; its weekday selects the weekday factor."""
    days: int = Field(default=1, ge=1, le=3660)
    """Number of measured days."""
    interval: PositiveDuration = 1800.0
    """Length of the intervals by which results are reported; at least a minute, and a day is a multiple of it."""
    replications: int = Field(default=30, ge=2, le=100_000)
    """Independent repetitions of the whole run; fewer than 20 are printed as indicative."""
    seed: int = Field(default=1, ge=0, lt=2**63)
    """Seed of all randomness; the same seed gives the same result whatever the number of processes."""
    engine: Literal["auto", "reference", "compiled"] = "auto"
    """reference: the SimPy model; compiled: the same model on records, for big runs; auto: the quicker of the two."""
    history: History = History()
    """Issues that arose before the run and still come back in it."""
    stop: Literal["drain", "hard"] = "drain"
    """drain: contacts that arrived before the end are followed to their end; hard: everything is cut at the end."""
