"""What an experiment over priors found: the spread of each KPI, who is cheaper how often, and which inputs matter."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ccsim.experiment.statistics import CONFIDENCE, student
from ccsim.experiment.sweep import ExperimentResult
from ccsim.experiment.sweep_tables import Row, factors, rows

Floats = NDArray[np.float64]
_NORMAL_975 = 1.959963984540054
_RANK_SPREAD = 1.06
"""Standard error of Fisher's z of a rank correlation, times sqrt(n - 3). Source: Fieller, Hartley and Pearson 1957."""


class Slice(NamedTuple):
    """A scenario at fixed levels: what remains varies by draw alone."""

    scenario: str
    levels: dict[str, Any]
    rows: list[Row]

    def values(self, kpi: str) -> Floats:
        """The KPI at every draw (draws,); NaN where not observed."""
        estimates = [
            row.group.kpis[kpi].estimate.value if row.group and kpi in row.group.kpis else None for row in self.rows
        ]
        return np.array([np.nan if value is None else value for value in estimates], np.float64)


def slices(result: ExperimentResult) -> list[Slice]:
    """Scenarios and levels in order, each with its draws."""
    found: dict[tuple[Any, ...], Slice] = {}
    for row in rows(result):
        if row.cell.point.draw is not None:
            levels = row.cell.point.levels
            key = (row.cell.scenario.name, row.team, *levels.values())
            found.setdefault(key, Slice(row.cell.scenario.name, levels, [])).rows.append(row)
    return list(found.values())


def spread_table(result: ExperimentResult) -> pd.DataFrame:
    """Each KPI over the draws: scenario, factors, kpi, draws, mean with interval, p05, p50, p95, least, most.

    `no_roster` counts draws for which no roster meets the target; the other columns are about the rest.
    """
    told = []
    for one in slices(result):
        for kpi in result.experiment.kpis:
            values = one.values(kpi)
            seen = values[np.isfinite(values)]
            cells: dict[str, Any] = {"scenario": one.scenario, **one.levels, "kpi": kpi, "draws": seen.size}
            cells["no_roster"] = sum(bool(row.result.missed) for row in one.rows)
            if seen.size >= 2:
                half = student(CONFIDENCE, seen.size) * float(seen.std(ddof=1)) / seen.size**0.5
                mean = float(seen.mean())
                p05, p50, p95 = np.quantile(seen, [0.05, 0.5, 0.95])
                cells |= {"mean": mean, "mean_low": mean - half, "mean_high": mean + half}
                cells |= {"p05": p05, "p50": p50, "p95": p95, "least": seen.min(), "most": seen.max()}
            told.append(cells)
    return pd.DataFrame(told)


def order_table(result: ExperimentResult) -> pd.DataFrame:
    """Scenarios against each other at the same draws: how often the first is lower, and by how much.

    Columns: factors, kpi, first, second, draws, lower (share), lower_low, lower_high, p05, p50, p95 of first - second.
    """
    told = []
    found = slices(result)
    for one, other in combinations(found, 2):
        if one.levels != other.levels or one.scenario == other.scenario:
            continue
        for kpi in result.experiment.kpis:
            apart = one.values(kpi) - other.values(kpi)
            apart = apart[np.isfinite(apart)]
            cells: dict[str, Any] = {**one.levels, "kpi": kpi, "first": one.scenario, "second": other.scenario}
            cells["draws"] = apart.size
            if apart.size:
                low, high = wilson(int((apart < 0).sum()), apart.size)
                p05, p50, p95 = np.quantile(apart, [0.05, 0.5, 0.95])
                cells |= {"lower": float((apart < 0).mean()), "lower_low": low, "lower_high": high}
                cells |= {"p05": p05, "p50": p50, "p95": p95}
            told.append(cells)
    return pd.DataFrame(told)


