"""What claims speak of and no KPI is, as ratios of sums too: people employed, a year's cost, wages alone, the night.

Source: docs/claims-method.md#quantities.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ccsim.economics.entry import MICRO, Category
from ccsim.economics.ledger import Ledger, ledger_totals
from ccsim.experiment.tables import kpi_sums
from ccsim.metrics.registry import KPIS
from ccsim.metrics.sums import Sums, boundaries_s, first_interval
from ccsim.model.inputs import Centre
from ccsim.model.surge import Effect, Surge
from ccsim.model.timegrid import DAY_S, TICKS_PER_S
from ccsim.scenario.scenario import Scenario

Floats = NDArray[np.float64]

DAYS_PER_YEAR = 365.25
NIGHT_FROM_S, NIGHT_TO_S = 22 * 3600.0, 8 * 3600.0
"""The night of the claims: from 22 to 8 h."""
WAGES = (Category.WAGES_ON_DUTY, Category.WAGES_SHRINKAGE)


class Parts(NamedTuple):
    """A quantity as numerators and denominators, arrays (replications,)."""

    above: Floats
    below: Floats


def parts_of(name: str, scenario: Scenario, centre: Centre, sums: Sequence[Sums], ledgers: Sequence[Ledger]) -> Parts:
    """A quantity by name; of a KPI that is no ratio, or that this centre lacks, everything is NaN."""
    days = np.array([run.totals["days"] for run in sums], np.float64)
    if name == "people":
        return Parts(np.array([_people_days(scenario, run) for run in sums]), days)
    if name == "annual_cost":
        cost = np.array([ledger_totals(ledger)["all"] for ledger in ledgers], np.float64)
        return Parts(cost / MICRO * DAYS_PER_YEAR, days)
    if name == "wages_per_contact":
        contacts = np.array([run.totals["contacts"] for run in sums], np.float64)
        return Parts(np.array([_wages(ledger) for ledger in ledgers]) / MICRO, contacts)
    if name == "standing_by_cost":
        retainers = [_retainers(ledger) for ledger in ledgers]
        return Parts(np.array(retainers, np.float64) / MICRO, np.ones(len(sums)))
    if name == "people_per_call":
        if centre.surge is None:
            return _missing(len(sums))
        return Parts(_of_reserves(centre.surge, sums, "came"), _of_reserves(centre.surge, sums, "calls"))
    if name in NIGHT:
        if scenario.bot is None:
            return _missing(len(sums))
        night = _at_night(centre)
        above, below = (
            np.array([run.by["interval"][counted][night].sum() for run in sums], np.float64) for counted in NIGHT[name]
        )
        return Parts(above, below)
    kpi = KPIS[name]
    if kpi.kind == "quantile" or kpi.missing_in(centre):
        return _missing(len(sums))
    return Parts(*kpi_sums(kpi, sums, [ledger_totals(ledger) for ledger in ledgers]))


NIGHT = {
    "night_containment": ("contained", "bot_sessions"),
    "night_true_resolution": ("bot_resolved", "bot_sessions"),
}
QUANTITIES = ("people", "annual_cost", "wages_per_contact", "people_per_call", "standing_by_cost", *NIGHT)
"""Their names, beside those of KPIs."""


def _people_days(scenario: Scenario, run: Sums) -> float:
    """People employed, times measured days: paid time over what one of them is paid for in a day of the year."""
    paid_ticks = run.by["group"]["paid_ticks"]
    people = 0.0
    for ticks, group in zip(paid_ticks, scenario.groups.values(), strict=True):
        hours_a_day = group.labour.hours_per_day * group.labour.days_per_month * 12 / DAYS_PER_YEAR
        people += float(ticks) / TICKS_PER_S / hours_a_day
    return people


def _wages(ledger: Ledger) -> float:
    """Wages of all payers, without bonus, on-costs and anything else (micro-units)."""
    return float(sum(entry.amount_micro for entry in ledger.entries if entry.category in WAGES))


def _retainers(ledger: Ledger) -> float:
    """What reserves are paid for standing by (micro-units)."""
    return float(sum(entry.amount_micro for entry in ledger.entries if entry.category is Category.RESERVE_RETAINER))


def _of_reserves(surge: Surge, sums: Sequence[Sums], what: str) -> Floats:
    """Calls of reserves of people, or how many came to them, by replication."""
    people = [name for name, effect in zip(surge.names, surge.effect, strict=True) if effect == Effect.HEADS]
    return np.array([sum(run.totals[f"surge_{what}:{name}"] for name in people) for run in sums], np.float64)


def _at_night(centre: Centre) -> NDArray[np.bool_]:
    """Which measured intervals begin at night; those of the sums by interval."""
    starts_s = boundaries_s(centre)[first_interval(centre) : -1] % DAY_S
    return np.asarray((starts_s >= NIGHT_FROM_S) | (starts_s < NIGHT_TO_S))


def _missing(runs: int) -> Parts:
    return Parts(np.full(runs, np.nan), np.full(runs, np.nan))
