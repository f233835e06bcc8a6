"""How long each study is simulated: CPU time is shared out so that as many as possible show a small bias.

A short pilot, with random numbers of its own, gives the time and the variance of a contact in each study. From these
follows what a detectable bias of 1%, and of 0.2%, in its mean wait, abandonment and service level costs. Every study
has a small share in any case. Half of the time goes where pilots say that 1% is cheapest; then, round by round, what
the replications themselves have shown decides who gets more: the cheapest cases to 1% first, then the cheapest to 0.2%,
and last the further studies of cases that one study has brought there. Source: docs/verification.md#the-budget.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from ccsim.model.timegrid import DAY_S
from ccsim.verification.estimating import detection_factor, findings
from ccsim.verification.observe import Observation
from ccsim.verification.study import Study

GOALS = (0.01, 0.002)
"""Relative biases that should be detectable."""
FOR_ALL = 0.05
"""Part of the time that is shared out equally."""
TO_BEGIN_WITH = 0.5
"""Part of the time that is shared out by what pilots have shown, which is little."""
AT_ONCE = 3.0
"""Most by which a study grows in a round."""
NOT_ALL, LITTLE = 0.85, 0.15
"""Part of what seems to be missing that a round adds, unless that is little compared with what there is."""
FOR_PILOTS = 0.03
PILOT_REPLICATIONS = 12
FEWEST_IN_PILOT = 5
REPLICATIONS = 100
"""Replications of a study, roughly: enough for a normal tail, few enough for them to be long."""
FEWEST = 32
OF_PILOT = 0.6
"""Of what a pilot says is needed: it is an estimate, and rounds add what is missing, while nothing takes away."""
LENGTHEN_FROM = 3
"""So many times REPLICATIONS, and a study begins anew with longer ones, if that is cheaper."""
MOST_DAYS = 3500
SHORTEST = 20_000.0
"""Contacts in a replication below which its fixed costs dominate."""


class Length(NamedTuple):
    """How a study is simulated."""

    days: int
    """Measured days of a replication."""
    replications: int


class Price(NamedTuple):
    """What a study's pilot showed."""

    seconds_per_contact: float
    needed: tuple[float, ...]
    """Measured contacts to begin with, by goal; infinite where the pilot saw nothing of it, 0 if nothing is asked."""


def pilot_days(study: Study, seconds: float, contacts_per_s: float) -> int:
    """Measured days of a pilot's replication, if a pilot may take so many seconds at this speed."""
    share = seconds * contacts_per_s / PILOT_REPLICATIONS
    wanted = min(max(share, 1000.0), 5 * SHORTEST) / study.contacts_per_day
    remembers = 10 * study.relaxation_s / DAY_S  # shorter ones would make the variance look small
    return whole_weeks(study, max(1.0, wanted, min(remembers, 10 * wanted)))


def pilot_replications(study: Study, days: int, seconds: float, contacts_per_s: float) -> int:
    """Replications of a pilot: fewer where a single day is expensive."""
    each = (days + study.warm_up_days + study.cool_down_days) * study.contacts_per_day
    return min(PILOT_REPLICATIONS, max(FEWEST_IN_PILOT, round(seconds * contacts_per_s / each)))


