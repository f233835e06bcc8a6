"""Figures that the articles quote, and the few that are ours: data/figures.yaml as ranges by name."""

from __future__ import annotations

from functools import cache
from typing import Literal

from pydantic import model_validator

from ccsim.claims.expression import Range
from ccsim.claims.files import DATA, read_block
from ccsim.scenario.base import Block, Name

ArticleId = Literal["models", "bot", "shop", "centre", "tiers"]
Text = dict[Literal["en", "zh"], str]


class Article(Block):
    """An article under test."""

    file: str
    """Name of the file that it was read from."""
    title: Text
    """What it is, in our words."""


class Quantity(Block):
    """A number, or a range of numbers."""

    value: float | int | None = None
    """The number, where it is one."""
    low: float | int | None = None
    """Lower end of a range."""
    high: float | int | None = None
    """Upper end of a range."""
    unit: str
    """What it counts; shares are fractions."""

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Quantity:
        stated = (self.value is not None, self.low is not None, self.high is not None)
        if stated not in ((True, False, False), (False, True, True)) or not self.range.low <= self.range.high:
            raise ValueError("expected either `value`, or `low` and `high` with low at most high")
        return self

    @property
    def range(self) -> Range:
        """The number as a range."""
        low = self.value if self.low is None else self.low
        high = self.value if self.high is None else self.high
        assert low is not None
        assert high is not None
        return Range(float(low), float(high))


class Figure(Quantity):
    """What an article states."""

    article: ArticleId
    """Where it stands."""


class Assumed(Quantity):
    """What an article leaves out and a comparison needs; ours."""

    why: str
    """Where the number comes from."""


class Figures(Block):
    """data/figures.yaml."""

    articles: dict[ArticleId, Article]
    """The articles."""
    figures: dict[Name, Figure]
    """Quoted figures by name."""
    assumed: dict[Name, Assumed]
    """Our own."""

    @property
    def ranges(self) -> dict[str, Range]:
        """All of them by name."""
        return {name: one.range for name, one in (*self.figures.items(), *self.assumed.items())}


@cache
def figures() -> Figures:
    """The shipped figures."""
    return read_block(DATA / "figures.yaml", Figures, "figures.yaml")[0]
