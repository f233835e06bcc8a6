"""What reserves did: a table of them, and how many of each are there by interval, both with intervals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ccsim.economics.entry import BUYER, MICRO
from ccsim.economics.ledger import Ledger
from ccsim.experiment.statistics import CONFIDENCE, ratio_intervals
from ccsim.metrics.sums import Sums
from ccsim.model.inputs import Centre
from ccsim.model.surge import Effect
from ccsim.model.timegrid import TICKS_PER_S

Floats = NDArray[np.float64]

_S = 1 / TICKS_PER_S
MEASURES: dict[str, tuple[str, str, float, str]] = {
    "calls": ("calls", "days", 1.0, "1/day"),
    "asked": ("asked", "calls", 1.0, "number"),
    "sent": ("sent", "calls", 1.0, "number"),
    "came": ("came", "calls", 1.0, "number"),
    "time_to_half": ("half_ticks", "half", _S, "s"),
    "time_to_all": ("all_ticks", "all", _S, "s"),
    "hours": ("ticks", "days", _S / 3600, "number"),
    "cost": ("cost", "days", 1.0, "money"),
    "cost_in_all": ("cost_in_all", "days", 1.0, "money"),
}
"""Measure -> sum, what it is divided by, factor, unit. Per call, but for calls, hours and costs, which are per day."""


def reserve_table(
    sums: Sequence[Sums],
    ledgers: Sequence[Ledger],
    centre: Centre,
    currency: str,
    confidence: float = CONFIDENCE,
    payrolls: Sequence[str] | None = None,
) -> pd.DataFrame:
    """One row per reserve and measure: reserve, measure, value, low, high, unit; NaN where nothing was observed.

    `time_to_half`: from the call until half of those asked for are there, over the calls by which that came about;
    `time_to_all`: until all who come are. `cost` is the reserve's own price; `cost_in_all` has beside it what the
    buyer pays for the group that it raises, in proportion to paid time. `payrolls`: the ledger's name of every group,
    where that is not the group's own.
    """
    names = () if centre.surge is None else centre.surge.names
    payrolls = centre.groups if payrolls is None else payrolls
    parts = []
    for measure, (top, bottom, factor, unit) in MEASURES.items():
        if not names:
            break
        numerators, denominators = (
            _costs_in_all(sums, ledgers, centre, payrolls)
            if what == "cost_in_all"
            else _of_reserves(what, sums, ledgers, names)
            for what in (top, bottom)
        )
        found = ratio_intervals(factor * numerators, denominators, "ratio", confidence)
        part = {"reserve": names, "measure": measure, "value": found.value, "low": found.low, "high": found.high}
        parts.append(pd.DataFrame({**part, "unit": currency if unit == "money" else unit}))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def reserve_series(sums: Sequence[Sums], centre: Centre, confidence: float = CONFIDENCE) -> pd.DataFrame:
    """How many of each reserve are there, one row per measured interval: reserve:NAME with _low and _high.

    Of a reserve that raises the number of chats, or closes queues: the share of time and replications in which it does.
    """
    elapsed = np.array([run.by["interval"]["elapsed_ticks"] for run in sums])
    columns: dict[str, Floats] = {}
    for name in () if centre.surge is None else centre.surge.names:
        there = np.array([run.by["interval"][f"surge_ticks:{name}"] for run in sums])
        found, key = ratio_intervals(there, elapsed, "ratio", confidence), f"reserve:{name}"
        columns |= {key: found.value, f"{key}_low": found.low, f"{key}_high": found.high}
    return pd.DataFrame(columns, index=range(elapsed.shape[1]))


def _of_reserves(what: str, sums: Sequence[Sums], ledgers: Sequence[Ledger], names: Sequence[str]) -> Floats:
    """(R, reserves)"""
    if what == "cost":
        return np.array([[_own_cost(ledger, name) for name in names] for ledger in ledgers])
    if what == "days":
        return np.array([[run.totals["days"]] * len(names) for run in sums], np.float64)
    return np.array([[run.totals[f"surge_{what}:{name}"] for name in names] for run in sums], np.float64)


def _own_cost(ledger: Ledger, name: str) -> float:
    return _price_micro(ledger, name) / MICRO


def _costs_in_all(sums: Sequence[Sums], ledgers: Sequence[Ledger], centre: Centre, payrolls: Sequence[str]) -> Floats:
    """(R, reserves)"""
    surge = centre.surge
    assert surge is not None
    found = np.array([[_own_cost(ledger, name) for name in surge.names] for ledger in ledgers])
    for r, (run, ledger) in enumerate(zip(sums, ledgers, strict=True)):
        paid = dict.fromkeys(payrolls, 0)
        for payroll, ticks in zip(payrolls, run.by["group"]["paid_ticks"], strict=True):
            paid[payroll] += int(ticks)
        amounts = ledger.by("group")
        for s, name in enumerate(surge.names):
            if surge.effect[s] == Effect.HEADS:
                payroll = payrolls[int(surge.group[s])]
                of_group = amounts.get(payroll, 0) - _price_micro(ledger, payroll)
                found[r, s] += of_group / MICRO * run.totals[f"surge_ticks:{name}"] / max(1, paid[payroll])
    return found


def _price_micro(ledger: Ledger, name: str) -> int:
    """The buyer's entries under a reserve's name, which may be a group's as well (micro-units)."""
    entries = (e for e in ledger.entries if e.payer == BUYER and e.category.of_reserve and e.group == name)
    return sum(entry.amount_micro for entry in entries)
