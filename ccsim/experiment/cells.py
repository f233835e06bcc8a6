"""One cell of an experiment: what is stored of it is taken from the store, what is missing is simulated and stored.

Every finished replication is on disk before the next begins, so whatever ends the process loses one at most.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ccsim.economics.ledger import Ledger, ledger_totals, price
from ccsim.engine import choose
from ccsim.engine.coverage import lacking
from ccsim.errors import TargetMissedError
from ccsim.experiment.definition import Precision
from ccsim.experiment.design import Cell
from ccsim.experiment.estimates import kpi_values
from ccsim.experiment.keys import replication_keys, schedule_key
from ccsim.experiment.replications import Job, replicate
from ccsim.experiment.result import KpiValue
from ccsim.experiment.run import contacts_in, contacts_per_day, epoch_days
from ccsim.experiment.staffing import Schedule, derive_schedule
from ccsim.experiment.statistics import CONFIDENCE
from ccsim.experiment.store import Store
from ccsim.experiment.stored import schedule_from_bytes, schedule_to_bytes, sums_from_bytes, sums_to_bytes
from ccsim.experiment.tables import kpi_sums
from ccsim.experiment.targets import Check, checks
from ccsim.metrics.registry import KPIS
from ccsim.metrics.sums import Sums
from ccsim.model.inputs import Centre
from ccsim.scenario.centre import centre_of
from ccsim.scenario.scenario import Scenario

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Wanted:
    """How an experiment's cells are simulated: what a worker needs beside the cell."""

    store: Path
    seed: int
    replications: int
    precision: Precision | None = None
    people_months: int | None = None
    people: bool = False
    cells: int = 1
    """Cells of the experiment: a kernel that repays its loading over all of them is taken."""


@dataclass(frozen=True)
class Group:
    """What came out for a scenario as a whole, or for one of its teams."""

    kpis: dict[str, KpiValue]
    parts: dict[str, tuple[Floats, Floats]]
    """Numerators and denominators (replications,) of the KPIs that are ratios."""


@dataclass(frozen=True)
class CellResult:
    """What came out of a cell."""

    groups: dict[str, Group]
    """By team; "" for the scenario as a whole. Empty if no roster meets the target."""
    replications: int
    checks: list[Check] = field(default_factory=list)
    missed: str = ""
    """Why there is no roster."""
    factor: float | None = None
    """The common factor on the formula's headcounts; None where no roster is derived."""
    precise: bool = True
    """Whether a wanted precision was reached."""
    computed: int = 0
    """Pieces of work that had to be done: schedules and replications."""
    kept: int = 0
    """Pieces that were in the store."""
    damaged: int = 0
    """Stored files that were found broken, and whose work was done again."""


def run_cell(wanted: Wanted, cell: Cell) -> CellResult:
    """Finish one cell; what is done is in the store, whatever happens next."""
    if wanted.people:
        from ccsim.experiment.team_cells import run_team_cell

        return run_team_cell(wanted, cell)
    return _Runner(wanted, cell).run()


def stored_replications(wanted: Wanted, cell: Cell) -> int:
    """How many of a cell's first replications have a file in the store, sound or not; for a plan."""
    store = Store(wanted.store)
    schedule = schedule_key(cell.planned or cell.scenario)
    keys = replication_keys(cell.scenario, schedule, wanted.seed, list(range(wanted.replications)))
    return sum(store.path(key).exists() for key in keys)


