"""From replications' sums and ledgers to KPI values with their intervals and notes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ccsim.economics.entry import MICRO
from ccsim.economics.ledger import Ledger, entry_amounts, ledger_table, ledger_totals
from ccsim.experiment.result import KpiValue
from ccsim.experiment.statistics import ratio_intervals
from ccsim.experiment.tables import kpi_estimate
from ccsim.metrics.registry import KPIS
from ccsim.metrics.sums import Sums
from ccsim.model.inputs import Centre

THROUGHPUT = frozenset(name for name in KPIS if name.endswith(("_per_agent_day", "_per_rostered_agent_day")))
"""KPIs that follow from the roster: inputs in disguise where the roster is given."""
GIVEN = "input: follows from a roster given by hand"


def kpi_values(
    sums: Sequence[Sums],
    ledgers: Sequence[Ledger],
    centre: Centre,
    *,
    currency: str,
    roster_given: bool,
    confidence: float = 0.95,
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


def ledger_with_intervals(ledgers: Sequence[Ledger], confidence: float = 0.95) -> pd.DataFrame:
    """The ledger's table with low and high of every entry's mean amount per measured day."""
    table = ledger_table(ledgers)
    amounts = entry_amounts(ledgers) / MICRO
    if table.empty:
        return table.assign(low=[], high=[])
    days = np.repeat(np.array([[ledger.measured_days] for ledger in ledgers], np.float64), amounts.shape[1], axis=1)
    found = ratio_intervals(amounts, days, "plain", confidence)
    return table.assign(low=np.maximum(found.low, 0.0), high=found.high)  # no entry is negative
