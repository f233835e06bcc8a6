"""Pictures of a comparison: differences relative to the base, and what each part contributes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

from ccsim.report.catalogue import Words
from ccsim.report.drawing import (
    BLUE,
    GREEN,
    INK,
    ORANGE,
    PURPLE,
    WIDTH_PT,
    Drawing,
    LegendItem,
    Sheet,
    draw,
    series_colour,
)

if TYPE_CHECKING:
    from ccsim.experiment.compare import Comparison
    from ccsim.experiment.contributions import Decomposition

SHOWN = (
    "cost_per_contact", "cost_per_resolved_issue", "rostered_agent_days", "human_legs", "service_level", "asa",
    "eventual_resolution", "first_contact_resolution", "csat_true",
)  # fmt: skip
"""KPIs of the figure of differences; each as a ratio to the base."""
_NAMES_PT, _RIGHT_PT = 210.0, 30.0


def difference_figure(comparison: Comparison, names: Sequence[str], words: Words) -> Drawing:
    """Ratios of every arm to the base with intervals, KPI by KPI, in percent of the base."""
    pairings = comparison.pairings
    shown = [name for name in SHOWN if any(_has_ratio(comparison, place, name) for place in range(len(pairings)))]
    row_pt = 13.0 * len(pairings) + 12.0
    height = row_pt * max(1, len(shown)) + 70

    def paint(sheet: Sheet) -> None:
        axes = sheet.axes(_NAMES_PT, 14, WIDTH_PT - _NAMES_PT - _RIGHT_PT, height - 64)
        for number, pairing in enumerate(pairings):
            colour = series_colour(number)
            for row, name in enumerate(shown):
                pair = pairing.kpis.get(name)
                ratio = None if pair is None else pair.paired.ratio
                if ratio is None or ratio.value is None:
                    continue
                at = row + (number - (len(pairings) - 1) / 2) * 13.0 / row_pt
                if ratio.low is not None and ratio.high is not None:
                    axes.plot([100 * ratio.low, 100 * ratio.high], [at, at], color=colour, linewidth=3, alpha=0.5)
                axes.plot([100 * ratio.value], [at], marker="o", markersize=5, color=colour, linestyle="")
        axes.axvline(100, color=INK, linewidth=0.9)
        axes.set_ylim(len(shown) - 0.5, -0.5)
        axes.set_yticks(np.arange(len(shown)), labels=[sheet.text(words.known("kpi", name)) for name in shown])
        axes.set_xscale("log")
        axes.xaxis.set_major_locator(LogLocator(10, (1, 1.5, 2, 3, 5, 7), numticks=20))
        axes.xaxis.set_minor_locator(NullLocator())
        axes.xaxis.set_major_formatter(FuncFormatter(lambda amount, _: f"{amount:g}"))
        sheet.name_axes(axes, words("paired.axis", base=names[0]), None)

    legend = [
        LegendItem(series_colour(number), "line", names[pairing.place]) for number, pairing in enumerate(pairings)
    ]
    title = words("paired.figure")
    return Drawing("paired", title, words("paired.reading"), legend, draw("paired", title, height, paint))


def contribution_figure(parts: Decomposition, words: Words, currency: str) -> Drawing:
    """From the base's cost per contact to the candidate's, a bar for each part; first-in and last-in beside it."""
    divided = parts.measures[0]
    names = [words.known("part", row.part) for row in divided.contributions]
    height = 34.0 * (len(names) + 2) + 70
    start = parts.combinations[0].kpis[divided.kpi].value or 0.0
    steps = [row.average.value or 0.0 for row in divided.contributions]

    def paint(sheet: Sheet) -> None:
        axes = sheet.axes(_NAMES_PT, 14, WIDTH_PT - _NAMES_PT - _RIGHT_PT, height - 64)
        ends = [start]
        for step in steps:
            ends.append(ends[-1] + step)
        for row, value in ((0, start), (len(names) + 1, ends[-1])):
            axes.barh([row], [value], height=0.6, color=BLUE)
        for row, contribution in enumerate(divided.contributions, 1):
            before, after = ends[row - 1], ends[row]
            axes.barh([row], [after - before], left=before, height=0.6, color=GREEN if after < before else ORANGE)
            average = contribution.average
            if average.low is not None and average.high is not None:
                axes.plot([before + average.low, before + average.high], [row, row], color=INK, linewidth=1.4)
            for estimate, mark in ((contribution.first, "^"), (contribution.last, "v")):
                at = before + (estimate.value or 0.0)
                axes.plot([at], [row], marker=mark, markersize=6, color=PURPLE, linestyle="", clip_on=False)
        labels = [words("parts.base"), *names, words("parts.candidate")]
        axes.set_yticks(np.arange(len(labels)), labels=[sheet.text(label) for label in labels])
        axes.set_ylim(len(labels) - 0.5, -0.5)
        axes.set_xlim(left=min(0.0, axes.get_xlim()[0]))
        axes.xaxis.set_major_locator(MaxNLocator(8))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda amount, _: f"{amount:g}"))
        sheet.name_axes(axes, words("parts.axis", currency=currency), None)

    legend = [
        LegendItem(GREEN, "area", words("parts.cheaper")),
        LegendItem(ORANGE, "area", words("parts.dearer")),
        LegendItem(INK, "line", words("parts.legend_interval")),
        LegendItem(PURPLE, "dots", words("parts.legend_orders")),
    ]
    title = words("parts.figure")
    return Drawing("parts", title, words("parts.reading"), legend, draw("parts", title, height, paint))


def _has_ratio(comparison: Comparison, place: int, name: str) -> bool:
    pair = comparison.pairings[place].kpis.get(name)
    return pair is not None and pair.paired.ratio.value is not None
