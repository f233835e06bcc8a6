"""The roster in the report: its shifts, how well they fit what is required, and the day hour by hour."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from ccsim.experiment.shift_table import CoverRow, cover_rows, shift_rows
from ccsim.report.catalogue import Words
from ccsim.report.formats import NOTHING, Formats, clock
from ccsim.report.sections import Cell, Table

if TYPE_CHECKING:
    from ccsim.experiment.result import Result


def shift_table(result: Result, words: Words, formats: Formats) -> Table | None:
    """One row per pattern: when, how many agents a day, paid hours, overtime, night shifts, premiums; None without."""
    rows = shift_rows(result.scenario, result.schedule)
    if not rows:
        return None
    named = ("group", "pattern", "from", "until", "agents_per_day", "paid_hours", "overtime_hours", "premium")
    heads = [words(f"column.{name}") for name in named]
    cells = [
        [
            *(Cell(text) for text in (row.group, row.pattern, clock(row.start_s), clock(row.end_s % 86_400.0))),
            Cell(_number(row.agents)),
            Cell(_number(row.paid_h)),
            Cell(_number(row.overtime_h) if row.overtime_h else NOTHING),
            Cell(formats.money(row.premium, 2) if row.premium else NOTHING),
        ]
        for row in rows
    ]
    total = [Cell(words("column.total")), Cell(""), Cell(""), Cell("")]
    total += [Cell(_number(sum(getattr(row, name) for row in rows))) for name in ("agents", "paid_h", "overtime_h")]
    total.append(Cell(formats.money(sum(row.premium for row in rows), 2)))
    return Table(heads, [*cells, total], 4, (len(cells),))


def cover_notes(result: Result, words: Words, formats: Formats) -> list[str]:
    """A sentence per group on shifts: required, scheduled and paid hours, people, and what the least cover asks for."""
    return [_cover_note(result, row, words, formats) for row in cover_rows(result.scenario, result.schedule)]


def hour_table(result: Result, words: Words, formats: Formats) -> Table | None:
    """One row per hour of the day; None if the result has none."""
    frame: pd.DataFrame = result.hours
    if frame.empty:
        return None
    required = "required_agents" in frame
    named = ["from", "contacts_per_day", *(["required"] if required else []), "scheduled", "on_duty", "utilisation"]
    heads = [words(f"column.{name}") for name in [*named, "service_level", "cost_per_contact"]]
    rows = []
    for row in frame.to_dict("records"):
        rows.append(
            [
                Cell(clock(row["start_s"])),
                Cell(_number(row["contacts"])),
                *([Cell(_number(row["required_agents"]))] if required else []),
                Cell(_number(row["scheduled_agents"])),
                Cell(_number(row["duty_agents"])),
                _cell(row, "utilisation", "share", formats),
                _cell(row, "service_level", "share", formats),
                _cell(row, "cost_per_contact", result.scenario.currency, formats),
            ]
        )
    return Table(heads, rows, 1)


def _cover_note(result: Result, row: CoverRow, words: Words, formats: Formats) -> str:
    group = result.scenario.groups[row.group]
    key = "shifts.given" if group.staffing_given else "shifts.cover"
    return words(
        key,
        group=row.group,
        required=_number(row.required_h),
        bound=_number(row.bound_h),
        scheduled=_number(row.scheduled_h),
        excess=formats.percent(row.excess_h / row.required_h if row.required_h else 0.0, 1),
        paid=_number(row.paid_h),
        people=f"{row.people:,}",
        gap=formats.percent(row.gap, 2),
    )


def _cell(row: Mapping[Hashable, Any], name: str, unit: str, formats: Formats) -> Cell:
    value, low, high = (row[key] for key in (name, f"{name}_low", f"{name}_high"))
    if pd.isna(value):
        return Cell(NOTHING)
    return Cell(*formats.written(unit, value, None if pd.isna(low) else low, None if pd.isna(high) else high))


def _number(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() or abs(value) >= 100 else f"{value:,.1f}"
