"""Agents of a team by tenure: classes that are groups of their own in the simulation, and who is in them.

A class has one speed and one shortfall of resolution, the mean over its tenures, so that it does the work that its
agents would do if they were spread evenly over them. Source: docs/people.md#classes-of-tenure.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ccsim.scenario.groups import Group
from ccsim.scenario.scenario import Scenario
from ccsim.scenario.surge import Surge
from ccsim.workforce.people import People
from ccsim.workforce.people_plan import PeoplePlan
from ccsim.workforce.people_sums import months_between, nesting_months

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

EVENTUALLY = 1e6
"""A tenure (months) at which nobody learns any more."""


@dataclass(frozen=True)
class TenureClass:
    """Agents of a team who count as equally practised."""

    team: str
    name: str
    """Its group in the simulation: the team's name if it is the only class."""
    since: float
    """Tenure (months) from which on agents belong to it; of those who nest: 0."""
    until: float
    """Up to which; infinite for the practised."""
    nesting: bool
    """Still in nesting, before their tenure begins."""
    slower: float
    """Hands-on time against a practised agent's."""
    worse: float
    """Shortfall of the resolution probability."""


def tenure_classes(plan: PeoplePlan, edges: Sequence[float]) -> tuple[TenureClass, ...]:
    """The classes of a team between `edges` (rising, months), the practised first; one class if nobody learns.

    Who nests at a speed above zero is on duty and has a class too.
    """
    practised = float(plan.curve.speed(EVENTUALLY))
    learning = float(plan.curve.speed(0.0)) != practised or plan.resolution_gap > 0
    bounds = [0.0, *edges] if learning else [0.0]
    found = [TenureClass(plan.group, "", bounds[-1], math.inf, False, 1 / practised, 0.0)]
    for since, until in pairwise(bounds):
        work = float(plan.curve.work(until)) - float(plan.curve.work(since))
        fading = plan.resolution_months
        faded = math.exp(-since / fading) - math.exp(-until / fading)
        gap = plan.resolution_gap * fading * faded / (until - since)
        found.append(TenureClass(plan.group, "", since, until, False, (until - since) / work, gap))
    if plan.nesting > 0 and plan.nesting_speed > 0:
        found.append(TenureClass(plan.group, "", 0.0, 0.0, True, 1 / plan.nesting_speed, plan.resolution_gap))
    if len(found) == 1:
        return (_named(found[0], plan.group),)
    return tuple(_named(one, f"{plan.group}/{_span(one)}") for one in found)


def in_classes(scenario: Scenario, classes: Sequence[TenureClass]) -> Scenario:
    """The scenario with a group for every class in place of their teams'; what leaves is priced elsewhere.

    The practised come first within a team, because the quick walk takes the first group that serves a queue. A reserve
    that raises a team's headcount brings practised agents.
    """
    groups: dict[str, Group] = {}
    for name, group in scenario.groups.items():
        members = [one for one in classes if one.team == name]
        if not members:
            groups[name] = group
        for one in members:
            changed = {
                "hands_on_factor": group.hands_on_factor * one.slower,
                "resolution_shift": group.resolution_shift - one.worse,
                "labour": group.labour.model_copy(update={"attrition": 0.0}),
            }
            groups[one.name] = group.model_copy(update=changed)
    return scenario.model_copy(update={"groups": groups, "surge": _raising_practised(scenario.surge, classes)})


def _raising_practised(surge: Surge | None, classes: Sequence[TenureClass]) -> Surge | None:
    if surge is None:
        return None
    practised = {one.team: one.name for one in reversed(classes)}
    reserves = {
        name: one.model_copy(update={"group": practised.get(one.group or "", one.group)})
        for name, one in surge.reserves.items()
    }
    return surge.model_copy(update={"reserves": reserves})


def leavers_counted(scenario: Scenario) -> Scenario:
    """The scenario whose teams over months have no rate of replacement: who leaves is counted, and priced apart."""
    teams = () if scenario.workforce is None else scenario.workforce.groups
    groups = {
        name: group.model_copy(update={"labour": group.labour.model_copy(update={"attrition": 0.0})})
        if name in teams
        else group
        for name, group in scenario.groups.items()
    }
    return scenario.model_copy(update={"groups": groups})


def agents_by_class(plan: PeoplePlan, people: People, classes: Sequence[TenureClass], month: int) -> Floats:
    """Mean number of agents (classes,) of one replication's team in a month, those who nest among them."""
    found = [
        nesting_months(plan, people, 1) if one.nesting else months_between(plan, people, 1, one.since, one.until)
        for one in classes
    ]
    return np.array([by_month[0, month] for by_month in found])


def split_levels(planned: Ints, factor: float, shares: Floats, least: int, phases: Floats) -> Ints:
    """Scheduled agents (classes, days, slots) from the planned ones (days, slots), whose number is scaled by `factor`.

    A day's numbers are rounded by common phases in [0, 1), `phases` (days, 2): one for the numbers, one for where one
    class ends and the next begins. So classes change within a day only where the numbers do, and over the days both
    are right on average. At least `least` (1 if that is 0) remain where somebody is planned, as long as anybody is
    there.
    """
    total = np.floor(planned * factor + phases[:, :1]).astype(np.int64)
    total = np.where(planned > 0, np.maximum(total, max(1, least)), 0) if shares.sum() > 0 else np.zeros_like(planned)
    upper = np.cumsum(shares) / max(shares.sum(), 1e-300)
    upper[-1] = 1.0
    edges = np.floor(upper[:, None, None] * total + phases[:, 1:]).astype(np.int64)
    edges[-1] = total
    return np.asarray(np.diff(np.minimum(edges, total), axis=0, prepend=0), np.int64)


def _span(one: TenureClass) -> str:
    if one.nesting:
        return "nesting"
    return f"{one.since:g}+" if math.isinf(one.until) else f"{one.since:g}-{one.until:g}"


def _named(one: TenureClass, name: str) -> TenureClass:
    return TenureClass(one.team, name, one.since, one.until, one.nesting, one.slower, one.worse)
