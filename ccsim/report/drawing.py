"""Drawing without global state: matplotlib lays out the marks, the reader's browser sets the words.

Words are handed to matplotlib as ASCII placeholders and put into the SVG afterwards, escaped. So no font of the machine
that draws matters: Chinese needs no font here and can never come out as boxes, and the bytes are the same everywhere.
Colours are placeholders of CSS variables, so that one drawing serves light, dark and paper.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable
from html import escape
from importlib.resources import files
from typing import Any, Literal, NamedTuple

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

WIDTH_PT = 760.0

INK, MUTED, GRID, SURFACE = "#000001", "#000002", "#000003", "#000004"
BLUE, ORANGE, GREEN, RED, PURPLE, GREY = "#000011", "#000012", "#000013", "#000014", "#000015", "#000016"
_VARIABLES = {
    INK: "ink", MUTED: "muted", GRID: "grid", SURFACE: "surface",
    BLUE: "blue", ORANGE: "orange", GREEN: "green", RED: "red", PURPLE: "purple", GREY: "grey",
}  # fmt: skip
SERIES_COLOURS = (BLUE, ORANGE, GREEN, PURPLE, RED, GREY)
"""Colours of lines and bars that stand side by side, in order."""

_SETTINGS: Any = {
    "svg.fonttype": "none", "text.parse_math": False, "font.family": "DejaVu Sans", "font.size": 9.5,
    "text.color": INK, "axes.labelcolor": INK, "axes.edgecolor": GRID, "axes.facecolor": "none",
    "figure.facecolor": "none", "savefig.facecolor": "none", "xtick.color": MUTED, "ytick.color": MUTED,
    "xtick.labelcolor": INK, "ytick.labelcolor": INK, "axes.grid": True, "grid.color": GRID, "grid.linewidth": 0.6,
    "axes.axisbelow": True, "axes.spines.top": False, "axes.spines.right": False, "axes.linewidth": 0.8,
    "lines.linewidth": 1.6, "xtick.major.size": 3, "ytick.major.size": 0, "patch.linewidth": 0,
    "path.simplify": True, "axes.unicode_minus": False,
}  # fmt: skip


class LegendItem(NamedTuple):
    """One entry of a figure's legend, which the page shows as text: `kind` is line, dash or area."""

    colour: str
    kind: str
    label: str


class Drawing(NamedTuple):
    """A figure of the report: an inline SVG with the words around it."""

    name: str
    title: str
    reading: str
    """One sentence on how to read it."""
    legend: list[LegendItem]
    svg: str


class Sheet:
    """A matplotlib figure under construction, with the words that stand on it."""

    def __init__(self, height_pt: float) -> None:
        self.figure = Figure(figsize=(WIDTH_PT / 72, height_pt / 72), dpi=72)
        FigureCanvasSVG(self.figure)
        self.height_pt = height_pt
        self._texts: list[str] = []

    def text(self, words: str) -> str:
        """The placeholder to give to matplotlib instead of `words`."""
        self._texts.append(words)
        return f"Hq{len(self._texts) - 1:04d}"

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Axes at a place in points from the sheet's left and upper edge."""
        bottom = self.height_pt - top - height
        return self.figure.add_axes(
            (left / WIDTH_PT, bottom / self.height_pt, width / WIDTH_PT, height / self.height_pt)
        )

    def name_axes(self, axes: Axes, x: str | None, y: str | None) -> None:
        """Label the axes; `y` (with its unit) stands level above the axis, so that no one has to turn the head."""
        if x is not None:
            axes.set_xlabel(self.text(x), labelpad=5)
        if y is not None:
            axes.set_title(self.text(y), loc="left", fontsize=9.5, pad=6, color=INK)

    def svg(self, name: str, label: str) -> str:
        """The SVG element, without declaration, size or ids that could meet those of another figure."""
        stream = io.StringIO()
        with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": name}):
            self.figure.savefig(
                stream, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None}
            )
        text = stream.getvalue()
        text = text[text.index("<svg") :]
        text = re.sub(r'<g id="[^"]*"', "<g", text)
        text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
        text = re.sub(r'<style type="text/css">.*?</style>', "", text, flags=re.DOTALL)
        text = re.sub(r"font-family: [^;\"]*;?", "", text)
        text = re.sub(r"#0000[01][0-9]", lambda match: f"var(--{_VARIABLES[match[0]]})", text)
        text = re.sub(r' transform="rotate\(-0 [^"]*\)"', "", text)
        text = re.sub(r"Hq(\d{4})", lambda match: escape(self._texts[int(match[1])]), text)
        return _opening(label, self.height_pt) + text[text.index(">") + 1 :].strip()


