"""The `shifts` of a group: when people come and go, have their breaks and their days off."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, create_model

from ccsim.scenario.base import Block, Name
from ccsim.scenario.queues import WEEK, Weekday
from ccsim.units import Clock, Duration, PositiveDuration, Share

DAY_S = 86_400.0
Heads = Annotated[int, Field(ge=0, le=100_000)]


class Break(Block):
    """Time within a shift without contacts."""

    after: Duration
    """From the beginning of the shift to that of the break, for those who go first."""
    length: PositiveDuration
    """How long it lasts."""
    paid: bool = False
    """Whether it is paid."""
    turns: int = Field(default=1, ge=1, le=12)
    """In how many turns the agents of a shift take it: each turn goes when the one before it comes back."""


class Pattern(Block):
    """A shift that agents may be given."""

    start: Clock
    """Beginning of the shift ("08:30")."""
    length: Annotated[PositiveDuration, Field(le=DAY_S)]
    """From its beginning to its end, breaks included ("9 h")."""
    breaks: list[Break] = Field(default=[], max_length=6)
    """Its breaks, in order."""
    days: list[Weekday] = Field(default=list(WEEK), min_length=1)
    """Days of the week on which it begins."""
    minimum: Heads = 0
    """At least so many agents have it on each of those days."""
    agents: Heads | None = None
    """So many agents have it on each of those days: a roster given by hand. If absent, the number is derived."""


_From = create_model("_From", __base__=Block, **{"from": (Clock, Field(description="From this time of day on ..."))})  # type: ignore[call-overload]


class Cover(_From):
    """A span with a least number of scheduled agents."""

    until: Clock
    """... until this one; where that is not later, on the day after."""
    agents: Annotated[int, Field(ge=1, le=100_000)]
    """At least so many are scheduled, whatever the load."""

    @property
    def start(self) -> float:
        """`from` (s after midnight)."""
        return float(getattr(self, "from"))

    @property
    def end(self) -> float:
        """`until` (s after the midnight before `from`)."""
        return self.until + (DAY_S if self.until <= self.start else 0.0)


class OvertimeCap(Block):
    """How much overtime the law allows: article 41 of the Labour Law of the People's Republic of China."""

    per_day: Annotated[Duration, Field(le=57_600)] = 10_800.0
    """Most overtime of a shift: paid time beyond the labour block's hours_per_day."""
    per_month: Annotated[Duration, Field(le=1_080_000)] = 129_600.0
    """Most overtime of an agent in a month, on average over the group."""


class Lateness(Block):
    """Agents who come late; it strikes at random, per agent and shift."""

    share: Share
    """Share of shifts that begin late."""
    mean: PositiveDuration
    """By how much, on average (exponential)."""


class Shifts(Block):
    """Shifts to choose from, or the shifts that there are.

    With `agents` in every pattern they are a roster given by hand; without, the numbers are the ones at which the
    derived headcounts are covered at least cost.
    """

    patterns: dict[Name, Pattern] = Field(min_length=1, max_length=100)
    """The shifts."""
    cover: list[Cover] = []
    """Least numbers of scheduled agents by time of day, every day."""
    days_on: int = Field(default=5, ge=1, le=31)
    """Days of work in a row ..."""
    days_off: int = Field(default=2, ge=0, le=31)
    """... and days off that follow: how many people the shifts take."""
    people: Annotated[int, Field(ge=1, le=100_000)] | None = None
    """Agents on the payroll: what they cannot do on their days of work is work on rest days. If absent, as many as
    the shifts take."""
    overtime: OvertimeCap = OvertimeCap()
    """The legal cap."""
    lateness: Lateness | None = None
    """Who comes late; null for nobody."""

    @property
    def given(self) -> bool:
        """Whether the roster is given by hand."""
        return all(pattern.agents is not None for pattern in self.patterns.values())

    @property
    def working_share(self) -> float:
        """Share of days on which an agent works."""
        return self.days_on / (self.days_on + self.days_off)
