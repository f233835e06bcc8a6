"""A check as text, as a Markdown table, and as plain data."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ccsim.claims.expression import Range
from ccsim.claims.registry import told
from ccsim.report.catalogue import Words, words_of
from ccsim.report.claims_text import finding_plain
from ccsim.report.claims_verdict import (
    base_text,
    claimed,
    command_of,
    page_command,
    probability_text,
    reading_name,
    reason,
    simulated_text,
    verdict_name,
    with_unit,
)

if TYPE_CHECKING:
    from ccsim.claims.judgement import Check, ClaimJudged, ReadingJudged

WIDTH = 110


def check_text(check: Check, language: str, file: str = "") -> str:
    """Every claim: verdict, numbers by reading, reason, and the command that repeats it."""
    words = words_of(language)
    lines = []
    for found in check.claims:
        lines.append(f"{found.id}: {verdict_name(found.status, words).upper()}")
        lines.append(_filled(told(found.claim.said, language)))
        for one in found.readings:
            lines.append(_filled(reading_line(found, one, words), "    - "))
        lines.append(_filled(reason(found, words)))
        lines.append(f"    {command_of(found, check, file)}")
        lines.append("")
    lines.append(_filled(summary_line(check, words), ""))
    return "\n".join(lines)


def reading_line(found: ClaimJudged, one: ReadingJudged, words: Words) -> str:
    """One reading in a line: its verdict, what is claimed, and the three kinds of not knowing apart."""
    parts = [f"{reading_name(one, words)}{words('text.colon').rstrip()} {verdict_name(one.status, words)}"]
    for key, text in (
        ("check.claimed", claimed(found, words, one)),
        ("check.own_values", with_unit(one, base_text(one, words), words)),
        ("check.ignorance", with_unit(one, simulated_text(one, words), words)),
        ("check.holds", probability_text(one.probability, words)),
        ("check.merchants", probability_text(one.merchants, words)),
    ):
        if text:
            parts.append(f"{words(key)} {text}")
    return words("text.between_items").join(parts)


def summary_line(check: Check, words: Words) -> str:
    """How many of each verdict, and what they rest on."""
    counts = dict.fromkeys(found.status for found in check.claims)
    shown = words("text.between_items").join(
        f"{verdict_name(status, words)} {sum(found.status == status for found in check.claims)}" for status in counts
    )
    return words.sentences(
        words("check.summary", counts=shown, n=len(check.claims)),
        words("check.basis", draws=check.settings.draws, merchants=check.settings.merchants, readings=check.family),
        words("check.authors_in" if check.with_author_sources else "check.authors_out"),
    )


def check_markdown(
    check: Check, language: str = "en", file: str = "", only: Sequence[str] = (), markdown: str = "docs/claims.md"
) -> str:
    """The page docs/claims.md: one row per claim, one per reading below it.

    `only` and `markdown`: the options that it was asked for with; its first line names the command.
    """
    words = words_of(language)
    command = page_command(check, language, file, only, markdown)
    lines = [f"# {words('check.title')}", "", words("check.written_by", command=command), ""]
    lines += [summary_line(check, words), "", words("check.how"), ""]
    lines += [f"| {words('check.claim')} | {words('check.verdict')} | {words('check.reason')} |", "|---|---|---|"]
    for found in check.claims:
        said = f"`{found.id}` {told(found.claim.said, language)}"
        why = f"{reason(found, words)} `{command_of(found, check, file)}`"
        lines.append(f"| {_cell(said)} | **{verdict_name(found.status, words)}** | {_cell(why)} |")
    lines += ["", f"## {words('check.readings')}", ""]
    heads = (
        "check.claim", "check.reading", "check.claimed", "check.own_values", "check.ignorance", "check.holds",
        "check.merchants", "check.verdict",
    )  # fmt: skip
    lines += [f"| {' | '.join(words(head) for head in heads)} |", "|---" * len(heads) + "|"]
    for found in check.claims:
        for one in found.readings:
            cells = (
                f"`{found.id}`", reading_name(one, words), claimed(found, words, one),
                with_unit(one, base_text(one, words), words), with_unit(one, simulated_text(one, words), words),
                probability_text(one.probability, words), probability_text(one.merchants, words),
                verdict_name(one.status, words),
            )  # fmt: skip
            lines.append("| " + " | ".join(_cell(cell) for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def check_plain(check: Check, file: str = "") -> dict[str, Any]:
    """A check for --json."""
    return {
        "quick": check.quick,
        "seed": check.seed,
        "draws": check.settings.draws,
        "author_sources": check.with_author_sources,
        "readings_tested_together": check.family,
        "claims": [_claim_plain(found, check, file) for found in check.claims],
    }


def _claim_plain(found: ClaimJudged, check: Check, file: str) -> dict[str, Any]:
    return {
        "id": found.id,
        "said": found.claim.said,
        "status": found.status,
        "claimed": _band(found.claim.band) if found.claim.in_numbers else None,
        "unit": found.claim.unit,
        "reason": reason(found, words_of("en")),
        "command": command_of(found, check, file),
        "readings": [_reading_plain(found, one) for one in found.readings],
        "findings": [finding_plain(one) for one in found.findings],
        "ask": found.claim.ask or None,
    }


def _reading_plain(found: ClaimJudged, one: ReadingJudged) -> dict[str, Any]:
    stated = found.claim.stated_of(one.reading)
    return {
        "reading": one.reading.reading,
        "measure": one.reading.formula.text,
        "scenarios": one.reading.scenarios,
        "status": one.status,
        "claimed": _band(stated.band) if stated.in_numbers else None,
        "unit": stated.unit or found.claim.unit,
        "circular": None if one.circular is None else {"scenario": one.circular.scenario, "path": one.circular.path},
        "own_values": _numbers(one.base),
        "over_ignorance": _numbers(one.over_ignorance),
        "over_merchants": _numbers(one.over_merchants),
        "draws": None if one.draws is None else one.draws._asdict(),
        "probability": None if one.probability is None else one.probability._asdict(),
        "share_of_merchants": None if one.merchants is None else one.merchants._asdict(),
        "influences": [influence._asdict() for influence in one.influences],
        "conditional_on": list(one.conditional_on),
        "break_evens": [
            {**{key: _finite(value) for key, value in even._asdict().items()}, "outside": even.outside}
            for even in one.break_evens
        ],
    }


def _band(band: Range) -> list[float | None]:
    return [_finite(end) for end in band]


def _numbers(values: tuple[float, ...] | None) -> list[float | None] | None:
    return None if values is None else [_finite(value) for value in values]


def _finite(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _filled(text: str, lead: str = "    ") -> str:
    return textwrap.fill(text, WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead))


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
