"""An experiment's tables in words: headings, levels, numbers with intervals; for the page and the terminal."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ccsim.experiment.definition import Experiment
from ccsim.report.catalogue import Words
from ccsim.report.formats import NOTHING, Formats
from ccsim.report.sections import Cell, Table

NOT_MEASURED = ("scenario", "team", "draw", "replications", "target", "precise")
MOST_ROWS = 300
"""Rows of a table on the page; the whole table is in the folder."""


class Teller:
    """Says an experiment's names and numbers in one language."""

    def __init__(
        self,
        experiment: Experiment | None,
        units: Mapping[str, str],
        words: Words,
        titles: Mapping[str, Mapping[Any, str]] | None = None,
    ) -> None:
        self.experiment, self.units, self.words, self.titles = experiment, units, words, titles or {}
        currencies = [unit for unit in units.values() if re.fullmatch("[A-Z]{3}", unit)]
        self.formats = Formats(words, currencies[0] if currencies else "CNY")

    def name(self, name: str) -> str:
        """A factor's or scenario's name: the experiment's own label, else the scenario's title, else itself."""
        labels: Mapping[Any, str] = {} if self.experiment is None else self.experiment.labels.get(name, {})
        labels = labels or self.titles.get(name, {})
        told = {str(language): text for language, text in labels.items()}
        return told.get(self.words.language) or next(iter(told.values()), name)

    def kpi(self, name: str) -> str:
        """A KPI's or measure's name."""
        told = self.words.known("kpi", name, "") or self.words.known("people_measure", name)
        return told[:1].upper() + told[1:]

    def axis(self, name: str) -> str:
        """A KPI's name with its unit, for an axis."""
        unit = self.unit(name)
        shown = "%" if unit == "share" else self.formats.currency_name if self.formats.is_money(unit) else unit
        shown = shown if unit in ("share", "s") or self.formats.is_money(unit) else self.formats.unit(unit)
        return f"{self.kpi(name)} ({shown})" if shown else self.kpi(name)

    def unit(self, name: str) -> str:
        """A KPI's unit as numbers are written in it."""
        return {"1/yr": "share", "months": "number"}.get(self.units.get(name, ""), self.units.get(name, "number"))

    def level(self, value: Any, how: str = "values") -> str:
        """A factor's level: as written, or as a multiple."""
        if value is None or (isinstance(value, float) and value != value):
            return NOTHING
        text = f"{value:g}" if isinstance(value, float) else str(value)
        return f"× {text}" if how in ("times", "odds") else text

    def cell(self, name: str, value: Any, low: Any = None, high: Any = None) -> Cell:
        """A KPI's value with its interval."""
        value, low, high = (None if end is None or end != end else float(end) for end in (value, low, high))
        written = self.formats.written(self.unit(name), value, low, high)
        return Cell(written.value, written.interval)

    def status(self, name: str) -> str:
        """Whether the target holds, in words."""
        if name == "no_roster":
            return self.words("experiment.no_roster")
        return self.words(f"verdict.{name}") if name else NOTHING


def how_of(experiment: Experiment | None, path: str) -> str:
    """In which form a factor's levels are given."""
    return "values" if experiment is None or path not in experiment.grid else experiment.grid[path].how


def factor_columns(frame: pd.DataFrame) -> list[str]:
    """Columns of the table that are factors: those that neither measure nor are always there."""
    measured = {f"{name}{suffix}" for name in kpi_columns(frame) for suffix in ("", "_low", "_high")}
    return [name for name in frame.columns if name not in measured and name not in NOT_MEASURED]


def kpi_columns(frame: pd.DataFrame) -> list[str]:
    """KPIs of the table: columns that have a low and a high beside them."""
    return [name for name in frame.columns if f"{name}_low" in frame and f"{name}_high" in frame]


def units_of(kpis: pd.DataFrame) -> dict[str, str]:
    """Units by KPI, from the long table."""
    return {} if kpis.empty else dict(kpis.drop_duplicates("kpi")[["kpi", "unit"]].itertuples(index=False))


def main_table(frame: pd.DataFrame, teller: Teller) -> Table:
    """Scenario, levels, target and KPIs of every row, as many as are shown."""
    words, names, kpis = teller.words, factor_columns(frame), kpi_columns(frame)
    several = frame["scenario"].nunique() > 1
    judged = bool(frame["target"].notna().any() and (frame["target"].fillna("") != "").any())
    heads = [words("method.name")] if several else []
    heads += [words("experiment.team")] if "team" in frame else []
    heads += [teller.name(name) for name in names]
    heads += [words("experiment.draw")] if "draw" in frame else []
    heads += [words("target.row")] if judged else []
    texts = len(heads)
    rows = []
    for told in frame.head(MOST_ROWS).to_dict("records"):
        row = [Cell(teller.name(str(told["scenario"])))] if several else []
        row += [Cell(str(told["team"]))] if "team" in frame else []
        row += [Cell(teller.level(told[name], how_of(teller.experiment, name))) for name in names]
        row += [Cell(str(told["draw"]))] if "draw" in frame else []
        row += [Cell(teller.status("" if told["target"] != told["target"] else str(told["target"])))] if judged else []
        row += [teller.cell(name, told[name], told[f"{name}_low"], told[f"{name}_high"]) for name in kpis]
        rows.append(row)
    return Table([*heads, *(teller.kpi(name) for name in kpis)], rows, texts)


