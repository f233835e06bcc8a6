"""What a check simulates: which scenarios, at which points, and how many days of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ccsim.claims.circularity import article_inputs, input_of
from ccsim.claims.inputs import ignorance, merchants, priors_for
from ccsim.claims.measuring import check_quantity, names_of
from ccsim.claims.points import Bench, Task
from ccsim.claims.registry import Claim, Reading, Registry, shown_path
from ccsim.demand.volume import stated_per_day
from ccsim.experiment.keys import price_key
from ccsim.experiment.priors import Prior, value_at
from ccsim.scenario.arrivals import PoissonArrivals
from ccsim.scenario.load import Loaded, load_scenario
from ccsim.scenario.scenario import Scenario


@dataclass(frozen=True)
class Settings:
    """How much is simulated."""

    draws: int
    """Points drawn from what is not known."""
    merchants: int
    """Merchants drawn."""
    replications: int
    """Days of a point, each with its own customers."""
    pilot_days: int
    """Days on which a point's roster is refined."""
    base_replications: int
    """Days of the scenario's own values."""
    influences: int
    """Inputs along which a contradicted claim's break-even is searched."""
    large_from: float
    """Contacts a day from which a centre gets fewer points."""
    large_draws: int
    """How many points a large centre gets; and a tenth as many merchants."""
    small_to: float = 1_000.0
    """Contacts a day up to which a centre gets twice the days: one head is much there, and days are cheap."""


SHOWN_DRAWS = 20
"""Points of a scenario that no reading is judged by: enough for a range, and nobody asks more of them."""
QUICK = Settings(70, 6, 5, 2, 16, 2, 20_000.0, 8, 500.0)
"""Four to five minutes on two cores; a large centre is left undetermined. Not fewer draws: with at most 54
readings tested together a first verdict takes 70 that all agree (0.905^70 < 0.05 / 54)."""
FULL = Settings(240, 60, 8, 10, 40, 5, 200_000.0, 60)
"""Large centres as thoroughly as the others."""
SEED = 1
MERCHANT_SEED = 1_000_000
"""Points are seeded SEED + 1, + 2, ..., merchants from here on: no two share days."""


class Circular(NamedTuple):
    """An input that a reading's measure is: the scenario, the key path, and its independent range if it has one."""

    scenario: str
    path: str
    prior: Prior | None
    value: Any


@dataclass(frozen=True)
class Prepared:
    """A reading that can be judged."""

    claim: str
    number: int
    """Its place among the claim's readings."""
    reading: Reading
    circular: Circular | None
    """Set if simulation would only hand back an input."""
    conditional_on: tuple[str, ...]
    """Inputs that an article gave."""


