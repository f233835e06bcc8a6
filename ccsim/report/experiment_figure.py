"""An experiment's pictures: KPIs along a factor with their intervals, or their spread over what is not known."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from ccsim.experiment.sweep_tables import numbers_of
from ccsim.report.drawing import (
    BLUE,
    INK,
    RED,
    SERIES_COLOURS,
    WIDTH_PT,
    Drawing,
    LegendItem,
    Sheet,
    draw,
    series_colour,
)
from ccsim.report.experiment_tables import Teller, factor_columns, how_of, kpi_columns

Floats = NDArray[np.float64]

_STYLES = ("-", "--", ":")
_LEFT, _GAP, _HIGH, _STEP = 56.0, 44.0, 150.0, 208.0
_NAMES_PT = 170.0
MOST_PANELS = 4


class Layout(NamedTuple):
    """What stands where: column names of the table."""

    x: str
    lines: str | None
    panels: str | None
    y: list[str]


def layout_of(frame: pd.DataFrame, teller: Teller) -> Layout:
    """The experiment's plot block, with defaults for what it leaves open."""
    plot = None if teller.experiment is None else teller.experiment.plot
    names = factor_columns(frame)
    free = [*names, *(["scenario"] if frame["scenario"].nunique() > 1 else [])]
    if plot is not None and plot.lines is None and plot.x is None and frame["scenario"].nunique() > 1 and names:
        free = [names[0], "scenario", *names[1:]]
    x = (plot.x if plot else None) or (free[0] if free else "scenario")
    rest = [name for name in free if name not in (x, plot.panels if plot else None)]
    if x in kpi_columns(frame):  # then the first factor that is left runs along a line
        rest = [name for name in rest if name != (plot.lines if plot else None)][1:]
    lines = (plot.lines if plot else None) or (rest[0] if rest else None)
    rest = [name for name in rest if name != lines]
    panels = (plot.panels if plot else None) or (rest[0] if rest else None)
    return Layout(x, lines, panels, (plot.y if plot else []) or kpi_columns(frame)[:3])


def lines_figure(frame: pd.DataFrame, teller: Teller, targets: dict[str, float]) -> Drawing:
    """KPIs along the x factor: one row of panels per KPI, one line per level; bands are intervals."""
    layout, words = layout_of(frame, teller), teller.words
    panels = _levels(frame, layout.panels)[:MOST_PANELS]
    series = _levels(frame, layout.lines)
    wide = (WIDTH_PT - _LEFT - 18 - _GAP * (len(panels) - 1)) / len(panels)
    step = _STEP + (18 if layout.panels else 0)
    height = step * len(layout.y) + 20

    def paint(sheet: Sheet) -> None:
        for row, kpi in enumerate(layout.y):
            drawn: list[Axes] = []
            for column, panel in enumerate(panels):
                axes = sheet.axes(_LEFT + column * (wide + _GAP), 34 + row * step, wide, _HIGH)
                drawn.append(axes)
                part = _where(frame, layout.panels, panel)
                for place, level in enumerate(series):
                    _line(axes, _where(part, layout.lines, level), layout, kpi, teller, place)
                if kpi in targets:
                    factor = _factor(teller, kpi)
                    axes.axhline(factor * targets[kpi], color=RED, linestyle="--", linewidth=1.0)
                _x_axis(axes, sheet, part, layout, teller, wide)
                last = row == len(layout.y) - 1
                title = f"{teller.name(layout.panels)} {_said(panel, layout.panels, teller)}" if layout.panels else None
                sheet.name_axes(axes, _x_name(part, layout, teller) if last else None, title)
            above = 1 - (34 + row * step - (24 if layout.panels else 10)) / height
            sheet.figure.text(_LEFT / WIDTH_PT, above, sheet.text(teller.axis(kpi)), color=INK, fontsize=9.5)
            top = max(axes.get_ylim()[1] for axes in drawn)
            least = min(float(axes.dataLim.y0) for axes in drawn)
            low = min(axes.get_ylim()[0] for axes in drawn)
            for axes in drawn:
                axes.set_ylim(0 if least >= 0 else low, top)
                axes.yaxis.set_major_locator(MaxNLocator(5))
                axes.yaxis.set_major_formatter(FuncFormatter(lambda amount, _: f"{amount:,.6g}"))

    legend = []
    if layout.lines is not None:
        legend = [
            LegendItem(
                series_colour(i),
                "dash" if i >= len(SERIES_COLOURS) else "line",
                _line_name(level, layout.lines, teller),
            )
            for i, level in enumerate(series)
        ]
    if any(kpi in targets for kpi in layout.y):
        legend.append(LegendItem(RED, "dash", words("target.row")))
    title = words("experiment.figure")
    return Drawing("curves", title, words("experiment.figure_reading"), legend, draw("curves", title, height, paint))


