"""What is claimed in numbers: a band with one or two ends, or one number; of a claim, or of one of its readings."""

from __future__ import annotations

from pydantic import model_validator

from ccsim.claims.expression import Range
from ccsim.claims.figures import Text
from ccsim.scenario.base import Block

ABOUT = 0.25
"""One number said with "about" stands for itself a quarter up and down: generous to the claim."""


class Stated(Block):
    """Numbers that somebody states, and what they count."""

    unit: Text | str = ""
    """What the numbers count."""
    low: float | int | None = None
    """Lower end of the claimed band; open if absent."""
    high: float | int | None = None
    """Upper end; open if absent."""
    value: float | int | None = None
    """One number instead of a band."""
    about: bool = False
    """Whether the one number stands for itself a quarter up and down."""

    @model_validator(mode="after")
    def _one_way_to_say_it(self) -> Stated:
        if self.value is not None and (self.low is not None or self.high is not None):
            raise ValueError("expected either `value`, or `low` and `high`")
        if self.about and self.value is None:
            raise ValueError("`about` needs a `value`")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError("`low` lies above `high`")
        return self

    @property
    def in_numbers(self) -> bool:
        """Whether any number is stated."""
        return not (self.value is None and self.low is None and self.high is None)

    @property
    def band(self) -> Range:
        """What is claimed; infinite at an open side."""
        if self.value is not None:
            width = ABOUT * abs(self.value) if self.about else 0.0
            return Range(self.value - width, self.value + width)
        low = -float("inf") if self.low is None else self.low
        high = float("inf") if self.high is None else self.high
        return Range(float(low), float(high))
