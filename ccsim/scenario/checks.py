"""The rules that bind blocks together: each is a small function over the blocks that it needs.

A rule runs if all its blocks are valid in themselves, so that one mistake does not hide another.
Source: docs/writing-scenarios.md#rules.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from ccsim.model.timegrid import DAY_S, grid
from ccsim.scenario.arrival_rules import intent_mistakes, rate_mistakes, special_day_mistakes
from ccsim.scenario.arrivals import CountArrivals, LogArrivals, PoissonArrivals
from ccsim.scenario.bot_checks import bot_mistakes, outage_mistakes
from ccsim.scenario.centre import hands_on_factor, nominal_level
from ccsim.scenario.distribution_rules import mistakes
from ccsim.scenario.fidelity_checks import fidelity_mistakes
from ccsim.scenario.messages import nearest
from ccsim.scenario.replay_rules import intent_name_mistakes, repeated_mistakes
from ccsim.scenario.scenario import Scenario
from ccsim.scenario.shift_rules import shift_mistakes
from ccsim.scenario.skill_rules import class_mistakes, handling_factor_mistakes, secondary_mistakes
from ccsim.scenario.surge_rules import (
    surge_date_mistakes,
    surge_group_mistakes,
    surge_mistakes,
    surge_queue_mistakes,
)
from ccsim.scenario.workforce_rules import months_mistakes, workforce_mistakes

SHORTEST_INTERVAL_S = 60.0
SHARE_TOLERANCE = 1e-6


class Finding(NamedTuple):
    """A broken rule: where, what stands there, what is allowed, and the nearest valid name."""

    path: str
    found: str
    expected: str
    hint: str = ""


Rule = Callable[[Scenario], Iterator[Finding]]
_RULES: list[tuple[frozenset[str], Rule]] = []


def _rule(*blocks: str) -> Callable[[Rule], Rule]:
    def register(check: Rule) -> Rule:
        _RULES.append((frozenset(blocks), check))
        return check

    return register


def findings(scenario: Scenario, valid: set[str]) -> list[Finding]:
    """Every broken rule whose blocks are all in `valid`."""
    return [finding for blocks, check in _RULES if blocks <= valid for finding in check(scenario)]


def _names(names: Sequence[str]) -> str:
    return ", ".join(names)


@_rule("intents")
def intent_shares_sum_to_one(scenario: Scenario) -> Iterator[Finding]:
    """Every issue is about something."""
    total = math.fsum(intent.share for intent in scenario.intents.values())
    if abs(total - 1) > SHARE_TOLERANCE:
        yield Finding("intents", f"shares that sum to {total:.6g}", "expected the intents' shares to sum to 1")


@_rule("repeats")
def delay_bands(scenario: Scenario) -> Iterator[Finding]:
    """Delays are a mixture of intervals."""
    bands = scenario.repeats.delay
    if not bands:
        yield Finding("repeats.delay", "an empty list", "expected at least one band of delays")
        return
    total = math.fsum(band.share for band in bands)
    if abs(total - 1) > SHARE_TOLERANCE:
        yield Finding("repeats.delay", f"shares that sum to {total:.6g}", "expected the bands' shares to sum to 1")
    for i, band in enumerate(bands):
        if band.earliest >= band.latest:
            found = f"{band.earliest:g} s, with latest at {band.latest:g} s"
            yield Finding(f"repeats.delay.{i}.earliest", found, "expected earliest to come before latest")


def _divides_day(length_s: float) -> bool:
    count = round(DAY_S / length_s)
    return count >= 1 and count * length_s == DAY_S and grid(length_s) == length_s


def _interval(path: str, length_s: float) -> Iterator[Finding]:
    if length_s < SHORTEST_INTERVAL_S or not _divides_day(length_s):
        expected = 'expected at least "1 min", and a day must be a whole number of it ("15 min", "30 min", "1 h")'
        yield Finding(path, f"{length_s:g} s", expected)


@_rule("run")
def reporting_interval(scenario: Scenario) -> Iterator[Finding]:
    """Intervals never straddle midnight."""
    yield from _interval("run.interval", scenario.run.interval)


@_rule("staffing")
def staffing_interval(scenario: Scenario) -> Iterator[Finding]:
    """Headcounts repeat from day to day."""
    yield from _interval("staffing.interval", scenario.staffing.interval)


@_rule("arrivals")
def arrival_rates(scenario: Scenario) -> Iterator[Finding]:
    """A drawn day has arrivals, and not more than a computer can hold."""
    if isinstance(scenario.arrivals, PoissonArrivals):
        yield from (Finding(*mistake) for mistake in rate_mistakes(scenario.arrivals))


@_rule("arrivals", "run", "calendar")
def special_days_differ(scenario: Scenario) -> Iterator[Finding]:
    """A day is special in one way."""
    if isinstance(scenario.arrivals, PoissonArrivals):
        yield from (
            Finding(*mistake) for mistake in special_day_mistakes(scenario.arrivals, scenario.run, scenario.calendar)
        )


@_rule("arrivals", "intents")
def special_days_name_intents(scenario: Scenario) -> Iterator[Finding]:
    """Contacts of a special day are about the scenario's intents."""
    if isinstance(scenario.arrivals, PoissonArrivals):
        yield from (Finding(*mistake) for mistake in intent_mistakes(scenario.arrivals, scenario.intents))


