"""Days unlike the others: sales, their eves, their aftermath, holidays."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from ccsim.scenario.base import Block, Name
from ccsim.scenario.calendar_block import Occasion
from ccsim.units import Clock, Day, Factor, NonNegativeNumber, PositiveDuration

AtLeastOne = Annotated[Factor, Field(ge=1)]


class Spike(Block):
    """A crowd that comes at one moment and thins out: the rate is multiplied by 1 + (peak - 1) exp(-(t - at) / decay).

    It lasts until it has died away, past midnight if need be. Spikes multiply each other.
    """

    at: Clock
    """When it comes ("20:00")."""
    peak: AtLeastOne
    """Factor on the rate at that moment."""
    decay: PositiveDuration
    """Time in which the excess falls to 1/e of itself; at least 10 s."""


class AfterSales(Block):
    """What a special day leaves behind: m days later the rate is multiplied by 1 + (factor - 1) exp(-m / days)."""

    factor: NonNegativeNumber
    """Factor on the day itself, if the tail began there; it begins on the day after."""
    days: Factor
    """Days in which the excess falls to 1/e of itself."""
    intents: list[Name] = []
    """The intents whose rate it multiplies; all if the list is empty."""


class SpecialDay(Block):
    """Days unlike the others: one by its date or counted from the first measured day, or all of an occasion.

    Its factor comes on top of volume, weekday and month. Days of history may be special too.
    """

    date: Day | None = None
    """The date; or give `day` or `on`."""
    day: int | None = Field(default=None, ge=-60, le=3660)
    """Number of the day: 0 is the first measured day, -1 the day before it."""
    on: Occasion | None = None
    """Every day of this occasion: a sale or its eve (sale618, double11, double12), or, with a `calendar`, a statutory
    holiday, a day off moved to a working day, a make-up workday."""
    factor: NonNegativeNumber = 1.0
    """Factor on the rate of the whole day."""
    profile: list[NonNegativeNumber] | None = Field(default=None, min_length=1, max_length=1440)
    """The day's own profile, scaled to mean 1; the usual one if absent."""
    spikes: list[Spike] = []
    """Crowds at a moment, on top of factor and profile."""
    intents: dict[Name, NonNegativeNumber] = {}
    """Factors on the shares of intents that day; the shares are then scaled to sum to 1 again, so that the day's rate
    stays."""
    after: AfterSales | None = None
    """The days after it."""

    @model_validator(mode="after")
    def _one_day(self) -> Self:
        if sum(given is not None for given in (self.date, self.day, self.on)) != 1:
            raise ValueError("give either date or day, or on")
        if self.profile is not None and not any(self.profile):
            raise ValueError("profile needs a rate above 0")
        return self
