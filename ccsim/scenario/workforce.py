"""The `workforce` block: who leaves, who is hired, and how beginners learn, month by month."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ccsim.scenario.base import Block, Name
from ccsim.units import (
    AnnualRate,
    Duration,
    Factor,
    MoneyPerMonth,
    NonNegativeNumber,
    Number,
    PositiveNumber,
    Share,
    ShareBelowOne,
)  # fmt: skip

Months = Annotated[NonNegativeNumber, Field(le=600)]
Headcount = Annotated[int, Field(ge=0, le=100_000)]
PositiveMonths = Annotated[PositiveNumber, Field(ge=0.001, le=600)]


class TenureStep(Block):
    """A step of the hazard of leaving."""

    from_months: Months
    """From this tenure (months) on ..."""
    rate: AnnualRate
    """... so many leave per head and time ("10%/month"); the last step holds for ever."""


class Attrition(Block):
    """How many agents leave, and what makes more or fewer of them leave."""

    rate: AnnualRate | None = None
    """Leavers per mean headcount of a team in which every leaver is replaced at once; the labour block's if absent."""
    early_leave: ShareBelowOne | None = None
    """Share of beginners gone `early_months` after their training; the later hazard follows from the rate. If absent,
    the hazard does not depend on tenure."""
    early_months: PositiveMonths = 3.0
    """Length of that time."""
    by_tenure: list[TenureStep] | None = None
    """The hazard itself by tenure, instead of rate and early_leave."""
    market_wage: MoneyPerMonth | None = None
    """What others pay; if absent, the group's own wage."""
    wage_elasticity: Annotated[Number, Field(ge=-5, le=0)] = 0.0
    """Relative change of attrition per relative change of the wage against the market's (-0.25)."""
    occupancy: Share | list[Share] | None = None
    """Occupancy of the agents, one number or one by month, the last one for all later months; null for no effect."""
    occupancy_from: Share = 0.85
    """Occupancy above which more agents leave."""
    occupancy_slope: Annotated[NonNegativeNumber, Field(le=100)] = 0.0
    """Percentage points of annual attrition per point of occupancy above it."""
    night_share: Share = 0.0
    """Share of agents who work at night."""
    night_factor: Factor = 1.0
    """Their hazard against the others'."""
    assist_reduction: Share = 0.0
    """Relative reduction if the group has assistance."""


class Hiring(Block):
    """When new agents are asked for, and when they come."""

    policy: Literal["replace", "plan", "constant", "freeze"] = "replace"
    """replace: every leaver is asked for again at once; plan: at the start of every month as many as are missing
    against `target` when they could begin to work; constant: `per_month`, whatever happens; freeze: nobody."""
    target: Headcount | list[Headcount] | None = None
    """Planned headcount, one number or one by month, the last one for all later months; for the policy plan."""
    anticipate: bool = True
    """Whether the plan allows for those who will have left until then."""
    per_month: Annotated[NonNegativeNumber, Field(le=10_000)] = 0.0
    """Requisitions per month; for the policy constant."""
    spread: Literal["even", "random"] = "even"
    """Whether these come at equal distances or as a Poisson process."""
    lead_time: Duration = 0.0
    """From requisition to the first day ("20 days")."""
    replace_trainees: bool = True
    """Whether a trainee who leaves is asked for again too, under the policy replace."""


class Training(Block):
    """What lies between the first day and the first contact on one's own; wages are paid."""

    length: Duration | None = None
    """Training without contacts, in calendar time; if absent, the labour block's training_days."""
    nesting: Duration = 0.0
    """Time after it in which contacts are answered beside a colleague."""
    nesting_speed: Share = 0.0
    """What one does in it against a practised agent."""
    leave: AnnualRate = 0.0
    """Hazard of leaving during both ("15%/month")."""


class _Learned(Block):
    """What all learning curves share."""

    resolution_gap: Share = 0.0
    """Shortfall of the resolution probability at the first contact; it fades like exp(-tenure / resolution_months)."""
    resolution_months: PositiveMonths = 1.8
    """How fast it fades."""


class ExponentialLearning(_Learned):
    """Handling time against a practised agent's: 1 + (start - 1) exp(-tenure / months)."""

    kind: Literal["exponential"]
    """exponential: handling time falls to a practised agent's."""
    start: Annotated[Factor, Field(ge=1, le=20)]
    """Hands-on time at the first contact against a practised agent's (1.5)."""
    months: PositiveMonths
    """Time constant (months)."""