@_rule("arrivals", "intents")
def recorded_intents(scenario: Scenario) -> Iterator[Finding]:
    """A log's intents are the scenario's."""
    if isinstance(scenario.arrivals, LogArrivals):
        yield from (Finding(*mistake) for mistake in intent_name_mistakes(scenario.arrivals, scenario.intents))


@_rule("arrivals", "run", "repeats", "patience", "errors")
def replays_repeat_nothing(scenario: Scenario) -> Iterator[Finding]:
    """Records of contacts hold their repeats already."""
    arrivals = scenario.arrivals
    if isinstance(arrivals, (CountArrivals, LogArrivals)):
        found = repeated_mistakes(arrivals, scenario.run, scenario.repeats, scenario.patience, scenario.errors)
        yield from (Finding(*mistake) for mistake in found)


@_rule("intents", "groups")
def queues_and_groups(scenario: Scenario) -> Iterator[Finding]:
    """Every queue has somebody who serves it, every group something to serve."""
    queues = list(dict.fromkeys(intent.queue for intent in scenario.intents.values()))
    served = list(dict.fromkeys(queue for group in scenario.groups.values() for queue in group.serves))
    for name, intent in scenario.intents.items():
        if intent.queue not in served:
            expected = f"no group serves it; groups serve {_names(served)}"
            yield Finding(f"intents.{name}.queue", f'"{intent.queue}"', expected, nearest(intent.queue, served))
    # A queue misspelt by an intent also leaves its group without work: one mistake, one message.
    all_served = all(queue in served for queue in queues)
    for name, group in scenario.groups.items():
        for queue in dict.fromkeys(group.serves):
            if queue not in queues and all_served:
                expected = f"no intent uses it; the intents' queues are {_names(queues)}"
                yield Finding(f"groups.{name}.serves", f'"{queue}"', expected, nearest(queue, queues))
        if len(set(group.serves)) < len(group.serves):
            yield Finding(f"groups.{name}.serves", "a queue named twice", "expected each queue once")


@_rule("queues", "intents")
def queues_that_exist(scenario: Scenario) -> Iterator[Finding]:
    """Limits and hours are stated for queues that intents use."""
    queues = list(dict.fromkeys(intent.queue for intent in scenario.intents.values()))
    for name in scenario.queues:
        if name not in queues:
            expected = f"no intent uses it; the intents' queues are {_names(queues)}"
            yield Finding(f"queues.{name}", f'"{name}"', expected, nearest(name, queues))


@_rule("queues")
def opening_hours(scenario: Scenario) -> Iterator[Finding]:
    """A queue with opening hours is open at some time, and what holds outside them needs them."""
    for name, queue in scenario.queues.items():
        path = f"queues.{name}.opening"
        if queue.opening is None:
            continue
        if not queue.opening:
            yield Finding(path, "an empty list", "expected at least one span, or null if it is always open")
        for i, hours in enumerate(queue.opening):
            if hours.start >= DAY_S:
                yield Finding(f"{path}.{i}.from", "24:00", "expected a time before the end of the day")
            elif hours.until == hours.start:
                expected = 'expected another time than from; round the clock is "00:00" until "24:00"'
                yield Finding(f"{path}.{i}.until", _clock(hours.until), expected)
            if len(set(hours.days)) < len(hours.days):
                yield Finding(f"{path}.{i}.days", "a day named twice", "expected each day once")