def influence_table(result: ExperimentResult, most: int | None = None) -> pd.DataFrame:
    """Rank correlation of every drawn input with every KPI, strongest first: what is worth finding out.

    Columns: scenario, factors, kpi, path, rho, rho_low, rho_high, draws. `most`: so many inputs of each KPI.
    """
    told = []
    for one in slices(result):
        inputs = _inputs(one.rows)
        for kpi in result.experiment.kpis:
            values = one.values(kpi)
            seen = np.isfinite(values)
            found = []
            if seen.sum() >= 10 and np.ptp(values[seen]) > 0:
                ranked = _ranks(values[seen])
                for path, drawn in inputs.items():
                    rho = _correlation(_ranks(drawn[seen]), ranked)
                    if np.isfinite(rho):
                        low, high = _fisher(rho, int(seen.sum()))
                        found.append((path, rho, low, high, int(seen.sum())))
            found.sort(key=lambda row: (-abs(row[1]), row[0]))
            for path, rho, low, high, size in found[:most]:
                told.append(
                    {"scenario": one.scenario, **one.levels, "kpi": kpi, "path": path}
                    | {"rho": rho, "rho_low": low, "rho_high": high, "draws": size}
                )
    columns = ["scenario", *factors(result), "kpi", "path", "rho", "rho_low", "rho_high", "draws"]
    return pd.DataFrame(told, columns=columns)


def prior_table(result: ExperimentResult) -> pd.DataFrame:
    """What was drawn from: scenario, path, low, value, high, varies, kind, source, note, file, line."""
    told = [
        {
            "scenario": scenario,
            "path": path,
            "low": _cell(prior.low),
            "value": _cell(prior.base),
            "high": _cell(prior.high),
            "varies": prior.varies,
            "kind": prior.kind,
            "source": " ".join(prior.sources),
            "note": prior.note,
            "file": prior.file.replace("\\", "/").rsplit("/", 1)[-1],
            "line": prior.line,
        }
        for scenario, priors in result.design.priors.items()
        for path, prior in priors.items()
    ]
    return pd.DataFrame(told)


def draw_table(result: ExperimentResult) -> pd.DataFrame:
    """Every drawn value: scenario, draw, path, value."""
    seen: dict[tuple[str, int], dict[str, Any]] = {}
    for cell in result.design.cells:
        if cell.point.draw is not None:
            seen.setdefault((cell.scenario.name, cell.point.draw), cell.drawn)
    told = [
        {"scenario": scenario, "draw": draw, "path": path, "value": _cell(value)}
        for (scenario, draw), drawn in seen.items()
        for path, value in drawn.items()
    ]
    return pd.DataFrame(told)


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """Wilson's 95% interval of a share."""
    z2 = _NORMAL_975**2
    centre = (successes + z2 / 2) / (trials + z2)
    half = _NORMAL_975 * (successes * (trials - successes) / trials + z2 / 4) ** 0.5 / (trials + z2)
    return max(0.0, centre - half), min(1.0, centre + half)


def _inputs(found: Sequence[Row]) -> dict[str, Floats]:
    paths = dict.fromkeys(path for row in found for path in row.cell.drawn)
    values = {path: [row.cell.drawn[path] for row in found] for path in paths}
    return {path: np.array([_first(value) for value in column], np.float64) for path, column in values.items()}


def _first(value: Any) -> float:
    """Lists move together, so their first number stands for them."""
    return float(value[0] if isinstance(value, list) else value)


def _cell(value: Any) -> Any:
    return " ".join(f"{item:.10g}" for item in value) if isinstance(value, list) else value


def _ranks(values: Floats) -> Floats:
    order = np.argsort(values, kind="stable")
    ranks = np.empty(values.size)
    ranks[order] = np.arange(values.size)
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.bincount(place, ranks) / count)[place])


def _correlation(a: Floats, b: Floats) -> float:
    a, b = a - a.mean(), b - b.mean()
    size = float(np.sqrt((a**2).sum() * (b**2).sum()))
    return float((a * b).sum()) / size if size > 0 else np.nan


def _fisher(rho: float, n: int) -> tuple[float, float]:
    z = np.arctanh(np.clip(rho, -1 + 1e-12, 1 - 1e-12))
    half = _NORMAL_975 * _RANK_SPREAD / max(1, n - 3) ** 0.5
    return min(rho, float(np.tanh(z - half))), max(rho, float(np.tanh(z + half)))
