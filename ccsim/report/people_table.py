"""A team's months as aligned tables, and as plain data for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from ccsim.experiment.people import MEASURES, Measure, PeopleResult, Team, difference
from ccsim.experiment.statistics import Estimate
from ccsim.report.catalogue import Words
from ccsim.report.formats import Formats, Written
from ccsim.report.tables import plain_words, printable, width_of

_GAP = "  "
_BY_MONTH = (
    "headcount", "leavers", "starters", "in_training", "vacancies", "mean_tenure", "effective_agents", "cost",
    "vacancy_cost",
)  # fmt: skip


def people_text(results: Sequence[PeopleResult], language: str = "en") -> str:
    """Tables of all teams: everything over all months with intervals, then the months; then differences."""
    words = plain_words(language)
    parts = [_result(one, words) for one in results]
    if len(results) > 1:
        parts.append(_differences(results, words))
    return "\n\n".join(parts)


def _result(result: PeopleResult, words: Words) -> str:
    formats = Formats(words, result.scenario.currency)
    title = result.scenario.title.get("zh" if words.language == "zh" else "en", result.scenario.name)
    said = words("people.title", title=printable(title), months=result.months, n=result.replications, seed=result.seed)
    parts = [said]
    for name, team in result.teams.items():
        heading = words("people.team", group=name)
        parts.append("\n".join([heading, *_whole(team, words, formats)]))
        parts.append("\n".join([words("people.by_month"), *_months(team, words, formats)]))
    return "\n\n".join(parts)


def _whole(team: Team, words: Words, formats: Formats) -> list[str]:
    heads = (words("people.measure"), words("people.value"), words("people.interval"), words("people.calculated"))
    rows = [heads]
    for measure in MEASURES:
        if not shown(measure, team):
            continue
        written = _written(measure, team.whole(measure), formats)
        expected = team.expected.get(measure.name)
        said = "" if expected is None else formats.value("number", float(expected.sum()))
        rows.append((words.known("people_measure", measure.name), written.value, written.interval, said))
    lines = _aligned(rows)
    return [*lines, words("people.no_expectation", why=words.said(team.why))] if team.why else lines


def _months(team: Team, words: Words, formats: Formats) -> list[str]:
    chosen = [one for one in MEASURES if one.name in _BY_MONTH and shown(one, team)]
    heads = [words("people.month"), *(words.known("people_measure", one.name) for one in chosen)]
    columns = [[_written(one, estimate, formats).value for estimate in team.by_month(one)] for one in chosen]
    rows = [tuple(heads), *((str(m + 1), *(column[m] for column in columns)) for m in range(team.plan.months))]
    return _aligned(rows, left=0)


def _differences(results: Sequence[PeopleResult], words: Words) -> str:
    """Each further scenario against the first, on common random numbers."""
    first, parts = results[0], []
    for other in results[1:]:
        formats = Formats(words, other.scenario.currency)
        for name in [group for group in first.teams if group in other.teams]:
            rows = [(words("people.measure"), words("people.difference"), words("people.interval"))]
            for measure in MEASURES:
                if shown(measure, other.teams[name]):
                    written = _written(measure, difference(first, other, name, measure), formats)
                    rows.append((words.known("people_measure", measure.name), written.value, written.interval))
            heading = words("people.against", other=other.scenario.name, first=first.scenario.name, group=name)
            parts.append("\n".join([heading, *_aligned(rows)]))
    return "\n\n".join(parts)


def shown(measure: Measure, team: Team) -> bool:
    """Whether a measure says something: not what the plan rules out, and no money without prices."""
    return bool(team.sums[measure.above].any())


def _written(measure: Measure, estimate: Estimate, formats: Formats) -> Written:
    unit = {"money": formats.currency, "1/yr": "share", "months": "number"}.get(measure.unit, measure.unit)
    return formats.written(unit, estimate.value, estimate.low, estimate.high)


def _aligned(rows: Sequence[tuple[str, ...]], left: int = 1) -> list[str]:
    """Rows as lines: the first `left` columns to the left, numbers to the right."""
    widths = [max(width_of(row[c]) for row in rows) for c in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            cell + " " * (w - width_of(cell)) if c < left else " " * (w - width_of(cell)) + cell
            for c, (cell, w) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append(("  " + _GAP.join(cells)).rstrip())
    return lines


def people_frame(result: PeopleResult) -> pd.DataFrame:
    """One row per group, month and measure; month 0 stands for all months together."""
    rows = []
    for name, team in result.teams.items():
        for measure in MEASURES:
            for month, estimate in enumerate([team.whole(measure), *team.by_month(measure)]):
                expected = team.expected.get(measure.name)
                known = None if expected is None else float(expected.sum() if month == 0 else expected[month - 1])
                rows.append(
                    {
                        "group": name, "month": month, "measure": measure.name, "value": estimate.value,
                        "low": estimate.low, "high": estimate.high, "calculated": known, "unit": measure.unit,
                        "why": estimate.why,
                    }
                )  # fmt: skip
    return pd.DataFrame(rows)


def people_plain(result: PeopleResult) -> dict[str, Any]:
    """Everything, for JSON; what was not observed is null."""
    teams = {}
    for name, team in result.teams.items():
        measures = {
            one.name: {
                "unit": one.unit,
                "all_months": _estimate(team.whole(one)),
                "by_month": [_estimate(estimate) for estimate in team.by_month(one)],
            }
            for one in MEASURES
        }
        calculated = {key: values.tolist() for key, values in team.expected.items()}
        teams[name] = {"measures": measures, "calculated": calculated, "not_calculated": team.why}
    return {
        "scenario": result.scenario.name,
        "months": result.months,
        "replications": result.replications,
        "seed": result.seed,
        "currency": result.scenario.currency,
        "teams": teams,
    }


def _estimate(one: Estimate) -> dict[str, Any]:
    return {"value": one.value, "low": one.low, "high": one.high, "why": one.why}
