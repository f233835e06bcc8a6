"""Which part does the work: KPIs of every combination of the parts, and what each part contributes, with intervals.

A part is judged on the base alone (first in), on everything else (last in), and on average over all orders (Shapley
1953), which is the only one of the three that adds up to the whole. Source: docs/compare.md#parts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import factorial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ccsim.economics.ledger import Ledger, ledger_totals, price
from ccsim.errors import UsageError
from ccsim.experiment.keys import price_key
from ccsim.experiment.paired import Arm, combination, ratio_arm
from ccsim.experiment.parts import Patterns, differing_parts, mixed
from ccsim.experiment.result import Result
from ccsim.experiment.statistics import CONFIDENCE, Estimate, Kind, ratio_estimate
from ccsim.experiment.tables import kpi_sums
from ccsim.metrics.registry import KPIS
from ccsim.metrics.sums import Sums
from ccsim.scenario.centre import centre_of
from ccsim.scenario.load import Loaded
from ccsim.scenario.scenario import Scenario

MOST_PARTS = 6
"""Sixty-four combinations; the number doubles with every part."""
MEASURES = (
    "cost_per_contact", "cost_per_resolved_issue", "service_level", "eventual_resolution", "csat_true",
    "human_legs", "rostered_agent_days",
)  # fmt: skip
"""KPIs whose difference is divided among the parts."""

Floats = NDArray[np.float64]
Chosen = frozenset[str]
Run = Callable[[Loaded], Result]


class Contribution(NamedTuple):
    """What one part contributes to the difference of one KPI, in the KPI's unit."""

    part: str
    average: Estimate
    """Over all orders (Shapley); these sum to the difference."""
    first: Estimate
    """Added to the base alone."""
    last: Estimate
    """Added to everything else."""
    order: Estimate
    """Last minus first: how much the part depends on the others."""


class Divided(NamedTuple):
    """One KPI's difference between two scenarios, divided among the parts."""

    kpi: str
    unit: str
    difference: Estimate
    contributions: list[Contribution]


class Combination(NamedTuple):
    """The base with some of the candidate's parts, and its KPIs."""

    parts: tuple[str, ...]
    kpis: dict[str, Estimate]


@dataclass(frozen=True)
class Decomposition:
    """The way from one scenario to another, part by part."""

    base: str
    candidate: str
    parts: dict[str, tuple[str, ...]]
    """Key paths that differ, by part."""
    measures: list[Divided]
    combinations: list[Combination]
    simulated: int
    """Runs that were simulated for it; combinations that differ in prices alone share one."""


class Simulations:
    """Runs scenarios, each set of customers and agents once: scenarios that differ in prices alone are priced anew."""

    def __init__(self, run: Run, known: Sequence[Result] = ()) -> None:
        self._run = run
        self._sums = {price_key(result.scenario): result.sums for result in known if price_key(result.scenario)}
        self.simulated = 0

    def of(self, loaded: Loaded, scenario: Scenario) -> tuple[list[Sums], list[Ledger]]:
        """Sums and ledgers of every replication of a scenario between two; `loaded` is the base it came from."""
        key = price_key(scenario)
        if key and key in self._sums:
            sums, centre = self._sums[key], centre_of(scenario)
            return sums, [price(scenario, centre, run, scenario.run.days) for run in sums]
        self.simulated += 1
        result = self._run(replace(loaded, scenario=scenario))
        if key:
            self._sums[key] = result.sums
        return result.sums, result.ledgers