class _Runner:
    """Simulates what the store lacks of one cell."""

    def __init__(self, wanted: Wanted, cell: Cell) -> None:
        self.wanted, self.cell, self.scenario = wanted, cell, cell.scenario
        self.store = Store(wanted.store)
        self.centre = centre_of(self.scenario)
        self.computed = self.kept = 0
        self.engine = _engine_for(self.scenario, self.centre, wanted)

    def run(self) -> CellResult:
        key, schedule = self._schedule()
        if isinstance(schedule, str):
            return self._with_counts(CellResult({}, 0, missed=schedule))
        scenario = self.scenario
        days, shifts = epoch_days(scenario, self.centre, contacts_per_day(scenario, self.centre)), schedule.shifts
        job = Job(scenario, self.centre, schedule.levels, self.wanted.seed, self.engine, days, shifts=shifts)
        sums: list[Sums] = []
        ledgers: list[Ledger] = []
        while True:
            batch = list(range(len(sums), len(sums) + self.wanted.replications))
            if self.wanted.precision is not None:
                batch = batch[: self.wanted.precision.most - len(sums)]
            for number, stored in zip(batch, replication_keys(scenario, key, self.wanted.seed, batch), strict=True):
                sums.append(self._sums(job, number, stored))
                ledgers.append(price(scenario, self.centre, sums[-1], scenario.run.days))
            kpis = kpi_values(
                sums,
                ledgers,
                self.centre,
                currency=scenario.currency,
                roster_given=schedule.given,
                confidence=CONFIDENCE,
            )
            precise = self._precise(kpis)
            if precise or len(sums) >= (self.wanted.precision.most if self.wanted.precision else 0):
                break
        derived = not schedule.given and self.cell.planned is None
        found = checks(scenario.staffing.target, kpis, derived)
        factor = schedule.factor if any(schedule.derived) else None
        group = Group(kpis, _parts(sums, ledgers, kpis))
        return self._with_counts(CellResult({"": group}, len(sums), found, factor=factor, precise=precise))

    def _with_counts(self, result: CellResult) -> CellResult:
        return replace(result, computed=self.computed, kept=self.kept, damaged=len(self.store.damaged))

    def _schedule(self) -> tuple[str, Schedule | str]:
        """The key of the schedule, and the schedule itself, or why there is none."""
        planned = self.cell.planned or self.scenario
        key = schedule_key(planned)
        content = self.store.get(key)
        if content is not None:
            self.kept += 1
            return key, schedule_from_bytes(content)
        try:
            schedule: Schedule | str = derive_schedule(planned, centre_of(planned), engine=self.engine)
        except TargetMissedError as error:
            schedule = str(error)
        self.store.put(key, schedule_to_bytes(schedule))
        self.computed += 1
        return key, schedule

    def _sums(self, job: Job, number: int, key: str) -> Sums:
        content = self.store.get(key)
        if content is not None:
            self.kept += 1
            return sums_from_bytes(content)
        sums = replicate(job, number).sums
        self.store.put(key, sums_to_bytes(sums))
        self.computed += 1
        return sums

    def _precise(self, kpis: Mapping[str, KpiValue]) -> bool:
        precision = self.wanted.precision
        return precision is None or is_precise(kpis[precision.kpi], precision.half_width)


def is_precise(kpi: KpiValue, half_width: float) -> bool:
    """Whether half of the interval is at most eps / (1 + eps) of the estimate. Source: docs/statistics.md."""
    value, low, high = kpi.estimate.value, kpi.estimate.low, kpi.estimate.high
    if value is None or low is None or high is None:
        return False
    return (high - low) / 2 <= half_width / (1 + half_width) * abs(value)


def _engine_for(scenario: Scenario, centre: Centre, wanted: Wanted) -> str:
    contacts = contacts_in(scenario, centre, wanted.replications, contacts_per_day(scenario, centre)) * wanted.cells
    return choose(scenario.run.engine, contacts, lacking(centre))


def _parts(sums: list[Sums], ledgers: list[Ledger], kpis: Mapping[str, KpiValue]) -> dict[str, tuple[Floats, Floats]]:
    money = [ledger_totals(ledger) for ledger in ledgers]
    shown = [name for name, kpi in kpis.items() if KPIS[name].kind != "quantile" and kpi.estimate.value is not None]
    return {name: kpi_sums(KPIS[name], sums, money) for name in shown}