@_rule("intents", "groups")
def skills(scenario: Scenario) -> Iterator[Finding]:
    """Groups help with queues and have factors for intents that exist."""
    yield from (Finding(*mistake) for mistake in secondary_mistakes(scenario.intents, scenario.groups))
    yield from (Finding(*mistake) for mistake in handling_factor_mistakes(scenario.intents, scenario.groups))


@_rule("classes")
def customer_classes(scenario: Scenario) -> Iterator[Finding]:
    """Every customer belongs to a class."""
    yield from (Finding(*mistake) for mistake in class_mistakes(scenario.classes))


@_rule("bot", "intents")
def bot_quality(scenario: Scenario) -> Iterator[Finding]:
    """The bot's success must be stated for every intent that it meets."""
    if scenario.bot is None:
        return
    kind = scenario.bot.kind
    without = [name for name, intent in scenario.intents.items() if kind not in intent.bot_resolution]
    if without:
        kinds = list(dict.fromkeys(kind for intent in scenario.intents.values() for kind in intent.bot_resolution))
        shown = _names(without[:8]) + (", ..." if len(without) > 8 else "")
        expected = f"expected a bot_resolution of that kind in every intent; missing in {shown}"
        yield Finding("bot.kind", f'"{kind}"', expected, nearest(kind, kinds))


@_rule("bot")
def bot_by_itself(scenario: Scenario) -> Iterator[Finding]:
    """What the bot's own keys must agree on."""
    yield from (Finding(*mistake) for mistake in bot_mistakes(scenario.bot))


@_rule("bot", "run")
def bot_outages(scenario: Scenario) -> Iterator[Finding]:
    """The bot is out of order once at a time, and within the run."""
    yield from (Finding(*mistake) for mistake in outage_mistakes(scenario.bot, scenario.run))


@_rule("groups", "surge")
def rosters(scenario: Scenario) -> Iterator[Finding]:
    """A roster given by hand is a sequence of steps, with somebody on at some time, be it reserves."""
    reserves = () if scenario.surge is None else scenario.surge.reserves.values()
    raised = {reserve.group for reserve in reserves if reserve.kind == "people"}
    for name, group in scenario.groups.items():
        path, roster = f"groups.{name}.roster", group.roster
        if roster is None or (not roster and name in raised):
            continue
        if not roster:
            expected = "expected at least one step, no roster to have it derived, or a reserve that raises the group"
            yield Finding(path, "an empty roster", expected)
            continue
        for i, (earlier, later) in enumerate(pairwise(roster), 1):
            if later.at <= earlier.at:
                yield Finding(
                    f"{path}.{i}.at", f"{_clock(later.at)} after {_clock(earlier.at)}", "expected rising times"
                )
        if roster[-1].at >= DAY_S:
            yield Finding(f"{path}.{len(roster) - 1}.at", "24:00", "expected a time before the end of the day")
        if name not in raised and not any(level.agents for level in roster):
            yield Finding(path, "nobody at any time", "expected a step with at least one agent")


@_rule("groups", "staffing")
def shifts(scenario: Scenario) -> Iterator[Finding]:
    """Shifts lie on the grid of headcounts and within the law."""
    yield from (Finding(*mistake) for mistake in shift_mistakes(scenario.groups, scenario.staffing.interval))