def turning_table(frame: pd.DataFrame, teller: Teller) -> Table:
    """Where parts of the target stop or begin to hold."""
    words = teller.words
    fixed = ("scenario", "factor", "kpi", "bound", "from", "until", "crosses_at", "low", "high")
    others = [name for name in frame.columns if name not in fixed]
    heads = [words("method.name"), *(teller.name(name) for name in others), words("experiment.factor")]
    heads += [words("column.measure"), words("experiment.bound"), words("experiment.between"), words("experiment.at")]
    rows = []
    for told in frame.to_dict("records"):
        row = [Cell(teller.name(str(told["scenario"]))), *(Cell(teller.level(told[name])) for name in others)]
        row += [Cell(teller.name(str(told["factor"]))), Cell(teller.kpi(str(told["kpi"])))]
        row += [teller.cell(str(told["kpi"]), told["bound"])]
        row += [Cell(teller.formats.range(f"{told['from']:g}", f"{told['until']:g}"))]
        low, high = told.get("low"), told.get("high")
        known = low is not None and high is not None and low == low and high == high
        row += [Cell(f"{told['crosses_at']:.3g}", teller.formats.range(f"{low:.3g}", f"{high:.3g}") if known else "")]
        rows.append(row)
    return Table(heads, rows, len(others) + 3)


def spread_shown(frame: pd.DataFrame, teller: Teller) -> Table:
    """Each KPI over the draws."""
    words = teller.words
    fixed = (
        "scenario",
        "kpi",
        "draws",
        "no_roster",
        "mean",
        "mean_low",
        "mean_high",
        "p05",
        "p50",
        "p95",
        "least",
        "most",
    )
    others = [name for name in frame.columns if name not in fixed]
    heads = [words("column.measure"), words("method.name"), *(teller.name(name) for name in others)]
    heads += [words(f"experiment.{name}") for name in ("mean", "p05", "p50", "p95", "draws", "no_roster")]
    rows = []
    order = {name: place for place, name in enumerate(dict.fromkeys(frame["kpi"]))}
    for told in sorted(frame.to_dict("records"), key=lambda row: order[row["kpi"]]):
        kpi = str(told["kpi"])
        row = [Cell(teller.kpi(kpi)), Cell(teller.name(str(told["scenario"])))]
        row += [Cell(teller.level(told[name])) for name in others]
        row += [teller.cell(kpi, told.get("mean"), told.get("mean_low"), told.get("mean_high"))]
        row += [teller.cell(kpi, told.get(name)) for name in ("p05", "p50", "p95")]
        rows.append([*row, Cell(str(told["draws"])), Cell(str(told["no_roster"]))])
    return Table(heads, rows, 2 + len(others))


def order_shown(frame: pd.DataFrame, teller: Teller) -> Table:
    """Scenarios against each other at the same draws."""
    words = teller.words
    heads = [words("column.measure"), words("experiment.first"), words("experiment.second"), words("experiment.lower")]
    heads += [words(f"experiment.apart_{name}") for name in ("p05", "p50", "p95")]
    rows = []
    order = {name: place for place, name in enumerate(dict.fromkeys(frame["kpi"]))}
    for told in sorted(frame.to_dict("records"), key=lambda row: order[row["kpi"]]):
        kpi = str(told["kpi"])
        share = teller.formats.written("share", told.get("lower"), told.get("lower_low"), told.get("lower_high"))
        row = [Cell(teller.kpi(kpi)), *(Cell(teller.name(str(told[side]))) for side in ("first", "second"))]
        row += [Cell(share.value, share.interval)]
        rows.append([*row, *(teller.cell(kpi, told.get(name)) for name in ("p05", "p50", "p95"))])
    return Table(heads, rows, 3)


def influence_shown(frame: pd.DataFrame, teller: Teller, most: int = 6) -> Table:
    """The inputs that each KPI depends on most."""
    words = teller.words
    heads = [words("column.measure"), words("method.name"), words("column.path"), words("experiment.rho")]
    best = frame.groupby(["scenario", "kpi"], sort=False, dropna=False).head(most)
    order = {name: place for place, name in enumerate(dict.fromkeys(frame["kpi"]))}
    rows = []
    for told in sorted(best.to_dict("records"), key=lambda row: order[row["kpi"]]):
        interval = teller.formats.range(f"{told['rho_low']:+.2f}", f"{told['rho_high']:+.2f}")
        row = [Cell(teller.kpi(str(told["kpi"]))), Cell(teller.name(str(told["scenario"])))]
        rows.append([*row, Cell(str(told["path"])), Cell(f"{told['rho']:+.2f}", interval)])
    return Table(heads, rows, 3)


def prior_shown(frame: pd.DataFrame, teller: Teller) -> Table:
    """What was drawn from, each key path once for scenarios that agree."""
    words = teller.words
    heads = [words("column.path"), words("column.low"), words("column.value"), words("column.high")]
    heads = [heads[0], words("experiment.varies"), words("column.kind"), words("column.source"), *heads[1:]]
    rows, seen = [], set()
    for told in frame.to_dict("records"):
        said: Sequence[Any] = [told[name] for name in ("path", "low", "value", "high")]
        if tuple(said) in seen:
            continue
        seen.add(tuple(said))
        texts = [str(told["path"]), words(f"experiment.{told['varies']}"), words.known("kind", str(told["kind"]))]
        numbers = [f"{end:.6g}" if isinstance(end, float) else str(end) for end in said[1:]]
        rows.append([Cell(text) for text in (*texts, str(told["source"] or ""), *numbers)])
    return Table(heads, rows, 4)
