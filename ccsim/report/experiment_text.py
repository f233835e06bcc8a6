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


def experiment_text(folder: Path, experiment: Experiment | None, language: str = "en") -> str:
    """The main table of a finished experiment's folder, and what follows from it."""
    words = plain_words(language)
    teller = Teller(experiment, units_of(_there(folder, "kpis")), words)
    spread = _there(folder, "spread")
    parts = [_aligned(main_table(read_table(folder, "table"), teller))] if spread.empty else []
    for frame, shown in (
        (spread, spread_shown),
        (_there(folder, "order"), order_shown),
        (_there(folder, "turning_points"), turning_table),
    ):
        if len(frame):
            parts.append(_aligned(shown(frame, teller)))
    return "\n\n".join(parts)


def _there(folder: Path, name: str) -> pd.DataFrame:
    try:
        return read_table(folder, name)
    except UsageError:
        return pd.DataFrame()


def _aligned(table: Table) -> str:
    cells = [[printable(f"{cell.value} ({cell.interval})" if cell.interval else cell.value) for cell in row]
             for row in table.rows]  # fmt: skip
    heads = [printable(head) for head in table.heads]
    sizes = [max(width_of(row[i]) for row in (heads, *cells)) for i in range(len(heads))]
    lines = []
    for row in (heads, *cells):
        padded = [
            text + " " * (size - width_of(text)) if i < table.texts else " " * (size - width_of(text)) + text
            for i, (text, size) in enumerate(zip(row, sizes, strict=True))
        ]
        lines.append(_GAP.join(padded).rstrip())
    return "\n".join(lines)
