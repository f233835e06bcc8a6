"""A planner's question about one queue in steady state, and the formula that answers it.

Source: docs/erlang.md#which-formula-answers.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from ccsim.theory.chat_chain import Chain, chain_measures, exact_chat_measures
from ccsim.theory.day_mixtures import over_absence, over_both, over_busyness
from ccsim.theory.general_patience import general_patience_measures
from ccsim.theory.lifetimes import Lifetime, with_zero
from ccsim.theory.waiting import Waiting

MOST_EXACT_STATES = 3000
"""States up to which the exact chat chain is solved."""


class Question(NamedTuple):
    """Everything but the number of agents."""

    arrivals_per_s: float
    handling_s: float
    threshold_s: float
    """Acceptance threshold T."""
    patience_s: float = math.inf
    """Mean of exponential patience; not used if `patience` is given."""
    patience: Lifetime | None = None
    """Patience of another kind."""
    balk: float = 0.0
    speed: tuple[float, ...] = (0.0, 1.0)
    """speed[k] of one chat with k open at its agent."""
    routing: str | None = None
    """None: chats evenly spread; least_loaded or most_loaded: the exact chain, for few agents."""
    absence: float = 0.0
    """Share of days an agent is absent; agents are then those scheduled."""
    busyness: float = 0.0
    """Coefficient of variation of the days' volume."""


class Answer(NamedTuple):
    """Steady state, or None everywhere if there is none: more contacts than can ever be answered, and nobody leaves."""

    agents: int
    p_wait: float | None = None
    service_level: float | None = None
    """Answered within T / offered."""
    abandonment: float | None = None
    asa_s: float | None = None
    mean_wait_s: float | None = None
    """Over all offered contacts."""
    queue_length: float | None = None
    occupancy: float | None = None
    """Slots in use / slots of those present."""


def answer(question: Question, agents: int) -> Answer:
    """Measures with so many agents. Raises ValueError for what no formula here covers."""
    if question.arrivals_per_s == 0:  # nobody ever waits, however things vary
        question = question._replace(patience=None, routing=None, absence=0.0, busyness=0.0)
    chain = Chain(
        agents,
        len(question.speed) - 1,
        question.speed,
        question.handling_s,
        question.patience_s,
        question.balk,
        question.routing == "most_loaded",
    )
    varies = question.absence > 0 or question.busyness > 0
    if question.patience is not None:
        if chain.concurrency > 1 or varies:
            raise ValueError("patience that is not exponential goes with neither chats, absence nor busyness")
        return _general(question, question.patience, agents)
    if question.routing is not None and varies:
        raise ValueError("the exact chat chain goes with neither absence nor busyness")
    if varies:
        return _mixed(question, chain)
    if not _settles(chain, question.arrivals_per_s):
        return Answer(agents)
    if question.routing is None:
        found = chain_measures(chain, question.arrivals_per_s, question.threshold_s)
    else:
        states = math.comb(agents + chain.concurrency, chain.concurrency)
        if states > MOST_EXACT_STATES:
            raise ValueError(
                f"the exact chain of {agents} agents has {states} states; {MOST_EXACT_STATES} is the most: "
                "leave the routing out (chats evenly spread), or simulate"
            )
        found = exact_chat_measures(chain, question.arrivals_per_s, question.threshold_s)
    return _answer(agents, found.waiting, found.queue_length, found.slot_occupancy)


def fewest_agents(enough: Callable[[int], bool], first_guess: int) -> int:
    """Fewest agents, at least 1, that are `enough`, which more agents must not undo.

    In steps that double, up from the guess or down from it, then bisection. Raises ValueError if a million do not
    suffice.
    """
    high, step = max(1, first_guess), 1
    if enough(high):
        low = high - 1
        while low > 0 and enough(low):
            high, step = low, 2 * step
            low = max(0, low - step)
    else:
        low, high = high, high + 1
        while not enough(high):
            step *= 2
            low, high = high, high + step
            if high > 1_000_000:
                raise ValueError("no number of agents meets the target")
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _general(question: Question, patience: Lifetime, agents: int) -> Answer:
    willing = question.arrivals_per_s * (1 - question.balk)
    if math.isinf(patience.mean_s) and willing * question.handling_s >= agents:
        return Answer(agents)
    found = general_patience_measures(
        agents, question.arrivals_per_s, question.handling_s, with_zero(patience, question.balk), question.threshold_s
    )
    return _answer(agents, found.waiting, found.queue_length, found.occupancy)


def _mixed(question: Question, chain: Chain) -> Answer:
    if math.isinf(question.patience_s):
        raise ValueError("with absence or busyness some day has no steady state unless patience ends: give a patience")
    rate, within = question.arrivals_per_s, question.threshold_s
    if question.busyness == 0:
        found = over_absence(chain, rate, within, question.absence)
    elif question.absence == 0:
        found = over_busyness(chain, rate, within, question.busyness)
    else:
        found = over_both(chain, rate, within, question.absence, question.busyness)
    return Answer(
        chain.agents,
        found.p_wait,
        found.service_level,
        found.p_abandon,
        found.mean_wait_answered,
        found.mean_wait,
        found.queue_length,
        found.occupancy,
    )


def _settles(chain: Chain, arrivals_per_s: float) -> bool:
    """Whether there is a steady state: patience ends, or all slots together are fast enough."""
    full = chain.concurrency * chain.speed[chain.concurrency] * chain.agents / chain.work_s
    return not math.isinf(chain.patience_s) or arrivals_per_s * (1 - chain.balk) < full


def _answer(agents: int, waiting: Waiting, queue_length: float, occupancy: float) -> Answer:
    return Answer(
        agents,
        waiting.p_wait,
        waiting.service_level,
        waiting.p_abandon,
        waiting.mean_wait_answered,
        waiting.mean_wait,
        queue_length,
        occupancy,
    )
