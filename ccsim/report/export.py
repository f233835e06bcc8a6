"""CSV files that a spreadsheet opens without running anything that stands in them."""

from __future__ import annotations

import numbers
from pathlib import Path
from typing import Any

import pandas as pd

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(value: Any) -> Any:
    """`value`, with an apostrophe in front of text that a spreadsheet would take for a formula.

    Numbers, also as text, stay as they are. Source: OWASP, "CSV Injection".
    """
    if isinstance(value, numbers.Number) or not isinstance(value, str) or not value.startswith(_STARTS):
        return value
    try:
        float(value)
    except ValueError:
        return "'" + value
    return value


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write `frame` without its index as UTF-8 CSV with formula-like text defused; missing values are empty.

    Where text outside ASCII occurs, a byte order mark is written, because spreadsheets garble Chinese without it.
    """
    safe = frame.rename(columns=safe_cell)
    for position in range(frame.shape[1]):
        if not pd.api.types.is_numeric_dtype(frame.dtypes.iloc[position]):
            cells = [safe_cell(value) for value in frame.iloc[:, position]]
            safe.isetitem(position, pd.array(cells, dtype=object))
    text = safe.to_csv(index=False, lineterminator="\n")
    path.write_text(text, encoding="utf-8" if text.isascii() else "utf-8-sig", newline="\n")
