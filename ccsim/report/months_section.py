"""People and load through the months, as a picture and as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from ccsim.experiment.people import MEASURES
from ccsim.experiment.statistics import Intervals
from ccsim.report.catalogue import Words, words_of
from ccsim.report.drawing import (
    BLUE,
    GREEN,
    INK,
    ORANGE,
    PURPLE,
    RED,
    Drawing,
    LegendItem,
    Sheet,
    draw,
    legend_on,
    standing_alone,
)
from ccsim.report.formats import NOTHING, Formats
from ccsim.report.month_steps import MEASURE, by_month, draw_heads, draw_steps, month_axis
from ccsim.report.sections import Cell, Table

if TYPE_CHECKING:
    from ccsim.experiment.result import MonthsFound, Result

Floats = NDArray[np.float64]

_LEFT, _WIDE, _HIGH, _GAP = 52.0, 690.0, 104.0, 36.0
_MOVES = (("vacancies", RED), ("in_training", PURPLE))
_BY_MONTH = ("headcount", "leavers", "starters", "in_training", "vacancies", "mean_tenure")
_WHOLE = (
    "leavers", "attrition", "mean_tenure", "headcount", "vacancies", "in_training", "effective_agents",
    "lost_resolution", "hiring_cost", "training_cost", "overtime_cost", "vacancy_cost", "slowness_cost", "undone",
)  # fmt: skip


def months_figure(result: Result, words: Words, legend_inside: bool = False) -> Drawing:
    """For every team: headcount against positions, who comes and goes, tenure, and occupancy with the service level.

    `legend_inside`: the drawing itself says what its lines mean.
    """
    found = result.months
    assert found is not None
    block = 4 * _HIGH + 4 * _GAP + 14

    legend = [
        LegendItem(INK, "dash", words("people.positions")),
        LegendItem(BLUE, "line", words.known("people_measure", "headcount")),
        LegendItem(GREEN, "line", words.known("people_measure", "effective_agents")),
        LegendItem(RED, "line", words.known("people_measure", "vacancies")),
        LegendItem(PURPLE, "line", words.known("people_measure", "in_training")),
        LegendItem(ORANGE, "line", words.known("kpi", found.occupancy_as)),
        LegendItem(INK, "line", words.known("kpi", "service_level")),
    ]

    def paint(sheet: Sheet) -> None:
        for place, name in enumerate(found.teams):
            _paint_team(sheet, found, name, place * block + (44 if legend_inside else 24), words)
        if legend_inside:
            legend_on(sheet, legend)

    title = words("figure.months.title")
    reading = words("figure.months.reading") if found.feedback else words("figure.months.reading_open")
    return Drawing("months", title, reading, legend, draw("months", title, block * len(found.teams) + 40, paint))


def months_svg(result: Result, language: str) -> str:
    """The picture as a file of its own, with its legend."""
    words = words_of(language)
    drawing = months_figure(result, words, legend_inside=True)
    return standing_alone(drawing.svg)


def months_frame(found: MonthsFound) -> pd.DataFrame:
    """One row per group, month (from 1) and measure: value, low, high; of people, and of the load."""
    rows = []
    for name, team in found.teams.items():
        parts = {measure.name: by_month(team, measure.name) for measure in MEASURES}
        parts |= {
            found.occupancy_as: found.occupancy(name),
            "service_level": found.share("answered_in_time", "offered"),
        }
        for measure, months in parts.items():
            columns = {"group": name, "month": np.arange(found.months) + 1, "measure": measure}
            rows.append(pd.DataFrame({**columns, **dict(zip(("value", "low", "high"), months[:3], strict=True))}))
    return pd.concat(rows, ignore_index=True)


def _paint_team(sheet: Sheet, found: MonthsFound, name: str, top: float, words: Words) -> None:
    team = found.teams[name]
    panels = [sheet.axes(_LEFT, top + n * (_HIGH + _GAP), _WIDE, _HIGH) for n in range(4)]
    positions = np.array(team.plan.positions, np.float64)
    heads = draw_heads(panels[0], team)
    _around(panels[0], [*heads, Intervals(positions, positions, positions, [])])
    _from_zero(panels[1], [draw_steps(panels[1], by_month(team, name), colour) for name, colour in _MOVES])
    _from_zero(panels[2], [draw_steps(panels[2], by_month(team, "mean_tenure"), BLUE)])
    draw_steps(panels[3], found.occupancy(name), ORANGE, 100)
    draw_steps(panels[3], found.share("answered_in_time", "offered"), INK, 100)
    panels[3].set_ylim(0, 103)
    named = (
        words("people.axis_agents", group=name),
        words("axis.people"),
        words("axis.tenure"),
        words("axis.busy", busy=words.known("kpi", found.occupancy_as)),
    )
    for n, (axes, y) in enumerate(zip(panels, named, strict=True)):
        month_axis(axes, found.months)
        sheet.name_axes(axes, words("people.axis_month") if n == len(panels) - 1 else None, y)


def _around(axes: Axes, drawn: list[Intervals]) -> None:
    """Limits around the values, and around their intervals as far as these are not wider than half the values."""
    value, low, high = (np.concatenate([one[n] for one in drawn]) for n in range(3))
    least, most = float(np.nanmin(value)), float(np.nanmax(value))
    bottom = max(float(np.nanmin(low, initial=least)), least - most / 2)
    top = min(float(np.nanmax(high, initial=most)), most + most / 2)
    room = 0.15 * (top - bottom) + 1
    axes.set_ylim(max(0.0, bottom - room), top + room)


def _from_zero(axes: Axes, drawn: list[Intervals]) -> None:
    """Limits from zero to the top of the intervals, but not to more than twice the values."""
    value, high = (np.concatenate([one[n] for one in drawn]) for n in (0, 2))
    most = float(np.nanmax(value, initial=0.0))
    axes.set_ylim(0, max(1.0, 1.06 * min(float(np.nanmax(high, initial=most)), 2 * most)))
    axes.yaxis.set_major_locator(MaxNLocator(5))


def months_tables(result: Result, words: Words, formats: Formats) -> list[tuple[str, Table]]:
    """By team: everything over all months, and the months one by one."""
    found = result.months
    assert found is not None
    tables = []
    interval = words("column.interval", confidence=f"{100 * result.confidence:g}")
    for name, team in found.teams.items():
        heads = [words("column.measure"), words("column.value"), interval]
        rows = []
        for measure in (MEASURE[one] for one in _WHOLE):
            if team.sums[measure.above].any():
                estimate = team.whole(measure)
                written = formats.written(_unit(measure.unit, formats), estimate.value, estimate.low, estimate.high)
                rows.append(
                    [Cell(words.known("people_measure", measure.name)), Cell(written.value), Cell(written.interval)]
                )
        needed = formats.value("number", float(np.mean(found.needed[name])))
        rows.append([Cell(words("months.needed")), Cell(needed), Cell(NOTHING)])
        tables.append((words("people.team", group=name), Table(heads, rows, 1)))
        tables.append((f"{name}{words('text.colon')}{words('people.by_month')}", _months(found, name, words, formats)))
    return tables


def _months(found: MonthsFound, name: str, words: Words, formats: Formats) -> Table:
    team, columns, heads = found.teams[name], [], [words("people.month")]
    for measure in (MEASURE[one] for one in _BY_MONTH):
        heads.append(words.known("people_measure", measure.name))
        written = [
            formats.written(_unit(measure.unit, formats), e.value, e.low, e.high) for e in team.by_month(measure)
        ]
        columns.append([Cell(*one) for one in written])
    shares = (
        (found.occupancy_as, found.occupancy(name)),
        ("service_level", found.share("answered_in_time", "offered")),
    )
    for kpi, values in shares:
        heads.append(words.known("kpi", kpi))
        columns.append([Cell(*formats.written("share", *map(float, row))) for row in zip(*values[:3], strict=True)])
    rows = [[Cell(str(month + 1)), *row] for month, row in enumerate(zip(*columns, strict=True))]
    return Table(heads, rows, 1)


def _unit(unit: str, formats: Formats) -> str:
    return {"money": formats.currency, "1/yr": "share", "months": "number"}.get(unit, unit)


def months_notes(result: Result, words: Words) -> list[str]:
    """What a reader must know about how the months were simulated."""
    found = result.months
    assert found is not None
    sampled = () if found.whole else (words("months.sampled_note", days=words.count("days", found.days[0])),)
    classes = [one for several in found.classes.values() for one in several if len(several) > 1]
    said = [words("months.feedback" if found.feedback else "months.no_feedback"), *sampled]
    if classes:
        listed = [words("text.in_brackets", name=one.name, said=f"{one.slower:.3f}") for one in classes]
        said.append(words("months.classes", classes=words("text.between_items").join(listed)))
    return said
