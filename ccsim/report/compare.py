"""Several scenarios side by side: a table of all KPIs, and dots with intervals for those that decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ccsim.report.catalogue import Words
from ccsim.report.drawing import BLUE, INK, WIDTH_PT, Drawing, Sheet, draw
from ccsim.report.families import by_family
from ccsim.report.formats import Formats
from ccsim.report.sections import Cell, KpiRow, kpi_row
from ccsim.report.verdict import title_of

if TYPE_CHECKING:
    from ccsim.experiment.result import Result

COMPARED = (
    "cost_per_contact",
    "cost_per_resolved_issue",
    "service_level",
    "abandonment",
    "eventual_resolution",
    "csat_true",
)
"""KPIs of the figure, three in a row."""

_NAMES_PT, _GAP_PT, _ROW_PT = 150.0, 22.0, 20.0


class CompareRow(NamedTuple):
    """One KPI over all scenarios; a heading if it has no cells."""

    name: str
    key: str
    cells: list[Cell]
    unit: str


def compare_rows(results: Sequence[Result], words: Words) -> list[CompareRow]:
    """All KPIs by family, one cell per scenario."""
    rows: list[CompareRow] = []
    names = dict.fromkeys(name for result in results for name in result.kpis)
    for family, members in by_family(names).items():
        rows.append(CompareRow(words(f"family.{family}"), "", [], ""))
        for name in members:
            found = [_row(result, name, words) for result in results]
            cells = [Cell("–") if row is None else row.cell for row in found]
            units = [row.unit for row in found if row is not None]
            rows.append(CompareRow(words.known("kpi", name), name, cells, units[0] if units else ""))
    return rows


def _row(result: Result, name: str, words: Words) -> KpiRow | None:
    kpi = result.kpis.get(name)
    return None if kpi is None else kpi_row(name, kpi, words, Formats(words, result.scenario.currency))


def compare_figure(results: Sequence[Result], words: Words) -> Drawing:
    """Estimates with intervals, one small panel per KPI, scenarios in the order given."""
    shown = [name for name in COMPARED if any(_observed(result, name) for result in results)]
    lines = -(-len(shown) // 3)
    panel = _ROW_PT * len(results) + 10
    height = max(1, lines) * (panel + 62.0)
    wide = (WIDTH_PT - _NAMES_PT - 3 * _GAP_PT) / 3
    currency = Formats(words, results[0].scenario.currency).currency_name

    def paint(sheet: Sheet) -> None:
        for place, name in enumerate(shown):
            line, column = divmod(place, 3)
            axes = sheet.axes(_NAMES_PT + column * (wide + _GAP_PT), 24 + line * (panel + 62), wide, panel)
            unit = next(result.kpis[name].unit for result in results if name in result.kpis)
            factor = 100.0 if unit == "share" else 1.0
            for row, result in enumerate(results):
                if not _observed(result, name):
                    continue
                estimate = result.kpis[name].estimate
                value = factor * float(estimate.value or 0.0)
                if estimate.low is not None and estimate.high is not None:
                    axes.plot(
                        [factor * estimate.low, factor * estimate.high], [row, row], color=BLUE, linewidth=3, alpha=0.5
                    )
                axes.plot([value], [row], marker="o", markersize=5, color=BLUE, clip_on=False)
            axes.set_ylim(len(results) - 0.5, -0.5)
            labels = [sheet.text(_short(title_of(result, words))) for result in results]
            axes.set_yticks(np.arange(len(results)), labels=labels if column == 0 else [""] * len(results))
            axes.set_xlim(left=0)
            axes.xaxis.set_major_locator(MaxNLocator(4))
            axes.xaxis.set_major_formatter(FuncFormatter(lambda amount, _: f"{amount:,.6g}"))
            axes.set_title(sheet.text(words.known("kpi", name)), loc="left", fontsize=9, pad=6, color=INK)
            axes.set_xlabel(sheet.text("%" if unit == "share" else "s" if unit == "s" else currency), labelpad=3)

    title = words("figure.compare.title")
    return Drawing("compare", title, words("figure.compare.reading"), [], draw("compare", title, height, paint))


def _observed(result: Result, name: str) -> bool:
    return name in result.kpis and result.kpis[name].estimate.value is not None


def _short(title: str, most: int = 26) -> str:
    return title if len(title) <= most else title[: most - 1] + "…"
