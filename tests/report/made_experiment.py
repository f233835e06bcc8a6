"""Finished experiments without simulation: real designs on a shipped scenario, made-up results."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ccsim.experiment.cells import CellResult, Group
from ccsim.experiment.definition import LoadedExperiment, load_experiment
from ccsim.experiment.design import Cell, design_of
from ccsim.experiment.result import KpiValue
from ccsim.experiment.statistics import Estimate
from ccsim.experiment.sweep import ExperimentResult
from ccsim.experiment.targets import Check

CONFIGS = Path(__file__).resolve().parents[2] / "configs"

GRID = f"""\
title: {{en: "<b>Title</b>", zh: 标题}}
question: {{en: What & why?, zh: 为什么？}}
scenarios: [{CONFIGS}/in_house.yaml, {CONFIGS}/pure_bot.yaml]
set: {{arrivals.volume: 100/day}}
planned_for: {{patience.mean: 200 s}}
grid:
  groups.agents.concurrency: [1, 2, 3, 4]
  handling.cv: {{times: [1, 2]}}
  intents.*.resolution: {{odds: [1, 2]}}
  handling.switch_cost: {{quantiles: [0.1, 0.9]}}
kpis: [service_level, asa, cost_per_contact, human_legs_per_agent_day]
replications: 20
labels:
  groups.agents.concurrency: {{en: Chats <at> once, zh: 同时会话数}}
"""
CUBE = f"""\
scenarios: [{CONFIGS}/in_house.yaml, {CONFIGS}/ai_outsourcer.yaml]
latin_hypercube: {{points: 160}}
kpis: [cost_per_contact, service_level]
replications: 2
"""
PEOPLE = f"""\
scenarios: [{CONFIGS}/attrition_year_35.yaml]
people: {{months: 3}}
grid: {{groups.agents.labour.attrition: [10%/yr, 20%/yr, 30%/yr]}}
kpis: [attrition, mean_tenure, unit_cost]
"""


def experiment(folder: Path, text: str, name: str = "made") -> LoadedExperiment:
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return load_experiment(path)


def result(folder: Path, text: str = GRID, name: str = "made") -> ExperimentResult:
    """A finished experiment; the service level falls along the points, and the last has no roster."""
    loaded = experiment(folder, text, name)
    design = design_of(loaded)
    results = [_found(loaded, cell, len(design.cells)) for cell in design.cells]
    if loaded.experiment.people is None:
        results[-1] = CellResult({}, 0, missed="three times the formula's headcounts miss the target")
    return ExperimentResult(loaded, design, results)


def _found(loaded: LoadedExperiment, cell: Cell, cells: int) -> CellResult:
    level = next(iter(cell.point.levels.values()), cell.number)
    share = 1 - (level / 8 if isinstance(level, int) else cell.number / cells)
    kpis = {}
    for name in loaded.experiment.kpis:
        unit = {"service_level": "share", "asa": "s", "attrition": "1/yr", "mean_tenure": "months"}.get(name, "number")
        unit = "CNY" if "cost" in name else unit
        value = share if unit in ("share", "1/yr") else 10 * (1.1 - share)
        kpis[name] = KpiValue(
            name, unit, Estimate(value, 0.95 * value, min(1.05 * value, 1.0 if unit == "share" else 99), "", 20)
        )
    if loaded.experiment.people is not None:
        return CellResult({"agents": Group(kpis, {})}, 200)
    status = "met" if share > 0.6 else "missed"
    parts = {name: (np.ones(20), np.ones(20)) for name in kpis}
    return CellResult({"": Group(kpis, parts)}, 20, [Check("service_level", 0.6, True, status)], factor=1.0)
