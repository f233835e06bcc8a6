"""What queues need: somebody who serves them, contacts that want them, and opening hours that open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ccsim.scenario.clock_rules import span_mistakes
from ccsim.scenario.finding import Mistake
from ccsim.scenario.groups import Group
from ccsim.scenario.intents import Intent, queues_of
from ccsim.scenario.messages import nearest
from ccsim.scenario.queues import Queue


def unused(path: str, queue: str, used: Sequence[str]) -> Mistake:
    """That a queue is named which no intent goes to."""
    expected = f"no intent uses it; the intents' queues are {', '.join(used)}"
    return path, f'"{queue}"', expected, nearest(queue, used)


def serving_mistakes(intents: Mapping[str, Intent], groups: Mapping[str, Group]) -> Iterator[Mistake]:
    """Every queue has somebody who serves it, every group something to serve."""
    queues = queues_of(intents)
    served = list(dict.fromkeys(queue for group in groups.values() for queue in group.serves))
    for name, intent in intents.items():
        if intent.queue not in served:
            expected = f"no group serves it; groups serve {', '.join(served)}"
            yield f"intents.{name}.queue", f'"{intent.queue}"', expected, nearest(intent.queue, served)
    # A queue misspelt by an intent also leaves its group without work: one mistake, one message.
    all_served = all(queue in served for queue in queues)
    for name, group in groups.items():
        for queue in dict.fromkeys(group.serves):
            if queue not in queues and all_served:
                yield unused(f"groups.{name}.serves", queue, queues)
        if len(set(group.serves)) < len(group.serves):
            yield f"groups.{name}.serves", "a queue named twice", "expected each queue once"


def limit_mistakes(queues: Mapping[str, Queue], intents: Mapping[str, Intent]) -> Iterator[Mistake]:
    """Limits and hours are stated for queues that intents use."""
    used = queues_of(intents)
    for name in queues:
        if name not in used:
            yield unused(f"queues.{name}", name, used)


def opening_mistakes(queues: Mapping[str, Queue]) -> Iterator[Mistake]:
    """A queue with opening hours is open at some time."""
    for name, queue in queues.items():
        path = f"queues.{name}.opening"
        if queue.opening is None:
            continue
        if not queue.opening:
            yield path, "an empty list", "expected at least one span, or null if it is always open"
        for i, hours in enumerate(queue.opening):
            yield from span_mistakes(f"{path}.{i}", hours.start, hours.until)
            if len(set(hours.days)) < len(hours.days):
                yield f"{path}.{i}.days", "a day named twice", "expected each day once"