@_rule("groups", "workforce")
def shifts_or_months(scenario: Scenario) -> Iterator[Finding]:
    """Contacts over months go by headcounts, which follow the people of each month."""
    if scenario.workforce is None or scenario.workforce.contacts is None:
        return
    for name, group in scenario.groups.items():
        if group.shifts is not None:
            expected = "expected null: runs over months (workforce.contacts) go by headcounts"
            yield Finding(f"groups.{name}.shifts", "shifts", expected)


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 3600:02d}:{int(seconds) // 60 % 60:02d}"


@_rule("groups")
def levels_and_presence(scenario: Scenario) -> Iterator[Finding]:
    """Concurrency, its speeds, the nominal level and absence fit together."""
    for name, group in scenario.groups.items():
        path = f"groups.{name}"
        if isinstance(group.slowdown, list):
            if len(group.slowdown) != group.concurrency:
                found = f"{len(group.slowdown)} speeds"
                expected = f"expected one for each of 1 to {group.concurrency} open chats"
                yield Finding(f"{path}.slowdown", found, expected)
            if group.slowdown and group.slowdown[0] != 1:
                yield Finding(f"{path}.slowdown", f"first speed {group.slowdown[0]:g}", "expected 1 with one open chat")
        if group.nominal_level is not None and group.nominal_level > group.concurrency:
            expected = f"expected at most the concurrency, {group.concurrency}"
            yield Finding(f"{path}.nominal_level", str(group.nominal_level), expected)
        if group.absence > group.shrinkage:
            expected = f"expected at most the shrinkage, {group.shrinkage:.4g}: absence is a part of it"
            yield Finding(f"{path}.absence", f"{group.absence:.4g}", expected)


@_rule("groups", "handling")
def assistance_can_work(scenario: Scenario) -> Iterator[Finding]:
    """A gain in throughput must be reachable by shortening hands-on time alone."""
    for name, group in scenario.groups.items():
        if group.assist is None or nominal_level(group) > group.concurrency:
            continue
        try:
            hands_on_factor(scenario, group)
        except ValueError as error:
            found = f"{group.assist.throughput_gain:.4g}"
            expected = f"expected a gain that shorter hands-on time can bring ({error})"
            yield Finding(f"groups.{name}.assist.throughput_gain", found, expected)


@_rule("handling", "patience", "repeats")
def distributions_can_be_drawn(scenario: Scenario) -> Iterator[Finding]:
    """Amounts of work are relative and end some time; delays have a mean and end some time."""
    for mistake in mistakes(scenario.handling, scenario.patience, scenario.repeats):
        yield Finding(*mistake)


@_rule("handling", "groups", "bot")
def messages_fit_the_rest(scenario: Scenario) -> Iterator[Finding]:
    """Chats message by message need a slowdown that is simulated and replies known beforehand."""
    for mistake in fidelity_mistakes(scenario.handling, scenario.groups, scenario.bot):
        yield Finding(*mistake)


@_rule("workforce", "groups")
def people_over_months(scenario: Scenario) -> Iterator[Finding]:
    """Who leaves and who is hired is said of groups that exist, and can be so."""
    yield from (Finding(*mistake) for mistake in workforce_mistakes(scenario.workforce, scenario.groups))


@_rule("surge")
def surge_by_itself(scenario: Scenario) -> Iterator[Finding]:
    """Reserves are called somehow, by what they are."""
    yield from (Finding(*mistake) for mistake in surge_mistakes(scenario.surge))


@_rule("surge", "groups")
def surge_and_groups(scenario: Scenario) -> Iterator[Finding]:
    """Reserves raise groups that can be raised."""
    yield from (Finding(*mistake) for mistake in surge_group_mistakes(scenario.surge, scenario.groups))


@_rule("surge", "intents")
def surge_and_queues(scenario: Scenario) -> Iterator[Finding]:
    """Reserves look at queues that there are."""
    yield from (Finding(*mistake) for mistake in surge_queue_mistakes(scenario.surge, scenario.intents))


@_rule("surge", "run")
def surge_and_days(scenario: Scenario) -> Iterator[Finding]:
    """Reserves are called on days of the run."""
    yield from (Finding(*mistake) for mistake in surge_date_mistakes(scenario.surge, scenario.run))


@_rule("workforce", "arrivals", "run", "groups", "surge")
def months_with_contacts(scenario: Scenario) -> Iterator[Finding]:
    """What a run over months can do."""
    found = months_mistakes(scenario.workforce, scenario.arrivals, scenario.run, scenario.groups, scenario.surge)
    yield from (Finding(*mistake) for mistake in found)
