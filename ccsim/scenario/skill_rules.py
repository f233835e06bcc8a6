"""What groups' further skills, their factors by intent and customers' classes must be."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from ccsim.scenario.classes import CustomerClass
from ccsim.scenario.finding import SHARE_TOLERANCE, Mistake
from ccsim.scenario.groups import Group
from ccsim.scenario.intents import Intent, queues_of
from ccsim.scenario.messages import nearest
from ccsim.scenario.queue_rules import unused


def secondary_mistakes(intents: Mapping[str, Intent], groups: Mapping[str, Group]) -> Iterator[Mistake]:
    """Secondary queues that nobody uses, or that are the group's own."""
    queues = queues_of(intents)
    for name, group in groups.items():
        for queue in group.secondary:
            path = f"groups.{name}.secondary.{queue}"
            if queue in group.serves:
                yield path, f'"{queue}", a queue of its own', "expected a queue that is not in serves"
            elif queue not in queues:
                yield unused(path, queue, queues)


def handling_factor_mistakes(intents: Mapping[str, Intent], groups: Mapping[str, Group]) -> Iterator[Mistake]:
    """Factors for intents that do not exist."""
    for name, group in groups.items():
        for intent in group.handling_factor:
            if intent not in intents:
                expected = f"expected one of the intents {', '.join(intents)}"
                yield f"groups.{name}.handling_factor.{intent}", f'"{intent}"', expected, nearest(intent, intents)


def class_mistakes(classes: Mapping[str, CustomerClass]) -> Iterator[Mistake]:
    """Every customer belongs to a class, if there are classes."""
    total = math.fsum(customer.share for customer in classes.values())
    if classes and abs(total - 1) > SHARE_TOLERANCE:
        yield "classes", f"shares that sum to {total:.6g}", "expected the classes' shares to sum to 1"
