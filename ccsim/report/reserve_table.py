"""The table of reserves: who was called, who came, how fast, and at what price of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ccsim.report.catalogue import Words
from ccsim.report.formats import Formats
from ccsim.report.sections import Cell, Table, number_of

if TYPE_CHECKING:
    from ccsim.experiment.result import Result


def reserve_table(result: Result, words: Words, formats: Formats) -> Table | None:
    """One row per reserve; None if the scenario has none."""
    frame = result.reserves
    if frame.empty:
        return None
    names, measures = (list(dict.fromkeys(frame[column])) for column in ("reserve", "measure"))
    cells = {
        (row["reserve"], row["measure"]): Cell(
            *formats.written(row["unit"], *(number_of(row[end]) for end in ("value", "low", "high")))
        )
        for row in frame.to_dict("records")
    }
    heads = [words("reserves.reserve"), *(words(f"reserves.{measure}") for measure in measures)]
    return Table(heads, [[Cell(name), *(cells[name, measure] for measure in measures)] for name in names], 1)
