"""The rules that bind blocks together, and which blocks each needs.

A rule runs if all its blocks are valid in themselves, so that one mistake does not hide another. Rules on one subject
stand together in <subject>_rules.py. Source: docs/writing-scenarios.md#rules.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator

from ccsim.scenario.arrival_rules import intent_mistakes, rate_mistakes, special_day_mistakes
from ccsim.scenario.arrivals import CountArrivals, LogArrivals, PoissonArrivals
from ccsim.scenario.bot_rules import bot_mistakes, outage_mistakes, quality_mistakes
from ccsim.scenario.clock_rules import interval_mistakes
from ccsim.scenario.customer_rules import customer_loss_mistakes
from ccsim.scenario.distribution_rules import distribution_mistakes
from ccsim.scenario.fidelity_rules import fidelity_mistakes
from ccsim.scenario.finding import SHARE_TOLERANCE, Finding, Mistake
from ccsim.scenario.group_rules import assistance_mistakes, level_mistakes, roster_mistakes
from ccsim.scenario.queue_rules import limit_mistakes, opening_mistakes, serving_mistakes
from ccsim.scenario.replay_rules import intent_name_mistakes, recorded_amount_mistakes, repeated_mistakes
from ccsim.scenario.scenario import Scenario
from ccsim.scenario.shift_rules import month_shift_mistakes, shift_mistakes
from ccsim.scenario.skill_rules import class_mistakes, handling_factor_mistakes, secondary_mistakes
from ccsim.scenario.surge_rules import (
    surge_date_mistakes,
    surge_group_mistakes,
    surge_mistakes,
    surge_queue_mistakes,
)
from ccsim.scenario.workforce_rules import days_of_run, months_mistakes, workforce_mistakes

Rule = Callable[[Scenario], Iterable[Mistake]]
_RULES: list[tuple[frozenset[str], Rule]] = []


def _rule(*blocks: str) -> Callable[[Rule], Rule]:
    def register(check: Rule) -> Rule:
        _RULES.append((frozenset(blocks), check))
        return check

    return register


def findings(scenario: Scenario, valid: set[str]) -> list[Finding]:
    """Every broken rule whose blocks are all in `valid`."""
    return [Finding(*mistake) for blocks, check in _RULES if blocks <= valid for mistake in check(scenario)]


@_rule("intents")
def intent_shares_sum_to_one(scenario: Scenario) -> Iterator[Mistake]:
    """Every issue is about something."""
    total = math.fsum(intent.share for intent in scenario.intents.values())
    if abs(total - 1) > SHARE_TOLERANCE:
        yield "intents", f"shares that sum to {total:.6g}", "expected the intents' shares to sum to 1"


@_rule("repeats")
def delay_bands(scenario: Scenario) -> Iterator[Mistake]:
    """Delays are a mixture of intervals."""
    bands = scenario.repeats.delay
    if not bands:
        yield "repeats.delay", "an empty list", "expected at least one band of delays"
        return
    total = math.fsum(band.share for band in bands)
    if abs(total - 1) > SHARE_TOLERANCE:
        yield "repeats.delay", f"shares that sum to {total:.6g}", "expected the bands' shares to sum to 1"
    for i, band in enumerate(bands):
        if band.earliest >= band.latest:
            found = f"{band.earliest:g} s, with latest at {band.latest:g} s"
            yield f"repeats.delay.{i}.earliest", found, "expected earliest to come before latest"


@_rule("run")
def reporting_interval(scenario: Scenario) -> Iterable[Mistake]:
    """Intervals never straddle midnight."""
    return interval_mistakes("run.interval", scenario.run.interval)


@_rule("staffing")
def staffing_interval(scenario: Scenario) -> Iterable[Mistake]:
    """Headcounts repeat from day to day."""
    return interval_mistakes("staffing.interval", scenario.staffing.interval)


@_rule("arrivals")
def arrival_rates(scenario: Scenario) -> Iterable[Mistake]:
    """A drawn day has arrivals, and not more than a computer can hold."""
    return rate_mistakes(scenario.arrivals) if isinstance(scenario.arrivals, PoissonArrivals) else ()


@_rule("arrivals", "run", "calendar")
def special_days_differ(scenario: Scenario) -> Iterable[Mistake]:
    """A day is special in one way."""
    if not isinstance(scenario.arrivals, PoissonArrivals):
        return ()
    return special_day_mistakes(scenario.arrivals, scenario.run, scenario.calendar)


@_rule("arrivals", "intents")
def special_days_name_intents(scenario: Scenario) -> Iterable[Mistake]:
    """Contacts of a special day are about the scenario's intents."""
    if not isinstance(scenario.arrivals, PoissonArrivals):
        return ()
    return intent_mistakes(scenario.arrivals, scenario.intents)


@_rule("arrivals", "intents")
def recorded_intents(scenario: Scenario) -> Iterable[Mistake]:
    """A log's intents are the scenario's."""
    if not isinstance(scenario.arrivals, LogArrivals):
        return ()
    return intent_name_mistakes(scenario.arrivals, scenario.intents)


@_rule("arrivals", "run", "repeats", "patience", "errors")
def replays_repeat_nothing(scenario: Scenario) -> Iterable[Mistake]:
    """Records of contacts hold their repeats already."""
    arrivals = scenario.arrivals
    if not isinstance(arrivals, (CountArrivals, LogArrivals)):
        return ()
    return repeated_mistakes(arrivals, scenario.run, scenario.repeats, scenario.patience, scenario.errors)


