"""What recorded arrivals need around them: intents that exist, and nothing that the records hold already."""

from __future__ import annotations

from collections.abc import Iterator

from ccsim.scenario.arrivals import CountArrivals, LogArrivals
from ccsim.scenario.bot import Bot
from ccsim.scenario.errors import Errors
from ccsim.scenario.finding import Mistake
from ccsim.scenario.handling import Handling
from ccsim.scenario.intents import Intent
from ccsim.scenario.messages import nearest
from ccsim.scenario.patience import Patience
from ccsim.scenario.repeats import Repeats
from ccsim.scenario.run import Run


def intent_name_mistakes(arrivals: LogArrivals, intents: dict[str, Intent]) -> Iterator[Mistake]:
    """Key path, what stands there and what is expected: a log's intents are the scenario's."""
    if arrivals.intent_names and arrivals.intent_column is None:
        yield "arrivals.intent_names", "translations without intent_column", "name the column they translate"
    for recorded, name in arrivals.intent_names.items():
        if name not in intents:
            expected = f"expected one of the intents {', '.join(intents)}"
            yield f"arrivals.intent_names.{recorded}", f'"{name}"', expected, nearest(name, intents)


def repeated_mistakes(
    arrivals: CountArrivals | LogArrivals, run: Run, repeats: Repeats, patience: Patience, errors: Errors | None
) -> Iterator[Mistake]:
    """The same: records of contacts hold their repeats already; records say nothing of the days before them."""
    if run.history.days:
        expected = "expected 0: replayed arrivals tell nothing about the days before (set run.history.days: 0)"
        yield "run.history.days", f"{run.history.days} days", expected
    if arrivals.counted == "issues":
        return
    for path, probability in (
        ("repeats.if_unresolved", repeats.if_unresolved),
        ("repeats.follow_up", repeats.follow_up),
        ("patience.retry.probability", patience.retry.probability),
        ("errors.contact_again", errors.contact_again if errors else 0.0),
    ):
        if probability:
            expected = "expected 0: recorded contacts include their repeats (or set arrivals.counted: issues)"
            yield path, f"{probability:g}", expected


def recorded_amount_mistakes(
    arrivals: LogArrivals, bot: Bot | None, handling: Handling, patience: Patience
) -> Iterator[Mistake]:
    """The same: what is recorded of a contact does not depend on whether a busy or broken bot let it pass."""
    if bot is None or (bot.limit is None and not bot.outages):
        return
    expected = "expected {}: {} is recorded, and stays what it is whomever the bot's limit or outages send on"
    if arrivals.work_column is not None and handling.extra_replies_after_bot:
        path, found = "handling.extra_replies_after_bot", handling.extra_replies_after_bot
        yield path, f"{found:g}", expected.format(0, "work")
    recorded = arrivals.patience_column is not None or arrivals.patience == "recorded"
    if recorded and patience.after_bot != 1:
        yield "patience.after_bot", f"{patience.after_bot:g}", expected.format(1, "patience")
