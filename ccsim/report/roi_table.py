"""The return on a change for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ccsim.report.formats import Formats
from ccsim.report.roi_rows import break_even_table, points_text, running_table, sentences
from ccsim.report.sections import Table
from ccsim.report.tables import bold, plain_words, printable, width_of

if TYPE_CHECKING:
    from ccsim.experiment.roi import Roi

_GAP = "  "
_MOST = 8
"""Break-evens that are printed; all are on the page."""


def roi_text(roi: Roi, language: str = "en", colour: bool = False) -> str:
    """What came out, running cost, returns by horizon and break-evens; ends without a line break."""
    from ccsim.report.roi_page import returns_table

    words = plain_words(language)
    formats = Formats(words, roi.results[0].scenario.currency)
    names = roi.results[0].scenario.name, roi.results[1].scenario.name
    blocks = [
        "\n".join([
            bold(printable(words("roi.title", base=names[0], arm=names[1])), colour),
            words("roi.facts", replications=words.count("replications", roi.results[0].replications),
                  seed=roi.results[0].seed, months=roi.plan.months, points=points_text(roi, words)),
            *sentences(roi, words, formats),
        ]),
        _table(words("roi.running"), running_table(roi, names, words, formats), colour),
        _table(words("roi.returns"), returns_table(roi, words, formats), colour),
        words("roi.legend", confidence=f"{100 * roi.results[0].confidence:g}"),
    ]  # fmt: skip
    if roi.break_evens:
        table = break_even_table(roi, words, formats, _MOST)
        blocks.append(_table(words("roi.break_evens"), table, colour))
    return "\n\n".join(blocks)


def _table(heading: str, table: Table, colour: bool) -> str:
    rows = [table.heads]
    for cells in table.rows:
        rows.append([f"{cell.value} ({cell.interval})" if cell.interval else cell.value for cell in cells])
        if any(cell.why for cell in cells):
            rows.append([cell.why for cell in cells])
    sizes = [max(width_of(row[place]) for row in rows) for place in range(len(table.heads))]
    lines = [bold(heading, colour)]
    for row in rows:
        texts = []
        for place, (text, size) in enumerate(zip(row, sizes, strict=True)):
            space = " " * (size - width_of(text))
            texts.append(text + space if place < table.texts else space + text)
        lines.append(_GAP.join(texts).rstrip())
    return "\n".join(lines)
