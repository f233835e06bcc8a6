"""What a run found out: everything that a report, a table or another program reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ccsim.economics.ledger import Ledger
from ccsim.experiment.asked import ENOUGH
from ccsim.experiment.people import Team
from ccsim.experiment.staffing import Schedule
from ccsim.experiment.statistics import CONFIDENCE, Estimate, Intervals, ratio_intervals
from ccsim.metrics.sums import Sums
from ccsim.scenario.load import Provenance
from ccsim.scenario.scenario import Scenario
from ccsim.workforce.tenure_classes import TenureClass


@dataclass(frozen=True)
class KpiValue:
    """A KPI with its interval; `note` says what a reader must know, e.g. that it is an input."""

    name: str
    unit: str
    estimate: Estimate
    note: str = ""


@dataclass(frozen=True)
class MonthsFound:
    """What a run over months says of people and load, month by month."""

    months: int
    days: tuple[int, ...]
    """Simulated days of each month."""
    whole: bool
    """Whether these are all days of the months."""
    feedback: bool
    """Whether the simulated occupancy decided who left."""
    teams: dict[str, Team]
    """People by group."""
    load: dict[str, NDArray[np.int64]]
    """Sums of contacts and agents, (replications, months)."""
    busy: dict[str, NDArray[np.int64]]
    """By team: slots in use, slots there were, hands on, time on duty, (replications, 4, months) in ticks."""
    occupancy_as: str
    """What is taken for occupancy: that, or utilisation."""
    needed: dict[str, NDArray[np.float64]]
    """By team: agents whose paid time the planned schedule takes, (months,)."""
    classes: dict[str, tuple[TenureClass, ...]]
    """By team: what agents count as, by tenure."""

    def occupancy(self, team: str, confidence: float = CONFIDENCE) -> Intervals:
        """Occupancy of a team by month, or its utilisation if that is taken for it."""
        first = 0 if self.occupancy_as == "occupancy" else 2
        ticks = self.busy[team].astype(np.float64)
        return ratio_intervals(ticks[:, first], ticks[:, first + 1], "proportion", confidence)

    def share(self, part: str, whole: str, confidence: float = CONFIDENCE) -> Intervals:
        """A share of contacts by month: one sum out of another."""
        return ratio_intervals(self.load[part], self.load[whole], "proportion", confidence)


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
    hours: pd.DataFrame = field(default_factory=pd.DataFrame)
    """One row per hour of the day over all measured days, see experiment/hours.py; costs in currency."""
    reserves: pd.DataFrame = field(default_factory=pd.DataFrame)
    """reserve, measure, value, low, high, unit: what reserves did; empty if there are none"""
    seconds: dict[str, float] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    months: MonthsFound | None = None
    """People and load month by month, of a run over months; its schedule, series and breakdown are those of a mean
    day, the groups of its breakdown classes of tenure."""

    @property
    def indicative(self) -> bool:
        """Fewer than 20 replications: intervals are printed, but not to be relied on."""
        return self.replications < ENOUGH

    @property
    def staffing_given(self) -> bool:
        """Whether any group's roster was given by hand: then throughput per agent is an input."""
        return self.schedule.given
