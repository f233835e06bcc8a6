"""KPIs of a run, in all and by interval, intent, queue and group, and the day's course: sums in, intervals out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ccsim.experiment.staffing import Schedule
from ccsim.experiment.statistics import (
    CONFIDENCE,
    Estimate,
    Intervals,
    quantile_estimate,
    ratio_estimate,
    ratio_intervals,
)
from ccsim.metrics.registry import KPIS, Kpi, Weights
from ccsim.metrics.sums import DIMENSIONS, Sums, boundaries_s, first_interval, sizes
from ccsim.model.inputs import Centre
from ccsim.model.timegrid import TICKS_PER_S

Floats = NDArray[np.float64]
Money = Sequence[Mapping[str, int]]
"""By replication: ledger totals in micro-units, keyed "all", "human", ... as `ledger_totals` gives them."""

NO_LEDGER = "no prices were applied"
_S = 1.0 / TICKS_PER_S


def kpi_estimate(
    kpi: Kpi, sums: Sequence[Sums], centre: Centre, money: Money | None = None, confidence: float = CONFIDENCE
) -> Estimate:
    """One KPI over the replications `sums`; money KPIs need the ledgers' totals."""
    missing = kpi.missing_in(centre) or (NO_LEDGER if kpi.is_money and money is None else "")
    if missing:
        return Estimate(None, None, None, missing, len(sums))
    if kpi.kind == "quantile":
        assert kpi.quantile is not None
        return quantile_estimate(np.array([run.waits for run in sums]), kpi.quantile, confidence)
    numerators, denominators = kpi_sums(kpi, sums, money)
    return ratio_estimate(numerators, denominators, kpi.kind, confidence)


def kpi_sums(kpi: Kpi, sums: Sequence[Sums], money: Money | None = None) -> tuple[Floats, Floats]:
    """Numerators and denominators (R,) of a KPI that is a ratio; what two runs are compared by."""
    names = [dict(run.totals) for run in sums]
    for number, ledger in enumerate(money or ()):
        names[number] |= {f"cost:{part}": amount for part, amount in ledger.items()}
    return _combined(kpi.numerator, names), _combined(kpi.denominator, names)


def breakdown(sums: Sequence[Sums], centre: Centre, confidence: float = CONFIDENCE) -> pd.DataFrame:
    """KPIs by interval, intent, queue, group and customer class; NaN where not observed.

    Columns: dimension, key, kpi, value, low, high, unit.

    The key of an interval is its start (s after the measured time begins). A KPI appears in the dimensions in which
    all its sums exist; a count per day is, by interval, a count in that interval.
    """
    parts = [_dimension(sums, centre, dimension, confidence) for dimension in DIMENSIONS]
    parts.append(_wait_quantiles(sums, centre, confidence))
    return pd.concat([part for part in parts if len(part)], ignore_index=True)


def series(sums: Sequence[Sums], centre: Centre, schedule: Schedule, confidence: float = CONFIDENCE) -> pd.DataFrame:
    """The course of the measured time: one row per interval, columns start_s and x, x_low, x_high for each x.

    arrivals, bot_contained, offered, abandoned: contacts in the interval; duty_agents, scheduled_agents, busy_agents,
    queue_length, bot_in_flight (sessions with the bot): means over it; busy_agents have at least one contact,
    scheduled_agents are a given without interval, and so are required_agents, where shifts had to cover them.
    """
    first = first_interval(centre)
    columns: dict[str, Floats] = {"start_s": boundaries_s(centre)[first:-1] - centre.measure_from_s}
    for name, (numerator, denominator) in _COURSE.items():
        kind: Literal["proportion", "ratio"] = "proportion" if name in _SHARES else "ratio"
        found = ratio_intervals(_by(numerator, sums, "interval"), _by(denominator, sums, "interval"), kind, confidence)
        columns |= _columns(name, found)
    for name, levels in (("scheduled_agents", schedule.levels), ("required_agents", schedule.required)):
        if levels is not None:
            given = agents_by_interval(centre, levels, schedule.interval_s)
            columns |= {name: given, f"{name}_low": given, f"{name}_high": given}
    return pd.DataFrame(columns)


