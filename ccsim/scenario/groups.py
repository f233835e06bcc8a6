"""The `groups` block: agents, what they can do, what they cost, and who employs them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ccsim.scenario.base import Block, Name
from ccsim.scenario.contract import Contract
from ccsim.scenario.premiums import Premiums
from ccsim.scenario.shifts import Shifts
from ccsim.units import (
    AnnualRate,
    Clock,
    Duration,
    Factor,
    Money,
    MoneyPerMonth,
    NonNegativeNumber,
    Portion,
    PositiveDuration,
    PositiveNumber,
    ShareBelowOne,
    SignedShare,
    Spread,
)  # fmt: skip


class Assist(Block):
    """Software that helps agents while they answer."""

    throughput_gain: SignedShare = 0.0
    """Measured relative gain in contacts per hour; inverted to a factor on hands-on time at the nominal load."""
    resolution_gain: SignedShare = 0.0
    """Absolute change of the resolution probability."""
    licence: MoneyPerMonth = 0.0
    """Price per seat."""


class Labour(Block):
    """What an agent costs the employer."""

    wage: MoneyPerMonth
    """Gross monthly wage."""
    on_cost: Portion = 0.0
    """Employer's social insurance and housing fund, as a share of the wage (0.29)."""
    bonus: Portion = 0.0
    """Annual bonus as a share of the annual wage (0.06)."""
    hours_per_day: Annotated[PositiveDuration, Field(le=86400)] = 28800.0
    """Paid hours of an attended day ("8 h")."""
    days_per_month: Annotated[PositiveNumber, Field(ge=0.1, le=31)] = 21.75
    """Attended days per month."""
    leader_span: NonNegativeNumber = 0.0
    """Agents per team leader; 0 for none."""
    leader_wage_factor: Spread = 1.6
    """A team leader's cost relative to an agent's."""
    support_ratio: Portion = 0.0
    """Quality, planning and training staff per agent."""
    support_wage_factor: Spread = 1.4
    """Their cost relative to an agent's."""
    attrition: AnnualRate = 0.0
    """Leavers per mean headcount; here it only prices replacement."""
    hire_cost: Money = 0.0
    """Direct cost of a hire: recruiting and training, without wages."""
    training_days: Annotated[NonNegativeNumber, Field(le=1000)] = 0.0
    """Paid days of a new hire before the first contact."""
    premiums: Premiums = Premiums()
    """Pay for unusual hours of agents with `shifts`."""


class Seat(Block):
    """What a workplace costs."""

    workplace: MoneyPerMonth = 0.0
    """Rent, power and equipment of a physical seat."""
    agents_per_seat: Factor = 1.0
    """Agents that share a physical seat."""
    software: MoneyPerMonth = 0.0
    """Software per agent."""
    it: MoneyPerMonth = 0.0
    """Administration of systems per agent."""


class Level(Block):
    """A step of a given roster."""

    at: Clock
    """From this time of day ..."""
    agents: int = Field(ge=0, le=100_000)
    """... so many agents are scheduled, every day."""


class Group(Block):
    """Agents with the same skills, concurrency and contract."""

    serves: list[Name] = Field(default=["human"], min_length=1)
    """Their own queues: they take these contacts before all others."""
    secondary: dict[Name, Duration] = {}
    """Further queues, with how long a contact must have waited before they help ("60 s"); with 0 s they help at once
    if nobody whose own queue it is has a free slot."""
    concurrency: int = Field(default=1, ge=1, le=50)
    """Chats an agent may have open at once; 1 for voice."""
    slowdown: Spread | list[Factor] | Literal["derived"] = "derived"
    """Speed of one chat with k open: derived from hands-on and thinking times by mean-value analysis; a number a for
    1 / (1 + a (k - 1)); or the speeds for k = 1, 2, ... themselves."""
    hands_on_factor: Factor = 1.0
    """On hands-on time and wrap-up: proficiency against a tenured agent; above 1 is slower."""
    handling_factor: dict[Name, Factor] = {}
    """Further factors by intent on hands-on time and wrap-up ("return: 1.3"); 1 for intents not listed."""
    resolution_shift: SignedShare = 0.0
    """Absolute change of the resolution probability against a tenured agent."""
    nominal_level: int | None = Field(default=None, ge=1, le=50)
    """Open chats at which assistance is measured and history is assumed; if absent, 3 or the concurrency if smaller."""
    assist: Assist | None = None
    """Agent assistance."""
    shrinkage: ShareBelowOne = 0.0
    """Paid time that is not on duty: breaks, leave, training, absence."""
    absence: ShareBelowOne = 0.0
    """The part of it that strikes at random, per agent and day; staffing plans for its mean."""
    roster: list[Level] | None = None
    """Scheduled agents by time of day, given by hand: then throughput per agent is an input. Derived if absent; an
    empty list for a group that reserves alone raise."""
    shifts: Shifts | None = None
    """Shifts that cover the derived headcounts, or are given by hand; null if headcounts need no shifts."""
    labour: Labour
    """What its agents cost their employer."""
    seat: Seat = Seat()
    """What their workplaces cost their employer."""
    contract: Contract | None = None
    """Present if the group is outsourced: the buyer pays the bill, the supplier pays labour and seats."""

    @property
    def of_reserves(self) -> bool:
        """Whether nobody of it is scheduled, so that reserves alone bring anybody."""
        return self.roster == []

    @property
    def staffing_given(self) -> bool:
        """Whether its roster is given by hand, as headcounts or as shifts, and thereby an input."""
        return self.roster is not None or (self.shifts is not None and self.shifts.given)
