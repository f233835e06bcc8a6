"""What an experiment found, as tables: one row per scenario and point, and where a target stops holding."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ccsim.experiment.cells import CellResult, Group
from ccsim.experiment.design import Cell
from ccsim.experiment.sweep import ExperimentResult
from ccsim.experiment.targets import worst

NO_ROSTER = "no_roster"
"""Status of a cell for which no roster meets the target."""
_NUMBER = re.compile(r"\s*([+-]?\d[\d,_]*(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*(.*?)\s*")


class Row(NamedTuple):
    """One cell, or one team of it."""

    cell: Cell
    result: CellResult
    team: str
    group: Group | None
    """None where no roster meets the target."""


def rows(result: ExperimentResult) -> Iterator[Row]:
    """Cells in order, with one row for each team where teams are simulated."""
    for cell, found in zip(result.design.cells, result.results, strict=True):
        if not found.groups:
            yield Row(cell, found, "", None)
        for team, group in found.groups.items():
            yield Row(cell, found, team, group)


def factors(result: ExperimentResult) -> list[str]:
    """Key paths of the factors, in the order of the file."""
    return list(dict.fromkeys(path for point in result.design.points for path in point.levels))


def table(result: ExperimentResult, kpis: Sequence[str] | None = None) -> pd.DataFrame:
    """One row per scenario, point and team: the levels, `replications`, `target`, and each KPI with low and high.

    Columns: scenario, team (with people), one per factor, draw (with a hypercube), replications, target, precise (with
    a precision: whether the interval became narrow enough), then `<kpi>`, `<kpi>_low`, `<kpi>_high`; empty where not
    observed. `kpis`: the experiment's own if None.
    """
    names = result.experiment.kpis if kpis is None else kpis
    told = []
    for row in rows(result):
        cells: dict[str, Any] = {"scenario": row.cell.scenario.name}
        if result.experiment.people is not None:
            cells["team"] = row.team
        cells |= {path: row.cell.point.levels.get(path) for path in factors(result)}
        if row.cell.point.draw is not None:
            cells["draw"] = row.cell.point.draw
        cells["replications"] = row.result.replications
        cells["target"] = status(row.result)
        if result.experiment.precision is not None:
            cells["precise"] = row.result.precise
        for name in names:
            estimate = row.group.kpis[name].estimate if row.group and name in row.group.kpis else None
            for suffix, key in (("", "value"), ("_low", "low"), ("_high", "high")):
                cells[f"{name}{suffix}"] = None if estimate is None else getattr(estimate, key)
        told.append(cells)
    frame = pd.DataFrame(told)
    measured = [f"{name}{suffix}" for name in names for suffix in ("", "_low", "_high")]
    return frame.astype(dict.fromkeys(measured, np.float64))


def long_table(result: ExperimentResult) -> pd.DataFrame:
    """Every KPI that was measured, one row each, with its unit, and `why` and `note` where something must be known."""
    told = []
    for row in rows(result):
        ground: dict[str, Any] = {"scenario": row.cell.scenario.name, "team": row.team, "draw": row.cell.point.draw}
        ground |= {path: row.cell.point.levels.get(path) for path in factors(result)}
        ground |= {"replications": row.result.replications, "target": status(row.result)}
        for name, kpi in (row.group.kpis if row.group else {}).items():
            found = kpi.estimate
            told.append(
                ground
                | {"kpi": name, "value": found.value, "low": found.low, "high": found.high}
                | {"unit": kpi.unit, "why": found.why, "note": kpi.note}
            )
    frame = pd.DataFrame(told)
    return frame.astype({name: np.float64 for name in ("value", "low", "high") if name in frame})


def status(found: CellResult) -> str:
    """Whether the target holds in a cell: met, missed, edge, open, unknown, no_roster; "" where nothing is asked."""
    if found.missed:
        return NO_ROSTER
    return worst([check.status for check in found.checks]) if found.checks else ""


class Number(NamedTuple):
    """A level as a number with its unit."""

    value: float
    unit: str


def number_of(level: Any) -> Number | None:
    """The number in a level such as 5, "9 s" or "2,000/day"; None if it is none."""
    if isinstance(level, bool) or level is None:
        return None
    if isinstance(level, (int, float)):
        return Number(float(level), "")
    match = _NUMBER.fullmatch(str(level))
    return Number(float(match[1].replace(",", "").replace("_", "")), match[2]) if match else None


def numbers_of(levels: Sequence[Any]) -> tuple[list[float], str] | None:
    """Levels as numbers of one unit; None if they are not."""
    found = [number_of(level) for level in levels]
    units = {one.unit for one in found if one is not None}
    if any(one is None for one in found) or len(units) != 1:
        return None
    return [one.value for one in found if one is not None], units.pop()


def turning_points(result: ExperimentResult) -> pd.DataFrame:
    """Where each part of the target stops or begins to hold along a numeric factor, all else equal.

    Columns: scenario, the other factors, factor, kpi, bound, from, until, crosses_at, low, high. Between the levels
    `from` and `until` the estimate passes the bound; `crosses_at` lies on the straight line between them, `low` and
    `high` where the ends of the intervals pass it (empty if they do not within the levels).
    """
    found = []
    names = factors(result)
    for name in names:
        others = [other for other in names if other != name]
        lines: dict[tuple[Any, ...], list[Row]] = {}
        for row in rows(result):
            key = (row.cell.scenario.name, row.cell.point.draw, *(row.cell.point.levels.get(o) for o in others))
            if row.result.checks and name in row.cell.point.levels:
                lines.setdefault(key, []).append(row)
        for key, line in lines.items():
            scale = numbers_of([row.cell.point.levels[name] for row in line])
            if key[1] is not None or scale is None or len(line) < 3:
                continue
            ground = {"scenario": key[0], **dict(zip(others, key[2:], strict=True)), "factor": name}
            found += [ground | told for told in _passes(line, scale[0])]
    columns = ["scenario", *names, "factor", "kpi", "bound", "from", "until", "crosses_at", "low", "high"]
    return pd.DataFrame(found, columns=columns).dropna(axis="columns", how="all") if found else pd.DataFrame()


def _passes(line: list[Row], scale: list[float]) -> Iterator[dict[str, Any]]:
    order = np.argsort(scale, kind="stable")
    x = np.array(scale)[order]
    for place, check in enumerate(line[0].result.checks):
        if not {"met", "missed"} <= {row.result.checks[place].status for row in line}:
            continue  # derived rosters lie at the edge of their target: there, passing it says nothing
        groups = [group for i in order if (group := line[i].group) is not None]
        estimates = [group.kpis[check.kpi].estimate for group in groups]
        if len(estimates) < len(line) or len({row.result.checks[place].bound for row in line}) > 1:
            continue
        y, low, high = (
            np.array([np.nan if (v := getattr(one, end)) is None else v for one in estimates], np.float64)
            for end in ("value", "low", "high")
        )
        at = _crossing(x, y, check.bound)
        if at is None:
            continue
        ends = [end for end in (_crossing(x, low, check.bound), _crossing(x, high, check.bound)) if end is not None]
        both = len(ends) == 2
        yield {
            "kpi": check.kpi,
            "bound": check.bound,
            "from": float(x[x <= at].max()),
            "until": float(x[x >= at].min()),
            "crosses_at": at,
            "low": min(ends) if both else None,
            "high": max(ends) if both else None,
        }


def _crossing(x: Any, y: Any, bound: float) -> float | None:
    """The first x at which y passes the bound, on straight lines between the points; None if it never does."""
    above = y >= bound
    for i in range(len(x) - 1):
        if np.isfinite(y[i : i + 2]).all() and above[i] != above[i + 1]:
            return float(x[i] + (bound - y[i]) * (x[i + 1] - x[i]) / (y[i + 1] - y[i]))
    return None
