"""What the fidelity of chats needs around it: what the message level cannot take over from the session level.

Source: docs/chat-fidelity.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ccsim.scenario.bot import Bot
from ccsim.scenario.finding import Mistake
from ccsim.scenario.groups import Group
from ccsim.scenario.handling import Handling

"""Key path, what was found, what is expected."""


def fidelity_mistakes(handling: Handling, groups: Mapping[str, Group], bot: Bot | None) -> Iterator[Mistake]:
    """At message level the slowdown is simulated, and how many replies a contact needs is drawn before the run."""
    if handling.fidelity != "messages":
        return
    for name, group in groups.items():
        if group.slowdown != "derived":
            found = "a table of speeds" if isinstance(group.slowdown, list) else f"{group.slowdown:g}"
            expected = 'expected "derived": with handling.fidelity: messages the slowdown is simulated'
            yield f"groups.{name}.slowdown", found, expected
    if bot is not None and (bot.limit is not None or bot.outages) and handling.extra_replies_after_bot > 0:
        expected = (
            "expected 0: with handling.fidelity: messages replies are drawn before it is known "
            "whom the bot's limit or outages send on"
        )
        yield "handling.extra_replies_after_bot", f"{handling.extra_replies_after_bot:g}", expected
