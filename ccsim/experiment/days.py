"""A run day by day: how much came, how long the queue grew, when it was normal again, what was lost, what it cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ccsim.economics.by_day import cost_by_day
from ccsim.economics.entry import MICRO
from ccsim.economics.ledger import Ledger
from ccsim.experiment.statistics import CONFIDENCE, ratio_intervals
from ccsim.metrics.peaks import above_normal, interval_ticks, intervals_to_normal, longest
from ccsim.metrics.sums import Sums
from ccsim.model.inputs import Centre
from ccsim.model.timegrid import TICKS_PER_S

Floats = NDArray[np.float64]


class DayMeasure(NamedTuple):
    """A measure by day: a ratio of two sums by day."""

    name: str
    numerator: str
    denominator: str
    kind: Literal["proportion", "ratio"]
    unit: str


MEASURES = (
    DayMeasure("contacts", "contacts", "one", "ratio", "1/day"),
    DayMeasure("bot_sessions", "bot_sessions", "one", "ratio", "1/day"),
    DayMeasure("offered", "offered", "one", "ratio", "1/day"),
    DayMeasure("service_level", "answered_in_time", "offered", "proportion", "share"),
    DayMeasure("abandonment", "left", "offered", "proportion", "share"),
    DayMeasure("peak_backlog", "peak_backlog", "one", "ratio", "number"),
    DayMeasure("time_to_recover", "recovery_s", "one", "ratio", "s"),
    DayMeasure("time_above_normal", "backlog_s", "one", "ratio", "s"),
    DayMeasure("cost_per_day", "cost", "one", "ratio", "money"),
)
"""In the order in which they are shown; names are those of the KPIs that say the same of a whole run."""


def by_day(
    sums: Sequence[Sums], ledgers: Sequence[Ledger], centre: Centre, currency: str, confidence: float = CONFIDENCE
) -> pd.DataFrame:
    """One row per measured day and measure: day (from 1), kpi, value, low, high, unit; NaN where not observed.

    The time to recover counts from the interval of the day's longest queue and may reach into the days after it; it
    ends with the run. Source: docs/metrics.md#peaks.
    """
    runs = [_of_run(one, ledger, centre) for one, ledger in zip(sums, ledgers, strict=True)]
    parts = []
    for measure in MEASURES:
        if measure.name == "bot_sessions" and not centre.has_bot:
            continue
        top, bottom = (np.array([run[name] for run in runs]) for name in (measure.numerator, measure.denominator))
        found = ratio_intervals(top, bottom, measure.kind, confidence)
        unit = currency if measure.unit == "money" else measure.unit
        part = {"day": np.arange(top.shape[1]) + 1, "kpi": measure.name, "value": found.value}
        parts.append(pd.DataFrame({**part, "low": found.low, "high": found.high, "unit": unit}))
    return pd.concat(parts, ignore_index=True)


def _of_run(sums: Sums, ledger: Ledger, centre: Centre) -> Mapping[str, Floats]:
    """One replication's sums by day, (days,) each."""
    by, days = sums.by["interval"], ledger.measured_days
    counted = ("contacts", "bot_sessions", "offered", "answered_in_time", "abandoned", "balked")
    found = {name: by[name].reshape(days, -1).sum(axis=1).astype(np.float64) for name in counted}
    area, width = by["queue_area_ticks"], interval_ticks(centre)
    above, per_day = above_normal(centre, area, by["offered"]), area.size // days
    peaks = [longest(area, day * per_day, (day + 1) * per_day) for day in range(days)]
    return found | {
        "one": np.ones(days),
        "left": found["abandoned"] + found["balked"],
        "peak_backlog": area[peaks] / width,
        "recovery_s": np.array([intervals_to_normal(above, peak) for peak in peaks]) * (width / TICKS_PER_S),
        "backlog_s": above.reshape(days, -1).sum(axis=1) * (width / TICKS_PER_S),
        "cost": cost_by_day(ledger, sums, centre.groups) / MICRO,
    }
