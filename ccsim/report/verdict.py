"""The answer to the planner's question in words: what was simulated, does it meet the target, what does it cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ccsim.experiment.targets import Check, Status, checks, worst
from ccsim.report.catalogue import Words
from ccsim.report.formats import Formats
from ccsim.report.spans import span_of

if TYPE_CHECKING:
    from ccsim.experiment.result import Result


class Verdict(NamedTuple):
    """The paragraph, and the status of the target as a whole."""

    status: Status
    sentences: list[str]


def checks_of(result: Result) -> list[Check]:
    """Every stated part of the target held against the run's interval."""
    return checks(result.scenario.staffing.target, result.kpis, not result.schedule.given)


def verdict_of(result: Result, words: Words, formats: Formats) -> Verdict:
    """The paragraph above everything else."""
    checks = checks_of(result)
    sentences = [_simulated(result, words, formats), _bot(result, words, formats), _staffing(result, words, formats)]
    sentences += [_check(result, check, words, formats) for check in checks]
    sentences.append(_cost(result, words, formats))
    return Verdict(worst([check.status for check in checks]), [sentence for sentence in sentences if sentence])


def title_of(result: Result, words: Words) -> str:
    """The scenario's heading in the report's language, else in any, else its name."""
    titles = {str(language): title for language, title in result.scenario.title.items()}
    return titles.get(words.language) or next(iter(titles.values()), "") or result.scenario.name


def target_text(result: Result, words: Words, formats: Formats) -> str:
    """The target in words: "80% answered within 30 s, at most 5% abandoned"."""
    target = result.scenario.staffing.target
    within = formats.duration(target.within, 0 if target.within.is_integer() else 1)
    parts = []
    if target.service_level > 0:
        parts.append(words("target.service_level", share=formats.value("share", target.service_level), within=within))
    if target.abandonment is not None:
        parts.append(words("target.abandonment", share=formats.value("share", target.abandonment)))
    if target.mean_wait is not None:
        parts.append(words("target.asa", wait=formats.value("s", target.mean_wait)))
    return words("text.between_items").join(parts) or words("target.none")


def measured_levels(result: Result) -> NDArray[np.int64]:
    """Scheduled agents (groups, slots) of the measured days; warm-up days are cut off."""
    slots = round(result.scenario.run.days * 86400 / result.schedule.interval_s)
    return np.asarray(result.schedule.levels, np.int64)[:, -slots:]


def measured_requirement(result: Result) -> NDArray[np.int64]:
    """What the target needs (groups, slots) on the measured days: less than is scheduled where shifts cover it."""
    if result.schedule.required is None:
        return measured_levels(result)
    slots = round(result.scenario.run.days * 86400 / result.schedule.interval_s)
    return np.asarray(result.schedule.required, np.int64)[:, -slots:]


def _written(result: Result, name: str, words: Words, formats: Formats) -> tuple[str, str] | None:
    """(value, interval) of a KPI, or None where it was not observed."""
    kpi = result.kpis.get(name)
    if kpi is None or kpi.estimate.value is None:
        return None
    written = formats.written(kpi.unit, kpi.estimate.value, kpi.estimate.low, kpi.estimate.high)
    return written.value, written.interval or words("verdict.no_interval")


def _simulated(result: Result, words: Words, formats: Formats) -> str:
    contacts, interval = _written(result, "contacts", words, formats) or ("?", words("verdict.no_interval"))
    return words(
        "verdict.simulated",
        title=title_of(result, words),
        days=span_of(result, words),
        replications=words.count("replications", result.replications),
        contacts=contacts,
        contacts_interval=interval,
    )


def _bot(result: Result, words: Words, formats: Formats) -> str:
    if result.scenario.bot is None:
        return words("verdict.no_bot")
    contained = _written(result, "containment", words, formats)
    truly = _written(result, "bot_true_resolution", words, formats)
    transferred = _written(result, "transfer_rate", words, formats)
    if contained is None or truly is None or transferred is None:
        return ""
    return words("verdict.bot", contained=contained[0], truly=truly[0], transferred=transferred[0])


def _staffing(result: Result, words: Words, formats: Formats) -> str:
    levels = measured_requirement(result)
    hours = float(levels.sum()) * result.schedule.interval_s / 3600 / result.scenario.run.days
    groups = result.scenario.groups
    flags = [pair for pair in zip(groups, result.schedule.derived, strict=True) if not groups[pair[0]].of_reserves]
    derived, given = ([name for name, flag in flags if flag is wanted] for wanted in (True, False))
    kind = "derived" if not given else "given" if not derived else "mixed"
    said = words(
        f"verdict.{kind}",
        target=target_text(result, words, formats),
        peak=f"{int(levels.sum(axis=0).max(initial=0)):,}",
        hours=f"{hours:,.0f}",
        groups=words("text.between_items").join(given),
        derived=words("text.between_items").join(derived),
    )
    if result.schedule.required is None or not result.schedule.shifts:
        return said
    scheduled = float(measured_levels(result).sum()) * result.schedule.interval_s / 3600 / result.scenario.run.days
    more = formats.percent(scheduled / hours - 1 if hours else 0.0, 1)
    return words.sentences(said, words("verdict.shifts", hours=f"{scheduled:,.0f}", more=more) if derived else "")


def _check(result: Result, check: Check, words: Words, formats: Formats) -> str:
    kpi = result.kpis.get(check.kpi)
    name = words(f"kpi.{check.kpi}")
    written = _written(result, check.kpi, words, formats)
    if kpi is None or written is None:
        why = "?" if kpi is None else words.said(kpi.estimate.why)
        return words("verdict.check_unknown", name=name, why=why)
    bound = words("target.at_least" if check.at_least else "target.at_most", bound=formats.value(kpi.unit, check.bound))
    return words(f"verdict.check_{check.status}", name=name, value=written[0], interval=written[1], bound=bound)


def _cost(result: Result, words: Words, formats: Formats) -> str:
    contact = _written(result, "cost_per_contact", words, formats)
    resolved = _written(result, "cost_per_resolved_issue", words, formats)
    if contact is None:
        return ""
    if resolved is None:
        return words("verdict.cost_one", contact=contact[0], contact_interval=contact[1])
    return words(
        "verdict.cost",
        contact=contact[0], contact_interval=contact[1],
        resolved=resolved[0], resolved_interval=resolved[1],
    )  # fmt: skip
