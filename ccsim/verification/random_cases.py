"""Cases with parameters drawn at random and answers calculated on the spot, so that nothing can be tuned to a case.

They are written as a file's cases are and go the same way. Number and seed decide everything; every kind of model comes
in turn. Source of the answers: ccsim/theory.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ccsim.verification import random_centres, random_queues
from ccsim.verification.cases import Case
from ccsim.verification.random_draws import Content


def random_cases(number: int, seed: int) -> tuple[Case, ...]:
    """So many cases, the kinds of models in turn."""
    kinds = list(KINDS.items())
    cases = []
    for i in range(number):
        name, kind = kinds[i % len(kinds)]
        family, params, quantities = kind(np.random.default_rng((seed, i)))
        called = name.replace(" ", "-")
        cases.append(Case(f"random-{seed}-{i + 1}-{called}", family, name, params, quantities))
    return tuple(cases)


KINDS: dict[str, Callable[[np.random.Generator], Content]] = {
    "loss": random_queues.loss,
    "endless patience": random_queues.endless,
    "exponential patience": random_queues.impatient,
    "general patience": random_queues.general_patience,
    "general handling": random_queues.general_handling,
    "chat": random_centres.chat,
    "priorities": random_centres.priorities,
    "impatient classes": random_centres.impatient_classes,
    "two pools": random_centres.pools,
    "repeats": random_centres.repeats,
    "retrials": random_centres.retrials,
    "staffed day": random_centres.day,
}
"""Models in the order in which they come."""