def whole_weeks(study: Study, days: float) -> int:
    """Days rounded up as the study asks, at most MOST_DAYS."""
    if study.single_days:
        return 1
    weeks = max(1, math.ceil(days / study.week_days))
    return min(weeks, MOST_DAYS // study.week_days) * study.week_days


def price(study: Study, days: int, pilot: Sequence[Observation]) -> Price:
    """Time per contact and contacts needed; the first replication, measured in full as well, is not timed."""
    later = pilot[1:] or pilot
    per_contact = sum(one.seconds["all"] for one in later) / max(1, sum(one.contacts for one in later))
    results = findings(study, np.array([o.numerators for o in pilot]), np.array([o.denominators for o in pilot]))
    contacts = study.contacts_per_day * days * len(pilot)
    relative = [one.se / abs(one.check.reference) for one in results if one.check.goal and one.check.reference]
    worst = max(relative, default=0.0)
    factor = detection_factor(REPLICATIONS)
    return Price(per_contact, tuple(OF_PILOT * contacts * (worst * factor / goal) ** 2 for goal in GOALS))


def share_out(studies: Sequence[Study], prices: Sequence[Price], seconds: float) -> list[float]:
    """CPU seconds for each study to begin with, of `seconds` in all; the rest is for `topping_up`.

    The cheapest study of each case comes before further studies of the same case.
    """
    equal = FOR_ALL * seconds / max(1, len(studies))
    given = [
        max(equal, least_contacts(study) * one.seconds_per_contact) for study, one in zip(studies, prices, strict=True)
    ]
    left = TO_BEGIN_WITH * seconds - sum(given)
    costs = [one.needed[0] * one.seconds_per_contact for one in prices]
    first = _cheapest_of_cases(
        {i: one.case.id for i, one in enumerate(studies) if costs[i] > 0}, dict(enumerate(costs))
    )
    for i in sorted(range(len(studies)), key=lambda i: (i not in first, costs[i])):
        more = costs[i] - given[i]
        if 0 < more <= left:
            given[i] += more
            left -= more
    return given


def least_contacts(study: Study) -> float:
    """Contacts of the fewest and shortest replications, warm-up and cool-down included."""
    return FEWEST * (study.warm_up_days + study.week_days + study.cool_down_days) * study.contacts_per_day


def length(study: Study, one: Price, seconds: float) -> Length:
    """Days and replications that take so many seconds, warm-up and cool-down included."""
    if study.calculated:
        return Length(1, 2)
    contacts = seconds / one.seconds_per_contact
    around = study.warm_up_days + study.cool_down_days
    if study.single_days:
        return Length(1, max(FEWEST, round(contacts / study.contacts_per_day)))
    least = max(SHORTEST / study.contacts_per_day, 4 * around)
    days = contacts / REPLICATIONS / study.contacts_per_day - around
    if days < least:  # fewer replications rather than mostly warm-up
        days = max(contacts / FEWEST / study.contacts_per_day - around, 1.0)
        days = min(days, least)
    whole = whole_weeks(study, days)
    return Length(whole, max(FEWEST, round(contacts / study.contacts_per_day / (whole + around))))


class Wanted(NamedTuple):
    """What would bring a study's worst detectable bias to its next goal."""

    goal: int
    """Its place among GOALS."""
    seconds: float
    length: Length
    """Further replications; all of them, where days are others than so far."""
    another_s: float
    """CPU time of one more replication as they are."""


def topping_up(study: Study, now: Length, seconds: float, relative: float) -> Wanted | None:
    """What a study wants whose replications took `seconds` so far; None if it has reached all goals, or cannot.

    A study that began with a small share has short replications, up to half of them warm-up. Where longer ones, begun
    anew, bring it to its goal in less time, it wants those.
    """
    number = next((number for number, goal in enumerate(GOALS) if relative > goal), None)
    if number is None or not math.isfinite(relative):
        return None
    times = (relative / GOALS[number]) ** 2 * 1.02
    another_s = seconds / now.replications
    more = math.ceil(now.replications * (times - 1))
    best = Wanted(number, more * another_s, Length(now.days, more), another_s)
    if study.single_days or now.replications + more <= LENGTHEN_FROM * REPLICATIONS:
        return best
    days = whole_weeks(study, now.days * now.replications * times / REPLICATIONS)
    around = study.warm_up_days + study.cool_down_days
    anew = math.ceil(now.days * now.replications * times / days)
    each_s = another_s * (days + around) / (now.days + around)
    return min(best, Wanted(number, anew * each_s, Length(days, anew), another_s), key=lambda one: one.seconds)


def round_of(
    wanted: Mapping[int, Wanted],
    so_far: Mapping[int, Length],
    left_s: float,
    case_of: Mapping[int, str],
    reached: Mapping[str, int],
) -> dict[int, Length]:
    """What is simulated next of the studies, by number: the first goal before the second, the cheapest before others.

    `reached`: how many goals a study of each case has reached. Where none has reached a goal, the cheapest that wants
    it comes before all further studies. A study is begun only if it can reach its goal with what is left. None grows
    by more than a factor of AT_ONCE in a round, nor by all that it wants unless that is little: this is an estimate
    that its next replications will better, and what goes beyond a goal is missing elsewhere.
    """
    first: set[int] = set()
    for goal in range(len(GOALS)):
        begun = {i: case_of[i] for i, one in wanted.items() if one.goal == goal and reached[case_of[i]] <= goal}
        first |= _cheapest_of_cases(begun, {i: one.seconds for i, one in wanted.items()})
    more: dict[int, Length] = {}
    for i in sorted(wanted, key=lambda i: (i not in first, wanted[i].goal, wanted[i].seconds)):
        one, now = wanted[i], so_far[i]
        if one.seconds <= left_s:
            if one.length.days == now.days:
                there, most = now.replications, round((AT_ONCE - 1) * now.replications)
            else:
                there, most = 0, max(FEWEST, round(AT_ONCE * now.replications * now.days / one.length.days))
            asked = one.length.replications
            piece = asked if asked <= LITTLE * there else math.ceil(NOT_ALL * asked)
            more[i] = Length(one.length.days, min(piece, most))
            left_s -= one.seconds
    return more


def _cheapest_of_cases(case_of: Mapping[int, str], cost: Mapping[int, float]) -> set[int]:
    """Of the studies in `case_of`, by number, the cheapest of each case."""
    cheapest: dict[str, int] = {}
    for i in sorted(case_of, key=lambda i: cost[i]):
        cheapest.setdefault(case_of[i], i)
    return set(cheapest.values())


def spread(wanted: Mapping[int, Wanted], so_far: Mapping[int, Length], left_s: float) -> dict[int, Length]:
    """Further replications when no goal can be reached any more: what is left, in equal parts of time."""
    part_s = left_s / max(1, len(wanted))
    more = {i: math.floor(part_s / one.another_s) for i, one in wanted.items()}
    return {i: Length(so_far[i].days, number) for i, number in more.items() if number > 0}
