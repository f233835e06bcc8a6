"""What the calendar says about a day: its factor on the rate, its profile, and what its contacts are about.

Day 0 is the first simulated one; negative numbers are days of history. Source: docs/model.md#arrivals.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from ccsim.demand.volume import warm_up_days
from ccsim.scenario.arrivals import PoissonArrivals
from ccsim.scenario.calendar_days import dates_on
from ccsim.scenario.scenario import Scenario
from ccsim.scenario.special_days import SpecialDay

Days = NDArray[np.int64]
Floats = NDArray[np.float64]


EARLIER_DAYS = 60
"""Days before the run whose occasions still matter: as far as `special_days.day` reaches back."""


def first_date(scenario: Scenario) -> date:
    """Date of the first simulated day, number 0."""
    return scenario.run.start - timedelta(days=warm_up_days(scenario))


def special_days(scenario: Scenario, arrivals: PoissonArrivals) -> Iterator[tuple[int, SpecialDay]]:
    """Every special day with its number; those of an occasion from 60 days before the run to its end."""
    first = first_date(scenario)
    last = scenario.run.start + timedelta(days=scenario.run.days - 1)
    for special in arrivals.special_days:
        if special.on is not None:
            for day in dates_on(special.on, first - timedelta(days=EARLIER_DAYS), last):
                yield (day - first).days, special
        elif special.date is not None:
            yield (special.date - first_date(scenario)).days, special
        else:
            assert special.day is not None
            yield special.day + warm_up_days(scenario), special


def day_factors(scenario: Scenario, arrivals: PoissonArrivals, days: Days) -> Floats:
    """Factors (days,) on the mean rate: weekday, month, special days and what they leave behind."""
    first, weekday = first_date(scenario), np.array(arrivals.weekday)
    factors = (weekday / weekday.mean())[(first.weekday() + days) % 7]
    if len(set(arrivals.month)) > 1:
        month = np.array(arrivals.month)
        of_day = (np.datetime64(first, "D") + days).astype("datetime64[M]").astype(np.int64) % 12
        factors = factors * (month / month.mean())[of_day]
    for number, special in special_days(scenario, arrivals):
        factors[days == number] *= special.factor
    if any(special.after for special in arrivals.special_days):
        factors = factors * _rates_by_intent(scenario, arrivals, days).sum(axis=1)
    return np.asarray(factors)


def special_load(scenario: Scenario, arrivals: PoissonArrivals, n_days: int) -> float:
    """Mean factor of the special days, spikes aside, over the simulated days; 1 if there are none."""
    if not arrivals.special_days:
        return 1.0
    usual = arrivals.model_copy(update={"special_days": []})
    days = np.arange(n_days, dtype=np.int64)
    ordinary = day_factors(scenario, usual, days).sum()
    return float(day_factors(scenario, arrivals, days).sum() / ordinary) if ordinary > 0 else 1.0


def intent_mix(scenario: Scenario, arrivals: PoissonArrivals, days: Days) -> Floats:
    """Mean shares (days, I) of the intents, each row summing to 1."""
    by_intent = _rates_by_intent(scenario, arrivals, days)
    return np.asarray(by_intent / by_intent.sum(axis=1, keepdims=True))


def mix_varies(arrivals: PoissonArrivals) -> bool:
    """Whether the intents' shares differ from day to day."""
    shifted = any(special.intents or (special.after and special.after.intents) for special in arrivals.special_days)
    return bool(shifted) or arrivals.mix_concentration is not None


def _rates_by_intent(scenario: Scenario, arrivals: PoissonArrivals, days: Days) -> Floats:
    """Rates (days, I) relative to the day's rate without aftermath: shares, raised by what an event leaves behind."""
    names = list(scenario.intents)
    shares = np.array([intent.share for intent in scenario.intents.values()])
    rates = np.tile(shares / shares.sum(), (days.size, 1))
    for number, special in special_days(scenario, arrivals):
        if special.intents:
            rows = days == number
            rates[rows] *= [special.intents.get(name, 1.0) for name in names]
            rates[rows] /= rates[rows].sum(axis=1, keepdims=True)
    for number, special in special_days(scenario, arrivals):
        after = special.after
        if after is not None:
            since = np.maximum(days - number, 1)
            raised = np.where(days > number, 1 + (after.factor - 1) * np.exp(-since / after.days), 1.0)
            columns = [i for i, name in enumerate(names) if not after.intents or name in after.intents]
            rates[:, columns] *= raised[:, None]
    return rates
