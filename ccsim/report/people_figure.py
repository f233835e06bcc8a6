"""Two pictures of a team's months: who is there against the positions, and what comes and goes."""

from __future__ import annotations

import numpy as np

from ccsim.experiment.people import PeopleResult
from ccsim.experiment.statistics import Intervals
from ccsim.report.catalogue import words_of
from ccsim.report.drawing import (
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
from ccsim.report.month_steps import HEADS, by_month, draw_heads, draw_steps, month_axis

_LEFT, _WIDE, _HIGH = 52.0, 690.0, 150.0


def people_svg(result: PeopleResult, language: str) -> str:
    """A standalone SVG: for every team headcount, effective agents and positions; below leavers and starters."""
    words, block = words_of(language), 2 * _HIGH + 120

    def paint(sheet: Sheet) -> None:
        for place, (name, team) in enumerate(result.teams.items()):
            top = place * block + 46
            above = sheet.axes(_LEFT, top, _WIDE, _HIGH)
            low, high = _bounds(draw_heads(above, team))
            low, high = min(low, *team.plan.positions), max(high, *team.plan.positions)
            above.set_ylim(max(0.0, low - 0.3 * (high - low) - 1), high + 0.3 * (high - low) + 1)
            sheet.name_axes(above, None, words("people.axis_agents", group=name))
            below = sheet.axes(_LEFT, top + _HIGH + 40, _WIDE, _HIGH)
            moves = [draw_steps(below, by_month(team, measure), colour) for measure, colour in _MOVES]
            below.set_ylim(0, max(1.0, 1.06 * _bounds(moves)[1]))
            sheet.name_axes(below, words("people.axis_month"), words("people.axis_moves"))
            for axes in (above, below):
                month_axis(axes, team.plan.months)
        legend = [LegendItem(INK, "dash", words("people.positions"))]
        legend += [LegendItem(colour, "line", words.known("people_measure", m)) for m, colour in (*HEADS, *_MOVES)]
        legend_on(sheet, legend)

    svg = draw("people", words("people.figure"), block * len(result.teams) + 10, paint)
    return standing_alone(svg)


_MOVES = (("leavers", RED), ("starters", ORANGE), ("in_training", PURPLE))


def _bounds(drawn: list[Intervals]) -> tuple[float, float]:
    """The least and the largest number drawn, ends of intervals included."""
    every = np.concatenate([column for one in drawn for column in one[:3]])
    every = every[np.isfinite(every)]
    return float(every.min(initial=np.inf)), float(every.max(initial=0.0))
