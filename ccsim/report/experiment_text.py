"""An experiment's tables on a terminal."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ccsim.errors import UsageError
from ccsim.experiment.definition import Experiment
from ccsim.report.experiment_folder import read_table
from ccsim.report.experiment_tables import (
    Teller,
    main_table,
    order_shown,
    spread_shown,
    turning_table,
    units_of,
)
from ccsim.report.sections import Table
from ccsim.report.tables import plain_words, printable, width_of

_GAP = "  "


def experiment_text(folder: Path, experiment: Experiment | None, language: str = "en", width: int = 100) -> str:
    """The main table of a finished experiment's folder, and what follows from it, in lines of at most `width`."""
    words = plain_words(language)
    teller = Teller(experiment, units_of(_there(folder, "kpis")), words)
    spread = _there(folder, "spread")
    parts = [_aligned(main_table(read_table(folder, "table"), teller), width)] if spread.empty else []
    for frame, shown in (
        (spread, spread_shown),
        (_there(folder, "order"), order_shown),
        (_there(folder, "turning_points"), turning_table),
    ):
        if len(frame):
            parts.append(_aligned(shown(frame, teller), width))
    return "\n\n".join(parts)


def _there(folder: Path, name: str) -> pd.DataFrame:
    try:
        return read_table(folder, name)
    except UsageError:
        return pd.DataFrame()


def _aligned(table: Table, width: int) -> str:
    """As many columns of numbers beside the texts as fit, the rest below, with the texts again."""
    cells = [[printable(f"{cell.value} ({cell.interval})" if cell.interval else cell.value) for cell in row]
             for row in table.rows]  # fmt: skip
    heads = _folded([printable(head) for head in table.heads], cells)
    sizes = [max(width_of(row[i]) for row in (*heads, *cells)) for i in range(len(table.heads))]
    blocks: list[str] = []
    fixed, start = list(range(table.texts)), table.texts
    used = sum(sizes[i] + len(_GAP) for i in fixed)
    while start < len(sizes) or not blocks:
        stop, room = start, width - used
        while stop < len(sizes) and (stop == start or sizes[stop] <= room):
            room -= sizes[stop] + len(_GAP)
            stop += 1
        shown = [*fixed, *range(start, stop)]
        lines = [
            _GAP.join(_padded(row[i], sizes[i], i < table.texts) for i in shown).rstrip() for row in (*heads, *cells)
        ]
        blocks.append("\n".join(lines))
        start = max(stop, start + 1)
    return "\n\n".join(blocks)


def _folded(heads: list[str], cells: list[list[str]]) -> list[list[str]]:
    """Headings in as many lines as it takes to be no wider than their columns, a word at least."""
    columns = []
    for i, head in enumerate(heads):
        most = max([8, *(width_of(row[i]) for row in cells)])
        lines = [""]
        for word in head.split(" "):
            joined = f"{lines[-1]} {word}".strip()
            lines = [*lines[:-1], joined] if width_of(joined) <= most or not lines[-1] else [*lines, word]
        columns.append(lines)
    height = max(map(len, columns))
    return [
        [lines[place] if (place := row - height + len(lines)) >= 0 else "" for lines in columns]
        for row in range(height)
    ]


def _padded(text: str, size: int, left: bool) -> str:
    space = " " * (size - width_of(text))
    return text + space if left else space + text