_COURSE: dict[str, tuple[Weights, Weights]] = {
    "arrivals": ({"contacts": 1.0}, {"days": 1.0}),
    "bot_contained": ({"contained": 1.0}, {"days": 1.0}),
    "offered": ({"offered": 1.0}, {"days": 1.0}),
    "abandoned": ({"abandoned": 1.0, "balked": 1.0}, {"days": 1.0}),
    "mean_wait_s": ({"wait_ticks": _S}, {"offered": 1.0}),
    "service_level": ({"answered_in_time": 1.0}, {"offered": 1.0}),
    "duty_agents": ({"duty_ticks": 1.0}, {"elapsed_ticks": 1.0}),
    "busy_agents": ({"busy_ticks": 1.0}, {"elapsed_ticks": 1.0}),
    "occupancy": ({"slot_ticks": 1.0}, {"slot_capacity_ticks": 1.0}),
    "utilisation": ({"hands_on_ticks": 1.0}, {"duty_ticks": 1.0, "drain_ticks": 1.0}),
    "queue_length": ({"queue_area_ticks": 1.0}, {"elapsed_ticks": 1.0}),
    "bot_in_flight": ({"bot_area_ticks": 1.0}, {"elapsed_ticks": 1.0}),
}
"""Numerator and denominator of each plotted quantity, by interval."""
_SHARES = frozenset({"service_level", "occupancy", "utilisation"})


def scheduled_agents(centre: Centre, schedule: Schedule) -> Floats:
    """Scheduled agents of all groups in each measured interval: the mean over the schedule's slots in it."""
    return agents_by_interval(centre, schedule.levels, schedule.interval_s)


def agents_by_interval(centre: Centre, by_group: NDArray[np.int64], slot_s: float) -> Floats:
    """Agents of all groups in each measured interval, from agents (G, slots of `slot_s`) of all simulated days."""
    levels = by_group.sum(axis=0)
    measured_s = centre.horizon_s - centre.measure_from_s
    levels = levels[levels.size - round(measured_s / slot_s) :]  # without warm-up days
    until_s = np.arange(levels.size + 1) * slot_s
    agent_s = np.concatenate([[0.0], np.cumsum(levels * slot_s)])
    edges_s = boundaries_s(centre)[first_interval(centre) :] - centre.measure_from_s
    return np.asarray(np.diff(np.interp(edges_s, until_s, agent_s)) / centre.interval_s)


def _dimension(sums: Sequence[Sums], centre: Centre, dimension: str, confidence: float) -> pd.DataFrame:
    available = set(sums[0].by[dimension])
    frames = []
    for kpi in KPIS.values():
        if kpi.kind == "quantile" or kpi.is_money or kpi.missing_in(centre) or not available.issuperset(kpi.sums):
            continue
        numerators, denominators = _by(kpi.numerator, sums, dimension), _by(kpi.denominator, sums, dimension)
        found = ratio_intervals(numerators, denominators, kpi.kind, confidence)
        unit = "1/interval" if dimension == "interval" and kpi.unit == "1/day" else kpi.unit
        frames.append(_frame(dimension, keys(centre, dimension), kpi.name, found, unit))
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def _wait_quantiles(sums: Sequence[Sums], centre: Centre, confidence: float) -> pd.DataFrame:
    rows = []
    for kpi in KPIS.values():
        for number, queue in enumerate(centre.queues if kpi.quantile is not None else ()):
            counts = np.array([run.waits_by_queue[number] for run in sums])
            found = quantile_estimate(counts, kpi.quantile or 0.0, confidence)
            rows.append(("queue", queue, kpi.name, found.value, found.low, found.high, kpi.unit))
    frame = pd.DataFrame(rows, columns=["dimension", "key", "kpi", "value", "low", "high", "unit"])
    return frame.astype({"value": np.float64, "low": np.float64, "high": np.float64})


def keys(centre: Centre, dimension: str) -> list[str]:
    """The keys of a dimension in the order of its arrays; an interval's is its start (s) as text."""
    if dimension == "interval":
        return [f"{number * centre.interval_s:g}" for number in range(sizes(centre)["interval"])]
    names = {"intent": centre.intents, "queue": centre.queues, "group": centre.groups, "class": centre.classes}
    return list(names[dimension])


def _frame(dimension: str, key: list[str], name: str, found: Intervals, unit: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "dimension": dimension,
            "key": key,
            "kpi": name,
            "value": found.value,
            "low": found.low,
            "high": found.high,
            "unit": unit,
        }
    )


def _columns(name: str, found: Intervals) -> dict[str, Floats]:
    return {name: found.value, f"{name}_low": found.low, f"{name}_high": found.high}


def _combined(weights: Weights, names: Sequence[Mapping[str, int]]) -> Floats:
    return np.array([sum(weight * run[name] for name, weight in weights.items()) for run in names], np.float64)


def _by(weights: Weights, sums: Sequence[Sums], dimension: str) -> Floats:
    """(R, keys) weighted sums of one dimension."""
    return np.array(
        [sum(weight * run.by[dimension][name] for name, weight in weights.items()) for run in sums], np.float64
    )