class SpeedLearning(_Learned):
    """Speed against a practised agent's: final - (final - start) exp(-tenure / months)."""

    kind: Literal["speed"]
    """speed: contacts per hour rise to a final value."""
    start: Annotated[Factor, Field(le=1)]
    """Speed at the first contact (0.6)."""
    final: Factor = 1.0
    """Speed in the end."""
    months: PositiveMonths
    """Time constant (months)."""


class PowerLearning(_Learned):
    """Handling time of the k-th contact: start x k^-exponent, until it is a practised agent's."""

    kind: Literal["power"]
    """power: every doubling of experience shortens handling by the same share (Wright 1936)."""
    start: Annotated[Factor, Field(ge=1, le=100)]
    """Hands-on time of the first contact against a practised agent's."""
    exponent: Annotated[PositiveNumber, Field(ge=0.01, le=2)]
    """Exponent (0.15: a doubling saves 10%)."""
    contacts_per_month: Annotated[PositiveNumber, Field(ge=1)]
    """Contacts that an agent answers in a month."""


Learning = ExponentialLearning | SpeedLearning | PowerLearning
"""Any of the curves."""


class Overtime(Block):
    """How work of vacant positions is made up for, as far as the law allows."""

    pay_factor: Annotated[Factor, Field(ge=1, le=3)] = 1.5
    """Pay of such an hour against an ordinary one."""
    hours_per_month: Annotated[NonNegativeNumber, Field(le=200)] = 36.0
    """Most such hours of an agent in a month."""


class Staff(Block):
    """The people of a group over months."""

    headcount: Headcount
    """Trained agents at the start."""
    tenure_months: Literal["settled"] | Months | list[Months] = "settled"
    """Their tenure: settled, as in a team that has long been as it is; or so many months; or a list of them, each for
    an equal part of the team."""
    positions: Headcount | None = None
    """Positions against which vacancies are counted; if absent, the plan's target or the headcount at the start."""
    attrition: Attrition = Attrition()
    """Who leaves."""
    hiring: Hiring = Hiring()
    """Who is hired."""
    training: Training = Training()
    """What comes before the first contact."""
    learning: ExponentialLearning | SpeedLearning | PowerLearning | None = Field(default=None, discriminator="kind")
    """How beginners become faster and better; null if they are as good as the others at once."""
    overtime: Overtime = Overtime()
    """What vacancies cost."""


class Contacts(Block):
    """Contacts of the months, simulated by `ccsim run` with the agents whom the people of each month make up."""

    days: Literal["all"] | Annotated[int, Field(ge=1, le=28)] = "all"
    """Days simulated in the middle of every month, one after another; all: the months as a whole."""
    feedback: bool = True
    """Whether the occupancy of a month decides, by `attrition.occupancy_slope`, who leaves in the next; if not, the
    occupancy that `attrition.occupancy` states does. In the first month the stated one always does."""
    occupancy_as: Literal["occupancy", "utilisation"] = "occupancy"
    """What is taken for it: slots in use out of all, or time with hands on a contact out of time on duty. With one
    contact at a time and nothing to wait for they are the same."""
    tenure_classes: Annotated[list[PositiveMonths], Field(min_length=1, max_length=12)] = [1.0, 3.0, 8.0]
    """Tenures (months) between which agents count as equally practised: 1, 3, 8 are the classes 0-1, 1-3, 3-8 months
    and more. Whoever is in the last class is practised."""


class Workforce(Block):
    """People over months: `ccsim people` simulates them alone, `ccsim run` with their `contacts` if wanted."""

    months: int = Field(default=24, ge=1, le=600)
    """Months from the run's first day on."""
    leaving: Literal["any_time", "month_end"] = "any_time"
    """Whether people leave at any moment or at the end of a month; with month_end, what takes part of a month is ready
    at the end of it."""
    contacts: Contacts | None = None
    """What `ccsim run` simulates of the months; if absent, it simulates `run.days` days with the agents of the rosters,
    as if nobody ever left."""
    groups: dict[Name, Staff] = Field(min_length=1, max_length=200)
    """By group of agents."""
