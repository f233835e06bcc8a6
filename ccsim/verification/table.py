"""A verification as text for people, as plain data for programs, and as a table for the documentation."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from ccsim.verification.budget import GOALS
from ccsim.verification.estimating import FALSE_ALARM, POWER, Finding, critical
from ccsim.verification.verify import Studied, Verification

NOTHING = "no quantity was compared"
HEADS = ("quantity", "reference", "simulated", "std. error", "z", "bias seen", "relative")


def text(found: Verification) -> str:
    """Every quantity of every study, what was not simulated and why, and the summary; ends without a line break."""
    parts = [_study(one) for one in found.studied]
    if found.unchecked:
        parts.append(
            "\n".join(["Not simulated", *(f"  {one.case}: {one.quantity}: {one.why}" for one in found.unchecked)])
        )
    parts.append(summary_text(found))
    return "\n\n".join(parts)


def summary_text(found: Verification) -> str:
    """The last lines: how far off everything is, and where the time went."""
    about = found.summary
    lines = [
        f"Summary: {about.quantities} quantities of {len(found.studied)} studies compared, "
        f"{about.exact} exactly equal, {about.too_rare} too rare for this budget, {len(found.unchecked)} not simulated",
    ]
    if about.nothing_compared:
        lines.append(f"{NOTHING}: this run says nothing about ccsim")
    if math.isfinite(about.rms_z):
        lines.append(f"root mean square of z {about.rms_z:.3f}")
    spread = found.scatter
    if spread.studies > 1:
        lines.append(
            f"mean square of z by study {spread.mean_square:.3f} over {spread.studies} studies (1 if ccsim is right; "
            f"p = {spread.p_value:.2g}{'; WRONG' if spread.is_wrong else ''})"
        )
    if about.largest is not None:
        worst = about.largest
        at = critical(about.bound, worst.replications)
        lines.append(
            f"largest |z| {abs(worst.z):.2f}: {worst.study}, {worst.check.quantity}; family-wise bound {at:.2f} "
            f"({FALSE_ALARM:g} for all together, Student with {worst.replications - 1} degrees)"
        )
    lines += [line for one in found.studied for line in _other_models(one)]
    lines += [f"WRONG: {one.study}, {one.check.quantity}: z = {one.z:.2f}" for one in about.failed]
    with_goal = [one for one in found.studied if one.goal_bias > 0]
    reached = ", ".join(f"{sum(one.goal_bias <= goal for one in with_goal)} to {goal:.1%}" for goal in GOALS)
    lines.append(
        f"mean waits, abandonment, service levels and headcounts of {len(with_goal)} studies: {reached} (smallest bias "
        f"found with probability {POWER:g} at {FALSE_ALARM:g} false alarms)"
    )
    lines.append(_where_time_went(found))
    return "\n".join(lines)


def _other_models(one: Studied) -> list[str]:
    """A line about the file's values that are of another model, with the z that they would have had."""
    with_other = [f for f in one.findings if f.check.other is not None and math.isfinite(f.z_of_other)]
    models = dict.fromkeys(f.check.other.what for f in with_other if f.check.other is not None)
    values = ", ".join(f"{f.check.quantity} {f.z_of_other:.2f}" for f in with_other)
    said = f"another model: {one.study.name}: the file's values are of {', '.join(models)}; z against them, not counted"
    return [f"{said}: {values}"] if with_other else []


def _where_time_went(found: Verification) -> str:
    contacts = sum(one.contacts for one in found.studied)
    stages = {s: sum(one.seconds[s] for one in found.studied) for s in ("drawing", "engine", "measuring", "all")}
    stages["all the rest"] = stages.pop("all") - sum(stages[s] for s in ("drawing", "engine", "measuring"))
    where = ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in stages.items())
    return (
        f"{contacts:,} contacts, {found.cpu_s / 60:.1f} CPU minutes with pilots, "
        f"{contacts / max(sum(stages.values()), 1e-9):,.0f} contacts per CPU second without ({where})"
    )


def _study(one: Studied) -> str:
    rows = [HEADS, *(row for finding in one.findings for row in _rows(finding))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADS))]
    lines = [
        "  ".join([row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))])
        for row in rows
    ]
    return "\n".join([_title(one), *(f"  {line}".rstrip() for line in lines)])


def _title(one: Studied) -> str:
    if one.study.people is not None:
        what = f"{one.length.replications} x {one.length.days} team{'s' if one.length.days > 1 else ''}"
        return f"{one.study.name}: {'calculated' if one.study.calculated else what}, {one.seconds['all']:.1f} s"
    window = f"{one.length.replications} x {one.length.days} day{'s' if one.length.days > 1 else ''}"
    warm = f" after {one.study.warm_up_days} of warm-up" if one.study.warm_up_days else ", from empty"
    forgets = f" (forgets in {one.study.relaxation_s:,.0f} s)" if one.study.relaxation_s else ""
    return (
        f"{one.study.name}: {window}{warm}{forgets}; {one.contacts:,} contacts, {one.engine} engine, "
        f"{one.seconds['all']:.1f} s"
    )


