"""The page of a comparison: what differs, by how much, and which part does it; one file that loads nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ccsim.report.apart import difference_written, differs, ratio_written, reduction_written
from ccsim.report.catalogue import Words, in_language, languages, words_of
from ccsim.report.compare_export import combinations_frame, compare_frame, compare_plain, cost_frame, parts_frame
from ccsim.report.compare_figures import contribution_figure, difference_figure
from ccsim.report.export import write_csv
from ccsim.report.families import by_family
from ccsim.report.folder import write_json
from ccsim.report.formats import Formats
from ccsim.report.page import page, placed, versions_row
from ccsim.report.sections import Cell, Table
from ccsim.report.verdict import title_of

if TYPE_CHECKING:
    from ccsim.experiment.compare import Comparison, Pairing
    from ccsim.experiment.contributions import Decomposition
    from ccsim.experiment.result import KpiValue
    from ccsim.experiment.statistics import Estimate


class PairRow(NamedTuple):
    """One KPI of an arm against the base; marked if its interval leaves zero out."""

    name: str
    meaning: str
    unit: str
    cells: list[Cell]
    marked: bool


def write_pages(comparison: Comparison, folder: Path) -> None:
    """compare.html in every language, compare.json and the tables, into a run folder in the making."""
    for language in languages():
        page = folder / in_language("compare.html", language)
        page.write_text(render_comparison(comparison, language), encoding="utf-8")
    write_json(folder / "compare.json", compare_plain(comparison))
    write_csv(compare_frame(comparison), folder / "compare.csv")
    write_csv(cost_frame(comparison), folder / "costs.csv")
    if comparison.parts:
        write_csv(parts_frame(comparison), folder / "parts.csv")
        write_csv(combinations_frame(comparison), folder / "combinations.csv")


def render_comparison(comparison: Comparison, language: str) -> str:
    """The comparison as one HTML document. The same results give the same text."""
    words = words_of(language)
    names = arm_titles(comparison, words)
    formats = Formats(words, comparison.results[0].scenario.currency)
    first = comparison.results[0]
    warnings = dict.fromkeys(words.said(text) for result in comparison.results for text in result.warnings)
    context: dict[str, Any] = {
        "title": words("paired.title", base=names[0], arms=words("text.between_items").join(names[1:])),
        "facts": words("paired.facts", replications=words.count("replications", first.replications), seed=first.seed),
        "confidence": f"{100 * comparison.confidence:g}",
        "findings": [_finding(comparison, pairing, names, words, formats) for pairing in comparison.pairings],
        "warnings": list(warnings),
        "overview": placed(difference_figure(comparison, names, words), ""),
        "pairings": [_pairing(comparison, pairing, names, words, formats) for pairing in comparison.pairings],
        "parts": [_parts(parts, number, comparison, names, words, formats)
                  for number, parts in enumerate(comparison.parts)],
        "contents": _contents(comparison, names, words),
        "method": [(words("method.seed"), str(first.seed)), (words("method.replications"), f"{first.replications:,}"),
                   (words("method.confidence"), formats.percent(comparison.confidence)),
                   versions_row(words)],
    }  # fmt: skip
    return page("compare.html.j2", words, context)


def arm_titles(comparison: Comparison, words: Words) -> list[str]:
    """The arms' headings: the scenario's title and what varies; the label where two would be called alike."""
    titles = []
    for result, varied in zip(comparison.results, comparison.varied, strict=True):
        titles.append(words("text.varied", title=title_of(result, words), varied=varied) if varied
                      else title_of(result, words))  # fmt: skip
    return [label if titles.count(title) > 1 else title
            for title, label in zip(titles, comparison.labels, strict=True)]  # fmt: skip


def _finding(comparison: Comparison, pairing: Pairing, names: list[str], words: Words, formats: Formats) -> str:
    """One sentence on what a resolved issue costs against the base."""
    pair = pairing.kpis["cost_per_resolved_issue"]
    found, ratio = difference_written(formats, pair.unit, pair.paired.difference), pair.paired.ratio
    arm, base = names[pairing.place], names[0]
    if ratio.value is None or not found.interval:
        return words("paired.finding_open", arm=arm, base=base)
    key = "paired.finding" if differs(pair.paired.difference) else "paired.finding_equal"
    written = ratio_written(formats, ratio)
    return words(key, arm=arm, base=base, difference=found.value, interval=found.interval, ratio=written.value,
                 ratio_interval=written.interval)  # fmt: skip


def _pairing(
    comparison: Comparison, pairing: Pairing, names: list[str], words: Words, formats: Formats
) -> dict[str, Any]:
    base, other = comparison.results[0], comparison.results[pairing.place]
    arm = names[pairing.place]
    rows = []
    for family, members in by_family(pairing.kpis).items():
        inside = []
        for name in members:
            pair = pairing.kpis[name]
            apart, reduction = pair.paired.difference, pair.paired.variance_reduction
            difference, ratio = difference_written(formats, pair.unit, apart), ratio_written(formats, pair.paired.ratio)
            cells = [*(_own(result.kpis.get(name), formats) for result in (base, other)),
                     Cell(difference.value, difference.interval, words.said(apart.why)),
                     Cell(ratio.value, ratio.interval), Cell(reduction_written(formats, reduction))]  # fmt: skip
            inside.append(PairRow(words.known("kpi", name), words.known("kpi_meaning", name, ""),
                                  formats.unit(pair.unit), cells, differs(apart)))  # fmt: skip
        rows.append((words(f"family.{family}"), inside))
    heads = [words("column.measure"), names[0], arm, words("paired.difference"), words("paired.ratio"),
             words("paired.reduction")]  # fmt: skip
    return {
        "id": f"arm{pairing.place}",
        "title": words("paired.heading", arm=arm, base=names[0]),
        "remark": "" if pairing.same_customers else words("paired.other_customers"),
        "costs": _costs(pairing, [names[0], arm], words, formats),
        "heads": heads,
        "kpis": rows,
    }


def _costs(pairing: Pairing, names: list[str], words: Words, formats: Formats) -> Table:
    rows = []
    for pair in sorted(pairing.costs, key=lambda one: -abs(one.paired.difference.value or 0.0)):
        found = difference_written(formats, formats.currency, pair.paired.difference)
        rows.append([Cell(words.known("category", pair.category)), _cell(formats, formats.currency, pair.base),
                     _cell(formats, formats.currency, pair.other), Cell(found.value, found.interval)])  # fmt: skip
    return Table([words("column.category"), *names, words("paired.difference")], rows, 1)


def _parts(
    parts: Decomposition, number: int, comparison: Comparison, names: list[str], words: Words, formats: Formats
) -> dict[str, Any]:
    arm = names[comparison.labels.index(parts.candidate)]
    part_names = {name: words.known("part", name) for name in parts.parts}
    heads = [words("parts.part"), words("parts.average"), words("parts.first"), words("parts.last"),
             words("parts.order")]  # fmt: skip
    tables = []
    for divided in parts.measures:
        if divided.difference.low == divided.difference.high == 0:
            continue  # nothing to divide
        rows = [
            [Cell(part_names[row.part]), *(_apart(formats, divided.unit, one) for one in row[1:])]
            for row in divided.contributions
        ]
        rows.append([Cell(words("parts.whole")), _apart(formats, divided.unit, divided.difference), *[Cell("")] * 3])
        tables.append((words.known("kpi", divided.kpi), Table(heads, rows, 1, (len(rows) - 1,))))
    measured = [(divided.kpi, divided.unit) for divided in parts.measures]
    combined = [
        [Cell(words("text.between_items").join(part_names[name] for name in row.parts) or words("parts.none")),
         *(_cell(formats, unit, row.kpis[kpi]) for kpi, unit in measured)]
        for row in parts.combinations
    ]  # fmt: skip
    return {
        "id": f"parts{number}",
        "title": words("parts.title", arm=arm, base=names[0]),
        "parts": [(part_names[name], words("text.between_items").join(keys)) for name, keys in parts.parts.items()],
        "figure": placed(contribution_figure(parts, words, formats.currency_name), f"d{number}-"),
        "tables": tables,
        "combinations": Table(
            [words("parts.combination"), *(words.known("kpi", kpi) for kpi, _ in measured)], combined, 1
        ),
    }


def _contents(comparison: Comparison, names: list[str], words: Words) -> list[tuple[str, str]]:
    parts = [(f"parts{number}", words("parts.title", arm=names[comparison.labels.index(one.candidate)], base=names[0]))
             for number, one in enumerate(comparison.parts)]  # fmt: skip
    pairs = [(f"arm{one.place}", words("paired.heading", arm=names[one.place], base=names[0]))
             for one in comparison.pairings]  # fmt: skip
    return [*parts, *pairs, ("method", words("section.method"))]


def _own(kpi: KpiValue | None, formats: Formats) -> Cell:
    if kpi is None:
        return Cell("–")
    return _cell(formats, kpi.unit, kpi.estimate)


def _cell(formats: Formats, unit: str, estimate: Estimate) -> Cell:
    return Cell(*formats.written(unit, estimate.value, estimate.low, estimate.high))


def _apart(formats: Formats, unit: str, estimate: Estimate) -> Cell:
    return Cell(*difference_written(formats, unit, estimate))