def decompose(
    base: Loaded,
    candidate: Loaded,
    labels: tuple[str, str],
    patterns: Patterns,
    simulations: Simulations,
    confidence: float = CONFIDENCE,
) -> Decomposition:
    """Divide the difference between two scenarios among their parts.

    Raises UsageError if they do not differ, differ in more than MOST_PARTS parts, or a combination is not valid.
    """  # fmt: skip
    parts = differing_parts(base.scenario, candidate.scenario, patterns)
    if not parts:
        raise UsageError(f"{labels[1]}: found no difference to {labels[0]}; --parts divides one")
    if len(parts) > MOST_PARTS:
        raise UsageError(f"{labels[1]}: found {len(parts)} parts that differ; expected at most {MOST_PARTS}")
    before = simulations.simulated
    found: dict[Chosen, tuple[list[Sums], list[Ledger]]] = {}
    for chosen in subsets(list(parts)):
        paths = [path for name in parts if name in chosen for path in parts[name]]
        scenario = mixed(base.scenario, candidate.scenario, paths, ", ".join(sorted(chosen)))
        found[chosen] = simulations.of(base, scenario)
    measures, arms = [], {}
    for name in MEASURES:
        arms[name] = {chosen: _arm(name, *runs, confidence) for chosen, runs in found.items()}
        unit = base.scenario.currency if KPIS[name].unit == "money" else KPIS[name].unit
        measures.append(divided(name, unit, list(parts), arms[name], confidence))
    rows = [
        Combination(
            tuple(name for name in parts if name in chosen),
            {name: _estimate(name, *found[chosen], confidence) for name in MEASURES},
        )
        for chosen in found
    ]
    named = {name: tuple(".".join(path) for path in paths) for name, paths in parts.items()}
    return Decomposition(*labels, named, measures, rows, simulations.simulated - before)


def divided(
    kpi: str, unit: str, parts: Sequence[str], arms: Mapping[Chosen, Arm], confidence: float = CONFIDENCE
) -> Divided:
    """Divide a KPI's difference among `parts`, given its value under every set of them."""
    whole, none = frozenset(parts), frozenset[str]()
    rows = []
    for part in parts:
        alone, rest = frozenset([part]), whole - {part}
        first = [(1.0, arms[alone]), (-1.0, arms[none])]
        last = [(1.0, arms[whole]), (-1.0, arms[rest])]
        order = [*last, *((-weight, arm) for weight, arm in first)]
        weighted = [(weight, arms[chosen]) for chosen, weight in shapley_weights(part, parts).items()]
        rows.append(
            Contribution(part, *(combination(_merged(terms), confidence) for terms in (weighted, first, last, order)))
        )
    return Divided(kpi, unit, combination([(1.0, arms[whole]), (-1.0, arms[none])], confidence), rows)


def subsets(parts: Sequence[str]) -> list[Chosen]:
    """All sets of parts, from none to all, in the order of the parts."""
    return [frozenset(chosen) for size in range(len(parts) + 1) for chosen in combinations(parts, size)]


def shapley_weights(part: str, parts: Sequence[str]) -> dict[Chosen, float]:
    """Weight of the value of every set of parts in the average contribution of `part` over all orders."""
    count, weights = len(parts), {}
    for chosen in subsets([name for name in parts if name != part]):
        weight = factorial(len(chosen)) * factorial(count - len(chosen) - 1) / factorial(count)
        weights[chosen], weights[chosen | {part}] = -weight, weight
    return weights


def _arm(name: str, sums: Sequence[Sums], ledgers: Sequence[Ledger], confidence: float) -> Arm:
    numerators, denominators, kind = _sums(name, sums, ledgers)
    return ratio_arm(numerators, denominators, kind, confidence)


def _estimate(name: str, sums: Sequence[Sums], ledgers: Sequence[Ledger], confidence: float) -> Estimate:
    numerators, denominators, kind = _sums(name, sums, ledgers)
    return ratio_estimate(numerators, denominators, kind, confidence)


def _sums(name: str, sums: Sequence[Sums], ledgers: Sequence[Ledger]) -> tuple[Floats, Floats, Kind]:
    kpi = KPIS[name]
    assert kpi.kind != "quantile"
    money = [ledger_totals(ledger) for ledger in ledgers] if kpi.is_money else None
    return *kpi_sums(kpi, sums, money), kpi.kind


def _merged(terms: Sequence[tuple[float, Arm]]) -> list[tuple[float, Arm]]:
    """Terms with one weight for each arm, so that an arm that cancels brings no bound."""
    weights: dict[int, tuple[float, Arm]] = {}
    for weight, arm in terms:
        weights[id(arm)] = (weights.get(id(arm), (0.0, arm))[0] + weight, arm)
    return [(weight, arm) for weight, arm in weights.values() if weight] or [(0.0, terms[0][1])]
