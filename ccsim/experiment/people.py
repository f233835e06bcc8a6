"""Replications of a team's months, and what they say with intervals: ratios of sums, month by month and in all.

Source: docs/people.md#measures.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ccsim.economics.people_cost import people_costs
from ccsim.errors import UsageError
from ccsim.experiment.statistics import CONFIDENCE, Estimate, Kind, linearise, ratio_estimate, student
from ccsim.scenario.scenario import Scenario
from ccsim.workforce.expected_people import expected_people, why_not
from ccsim.workforce.people import simulate_people
from ccsim.workforce.people_plan import PeoplePlan, people_plan
from ccsim.workforce.people_sums import people_sums

Floats = NDArray[np.float64]
Progress = Callable[[str, int, int | None], None]

AT_A_TIME = 50
"""Replications drawn together; it changes no bit."""


class Measure(NamedTuple):
    """A measure as a ratio of sums; `TEAM` below counts teams, `MONTHS` their months."""

    name: str
    above: str
    below: str
    unit: str
    """"number", "share", "months", "1/yr" or "money"."""
    kind: Kind = "ratio"
    factor: float = 1.0
    whole: str = ""
    """Below over all months, where that differs: a mean over months and not a sum."""


TEAM, MONTHS = "teams", "team_months"
MEASURES = (
    Measure("headcount", "head_months", TEAM, "number", whole=MONTHS),
    Measure("leavers", "leavers", TEAM, "number"),
    Measure("trainee_leavers", "trainee_leavers", TEAM, "number"),
    Measure("starters", "starters", TEAM, "number"),
    Measure("attrition", "leavers", "head_months", "1/yr", factor=12.0),
    Measure("mean_tenure", "tenure_area", "head_months", "months"),
    Measure("beginners", "beginner_months", "head_months", "share"),
    Measure("vacancies", "missing_months", TEAM, "number", whole=MONTHS),
    Measure("in_training", "preparing_months", TEAM, "number", whole=MONTHS),
    Measure("effective_agents", "effective_months", TEAM, "number", whole=MONTHS),
    Measure("capacity", "effective_months", "position_months", "share"),
    Measure("lost_resolution", "gap_area", "head_months", "share"),
    Measure("cost", "cost", TEAM, "money"),
    Measure("hiring_cost", "hiring", TEAM, "money"),
    Measure("training_cost", "training", TEAM, "money"),
    Measure("overtime_cost", "overtime", TEAM, "money"),
    Measure("vacancy_cost", "vacancies", TEAM, "money", "plain"),
    Measure("slowness_cost", "slowness", TEAM, "money"),
    Measure("undone", "undone_months", TEAM, "number"),
    Measure("unit_cost", "cost", "capacity_months", "money"),
)
"""Everything that is reported of a team; names as in the report's words."""


@dataclass(frozen=True)
class Team:
    """A group's people over months."""

    plan: PeoplePlan
    sums: dict[str, Floats]
    """(replications, months)."""
    expected: dict[str, Floats]
    """Expected values by month of the measures that have them, arrays (months,); empty with `why`."""
    why: str

    def by_month(self, measure: Measure) -> list[Estimate]:
        """A measure for every month."""
        above, below = self.sums[measure.above] * measure.factor, self.sums[measure.below]
        return [ratio_estimate(above[:, m], below[:, m], measure.kind, CONFIDENCE) for m in range(self.plan.months)]

    def whole(self, measure: Measure) -> Estimate:
        """A measure over all months: a mean where a month's value is a mean, a sum where it is a count or money."""
        above, below = self.parts(measure)
        return ratio_estimate(above, below, measure.kind, CONFIDENCE)

    def parts(self, measure: Measure) -> tuple[Floats, Floats]:
        """Numerators and denominators over all months, arrays (replications,)."""
        below = self.sums[measure.whole or measure.below]
        counts = not measure.whole and measure.below == TEAM
        under = below[:, 0] if counts else below.sum(axis=1)
        return self.sums[measure.above].sum(axis=1) * measure.factor, under