def draw(name: str, label: str, height_pt: float, paint: Callable[[Sheet], None]) -> str:
    """Paint on a new sheet under the report's settings and return its SVG; `label` describes it to a screen reader."""
    with matplotlib.rc_context(_SETTINGS):
        sheet = Sheet(height_pt)
        paint(sheet)
        return sheet.svg(name, label)


def series_colour(place: int) -> str:
    """The colour of the series at a place (0 first); the seventh has the first one's again."""
    return SERIES_COLOURS[place % len(SERIES_COLOURS)]


def legend_on(sheet: Sheet, items: list[LegendItem]) -> None:
    """The legend as a row at the sheet's upper edge, for a drawing without a page around it."""
    at = 52.0
    for item in items:
        style: Literal["--", "-"] = "--" if item.kind == "dash" else "-"
        height = 1 - 14 / sheet.height_pt
        x = [at / WIDTH_PT, (at + 18) / WIDTH_PT]
        sheet.figure.add_artist(Line2D(x, [height] * 2, color=item.colour, linestyle=style, linewidth=2))
        sheet.figure.text((at + 23) / WIDTH_PT, height, sheet.text(item.label), va="center")
        at += 40 + 5.6 * _columns(item.label)


def panel_legend(sheet: Sheet, items: list[LegendItem], right: float, top: float) -> None:
    """The legend of one panel of a sheet as a row that ends at `right`, its middle at `top` (points)."""
    widths = [32 + 4.7 * _columns(item.label) for item in items]
    at, y = right - sum(widths), 1 - top / sheet.height_pt
    for item, width in zip(items, widths, strict=True):
        x = [at / WIDTH_PT, (at + 14) / WIDTH_PT]
        thick = item.kind in ("area", "band")
        style: Literal["--", "-"] = "--" if item.kind == "dash" else "-"
        look: dict[str, Any] = {"linewidth": 7, "alpha": 0.4} if thick else {"linewidth": 2}
        sheet.figure.add_artist(Line2D(x, [y] * 2, color=item.colour, linestyle=style, solid_capstyle="butt", **look))
        sheet.figure.text((at + 18) / WIDTH_PT, y, sheet.text(item.label), va="center", fontsize=8.5, color=MUTED)
        at += width


def _opening(label: str, height_pt: float) -> str:
    opening = f'<svg role="img" aria-label="{escape(label)}" viewBox="0 0 {WIDTH_PT:g} {height_pt:g}"'
    return opening + ' xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'


def stacked(label: str, *svgs: str) -> str:
    """Drawings of `draw`, one below the other, as one."""
    placed, top = [], 0.0
    for svg in svgs:
        size = re.search(r'viewBox="0 0 \S+ (\S+)"', svg)
        assert size is not None
        place = f'<svg x="0" y="{top:g}" width="{WIDTH_PT:g}" height="{size[1]}" '
        placed.append(svg.replace("<svg ", place, 1))
        top += float(size[1])
    return _opening(label, top) + "".join(placed) + "</svg>"


def standing_alone(svg: str) -> str:
    """An SVG with the page's colours and a font inside, so that any viewer shows it."""
    sheet = files("ccsim.report").joinpath("templates", "report.css").read_text(encoding="utf-8")
    colours = re.search(r":root \{[^}]*\}", sheet)
    assert colours is not None
    rules = colours[0].replace(":root", "svg") + " svg { background: var(--page); font-family: sans-serif; }"
    opening, rest = svg.split(">", 1)
    return f"{opening}><style>{rules}</style>{rest}\n"


def _columns(text: str) -> int:
    """Width in Latin letters: whoever shows a text measures it; wide characters count twice."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def colour_name(colour: str) -> str:
    """The CSS variable of a palette colour, without the dashes."""
    return _VARIABLES[colour]
