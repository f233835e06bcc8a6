"""Sums by month over people's rows: everything that is reported of a team's months is a ratio of these.

Counts of a month; areas are integrals over the month ("head_months" is the mean headcount of the month), exact at any
moment. Source: docs/people.md#measures.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ccsim.workforce.people import People
from ccsim.workforce.people_plan import PeoplePlan

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BEGINNER_MONTHS = 3.0
"""Tenure below which an agent counts as a beginner."""


def people_sums(plan: PeoplePlan, people: People, replications: int) -> dict[str, Floats]:
    """Every sum, each (replications, months).

    Counts: requisitions; starters, who begin their training; joined, who begin to work on their own; leavers and
    trainee_leavers; leaver_tenure, the leavers' tenures added up (months). At the month's end: heads_end, tenure_end.
    Areas over the month: heads, training, nesting; open requisitions nobody has filled; missing, positions without a
    trained agent; effective, work done against practised agents; tenure; beginners; resolution lost by beginners.
    """
    by = _ByMonth(plan, people, replications)
    new = people.number >= plan.headcount
    trained = people.left > people.productive
    gone = np.isfinite(people.left)
    sums = {
        "requisitions": by.count(people.requested, new),
        "starters": by.count(people.started, new & (people.started <= plan.months)),
        "joined": by.count(people.productive, new & trained & (people.productive <= plan.months)),
        "leavers": by.count(people.left, gone & trained),
        "trainee_leavers": by.count(people.left, gone & ~trained),
        "leaver_tenure": by.count(people.left, gone & trained, people.left - people.productive),
    }
    sums["training_months"] = by.area(people.started, np.minimum(_trained_at(plan, people), people.left))
    sums["nesting_months"] = nesting_months(plan, people, replications)
    sums["open_months"] = by.area(people.requested, people.started, new)
    productive, left, fading = people.productive, people.left, plan.resolution_months
    sums["head_months"] = by.area(productive, left)
    work = by.area(productive, left, of=plan.curve.work)
    sums["effective_months"] = work + plan.nesting_speed * sums["nesting_months"]
    sums["tenure_area"] = by.area(productive, left, of=lambda u: np.asarray(u) ** 2 / 2)
    sums["beginner_months"] = by.area(productive, left, of=lambda u: np.minimum(u, BEGINNER_MONTHS))
    gap = plan.resolution_gap * fading
    sums["gap_area"] = by.area(productive, left, of=lambda u: -gap * np.expm1(-np.asarray(u) / fading))
    sums["missing_months"] = by.missing()
    ends = np.arange(1, plan.months + 1)
    there = (productive[:, None] <= ends) & (left[:, None] > ends)
    sums["heads_end"] = by.added(there)
    sums["tenure_end"] = by.added(np.where(there, ends - productive[:, None], 0.0))
    return sums


def months_between(plan: PeoplePlan, people: People, replications: int, since: float, until: float) -> Floats:
    """Agent-months (replications, months) of trained agents at tenures from `since` to `until` (months)."""

    def within(tenure: Floats) -> Floats:
        return np.clip(tenure, since, until)

    return _ByMonth(plan, people, replications).area(people.productive, people.left, of=within)


def nesting_months(plan: PeoplePlan, people: People, replications: int) -> Floats:
    """Agent-months (replications, months) in nesting."""
    ends = np.minimum(people.productive, people.left)
    return _ByMonth(plan, people, replications).area(_trained_at(plan, people), ends)


def _trained_at(plan: PeoplePlan, people: People) -> Floats:
    """When training without contacts ends; who is there at the start has started in the past as somebody trained."""
    return np.minimum(people.started + plan.training, people.productive)


class _ByMonth:
    """Adds up over people, by replication and month."""

    def __init__(self, plan: PeoplePlan, people: People, replications: int) -> None:
        self._plan, self._people, self._runs = plan, people, replications

    def count(self, at: Floats, which: NDArray[np.bool_], amounts: Floats | None = None) -> Floats:
        """Events at `at`; where everything happens at months' ends, an end belongs to the month before."""
        months = self._plan.months
        month = np.ceil(at[which]) - 1 if self._plan.at_month_ends else np.floor(at[which])
        cell = self._people.replication[which] * months + np.clip(month, 0, months - 1).astype(np.int64)
        weights = None if amounts is None else amounts[which]
        return np.bincount(cell, weights, self._runs * months).reshape(self._runs, months).astype(np.float64)

    def area(self, start: Floats, end: Floats, which: NDArray[np.bool_] | None = None, of: object = None) -> Floats:
        """Time between start and end that lies in each month; of a function: how much it grows in that time."""
        months = np.arange(self._plan.months)
        low = np.clip(start[:, None], months, months + 1)
        high = np.maximum(low, np.clip(end[:, None], months, months + 1))
        if of is None:
            amount = high - low
        else:
            assert callable(of)
            amount = np.where(high > low, of(high - start[:, None]) - of(low - start[:, None]), 0.0)
        return self.added(amount if which is None else amount * which[:, None])

    def added(self, by_person: ArrayLike) -> Floats:
        """Rows (people, months) added up by replication, each by itself: the others change no bit of it."""
        rows = np.asarray(by_person, np.float64)
        order = np.argsort(self._people.replication, kind="stable")
        edges = np.searchsorted(self._people.replication[order], np.arange(self._runs + 1))
        found = np.zeros((self._runs, rows.shape[1]))
        with_people = np.flatnonzero(edges[1:] > edges[:-1])
        if with_people.size:
            found[with_people] = np.add.reduceat(rows[order], edges[with_people], axis=0)
        return found

    def missing(self) -> Floats:
        """Integral over each month of the positions above the trained heads, where there are fewer heads."""
        plan, people, months = self._plan, self._people, self._plan.months
        trained = people.left > people.productive
        comes = trained & (people.productive > 0) & (people.productive < months)
        goes = trained & (people.left < months)
        runs = np.arange(self._runs)
        run = np.concatenate([people.replication[comes], people.replication[goes], np.repeat(runs, months + 1)])
        at = np.concatenate([people.productive[comes], people.left[goes], np.tile(np.arange(months + 1.0), self._runs)])
        change = np.concatenate([np.ones(comes.sum()), -np.ones(goes.sum()), np.zeros(self._runs * (months + 1))])
        order = np.lexsort((at, run))
        run, at, heads = run[order], at[order], np.cumsum(change[order])
        first = np.searchsorted(run, runs)
        start = np.bincount(people.replication[people.productive <= 0], minlength=self._runs)
        heads += (start - np.where(first > 0, heads[first - 1], 0.0))[run]
        length = np.append(np.diff(at), 0.0) * (at < months)
        month = np.minimum(at.astype(np.int64), months - 1)
        short = np.maximum(0.0, np.array(plan.positions)[month] - heads) * length
        by_cell = np.bincount(run * months + month, short, self._runs * months)
        return np.asarray(by_cell.reshape(self._runs, months), np.float64)
