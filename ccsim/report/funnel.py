"""Where contacts go, from arrival to resolution: the flows, and their drawing as ribbons."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from ccsim.report.catalogue import Words
from ccsim.report.drawing import BLUE, GREEN, GREY, INK, MUTED, ORANGE, RED, WIDTH_PT, Drawing, LegendItem, Sheet, draw
from ccsim.report.formats import Formats

if TYPE_CHECKING:
    from ccsim.experiment.result import Result


class Flow(NamedTuple):
    """Contacts a day that go from one stage to another; the target is named after the flow into it."""

    source: str
    target: str
    contacts: float


STAGES = {
    "contacts": 0, "bot": 1, "bot_resolved": 2, "bot_left": 2, "bot_wrong": 2, "bot_lost": 2, "transferred": 2,
    "offered": 3, "answered": 4, "abandoned": 4, "balked": 4, "blocked": 4,
    "timed_out": 4, "disconnected": 4, "told_later": 4, "closed_out": 4, "open": 4, "resolved": 5, "unresolved": 5,
}  # fmt: skip
"""Column of every stage."""

UNSERVED = ("abandoned", "balked", "blocked", "timed_out", "disconnected", "told_later")
"""How contacts leave a queue without a person."""

_COLOURS = {
    "contacts": GREY, "bot": BLUE, "bot_resolved": GREEN, "bot_left": RED, "bot_wrong": RED, "bot_lost": RED,
    "transferred": ORANGE,
    "offered": BLUE, "answered": BLUE, "abandoned": RED, "balked": RED, "blocked": RED,
    "timed_out": RED, "disconnected": RED, "told_later": RED, "closed_out": RED, "open": GREY,
    "resolved": GREEN, "unresolved": RED,
}  # fmt: skip


def flows_of(totals: dict[str, float]) -> list[Flow]:
    """The flows from sums per day (`bot_sessions`, `offered`, `answered`, ...); flows of nobody are left out.

    What entered a queue and was neither answered nor left is shown as still open.
    """

    def get(name: str) -> float:
        return float(totals.get(name, 0.0))

    sessions, offered, answered, legs = (get(name) for name in ("bot_sessions", "offered", "answered", "legs"))
    left = answered + sum(get(name) for name in UNSERVED)
    transferred, closed_out = get("transferred"), get("closed_out")
    through_bot = min(transferred, closed_out)  # a bot stands in front of everybody or of nobody
    flows = [
        Flow("contacts", "bot", sessions),
        Flow("bot", "bot_resolved", get("bot_resolved")),
        Flow("bot", "bot_left", get("bot_left")),
        Flow("bot", "bot_wrong", get("bot_wrong")),
        Flow("bot", "bot_lost", get("bot_cut_lost")),
        Flow("contacts", "bot_lost", get("bot_refused")),
        Flow("bot", "transferred", transferred),
        Flow("transferred", "offered", transferred - through_bot),
        Flow("transferred", "closed_out", through_bot),
        Flow("contacts", "offered", max(0.0, offered + through_bot - transferred)),
        Flow("contacts", "closed_out", closed_out - through_bot),
        Flow("offered", "answered", answered),
        *(Flow("offered", name, get(name)) for name in UNSERVED),
        Flow("offered", "open", max(0.0, offered - left)),
        Flow("answered", "resolved", get("human_resolved")),
        Flow("answered", "unresolved", max(0.0, legs - get("human_resolved"))),
    ]
    return [flow for flow in flows if flow.contacts > 1e-9]


def daily_totals(result: Result) -> dict[str, float]:
    """Mean sums per measured day over the replications."""
    days = result.scenario.run.days
    names = result.sums[0].totals if result.sums else {}
    return {name: float(np.mean([sums.totals[name] for sums in result.sums])) / days for name in names}


class _Box(NamedTuple):
    left: float
    top: float
    height: float
    contacts: float


_TOP, _BODY, _BAR, _LABEL_PT = 10.0, 190.0, 10.0, 31.0


def _boxes(flows: list[Flow]) -> dict[str, _Box]:
    """Place every stage in its column, one below the other, never closer than a label is high."""
    through: dict[str, float] = {}
    for stage in STAGES:
        inward = sum(flow.contacts for flow in flows if flow.target == stage)
        outward = sum(flow.contacts for flow in flows if flow.source == stage)
        if max(inward, outward) > 0:
            through[stage] = max(inward, outward)
    columns = sorted({STAGES[stage] for stage in through})
    step = (WIDTH_PT - 128) / max(1, len(columns) - 1)
    scale = _BODY / max([*through.values(), 1e-9])
    boxes: dict[str, _Box] = {}
    for place, column in enumerate(columns):
        top = _TOP
        for stage in (stage for stage in STAGES if stage in through and STAGES[stage] == column):
            height = max(1.0, through[stage] * scale)
            boxes[stage] = _Box(4 + place * step, top, height, through[stage])
            top += max(height + 8, _LABEL_PT)
    return boxes


def _ribbon(axes: Axes, start: tuple[float, float], end: tuple[float, float], height: float, colour: str) -> None:
    (x0, y0), (x1, y1) = start, end
    middle = (x0 + x1) / 2
    points = [(x0, y0), (middle, y0), (middle, y1), (x1, y1), (x1, y1 + height), (middle, y1 + height)]
    points += [(middle, y0 + height), (x0, y0 + height), (x0, y0)]
    curve = [Path.CURVE4] * 3
    codes = [Path.MOVETO, *curve, Path.LINETO, *curve, Path.CLOSEPOLY]
    axes.add_patch(PathPatch(Path(points, codes), facecolor=colour, alpha=0.28, linewidth=0))


def funnel_figure(result: Result, words: Words, formats: Formats) -> Drawing:
    """Ribbons as wide as the contacts that take them, with numbers and shares of all contacts."""
    totals = daily_totals(result)
    flows = flows_of(totals)
    boxes = _boxes(flows)
    height = max([box.top + max(box.height, _LABEL_PT) for box in boxes.values()] or [40.0]) + 8
    everyone = max(totals.get("contacts", 0.0), 1e-9)
    scale = _BODY / max([box.contacts for box in boxes.values()] or [1.0])

    def paint(sheet: Sheet) -> None:
        axes = sheet.axes(0, 0, WIDTH_PT, height)
        axes.set_axis_off()
        axes.set_xlim(0, WIDTH_PT)
        axes.set_ylim(height, 0)
        sent = dict.fromkeys(boxes, 0.0)
        received = dict.fromkeys(boxes, 0.0)
        for flow in flows:
            source, target, width = boxes[flow.source], boxes[flow.target], flow.contacts * scale
            start = (source.left + _BAR, source.top + sent[flow.source])
            end = (target.left, target.top + received[flow.target])
            _ribbon(axes, start, end, width, _COLOURS[flow.target])
            sent[flow.source] += width
            received[flow.target] += width
        for stage, box in boxes.items():
            axes.add_patch(Rectangle((box.left, box.top), _BAR, box.height, facecolor=_COLOURS[stage], linewidth=0))
            at = (box.left + _BAR + 5, box.top + 9)
            axes.text(*at, sheet.text(words(f"funnel.{stage}")), fontsize=8.5, color=INK)
            shown = f"{formats.value('count', _whole(box.contacts))} · {formats.percent(box.contacts / everyone, 1)}"
            axes.text(at[0], at[1] + 12, sheet.text(shown), fontsize=8.5, color=MUTED)

    title = words("figure.funnel.title")
    legend = [
        LegendItem(GREEN, "area", words("funnel.legend.resolved")),
        LegendItem(RED, "area", words("funnel.legend.lost")),
        LegendItem(BLUE, "area", words("funnel.legend.under_way")),
    ]
    svg = draw("funnel", title, height, paint)
    return Drawing("funnel", title, words("figure.funnel.reading"), legend, svg)


def _whole(contacts: float) -> float:
    return float(round(contacts)) if contacts >= 10 else round(contacts, 1)
