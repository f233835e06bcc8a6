"""The KPI table of the terminal: aligned, Chinese and Latin alike, with intervals and reasons for what is missing."""

from __future__ import annotations

import os
import re
import shutil
import textwrap
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, TextIO

from ccsim.report.catalogue import Words, words_of
from ccsim.report.families import by_family
from ccsim.report.formats import NOTHING, Formats
from ccsim.report.verdict import title_of, verdict_of

if TYPE_CHECKING:
    from ccsim.experiment.result import Result

_BOLD, _DIM, _END = "\x1b[1m", "\x1b[2m", "\x1b[0m"
_GAP = "  "


def width_of(text: str) -> int:
    """Columns that a text takes in a terminal: two for East Asian wide characters, none for combining marks."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def printable(text: str) -> str:
    """The text without control characters, which could steer a terminal."""
    return "".join(char if char.isprintable() else " " for char in text)


def terminal_width(stream: TextIO) -> int:
    """Columns of the terminal behind `stream`; 100 where there is none. COLUMNS in the environment goes before."""
    if not stream.isatty() and not os.environ.get("COLUMNS", "").isdigit():
        return 100
    return max(40, shutil.get_terminal_size((100, 24)).columns)


def wants_colour(stream: TextIO) -> bool:
    """Whether to use bold and dim type: on a terminal, unless NO_COLOR is set (https://no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def kpi_table(result: Result, language: str = "en", width: int = 100, colour: bool = False) -> str:
    """The verdict and all KPIs of one result, each with value, interval and unit; ends without a line break."""
    words = plain_words(language)
    formats = Formats(words, result.scenario.currency)
    verdict = verdict_of(result, words, formats)
    lines = [_styled(printable(title_of(result, words)), _BOLD, colour)]
    lines.append(_styled(words(f"verdict.{verdict.status}"), _BOLD, colour))
    lines += [line for sentence in verdict.sentences for line in _wrapped(printable(sentence), width)]
    for said in result.warnings:
        warning = f"{words('page.warnings')}{words('text.colon')}{words.said(said)}"
        lines += _wrapped(printable(warning), width)
    lines += [""]
    rows: list[tuple[str, str, str, str, str]] = []  # name, value, interval, remark, key
    headings: dict[int, str] = {}
    for family, names in by_family(result.kpis).items():
        headings[len(rows)] = words(f"family.{family}")
        for name in names:
            kpi = result.kpis[name]
            written = formats.written(kpi.unit, kpi.estimate.value, kpi.estimate.low, kpi.estimate.high)
            remarks = [formats.unit(kpi.unit), words.said(kpi.estimate.why), words.said(kpi.note)]
            remark = words("text.between_items").join(filter(None, remarks))
            rows.append((words.known("kpi", name), written.value, written.interval, printable(remark), name))
    sizes = [max((width_of(row[column]) for row in rows), default=0) for column in range(3)]
    confidence = f"{100 * result.confidence:g}"
    heads = (words("column.measure"), words("column.value"), words("column.interval", confidence=confidence))
    sizes = [max(size, width_of(head)) for size, head in zip(sizes, heads, strict=True)]
    sizes[0] = min(sizes[0], max(16, width - sizes[1] - sizes[2] - 3 * len(_GAP) - 8))
    lines.append(_styled(_line(heads, sizes), _DIM, colour).rstrip())
    for place, (name, value, interval, remark, _) in enumerate(rows):
        if place in headings:
            lines.append(_styled(headings[place], _BOLD, colour))
        lines += _row((name, value, interval), remark, sizes, width, colour and value == NOTHING)
    return "\n".join(lines)


def comparison_table(results: Sequence[Result], language: str = "en", width: int = 100) -> str:
    """One row per KPI, one column per scenario; as many scenarios side by side as the width allows, then the rest."""
    words = plain_words(language)
    cells: dict[str, list[str]] = {}
    for family in by_family(dict.fromkeys(name for result in results for name in result.kpis)).values():
        for name in family:
            cells[name] = [_value(result, name, words) for result in results]
    first = max(width_of(words.known("kpi", name)) for name in cells) if cells else 0
    columns = [max([width_of(result.scenario.name), *(width_of(row[i]) for row in cells.values())])
               for i, result in enumerate(results)]  # fmt: skip
    blocks, start = [], 0
    while start < len(results):
        stop, used = start, first
        while stop < len(results) and (stop == start or used + columns[stop] + len(_GAP) <= width):
            used += columns[stop] + len(_GAP)
            stop += 1
        shown = [result.scenario.name for result in results[start:stop]]
        lines = [_GAP.join(["".ljust(first), *(_right(name, columns[start + i]) for i, name in enumerate(shown))])]
        for name, row in cells.items():
            values = [_right(cell, columns[start + i]) for i, cell in enumerate(row[start:stop])]
            lines.append(_GAP.join([_left(words.known("kpi", name), first), *values]))
        blocks.append("\n".join(line.rstrip() for line in lines))
        start = stop
    return "\n\n".join(blocks)


@cache
def plain_words(language: str) -> Words:
    """The catalogue with plain spaces: no-break ones are for the page, here they would defeat a search for "8.4 s"."""
    plain = str.maketrans({"\u00a0": " ", "\u2060": ""})
    return Words(language, {key: text.translate(plain) for key, text in words_of(language).entries.items()})


def _value(result: Result, name: str, words: Words) -> str:
    kpi = result.kpis.get(name)
    if kpi is None:
        return NOTHING
    estimate = kpi.estimate
    return Formats(words, result.scenario.currency).written(kpi.unit, estimate.value, estimate.low, estimate.high).value


def _row(cells: tuple[str, str, str], remark: str, sizes: list[int], width: int, dim: bool) -> list[str]:
    names = _wrapped(cells[0], sizes[0])
    indent = sum(sizes) + 3 * len(_GAP)
    remarks = _wrapped(remark, max(8, width - indent)) if remark else []
    if remarks and (len(remarks) > 2 or width - indent < 16):  # too narrow beside the numbers: below them
        below, remarks = [f"{_GAP * 2}{line}" for line in _wrapped(remark, max(8, width - 2 * len(_GAP)))], []
    else:
        below = []
    lines = []
    for i in range(max(len(names), len(remarks), 1)):
        name = names[i] if i < len(names) else ""
        note = remarks[i] if i < len(remarks) else ""
        line = f"{_line((name, *cells[1:]) if i == 0 else (name, '', ''), sizes)}{_GAP}{note}".rstrip()
        lines.append(_styled(line, _DIM, dim))
    return lines + [_styled(line, _DIM, dim) for line in below]


def _line(cells: Sequence[str], sizes: Sequence[int]) -> str:
    return _GAP.join([_left(cells[0], sizes[0]), _right(cells[1], sizes[1]), _right(cells[2], sizes[2])])


def _left(text: str, size: int) -> str:
    return text + " " * (size - width_of(text))


def _right(text: str, size: int) -> str:
    return " " * (size - width_of(text)) + text


def bold(text: str, colour: bool) -> str:
    """The text in bold type where colours are wanted."""
    return _styled(text, _BOLD, colour)


def _styled(text: str, style: str, colour: bool) -> str:
    return f"{style}{text}{_END}" if colour and text else text


def _wrapped(text: str, size: int) -> list[str]:
    """Lines of at most `size` columns, broken between words, or between characters where there are no spaces."""
    if width_of(text) <= size:
        return [text]
    if width_of(text) == len(text):
        return textwrap.wrap(text, size)
    lines, line = [], ""
    for piece in re.findall(r"[!-~]+|.", text):
        if line and width_of(line + piece) > size:
            lines.append(line.rstrip())
            line = ""
        line = (line + piece).lstrip()
    return [*lines, line.rstrip()] if line.strip() else lines
