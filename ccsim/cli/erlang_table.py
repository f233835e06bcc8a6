"""Tables of `ccsim erlang`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import click


def print_table(
    columns: Sequence[tuple[str, str, str]], rows: Sequence[Mapping[str, Any]], marks: Mapping[int, str] | None = None
) -> None:
    """Print `rows`; a column has its key, heading and format. None reads "unstable"; `marks` go behind a row."""
    click.echo("  ".join(heading.rjust(13) for _, heading, _ in columns))
    for number, row in enumerate(rows):
        cells = "  ".join(_cell(row[key], form).rjust(13) for key, _, form in columns)
        click.echo(cells + (marks or {}).get(number, ""))


def _cell(value: Any, form: str) -> str:
    return "unstable" if value is None else number_or_dash(value, form)


def number_or_dash(value: Any, form: str) -> str:
    """The number in its format; a dash for NaN, a measure without meaning."""
    return "-" if isinstance(value, float) and math.isnan(value) else form.format(value)
