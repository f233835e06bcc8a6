"""What a planner wants to see beside the means by interval: how far days scatter, what was expected, who was there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ccsim.demand.forecast import forecast_contacts
from ccsim.demand.forecast_error import forecast_errors
from ccsim.demand.streams import TapeStreams
from ccsim.experiment.statistics import ratio_intervals
from ccsim.metrics.peaks import above_normal
from ccsim.metrics.sums import Sums, first_interval
from ccsim.model.inputs import Centre
from ccsim.model.timegrid import DAY_S
from ccsim.scenario.scenario import Scenario

Floats = NDArray[np.float64]

PERCENTILES = (5, 95)
"""Of replications: nine out of ten lie between them."""


def spread(sums: Sequence[Sums], centre: Centre, scenario: Scenario, seed: int, confidence: float) -> pd.DataFrame:
    """Columns that go with the rows of `tables.series`, one row per measured interval.

    x_p05 and x_p95 for arrivals, queue_length and bot_in_flight: percentiles over replications, so they show how days
    differ, not how well a mean is known. above_normal with _low and _high: share of replications in which the queue
    of the interval is longer than normal (docs/metrics.md#peaks). forecast, forecast_p05, forecast_p95: contacts that
    the replications' planners expect, with the errors of their forecasts (equal if forecasts do not err).
    duty_agents:GROUP with _low and _high, if there are several groups.
    """
    columns: dict[str, Floats] = {}
    for name, (counted, per) in {
        "arrivals": ("contacts", 1.0),
        "queue_length": ("queue_area_ticks", None),
        "bot_in_flight": ("bot_area_ticks", None),
    }.items():
        if name == "bot_in_flight" and not centre.has_bot:
            continue
        elapsed = sums[0].by["interval"]["elapsed_ticks"] if per is None else per
        columns |= _percentiles(name, np.array([run.by["interval"][counted] for run in sums]) / elapsed)
    columns |= _above_normal(sums, centre, confidence)
    columns |= _forecasts(scenario, centre, seed, len(sums))
    if len(centre.groups) > 1:
        columns |= _duty(sums, centre, confidence)
    return pd.DataFrame(columns)


def _percentiles(name: str, by_run: Floats) -> dict[str, Floats]:
    low, high = np.percentile(by_run, PERCENTILES, axis=0)
    return {f"{name}_p05": low, f"{name}_p95": high}


def _forecasts(scenario: Scenario, centre: Centre, seed: int, runs: int) -> dict[str, Floats]:
    first = first_interval(centre)
    expected = forecast_contacts(scenario, centre).arrivals.sum(axis=0)[first:]
    if scenario.forecast.exact:
        return {"forecast": expected, "forecast_p05": expected, "forecast_p95": expected}
    per_day = round(DAY_S / centre.interval_s)
    factors = [
        forecast_errors(scenario, centre.days, per_day, TapeStreams(seed, run, "run"))[first:] for run in range(runs)
    ]
    made = expected * np.array(factors) * (1 + scenario.forecast.bias)
    return {"forecast": made.mean(axis=0), **_percentiles("forecast", made)}


def _above_normal(sums: Sequence[Sums], centre: Centre, confidence: float) -> dict[str, Floats]:
    by = [run.by["interval"] for run in sums]
    above = np.array([above_normal(centre, one["queue_area_ticks"], one["offered"]) for one in by], np.float64)
    found = ratio_intervals(above, np.ones_like(above), "proportion", confidence)
    return {"above_normal": found.value, "above_normal_low": found.low, "above_normal_high": found.high}


def _duty(sums: Sequence[Sums], centre: Centre, confidence: float) -> dict[str, Floats]:
    elapsed = np.array([run.by["interval"]["elapsed_ticks"] for run in sums])
    duty = np.array([run.by["group_interval"]["duty_ticks"] for run in sums])
    columns: dict[str, Floats] = {}
    for number, name in enumerate(centre.groups):
        mine = duty.reshape(len(sums), len(centre.groups), -1)[:, number]
        found = ratio_intervals(mine, elapsed, "ratio", confidence)
        key = f"duty_agents:{name}"
        columns |= {key: found.value, f"{key}_low": found.low, f"{key}_high": found.high}
    return columns
