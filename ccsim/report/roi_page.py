"""The return on a change as a page, a table for the terminal, and files for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ccsim.report.catalogue import Words, in_language, languages, words_of
from ccsim.report.compare_export import plain_estimate
from ccsim.report.drawing import BLUE, GREY, INK, WIDTH_PT, Drawing, LegendItem, Sheet, draw
from ccsim.report.export import write_csv
from ccsim.report.folder import write_json
from ccsim.report.formats import Formats
from ccsim.report.page import page, placed, versions_row
from ccsim.report.roi_rows import (
    break_even_table,
    cash_table,
    influence_table,
    points_text,
    return_rows,
    running_table,
    sentences,
)
from ccsim.report.sections import Cell, Table
from ccsim.report.verdict import title_of

if TYPE_CHECKING:
    from ccsim.experiment.roi import Roi


def write_roi(roi: Roi, folder: Path) -> None:
    """roi.html in every language, roi.json, months.csv and points.csv, into a run folder in the making."""
    for language in languages():
        (folder / in_language("roi.html", language)).write_text(render_roi(roi, language), encoding="utf-8")
    write_json(folder / "roi.json", roi_plain(roi))
    write_csv(month_frame(roi), folder / "months.csv")
    if roi.points:
        rows = [{**point.inputs, **point.measures} for point in roi.points]
        write_csv(pd.DataFrame(rows).astype(float), folder / "points.csv")


def render_roi(roi: Roi, language: str) -> str:
    """The return as one HTML document; the same result gives the same text."""
    words = words_of(language)
    base, candidate = roi.results[:2]
    formats = Formats(words, candidate.scenario.currency)
    names = title_of(base, words), title_of(candidate, words)
    context: dict[str, Any] = {
        "title": words("roi.title", base=names[0], arm=names[1]),
        "facts": words("roi.facts", replications=words.count("replications", base.replications), seed=base.seed,
                       months=roi.plan.months, points=points_text(roi, words)),
        "findings": sentences(roi, words, formats),
        "warnings": list(dict.fromkeys(words.said(text) for one in roi.results for text in one.warnings)),
        "figure": placed(cash_figure(roi, words, formats.currency_name), ""),
        "running": running_table(roi, names, words, formats),
        "returns": returns_table(roi, words, formats),
        "legend": words("roi.legend", confidence=f"{100 * base.confidence:g}"),
        "cash": cash_table(roi, words),
        "break_evens": break_even_table(roi, words, formats),
        "break_even_note": words("roi.break_even_note", months=roi.plan.months),
        "influences": influence_table(roi, words) if roi.influences else None,
        "method": [(words("method.seed"), str(base.seed)), (words("method.replications"), f"{base.replications:,}"),
                   versions_row(words)],
    }  # fmt: skip
    return page("roi.html.j2", words, context)


def returns_table(roi: Roi, words: Words, formats: Formats) -> Table:
    """Measures by horizon, realisable beside paper."""
    rows, last = [], 0
    for row in return_rows(roi, words, formats):
        horizon = words("roi.horizon", n=row.horizon) if row.horizon != last else ""
        rows.append([Cell(horizon), Cell(row.name), *row.cells])
        last = row.horizon
    heads = ["", words("roi.measure"), words("roi.realisable"), words("roi.paper")]
    return Table(heads, rows, 2, tuple(place for place, row in enumerate(rows) if row[0].value))


def cash_figure(roi: Roi, words: Words, currency: str) -> Drawing:
    """The sum of cash so far, realisable and on paper, with the band of the priors."""
    months = np.arange(roi.plan.months + 1)

    def paint(sheet: Sheet) -> None:
        axes = sheet.axes(90, 20, WIDTH_PT - 120, 240)
        if roi.points:
            paths = np.array([point.so_far for point in roi.points])
            low, high = np.quantile(paths, [0.05, 0.95], axis=0)
            axes.fill_between(months, low, high, color=BLUE, alpha=0.2)
        axes.plot(months, np.cumsum(roi.realisable.net), color=BLUE, linewidth=2)
        axes.plot(months, np.cumsum(roi.paper.net), color=GREY, linestyle="--")
        axes.axhline(0, color=INK, linewidth=0.9)
        axes.set_xlim(0, roi.plan.months)
        axes.xaxis.set_major_locator(MaxNLocator(12, integer=True))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda amount, _: f"{amount:,.0f}"))
        sheet.name_axes(axes, words("roi.axis_month"), words("roi.axis_cash", currency=currency))

    legend = [LegendItem(BLUE, "line", words("roi.realisable")), LegendItem(GREY, "dash", words("roi.paper"))]
    legend += [LegendItem(BLUE, "band", words("roi.band"))] if roi.points else []
    title = words("roi.figure")
    return Drawing("cash", title, words("roi.reading"), legend, draw("cash", title, 310, paint))


def roi_plain(roi: Roi) -> dict[str, Any]:
    """The object that `ccsim roi --json` prints."""
    return {
        "base": roi.results[0].scenario.name,
        "candidate": roi.results[1].scenario.name,
        "currency": roi.results[0].scenario.currency,
        "seed": roi.results[0].seed,
        "replications": roi.results[0].replications,
        "plan": vars(roi.plan),
        "per_month": {
            "before": {**roi.before._asdict(), "cost": roi.before.cost},
            "after": {**roi.after._asdict(), "cost": roi.after.cost},
            "launch": roi.launch_cost,
        },
        "measures": {
            name: {
                **plain_estimate(estimate),
                **({"priors": _spread(roi, name)} if name in roi.spreads else {}),
            }
            for name, estimate in roi.measures.items()
        },
        "points": len(roi.points),
        "failed_points": roi.failed,
        "break_evens": [one._asdict() for one in roi.break_evens],
        "influences": [one._asdict() for one in roi.influences],
    }


def month_frame(roi: Roi) -> pd.DataFrame:
    """Cash by month from the order (0) on."""
    flow, paper = roi.realisable, roi.paper
    return pd.DataFrame({
        "month": np.arange(roi.plan.months + 1), "avoided": flow.avoided, "running": flow.running, "launch": flow.dip,
        "overlap": flow.overlap, "one_off": flow.one_off, "net": flow.net, "so_far": np.cumsum(flow.net),
        "heads": flow.heads, "paper_net": paper.net, "paper_so_far": np.cumsum(paper.net),
    })  # fmt: skip


def _spread(roi: Roi, name: str) -> dict[str, Any]:
    found = roi.spreads[name]
    return {"p05": found.low, "p50": found.median, "p95": found.high, "positive": plain_estimate(found.positive)}
