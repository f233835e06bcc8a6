"""A comparison for the terminal: every KPI of every arm against the base, then what each part contributes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ccsim.report.apart import difference_written, differs, ratio_written, reduction_written
from ccsim.report.catalogue import Words
from ccsim.report.families import by_family
from ccsim.report.formats import NOTHING, Formats
from ccsim.report.tables import bold, plain_words, printable, width_of

if TYPE_CHECKING:
    from ccsim.experiment.compare import Comparison, Pairing
    from ccsim.experiment.contributions import Decomposition
    from ccsim.experiment.result import KpiValue

_GAP = "  "
_SHOWN_PARTS = 2
"""Of the measures that are divided among the parts, so many are printed; all are in the folder."""


def compare_text(comparison: Comparison, language: str = "en", width: int = 100, colour: bool = False) -> str:
    """All tables, ending without a line break; where the width is short, ratios' intervals go first, then ratios."""
    words = plain_words(language)
    blocks = [_pairing(comparison, pairing, words, width, colour) for pairing in comparison.pairings]
    blocks += [_parts(parts, comparison, words, colour) for parts in comparison.parts]
    blocks.append(words("paired.note", confidence=f"{100 * comparison.confidence:g}"))
    return "\n\n".join(blocks)


def _pairing(comparison: Comparison, pairing: Pairing, words: Words, width: int, colour: bool) -> str:
    base, other = comparison.results[0], comparison.results[pairing.place]
    formats = Formats(words, base.scenario.currency)
    names = comparison.labels[pairing.place], comparison.labels[0]
    lines = [bold(printable(words("paired.heading", arm=names[0], base=names[1])), colour)]
    lines.append(words("paired.facts", replications=words.count("replications", base.replications), seed=base.seed))
    if not pairing.same_customers:
        lines.append(words("paired.other_customers"))
    heads = [words("column.measure"), printable(names[1]), printable(names[0]), words("paired.difference"),
             words("column.interval", confidence=f"{100 * comparison.confidence:g}"), words("paired.ratio"), "",
             words("paired.reduction")]  # fmt: skip
    rows: list[list[str]] = [heads]
    marked: list[int] = [0]
    for family, members in by_family(pairing.kpis).items():
        marked.append(len(rows))
        rows.append([words(f"family.{family}")] + [""] * 7)
        for name in members:
            pair = pairing.kpis[name]
            difference = difference_written(formats, pair.unit, pair.paired.difference)
            ratio = ratio_written(formats, pair.paired.ratio)
            star = "*" if differs(pair.paired.difference) else ""
            own = [_value(result.kpis.get(name), formats) for result in (base, other)]
            rows.append([words.known("kpi", name), *own, difference.value + star, difference.interval, ratio.value,
                         ratio.interval, reduction_written(formats, pair.paired.variance_reduction)])  # fmt: skip
    return "\n".join([*lines, *_fitted(rows, marked, width, colour)])


def _fitted(rows: list[list[str]], marked: list[int], width: int, colour: bool) -> list[str]:
    for dropped in ((), (6,), (5, 6), (5, 6, 1), (5, 6, 1, 2)):
        kept = [[cell for place, cell in enumerate(row) if place not in dropped] for row in rows]
        sizes = [max(width_of(row[place]) for row in kept) for place in range(len(kept[0]))]
        if sum(sizes) + len(_GAP) * (len(sizes) - 1) <= width:
            break
    lines = []
    for place, row in enumerate(kept):
        cells = [row[0] + " " * (sizes[0] - width_of(row[0]))]
        cells += [" " * (size - width_of(cell)) + cell for cell, size in zip(row[1:], sizes[1:], strict=True)]
        lines.append(bold(_GAP.join(cells).rstrip(), colour and place in marked))
    return lines


def _parts(parts: Decomposition, comparison: Comparison, words: Words, colour: bool) -> str:
    formats = Formats(words, comparison.results[0].scenario.currency)
    blocks = []
    for divided in parts.measures[:_SHOWN_PARTS]:
        heading = words("parts.heading", arm=parts.candidate, base=parts.base, kpi=words.known("kpi", divided.kpi))
        rows = [[words("parts.part"), words("parts.average"), "", words("parts.first"), "", words("parts.last"), ""]]
        for row in divided.contributions:
            cells = [words.known("part", row.part)]
            for estimate in (row.average, row.first, row.last):
                cells += _bracketed(*difference_written(formats, divided.unit, estimate))
            rows.append(cells)
        whole = difference_written(formats, divided.unit, divided.difference)
        rows.append([words("parts.whole"), *_bracketed(*whole), "", "", "", ""])
        lines = [bold(printable(heading), colour), *_fitted(rows, [0], 200, colour)]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def _bracketed(value: str, interval: str) -> Sequence[str]:
    return value, f"({interval})" if interval else ""


def _value(kpi: KpiValue | None, formats: Formats) -> str:
    if kpi is None:
        return NOTHING
    return formats.written(kpi.unit, kpi.estimate.value, kpi.estimate.low, kpi.estimate.high).value
