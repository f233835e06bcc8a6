"""A team over months: who leaves when, who is asked for, who comes; one row per person, drawn and never stepped.

Within a month a person's hazard is known, so a uniform number keyed (person, month) says whether they leave in it and,
by inversion, at which moment: nothing is rounded to a step. Whoever leaves may call for a successor, who may begin,
and leave, in the same month; the month is repeated for the newly arrived until nobody new arrives. Persons are numbered
by requisition, so two policies or wages meet the same people as far as they hire the same number.
Source: docs/people.md#model.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ccsim.randomness import stream
from ccsim.workforce.people_plan import PeoplePlan

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_MONTH_BITS = 10  # the longest plan has 600 months


class People(NamedTuple):
    """Everybody of some replications, one row per person, in no particular order; times in months from the start.

    Who is there at the start has `requested`, `started` and `productive` in the past: `productive` is minus the tenure.
    """

    replication: Ints
    """Position in the list of replications."""
    number: Ints
    """Of the person in it; below the plan's headcount: there at the start."""
    requested: Floats
    started: Floats
    """First day of training."""
    productive: Floats
    """First contact on one's own, if they stay so long."""
    left: Floats
    """Infinite if they are there at the end."""


def simulate_people(plan: PeoplePlan, seed: int, replications: Sequence[int]) -> People:
    """Draw and follow everybody over the plan's months."""
    team = Team(plan, seed, replications)
    for month in range(plan.months):
        team.live(month, plan.factor[month])
    return team.people()


