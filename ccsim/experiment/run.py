"""Run a scenario: derive its roster, simulate its replications, and say what came out, with intervals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import perf_counter

import pandas as pd

from ccsim.demand.calendar import special_load
from ccsim.demand.draw import draw_tape
from ccsim.demand.replay import days_not_replayed
from ccsim.demand.volume import stated_per_day
from ccsim.engine import choose
from ccsim.engine.coverage import lacking
from ccsim.experiment.asked import ENOUGH, Asked
from ccsim.experiment.days import by_day
from ccsim.experiment.estimates import estimates, stage_seconds
from ccsim.experiment.hours import by_hour
from ccsim.experiment.months_plan import months_of
from ccsim.experiment.months_run import run_months
from ccsim.experiment.replications import Job, replicate_all
from ccsim.experiment.reserves import reserve_series, reserve_table
from ccsim.experiment.result import Result
from ccsim.experiment.spread import spread
from ccsim.experiment.staffing import derive_schedule
from ccsim.experiment.tables import series
from ccsim.experiment.workers import on_threads
from ccsim.model.inputs import Centre
from ccsim.scenario.arrivals import PoissonArrivals, RecordedFile
from ccsim.scenario.centre import centre_of
from ccsim.scenario.load import Loaded
from ccsim.scenario.scenario import Scenario

PILOT_TRIALS = 5
"""Rosters that the search for a derived one tries, roughly."""
EPOCH_CONTACTS = 60_000.0
"""Contacts that are drawn and simulated at a time, at least one day: fewer stay in the cache, more cost memory."""

Progress = Callable[[str, int, int | None], None]
"""Told the stage ("staffing", "replications"), how much of it is done, and how much there is (None if not known)."""


def run_scenario(
    loaded: Loaded,
    *,
    replications: int | None = None,
    seed: int | None = None,
    jobs: int = 1,
    engine: str | None = None,
    progress: Progress | None = None,
) -> Result:
    """Simulate a loaded scenario; arguments that are not None go before the scenario's own.

    The result depends on the scenario, the seed and the number of replications, never on `jobs` or the engine.
    """
    scenario = loaded.scenario
    centre = centre_of(scenario)
    count = scenario.run.replications if replications is None else replications
    per_day = contacts_per_day(scenario, centre)
    contacts = contacts_in(scenario, centre, count, per_day)
    engine = choose(scenario.run.engine if engine is None else engine, contacts, lacking(centre))
    replicated = per_day * simulated_days(scenario, centre) * count

    def tell(stage: str, total: int | None = None) -> Callable[[int], None]:
        return lambda done: progress(stage, done, total) if progress else None

    asked = Asked(
        replications=count,
        seed=scenario.run.seed if seed is None else seed,
        jobs=jobs,
        engine=engine,
        epoch_days=epoch_days(scenario, centre, per_day),
        on_threads=on_threads(engine, replicated),
        tell=tell,
        warnings=(*loaded.warnings, *_few(count), *_not_replayed(scenario, days_not_replayed(scenario, centre.days))),
    )
    return run_months(loaded, asked) if scenario.over_months else _run_days(loaded, centre, asked)


def _run_days(loaded: Loaded, centre: Centre, asked: Asked) -> Result:
    scenario, seed, confidence = loaded.scenario, asked.seed, asked.confidence
    started = perf_counter()
    schedule = derive_schedule(scenario, centre, jobs=asked.jobs, engine=asked.engine, progress=asked.tell("staffing"))
    staffed_s = perf_counter() - started
    job = Job(scenario, centre, schedule.levels, seed, asked.engine, asked.epoch_days, shifts=schedule.shifts)
    told = asked.tell("replications", asked.replications)
    done = replicate_all(job, range(asked.replications), asked.jobs, told, asked.on_threads)
    sums, ledgers = [one.sums for one in done], [one.ledger for one in done]
    courses = [
        series(sums, centre, schedule),
        spread(sums, centre, scenario, seed, confidence),
        reserve_series(sums, centre, confidence),
    ]
    return Result(
        scenario=scenario,
        provenance=loaded.provenance,
        resolved=loaded.resolved,
        seed=seed,
        replications=asked.replications,
        engine=asked.engine,
        confidence=confidence,
        schedule=schedule,
        sums=sums,
        ledgers=ledgers,
        **estimates(sums, ledgers, centre, scenario.currency, schedule.given, confidence)._asdict(),
        series=pd.concat(courses, axis=1),
        days=by_day(sums, ledgers, centre, scenario.currency, confidence),
        hours=by_hour(sums, ledgers, scenario, centre, schedule, confidence),
        reserves=reserve_table(sums, ledgers, centre, scenario.currency, confidence),
        seconds=stage_seconds(staffed_s, [one.seconds for one in done]),
        warnings=asked.warnings,
    )


def contacts_in(scenario: Scenario, centre: Centre, replications: int, per_day: float) -> float:
    """Roughly how many contacts a run and its pilots simulate: what the choice of an engine goes by.

    `per_day`: what `contacts_per_day` says.
    """
    derived = any(not group.staffing_given for group in scenario.groups.values())
    pilots = PILOT_TRIALS * scenario.staffing.pilot_days if derived else 0
    return per_day * (simulated_days(scenario, centre) * replications + pilots)


def epoch_days(scenario: Scenario, centre: Centre, per_day: float) -> int:
    """Days at a time, so that an epoch's arrivals, `per_day` contacts, fit comfortably into memory."""
    days = simulated_days(scenario, centre)
    return min(days, max(1, int(EPOCH_CONTACTS / max(1.0, per_day))))


def simulated_days(scenario: Scenario, centre: Centre) -> int:
    """Days of a replication, those of all its months if it goes over months."""
    if scenario.workforce is None or not scenario.over_months:
        return centre.days
    return sum(month.days for month in months_of(scenario.workforce))


def contacts_per_day(scenario: Scenario, centre: Centre) -> float:
    """Roughly how many contacts a day has; for a replay its tape is drawn to count them, so ask once."""
    arrivals = scenario.arrivals
    if isinstance(arrivals, PoissonArrivals):
        return stated_per_day(arrivals) * special_load(scenario, arrivals, centre.days)
    return draw_tape(scenario, centre, 0, 0).size / centre.days


def _few(replications: int) -> Iterator[str]:
    if replications < ENOUGH:
        yield (
            f"only {replications} replications: intervals are indicative (at least {ENOUGH} are needed to rely on them)"
        )


def _not_replayed(scenario: Scenario, left_out: int) -> Iterator[str]:
    if left_out and isinstance(scenario.arrivals, RecordedFile) and scenario.arrivals.from_date is None:
        yield (
            f"recorded days after the run's last, which are not replayed: {left_out}; run.days is {scenario.run.days} "
            "(state arrivals.from_date if that is meant)"
        )
