"""The schedule that a planner makes from a forecast that errs: the derived schedule, scaled by the forecast's error.

Source: docs/staffing.md#forecast-errors.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ccsim.demand.forecast_error import forecast_errors
from ccsim.demand.streams import TapeStreams
from ccsim.scenario.arrivals import PoissonArrivals
from ccsim.scenario.scenario import Scenario
from ccsim.workforce.roster import slots_per_day
from ccsim.workforce.shift_plan import ShiftPlan, scaled_plan

Ints = NDArray[np.int64]


def as_staffed(scenario: Scenario) -> Scenario:
    """The scenario that its roster is made for: without reserves, and without special days if staff is not planned for
    them (`staffing.special_days`)."""
    arrivals = scenario.arrivals
    if not scenario.staffing.special_days and isinstance(arrivals, PoissonArrivals):
        arrivals = arrivals.model_copy(update={"special_days": []})
    return scenario.model_copy(update={"surge": None, "arrivals": arrivals})


def planned_levels(scenario: Scenario, levels: Ints, seed: int, replication: int, purpose: str = "run") -> Ints:
    """Scheduled agents (G, slots) of one replication, from those derived for the expected forecast.

    Derived levels are multiplied by forecast over expectation and rounded to the nearest whole number, never below
    `staffing.minimum`, nor to nobody where somebody was scheduled; nobody stays nobody, and rosters given by hand stay.
    Pilots (`purpose` "pilot") have errors of their own, but not the bias: the planner knows how far forecasts scatter,
    not that they are biased.
    """
    forecast = scenario.forecast
    if forecast.exact:
        return levels
    slots = slots_per_day(scenario)
    streams = TapeStreams(seed, replication, purpose)
    factors = forecast_errors(as_staffed(scenario), levels.shape[1] // slots, slots, streams)
    if purpose != "pilot":
        factors = factors * (1 + forecast.bias)
    least = np.where(levels > 0, max(1, scenario.staffing.minimum), 0)  # nobody where all queues are closed
    scaled = np.maximum(np.floor(levels * factors + 0.5).astype(np.int64), least)
    derived = np.array([not group.staffing_given for group in scenario.groups.values()])
    return np.asarray(np.where(derived[:, None], scaled, levels), np.int64)


def planned_shifts(
    scenario: Scenario, plans: Mapping[int, ShiftPlan], seed: int, replication: int, purpose: str = "run"
) -> Mapping[int, ShiftPlan]:
    """Shifts of one replication, by number of the group: derived ones are scaled by the error of its forecast."""
    forecast, groups = scenario.forecast, list(scenario.groups.values())
    derived = {number: plan for number, plan in plans.items() if not groups[number].staffing_given}
    if forecast.exact or not derived:
        return plans
    streams = TapeStreams(seed, replication, purpose)
    days = next(iter(derived.values())).days
    factors = forecast_errors(scenario, days, slots_per_day(scenario), streams) * (1 + forecast.bias)
    return {**plans, **{number: scaled_plan(plan, factors) for number, plan in derived.items()}}
