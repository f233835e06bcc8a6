"""How far a replication's forecast is from the mean of what comes; drawn apart from what comes, with its own uniforms.

Source: docs/model.md#forecast.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from ccsim.demand.calendar import first_date, special_days
from ccsim.demand.streams import TapeStreams
from ccsim.scenario.arrivals import PoissonArrivals
from ccsim.scenario.scenario import Scenario

Floats = NDArray[np.float64]

HALF_HOURS = 48


def forecast_errors(scenario: Scenario, days: int, slots: int, streams: TapeStreams) -> Floats:
    """Forecast over expected rate, bias left out, (days x slots of a day,) from the first simulated day on; mean 1.

    A slot longer than half an hour has the mean of its half hours' errors.
    """
    forecast, day = scenario.forecast, np.arange(days, dtype=np.int64)
    week, row = np.unique((first_date(scenario).weekday() + day) // 7, return_inverse=True)
    of_week = _lognormal(np.full(week.size, forecast.week_cv), streams.forecast_weeks(week)[:, 0])[row]
    of_day = _lognormal(_day_cvs(scenario, days), streams.forecast_days(day)[:, 0])
    halves = _lognormal(np.full((days, 1), forecast.halfhour_cv), streams.forecast_halfhours(day))
    fine = math.lcm(HALF_HOURS, slots)
    of_slot = np.repeat(halves, fine // HALF_HOURS, axis=1).reshape(days, slots, -1).mean(axis=2)
    return np.asarray((of_slot * (of_week * of_day)[:, None]).ravel())


def _day_cvs(scenario: Scenario, days: int) -> Floats:
    forecast, arrivals = scenario.forecast, scenario.arrivals
    cvs = np.full(days, forecast.day_cv)
    if forecast.special_day_cv is not None and isinstance(arrivals, PoissonArrivals):
        for number, _ in special_days(scenario, arrivals):
            if 0 <= number < days:
                cvs[number] = forecast.special_day_cv
    return cvs


def _lognormal(cv: Floats, uniform: Floats) -> Floats:
    """Lognormal with mean 1, by inversion."""
    variance = np.log1p(cv**2)
    return np.asarray(np.exp(np.sqrt(variance) * ndtri(uniform) - variance / 2))
