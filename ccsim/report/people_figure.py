"""Two pictures of a team's months: who is there against the positions, and what comes and goes."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from ccsim.experiment.people import MEASURES, PeopleResult, Team
from ccsim.report.catalogue import words_of
from ccsim.report.drawing import (
    BLUE,
    GREEN,
    INK,
    ORANGE,
    PURPLE,
    RED,
    LegendItem,
    Sheet,
    draw,
    legend_on,
    standing_alone,
)

Floats = NDArray[np.float64]

_LEFT, _WIDE, _HIGH = 52.0, 690.0, 150.0
_BY_NAME = {one.name: one for one in MEASURES}


def people_svg(result: PeopleResult, language: str) -> str:
    """A standalone SVG: for every team headcount, effective agents and positions; below leavers and starters."""
    words, block = words_of(language), 2 * _HIGH + 120

    def paint(sheet: Sheet) -> None:
        for place, (name, team) in enumerate(result.teams.items()):
            top = place * block + 46
            above = sheet.axes(_LEFT, top, _WIDE, _HIGH)
            above.stairs(np.array(team.plan.positions, float), _edges(team), color=INK, linestyle="--", baseline=None)
            bounds = [_line(above, team, measure, colour) for measure, colour in _ABOVE]
            low = min(*(low for low, _ in bounds), *team.plan.positions)
            high = max(*(high for _, high in bounds), *team.plan.positions)
            above.set_ylim(max(0.0, low - 0.3 * (high - low) - 1), high + 0.3 * (high - low) + 1)
            sheet.name_axes(above, None, words("people.axis_agents", group=name))
            below = sheet.axes(_LEFT, top + _HIGH + 40, _WIDE, _HIGH)
            bounds = [_line(below, team, measure, colour) for measure, colour in _BELOW]
            below.set_ylim(0, max(1.0, 1.06 * max(high for _, high in bounds)))
            sheet.name_axes(below, words("people.axis_month"), words("people.axis_moves"))
            for axes in (above, below):
                axes.set_xlim(0, team.plan.months)
                axes.xaxis.set_major_locator(MaxNLocator(12, integer=True))
        legend = [LegendItem(INK, "dash", words("people.positions"))]
        legend += [LegendItem(colour, "line", words.known("people_measure", m)) for m, colour in (*_ABOVE, *_BELOW)]
        legend_on(sheet, legend)

    svg = draw("people", words("people.figure"), block * len(result.teams) + 10, paint)
    return standing_alone(svg)


_ABOVE = (("headcount", BLUE), ("effective_agents", GREEN))
_BELOW = (("leavers", RED), ("starters", ORANGE), ("in_training", PURPLE))


def _edges(team: Team) -> Floats:
    return np.arange(team.plan.months + 1, dtype=np.float64)


def _line(axes: Axes, team: Team, name: str, colour: str) -> tuple[float, float]:
    """A measure by month with its interval; the least and the largest number drawn."""
    estimates = team.by_month(_BY_NAME[name])
    value, low, high = (
        np.array([np.nan if x is None else x for x in column], np.float64)
        for column in zip(*((e.value, e.low, e.high) for e in estimates), strict=True)
    )
    held_low, held_high = np.append(low, low[-1:]), np.append(high, high[-1:])
    axes.fill_between(_edges(team), held_low, held_high, step="post", color=colour, alpha=0.2)
    axes.stairs(value, _edges(team), color=colour, linewidth=1.6, baseline=None)
    drawn = np.concatenate([value, low, high])
    drawn = drawn[np.isfinite(drawn)]
    return float(drawn.min(initial=np.inf)), float(drawn.max(initial=0.0))
