"""One replication of a study: its scenario through loader, drawing, engine and measures to sums for its checks."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from time import thread_time
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ccsim.engine import choose
from ccsim.engine.coverage import lacking
from ccsim.engine.session import Finished
from ccsim.errors import ScenarioError, UsageError
from ccsim.experiment.replications import Job, Stopwatch, simulate_epochs
from ccsim.experiment.staffing import derive_schedule
from ccsim.metrics.agents import queue_area
from ccsim.metrics.batch import batches
from ccsim.metrics.measure import check_agents_were_there, measure_agents, measure_contacts
from ccsim.metrics.sums import Ints, Sums, add
from ccsim.model.timegrid import DAY_S
from ccsim.scenario.centre import centre_of
from ccsim.scenario.load import Loaded, load_scenario
from ccsim.verification.composing import seconds
from ccsim.verification.people_runs import Teams
from ccsim.verification.probes import Probe, probe
from ccsim.verification.quantities import thresholds_of
from ccsim.verification.study import Check, Study, Term, Unchecked
from ccsim.verification.tally import ContactTally, check_against_measures

Floats = NDArray[np.float64]
FIRST_DAY = "2025-06-02"
EPOCH_CONTACTS, EPOCH_DAYS = 60_000.0, 200
"""Contacts drawn and simulated at a time, at least one day, and the most days: where contacts cost least, measured from
6,000 to 300,000 contacts. It changes no bit."""
PEOPLE = "people"
"""What stands for the engine of studies about teams over months, which need none."""
MANY = 1e9
"""Contacts for which `auto` takes the compiled engine, if it can."""


class Observation(NamedTuple):
    """A replication of a study as its checks see it."""

    numerators: Floats  # (checks,)
    denominators: Floats  # (checks,)
    contacts: int
    """All that were simulated, warm-up and cool-down included."""
    seconds: dict[str, float]
    """CPU time by stage, and in all."""


def scenario_content(study: Study, days: int) -> dict[str, Any]:
    """The scenario as one would write it, for so many measured days."""
    cells = study.cells
    interval_s = DAY_S / cells.per_day if cells.kind == "interval" else DAY_S
    run = {
        "start": FIRST_DAY,
        "days": days + study.cool_down_days,
        "interval": seconds(interval_s),
        "history": {"days": study.warm_up_days, "method": "simulated"},
    }
    content = {"run": run, **study.scenario}
    thresholds = thresholds_of(study.checks)
    if thresholds:
        target = {"target": {"within": seconds(thresholds[0])}}
        content["staffing"] = {**dict(study.scenario.get("staffing", {})), **target}
    return content


def load_content(content: dict[str, Any], name: str) -> Loaded:
    """The content through the ordinary loader; JSON is YAML too."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.yaml"
        path.write_text(json.dumps(content, indent=1), encoding="utf-8")
        return load_scenario(path)


@dataclass
class Bench:
    """Studies ready to be simulated; what is prepared for a study is kept for its further replications."""

    studies: tuple[Study, ...]
    seed: int
    engine: str
    prepared: dict[tuple[int, int], Prepared] = field(default_factory=dict)
    teams: dict[int, Teams] = field(default_factory=dict)

    def without_engine(self) -> list[Unchecked]:
        """Studies that the engine asked for cannot run, and why."""
        found = []
        for number, study in enumerate(self.studies):
            try:
                self.engine_of(number)
            except UsageError as error:
                found.append(Unchecked(study.name, "all", str(error)))
            except ScenarioError as error:
                said = f"{error.problems[0].path}: {error.problems[0].found}, {error.problems[0].expected}"
                found.append(Unchecked(study.name, "all", f"no scenario can say it: {said}"))
        return found

    def engine_of(self, number: int) -> str:
        """The engine that simulates study `number`. Raises UsageError if the one asked for cannot."""
        if self.studies[number].people is not None:
            self.team(number)
            return PEOPLE
        return self.prepare(number, self.studies[number].week_days).job.engine

    def team(self, number: int) -> Teams:
        """Study `number`, which is about people."""
        if number not in self.teams:
            study = self.studies[number]
            self.teams[number] = Teams(study, load_content(scenario_content(study, 1), "case"))
        return self.teams[number]

    def prepare(self, number: int, days: int) -> Prepared:
        """Study `number` for so many measured days."""
        if (number, days) not in self.prepared:
            self.prepared[number, days] = Prepared(self.studies[number], days, self.seed, self.engine)
        return self.prepared[number, days]


class Task(NamedTuple):
    """A replication to be simulated."""

    study: int
    days: int
    replication: int
    purpose: str
    """"pilot" or "run": separates their random numbers."""


def observe(bench: Bench, task: Task) -> Observation:
    """Simulate a replication and take its sums; the first of every pilot is measured in full as well."""
    if bench.studies[task.study].people is not None:
        return _observe_people(bench, task)
    prepared = bench.prepare(task.study, task.days)
    started = thread_time()
    observer = Observer(prepared, in_full=task.purpose == "pilot" and task.replication == 0)
    watch = Stopwatch(thread_time)
    job = replace(prepared.job, purpose=task.purpose)
    log, there, _ = simulate_epochs(job, task.replication, observer.take, watch)
    sums = observer.finish(log.load_ticks, there.roster, there.paid_s)
    watch.lap("measuring")
    numerators, denominators = values(sums, prepared.study.checks)
    return Observation(numerators, denominators, observer.contacts, {**watch.seconds, "all": thread_time() - started})