@_rule("arrivals", "bot", "handling", "patience")
def recorded_amounts_stay(scenario: Scenario) -> Iterable[Mistake]:
    """Recorded work and patience are changed by nothing."""
    if not isinstance(scenario.arrivals, LogArrivals):
        return ()
    return recorded_amount_mistakes(scenario.arrivals, scenario.bot, scenario.handling, scenario.patience)


@_rule("intents", "groups")
def queues_and_groups(scenario: Scenario) -> Iterable[Mistake]:
    """Every queue has somebody who serves it, every group something to serve."""
    return serving_mistakes(scenario.intents, scenario.groups)


@_rule("queues", "intents")
def queues_that_exist(scenario: Scenario) -> Iterable[Mistake]:
    """Limits and hours are stated for queues that intents use."""
    return limit_mistakes(scenario.queues, scenario.intents)


@_rule("queues")
def opening_hours(scenario: Scenario) -> Iterable[Mistake]:
    """A queue with opening hours is open at some time."""
    return opening_mistakes(scenario.queues)


@_rule("intents", "groups")
def skills(scenario: Scenario) -> Iterator[Mistake]:
    """Groups help with queues and have factors for intents that exist."""
    yield from secondary_mistakes(scenario.intents, scenario.groups)
    yield from handling_factor_mistakes(scenario.intents, scenario.groups)


@_rule("classes")
def customer_classes(scenario: Scenario) -> Iterable[Mistake]:
    """Every customer belongs to a class."""
    return class_mistakes(scenario.classes)


@_rule("bot", "intents")
def bot_quality(scenario: Scenario) -> Iterable[Mistake]:
    """The bot's success must be stated for every intent that it meets."""
    return quality_mistakes(scenario.bot, scenario.intents)


@_rule("bot")
def bot_by_itself(scenario: Scenario) -> Iterable[Mistake]:
    """What the bot's own keys must agree on."""
    return bot_mistakes(scenario.bot)


@_rule("bot", "run")
def bot_outages(scenario: Scenario) -> Iterable[Mistake]:
    """The bot is out of order once at a time, and within the run."""
    return outage_mistakes(scenario.bot, scenario.run)


@_rule("groups", "surge")
def rosters(scenario: Scenario) -> Iterable[Mistake]:
    """A roster given by hand is a sequence of steps, with somebody on at some time, be it reserves."""
    return roster_mistakes(scenario.groups, scenario.surge)


@_rule("groups", "staffing")
def shifts(scenario: Scenario) -> Iterable[Mistake]:
    """Shifts lie on the grid of headcounts and within the law."""
    return shift_mistakes(scenario.groups, scenario.staffing.interval)


@_rule("groups", "workforce")
def shifts_or_months(scenario: Scenario) -> Iterable[Mistake]:
    """Contacts over months go by headcounts, which follow the people of each month."""
    return month_shift_mistakes(scenario.groups) if scenario.over_months else ()


@_rule("groups")
def levels_and_presence(scenario: Scenario) -> Iterable[Mistake]:
    """Concurrency, its speeds, the nominal level and absence fit together."""
    return level_mistakes(scenario.groups)


@_rule("groups", "handling")
def assistance_can_work(scenario: Scenario) -> Iterable[Mistake]:
    """A gain in throughput must be reachable by shortening hands-on time alone."""
    return assistance_mistakes(scenario)


@_rule("handling", "patience", "repeats")
def distributions_can_be_drawn(scenario: Scenario) -> Iterable[Mistake]:
    """Amounts of work are relative and end some time; delays have a mean and end some time."""
    return distribution_mistakes(scenario.handling, scenario.patience, scenario.repeats)


@_rule("handling", "groups", "bot")
def messages_fit_the_rest(scenario: Scenario) -> Iterable[Mistake]:
    """Chats message by message need a slowdown that is simulated and replies known beforehand."""
    return fidelity_mistakes(scenario.handling, scenario.groups, scenario.bot)


@_rule("workforce", "groups")
def people_over_months(scenario: Scenario) -> Iterable[Mistake]:
    """Who leaves and who is hired is said of groups that exist, and can be so."""
    return workforce_mistakes(scenario.workforce, scenario.groups)


@_rule("customer_loss", "intents")
def buying_is_an_intent(scenario: Scenario) -> Iterable[Mistake]:
    """Who is about to buy is told by the intent."""
    return customer_loss_mistakes(scenario.customer_loss, scenario.intents)


@_rule("surge")
def surge_by_itself(scenario: Scenario) -> Iterable[Mistake]:
    """Reserves are called somehow, by what they are."""
    return surge_mistakes(scenario.surge)


@_rule("surge", "groups")
def surge_and_groups(scenario: Scenario) -> Iterable[Mistake]:
    """Reserves raise groups that can be raised."""
    return surge_group_mistakes(scenario.surge, scenario.groups)


@_rule("surge", "intents")
def surge_and_queues(scenario: Scenario) -> Iterable[Mistake]:
    """Reserves look at queues that there are."""
    return surge_queue_mistakes(scenario.surge, scenario.intents)


@_rule("surge", "run", "workforce")
def surge_and_days(scenario: Scenario) -> Iterable[Mistake]:
    """Reserves are called on days of the run."""
    days = days_of_run(scenario.run, scenario.workforce)
    return surge_date_mistakes(scenario.surge, scenario.run.start, days)


@_rule("workforce", "arrivals", "run", "groups", "surge")
def months_with_contacts(scenario: Scenario) -> Iterable[Mistake]:
    """What a run over months can do."""
    return months_mistakes(scenario.workforce, scenario.arrivals, scenario.run, scenario.groups, scenario.surge)
