"""Claims as plain text: the registry's list, one claim with its findings, and what it would be tested with."""

from __future__ import annotations

import shlex
import textwrap
from typing import Any

from ccsim.claims.audit import Recomputed, audit
from ccsim.claims.expression import Formula, Range
from ccsim.claims.figures import figures
from ccsim.claims.registry import Claim, Registry, told
from ccsim.claims.stated import Stated
from ccsim.report.catalogue import Words, words_of

WIDTH = 110


def number(value: float) -> str:
    """Up to four significant digits, thousands apart; whole numbers from a thousand on."""
    if value == 0 or value != value:
        return "0" if value == 0 else "–"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.4g}"


def range_text(one: Range, words: Words) -> str:
    """A range as "200 – 300", "≥ 0.35", "≤ 30", or one number."""
    if one.low == one.high:
        return number(one.low)
    if one.high == float("inf"):
        return f"≥ {number(one.low)}"
    if one.low == -float("inf"):
        return f"≤ {number(one.high)}"
    return words("number.range", low=number(one.low), high=number(one.high))


def claimed_text(stated: Stated, words: Words) -> str:
    """What a claim, or a reading with numbers of its own, says in numbers, with its unit."""
    if not stated.in_numbers:
        return ""
    one = Range(float(stated.value), float(stated.value)) if stated.value is not None else stated.band
    about = words("claims.about") if stated.about else ""
    return f"{about}{range_text(one, words)} {told(stated.unit, words.language)}".strip()


def way_of(claim: Claim) -> str:
    """How a claim is judged: "simulated", "arithmetic" or "untestable"; that it is circular only its scenario says."""
    return "simulated" if claim.tests else "arithmetic" if claim.decided_by else "untestable"


def list_text(registry: Registry, language: str) -> str:
    """One line per claim: id, how it is judged, what is claimed; below it the statement."""
    words = words_of(language)
    lines = []
    for name, claim in registry.claims.items():
        lines.append(f"{name:24} {words(f'claims.way_{way_of(claim)}'):12} {claimed_text(claim, words)}".rstrip())
        lines.append(f"{'':24} {told(claim.said, language)}")
    return "\n".join(lines)


def show_text(registry: Registry, name: str, language: str, file: str = "") -> str:
    """One claim: statement, conditions, readings, findings of the audit, numbers to ask for, and how to check it.

    `file`: where the claims come from, if they are not the shipped ones.
    """
    words, claim = words_of(language), registry.claims[name]
    lines = [f"{name}: {told(claim.said, language)}"]

    def row(key: str, text: str) -> None:
        if text:
            lines.append(textwrap.fill(f"{words(key)}{words('text.colon')}{text}", WIDTH, subsequent_indent="    "))

    if claim.article is not None:
        article = figures().articles[claim.article]
        row("claims.article", f"{told(article.title, language)} ({article.file})")
    row("claims.claimed", claimed_text(claim, words))
    row("claims.conditions", told(claim.conditions, language))
    row("claims.way", words(f"claims.way_{way_of(claim)}"))
    row("claims.untestable_because", told(claim.untestable, language))
    for test in claim.tests:
        said, where = told(test.reading, language), ", ".join(test.scenarios)
        row("claims.reading", f"{said} [{test.formula.text}; {where}]" if said else f"{test.formula.text} [{where}]")
    cited = (*claim.decided_by, *claim.findings)
    found = audit(figures().ranges) if cited else {}
    for finding in cited:
        row("claims.finding", finding_text(found[finding], words))
    row("claims.ask", told(claim.ask, language))
    row("claims.command", shlex.join(["ccsim", "claims", "check", *([file] if file else []), "--only", name]))
    return "\n".join(lines)


def finding_text(found: Recomputed, words: Words) -> str:
    """A finding in one line: what is compared, both sides written out, and the factor between them."""
    parts = [f"{found.id} {told(found.finding.title, words.language)}{words('text.colon').strip()}"]
    shown = {name: _figure(one) for name, one in figures().ranges.items()}
    implied = _written(found.finding.implied_formulas, shown, found.implied)
    if found.claimed is None:
        parts.append(implied)
    else:
        claimed = _written(found.finding.claimed_formulas, shown, found.claimed)
        parts.append(f"{claimed} {'≠' if found.fails else '~'} {implied}")
    parts.append(f"{words('claims.is')} {words(f'claims.outcome_{found.outcome}')}")
    if found.fails:
        parts.append(factor_text(found, words))
    return " ".join(parts)


def factor_text(found: Recomputed, words: Words) -> str:
    """By which factor a finding fails: "3.0 – 6.6 times"; empty if it does not, or signs differ."""
    if not found.fails or found.nearest is None or found.farthest is None or found.nearest != found.nearest:
        return ""
    near, far = f"{found.nearest:.3g}", f"{found.farthest:.3g}"
    return words("claims.times", n=near if near == far else words("number.range", low=near, high=far))


def _written(formulas: list[Formula], shown: dict[str, str], value: Range) -> str:
    texts = [formula.written(shown) for formula in formulas]
    whole = _figure(value)
    return whole if texts == [whole] else f"{' | '.join(texts)} = {whole}"


def _figure(one: Range) -> str:
    return number(one.low) if one.low == one.high else f"{number(one.low)}…{number(one.high)}"


def claim_plain(name: str, claim: Claim) -> dict[str, Any]:
    """A claim for --json, with its findings recomputed."""
    found = audit(figures().ranges)
    return {
        "id": name,
        "article": figures().articles[claim.article].file if claim.article else None,
        "said": claim.said,
        "kind": claim.kind,
        "unit": claim.unit,
        "claimed": {"low": claim.low, "high": claim.high, "value": claim.value, "about": claim.about},
        "conditions": claim.conditions,
        "judged_by": way_of(claim),
        "untestable": claim.untestable or None,
        "readings": [
            {"reading": test.reading, "measure": test.formula.text, "scenarios": test.scenarios} for test in claim.tests
        ],
        "findings": [finding_plain(found[one]) for one in (*claim.decided_by, *claim.findings)],
        "ask": claim.ask or None,
    }


def finding_plain(found: Recomputed) -> dict[str, Any]:
    """A recomputed finding for --json."""
    return {
        "id": found.id,
        "title": found.finding.title,
        "claimed": None if found.claimed is None else list(found.claimed),
        "implied": list(found.implied),
        "outcome": found.outcome,
        "factor": None if not found.fails else [found.nearest, found.farthest],
        "figures": list(found.finding.names),
    }
