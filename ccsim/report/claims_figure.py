"""Claimed against simulated, one row per claim: how many times what is claimed the simulation makes of it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from ccsim.claims.expression import Range
from ccsim.report.catalogue import Words
from ccsim.report.claims_verdict import verdict_name
from ccsim.report.drawing import (
    GREEN,
    GREY,
    INK,
    ORANGE,
    RED,
    WIDTH_PT,
    Drawing,
    LegendItem,
    Sheet,
    draw,
)

if TYPE_CHECKING:
    from ccsim.claims.judgement import Check, ClaimJudged

COLOURS = {"supported": GREEN, "undetermined": ORANGE, "contradicted": RED}
EDGES = (0.1, 10.0)
"""Multiples beyond these are drawn at the edge."""
_NAMES_PT, _ROW_PT = 190.0, 19.0


class Row(NamedTuple):
    """A claim's most favourable reading in multiples of what is claimed; NaN where a multiple means nothing."""

    id: str
    status: str
    band: Range
    low: float
    middle: float
    high: float


def rows_of(check: Check) -> list[Row]:
    """The rows that can be drawn: simulated, and claimed as something positive."""
    found = []
    for claim in check.claims:
        row = _row(claim)
        if row is not None:
            found.append(row)
    return found


def claims_figure(check: Check, words: Words) -> Drawing:
    """The picture; empty of rows if nothing was simulated."""
    rows = rows_of(check)
    height = _ROW_PT * max(1, len(rows)) + 62

    def paint(sheet: Sheet) -> None:
        axes = sheet.axes(_NAMES_PT, 10, WIDTH_PT - _NAMES_PT - 24, _ROW_PT * max(1, len(rows)))
        axes.set_xscale("log")
        axes.set_xlim(*EDGES)
        for place, row in enumerate(rows):
            low, high = (_within(end) for end in row.band)
            axes.plot([low, high], [place, place], color=GREY, linewidth=11, alpha=0.35, solid_capstyle="butt")
            colour = COLOURS.get(row.status, GREY)
            if math.isfinite(row.middle):
                axes.plot([_within(row.low), _within(row.high)], [place, place], color=colour, linewidth=3)
                axes.plot([_within(row.middle)], [place], marker="o", markersize=5, color=colour, linestyle="")
        axes.axvline(1.0, color=INK, linewidth=0.8)
        axes.set_ylim(max(1, len(rows)) - 0.5, -0.5)
        axes.set_yticks(np.arange(len(rows)), labels=[sheet.text(row.id) for row in rows])
        axes.xaxis.set_major_locator(FixedLocator([0.1, 0.2, 0.5, 1, 2, 5, 10]))
        axes.xaxis.set_minor_locator(NullLocator())
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}×"))
        sheet.name_axes(axes, words("check.figure_axis"), None)

    shown = [status for status in COLOURS if any(row.status == status for row in rows)]
    legend = [LegendItem(GREY, "band", words("check.legend_band"))]
    legend += [LegendItem(COLOURS[status], "line", verdict_name(status, words)) for status in shown]
    title = words("check.figure")
    return Drawing("claims", title, words("check.figure_reading"), legend, draw("claims", title, height, paint))


def _row(claim: ClaimJudged) -> Row | None:
    best = claim.best
    if best is None or best.over_ignorance is None:
        return None
    band = best.band
    ends = [end for end in band if math.isfinite(end)]
    middle = sum(ends) / len(ends)
    if not middle > 0 or best.over_ignorance[1] < 0:  # a saving is no multiple of a cost
        return None
    low, half, high = (value / middle for value in best.over_ignorance)
    return Row(claim.id, best.status, Range(band.low / middle, band.high / middle), low, half, high)


def _within(multiple: float) -> float:
    return min(max(multiple, EDGES[0]), EDGES[1])
