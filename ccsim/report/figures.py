"""The figures over the day: load against staffing, waits and service level, use of agents' time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from ccsim.model.timegrid import DAY_S
from ccsim.report.catalogue import Words
from ccsim.report.drawing import BLUE, GREEN, GREY, INK, MUTED, ORANGE, PURPLE, RED, Drawing, LegendItem, Sheet, draw
from ccsim.report.formats import clock

if TYPE_CHECKING:
    from ccsim.experiment.result import Result

MOST_DAYS = 14
"""Longer runs are drawn for their first days only; the figure says so."""

_LEFT, _WIDE = 52.0, 690.0


class Timeline:
    """A result's series with the instants at which its intervals begin, in hours since the first midnight shown."""

    def __init__(self, result: Result, first_day: int = 0, most_days: int = MOST_DAYS) -> None:
        series: pd.DataFrame = result.series
        start = series["start_s"].to_numpy(np.float64)
        interval_s = float(result.scenario.run.interval)
        start = start - first_day * DAY_S - (start[0] if len(start) else 0.0)
        shown = (start >= 0) & (start < most_days * DAY_S)
        self.cut = not bool(shown.all())
        self.series = series.loc[shown]
        self.interval_s = interval_s
        self.edges = np.append(start[shown], start[shown][-1] + interval_s) / 3600 if shown.any() else np.zeros(1)
        self.days = max(1, round(self.edges[-1] / 24))

    def column(self, name: str, factor: float = 1.0) -> NDArray[np.float64]:
        """A column of the series, NaN where nothing was observed; missing columns are all NaN."""
        if name not in self.series:
            return np.full(len(self.series), np.nan)
        return factor * self.series[name].to_numpy(np.float64, na_value=np.nan)

    def line(
        self, axes: Axes, name: str, colour: str, factor: float = 1.0, style: str = "-", band: bool = True
    ) -> None:
        """A measure as steps, with its interval as a band."""
        low, high = self.column(f"{name}_low", factor), self.column(f"{name}_high", factor)
        if band and np.isfinite(low).any():
            axes.fill_between(self.edges, _held(low), _held(high), step="post", color=colour, alpha=0.2)
        axes.stairs(self.column(name, factor), self.edges, color=colour, linestyle=style, linewidth=1.6, baseline=None)

    def area(self, axes: Axes, name: str, colour: str, factor: float = 1.0) -> None:
        """A measure as a filled area from zero."""
        self.filled(axes, self.column(name, factor), colour)

    def filled(self, axes: Axes, given: NDArray[np.float64], colour: str) -> None:
        """Values by interval as a filled area; nothing counts as zero."""
        values = np.nan_to_num(given)
        axes.stairs(values, self.edges, color=colour, fill=True, alpha=0.3)
        axes.stairs(values, self.edges, color=colour, linewidth=1.2, baseline=None)

    def hours(self, sheet: Sheet, axes: Axes, words: Words, named: bool) -> None:
        """Time axis: clock times for one day, days for more."""
        axes.set_xlim(self.edges[0], self.edges[-1])
        if self.days == 1:
            ticks = np.arange(0.0, 24.1, 2.0)
            labels = [clock(hour * 3600) for hour in ticks]
        else:
            ticks = np.arange(0.0, 24.0 * self.days + 1, 24.0)
            labels = [str(int(hour // 24) + 1) for hour in ticks[:-1]] + [""]
        axes.set_xticks(ticks, labels=labels if named else [""] * len(ticks))
        if named:
            sheet.name_axes(axes, words("axis.time" if self.days == 1 else "axis.day"), None)

    def reading(self, words: Words, key: str) -> str:
        """The reading help, with a remark if the run is longer than what is drawn."""
        return words.sentences(words(key), words("figure.cut", days=MOST_DAYS) if self.cut else "")


def _held(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.append(values, values[-1:])


def from_zero(axes: Axes, *highs: NDArray[np.float64], least: float = 1.0) -> None:
    """An axis from zero to a little above the highest of the given values."""
    finite = np.concatenate([high[np.isfinite(high)] for high in highs] or [np.zeros(0)])
    axes.set_ylim(0, max(least, 1.06 * float(finite.max(initial=0.0))))
    axes.yaxis.set_major_locator(MaxNLocator(5))


def load_figure(result: Result, words: Words) -> Drawing:
    """Contacts per hour, and below them agents: scheduled, on duty, with a chat, and the load on their hands."""
    time = Timeline(result)
    hourly = 3600 / time.interval_s
    hands_on = time.column("utilisation") * time.column("duty_agents")

    def paint(sheet: Sheet) -> None:
        above = sheet.axes(_LEFT, 24, _WIDE, 96)
        time.line(above, "arrivals", GREY, hourly)
        time.area(above, "offered", BLUE, hourly)
        from_zero(above, time.column("arrivals", hourly), time.column("arrivals_high", hourly))
        time.hours(sheet, above, words, named=False)
        sheet.name_axes(above, None, words("axis.contacts_per_hour"))
        below = sheet.axes(_LEFT, 154, _WIDE, 168)
        time.filled(below, hands_on, ORANGE)
        time.line(below, "busy_agents", ORANGE, style=":", band=False)
        time.line(below, "duty_agents", GREEN, band=False)
        time.line(below, "scheduled_agents", INK, style="--", band=False)
        if "required_agents" in time.series:
            time.line(below, "required_agents", PURPLE, band=False)
        from_zero(below, *(time.column(name) for name in ("busy_agents", "duty_agents", "scheduled_agents")))
        time.hours(sheet, below, words, named=True)
        sheet.name_axes(below, None, words("axis.agents"))

    legend = [
        LegendItem(GREY, "line", words("series.arrivals")),
        LegendItem(BLUE, "area", words("series.offered")),
        LegendItem(INK, "dash", words("series.scheduled")),
        *([LegendItem(PURPLE, "line", words("series.required"))] if "required_agents" in time.series else []),
        LegendItem(GREEN, "line", words("series.duty")),
        LegendItem(ORANGE, "dots", words("series.busy")),
        LegendItem(ORANGE, "area", words("series.hands_on")),
    ]
    title = words("figure.load.title")
    reading = "figure.load.reading" if result.scenario.forecast.exact else "figure.load.reading_forecast"
    return Drawing("load", title, time.reading(words, reading), legend, draw("load", title, 364, paint))


def wait_figure(result: Result, words: Words) -> Drawing:
    """Mean wait and service level by interval of arrival, with the target."""
    time = Timeline(result)
    target = result.scenario.staffing.target
    mean_high = np.fmin(time.column("mean_wait_s_high"), 1.5 * np.nanmax(np.append(time.column("mean_wait_s"), 1.0)))

    def paint(sheet: Sheet) -> None:
        above = sheet.axes(_LEFT, 24, _WIDE, 120)
        time.line(above, "mean_wait_s", BLUE)
        from_zero(above, time.column("mean_wait_s"), mean_high)
        time.hours(sheet, above, words, named=False)
        sheet.name_axes(above, None, words("axis.mean_wait"))
        below = sheet.axes(_LEFT, 178, _WIDE, 120)
        time.line(below, "service_level", BLUE, 100)
        if target.service_level > 0:
            below.axhline(100 * target.service_level, color=RED, linestyle="--", linewidth=1.2)
        percent_axis(below)
        time.hours(sheet, below, words, named=True)
        sheet.name_axes(below, None, words("axis.service_level", within=f"{target.within:g}"))

    legend = [
        LegendItem(BLUE, "line", words("series.by_interval")),
        LegendItem(BLUE, "band", words("series.band", confidence=f"{100 * result.confidence:g}")),
    ]
    if target.service_level > 0:
        legend.append(LegendItem(RED, "dash", words("series.target", share=f"{100 * target.service_level:g}")))
    title = words("figure.waits.title")
    key = "figure.waits.reading" if target.service_level > 0 else "figure.waits.reading_untargeted"
    reading = time.reading(words, key)
    return Drawing("waits", title, reading, legend, draw("waits", title, 340, paint))


def use_figure(result: Result, words: Words) -> Drawing:
    """Occupancy of slots and hands-on share of agents' time by interval."""
    time = Timeline(result)

    def paint(sheet: Sheet) -> None:
        axes = sheet.axes(_LEFT, 24, _WIDE, 150)
        time.line(axes, "occupancy", PURPLE, 100)
        time.line(axes, "utilisation", ORANGE, 100)
        percent_axis(axes)
        time.hours(sheet, axes, words, named=True)
        sheet.name_axes(axes, None, words("axis.share_of_time"))

    legend = [
        LegendItem(PURPLE, "line", words("series.occupancy")),
        LegendItem(ORANGE, "line", words("series.utilisation")),
    ]
    title = words("figure.use.title")
    return Drawing("use", title, time.reading(words, "figure.use.reading"), legend, draw("use", title, 216, paint))


def cost_figure(costs: list[tuple[str, float, str]], words: Words, currency: str) -> Drawing:
    """Horizontal bars of (name, amount per day, label), largest first."""
    height = 24.0 * max(1, len(costs))

    def paint(sheet: Sheet) -> None:
        axes = sheet.axes(210, 10, 300, height)
        places = np.arange(len(costs))
        amounts = np.array([amount for _, amount, _ in costs])
        axes.barh(places, amounts, height=0.62, color=BLUE)
        axes.set_xlim(0, max(1e-9, 1.02 * float(amounts.max(initial=0.0))))
        axes.set_ylim(len(costs) - 0.4, -0.6)
        axes.set_yticks(places, labels=[sheet.text(name) for name, _, _ in costs])
        axes.grid(False, axis="y")
        axes.xaxis.set_major_locator(MaxNLocator(4))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda amount, _: f"{amount:,.6g}"))
        for place, (_, amount, label) in zip(places, costs, strict=True):
            axes.annotate(
                sheet.text(label), (amount, place), (5, 0), textcoords="offset points", va="center", color=MUTED
            )
        sheet.name_axes(axes, words("axis.cost", currency=currency), None)

    title = words("figure.cost.title")
    return Drawing("cost", title, words("figure.cost.reading"), [], draw("cost", title, height + 54, paint))


def percent_axis(axes: Axes) -> None:
    """An axis from 0 to 100%."""
    axes.set_ylim(0, 104)
    axes.set_yticks([0, 25, 50, 75, 100])
