"""From replications' sums and ledgers to KPI values with their intervals and notes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from ccsim.economics.entry import MICRO
from ccsim.economics.ledger import Ledger, cost_by_intent, entry_amounts, ledger_table, ledger_totals
from ccsim.experiment.result import KpiValue
from ccsim.experiment.statistics import CONFIDENCE, ratio_intervals
from ccsim.experiment.tables import breakdown, kpi_estimate
from ccsim.metrics.registry import KPIS
from ccsim.metrics.sums import Sums
from ccsim.model.inputs import Centre

THROUGHPUT = frozenset(name for name in KPIS if name.endswith(("_per_agent_day", "_per_rostered_agent_day")))
"""KPIs that follow from the roster: inputs in disguise where the roster is given."""
GIVEN = "input: follows from a roster given by hand"


class Estimates(NamedTuple):
    """What replications came to, as fields of a Result of the same names."""

    kpis: dict[str, KpiValue]
    breakdown: pd.DataFrame
    ledger: pd.DataFrame


def estimates(
    sums: Sequence[Sums],
    ledgers: Sequence[Ledger],
    centre: Centre,
    currency: str,
    roster_given: bool,
    confidence: float = CONFIDENCE,
) -> Estimates:
    """KPIs, their breakdown with the cost by intent, and the ledger, each figure with its interval."""
    by_part = [
        breakdown(sums, centre, confidence),
        intent_costs(sums, ledgers, centre, currency=currency, confidence=confidence),
    ]
    return Estimates(
        kpi_values(sums, ledgers, centre, currency=currency, roster_given=roster_given, confidence=confidence),
        pd.concat(by_part, ignore_index=True),
        ledger_with_intervals(ledgers, confidence),
    )


def stage_seconds(staffing_s: float, replications: Sequence[dict[str, float]]) -> dict[str, float]:
    """Seconds by stage of a run; those of its replications are added up over all workers."""
    return {"staffing": staffing_s, **{stage: sum(one[stage] for one in replications) for stage in replications[0]}}


def kpi_values(
    sums: Sequence[Sums],
    ledgers: Sequence[Ledger],
    centre: Centre,
    *,
    currency: str,
    roster_given: bool,
    confidence: float = CONFIDENCE,
) -> dict[str, KpiValue]:
    """Every KPI of the registry, in its order; a missing one has no value and says why.

    What belongs to a feature that the scenario does not use is left out.
    """
    money = [ledger_totals(ledger) for ledger in ledgers]
    values = {}
    for name, kpi in KPIS.items():
        if not kpi.named_in(centre):
            continue
        estimate = kpi_estimate(kpi, sums, centre, money, confidence)
        unit = currency if kpi.unit == "money" else kpi.unit
        values[name] = KpiValue(name, unit, estimate, GIVEN if roster_given and name in THROUGHPUT else "")
    return values


def intent_costs(
    sums: Sequence[Sums], ledgers: Sequence[Ledger], centre: Centre, *, currency: str, confidence: float = CONFIDENCE
) -> pd.DataFrame:
    """The buyer's cost by intent, per measured day and per contact of the intent, as rows of the breakdown.

    Columns: dimension, key, kpi, value, low, high, unit. Averages that share out idle time and overheads, as
    `cost_by_intent` does.
    """
    amounts = np.array([cost_by_intent(ledger, run) for ledger, run in zip(ledgers, sums, strict=True)]) / MICRO
    parts = []
    for kpi, per in (("cost_per_day", "days"), ("cost_per_contact", "contacts")):
        found = ratio_intervals(amounts, np.array([run.by["intent"][per] for run in sums]), "ratio", confidence)
        part = {"dimension": "intent", "key": centre.intents, "kpi": kpi, "value": found.value}
        parts.append(pd.DataFrame({**part, "low": found.low, "high": found.high, "unit": currency}))
    return pd.concat(parts, ignore_index=True)


def ledger_with_intervals(ledgers: Sequence[Ledger], confidence: float = CONFIDENCE) -> pd.DataFrame:
    """The ledger's table with low and high of every entry's mean amount per measured day."""
    table = ledger_table(ledgers)
    amounts = entry_amounts(ledgers) / MICRO
    if table.empty:
        return table.assign(low=[], high=[])
    days = np.repeat(np.array([[ledger.measured_days] for ledger in ledgers], np.float64), amounts.shape[1], axis=1)
    found = ratio_intervals(amounts, days, "plain", confidence)
    fee, cut = (amounts >= 0).all(axis=0), (amounts <= 0).all(axis=0)  # caps and penalties are never positive
    low, high = np.where(fee, np.maximum(found.low, 0.0), found.low), found.high
    return table.assign(low=low, high=np.where(cut & ~fee, np.minimum(high, 0.0), high))