@dataclass
class Plan:
    """Everything that is simulated before break-evens are."""

    settings: Settings
    seed: int
    readings: list[Prepared]
    loaded: dict[str, Loaded]
    priors: dict[str, dict[str, Prior]]
    """By scenario, then key path: what points are drawn from."""
    independent: dict[str, dict[str, Prior]]
    """The same without sources by an article's author."""
    commands: dict[str, list[str]]
    """Arguments that repeat a scenario by hand."""
    bench: Bench
    groups: list[tuple[str, ...]]
    """Scenarios of one physics at their own values."""
    draws: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """By scenario: the points drawn from what is not known."""
    merchants: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """By scenario: the merchants drawn."""

    def group_of(self, scenario: str) -> tuple[str, ...]:
        """The scenarios that are simulated together with one."""
        return next(group for group in self.groups if scenario in group)

    def base_task(self, group: tuple[str, ...]) -> Task:
        """Their own values, on the roster that `ccsim run` derives."""
        large = self.is_large(group[0])
        runs = max(4, self.settings.base_replications // (3 if large else 1))
        return Task(group, ((),) * len(group), self.seed, runs, None)

    def task(self, group: tuple[str, ...], points: Mapping[str, Mapping[str, Any]], seed: int) -> Task:
        """Some point of each of them."""
        values = tuple(tuple(points[name].items()) for name in group)
        times = 2 if _per_day(self.loaded[group[0]].scenario) <= self.settings.small_to else 1
        if self.is_large(group[0]):  # a day of a large centre says as much as several of a small one
            return Task(group, values, seed, max(3, self.settings.replications // 2), 2)
        return Task(group, values, seed, times * self.settings.replications, times * self.settings.pilot_days)

    def is_large(self, scenario: str) -> bool:
        """Whether a scenario's volume makes its points dear."""
        return _per_day(self.loaded[scenario].scenario) >= self.settings.large_from


def plan_of(
    registry: Registry, claims: Mapping[str, Claim], settings: Settings, with_author_sources: bool, seed: int = SEED
) -> Plan:
    """Load what the claims need and draw its points. Raises CcsimError for whatever is wrong with them."""
    loaded: dict[str, Loaded] = {}
    commands: dict[str, list[str]] = {}
    readings, quantities = [], dict[str, dict[str, None]]()
    conditions: dict[str, Sequence[str]] = {}
    for claim_id, claim in claims.items():
        for number, reading in enumerate(claim.tests):
            for name in reading.scenarios:
                if name not in loaded:
                    path, conditions[name] = registry.place(name)
                    loaded[name] = load_scenario(path, list(conditions[name]))
                    commands[name] = [shown_path(path), *(word for one in conditions[name] for word in ("--set", one))]
            readings.append(_prepared(claim_id, number, reading, loaded, conditions))
            if readings[-1].circular is None:
                for scenario, quantity in names_of(reading).values():
                    check_quantity(quantity, claim_id)
                    quantities.setdefault(scenario, {})[quantity] = None
    simulated = {name: loaded[name].scenario for name in quantities}
    bench = Bench(simulated, {name: tuple(wanted) for name, wanted in quantities.items()})
    priors = {name: priors_for(one, with_author_sources) for name, one in loaded.items()}
    independent = {name: priors_for(one, False) for name, one in loaded.items()}
    readings = [_with_prior(one, independent) for one in readings]
    plan = Plan(settings, seed, readings, loaded, priors, independent, commands, bench, _groups(simulated))
    judged = {name for one in readings if one.reading.judged for name, _ in names_of(one.reading).values()}
    for name in simulated:
        large = plan.is_large(name)
        some = 0 if name not in judged else settings.large_draws // 10 if large else settings.merchants
        most = settings.large_draws if large else settings.draws
        most = most if name in judged else min(most, SHOWN_DRAWS)
        plan.draws[name] = ignorance(priors[name], settings.draws, seed)[:most]
        plan.merchants[name] = merchants(loaded[name], priors[name], settings.merchants, seed)[:some]
    return plan


def _prepared(
    claim: str, number: int, reading: Reading, loaded: Mapping[str, Loaded], conditions: Mapping[str, Sequence[str]]
) -> Prepared:
    circular = None
    for scenario, quantity in names_of(reading).values():
        path = input_of(quantity, loaded[scenario].provenance)
        if path:
            circular = Circular(scenario, path, None, value_at(loaded[scenario].scenario, path))
            break
    hangs_on = [
        path for name in reading.scenarios for path in article_inputs(loaded[name].provenance, conditions[name])
    ]
    return Prepared(claim, number, reading, circular, tuple(dict.fromkeys(hangs_on)))


def _with_prior(one: Prepared, priors: Mapping[str, Mapping[str, Prior]]) -> Prepared:
    if one.circular is None:
        return one
    circular = one.circular._replace(prior=priors[one.circular.scenario].get(one.circular.path))
    return Prepared(one.claim, one.number, one.reading, circular, one.conditional_on)


def _groups(scenarios: Mapping[str, Scenario]) -> list[tuple[str, ...]]:
    by_key: dict[str, list[str]] = {}
    for name, scenario in scenarios.items():
        by_key.setdefault(price_key(scenario) or name, []).append(name)
    return [tuple(names) for names in by_key.values()]


def _per_day(scenario: Scenario) -> float:
    arrivals = scenario.arrivals
    return stated_per_day(arrivals) if isinstance(arrivals, PoissonArrivals) else 0.0
