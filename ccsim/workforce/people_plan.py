"""From the `workforce` block to plain numbers in months: what a team's months are simulated from.

Source: docs/people.md#model.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from ccsim.model.timegrid import MONTH_S
from ccsim.scenario.groups import Group
from ccsim.scenario.scenario import Scenario
from ccsim.scenario.workforce import ExponentialLearning, Learning, PowerLearning, SpeedLearning, Staff
from ccsim.workforce.hazard import Hazard, two_steps
from ccsim.workforce.learning import Curve, ExponentialSpeed, ExponentialTime, PowerLaw, Practised

Floats = NDArray[np.float64]
Number = TypeVar("Number", int, float)

"""A month, a twelfth of a year (s)."""


@dataclass(frozen=True)
class PeoplePlan:
    """A team and its rules; all times in months, all arrays by month."""

    group: str
    months: int
    at_month_ends: bool
    headcount: int
    tenure: tuple[float, ...]
    """Tenures of equal parts of the team; empty if it is settled."""
    hazard: Hazard
    """Base hazard of trained agents."""
    factor: tuple[float, ...]
    """On it, by month: wage, occupancy, nights, assistance."""
    trainee_rate: float
    lead: float
    training: float
    nesting: float
    nesting_speed: float
    policy: Literal["replace", "plan", "constant", "freeze"]
    target: tuple[int, ...]
    """Planned headcount by month; empty without a plan."""
    anticipate: bool
    per_month: float
    at_random: bool
    replace_trainees: bool
    positions: tuple[int, ...]
    """By month: what vacancies are counted against."""
    curve: Curve
    resolution_gap: float
    resolution_months: float

    @property
    def preparation(self) -> float:
        """Months from the first day to the first contact on one's own."""
        return self.training + self.nesting

    @property
    def until_productive(self) -> float:
        """Months from a requisition to the first contact on one's own."""
        return self.lead + self.preparation

    @property
    def trained_share(self) -> float:
        """Share of those who begin training that completes it."""
        return math.exp(-self.trainee_rate * self.preparation)


def people_plan(scenario: Scenario, name: str, months: int | None = None) -> PeoplePlan:
    """The plan of group `name`, for so many months or those that the scenario states.

    Raises ValueError if the scenario has no workforce block or no such group in it.
    """
    block = scenario.workforce
    if block is None or name not in block.groups:
        raise ValueError(f"the scenario says nothing about the people of {name}")
    staff, group = block.groups[name], scenario.groups[name]
    length = block.months if months is None else months
    at_ends = block.leaving == "month_end"
    training = staff.training.length
    in_training = group.labour.training_days / group.labour.days_per_month if training is None else training / MONTH_S
    target = () if staff.hiring.target is None else by_month(staff.hiring.target, length)
    default = target if staff.hiring.policy == "plan" else (staff.headcount,) * length
    learning = staff.learning
    return PeoplePlan(
        group=name,
        months=length,
        at_month_ends=at_ends,
        headcount=staff.headcount,
        tenure=tenures(staff),
        hazard=hazard_of(staff, group),
        factor=tuple(hazard_factors(staff, group, length).tolist()),
        trainee_rate=staff.training.leave / 12,
        lead=_whole(staff.hiring.lead_time / MONTH_S, at_ends),
        training=_whole(in_training, at_ends),
        nesting=_whole(staff.training.nesting / MONTH_S, at_ends),
        nesting_speed=staff.training.nesting_speed,
        policy=staff.hiring.policy,
        target=target,
        anticipate=staff.hiring.anticipate,
        per_month=staff.hiring.per_month if staff.hiring.policy == "constant" else 0.0,
        at_random=staff.hiring.spread == "random",
        replace_trainees=staff.hiring.replace_trainees,
        positions=default if staff.positions is None else (staff.positions,) * length,
        curve=curve_of(learning),
        resolution_gap=0.0 if learning is None else learning.resolution_gap,
        resolution_months=1.0 if learning is None else learning.resolution_months,
    )


def hazard_of(staff: Staff, group: Group) -> Hazard:
    """Base hazard (1/month) at the market's wage, by day, at an occupancy without effect. Raises ValueError."""
    said = staff.attrition
    if said.by_tenure is not None:
        return Hazard(tuple(s.from_months for s in said.by_tenure), tuple(s.rate / 12 for s in said.by_tenure))
    rate = annual_rate(staff, group)
    if said.early_leave is None or rate == 0:
        return Hazard((0.0,), (rate / 12,))
    return two_steps(rate, said.early_leave, said.early_months)


def annual_rate(staff: Staff, group: Group) -> float:
    """Leavers per mean headcount and year that the scenario states."""
    return group.labour.attrition if staff.attrition.rate is None else staff.attrition.rate


def hazard_factors(staff: Staff, group: Group, months: int) -> Floats:
    """What the hazard is multiplied by, month by month, at the occupancy that the scenario states."""
    stated = staff.attrition.occupancy
    by = (None,) * months if stated is None else by_month(stated, months)
    return np.array([hazard_factor(staff, group, occupancy) for occupancy in by])


def hazard_factor(staff: Staff, group: Group, occupancy: float | None) -> float:
    """What the hazard is multiplied by: wage, nights, assistance, and occupancy unless it is None.

    (wage / market)^elasticity; 1 + share of nights x (their factor - 1); 1 - reduction; 1 + slope x max(0, occupancy -
    from) / annual rate. Source: docs/people.md#leaving.
    """
    said = staff.attrition
    market = said.market_wage or group.labour.wage
    constant = (group.labour.wage / market) ** said.wage_elasticity if market > 0 and group.labour.wage > 0 else 1.0
    constant *= 1 + said.night_share * (said.night_factor - 1)
    if group.assist is not None:
        constant *= 1 - said.assist_reduction
    stay = hazard_of(staff, group).mean_stay
    if occupancy is None or not 0 < stay < math.inf:
        return constant
    above = max(0.0, occupancy - said.occupancy_from)
    return constant * (1 + said.occupancy_slope * above * stay / 12)


def tenures(staff: Staff) -> tuple[float, ...]:
    """Stated tenures, empty if the team is settled."""
    match staff.tenure_months:
        case "settled":
            return ()
        case list() as several:
            return tuple(several)
        case number:
            return (number,)


def curve_of(learning: Learning | None) -> Curve:
    """The learning curve of hands-on time."""
    match learning:
        case ExponentialLearning():
            return ExponentialTime(learning.start, learning.months)
        case SpeedLearning():
            return ExponentialSpeed(learning.start, learning.final, learning.months)
        case PowerLearning():
            return PowerLaw(learning.start, learning.exponent, learning.contacts_per_month)
        case None:
            return Practised()


def by_month(value: Number | list[Number], months: int) -> tuple[Number, ...]:
    """A number for every month; of a list the last one holds on."""
    values = value if isinstance(value, list) else [value]
    return tuple(values[min(m, len(values) - 1)] for m in range(months))


def _whole(months: float, at_month_ends: bool) -> float:
    return float(math.ceil(months - 1e-9)) if at_month_ends else months
