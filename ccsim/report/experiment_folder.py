"""An experiment's folder: its tables, its picture and its page; the same experiment, the same tables, byte for byte.

Every file is whole or not there (ccsim/atomic.py); `experiment.json` comes last and says that the folder is complete.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from ccsim import atomic
from ccsim.errors import UsageError
from ccsim.experiment.definition import LoadedExperiment
from ccsim.experiment.design import Design
from ccsim.experiment.keys import code_hash
from ccsim.experiment.sweep import ExperimentResult
from ccsim.experiment.sweep_priors import draw_table, influence_table, order_table, prior_table, spread_table
from ccsim.experiment.sweep_tables import long_table, table, turning_points
from ccsim.report.environment import environment
from ccsim.report.export import write_csv
from ccsim.scenario.scenario import Scenario

STATE = "experiment.json"
TABLES = ("table", "kpis", "turning_points", "spread", "order", "influence", "priors", "draws")
"""Names of the tables that a folder may hold, as <name>.csv; what an experiment does not have is absent."""


def fingerprint(loaded: LoadedExperiment, design: Design) -> str:
    """What makes two experiments the same: the file's content and the scenarios at all points."""
    said = [
        loaded.experiment.model_dump(mode="json"),
        [_plain(cell.scenario) for cell in design.cells],
        [_plain(cell.planned) for cell in design.cells if cell.planned is not None],
    ]
    return hashlib.blake2b(json.dumps(said, allow_nan=False).encode(), digest_size=16).hexdigest()


def _plain(scenario: Scenario) -> Any:
    return scenario.model_dump(mode="json")


def begin(folder: Path, loaded: LoadedExperiment, design: Design) -> None:
    """Say in the folder which experiment is being run there."""
    folder.mkdir(parents=True, exist_ok=True)
    atomic.write_bytes(folder / "experiment.yaml", loaded.path.read_bytes())
    _put_json(folder / STATE, {"name": loaded.experiment.name, "is": fingerprint(loaded, design), "finished": False})


def begun(folder: Path, loaded: LoadedExperiment, design: Design) -> bool:
    """Whether this very experiment was begun in the folder, finished or not."""
    state = state_of(folder)
    return state is not None and state.get("is") == fingerprint(loaded, design)


def state_of(folder: Path) -> dict[str, Any] | None:
    """What the folder says about its experiment; None if it holds none."""
    try:
        told = json.loads((folder / STATE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) else None


def read_table(folder: Path, name: str) -> pd.DataFrame:
    """One of the folder's tables. Raises UsageError if the folder or the table is not there or not finished."""
    state = state_of(folder)
    if state is None:
        raise UsageError(f"{folder}: no experiment's folder (there is no {STATE})")
    if not state.get("finished"):
        raise UsageError(f"{folder}: the experiment is not finished; run it again to finish it")
    path = folder / f"{name}.csv"
    if not path.exists():
        there = ", ".join(one for one in TABLES if (folder / f"{one}.csv").exists())
        raise UsageError(f"{folder}: there is no table {name!r}; there are {there}")
    return pd.read_csv(path, keep_default_na=False, na_values=[""], encoding="utf-8-sig")


def tables_of(result: ExperimentResult) -> dict[str, pd.DataFrame]:
    """The tables of a finished experiment by name, without those that are empty."""
    made = {"table": table(result), "kpis": long_table(result), "turning_points": turning_points(result)}
    if result.experiment.latin_hypercube is not None:
        made |= {
            "spread": spread_table(result),
            "order": order_table(result),
            "influence": influence_table(result),
            "priors": prior_table(result),
            "draws": draw_table(result),
        }
    return {name: frame for name, frame in made.items() if len(frame)}


def write_experiment(result: ExperimentResult, folder: Path, command: Sequence[str] = ()) -> None:
    """Write tables, pictures and pages of a finished experiment; what an earlier run left of these is replaced."""
    from ccsim.report.catalogue import in_language, languages
    from ccsim.report.experiment_page import pictures, render_experiment

    folder.mkdir(parents=True, exist_ok=True)
    atomic.tidy(folder)
    made = tables_of(result)
    for name in TABLES:
        final = folder / f"{name}.csv"
        if name in made:
            with atomic.replacing(final) as unfinished:
                write_csv(made[name], unfinished)
        else:
            with contextlib.suppress(FileNotFoundError):
                final.unlink()
    for language in languages():
        for name, svg in pictures(result, language).items():
            atomic.write_text(folder / in_language(f"{name}.svg", language), svg)
        atomic.write_text(folder / in_language("report.html", language), render_experiment(result, made, language))
    atomic.write_bytes(folder / "experiment.yaml", result.loaded.path.read_bytes())
    _put_json(
        folder / STATE,
        {
            "name": result.experiment.name,
            "is": fingerprint(result.loaded, result.design),
            "finished": True,
            "cells": len(result.results),
            "code": code_hash(),
            **environment(command),
        },
    )


def _put_json(path: Path, content: Any) -> None:
    atomic.write_text(path, json.dumps(content, indent=1, ensure_ascii=False) + "\n")
