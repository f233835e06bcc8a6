"""A Markov chain of any shape, given as the moves out of a state: its states by exploring, its steady state.

For chains of some ten thousand states; a queue is cut off by the moves themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, identity
from scipy.sparse.linalg import splu

Floats = NDArray[np.float64]
State = tuple[int, ...]
Moves = Callable[[State], Iterable[tuple[State, float]]]


class Explored(NamedTuple):
    """All states that can be reached, and the generator."""

    states: NDArray[np.int64]
    """(S, components of a state); the first is where the exploration began."""
    generator: csr_matrix
    """(S, S), 1/s; rows sum to 0."""


def explore(start: State, moves: Moves, most: int = 200_000) -> Explored:
    """Follow `moves` (state -> pairs of next state and rate) from `start`.

    Moves to the state itself are ignored. Raises ValueError beyond `most` states.
    """
    number = {start: 0}
    order = [start]
    rows: list[int] = []
    columns: list[int] = []
    rates: list[float] = []
    for i, state in enumerate(order):  # grows while it is walked through
        for target, rate in moves(state):
            if rate <= 0 or target == state:
                continue
            if target not in number:
                if len(order) >= most:
                    raise ValueError(f"more than {most} states")
                number[target] = len(order)
                order.append(target)
            rows.append(i)
            columns.append(number[target])
            rates.append(rate)
    size = len(order)
    moved = csr_matrix((rates, (rows, columns)), shape=(size, size))
    leaving = np.asarray(moved.sum(axis=1)).ravel()
    return Explored(np.array(order, np.int64), (moved - identity(size).multiply(leaving)).tocsr())


def steady_state(generator: csr_matrix) -> Floats:
    """Stationary probabilities (S,) of an irreducible chain.

    One balance equation is redundant: the first state gets weight 1, and all are scaled afterwards; a step of
    iterative refinement removes what the factorisation lost.
    """
    if generator.shape[0] == 1:
        return np.ones(1)
    balance = generator.T.tocsc()
    inner, right = balance[1:, 1:].tocsc(), -np.asarray(balance[1:, 0].todense()).ravel()
    solved = splu(inner)
    weights = solved.solve(right)
    weights += solved.solve(right - inner @ weights)
    found = np.concatenate([[1.0], weights])
    return np.asarray(found / found.sum(), np.float64)


def check_cut(probability: float, what: str) -> None:
    """Raise ValueError if a chain's cut is felt: more than 1e-11 of its probability lies on the edge."""
    if probability > 1e-11:
        raise ValueError(f"the chain is cut too short at {what}: its edge has probability {probability:.1e}")
