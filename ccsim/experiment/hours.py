"""A run by hour of the day, over all measured days: how much comes, who is required and there, what a contact costs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ccsim.economics.by_interval import cost_by_interval
from ccsim.economics.entry import MICRO
from ccsim.economics.ledger import Ledger
from ccsim.experiment.staffing import Schedule
from ccsim.experiment.statistics import CONFIDENCE, Intervals, ratio_intervals
from ccsim.experiment.tables import agents_by_interval
from ccsim.metrics.sums import Sums, boundaries_s, first_interval
from ccsim.model.inputs import Centre
from ccsim.model.timegrid import DAY_S
from ccsim.scenario.scenario import Scenario
from ccsim.workforce.shift_forms import nights_of

Floats = NDArray[np.float64]
HOUR_S = 3600.0


def by_hour(
    sums: Sequence[Sums],
    ledgers: Sequence[Ledger],
    scenario: Scenario,
    centre: Centre,
    schedule: Schedule,
    confidence: float = CONFIDENCE,
) -> pd.DataFrame:
    """One row per hour of the day (per measuring interval if that is longer or no whole part of an hour).

    start_s; contacts, cost: per day; required_agents, scheduled_agents: means, given; duty_agents, utilisation,
    service_level, cost_per_contact. Of all but the given ones also x_low and x_high. NaN where not observed.
    """
    days = round((centre.horizon_s - centre.measure_from_s) / DAY_S)
    per_day = round(DAY_S / centre.interval_s)
    together = round(HOUR_S / centre.interval_s) if HOUR_S % centre.interval_s == 0 else 1

    def folded(values: NDArray[np.int64] | Floats) -> Floats:
        """(R, intervals) -> (R, hours), summed over days."""
        shaped = np.asarray(values, np.float64).reshape(-1, days, per_day // together, together)
        return np.asarray(shaped.sum(axis=(1, 3)))

    def total(name: str) -> Floats:
        return folded(np.array([run.by["interval"][name] for run in sums]))

    nights = nights_by_interval(scenario, centre)
    spent = [cost_by_interval(ledger, run, nights) / MICRO for ledger, run in zip(ledgers, sums, strict=True)]
    cost, contacts, one = folded(np.array(spent)), total("contacts"), folded(np.ones((len(sums), days * per_day)))
    day = np.full_like(contacts, days)
    duty = total("duty_ticks")
    starts = np.arange(per_day // together, dtype=np.float64) * (centre.interval_s * together)
    found: dict[str, Floats] = {"start_s": np.asarray(starts, np.float64)}
    for name, intervals in (
        ("contacts", ratio_intervals(contacts, day, "ratio", confidence)),
        ("service_level", ratio_intervals(total("answered_in_time"), total("offered"), "proportion", confidence)),
        ("duty_agents", ratio_intervals(duty, total("elapsed_ticks"), "ratio", confidence)),
        (
            "utilisation",
            ratio_intervals(total("hands_on_ticks"), duty + total("drain_ticks"), "proportion", confidence),
        ),
        ("cost", ratio_intervals(cost, day, "ratio", confidence)),
        ("cost_per_contact", ratio_intervals(cost, contacts, "ratio", confidence)),
    ):
        found |= _columns(name, intervals)
    for name, levels in (("scheduled_agents", schedule.levels), ("required_agents", schedule.required)):
        if levels is not None:
            found[name] = (folded(agents_by_interval(centre, levels, schedule.interval_s)[None]) / one[:1])[0]
    return pd.DataFrame(found)


def nights_by_interval(scenario: Scenario, centre: Centre) -> dict[str, NDArray[np.bool_]]:
    """By group on shifts, which measured intervals begin in its night."""
    of_day_s = boundaries_s(centre)[first_interval(centre) : -1] % DAY_S
    return {
        name: np.any([(start <= of_day_s) & (of_day_s < end) for start, end in nights_of(group)], axis=0)
        for name, group in scenario.groups.items()
        if group.shifts is not None
    }


def _columns(name: str, found: Intervals) -> dict[str, Floats]:
    return {name: found.value, f"{name}_low": found.low, f"{name}_high": found.high}
