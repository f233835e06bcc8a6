"""One point of what is not known: a scenario with some of its inputs changed, staffed for its target and simulated.

Scenarios that differ in prices alone are simulated once and priced for each. Every point has pilot days and customers
of its own, so that the luck of a few days is not the same in all of them; scenarios that are compared share both, and
the steps of a break-even share those of the scenario's own values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ccsim.claims.quantities import Parts, parts_of
from ccsim.claims.returns import LAUNCH, STEADY, Steady, steady_of
from ccsim.economics.ledger import price
from ccsim.engine import choose
from ccsim.engine.coverage import lacking
from ccsim.errors import ScenarioError, TargetMissedError
from ccsim.experiment.change import at_launch
from ccsim.experiment.keys import price_key
from ccsim.experiment.pilot import PILOT_SEED
from ccsim.experiment.priors import with_values
from ccsim.experiment.replications import Job, Replication, replicate
from ccsim.experiment.run import contacts_per_day, epoch_days
from ccsim.experiment.staffing import derive_schedule
from ccsim.experiment.workers import Workers
from ccsim.scenario.centre import centre_of
from ccsim.scenario.scenario import Scenario

Values = Mapping[str, Any]


class Task(NamedTuple):
    """What to simulate: scenarios of one physics at one point."""

    names: tuple[str, ...]
    values: tuple[tuple[tuple[str, Any], ...], ...]
    """Changed inputs of each scenario: (key path, value)."""
    seed: int
    """Of customers, agents and pilot days; equal seeds are the same days."""
    replications: int
    pilot_days: int | None
    """None: the scenario's own pilot days, so that its roster is that of `ccsim run`."""


Point = dict[str, dict[str, Parts | Steady] | None]
"""By scenario: its quantities' parts, or None if no roster meets the target there, or inputs exclude each other."""


@dataclass(frozen=True)
class Bench:
    """What every worker needs: the scenarios, and the quantities that somebody asks of them."""

    scenarios: dict[str, Scenario]
    quantities: dict[str, tuple[str, ...]]


def simulate_point(bench: Bench, task: Task) -> Point:
    """Staff, simulate and price every scenario of a task; each physics once."""
    found: Point = {}
    simulated: dict[str, list[Replication] | None] = {}

    def replications(scenario: Scenario, name: str) -> list[Replication] | None:
        key = price_key(scenario) or name
        if key not in simulated:
            simulated[key] = _replications(scenario, task)
        return simulated[key]

    for name, values in zip(task.names, task.values, strict=True):
        try:
            scenario = _at(bench.scenarios[name], dict(values), task.pilot_days)
        except ScenarioError:  # inputs that nobody could have together
            found[name] = None
            continue
        done = replications(scenario, name)
        first = at_launch(scenario) if LAUNCH in bench.quantities[name] else None
        launched = done if first is None else replications(first, f"{name} {LAUNCH}")
        if done is None or launched is None:
            found[name] = None
            continue
        quantities = _quantities(scenario, bench.quantities[name], done)
        if LAUNCH in bench.quantities[name]:
            quantities[LAUNCH] = _quantities(first or scenario, (STEADY,), launched)[STEADY]
        found[name] = quantities
    return found


def _quantities(scenario: Scenario, wanted: Sequence[str], done: Sequence[Replication]) -> dict[str, Parts | Steady]:
    """What is asked of a scenario, at its own prices; what it is at its launch apart.

    `done`: replications of its physics, perhaps of another scenario that has other prices.
    """
    centre, sums = centre_of(scenario), [one.sums for one in done]
    ledgers = [price(scenario, centre, one, scenario.run.days) for one in sums]
    return {
        one: steady_of(scenario, sums, ledgers) if one == STEADY else parts_of(one, scenario, centre, sums, ledgers)
        for one in wanted
        if one != LAUNCH
    }


def simulate_points(
    bench: Bench, tasks: Sequence[Task], jobs: int, progress: Callable[[int], None] | None = None
) -> list[Point]:
    """All tasks, in their order, on so many processes; `progress` is told how many are done."""
    found = []
    with Workers(bench, min(jobs, max(1, len(tasks))), threads=False) as workers:
        for point in workers.map(simulate_point, tasks):
            found.append(point)
            if progress is not None:
                progress(len(found))
    return found


def _at(scenario: Scenario, values: Values, pilot_days: int | None) -> Scenario:
    changed = with_values(scenario, values) if values else scenario
    if pilot_days is None:
        return changed
    staffing = changed.staffing.model_copy(update={"pilot_days": pilot_days})
    return changed.model_copy(update={"staffing": staffing})


def _replications(scenario: Scenario, task: Task) -> list[Replication] | None:
    centre = centre_of(scenario)
    missing = lacking(centre)
    engine = choose("reference" if missing else "compiled", 0.0, missing)
    try:
        pilot_seed = PILOT_SEED if task.pilot_days is None else task.seed
        schedule = derive_schedule(scenario, centre, engine=engine, pilot_seed=pilot_seed)
    except TargetMissedError:
        return None
    days = epoch_days(scenario, centre, contacts_per_day(scenario, centre))
    job = Job(scenario, centre, schedule.levels, task.seed, engine, days, shifts=schedule.shifts)
    return [replicate(job, number) for number in range(task.replications)]
