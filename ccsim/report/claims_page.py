"""The report of a check: one page that a buyer can forward, then each claim with what it rests on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ccsim import atomic
from ccsim.claims.expression import Range
from ccsim.claims.figures import figures
from ccsim.claims.registry import told
from ccsim.report.catalogue import Words, in_language, languages, words_of
from ccsim.report.claims_figure import claims_figure
from ccsim.report.claims_table import check_plain, reading_line, summary_line
from ccsim.report.claims_text import finding_text, number, range_text
from ccsim.report.claims_verdict import claimed, command_of, reading_name, reason, verdict_name
from ccsim.report.folder import write_json
from ccsim.report.page import page, placed, versions_row
from ccsim.report.sections import Cell, Table

if TYPE_CHECKING:
    from ccsim.claims.judgement import BreakEven, Check, ClaimJudged, ReadingJudged

MARKS = {
    "supported": "met",
    "arithmetic_holds": "met",
    "contradicted": "missed",
    "arithmetic_fails": "missed",
    "undetermined": "open",
    "circular": "open",
    "shown": "open",
    "untestable": "open",
}
"""The page's colour of each status."""


def write_report(check: Check, folder: Path, file: str = "") -> Path:
    """claims.html in every language and claims.json into a folder; returns the English page."""
    folder.mkdir(parents=True, exist_ok=True)
    for language in languages():
        atomic.write_text(folder / in_language("claims.html", language), render_check(check, language, file))
    with atomic.replacing(folder / "claims.json") as work:
        write_json(work, check_plain(check, file))
    return folder / "claims.html"


def render_check(check: Check, language: str, file: str = "") -> str:
    """The check as one HTML document that loads nothing. The same check gives the same text."""
    words = words_of(language)
    context: dict[str, Any] = {
        "title": words("check.title"),
        "lead": words.sentences(words("check.page_lead"), summary_line(check, words)),
        "picture": placed(claims_figure(check, words), ""),
        "verdicts": _verdicts(check, words),
        "break_evens": _break_evens(check, words),
        "demands": [
            (found.id, told(found.claim.ask, language)) for found in check.claims if told(found.claim.ask, language)
        ],
        "claims": [_claim(found, check, words, file) for found in check.claims],
        "method": [
            (words("method.seed"), str(check.seed)),
            versions_row(words),
        ],
    }
    return page("claims.html.j2", words, context)


def _verdicts(check: Check, words: Words) -> list[dict[str, str]]:
    return [
        {
            "id": found.id,
            "said": told(found.claim.said, words.language),
            "mark": MARKS[found.status],
            "status": verdict_name(found.status, words),
            "reason": reason(found, words),
        }
        for found in check.claims
    ]


def _break_evens(check: Check, words: Words) -> Table | None:
    """Every break-even found: claim, input, own value, independent range, the value at which it holds, how far out."""
    rows = [
        [Cell(found.id), Cell(one.path), *_even_cells(one, words)]
        for found in check.claims
        for reading in found.readings
        for one in reading.break_evens
    ]
    heads = ("claim", "input", "own_value", "independent_range", "break_even", "outside")
    return Table([words(f"check.{head}") for head in heads], rows, 2) if rows else None


def _even_cells(one: BreakEven, words: Words) -> list[Cell]:
    own = [Cell(number(one.base)), Cell(range_text(Range(one.low, one.high), words))]
    if one.value is None:
        return [*own, Cell(words("check.never")), Cell("–")]
    outside = one.outside
    far = (
        words("check.inside")
        if outside == 1.0
        else "–"
        if outside is None
        else words("claims.times", n=f"{outside:.3g}")
    )
    return [*own, Cell(number(one.value)), Cell(far)]


def _claim(found: ClaimJudged, check: Check, words: Words, file: str) -> dict[str, Any]:
    article = figures().articles[found.claim.article] if found.claim.article else None
    used = list(dict.fromkeys(name for one in found.readings for name in one.reading.scenarios))
    best = found.best
    return {
        "id": found.id,
        "said": told(found.claim.said, words.language),
        "mark": MARKS[found.status],
        "status": verdict_name(found.status, words),
        "facts": [
            (words(key), text)
            for key, text in (
                (
                    "claims.article",
                    "" if article is None else f"{told(article.title, words.language)} ({article.file})",
                ),
                ("claims.claimed", claimed(found, words)),
                ("claims.conditions", told(found.claim.conditions, words.language)),
                ("claims.ask", told(found.claim.ask, words.language)),
            )
            if text
        ],
        "reason": reason(found, words),
        "readings": [
            (MARKS[one.status], reading_line(found, one, words), one.reading.formula.text) for one in found.readings
        ],
        "influences": _influences(best, words),
        "findings": [finding_text(one, words) for one in found.findings],
        "scenarios": [(name, " ".join(check.commands[name])) for name in used if name in check.commands],
        "command": command_of(found, check, file),
    }


def _influences(best: ReadingJudged | None, words: Words) -> tuple[str, Table] | None:
    if best is None or not best.influences:
        return None
    rows = [[Cell(one.path), Cell(f"{one.correlation:+.2f}")] for one in best.influences]
    table = Table([words("check.input"), words("check.correlation")], rows, 1)
    return f"{words('check.inputs')}{words('text.colon')}{reading_name(best, words)}", table