class Team:
    """People so far, over all replications at once; `number` counts them within their replication.

    Its months are lived through one after another, so that what is known of one may decide the hazard of the next.
    """

    def __init__(self, plan: PeoplePlan, seed: int, replications: Sequence[int]) -> None:
        self._plan, self._runs = plan, len(replications)
        name = plan.group
        self._leaving = [stream(seed, r, f"attrition/{name}") for r in replications]
        self._drawn = np.empty((self._runs, 0, plan.months))
        self._count = np.zeros(self._runs, np.int64)
        self._columns: list[tuple[Ints, Ints, Floats, Floats, Floats]] = []
        self._size = 0
        self._left: Floats = np.empty(0)
        self._factor = 1.0
        self._start(seed, replications)
        self._calls = self._constant_calls(seed, replications)

    def _start(self, seed: int, replications: Sequence[int]) -> None:
        plan = self._plan
        runs = np.repeat(np.arange(self._runs), plan.headcount)
        ids = np.arange(plan.headcount)
        if plan.tenure:
            one = np.array(plan.tenure)[ids * len(plan.tenure) // max(1, plan.headcount)]
            tenure = np.tile(one, self._runs)
        else:
            draws = [stream(seed, r, f"tenure/{plan.group}").uniforms(ids, 1)[:, 0] for r in replications]
            tenure = plan.hazard.settled(np.concatenate(draws)) if plan.headcount else np.empty(0)
        self._append(runs, -tenure, -tenure, -tenure)

    def _constant_calls(self, seed: int, replications: Sequence[int]) -> list[Floats]:
        """Times of constant requisitions by replication."""
        rate, months = self._plan.per_month, self._plan.months
        if rate == 0:
            return [np.empty(0)] * self._runs
        if not self._plan.at_random:
            return [np.arange(1, int(np.floor(rate * months)) + 1) / rate] * self._runs
        found = []
        for r in replications:
            draw, size = stream(seed, r, f"hiring/{self._plan.group}"), int(rate * months * 1.5) + 20
            while True:
                times = np.cumsum(-np.log(draw.uniforms(np.arange(size), 1)[:, 0])) / rate
                if times[-1] > months:
                    break
                size *= 2
            found.append(times[times <= months])
        return found

    def live(self, month: int, factor: float) -> None:
        """Let everybody live through a month in which the hazard of trained agents is multiplied by `factor`.

        Months come in order, each once.
        """
        self._factor = factor
        self._review(month)
        arrived = self._present(month)
        while arrived.size:
            arrived = self._month(arrived, month)

    def _review(self, month: int) -> None:
        """Requisitions that do not wait for a leaver: constant ones of this month, and the plan's at its start."""
        plan = self._plan
        if plan.per_month:
            last = month + 1 == plan.months
            times = [t[(t >= month) & ((t < month + 1) | last)] for t in self._calls]
            self._call(np.repeat(np.arange(self._runs), [t.size for t in times]), np.concatenate(times))
        if plan.policy == "plan":
            missing = self._missing(month)
            self._call(np.repeat(np.arange(self._runs), missing), np.full(int(missing.sum()), float(month)))

    def _missing(self, month: int) -> Ints:
        """How many to ask for, by replication: the target when they can begin, less those who will be there then."""
        plan, (run, _, _, productive) = self._plan, self._times()
        ahead = min(plan.months - 1, month + int(np.ceil(plan.until_productive)))
        here = self._left > month
        ready = here & (productive <= month)
        coming = np.bincount(run[here & ~ready], minlength=self._runs).astype(np.float64)
        agents = np.bincount(run[ready], minlength=self._runs).astype(np.float64)
        share = 1.0
        if plan.anticipate:
            rate = self._factor / plan.hazard.mean_stay
            agents *= np.exp(-rate * plan.until_productive)
            coming *= plan.trained_share
            share = plan.trained_share
        return np.maximum(0, np.floor((plan.target[ahead] - agents - coming) / share + 0.5)).astype(np.int64)

    def _present(self, month: int) -> Ints:
        """Rows of those who are there at some time of the month, as far as known at its start."""
        _, _, started, _ = self._times()
        return np.flatnonzero((self._left > month) & (started < month + 1))

    def _month(self, rows: Ints, month: int) -> Ints:
        """Let them live through the month; rows of successors who begin within it."""
        plan = self._plan
        runs, numbers, starts, begins = self._times()
        run, number, started, productive = runs[rows], numbers[rows], starts[rows], begins[rows]
        begin, end = np.maximum(started, month), float(month + 1)
        in_training = plan.trainee_rate * np.maximum(0.0, np.minimum(productive, end) - begin)
        from_tenure = np.maximum(begin - productive, 0.0)
        until_tenure = np.maximum(end - productive, 0.0)
        base = plan.hazard.cumulative(from_tenure)
        factor = self._factor
        total = in_training + factor * (plan.hazard.cumulative(until_tenure) - base)
        wanted = -np.log1p(-self._uniforms(run, number, month))
        goes = wanted < total
        rows, run, wanted, base = rows[goes], run[goes], wanted[goes], base[goes]
        in_training, begin, productive = in_training[goes], begin[goes], productive[goes]
        as_trainee = wanted < in_training
        if plan.at_month_ends:
            moment = np.full(rows.size, end)
        else:
            with np.errstate(divide="ignore", invalid="ignore"):
                early = begin + wanted / plan.trainee_rate
                late = productive + plan.hazard.inverse(base + (wanted - in_training) / factor)
            moment = np.clip(np.where(as_trainee, early, late), begin, end)
        self._left[rows] = moment
        if plan.policy != "replace":
            return np.empty(0, np.int64)
        called = np.ones(rows.size, bool) if plan.replace_trainees else ~as_trainee
        order = np.lexsort((rows[called], moment[called], run[called]))
        first = self._size
        self._call(run[called][order], moment[called][order])
        _, _, started, _ = self._times()
        return first + np.flatnonzero(started[first:] < end)

    def _call(self, run: Ints, requested: Floats) -> None:
        started = requested + self._plan.lead
        if self._plan.at_month_ends:
            started = np.ceil(started - 1e-9)
        self._append(run, requested, started, started + self._plan.preparation)

    def _append(self, run: Ints, requested: Floats, started: Floats, productive: Floats) -> None:
        """New rows, sorted by replication; they are numbered in that order."""
        added = np.bincount(run, minlength=self._runs)
        before = np.concatenate([[0], np.cumsum(added)[:-1]])
        number = self._count[run] + np.arange(run.size) - before[run]
        self._count = self._count + added
        self._columns.append((run, number, requested, started, productive))
        self._left = np.concatenate([self._left, np.full(run.size, np.inf)])
        self._size += run.size

    def _times(self) -> tuple[Ints, Ints, Floats, Floats]:
        """Replication, number, first day, first contact of everybody."""
        if len(self._columns) > 1:
            self._columns = [tuple(np.concatenate(parts) for parts in zip(*self._columns, strict=True))]  # type: ignore[list-item]
        run, number, _, started, productive = self._columns[0]
        return run, number, started, productive

    def _uniforms(self, run: Ints, number: Ints, month: int) -> Floats:
        """The uniform of each (person, month); drawn in blocks of persons, for all months at once."""
        have, wanted = self._drawn.shape[1], int(self._count.max(initial=0))
        if wanted > have:
            size = max(wanted + wanted // 4, 64)
            ids = _keys(np.arange(have, size), self._plan.months)
            shape = (size - have, self._plan.months)
            more = np.array([one.uniforms(ids, 1)[:, 0].reshape(shape) for one in self._leaving])
            self._drawn = np.concatenate([self._drawn, more], axis=1)
        return np.asarray(self._drawn[run, number, month])

    def people(self) -> People:
        """Everybody."""
        self._times()
        run, number, requested, started, productive = self._columns[0]
        return People(run, number, requested, started, productive, self._left)


def _keys(numbers: Ints, months: int) -> Ints:
    """Entity ids of all (person, month), month by month within a person."""
    return np.asarray((numbers[:, None] << _MONTH_BITS) + np.arange(months)).ravel()
