"""What a check found, in words and short numbers: the verdict's name, its reason, ranges, break-evens, the command."""

from __future__ import annotations

import math
import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ccsim.claims.audit import Recomputed
from ccsim.claims.expression import Range
from ccsim.claims.registry import told
from ccsim.claims.verdicts import LEAST_DRAWS
from ccsim.report.catalogue import ENGLISH, Words
from ccsim.report.claims_text import claimed_text, number, range_text

if TYPE_CHECKING:
    from ccsim.claims.judgement import BreakEven, Check, ClaimJudged, ReadingJudged
    from ccsim.claims.verdicts import Probability


def verdict_name(status: str, words: Words) -> str:
    """ "supported", "contradicted by its own figures", ... as the language says it."""
    return words(f"check.status_{status}")


def percent(share: float) -> str:
    """A share in whole percent; nearly all is not all, and hardly any is not none."""
    if 0 < share < 0.005:
        return "<1%"
    if 0.995 < share < 1:
        return ">99%"
    return f"{100 * share:.0f}%"


def simulated_text(one: ReadingJudged, words: Words) -> str:
    """Fifth to ninety-fifth percentile over what is not known; empty if nothing was simulated."""
    if one.over_ignorance is None or math.isnan(one.over_ignorance[0]):
        return ""
    return words("number.range", low=number(one.over_ignorance[0]), high=number(one.over_ignorance[2]))


def probability_text(found: Probability | None, words: Words) -> str:
    """ "12% (3 - 27%)"; empty without a probability."""
    if found is None:
        return ""
    return f"{percent(found.value)} ({words('number.range', low=percent(found.low), high=percent(found.high))})"


def base_text(one: ReadingJudged, words: Words) -> str:
    """The measure at the scenario's own values, with its interval over replications."""
    if one.base is None or math.isnan(one.base.value):
        return ""
    low, high = number(one.base.low), number(one.base.high)
    return f"{number(one.base.value)} ({words('number.range', low=low, high=high)})"


def reading_name(one: ReadingJudged, words: Words) -> str:
    """What the reading counts; its formula if nobody said."""
    return told(one.reading.reading, words.language) or one.reading.formula.text


def reason(found: ClaimJudged, words: Words) -> str:
    """Why the verdict is what it is, in a sentence or two."""
    best = found.best
    if found.status == "untestable":
        return told(found.claim.untestable, words.language)
    if found.status in ("arithmetic_fails", "arithmetic_holds"):
        return words.sentences(*(_of_finding(one, words) for one in found.findings if one.id in found.claim.decided_by))
    assert best is not None
    if found.status == "circular":
        return circular_text(best, words)
    fields = {
        "reading": reading_name(best, words),
        "p": probability_text(best.probability, words),
        "range": simulated_text(best, words),
    }
    sentences = [words(f"check.because_{found.status}", **fields)]
    failing = [one for one in found.readings if one.status == "contradicted"]
    if found.status != "contradicted" and failing:
        names = words("text.between_items").join(reading_name(one, words) for one in failing)
        sentences.append(words("check.not_under", readings=names))
    circular = [one for one in found.readings if one.circular is not None]
    if circular:
        names = words("text.between_items").join(reading_name(one, words) for one in circular)
        sentences.append(words("check.circular_under", readings=names))
    if best.draws is not None and best.draws.n < LEAST_DRAWS:
        sentences.append(words("check.few_draws", n=best.draws.n))
    sentences += [break_even_text(one, words) for one in best.break_evens]
    if best.conditional_on:
        sentences.append(words("check.conditional", paths=words("text.between_items").join(best.conditional_on)))
    return words.sentences(*sentences)


def circular_text(one: ReadingJudged, words: Words) -> str:
    """Which input the measure is, and its independent range."""
    assert one.circular is not None
    said = words("check.because_circular", path=one.circular.path, scenario=one.circular.scenario)
    prior = one.circular.prior
    if prior is None:
        return said
    own = Range(float(prior.low), float(prior.high))
    return words.sentences(
        said, words("check.independent", range=range_text(own, words), base=number(float(prior.base)))
    )


def break_even_text(one: BreakEven, words: Words) -> str:
    """At which value of an input the claim would hold, and how far out that is."""
    own = range_text(Range(one.low, one.high), words)
    if one.value is None:
        return words(
            "check.no_value", path=one.path, farthest=number(one.farthest), there=number(one.measure_there), own=own
        )
    fields = {"path": one.path, "value": number(one.value), "own": own}
    if one.outside == 1.0:
        return words("check.value_inside", **fields)
    if one.outside is None:
        return words("check.value_beyond", **fields)
    return words("check.value_outside", **fields, times=f"{one.outside:.3g}")


def _of_finding(one: Recomputed, words: Words) -> str:
    sides = "" if one.claimed is None else f"{range_text(one.claimed, words)} / {range_text(one.implied, words)}"
    if not one.fails or one.nearest is None or one.farthest is None or math.isnan(one.nearest):
        return words("check.finding_holds", id=one.id, title=told(one.finding.title, words.language), sides=sides)
    near, far = f"{one.nearest:.3g}", f"{one.farthest:.3g}"
    factor = near if near == far else words("number.range", low=near, high=far)
    title = told(one.finding.title, words.language)
    return words("check.finding_fails", id=one.id, title=title, sides=sides, factor=factor)


def command_of(found: ClaimJudged, check: Check, file: str = "") -> str:
    """The one command that reproduces a verdict."""
    return shlex.join(_asked(check, file, [found.id]))


def page_command(check: Check, language: str, file: str, only: Sequence[str], markdown: str) -> str:
    """The command that writes the page `markdown` with the verdicts on the claims `only`, or on all."""
    lang = [] if language == ENGLISH else ["--lang", language]
    return shlex.join([*_asked(check, file, only), *lang, "--markdown", markdown])


def _asked(check: Check, file: str, only: Sequence[str]) -> list[str]:
    """`ccsim claims check` with the options that its verdicts depend on."""
    parts = ["ccsim", "claims", "check", *([file] if file else [])]
    parts += [part for name in only for part in ("--only", name)]
    parts += ["--quick"] if check.quick else []
    parts += [] if check.seed == 1 else ["--seed", str(check.seed)]
    parts += [] if check.with_author_sources else ["--without-author-sources"]
    return parts


def claimed(found: ClaimJudged, words: Words, one: ReadingJudged | None = None) -> str:
    """What is claimed, in numbers; under one of its readings, if that has numbers of its own."""
    return claimed_text(found.claim if one is None else found.claim.stated_of(one.reading), words)


def with_unit(one: ReadingJudged, text: str, words: Words) -> str:
    """What was simulated, with its unit where the reading has one of its own and claims no number."""
    unit = "" if one.reading.judged else told(one.reading.unit, words.language)
    return f"{text} {unit}".strip() if text else text
