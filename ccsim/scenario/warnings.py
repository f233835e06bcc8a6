"""What a scenario may say but probably does not mean."""

from __future__ import annotations

from collections.abc import Iterator

from ccsim.scenario.arrival_rules import without_effect
from ccsim.scenario.arrivals import PoissonArrivals
from ccsim.scenario.calendar_days import years_without_makeup
from ccsim.scenario.distribution import Infinite, may_be_endless
from ccsim.scenario.distribution_rules import ignored
from ccsim.scenario.queues import queue_keys_ignored
from ccsim.scenario.scenario import Scenario
from ccsim.scenario.shift_rules import shift_keys_ignored
from ccsim.scenario.surge_rules import surge_keys_ignored
from ccsim.scenario.workforce_rules import workforce_keys_ignored


def warnings_about(scenario: Scenario) -> Iterator[str]:
    """What is allowed but probably not meant, one sentence each."""
    handling, patience = scenario.handling, scenario.patience
    if isinstance(scenario.arrivals, PoissonArrivals):
        yield from without_effect(scenario.arrivals)
    if not scenario.forecast.exact and all(group.staffing_given for group in scenario.groups.values()):
        yield "forecast is ignored: every roster is given by hand"
    yield from queue_keys_ignored(scenario.queues)
    yield from shift_keys_ignored(scenario.groups, scenario.calendar is not None)
    for year in years_without_makeup(scenario):
        yield f"calendar: the make-up workdays of {year} are not known; its statutory holidays stand by law"
    yield from workforce_keys_ignored(scenario.workforce)
    yield from surge_keys_ignored(scenario.surge)
    if "silent_work" in patience.model_fields_set and not patience.silent:
        yield "patience.silent_work is ignored: patience.silent is 0"
    if patience.silent and isinstance(patience.time, Infinite):
        yield "patience.silent is ignored: patience is infinite"
    if scenario.bot is None:
        if scenario.emotion is not None and scenario.emotion.detector is not None:
            yield "emotion.detector is ignored: there is no bot for it to watch"
        if scenario.errors is not None and scenario.errors.bot:
            yield "errors.bot is ignored: there is no bot"
        loss = scenario.customer_loss
        if loss is not None and loss.sales is not None and loss.sales.lost_by_bot:
            yield "customer_loss.sales.lost_by_bot is ignored: there is no bot"
    if may_be_endless(patience.time):
        for name, group in scenario.groups.items():
            if group.roster and group.roster[-1].agents == 0:
                yield (
                    f"groups.{name}.roster ends the day with nobody while patience may be infinite: "
                    "contacts that wait then are kept until the next day"
                )
    if scenario.customer_loss is not None and scenario.repeats.if_unresolved == 0:
        yield (
            "customer_loss counts every contact that is not resolved as a customer who is not helped in the end: "
            "repeats.if_unresolved is 0, as where recorded contacts hold their repeats already"
        )
    yield from ignored(handling, patience, scenario.repeats)
    for key in ("think_cv", "hands_on_cv"):
        if key in handling.model_fields_set and handling.fidelity != "messages":
            yield f'handling.{key} is ignored: handling.fidelity is "{handling.fidelity}"'
    if scenario.bot is not None and scenario.bot.fresh_draw == 1 and scenario.repeats.if_unresolved > 0:
        yield "bot.fresh_draw of 1 makes every repeat a new chance for the bot, whatever the issue"
