"""A run over months: plan its schedules, simulate its replications, and say what came out.

Source: docs/people.md#contacts-of-the-months.
"""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ccsim.experiment.asked import Asked
from ccsim.experiment.estimates import estimates, stage_seconds
from ccsim.experiment.months import MonthsReplication, replicate_months
from ccsim.experiment.months_job import MonthsJob, months_job
from ccsim.experiment.months_plan import Month, MonthsPlan, days_of, plan_months
from ccsim.experiment.months_roster import paid_s_per_day
from ccsim.experiment.people import team_of
from ccsim.experiment.reserves import reserve_series, reserve_table
from ccsim.experiment.result import MonthsFound, Result
from ccsim.experiment.staffing import Schedule
from ccsim.experiment.tables import series
from ccsim.experiment.workers import Workers
from ccsim.scenario.centre import centre_of
from ccsim.scenario.load import Loaded
from ccsim.scenario.scenario import Scenario
from ccsim.workforce.roster import slots_per_day
from ccsim.workforce.tenure_classes import in_classes

NO_EXPECTATION = "in a run over months expectations are not calculated"


def run_months(loaded: Loaded, asked: Asked) -> Result:
    """Simulate a loaded scenario that follows people and contacts over months.

    The result depends on the scenario, the seed and the number of replications, never on `jobs` or the engine.
    """
    scenario = loaded.scenario
    started = perf_counter()
    plan = plan_months(scenario, jobs=asked.jobs, engine=asked.engine, progress=asked.tell("staffing"))
    staffed_s = perf_counter() - started
    job = months_job(scenario, plan, asked.seed, asked.engine, asked.epoch_days)
    told, done = asked.tell("replications", asked.replications), list[MonthsReplication]()
    with Workers(job, min(asked.jobs, asked.replications), asked.on_threads) as workers:
        for one in workers.map(replicate_months, range(asked.replications)):
            done.append(one)
            told(len(done))
    return _result(loaded, job, plan, done, asked, staffed_s)


def _result(
    loaded: Loaded, job: MonthsJob, plan: MonthsPlan, done: list[MonthsReplication], asked: Asked, staffed_s: float
) -> Result:
    scenario = days_of(loaded.scenario, Month(0, 1))  # what stands by interval is a day's
    centre = replace(centre_of(in_classes(scenario, job.all_classes)), over_months=True)
    sums, ledgers = [one.sums for one in done], [one.ledger for one in done]
    mean_day = _mean_day(scenario, plan)
    team_of_group = {one.name: one.team for one in job.all_classes}
    teams = [team_of_group.get(group, group) for group in centre.groups]
    course = _series(sums, centre, mean_day, np.array([one.scheduled for one in done]))
    return Result(
        scenario=scenario,
        provenance=loaded.provenance,
        resolved=loaded.resolved,
        seed=asked.seed,
        replications=asked.replications,
        engine=asked.engine,
        confidence=asked.confidence,
        schedule=mean_day,
        sums=sums,
        ledgers=ledgers,
        **estimates(sums, ledgers, centre, scenario.currency, plan.schedule.given, asked.confidence)._asdict(),
        series=pd.concat([course, reserve_series(sums, centre, asked.confidence)], axis=1),
        reserves=reserve_table(sums, ledgers, centre, scenario.currency, asked.confidence, teams),
        seconds=stage_seconds(staffed_s, [one.seconds for one in done]),
        warnings=asked.warnings,
        months=_months_found(loaded.scenario, job, done),
    )


def _months_found(scenario: Scenario, job: MonthsJob, done: list[MonthsReplication]) -> MonthsFound:
    teams = {}
    for name, plan in job.people.items():
        sums = {key: np.concatenate([one.people[name][key] for one in done]) for key in done[0].people[name]}
        teams[name] = team_of(scenario, plan, sums, {}, NO_EXPECTATION)
    return MonthsFound(
        months=len(job.months),
        days=tuple(month.days for month in job.months),
        whole=job.whole is not None,
        feedback=job.contacts.feedback,
        teams=teams,
        load={name: np.array([one.load[name] for one in done]) for name in done[0].load},
        busy={name: np.array([one.busy[name] for one in done]) for name in job.people},
        occupancy_as=job.contacts.occupancy_as,
        needed={name: needed_agents(job, name) for name in job.people},
        classes=dict(job.classes),
    )


def needed_agents(job: MonthsJob, team: str) -> NDArray[np.float64]:
    """Agents (months,) whose paid time the planned schedule takes, all of them practised."""
    per_day = paid_s_per_day(job.scenario.groups[team].labour)
    place = list(job.scenario.groups).index(team)
    return np.array([one.paid_s[place] / per_day for one in job.planned])


def _mean_day(scenario: Scenario, plan: MonthsPlan) -> Schedule:
    """The planned schedule, on average over all simulated days, in whole agents."""
    slots = slots_per_day(scenario)
    days = np.concatenate([one.levels.reshape(one.levels.shape[0], -1, slots) for one in plan.planned], axis=1)
    return replace(plan.schedule, levels=np.rint(days.mean(axis=1)).astype(np.int64))


def _series(sums: list[Any], centre: Any, schedule: Schedule, scheduled: NDArray[np.float64]) -> pd.DataFrame:
    """The course of a mean day, with those who were scheduled in place of those who were planned."""
    frame = series(sums, centre, schedule)
    slots, intervals = scheduled.shape[1], len(frame)
    so_far = np.concatenate([[0.0], np.cumsum(scheduled.mean(axis=0))]) / slots
    at = np.linspace(0.0, 1.0, intervals + 1)
    mean = np.diff(np.interp(at, np.linspace(0.0, 1.0, slots + 1), so_far)) * intervals
    for suffix in ("", "_low", "_high"):
        frame[f"scheduled_agents{suffix}"] = mean
    return frame