def _rows(one: Finding) -> list[tuple[str, ...]]:
    """The finding, and below it the file's value if that is of another model."""
    if one.check.other is None:
        return [_row(one)]
    z = f"{one.z_of_other:.2f}" if math.isfinite(one.z_of_other) else ""
    name = f"  the file's value, of another model: {one.check.other.what}"
    return [_row(one), (name, f"{one.check.other.reference:.6g}", "", "", z, "", "")]


def _row(one: Finding) -> tuple[str, ...]:
    name = f"{one.check.quantity} ({one.check.shown_as})" if one.check.shown_as else one.check.quantity
    numbers = (f"{one.check.reference:.6g}", f"{one.value:.6g}")
    if one.state != "compared":
        return (name, *numbers, one.state, "", "", "")
    return (name, *numbers, f"{one.se:.2g}", f"{one.z:.2f}", f"{one.detectable:.2g}", _percent(one.relative))


def _percent(share: float) -> str:
    return "" if math.isnan(share) else f"{share:.2%}"


def markdown(found: Verification) -> str:
    """The table of docs/verification.md: a row for every study, and the summary."""
    heads = (
        "case",
        "contacts",
        "replications",
        "quantities",
        "rms z",
        "largest z",
        "of",
        "bias seen in waits, leavers, SL",
    )
    rows = [_markdown_row(one) for one in found.studied]
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}", *(f"| {' | '.join(row)} |" for row in rows)]
    return "\n".join([*lines, "", "```text", summary_text(found), "```", ""])


def _markdown_row(one: Studied) -> tuple[str, ...]:
    compared = [f for f in one.findings if f.state == "compared"]
    worst = max(compared, key=lambda f: abs(f.z), default=None)
    rms = math.sqrt(sum(f.z**2 for f in compared) / len(compared)) if compared else math.nan
    return (
        one.study.name,
        f"{one.contacts:,}",
        str(one.length.replications),
        str(len(compared)),
        f"{rms:.2f}" if compared else "",
        f"{worst.z:.2f}" if worst else "",
        worst.check.quantity if worst else "",
        f"{one.goal_bias:.2%}" if one.goal_bias else "",
    )


def plain(found: Verification) -> dict[str, Any]:
    """Everything, for JSON; numbers that are not finite become null."""
    about = found.summary
    return {
        "plan": found.plan._asdict(),
        "summary": {
            "quantities": about.quantities,
            "exact": about.exact,
            "too_rare": about.too_rare,
            "not_simulated": len(found.unchecked),
            "rms_z": _finite(about.rms_z),
            "mean_square_by_study": _finite(found.scatter.mean_square),
            "scatter_p_value": found.scatter.p_value,
            "largest_abs_z": _finite(abs(about.largest.z)) if about.largest else None,
            "largest": _named(about.largest) if about.largest else None,
            "false_alarm": FALSE_ALARM,
            "p_value_bound": about.bound,
            "wrong": [_named(one) for one in about.failed],
            "cpu_s": found.cpu_s,
        },
        "studies": [_plain_study(one) for one in found.studied],
        "not_simulated": [one._asdict() for one in found.unchecked],
    }


def _named(one: Finding) -> dict[str, Any]:
    return {"case": one.study, "quantity": one.check.quantity, "z": _finite(one.z), "p_value": one.p_value}


def _plain_study(one: Studied) -> dict[str, Any]:
    study = one.study
    return {
        "case": study.case.id,
        "label": study.label,
        "family": study.case.family,
        "engine": one.engine,
        "days": one.length.days,
        "warm_up_days": study.warm_up_days,
        "cool_down_days": study.cool_down_days,
        "relaxation_s": study.relaxation_s,
        "replications": one.length.replications,
        "contacts": one.contacts,
        "seconds": one.seconds,
        "quantities": _plain_findings(one.findings),
    }


def _plain_findings(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    return [
        {
            "quantity": one.check.quantity,
            "reference": one.check.reference,
            "simulated": _finite(one.value),
            "standard_error": _finite(one.se),
            "z": _finite(one.z),
            "detectable_bias": _finite(one.detectable),
            "detectable_relative": _finite(one.relative),
            "state": one.state,
            "another_model": _plain_other(one),
        }
        for one in findings
    ]


def _plain_other(one: Finding) -> dict[str, Any] | None:
    """The file's value where it is of another model; it decides nothing."""
    other = one.check.other
    return None if other is None else {**other._asdict(), "z": _finite(one.z_of_other)}


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