@dataclass(frozen=True)
class PeopleResult:
    """A scenario's teams over months."""

    scenario: Scenario
    months: int
    replications: int
    seed: int
    teams: dict[str, Team]


def run_people(
    scenario: Scenario,
    months: int | None = None,
    replications: int | None = None,
    seed: int | None = None,
    progress: Progress | None = None,
) -> PeopleResult:
    """Simulate all teams of the scenario's workforce block. Raises UsageError if it has none."""
    block = scenario.workforce
    if block is None:
        raise UsageError(f"{scenario.name}: the scenario has no workforce block: nothing is known of its people")
    runs = scenario.run.replications if replications is None else replications
    start = scenario.run.seed if seed is None else seed
    teams = {}
    for place, name in enumerate(block.groups):
        plan = people_plan(scenario, name, months)
        teams[name] = _team(scenario, plan, runs, start, place, progress)
    return PeopleResult(scenario, block.months if months is None else months, runs, start, teams)


def difference(first: PeopleResult, second: PeopleResult, group: str, measure: Measure) -> Estimate:
    """How much larger a measure is in the second scenario, over all months, on common random numbers.

    Linearised in each scenario and paired by replication. Raises ValueError if the two did not draw the same people.
    """
    same = (first.seed, first.replications, first.months) == (second.seed, second.replications, second.months)
    if not same:
        raise ValueError("two scenarios are compared on the same seed, replications and months")
    parts = [linearise(*one.teams[group].parts(measure)) for one in (first, second)]
    apart = float(parts[1].ratio[0] - parts[0].ratio[0])
    errors = (parts[1].residuals - parts[0].residuals)[:, 0]
    runs = errors.size
    half = student(CONFIDENCE, runs) * float(np.sqrt((errors**2).sum() / (runs * (runs - 1))))
    return Estimate(apart, apart - half, apart + half, "", runs)


def _team(scenario: Scenario, plan: PeoplePlan, runs: int, seed: int, place: int, progress: Progress | None) -> Team:
    assert scenario.workforce is not None
    parts = []
    for first in range(0, runs, AT_A_TIME):
        size = min(AT_A_TIME, runs - first)
        people = simulate_people(plan, seed, range(first, first + size))
        parts.append(people_sums(plan, people, size))
        if progress is not None:
            progress("replications", place * runs + first + size, runs * len(scenario.workforce.groups))
    sums = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    reason = why_not(plan)
    return team_of(scenario, plan, sums, {} if reason else _expected(plan), reason)


def team_of(
    scenario: Scenario, plan: PeoplePlan, people: dict[str, Floats], expected: dict[str, Floats], why: str
) -> Team:
    """A team from the sums of its people, (replications, months) as people_sums gives them, and what follows from them.

    `expected`: by measure, calculated beside them; `why` says why there is none.
    """
    assert scenario.workforce is not None
    sums, runs = dict(people), people["head_months"].shape[0]
    sums["nesting_effective"] = plan.nesting_speed * sums["nesting_months"]
    sums["preparing_months"] = sums["training_months"] + sums["nesting_months"]
    sums["position_months"] = np.tile(np.array(plan.positions, np.float64), (runs, 1))
    sums[TEAM] = sums[MONTHS] = np.ones((runs, plan.months))
    staff, labour = scenario.workforce.groups[plan.group], scenario.groups[plan.group].labour
    sums |= people_costs(labour, staff.overtime, sums)
    sums["capacity_months"] = sums["effective_months"] + sums["covered_months"]
    return Team(plan, sums, expected, why)


def _expected(plan: PeoplePlan) -> dict[str, Floats]:
    """What is calculated beside the simulation: flows of each month, headcount at its end."""
    found = expected_people(plan)
    flows = {name: np.diff(found[name]) for name in ("leavers", "trainee_leavers", "starters")}
    return {**flows, "heads_end": found["heads"][1:]}