def spread_figure(frame: pd.DataFrame, teller: Teller) -> Drawing:
    """Each KPI over the draws: a dot per draw, a bar from the fifth to the ninety-fifth percentile, the median."""
    names, words = factor_columns(frame), teller.words
    kpis = list((teller.experiment.plot.y if teller.experiment else []) or kpi_columns(frame)[:6])
    keys = list(frame[["scenario", *names]].drop_duplicates().itertuples(index=False, name=None))
    panel = 26.0 * len(keys) + 12
    lines = -(-len(kpis) // 2)
    wide = (WIDTH_PT - _NAMES_PT - 2 * _GAP) / 2

    def paint(sheet: Sheet) -> None:
        for place, kpi in enumerate(kpis):
            row, column = divmod(place, 2)
            axes = sheet.axes(_NAMES_PT + column * (wide + _GAP), 26 + row * (panel + 64), wide, panel)
            factor = _factor(teller, kpi)
            labels = []
            for line, key in enumerate(keys):
                part = frame
                for name, level in zip(("scenario", *names), key, strict=True):
                    part = _where(part, name, level)
                values = factor * part[kpi].to_numpy(np.float64)
                values = values[np.isfinite(values)]
                labels.append(_short(" ".join([teller.name(str(key[0])), *(str(level) for level in key[1:])])))
                if values.size:
                    p05, p50, p95 = np.quantile(values, [0.05, 0.5, 0.95])
                    # Dots of one scenario are spread a little, in the order of the draws, so that they can be seen.
                    shift = 0.22 * np.sin(2.4 * np.arange(values.size))
                    axes.plot(values, line + shift, ".", color=BLUE, markersize=3, alpha=0.35)
                    axes.plot([p05, p95], [line, line], color=BLUE, linewidth=5, alpha=0.45)
                    axes.plot([p50], [line], marker="|", markersize=13, color=INK, markeredgewidth=2)
            axes.set_ylim(len(keys) - 0.5, -0.5)
            shown = [sheet.text(label) for label in labels]
            axes.set_yticks(np.arange(len(keys)), labels=shown if column == 0 else [""] * len(keys))
            low, high = axes.get_xlim()
            if _share(teller, kpi):
                axes.set_xlim(max(0.0, low), min(100.0, max(high, low + 1)))
            elif low > 0 or teller.unit(kpi) != "number":
                axes.set_xlim(left=min(0.0, low) if low < 0 else 0.0)
            axes.xaxis.set_major_locator(MaxNLocator(5))
            axes.xaxis.set_major_formatter(FuncFormatter(lambda amount, _: f"{amount:,.6g}"))
            sheet.name_axes(axes, None, teller.axis(kpi))

    title = words("experiment.spread_figure")
    height = lines * (panel + 64.0) + 10
    return Drawing("spread", title, words("experiment.spread_reading"), [], draw("spread", title, height, paint))


def _line(axes: Axes, part: pd.DataFrame, layout: Layout, kpi: str, teller: Teller, place: int) -> None:
    factor = _factor(teller, kpi)
    x = _positions(part, layout, teller)
    order = np.argsort(x, kind="stable")
    value, low, high = (factor * part[f"{kpi}{end}"].to_numpy(np.float64)[order] for end in ("", "_low", "_high"))
    colour, style = series_colour(place), _STYLES[place // len(SERIES_COLOURS) % 3]
    axes.fill_between(x[order], low, high, color=colour, alpha=0.18)
    axes.plot(x[order], value, color=colour, linestyle=style, marker="o", markersize=3.5)


def _positions(part: pd.DataFrame, layout: Layout, teller: Teller) -> Floats:
    """Where rows stand across: a KPI's value, a number's, or the place in the order of levels."""
    if layout.x in kpi_columns(part):
        return np.asarray(part[layout.x].to_numpy(np.float64) * _factor(teller, layout.x))
    found = numbers_of(list(part[layout.x])) if len(part) else None
    if found is not None:
        return np.array(found[0])
    grid = {} if teller.experiment is None else teller.experiment.grid
    texts = [str(level) for level in (grid[layout.x].all if layout.x in grid else dict.fromkeys(part[layout.x]))]
    return np.array([texts.index(str(level)) if str(level) in texts else np.nan for level in part[layout.x]])


def _x_axis(axes: Axes, sheet: Sheet, part: pd.DataFrame, layout: Layout, teller: Teller, wide: float) -> None:
    axes.xaxis.set_major_formatter(FuncFormatter(lambda amount, _: f"{amount:,.6g}"))
    if layout.x in kpi_columns(part):
        axes.xaxis.set_major_locator(MaxNLocator(max(3, int(wide / 70))))
        return
    places = _positions(part, layout, teller)
    levels = dict(zip(places, part[layout.x], strict=True))
    numeric = numbers_of(list(part[layout.x])) is not None
    if len(levels) * 34 <= wide or not numeric:
        shown = {at: f"{at:,.6g}" if numeric else str(level) for at, level in levels.items() if np.isfinite(at)}
        axes.set_xticks(list(shown), labels=[sheet.text(text) for text in shown.values()])
    else:
        axes.xaxis.set_major_locator(MaxNLocator(max(3, int(wide / 50))))


def _x_name(part: pd.DataFrame, layout: Layout, teller: Teller) -> str:
    if layout.x in kpi_columns(part):
        return teller.axis(layout.x)
    numbers = numbers_of(list(part[layout.x])) if len(part) else None
    unit = numbers[1] if numbers is not None else ""
    return teller.name(layout.x) if not unit or unit.startswith("/") else f"{teller.name(layout.x)} ({unit})"


def _line_name(level: Any, name: str, teller: Teller) -> str:
    said = _said(level, name, teller)
    return said if name == "scenario" else f"{teller.name(name)} {said}"


def _said(level: Any, name: str, teller: Teller) -> str:
    return teller.name(str(level)) if name == "scenario" else teller.level(level, how_of(teller.experiment, name))


def _levels(frame: pd.DataFrame, name: str | None) -> list[Any]:
    return [None] if name is None else list(dict.fromkeys(frame[name]))


def _where(frame: pd.DataFrame, name: str | None, level: Any) -> pd.DataFrame:
    return frame if name is None else frame[frame[name] == level]


def _share(teller: Teller, kpi: str) -> bool:
    return teller.unit(kpi) == "share"


def _factor(teller: Teller, kpi: str) -> float:
    return 100.0 if _share(teller, kpi) else 1.0


def _short(text: str, most: int = 28) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
