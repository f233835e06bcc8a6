"""Chat with work in phases: agents with several chats each, least loaded first, as an exact chain of agents' contents.

Which of several agents with equally few chats takes a contact matters, since their chats differ in phase: the one whose
load has been the same for longest, as ccsim routes, has the older chats. The answer to whether exponential work
misleads: the state has the phase of every chat of every agent, so it is for a handful of agents. Source:
docs/erlang.md#formulas.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Literal, NamedTuple

import numpy as np

from ccsim.theory.markov import State, check_cut, explore, steady_state
from ccsim.theory.phase_handling import Phases

Agent = tuple[int, ...]
"""Chats of one agent by phase."""


class ChatPhaseMeasures(NamedTuple):
    """Steady state."""

    p_wait: float
    p_abandon: float
    mean_wait: float
    """Over all offered contacts (s)."""
    queue_length: float
    chats: float
    chat_duration_s: float
    """Mean time from being taken to the end."""
    busy_share: float
    """Share of the agents' time with at least one chat."""


class ChatPhases(NamedTuple):
    """Agents, their speeds, and the contacts."""

    agents: int
    speed: tuple[float, ...]
    """speed[k] of one chat with k open, k = 0..c; speed[0] is not used."""
    work: Phases
    patience_s: float
    """Mean of the exponential patience (s); may be inf."""
    ties: Literal["any", "longest"] = "any"
    """Who of those with equally few chats takes a contact: any, each as likely; or whose load has been the same for
    longest."""


def chat_phase_measures(centre: ChatPhases, arrivals_per_s: float, room: int) -> ChatPhaseMeasures:
    """Steady state with the queue cut at `room` waiting. Raises ValueError if the cut is felt."""
    kinds, most = len(centre.work.start), len(centre.speed) - 1
    idle = (0,) * (kinds * centre.agents)
    found = explore((*idle, 0), lambda state: _moves(centre, arrivals_per_s, room, state))
    p, states = steady_state(found.generator), found.states
    check_cut(float(p[states[:, -1] == room].sum()), f"{room} waiting")
    held = states[:, :-1].reshape(len(states), centre.agents, kinds).sum(axis=2)
    length, chats = float(p @ states[:, -1]), float(p @ held.sum(axis=1))
    theta = 0.0 if math.isinf(centre.patience_s) else 1 / centre.patience_s
    p_abandon = length * theta / arrivals_per_s
    return ChatPhaseMeasures(
        float(p[(held == most).all(axis=1)].sum()),
        p_abandon,
        length / arrivals_per_s,
        length,
        chats,
        chats / (arrivals_per_s * (1 - p_abandon)),
        float(p @ np.count_nonzero(held, axis=1)) / centre.agents,
    )


def _moves(centre: ChatPhases, arrivals_per_s: float, room: int, state: State) -> Iterator[tuple[State, float]]:
    """State: the agents' chats by phase, then the queue.

    Agents, who are alike, stand in ascending order, or in that of the last change of their loads if ties go by it.
    """
    kinds, most, waiting = len(centre.work.start), len(centre.speed) - 1, state[-1]
    agents = [state[i : i + kinds] for i in range(0, len(state) - 1, kinds)]
    least = min(map(sum, agents))
    takers = [i for i, agent in enumerate(agents) if sum(agent) == least]
    in_turn = centre.ties == "longest"
    takers = takers[:1] if in_turn else takers
    if least < most:
        for i in takers:
            for k, chance in enumerate(centre.work.start):
                rate = arrivals_per_s * chance / len(takers)
                yield _changed(agents, i, _plus(agents[i], k, 1), waiting, in_turn), rate
    elif waiting < room:
        yield (*state[:-1], waiting + 1), arrivals_per_s
    if waiting and not math.isinf(centre.patience_s):
        yield (*state[:-1], waiting - 1), waiting / centre.patience_s
    for i, agent in enumerate(agents):
        speed = centre.speed[sum(agent)]
        for k in range(kinds):
            if not agent[k]:
                continue
            rate, left = agent[k] * speed * centre.work.rates_per_s[k], _plus(agent, k, -1)
            for j, chance in enumerate(centre.work.onward[k]):
                yield _in_place(agents, i, _plus(left, j, 1), waiting, in_turn), rate * chance
            done = rate * (1 - math.fsum(centre.work.onward[k]))
            if not waiting:
                yield _changed(agents, i, left, 0, in_turn), done
            else:
                for j, chance in enumerate(centre.work.start):
                    yield _changed(agents, i, _plus(left, j, 1), waiting - 1, in_turn), done * chance


def _changed(agents: list[Agent], which: int, agent: Agent, waiting: int, in_turn: bool) -> State:
    """The state after a change of an agent's load, which puts it behind all others if order counts."""
    others = [*agents[:which], *agents[which + 1 :]]
    return _state([*others, agent] if in_turn else sorted([*others, agent]), waiting)


def _in_place(agents: list[Agent], which: int, agent: Agent, waiting: int, in_turn: bool) -> State:
    """The state after a chat has gone on to another phase: nobody's load changes."""
    after = [*agents[:which], agent, *agents[which + 1 :]]
    return _state(after if in_turn else sorted(after), waiting)


def _state(agents: list[Agent], waiting: int) -> State:
    return (*(count for one in agents for count in one), waiting)


def _plus(agent: Agent, place: int, change: int) -> Agent:
    return (*agent[:place], agent[place] + change, *agent[place + 1 :])
