"""Which days of which months a run simulates, and the schedules that are planned for them.

Source: docs/people.md#contacts-of-the-months.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ccsim.demand.forecast import forecast_legs
from ccsim.experiment.base_schedule import base_levels
from ccsim.experiment.planned import as_staffed
from ccsim.experiment.staffing import Schedule, derive_schedule, scaled
from ccsim.scenario.arrivals import PoissonArrivals
from ccsim.scenario.bot_capacity import outage_span
from ccsim.scenario.centre import centre_of
from ccsim.scenario.scenario import Scenario
from ccsim.scenario.workforce import Workforce
from ccsim.workforce.roster import paid_per_scheduled, slots_per_day

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

MONTH_DAYS = (487, 16)
"""A twelfth of a year of 365.25 days, as a fraction."""
WEEK = 7


class Month(NamedTuple):
    """Simulated days of a month, counted from the run's first day."""

    first_day: int
    days: int


@dataclass(frozen=True)
class PlannedMonth:
    """A month's days as a scenario of their own, and what is planned for them."""

    scenario: Scenario
    """With the month's first simulated day as its start."""
    levels: Ints
    """(G, days x slots) scheduled agents, all of them practised."""
    paid_s: Floats
    """(G,) paid time per day that the plan takes, on average over the month or over the week that begins with it."""


@dataclass(frozen=True)
class MonthsPlan:
    """All months of a run."""

    months: tuple[Month, ...]
    planned: tuple[PlannedMonth, ...]
    whole: Scenario | None
    """All days in one scenario, if whole months are simulated one after another."""
    schedule: Schedule
    """As derived for the first days."""


def months_of(block: Workforce) -> tuple[Month, ...]:
    """The simulated days of every month: all of them, or so many in the middle."""
    assert block.contacts is not None
    above, below = MONTH_DAYS
    starts = [(2 * month * above + below) // (2 * below) for month in range(block.months + 1)]
    wanted = block.contacts.days
    if wanted == "all":
        return tuple(Month(a, b - a) for a, b in pairwise(starts))
    return tuple(Month(a + (b - a - wanted) // 2, wanted) for a, b in pairwise(starts))


def plan_months(
    scenario: Scenario, *, jobs: int, engine: str, progress: Callable[[int], None] | None = None
) -> MonthsPlan:
    """Derive the schedules of all months: the common factor on pilot days of the first week, the formula for every day.

    Raises TargetMissedError as `derive_schedule` does.
    """
    assert scenario.workforce is not None
    months = months_of(scenario.workforce)
    assert scenario.workforce.contacts is not None
    if scenario.workforce.contacts.days == "all":
        whole = days_of(scenario, Month(0, sum(month.days for month in months)))
        schedule = derive_schedule(whole, centre_of(whole), jobs=jobs, engine=engine, progress=progress)
        slots = slots_per_day(scenario)
        parts = []
        for month in months:
            levels = schedule.levels[:, month.first_day * slots : (month.first_day + month.days) * slots]
            parts.append(PlannedMonth(days_of(scenario, month), levels, _paid_per_day(scenario, levels)))
        return MonthsPlan(months, tuple(parts), whole, schedule)
    planned: list[PlannedMonth] = []
    known: dict[bytes, Ints] = {}
    first: Schedule | None = None
    for month in months:
        week = days_of(scenario, Month(month.first_day, max(WEEK, month.days)))
        if first is None:
            first = derive_schedule(week, centre_of(week), jobs=jobs, engine=engine, progress=progress)
        levels = _levels_like(first, week, known)
        slots = slots_per_day(scenario)
        paid_s = _paid_per_day(scenario, levels)
        planned.append(PlannedMonth(days_of(scenario, month), levels[:, : month.days * slots], paid_s))
    assert first is not None
    return MonthsPlan(months, tuple(planned), None, first)


def _levels_like(schedule: Schedule, scenario: Scenario, known: dict[bytes, Ints]) -> Ints:
    """The schedule of other days by the same rule and factor; days with a forecast seen before are looked up."""
    if not any(schedule.derived):
        return schedule.levels
    scenario = as_staffed(scenario)
    centre = centre_of(scenario)
    key = forecast_legs(scenario, centre).tobytes() + centre.opens_s.tobytes() + centre.closes_s.tobytes()
    if key not in known:
        base = base_levels(scenario, centre, schedule.derived)
        levels = scaled(scenario, base, round(100 * schedule.factor))
        known[key] = np.where(np.array(schedule.derived)[:, None], levels, schedule.levels)
    return known[key]


def _paid_per_day(scenario: Scenario, levels: Ints) -> Floats:
    """Mean paid time (G,) per day (s) of a schedule."""
    per = np.array([paid_per_scheduled(group) for group in scenario.groups.values()])
    days = levels.shape[1] / slots_per_day(scenario)
    return np.asarray(levels.sum(axis=1) * scenario.staffing.interval * per / days)


def days_of(scenario: Scenario, month: Month) -> Scenario:
    """The scenario on other days: what it counts from its first day is on the same dates as before."""
    start = scenario.run.start
    run = scenario.run.model_copy(update={"start": start + timedelta(days=month.first_day), "days": month.days})
    changed: dict[str, object] = {"run": run}
    arrivals, bot = scenario.arrivals, scenario.bot
    if isinstance(arrivals, PoissonArrivals) and arrivals.special_days:
        dated = [
            one if one.day is None else one.model_copy(update={"day": None, "date": start + timedelta(days=one.day)})
            for one in arrivals.special_days
        ]
        changed["arrivals"] = arrivals.model_copy(update={"special_days": dated})
    if bot is not None and bot.outages:
        dated_outages = [
            one
            if one.date is not None
            else one.model_copy(update={"day": None, "date": start + timedelta(one.day or 0)})
            for one in bot.outages
        ]
        within = [one for one in dated_outages if 0 <= outage_span(one, run)[0] < month.days * 86400]
        changed["bot"] = bot.model_copy(update={"outages": within})
    return scenario.model_copy(update=changed)
