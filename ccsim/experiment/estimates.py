"""From replications' sums and ledgers to KPI values with their intervals and notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ccsim.economics.entry import MICRO
from ccsim.economics.ledger import Ledger, entry_amounts, ledger_table, ledger_totals
from ccsim.experiment.result import KpiValue
from ccsim.experiment.statistics import Estimate, quantile_estimate, ratio_estimate, ratio_intervals
from ccsim.metrics.registry import KPIS, Kpi
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
    """Every KPI of the registry, in its order; a missing one has no value and says why."""
    costs = [ledger_totals(ledger) for ledger in ledgers]
    waits = np.array([one.waits for one in sums])
    values = {}
    for name, kpi in KPIS.items():
        estimate = _estimate(kpi, sums, costs, waits, centre, confidence)
        unit = currency if kpi.unit == "money" else kpi.unit
        values[name] = KpiValue(name, unit, estimate, GIVEN if roster_given and name in THROUGHPUT else "")
    return values


def _estimate(
    kpi: Kpi,
    sums: Sequence[Sums],
    costs: Sequence[Mapping[str, int]],
    waits: NDArray[np.int64],
    centre: Centre,
    confidence: float,
) -> Estimate:
    missing = kpi.missing_in(centre)
    if missing:
        return Estimate(None, None, None, missing, len(sums))
    if kpi.quantile is not None:
        return quantile_estimate(waits, kpi.quantile, confidence)
    kind = "proportion" if kpi.kind == "proportion" else "ratio"
    return ratio_estimate(
        weighted(kpi.numerator, sums, costs), weighted(kpi.denominator, sums, costs), kind, confidence
    )


def weighted(
    weights: Mapping[str, float], sums: Sequence[Sums], costs: Sequence[Mapping[str, int]]
) -> NDArray[np.float64]:
    """The weighted sum of sums (or ledger totals, "cost:all") in each replication (R,)."""

    def value(name: str, number: int) -> int:
        total = name.removeprefix("cost:")
        return sums[number].totals[name] if total == name else costs[number][total]

    return np.array([sum(w * value(name, r) for name, w in weights.items()) for r in range(len(sums))], np.float64)


def ledger_with_intervals(ledgers: Sequence[Ledger], confidence: float = 0.95) -> pd.DataFrame:
    """The ledger's table with low and high of every entry's mean amount per measured day."""
    table = ledger_table(ledgers)
    amounts = entry_amounts(ledgers) / MICRO
    if table.empty:
        return table.assign(low=[], high=[])
    days = np.repeat(np.array([[ledger.measured_days] for ledger in ledgers], np.float64), amounts.shape[1], axis=1)
    found = ratio_intervals(amounts, days, "plain", confidence)
    return table.assign(low=found.low, high=found.high)
