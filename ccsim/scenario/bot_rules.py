"""What the bot's own keys must agree on, its kind with the intents, and its outages with the days of the run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from ccsim.model.timegrid import DAY_S
from ccsim.scenario.bot import Bot
from ccsim.scenario.bot_capacity import outage_span
from ccsim.scenario.finding import Mistake
from ccsim.scenario.intents import Intent
from ccsim.scenario.messages import nearest
from ccsim.scenario.run import Run


def bot_mistakes(bot: Bot | None) -> Iterator[Mistake]:
    """Knowledge that ages has a date; a drop on promotion days has its days."""
    if bot is None:
        return
    if bot.knowledge_decay > 0 and bot.updated is None:
        expected = "expected bot.updated too: the day from which on knowledge ages"
        yield "bot.knowledge_decay", f"{bot.knowledge_decay:.4g} a year", expected
    if bot.promotion_drop > 0 and not bot.promotion_days:
        yield "bot.promotion_drop", f"{bot.promotion_drop:.4g}", "expected bot.promotion_days too"
    for i, span in enumerate(bot.promotion_days):
        if span.last is not None and span.last < span.first:
            yield f"bot.promotion_days.{i}.last", str(span.last), f"expected {span.first} or later"


def outage_mistakes(bot: Bot | None, run: Run) -> Iterator[Mistake]:
    """Outages begin within the simulated days and do not overlap."""
    if bot is None:
        return
    spans = [(*outage_span(outage, run), i) for i, outage in enumerate(bot.outages)]
    for start_s, _, i in spans:
        if not -run.history.warm_up_days * DAY_S <= start_s < run.days * DAY_S:
            key = "date" if bot.outages[i].date is not None else "day"
            found = str(getattr(bot.outages[i], key))
            yield (
                f"bot.outages.{i}.{key}",
                found,
                f"expected a day of the run, which has {run.days} from {run.start} on",
            )
    for (_, end_s, first), (start_s, _, second) in pairwise(sorted(spans)):
        if start_s < end_s:
            found = f"an outage that begins {end_s - start_s:g} s before the end of outage {first}"
            yield f"bot.outages.{second}.at", found, "expected outages that do not overlap"


def quality_mistakes(bot: Bot | None, intents: Mapping[str, Intent]) -> Iterator[Mistake]:
    """The bot's success must be stated for every intent that it meets."""
    if bot is None:
        return
    without = [name for name, intent in intents.items() if bot.kind not in intent.bot_resolution]
    if without:
        kinds = list(dict.fromkeys(kind for intent in intents.values() for kind in intent.bot_resolution))
        shown = ", ".join(without[:8]) + (", ..." if len(without) > 8 else "")
        expected = f"expected a bot_resolution of that kind in every intent; missing in {shown}"
        yield "bot.kind", f'"{bot.kind}"', expected, nearest(bot.kind, kinds)
