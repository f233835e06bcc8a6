"""The tables of the report as rows of ready texts: KPIs, breakdowns, ledger, staffing, sources, method."""

from __future__ import annotations

import math
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from ccsim.report.catalogue import Words
from ccsim.report.families import by_family
from ccsim.report.formats import NOTHING, Formats, clock
from ccsim.report.verdict import measured_levels

if TYPE_CHECKING:
    from ccsim.experiment.result import KpiValue, Result

TILES = (
    "contacts", "service_level", "asa", "abandonment",
    "eventual_resolution", "utilisation", "cost_per_contact", "cost_per_resolved_issue",
)  # fmt: skip

BREAKDOWN = {
    "intent": ("contacts", "containment", "bot_true_resolution", "service_level", "abandonment", "aht",
               "human_resolution", "csat_true", "cost_per_day", "cost_per_contact"),
    "queue": ("offered", "service_level", "abandonment", "asa", "wait_p90", "wait_p99", "aht"),
    "class": ("contacts", "service_level", "abandonment", "asa", "aht", "eventual_resolution", "csat_true"),
    "group": ("human_legs", "aht", "attention_per_leg", "occupancy", "utilisation", "human_legs_per_agent_day",
              "human_legs_per_rostered_agent_day", "human_resolution"),
}  # fmt: skip
"""KPIs shown by dimension, of those that exist there."""

MOST_DAYS = 31
"""Rows of the table of days; the run folder's days.csv holds them all."""
MOST_STEPS = 400
"""Rows of the staffing table; longer schedules are cut, and the report says so."""


class Cell(NamedTuple):
    """A number with its interval; `why` if it is missing."""

    value: str
    interval: str = ""
    why: str = ""


class KpiRow(NamedTuple):
    """One line of the KPI table, or one tile."""

    key: str
    name: str
    meaning: str
    cell: Cell
    unit: str
    note: str


class Table(NamedTuple):
    """A table with headings; the first `texts` columns are text, the others numbers. `marked` rows stand out."""

    heads: list[str]
    rows: list[list[Cell]]
    texts: int
    marked: tuple[int, ...] = ()


def kpi_row(name: str, kpi: KpiValue, words: Words, formats: Formats) -> KpiRow:
    """A KPI with its words; names that the catalogue lacks are shown as they are."""
    estimate = kpi.estimate
    written = formats.written(kpi.unit, estimate.value, estimate.low, estimate.high)
    why = words.said(estimate.why)
    if estimate.value is None and not why:
        why = words("table.not_observed")
    return KpiRow(
        name,
        words.known("kpi", name),
        words.known("kpi_meaning", name, ""),
        Cell(written.value, written.interval, why),
        formats.unit(kpi.unit),
        words.said(kpi.note),
    )


def kpi_rows(result: Result, words: Words, formats: Formats) -> list[tuple[str, list[KpiRow]]]:
    """(heading, rows) by family."""
    return [
        (words(f"family.{family}"), [kpi_row(name, result.kpis[name], words, formats) for name in names])
        for family, names in by_family(result.kpis).items()
    ]


def tiles(result: Result, words: Words, formats: Formats) -> list[KpiRow]:
    """The headline figures, under shorter names."""
    within = formats.value("s", result.scenario.staffing.target.within)
    rows = [kpi_row(name, result.kpis[name], words, formats) for name in TILES if name in result.kpis]
    return [row._replace(name=words(f"tile.{row.key}", within=within)) for row in rows]


def breakdown(result: Result, words: Words, formats: Formats) -> list[tuple[str, Table]]:
    """(heading, table) for intents, queues and groups: one row per key, one column per KPI."""
    found = []
    frame: pd.DataFrame = result.breakdown
    for dimension, wanted in BREAKDOWN.items():
        part = frame.loc[(frame["dimension"] == dimension) & frame["kpi"].isin(wanted)]
        if part.empty:
            continue
        names = [name for name in wanted if (part["kpi"] == name).any()]
        keys = list(dict.fromkeys(part["key"]))
        cells = {
            (row["key"], row["kpi"]): Cell(
                *formats.written(row["unit"], number_of(row["value"]), number_of(row["low"]), number_of(row["high"]))
            )
            for row in part.to_dict("records")
        }
        heading = words("section.breakdown", dimension=words(f"dimension.{dimension}"))
        heads = [words(f"dimension.{dimension}"), *(words.known("kpi", name) for name in names)]
        rows = [[Cell(str(key)), *(cells.get((key, name), Cell(NOTHING)) for name in names)] for key in keys]
        found.append((heading, Table(heads, rows, 1)))
    return found


def day_table(result: Result, words: Words, formats: Formats) -> Table:
    """One row per measured day: what came, the longest queue, when it was over, what was lost and what it cost."""
    frame: pd.DataFrame = result.days
    names = [name for name in dict.fromkeys(frame["kpi"]) if name != "bot_sessions"]  # else the cost is cut off
    cells = {
        (row["day"], row["kpi"]): Cell(
            *formats.written(row["unit"], number_of(row["value"]), number_of(row["low"]), number_of(row["high"]))
        )
        for row in frame.to_dict("records")
    }
    shown = list(dict.fromkeys(frame["day"]))[:MOST_DAYS]
    dates = [result.scenario.run.start + timedelta(days=int(day) - 1) for day in shown]
    rows = [
        [Cell(_unbroken(f"{date} {words(f'weekday.{date.weekday()}')}")), *(cells[day, name] for name in names)]
        for day, date in zip(shown, dates, strict=True)
    ]
    return Table([words("column.day"), *(words.known("kpi", name) for name in names)], rows, 1)