def _observe_people(bench: Bench, task: Task) -> Observation:
    """So many teams as the task has days."""
    study, started = bench.studies[task.study], thread_time()
    seed = case_seed(bench.seed, study, task.purpose)
    sums, people, stages = bench.team(task.study).sums(seed, task.replication * task.days, task.days)
    return Observation(*values(sums, study.checks), people, {**stages, "all": thread_time() - started})


def values(sums: dict[str, NDArray[Any]], checks: Sequence[Check]) -> tuple[Floats, Floats]:
    """Numerators and denominators (checks,): linear combinations of sums."""
    cells = {name: found.astype(np.float64).tolist() for name, found in sums.items()}
    totals = {name: float(found.sum()) for name, found in sums.items()}

    def value(terms: tuple[Term, ...]) -> float:
        return float(sum(c * (totals[name] if cell is None else cells[name][cell]) for name, cell, c in terms))

    return (
        np.array([value(check.numerator) for check in checks]),
        np.array([value(check.denominator) for check in checks]),
    )


class Prepared:
    """A study's scenario, loaded, with everything that its replications have in common."""

    def __init__(self, study: Study, days: int, seed: int, engine: str) -> None:
        self.study, self.days = study, days
        self.loaded = load_content(scenario_content(study, days), "case")
        scenario = self.loaded.scenario
        centre = centre_of(scenario)
        horizon_days = study.warm_up_days + days
        self.measured = replace(centre, days=horizon_days, horizon_s=horizon_days * DAY_S)
        """The centre as the measures see it: the cool-down is simulated, not measured."""
        engine = choose(engine, MANY, lacking(centre))
        schedule = derive_schedule(scenario, centre)
        at_a_time = min(centre.days, EPOCH_DAYS, max(1, round(EPOCH_CONTACTS / study.contacts_per_day)))
        self.job = Job(scenario, centre, schedule.levels, case_seed(seed, study), engine, at_a_time)

    @cached_property
    def active(self) -> NDArray[np.bool_]:
        """Measured days that count."""
        days = np.array(self.study.cells.active or (True,))
        return np.asarray(np.resize(days, self.days))


def case_seed(seed: int, study: Study, purpose: str = "") -> int:
    """A seed of its own for every study, so that studies are independent of one another."""
    digest = blake2b(f"{seed}/{study.name}{purpose}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


class Observer:
    """Takes a replication's finished issues and agents' time, and makes the sums that checks name."""

    def __init__(self, prepared: Prepared, in_full: bool) -> None:
        self._prepared, centre, study = prepared, prepared.measured, prepared.study
        names = {name for check in study.checks for name, _, _ in (*check.numerator, *check.denominator)}
        self._tally = ContactTally(centre, study.cells, thresholds_of(study.checks), "talk_ticks" in names)
        self._area: Ints | None = None
        self._wants_area = "queue_area_ticks" in names
        self._probes: list[Probe] = [probe(name, arguments, prepared) for name, arguments in study.probes]
        self._full: Sums | None = None
        self._in_full = in_full
        self.contacts = 0

    def take(self, finished: Finished) -> None:
        """Further issues that are over."""
        centre = self._prepared.measured
        for batch in batches(centre, finished.all_tape, finished.all_contacts, finished.over):
            check_agents_were_there(batch)
            self._tally.take(batch)
            if self._wants_area:
                area = queue_area(centre, batch.tape, batch.log)
                self._area = area if self._area is None else self._area + area
            for one in self._probes:
                one.take(batch)
            self.contacts += int(np.count_nonzero(~np.isnan(batch.log["arrival_s"])))
        if self._in_full:
            found = measure_contacts(centre, finished.all_tape, finished.all_contacts, finished.over)
            self._full = found if self._full is None else add(self._full, found)

    def finish(self, load_ticks: Ints, roster: NDArray[np.void], paid_s: Floats) -> dict[str, NDArray[Any]]:
        """All sums by name; arrays by cell."""
        centre = self._prepared.measured
        if self._full is not None:
            check_against_measures(self._tally, self._full, centre.service_threshold_s)
        sums: dict[str, NDArray[Any]] = dict(self._tally.sums)
        load_ticks = load_ticks[:, : centre.n_intervals]
        agents = measure_agents(centre, load_ticks, roster, paid_s[:, : centre.days])
        first = centre.n_intervals - agents.by["interval"]["elapsed_ticks"].size
        for name in ("elapsed_ticks", "duty_ticks", "busy_ticks", "slot_ticks", "slot_capacity_ticks"):
            sums[name] = self._folded(agents.by["interval"][name])
        if self._area is not None:
            sums["queue_area_ticks"] = (
                self._area.sum(axis=1) if self._by_queue else self._folded(self._area.sum(axis=0))
            )
        sums["level_ticks"] = load_ticks[:, first:].sum(axis=(0, 1))
        for g in range(len(centre.groups)):
            sums[f"duty_ticks_of_group_{g}"] = agents.by["group"]["duty_ticks"][g : g + 1]
            sums[f"busy_ticks_of_group_{g}"] = agents.by["group"]["busy_ticks"][g : g + 1]
        sums["days"] = np.array([np.count_nonzero(self._prepared.active)])
        for one in self._probes:
            sums |= one.finish()
        return sums

    @property
    def _by_queue(self) -> bool:
        return self._prepared.study.cells.kind == "queue_group"

    def _folded(self, by_interval: Ints) -> Ints:
        """By interval of the day over the days that count; one cell if contacts are not told apart by interval."""
        per_day = self._prepared.study.cells.per_day
        by_day = by_interval.reshape(self._prepared.days, per_day)[self._prepared.active]
        return (
            np.asarray(by_day.sum(axis=0))
            if self._prepared.study.cells.kind == "interval"
            else by_day.sum(keepdims=False).reshape(1)
        )
