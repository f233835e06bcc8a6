"""M/PH/n(+M): handling in exponential phases, as an exact chain that counts the agents in every phase.

Phases cover what is less regular than exponential (hyperexponential) and more regular (Erlang); the wait then depends
on more than the mean. Small n: the states grow like n to the power of the phases. Source: Neuts (1981);
docs/erlang.md#formulas.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from ccsim.theory.markov import State, check_cut, explore, steady_state


class Phases(NamedTuple):
    """A time in exponential phases; from phase i it goes to phase j with probability onward[i][j], else it ends."""

    start: tuple[float, ...]
    """Probability of beginning in each phase."""
    rates_per_s: tuple[float, ...]
    onward: tuple[tuple[float, ...], ...]

    @property
    def mean_s(self) -> float:
        """Mean time (s)."""
        visits = np.linalg.solve(np.eye(len(self.start)) - np.array(self.onward).T, np.array(self.start))
        return float(visits @ (1 / np.array(self.rates_per_s)))


class PhaseMeasures(NamedTuple):
    """Steady state."""

    p_wait: float
    p_abandon: float
    mean_wait: float
    """Over all offered contacts (s)."""
    queue_length: float
    busy: float
    occupancy: float


def erlang_phases(mean_s: float, phases: int) -> Phases:
    """`phases` equal phases in a row: coefficient of variation 1 / sqrt(phases)."""
    onward = tuple(tuple(1.0 if j == i + 1 else 0.0 for j in range(phases)) for i in range(phases))
    return Phases((1.0, *[0.0] * (phases - 1)), (phases / mean_s,) * phases, onward)


def balanced_hyperexponential(mean_s: float, cv: float) -> Phases:
    """Two kinds of contacts, short and long, with balanced means; `cv` of at least 1."""
    if cv < 1:
        raise ValueError(f"a hyperexponential time has a coefficient of variation of at least 1, not {cv}")
    square = cv * cv
    short = (1 + math.sqrt((square - 1) / (square + 1))) / 2
    return Phases((short, 1 - short), (2 * short / mean_s, 2 * (1 - short) / mean_s), ((0.0, 0.0), (0.0, 0.0)))


def phase_measures(agents: int, arrivals_per_s: float, handling: Phases, patience_s: float, room: int) -> PhaseMeasures:
    """Steady state with exponential patience of mean `patience_s` (may be inf), the queue cut at `room` waiting.

    Raises ValueError if the cut is felt.
    """
    kinds = len(handling.start)
    theta = 0.0 if math.isinf(patience_s) else 1 / patience_s

    def begun(state: State) -> Iterator[tuple[State, float]]:
        for k in range(kinds):
            yield _plus(state, k, 1), handling.start[k]

    def moves(state: State) -> Iterator[tuple[State, float]]:
        waiting = state[-1]
        if sum(state[:-1]) < agents:
            for entered, chance in begun(state):
                yield entered, arrivals_per_s * chance
        elif waiting < room:
            yield _plus(state, kinds, 1), arrivals_per_s
        if waiting:
            yield _plus(state, kinds, -1), waiting * theta
        for k in range(kinds):
            if not state[k]:
                continue
            rate = state[k] * handling.rates_per_s[k]
            left = _plus(state, k, -1)
            for j in range(kinds):
                yield _plus(left, j, 1), rate * handling.onward[k][j]
            done = rate * (1 - math.fsum(handling.onward[k]))
            if not waiting:
                yield left, done
            else:
                for entered, chance in begun(_plus(left, kinds, -1)):
                    yield entered, done * chance

    found = explore((0,) * (kinds + 1), moves)
    p, states = steady_state(found.generator), found.states
    check_cut(float(p[states[:, -1] == room].sum()), f"{room} waiting")
    in_service = states[:, :-1].sum(axis=1)
    length, busy = float(p @ states[:, -1]), float(p @ in_service)
    return PhaseMeasures(
        float(p[in_service == agents].sum()),
        length * theta / arrivals_per_s,
        length / arrivals_per_s,
        length,
        busy,
        busy / agents,
    )


def _plus(state: State, place: int, change: int) -> State:
    return (*state[:place], state[place] + change, *state[place + 1 :])
