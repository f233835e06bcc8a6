"""One replication of a run over months: people live through a month, its roster is theirs, its load decides the next.

The only place where what an engine gave back becomes what it is given: a month is simulated up to its end, the
occupancy of its agents is taken from their time, and the hazard of the month after it follows from that.
Source: docs/people.md#contacts-of-the-months.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ccsim.economics.ledger import Ledger, price
from ccsim.economics.people_ledger import Movement, people_ledger
from ccsim.engine import session
from ccsim.engine.session import group_sizes
from ccsim.experiment.months_job import MonthsJob
from ccsim.experiment.months_plan import MONTH_DAYS, Month
from ccsim.experiment.months_roster import overtime_months, team_levels
from ccsim.experiment.months_stretch import Draws, Stretch
from ccsim.experiment.planned import planned_levels
from ccsim.experiment.replications import Stopwatch
from ccsim.metrics.folding import by_month, over_a_day, over_teams
from ccsim.metrics.people import people_totals
from ccsim.metrics.sums import Sums, add
from ccsim.model.inputs import Centre
from ccsim.model.timegrid import DAY_S
from ccsim.randomness import stream
from ccsim.scenario.scenario import Scenario
from ccsim.workforce.people import Team
from ccsim.workforce.people_plan import hazard_factor
from ccsim.workforce.people_sums import people_sums
from ccsim.workforce.roster import build_roster, slots_per_day
from ccsim.workforce.tenure_classes import in_classes, leavers_counted

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

MOST = 3
"""A team may grow to so many times the largest number that is planned for; an engine needs a bound beforehand."""
STEPS = (0.6180339887498949, 0.41421356237309515)
"""By how much the phases of rounding move from day to day: fractions of the golden ratio and of the root of 2, whose
multiples fill [0, 1) evenly."""


class Busy(NamedTuple):
    """A team's time in a month, in ticks: slots in use and slots there were, hands on and time on duty."""

    slots: int
    of_slots: int
    hands_on: int
    of_time: int

    def share(self, which: str) -> float | None:
        """Occupancy or utilisation; None where nobody was on duty."""
        part, whole = (self.slots, self.of_slots) if which == "occupancy" else (self.hands_on, self.of_time)
        return part / whole if whole else None


@dataclass(frozen=True)
class MonthsReplication:
    """What one replication leaves behind."""

    number: int
    sums: Sums
    """With intervals of a day, all days added up, and with sums of people."""
    ledger: Ledger
    load: dict[str, Ints]
    """Sums of contacts and agents by month (months,)."""
    busy: dict[str, Ints]
    """By team: the fields of `Busy` by month, (4, months)."""
    people: dict[str, dict[str, Floats]]
    """By team: sums of people_sums (1, months)."""
    scheduled: Floats
    """Mean scheduled agents of all groups by slot of the day."""
    seconds: dict[str, float] = field(default_factory=dict)


def replicate_months(job: MonthsJob, replication: int) -> MonthsReplication:
    """Simulate, measure and price one replication, month by month."""
    return _Replication(job, replication).run()


