"""What a run found out: everything that a report, a table or another program reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from ccsim.economics.ledger import Ledger
from ccsim.experiment.staffing import Schedule
from ccsim.experiment.statistics import Estimate
from ccsim.metrics.sums import Sums
from ccsim.scenario.load import Provenance
from ccsim.scenario.scenario import Scenario


@dataclass(frozen=True)
class KpiValue:
    """A KPI with its interval; `note` says what a reader must know, e.g. that it is an input."""

    name: str
    unit: str
    estimate: Estimate
    note: str = ""


@dataclass(frozen=True)
class Result:
    """A finished run of one scenario."""

    scenario: Scenario
    provenance: dict[str, Provenance]
    resolved: dict[str, Any]
    seed: int
    replications: int
    engine: str
    confidence: float
    schedule: Schedule
    sums: list[Sums]
    ledgers: list[Ledger]
    kpis: dict[str, KpiValue]
    breakdown: pd.DataFrame
    """dimension, key, kpi, value, low, high, unit"""
    ledger: pd.DataFrame
    """payer, category, group, cause, unit, quantity, price, amount, low, high: per measured day, in currency"""
    series: pd.DataFrame
    """One row per measured interval: start_s, x, x_low, x_high for every plotted quantity x, and those of `spread`."""
    days: pd.DataFrame = field(default_factory=pd.DataFrame)
    """day (from 1), kpi, value, low, high, unit: the measured days one by one"""
    seconds: dict[str, float] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    @property
    def indicative(self) -> bool:
        """Fewer than 20 replications: intervals are printed, but not to be relied on."""
        return self.replications < 20

    @property
    def staffing_given(self) -> bool:
        """Whether any group's roster was given by hand: then throughput per agent is an input."""
        return self.schedule.given
