"""Arms on the same random days: every KPI of each arm against the first, and where the difference in cost lies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ccsim.economics.entry import MICRO
from ccsim.economics.ledger import Ledger, ledger_totals
from ccsim.errors import UsageError
from ccsim.experiment.contributions import Decomposition
from ccsim.experiment.paired import Arm, Paired, nothing_between, paired, quantile_arm, ratio_arm
from ccsim.experiment.result import Result
from ccsim.experiment.statistics import Estimate, ratio_estimate
from ccsim.experiment.tables import kpi_sums
from ccsim.metrics.registry import KPIS, Kpi
from ccsim.metrics.sums import Sums

Floats = NDArray[np.float64]

MISSING = "not observed in {arm}"


class KpiPair(NamedTuple):
    """One KPI of an arm against the base."""

    name: str
    unit: str
    paired: Paired


class CostPair(NamedTuple):
    """The buyer's cost per contact in one category, in the base and in another arm; in the scenario's currency."""

    category: str
    base: Estimate
    other: Estimate
    paired: Paired


class Pairing(NamedTuple):
    """One arm against the base (the first)."""

    place: int
    """The arm's number in `Comparison.results`."""
    kpis: dict[str, KpiPair]
    costs: list[CostPair]
    same_customers: bool
    """Whether both met the same number of new issues in every replication."""


@dataclass(frozen=True)
class Comparison:
    """Several arms with common random numbers; the first is the base."""

    results: list[Result]
    labels: list[str]
    """What tells the arms apart, in their order."""
    varied: list[str]
    """By arm: the values that vary, or empty."""
    pairings: list[Pairing]
    parts: list[Decomposition]
    """Which part does the work, for every arm but the first; empty if it was not asked for."""

    @property
    def confidence(self) -> float:
        """Of all intervals."""
        return self.results[0].confidence


def compare(
    results: Sequence[Result], labels: Sequence[str], varied: Sequence[str] = (), parts: Sequence[Decomposition] = ()
) -> Comparison:
    """Pair every arm with the first. Raises UsageError if seeds, replications or currencies differ."""
    first = results[0]
    for other, label in zip(results, labels, strict=True):
        if (other.seed, other.replications) != (first.seed, first.replications):
            raise UsageError(f"{label}: arms are paired on the same seed and number of replications")
        if other.scenario.currency != first.scenario.currency:
            found, wanted = other.scenario.currency, first.scenario.currency
            raise UsageError(f"{label}: found amounts in {found}; expected {wanted}, as in {labels[0]}")
    pairings = [_pairing(first, other, place, labels) for place, other in enumerate(results[1:], 1)]
    return Comparison(list(results), list(labels), list(varied) or [""] * len(results), pairings, list(parts))


def kpi_arm(kpi: Kpi, sums: Sequence[Sums], ledgers: Sequence[Ledger], confidence: float) -> Arm:
    """One KPI of one arm, linearised."""
    if kpi.quantile is not None:
        return quantile_arm(np.array([run.waits for run in sums]), kpi.quantile, confidence)
    assert kpi.kind != "quantile"
    return ratio_arm(*kpi_parts(kpi, sums, ledgers), kpi.kind, confidence)


def kpi_parts(kpi: Kpi, sums: Sequence[Sums], ledgers: Sequence[Ledger]) -> tuple[Floats, Floats]:
    """Numerators and denominators (R,); of a quantile the histograms (R, bins) and nothing."""
    if kpi.kind == "quantile":
        return np.array([run.waits for run in sums], np.float64), np.zeros(0)
    return kpi_sums(kpi, sums, [ledger_totals(ledger) for ledger in ledgers] if kpi.is_money else None)


def _pairing(first: Result, other: Result, place: int, labels: Sequence[str]) -> Pairing:
    names = list(dict.fromkeys([*first.kpis, *other.kpis]))
    kpis = {name: _kpi_pair(name, first, other, (labels[0], labels[place])) for name in names}
    new = [[run.totals["issues"] for run in result.sums] for result in (first, other)]
    return Pairing(place, kpis, _cost_pairs(first, other), new[0] == new[1])


def _kpi_pair(name: str, first: Result, other: Result, labels: tuple[str, str]) -> KpiPair:
    kpi, runs = KPIS[name], first.replications
    found = [result.kpis.get(name) for result in (first, other)]
    unit = next(one.unit for one in found if one is not None)
    for one, label in zip(found, labels, strict=True):
        if one is None or one.estimate.value is None:
            nothing = Estimate(None, None, None, MISSING.format(arm=label), runs)
            return KpiPair(name, unit, Paired(nothing, nothing, None))
    parts = [kpi_parts(kpi, result.sums, result.ledgers) for result in (first, other)]
    if all(np.array_equal(one, two) for one, two in zip(*parts, strict=True)):
        assert found[0] is not None
        return KpiPair(name, unit, nothing_between(found[0].estimate.value or 0.0, runs))
    arms = [kpi_arm(kpi, result.sums, result.ledgers, first.confidence) for result in (first, other)]
    return KpiPair(name, unit, paired(arms[0], arms[1], first.confidence))


def _cost_pairs(first: Result, other: Result) -> list[CostPair]:
    """Categories in the order of the ledger's entries; one that an arm lacks costs it nothing."""
    amounts = [[ledger.by("category") for ledger in result.ledgers] for result in (first, other)]
    contacts = [np.array([run.totals["contacts"] for run in result.sums], np.float64) for result in (first, other)]
    rows = []
    for category in dict.fromkeys(key for arm in amounts for ledger in arm for key in ledger):
        costs = [_column(arm, category) for arm in amounts]
        shown = [
            ratio_estimate(cost, count, "ratio", first.confidence) for cost, count in zip(costs, contacts, strict=True)
        ]
        arms = [Arm(0.0, np.zeros(first.replications)) if not cost.any() else ratio_arm(cost, count, "plain")
                for cost, count in zip(costs, contacts, strict=True)]  # fmt: skip
        same = np.array_equal(costs[0], costs[1]) and np.array_equal(contacts[0], contacts[1])
        found = (
            nothing_between(arms[0].value, first.replications) if same else paired(arms[0], arms[1], first.confidence)
        )
        rows.append(CostPair(category, shown[0], shown[1], found))
    return rows


def _column(ledgers: Sequence[Mapping[str, int]], category: str) -> Floats:
    return np.array([ledger.get(category, 0) for ledger in ledgers], np.float64) / MICRO