class _Replication:
    """The loop, and what it remembers from month to month."""

    def __init__(self, job: MonthsJob, replication: int) -> None:
        self._job, self._replication = job, replication
        self._watch = Stopwatch()
        session(job.engine)  # first: a compiled engine brings the compiler, which then draws as well
        self._watch.lap("engine")
        self._teams = {name: Team(plan, job.seed, [replication]) for name, plan in job.people.items()}
        self._busy: dict[str, list[Busy]] = {name: [] for name in job.people}
        self._stretch: Stretch | None = None
        self._sums: Sums | None = None
        self._load: list[dict[str, int]] = []
        self._scheduled = np.zeros(slots_per_day(job.scenario))
        self._phase = stream(job.seed, replication, "run/roster-phase").uniforms(np.zeros(1, np.int64), 2)[0]
        self._days = 0

    def run(self) -> MonthsReplication:
        """Month after month, then everything together."""
        job = self._job
        for month in range(len(job.months)):
            self._month(month)
        if self._stretch is not None:
            self._finish(self._stretch, job.months)
        assert self._sums is not None
        people = {name: people_sums(job.people[name], team.people(), 1) for name, team in self._teams.items()}
        learning = self._learning(self._sums)
        sums = people_totals(self._sums, people, learning)
        ledger = self._ledger(sums, people, learning)
        self._watch.lap("measuring")
        return MonthsReplication(
            number=self._replication,
            sums=sums,
            ledger=ledger,
            load={name: np.array([one[name] for one in self._load], np.int64) for name in self._load[0]},
            busy={name: np.array(months, np.int64).T for name, months in self._busy.items()},
            people=people,
            scheduled=self._scheduled / self._days,
            seconds=self._watch.seconds,
        )

    # --- a month ----------------------------------------------------------------------------------------------

    def _month(self, month: int) -> None:
        job, days = self._job, self._job.months[month]
        for name, team in self._teams.items():
            team.live(month, self._factor(name, month))
        scenario, centre = in_classes(job.planned[month].scenario, job.all_classes), job.centres[month]
        purpose = f"run/month {month}"
        roster, paid_s = build_roster(scenario, centre, self._levels(month), job.seed, self._replication, purpose)
        if job.whole is None:
            stretch, first_day = self._new_stretch(scenario, centre, roster, purpose), 0
        else:
            stretch, first_day = (
                self._stretch or self._new_stretch(job.whole, job.whole_centre, None, "run"),
                days.first_day,
            )
            self._stretch = stretch
        roster["at_s"] += first_day * DAY_S
        until_day = first_day + days.days
        stretch.simulate(first_day, until_day, roster, paid_s)
        load_ticks = stretch.load_ticks(first_day, until_day)
        for name, months in self._busy.items():
            months.append(busy(centre, load_ticks, [one.name for one in job.classes[name]]))
        if job.whole is None:
            self._finish(stretch, (Month(0, days.days),))

    def _factor(self, name: str, month: int) -> float:
        """What the hazard of a team is multiplied by in a month."""
        job = self._job
        if month == 0 or not job.contacts.feedback:
            return job.people[name].factor[month]
        share = self._busy[name][-1].share(job.contacts.occupancy_as)
        return hazard_factor(job.staff(name), job.scenario.groups[name], share)

    def _levels(self, month: int) -> Ints:
        """Scheduled agents of every group and class (G, slots)."""
        job, planned, days = self._job, self._job.planned[month], self._job.months[month].days
        purpose = f"run/month {month}"
        wanted = planned_levels(planned.scenario, planned.levels, job.seed, self._replication, purpose)
        phases = (self._phase + np.outer(self._days + np.arange(days), STEPS)) % 1.0
        rows = [
            team_levels(job, name, self._teams[name].people(), month, wanted[g], phases)
            if name in self._teams
            else wanted[g][None, :]
            for g, name in enumerate(job.scenario.groups)
        ]
        levels = np.concatenate(rows)
        self._days += days
        self._scheduled += levels.sum(axis=0).reshape(days, -1).sum(axis=0)
        return levels

    # --- contacts ---------------------------------------------------------------------------------------------

    def _new_stretch(
        self, scenario: Scenario, centre: Centre | None, roster: NDArray[np.void] | None, purpose: str
    ) -> Stretch:
        """A session for days whose roster is known, or for all months, whose rosters are not known yet."""
        job = self._job
        assert centre is not None
        if roster is None:
            most = MOST * max(int(one.levels.sum(axis=0).max()) for one in job.planned) + 1
            sizes = np.full(len(centre.groups), most, np.int64)
        else:
            sizes = group_sizes(roster, len(centre.groups))
        draws = Draws(job.seed, self._replication, purpose, job.epoch_days)
        return Stretch(scenario, centre, job.engine, sizes, draws, self._watch)

    def _finish(self, stretch: Stretch, months: tuple[Month, ...]) -> None:
        """Close a session and keep its sums, by month and with the days on top of each other."""
        sums = stretch.close()
        per_day = round(DAY_S / stretch.centre.interval_s)
        self._load += by_month(sums, [month.days * per_day for month in months])
        folded = over_a_day(sums, per_day)
        self._sums = folded if self._sums is None else add(self._sums, folded)

    # --- money ------------------------------------------------------------------------------------------------

    def _learning(self, sums: Sums) -> dict[str, int]:
        """By team: hands-on time (ticks) beyond what practised agents would have taken for the same work."""
        groups, hands_on = self._job.centres[0].groups, sums.by["group"]["hands_on_ticks"]
        found = {}
        for name, classes in self._job.classes.items():
            practised = classes[0].slower
            beyond = [float(hands_on[groups.index(one.name)]) * (1 - practised / one.slower) for one in classes]
            found[name] = max(0, round(sum(beyond)))
        return found

    def _ledger(self, sums: Sums, people: Mapping[str, Mapping[str, Floats]], learning: Mapping[str, int]) -> Ledger:
        job = self._job
        names = list(job.scenario.groups)
        team_of = {one.name: one.team for one in job.all_classes}
        teams = [names.index(team_of.get(group, group)) for group in job.centres[0].groups]
        priced = price(leavers_counted(job.scenario), job.centre, over_teams(sums, teams, len(names)), self._days)
        above, below = MONTH_DAYS
        share = (1, 1) if job.whole is not None else (job.months[0].days * below, above)
        movement = {}
        for name, of in people.items():
            missing, heads = of["missing_months"][0].tolist(), of["head_months"][0].tolist()
            labour = job.scenario.groups[name].labour
            covered = [overtime_months(job.staff(name), labour, *pair) for pair in zip(missing, heads, strict=True)]
            on_the_floor = any(
                one.nesting for one in job.classes[name]
            )  # then nesting is on the roster, and paid there
            training = of["training_months"].sum() + (0.0 if on_the_floor else of["nesting_months"].sum())
            movement[name] = Movement(round(float(of["starters"].sum())), float(training), sum(covered), share)
        staff = {name: job.staff(name) for name in job.people}
        return people_ledger(priced, job.scenario.groups, staff, movement, learning)


def busy(centre: Centre, load_ticks: Ints, names: list[str]) -> Busy:
    """How busy the agents of these groups were, on duty or finishing; `load_ticks` (G, intervals, levels)."""
    rows = [centre.groups.index(name) for name in names]
    by_level = load_ticks[rows].sum(axis=1)
    present = by_level.sum(axis=1)
    used = int((by_level * np.arange(by_level.shape[1])).sum())
    hands_on = int(np.rint(by_level * centre.hands_on[rows]).astype(np.int64).sum())
    return Busy(used, int((present * centre.concurrency[rows]).sum()), hands_on, int(present.sum()))