def ledger_tables(result: Result, words: Words, formats: Formats) -> list[tuple[str, Table]]:
    """(payer, table): every entry as quantity x price = amount per measured day, and the total to the cent."""
    frame: pd.DataFrame = result.ledger
    named = ("category", "group", "cause", "quantity", "price", "amount")
    heads = [words(f"column.{name}") for name in named]
    tables = []
    for payer in sorted(set(frame["payer"]), key=("buyer", "supplier", "customer_loss").index):
        part = frame.loc[frame["payer"] == payer]
        rows = []
        for entry in part.to_dict("records"):
            amount = Cell(formats.money(entry["amount"]), _amount_interval(entry, formats))
            price = formats.money(entry["price"], 2 if entry["price"] >= 0.1 else 4)
            texts = [words.known("category", entry["category"]), entry["group"] or NOTHING]
            rows.append(
                [
                    *(Cell(str(text)) for text in texts),
                    Cell(words.known("cause", entry["cause"])),
                    Cell(_quantity(entry["quantity"])),
                    Cell(f"{price} / {words.known('unit', entry['unit'])}"),
                    amount,
                ]
            )
        total = [Cell(words("column.total")), *[Cell("")] * 4, Cell(formats.money(float(part["amount"].sum())))]
        tables.append((words.known("payer", payer), Table(heads, [*rows, total], 3, (len(rows),))))
    return tables


def cost_bars(result: Result, words: Words, formats: Formats, most: int = 14) -> list[tuple[str, float, str]]:
    """(category, amount per day, label) of the buyer's cost, largest first; the smallest ones are put together."""
    frame: pd.DataFrame = result.ledger
    amounts = frame.loc[frame["payer"] == "buyer"].groupby("category", sort=True)["amount"].sum()
    ranked = sorted(((str(name), float(amount)) for name, amount in amounts.items()), key=lambda pair: -pair[1])
    ranked = [pair for pair in ranked if pair[1] > 0]
    bars = [(words.known("category", name), amount) for name, amount in ranked]
    if len(bars) > most:
        bars = [*bars[: most - 1], (words("cost.other"), sum(amount for _, amount in bars[most - 1 :]))]
    total = sum(amount for _, amount in bars)
    contacts = result.kpis["contacts"].estimate.value if "contacts" in result.kpis else None
    labelled = []
    for name, amount in bars:
        parts = [formats.money(amount, 0 if amount >= 100 else 2), formats.percent(amount / total, 1)]
        if contacts:
            parts.append(words("cost.per_contact", amount=formats.money(amount / contacts, 3)))
        labelled.append((name, amount, " · ".join(parts)))
    return labelled


def staffing_table(result: Result, words: Words) -> tuple[Table, bool]:
    """Scheduled agents between the times at which any group's number changes; True if the table was cut."""
    levels = measured_levels(result)
    interval_s, days = result.schedule.interval_s, result.scenario.run.days
    slots = levels.shape[1] // max(1, days)
    heads = [words("column.from"), words("column.until"), *result.scenario.groups]
    heads = ([words("column.day")] if days > 1 else []) + heads
    heads += [words("column.all_groups")] if len(levels) > 1 else []
    rows: list[list[Cell]] = []
    for day in range(days):
        today = levels[:, day * slots : (day + 1) * slots]
        changes = np.flatnonzero(np.any(np.diff(today, axis=1) != 0, axis=0)) + 1
        starts = [0, *changes.tolist(), slots]
        for start, stop in pairwise(starts):
            counts = [int(count) for count in today[:, start]]
            counts += [sum(counts)] if len(counts) > 1 else []
            row = [clock(start * interval_s), clock(stop * interval_s), *(f"{count:,}" for count in counts)]
            rows.append([Cell(text) for text in ([str(day + 1)] if days > 1 else []) + row])
    return Table(heads, rows[:MOST_STEPS], 3 if days > 1 else 2), len(rows) > MOST_STEPS


def _unbroken(text: str) -> str:
    return text.replace(" ", "\u00a0").replace("-", "\u2011")


def _quantity(quantity: float) -> str:
    """Six digits, so that quantity times price can be checked by hand."""
    places = 0 if quantity.is_integer() else max(0, min(6, 5 - math.floor(math.log10(abs(quantity)))))
    return f"{quantity:,.{places}f}"


def number_of(value: Any) -> float | None:
    """A value of a table, None where nothing was observed."""
    return None if value is None or pd.isna(value) else float(value)


def _amount_interval(entry: dict[str, Any], formats: Formats) -> str:
    low, high = number_of(entry.get("low")), number_of(entry.get("high"))
    if low is None or high is None or high <= low:
        return ""
    return formats.range(f"{low:,.2f}", f"{high:,.2f}")
