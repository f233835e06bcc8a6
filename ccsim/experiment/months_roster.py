"""The schedule of a month: what is planned, as far as the month's people go, by class of tenure.

Paid time decides: the people of a month are scheduled for the time that they are paid for, spread over the day as the
plan has it. Source: docs/people.md#the-roster-of-a-month.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ccsim.experiment.months_job import MonthsJob
from ccsim.experiment.months_plan import MONTH_DAYS
from ccsim.scenario.groups import Labour
from ccsim.scenario.workforce import Staff
from ccsim.workforce.people import People
from ccsim.workforce.people_sums import people_sums
from ccsim.workforce.tenure_classes import agents_by_class, split_levels

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def team_levels(job: MonthsJob, team: str, people: People, month: int, wanted: Ints, phases: Floats) -> Ints:
    """Scheduled agents (classes, days x slots) of a team in a month.

    `people`: one replication's, of whom this month is known; `wanted` (days x slots,): the plan of this replication;
    `phases`: as split_levels takes them.
    """
    classes, labour = job.classes[team], job.scenario.groups[team].labour
    agents = agents_by_class(job.people[team], people, classes, month)
    sums = people_sums(job.people[team], people, 1)
    missing, heads = float(sums["missing_months"][0, month]), float(sums["head_months"][0, month])
    trained = np.array([not one.nesting for one in classes])
    longer = 1 + overtime_months(job.staff(team), labour, missing, heads) / heads if heads > 0 else 1.0
    shares = np.where(trained, agents * longer, agents)
    planned_s = float(job.planned[month].paid_s[list(job.scenario.groups).index(team)])
    factor = float(shares.sum()) * paid_s_per_day(labour) / planned_s if planned_s > 0 else 0.0
    days = job.months[month].days
    levels = split_levels(wanted.reshape(days, -1), factor, shares, job.scenario.staffing.minimum, phases)
    return levels.reshape(len(classes), -1)


def paid_s_per_day(labour: Labour) -> float:
    """Paid time (s) of an agent per day of the calendar."""
    above, below = MONTH_DAYS
    return labour.hours_per_day * labour.days_per_month * below / above


def overtime_months(staff: Staff, labour: Labour, missing: float, heads: float) -> float:
    """Agent-months of overtime that make up for vacancies, as far as those who are there may work longer.

    Source: docs/people.md#money.
    """
    hours = labour.hours_per_day / 3600 * labour.days_per_month
    return min(missing, staff.overtime.hours_per_month / hours * heads)
