"""The report: one HTML file that loads nothing, runs nothing and can be printed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from ccsim.report import sections
from ccsim.report.catalogue import Words, words_of
from ccsim.report.compare import compare_figure, compare_rows
from ccsim.report.drawing import Drawing
from ccsim.report.families import by_family
from ccsim.report.figures import cost_figure, load_figure, use_figure, wait_figure
from ccsim.report.formats import Formats
from ccsim.report.funnel import funnel_figure
from ccsim.report.months_section import months_figure, months_notes, months_tables
from ccsim.report.page import page, placed, versions_row
from ccsim.report.peak_figure import peak_figure
from ccsim.report.reserve_table import reserve_table
from ccsim.report.shift_tables import cover_notes, hour_table, shift_table
from ccsim.report.sources import reference_table, source_table
from ccsim.report.spans import span_of
from ccsim.report.verdict import title_of, verdict_of

if TYPE_CHECKING:
    from ccsim.experiment.result import Result

_PARTS = ("day", "money", "journey", "kpis", "breakdowns", "ledger", "staffing", "sources", "method")
_PILOT = (
    ("service_level", "service_level", "share"),
    ("abandonment", "abandonment", "share"),
    ("mean_wait_s", "asa", "s"),
)
_TERMS = ("contact", "issue", "leg", "agent_day", "rostered_agent_day", "load", "replication", "interval")


def render_html(results: Sequence[Result], language: str, peaks: Sequence[Drawing | None] = ()) -> str:
    """The report on one or several scenarios as one HTML document.

    Several scenarios are compared first, then shown one by one. The same results give the same text. `peaks`: what
    `peak_figure` makes of the results in this language, if that is done already. Raises UsageError for a language
    without a catalogue, ValueError without results.
    """
    if not results:
        raise ValueError("a report needs at least one result")
    words = words_of(language)
    names = list(dict.fromkeys(name for result in results for name in result.kpis))
    several = len(results) > 1
    context: dict[str, Any] = {
        "title": words("page.title_many", n=len(results)) if several else title_of(results[0], words),
        "scenarios": [
            _scenario(result, place, several, words, peak)
            for place, (result, peak) in enumerate(zip_longest(results, peaks), start=1)
        ],
        "comparison": _comparison(results, words) if several else None,
        "definitions": [
            (words(f"family.{family}"), [(name, words.known("kpi", name), words.known("kpi_meaning", name, ""))
                                         for name in members])
            for family, members in by_family(names).items()
        ],
        "terms": [(words(f"term.{term}"), words(f"term_meaning.{term}")) for term in _TERMS],
    }  # fmt: skip
    return page("report.html.j2", words, context)


def _scenario(result: Result, place: int, several: bool, words: Words, peak: Drawing | None) -> dict[str, Any]:
    formats = Formats(words, result.scenario.currency)
    verdict = verdict_of(result, words, formats)
    prefix = f"s{place}-"
    staffing, staffing_cut = sections.staffing_table(result, words)
    sources, counts = source_table(result, words)
    return {
        "prefix": prefix,
        "title": title_of(result, words),
        "facts": _facts(result, words),
        "status": verdict.status,
        "verdict": words.sentences(*verdict.sentences),
        "given": result.schedule.given,
        "tiles": sections.tiles(result, words, formats),
        "interval_note": words(
            "page.interval_note",
            confidence=f"{100 * result.confidence:g}",
            replications=words.count("replications", result.replications),
        ),
        "warnings": [words.said(warning) for warning in result.warnings],
        "peak": None if result.months else placed(peak or peak_figure(result, words), prefix),
        "days": None if result.months else sections.day_table(result, words, formats),
        "reserves": reserve_table(result, words, formats),
        "day": [placed(draw(result, words), prefix) for draw in (load_figure, wait_figure, use_figure)],
        "money": placed(cost_figure(sections.cost_bars(result, words, formats), words, formats.currency_name), prefix),
        "journey": placed(funnel_figure(result, words, formats), prefix),
        "kpis": sections.kpi_rows(result, words, formats),
        "interval_head": words("column.interval", confidence=f"{100 * result.confidence:g}"),
        "breakdown": sections.breakdown(result, words, formats),
        "ledger": sections.ledger_tables(result, words, formats),
        "staffing": staffing,
        "staffing_notes": _staffing_notes(result, staffing_cut, words, formats),
        "shifts": shift_table(result, words, formats),
        "hours": hour_table(result, words, formats),
        "sources": sources,
        "references": reference_table(result, words),
        "sources_intro": words("sources.intro", n=sum(counts.values()), **counts),
        "method": _method(result, words, formats),
        "months": None if result.months is None else _months(result, prefix, words, formats),
        "contents": [(f"{prefix}{part}", words(f"section.{part}")) for part in _parts(result)],
        "heading": 3 if several else 2,
    }


def _parts(result: Result) -> tuple[str, ...]:
    return _PARTS if result.months is None else ("months", *_PARTS)


def _months(result: Result, prefix: str, words: Words, formats: Formats) -> dict[str, Any]:
    return {
        "figure": placed(months_figure(result, words), prefix),
        "notes": months_notes(result, words),
        "tables": months_tables(result, words, formats),
    }


def _facts(result: Result, words: Words) -> str:
    parts = [
        result.scenario.name,
        span_of(result, words),
        words.count("replications", result.replications),
        f"{words('method.seed')} {result.seed}",
        f"{words('method.engine')} {result.engine}",
    ]
    return " · ".join(parts)


def _comparison(results: Sequence[Result], words: Words) -> dict[str, Any]:
    return {
        "names": [(f"s{place}-", title_of(result, words)) for place, result in enumerate(results, start=1)],
        "verdicts": [verdict_of(result, words, Formats(words, result.scenario.currency)).status for result in results],
        "given": [result.schedule.given for result in results],
        "rows": compare_rows(results, words),
        "figure": placed(compare_figure(results, words), ""),
    }


def _staffing_notes(result: Result, cut: bool, words: Words, formats: Formats) -> list[str]:
    schedule = result.schedule
    notes = [words("staffing.intro")]
    colon = words("text.colon")
    for name, derived in zip(result.scenario.groups, schedule.derived, strict=True):
        kind = "reserves" if result.scenario.groups[name].of_reserves else "derived" if derived else "given"
        notes.append(name + colon + words(f"staffing.{kind}"))
    if any(schedule.derived):
        notes.append(words("staffing.rule", rule=words.said(schedule.rule), factor=f"{schedule.factor:.2f}"))
    for key, suffix in (("staffing.pilot", ""), ("staffing.pilot_below", "_below")):
        figures = [
            words.known("kpi", name) + colon + formats.value(unit, schedule.pilot[pilot_name + suffix])
            for pilot_name, name, unit in _PILOT
            if pilot_name + suffix in schedule.pilot
        ]
        if figures:
            days = f"{schedule.pilot.get('days', 0):,.0f}"
            notes.append(words(key, days=days, figures=words("text.between_items").join(figures)))
    notes += cover_notes(result, words, formats)
    if cut:
        notes.append(words("staffing.cut", n=sections.MOST_STEPS))
    return notes


def _method(result: Result, words: Words, formats: Formats) -> list[tuple[str, str]]:
    run = result.scenario.run
    return [
        (words("method.name"), result.scenario.name),
        (words("method.seed"), str(result.seed)),
        (words("method.replications"), f"{result.replications:,}"),
        (words("method.engine"), result.engine),
        (words("method.start"), run.start.isoformat()),
        (words("method.days"), f"{run.days:,}" if result.months is None else f"{sum(result.months.days):,}"),
        (words("method.history"), f"{run.history.days:,}"),
        (words("method.confidence"), formats.percent(result.confidence)),
        versions_row(words),
    ]
