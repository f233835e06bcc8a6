"""The days on one sheet, for the wall: what came and was expected, who was there, how long the queue grew, how it went.

Five panels above one clock. Times at which the queue is above normal are shaded through all of them, the darker, the
more replications have it so.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from ccsim.report.catalogue import Words, words_of
from ccsim.report.drawing import (
    BLUE,
    GREEN,
    GREY,
    INK,
    MUTED,
    ORANGE,
    PURPLE,
    RED,
    Drawing,
    LegendItem,
    Sheet,
    draw,
    panel_legend,
    stacked,
    standing_alone,
)
from ccsim.report.figures import Timeline, from_zero, percent_axis
from ccsim.report.formats import Formats, clock
from ccsim.report.on_duty import on_duty, sources
from ccsim.report.verdict import title_of

if TYPE_CHECKING:
    from ccsim.experiment.result import Result

Floats = NDArray[np.float64]

MOST_DAYS = 3
"""Longer runs are drawn around their longest queue."""
_LEFT, _WIDE, _GAP = 52.0, 690.0, 30.0
_GROUPS = (GREEN, PURPLE, BLUE, GREY, RED)
_HEADER = 74.0


class _Course(Timeline):
    """The days that are drawn, and where in them the queue is longest and above normal."""

    def __init__(self, result: Result) -> None:
        days, per_day = result.scenario.run.days, len(result.series) // result.scenario.run.days
        longest = int(np.argmax(np.nan_to_num(result.series["queue_length"].to_numpy(np.float64)))) // per_day
        self.first_day = min(max(0, longest - 1), max(0, days - MOST_DAYS))
        super().__init__(result, self.first_day, MOST_DAYS)
        self.share_above = np.nan_to_num(self.column("above_normal"))
        self.above = self.share_above >= 0.5
        self.peak = int(np.argmax(np.nan_to_num(self.column("queue_length"))))
        self.dates = [result.scenario.run.start + timedelta(days=self.first_day + day) for day in range(self.days)]

    @property
    def recovered(self) -> int | None:
        """First interval after the longest queue that is normal in most replications; None if all are, or none."""
        normal = np.flatnonzero(~self.above[self.peak :])
        return self.peak + int(normal[0]) if normal.size and self.above[self.peak] else None

    def scatter(self, axes: Axes, name: str, colour: str, factor: float = 1.0) -> None:
        """Where nine of ten replications lie, as a band."""
        low, high = self.column(f"{name}_p05", factor), self.column(f"{name}_p95", factor)
        if np.isfinite(low).any():
            below, above = (np.append(column, column[-1:]) for column in (low, high))
            axes.fill_between(self.edges, below, above, step="post", color=colour, alpha=0.22)

    def shade(self, axes: Axes) -> None:
        """Mark the intervals above normal, darker for more replications."""
        shades = np.round(0.3 * self.share_above, 3)
        turns = [0, *(np.flatnonzero(np.diff(shades)) + 1).tolist(), shades.size]
        for begin, end in pairwise(turns):
            if shades[begin] > 0:
                place, wide = (self.edges[begin], 0.0), self.edges[end] - self.edges[begin]
                # axvspan would ask anew for the limits of the axes, which takes ten times as long
                axes.add_artist(
                    Rectangle(
                        place, wide, 1.0, transform=axes.get_xaxis_transform(), color=ORANGE, linewidth=0,
                        alpha=float(shades[begin]),
                    )
                )  # fmt: skip

    def clock_axis(self, sheet: Sheet, axes: Axes, named: bool) -> None:
        """Clock times; for several days the date at every midnight."""
        axes.set_xlim(0, 24 * self.days)
        step = 2 if self.days == 1 else 6
        ticks = np.arange(0, 24 * self.days + 1, step)
        labels = []
        for hour in ticks.tolist():
            day, of_day = divmod(hour, 24)
            new_day = of_day == 0 and self.days > 1 and day < self.days
            labels.append(f"{self.dates[day]:%m-%d}" if new_day else clock(3600.0 * hour))
        axes.set_xticks(ticks, labels=labels if named else [""] * len(labels))
        for midnight in range(24, 24 * self.days, 24):
            axes.axvline(midnight, color=MUTED, linewidth=0.8)


class _Panel(NamedTuple):
    """One strip of the sheet: its height, its axis in words, what its marks mean, and how it is painted."""

    height: float
    axis: str
    legend: list[LegendItem]
    name: str


def peak_figure(result: Result, words: Words) -> Drawing:
    """The sheet as a figure of the report."""
    course = _Course(result)
    parts = [words("figure.peak.reading"), _remarks(course, result, words)]
    if result.scenario.run.days > MOST_DAYS:
        dates = {"first": f"{course.dates[0]}", "last": f"{course.dates[-1]}"}
        parts.append(words("figure.peak.around", **dates))
    title = words("figure.peak.title")
    return Drawing("peak", title, words.sentences(*parts), [], _svg(result, course, words, title))


def peak_svg(result: Result, language: str, figure: Drawing | None = None) -> str:
    """The sheet as a file of its own, with a heading and the key figures of the day with the longest queue.

    `figure`: what `peak_figure` makes in this language, if that is done already.
    """
    words = words_of(language)
    title = title_of(result, words)
    heading = draw("heading", title, _HEADER, lambda sheet: _heading(sheet, result, _Course(result), words, title))
    return standing_alone(stacked(title, heading, (figure or peak_figure(result, words)).svg))


def _svg(result: Result, course: _Course, words: Words, title: str) -> str:
    panels = _panels(result, course, words)
    height = sum(panel.height + _GAP for panel in panels) + 30

    def paint(sheet: Sheet) -> None:
        top = 24.0
        for place, panel in enumerate(panels):
            axes = sheet.axes(_LEFT, top, _WIDE, panel.height)
            course.shade(axes)
            _PAINT[panel.name](axes, course, result, sheet, words)
            course.clock_axis(sheet, axes, named=place == len(panels) - 1)
            sheet.name_axes(axes, None, panel.axis)
            panel_legend(sheet, panel.legend, _LEFT + _WIDE, top - 10)
            top += panel.height + _GAP

    return draw("peak", title, height, paint)


def _panels(result: Result, course: _Course, words: Words) -> list[_Panel]:
    def item(colour: str, kind: str, key: str, **fields: object) -> LegendItem:
        return LegendItem(colour, kind, words(key, **fields))

    target, layers = result.scenario.staffing.target, [source.label for source in sources(result)]
    nine = item(GREY, "band", "series.nine_of_ten")
    contacts = [item(GREY, "line", "series.arrivals"), nine, item(INK, "dash", "series.forecast"),
                item(BLUE, "area", "series.offered")]  # fmt: skip
    if len(layers) > 1:
        agents = [LegendItem(colour, "area", name) for name, colour in zip(layers, _colours(layers), strict=True)]
    else:
        agents = [item(GREEN, "area", "series.duty")]
    agents += [item(INK, "dash", "series.scheduled"), item(ORANGE, "line", "series.hands_on_short")]
    level = [item(BLUE, "line", "series.by_interval_short")]
    level += [item(RED, "dash", "series.target_short")] if target.service_level > 0 else []
    found = [_Panel(120, words("axis.contacts_per_hour"), contacts, "contacts")]
    if np.isfinite(course.column("bot_in_flight")).any() and result.scenario.bot is not None:
        bot = [item(PURPLE, "line", "series.mean"), item(PURPLE, "band", "series.nine_of_ten")]
        found.append(_Panel(64, words("axis.bot_in_flight"), bot, "bot"))
    queue = [item(RED, "line", "series.mean"), item(RED, "band", "series.nine_of_ten")]
    return [
        *found,
        _Panel(120, words("axis.agents_on_duty"), agents, "agents"),
        _Panel(110, words("axis.queue_length"), queue, "queue"),
        _Panel(84, words("axis.service_level_short", within=f"{target.within:g}"), level, "level"),
    ]


def _contacts(axes: Axes, course: _Course, result: Result, sheet: Sheet, words: Words) -> None:
    hourly = 3600 / course.interval_s
    course.area(axes, "offered", BLUE, hourly)
    course.scatter(axes, "arrivals", GREY, hourly)
    course.line(axes, "arrivals", GREY, hourly, band=False)
    course.line(axes, "forecast", INK, hourly, style="--", band=False)
    from_zero(axes, *(course.column(name, hourly) for name in ("arrivals", "arrivals_p95", "forecast")))


def _bot(axes: Axes, course: _Course, result: Result, sheet: Sheet, words: Words) -> None:
    course.scatter(axes, "bot_in_flight", PURPLE)
    course.line(axes, "bot_in_flight", PURPLE, band=False)
    from_zero(axes, course.column("bot_in_flight"), course.column("bot_in_flight_p95"))


def _agents(axes: Axes, course: _Course, result: Result, sheet: Sheet, words: Words) -> None:
    layers, bottom = on_duty(result, course.series), np.zeros(len(course.series))
    for layer, colour in zip(layers, _colours(layers), strict=True):
        above = bottom + layer
        axes.stairs(above, course.edges, baseline=bottom, fill=True, color=colour, alpha=0.42)
        axes.stairs(above, course.edges, color=colour, linewidth=1.2, baseline=None)
        bottom = above
    course.line(axes, "scheduled_agents", INK, style="--", band=False)
    hands_on = course.column("utilisation") * course.column("duty_agents")
    axes.stairs(hands_on, course.edges, color=ORANGE, linewidth=1.6, baseline=None)
    from_zero(axes, bottom, course.column("scheduled_agents"), hands_on)


def _queue(axes: Axes, course: _Course, result: Result, sheet: Sheet, words: Words) -> None:
    course.scatter(axes, "queue_length", RED)
    course.line(axes, "queue_length", RED, band=False)
    high = course.column("queue_length_p95")
    from_zero(axes, course.column("queue_length"), high)
    recovered = course.recovered
    if recovered is not None:
        axes.axvline(course.edges[recovered], color=INK, linewidth=1, linestyle=":")


def _level(axes: Axes, course: _Course, result: Result, sheet: Sheet, words: Words) -> None:
    target = result.scenario.staffing.target
    course.line(axes, "service_level", BLUE, 100)
    if target.service_level > 0:
        axes.axhline(100 * target.service_level, color=RED, linestyle="--", linewidth=1.2)
    percent_axis(axes)


_PAINT = {"contacts": _contacts, "bot": _bot, "agents": _agents, "queue": _queue, "level": _level}


def _colours(layers: Sequence[object]) -> list[str]:
    return [_GROUPS[place % len(_GROUPS)] for place in range(len(layers))]


def _remarks(course: _Course, result: Result, words: Words) -> str:
    """When the mean queue is longest, and when it is back to normal in most replications."""
    at, back = _moment(course, course.peak), course.recovered
    waiting = float(np.nan_to_num(course.column("queue_length")[course.peak]))
    length = f"{waiting:,.0f}" if waiting >= 10 else f"{waiting:.1f}"
    if not course.above[course.peak]:
        share = Formats(words, result.scenario.currency).percent(float(course.share_above[course.peak]))
        return words("figure.peak.normal", length=length, at=at, share=share)
    if back is None:
        return words("figure.peak.lasting", length=length, at=at)
    return words("figure.peak.recovered", length=length, at=at, back=_moment(course, back))


def _moment(course: _Course, interval: int) -> str:
    hour = float(course.edges[interval])
    time = f"{int(hour % 24):02d}:{round(60 * (hour % 1)):02d}"
    return time if course.days == 1 else f"{course.dates[int(hour // 24)]:%m-%d} {time}"


def _heading(sheet: Sheet, result: Result, course: _Course, words: Words, title: str) -> None:
    """Title, what the sheet shows, and the key figures of the day with the longest queue with their intervals."""
    formats, colon = Formats(words, result.scenario.currency), words("text.colon")
    day = course.first_day + int(course.edges[course.peak] // 24)
    date = result.scenario.run.start + timedelta(days=day)
    of_day = result.days.loc[result.days["day"] == day + 1] if len(result.days) else result.days
    figures = []
    for kpi in ("peak_backlog", "time_to_recover", "abandonment", "cost_per_day"):
        for row in of_day.loc[of_day["kpi"] == kpi].to_dict("records") if len(of_day) else []:
            value, interval = formats.written(row["unit"], row["value"], row["low"], row["high"])
            said = words("number.with_range", value=value, range=interval) if interval else value
            figures.append(words.known("kpi", kpi) + colon + said)
    height = sheet.height_pt
    for text, y, size in (
        (f"{title} · {date}", 20, 14.0),
        (words("text.between_items").join(figures[:2]), 38, 9.5),
        (words("text.between_items").join(figures[2:]), 53, 9.5),
    ):
        sheet.figure.text(_LEFT / 760.0, 1 - y / height, sheet.text(text), fontsize=size, va="center", color=INK)
