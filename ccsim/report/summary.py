"""The numbers of a result as other programs read them: the object that `ccsim run --json` prints."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pandas as pd

from ccsim.experiment.result import Result
from ccsim.experiment.shift_table import cover_rows, shift_rows


def summary(result: Result) -> dict[str, Any]:
    """One JSON object: scenario, seed, replications, engine, kpis by name, and how the staffing came about.

    Times in seconds, shares in 0..1, money in the scenario's currency; `why` says what an interval or value lacks.
    """
    schedule = result.schedule
    return {
        "scenario": result.scenario.name,
        "seed": result.seed,
        "replications": result.replications,
        "engine": result.engine,
        "confidence": result.confidence,
        "indicative": result.indicative,
        "currency": result.scenario.currency,
        "staffing": {
            "derived": dict(zip(result.scenario.groups, schedule.derived, strict=True)),
            "rule": schedule.rule,
            "factor": schedule.factor,
            "pilot": schedule.pilot,
            "target": result.scenario.staffing.target.model_dump(),
            **_shifts(result),
        },
        "kpis": {name: _kpi(result, name) for name in result.kpis},
        "warnings": list(result.warnings),
    }


def _shifts(result: Result) -> dict[str, Any]:
    """Shifts and how well they cover, per measured day; nothing where no group has shifts."""
    if not result.schedule.shifts:
        return {}
    return {
        "shifts": [asdict(row) for row in shift_rows(result.scenario, result.schedule)],
        "cover": [asdict(row) for row in cover_rows(result.scenario, result.schedule)],
    }


def _kpi(result: Result, name: str) -> dict[str, Any]:
    kpi = result.kpis[name]
    found: dict[str, Any] = {
        "value": kpi.estimate.value,
        "low": kpi.estimate.low,
        "high": kpi.estimate.high,
        "unit": kpi.unit,
    }
    if kpi.estimate.why:
        found["why"] = kpi.estimate.why
    if kpi.note:
        found["note"] = kpi.note
    return found


def kpi_frame(result: Result) -> pd.DataFrame:
    """The KPIs as a table: scenario, kpi, value, low, high, unit, why, note."""
    rows = [
        {
            "scenario": result.scenario.name,
            "kpi": name,
            "value": kpi.estimate.value,
            "low": kpi.estimate.low,
            "high": kpi.estimate.high,
            "unit": kpi.unit,
            "why": kpi.estimate.why,
            "note": kpi.note,
        }
        for name, kpi in result.kpis.items()
    ]
    return pd.DataFrame(rows).astype({"value": float, "low": float, "high": float})


def replication_frame(result: Result) -> pd.DataFrame:
    """One row per replication: every sum, and every part of the ledger's total in micro-units."""
    from ccsim.economics.ledger import ledger_totals

    rows = [
        {
            "replication": number,
            **sums.totals,
            **{f"cost_{part}_micro": amount for part, amount in ledger_totals(ledger).items()},
        }
        for number, (sums, ledger) in enumerate(zip(result.sums, result.ledgers, strict=True))
    ]
    return pd.DataFrame(rows)


def staffing_frame(result: Result) -> pd.DataFrame:
    """The schedule: start of each staffing interval (s), group, scheduled agents."""
    schedule = result.schedule
    rows = [
        {"start_s": slot * schedule.interval_s, "group": group, "agents": int(schedule.levels[index, slot])}
        | ({} if schedule.required is None else {"required": int(schedule.required[index, slot])})
        for index, group in enumerate(result.scenario.groups)
        for slot in range(schedule.levels.shape[1])
    ]
    return pd.DataFrame(rows)


def shift_frame(result: Result) -> pd.DataFrame:
    """The shifts: group, pattern, times (s after midnight), and per measured day agents, hours and premiums."""
    return pd.DataFrame([asdict(row) for row in shift_rows(result.scenario, result.schedule)])


def provenance_frame(result: Result) -> pd.DataFrame:
    """Where every number comes from: key, source, kind, low, high, note, file, line."""
    rows = [
        {
            "key": path,
            "source": ", ".join(origin.source),
            "kind": origin.kind,
            "low": "" if origin.low is None else str(origin.low),
            "high": "" if origin.high is None else str(origin.high),
            "note": origin.note or "",
            "file": str(origin.file),
            "line": origin.line,
        }
        for path, origin in result.provenance.items()
    ]
    return pd.DataFrame(rows, columns=["key", "source", "kind", "low", "high", "note", "file", "line"])
