"""The states of one queue while its staffing is constant, and what a change of staffing does to them.

After a drop, agents who are on a contact finish it and then leave: for a while more are busy than are on duty. So the
state is the number busy while somebody on duty is idle, and otherwise the pair (surplus, waiting): busy agents beyond
those on duty, and the queue. Nobody takes from the queue while there is a surplus.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.linalg import splu
from scipy.special import gammaln, pdtrc

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DENSE = 160
"""States up to which a dense product is quicker than a sparse one."""
BLOCK = 256
"""Powers that are summed at a time."""


class Rates(NamedTuple):
    """What does not change during the day."""

    service_per_s: float
    """Of one busy agent."""
    abandon_per_s: float
    """Of one waiting contact; 0 for endless patience."""
    join: float
    """Probability of waiting if nobody is free: 1 - balking."""


class Layout(NamedTuple):
    """Idle states 0..agents-1 by the number busy, then (surplus, waiting) row by row."""

    agents: int
    surplus: int
    """Largest surplus."""
    room: int
    """Largest queue."""

    @property
    def size(self) -> int:
        """Number of states."""
        return self.agents + (self.surplus + 1) * (self.room + 1)

    def full(self, surplus: Ints, waiting: Ints) -> Ints:
        """Index of states with nobody free."""
        return np.asarray(self.agents + surplus * (self.room + 1) + waiting)

    def coordinates(self) -> tuple[Ints, Ints]:
        """Busy agents and queue length of every state."""
        states = np.arange(self.size)
        beyond = np.maximum(states - self.agents, 0)
        idle = states < self.agents
        busy = np.where(idle, states, self.agents + beyond // (self.room + 1))
        return busy, np.where(idle, 0, beyond % (self.room + 1))


class Flow(NamedTuple):
    """Transposed generator: without arrivals, and what one arrival per second adds to it; entries of one pattern."""

    pattern: csr_matrix
    own: Floats
    arriving: Floats
    diagonal: Ints
    """Entries on the diagonal, by state."""

    def step(self, arrivals_per_s: float) -> tuple[csr_matrix, float]:
        """Transposed matrix of one observation, and the rate of observations (1/s)."""
        entries = self.own + arrivals_per_s * self.arriving
        rate = float(-entries[self.diagonal].min())
        if rate > 0:
            entries /= rate
        entries[self.diagonal] += 1.0
        pattern = self.pattern
        return csr_matrix((entries, pattern.indices, pattern.indptr), shape=pattern.shape), rate


def flow(layout: Layout, rates: Rates) -> Flow:
    """What moves the states of `layout`: completions and abandonments, and arrivals."""
    busy, waiting = layout.coordinates()
    states = np.arange(layout.size, dtype=np.int64)
    full = states >= layout.agents
    surplus = np.maximum(busy - layout.agents, 0)
    by_one = np.where(~full | (waiting > 0), states - 1, layout.agents - 1)
    done = np.where(surplus > 0, layout.full(surplus - 1, waiting), by_one)
    moves: list[tuple[Any, ...]] = []

    def move(which: NDArray[np.bool_], target: Ints, own: Any, arriving: Floats) -> None:
        moves.append((states[which], target[which], own[which], arriving[which]))

    nothing = np.zeros(layout.size)
    move(busy > 0, done, busy * rates.service_per_s, nothing)
    move(full & (waiting > 0), states - 1, waiting * rates.abandon_per_s, nothing)
    move(~full, states + 1, nothing, np.ones(layout.size))
    move(full & (waiting < layout.room), states + 1, nothing, np.full(layout.size, rates.join))
    sources, targets = (np.concatenate([one[k] for one in moves]) for k in (0, 1))
    rows, columns = np.concatenate([targets, states]), np.concatenate([sources, states])
    parts = []
    for values in (np.concatenate([one[k] for one in moves]) for k in (2, 3)):
        leaving = np.bincount(sources, weights=values, minlength=layout.size)
        entries = np.concatenate([values, -leaving])
        parts.append(csr_matrix((entries, (rows, columns)), shape=(layout.size, layout.size)))
    own, arriving = parts
    for part in parts:
        part.sort_indices()
    row_of = np.repeat(states, np.diff(own.indptr))
    return Flow(own, own.data.copy(), arriving.data.copy(), np.flatnonzero(row_of == own.indices))


def restaffed(state: Floats, old: Layout, new: Layout) -> Floats:
    """Probabilities after a change of staffing from `old` to `new`; freed agents take from the queue at once."""
    target = _targets(old, new)
    moved = np.zeros(new.size)
    kept = target < new.size
    np.add.at(moved, target[kept], state[kept])
    return moved


def weighted_powers(step: csr_matrix, vector: Floats, weights: Floats) -> Floats:
    """Sums over k of weights[:, k] step^k vector, one row per row of `weights`.

    In blocks, so that the sums are matrix products; small matrices are multiplied dense, which is quicker.
    """
    matrix = step.toarray() if vector.size <= DENSE else step
    found = np.zeros((len(weights), vector.size))
    block = np.empty((min(BLOCK, weights.shape[1]), vector.size))
    for begin in range(0, weights.shape[1], BLOCK):
        part = weights[:, begin : begin + BLOCK]
        for k in range(part.shape[1]):
            block[k] = vector
            vector = matrix @ vector
        found += part @ block[: part.shape[1]]
    return found


class Advance(NamedTuple):
    """A stretch of time at constant rates."""

    end: Floats
    """Probabilities at its end."""
    time: Floats
    """Expected time in every state (s)."""


def advance(moving: Flow, arrivals_per_s: float, state: Floats, duration_s: float) -> Advance:
    """Uniformisation over `duration_s` at a constant rate of arrivals."""
    step, rate = moving.step(arrivals_per_s)
    if rate <= 0:
        return Advance(state.copy(), state * duration_s)
    end, time = weighted_powers(step, state, np.stack(_observations(rate * duration_s)))
    return Advance(end, time / rate)


def remaining_wait(moving: Flow, layout: Layout, state: Floats) -> float:
    """Expected time in queue (s), of all together, of those waiting in `state`, if nobody else arrives.

    inf if they would wait for ever.
    """
    _, waiting = layout.coordinates()
    queued = np.flatnonzero(waiting)
    if float(state[queued].sum()) == 0:
        return 0.0
    own = csr_matrix((moving.own, moving.pattern.indices, moving.pattern.indptr), shape=moving.pattern.shape)
    if moving.own[moving.diagonal][queued].max() >= 0:
        return math.inf
    time = splu(own[queued][:, queued].tocsc()).solve(-state[queued])
    return float(time @ waiting[queued])


def served_chance(layout: Layout, rates: Rates, duration_s: float, after: Floats, patient: bool) -> Floats:
    """P(an arrival that waits is taken) by (surplus, number ahead), flattened.

    It is taken within `duration_s`, or was not and is with chance `after` of the state it is then in. `patient`: it
    does not abandon itself, unlike those ahead of it.
    """
    size = (layout.surplus + 1) * (layout.room + 1)
    states = np.arange(size)
    surplus, ahead = states // (layout.room + 1), states % (layout.room + 1)
    busy = layout.agents + surplus
    own = 0.0 if patient else rates.abandon_per_s
    done = np.where(surplus > 0, states - (layout.room + 1), states - 1)
    moving = ((surplus > 0) | (ahead > 0)) & (busy > 0)
    left = (ahead > 0) & (rates.abandon_per_s > 0)
    total = busy * rates.service_per_s + ahead * rates.abandon_per_s + own
    rate = float(total.max())
    if rate <= 0:
        return after.copy()
    rows = np.concatenate([states[moving], states[left], states])
    columns = np.concatenate([done[moving], states[left] - 1, states])
    values = np.concatenate(
        [busy[moving] * rates.service_per_s, ahead[left] * rates.abandon_per_s, rate - total.astype(np.float64)]
    )
    step = csr_matrix((values / rate, (rows, columns)), shape=(size, size))
    taken = np.where((surplus == 0) & (ahead == 0), busy * rates.service_per_s / rate, 0.0)
    at, beyond = _observations(rate * duration_s)
    return np.asarray(weighted_powers(step, taken, beyond[None])[0] + weighted_powers(step, after, at[None])[0])


def served_chance_before(old: Layout, new: Layout, chance: Floats) -> Floats:
    """`served_chance` just before a change of staffing, from that just after it; 1 where it is taken at once."""
    states = np.arange((old.surplus + 1) * (old.room + 1))
    busy, ahead = old.agents + states // (old.room + 1), states % (old.room + 1)
    free = np.maximum(new.agents - busy, 0)
    later = np.maximum(ahead - free, 0)
    surplus = np.maximum(busy - new.agents, 0)
    index = np.minimum(surplus * (new.room + 1) + np.minimum(later, new.room), chance.size - 1)
    return np.where(ahead < free, 1.0, chance[index])


def surplus_after(old: Layout, agents: int, state: Floats) -> tuple[int, int]:
    """Largest surplus and queue, of any weight, when `agents` come on duty after `old`."""
    busy, waiting = old.coordinates()
    there = state > 1e-19
    reached = int(busy[there].max(initial=0))
    return max(0, reached - agents), int(waiting[there].max(initial=0))


def _targets(old: Layout, new: Layout) -> Ints:
    busy, waiting = old.coordinates()
    taken = np.minimum(waiting, np.maximum(new.agents - busy, 0))
    busy, waiting = busy + taken, waiting - taken
    surplus = busy - new.agents
    inside = (surplus <= new.surplus) & (waiting <= new.room)
    full = np.where(inside, new.full(surplus, waiting), new.size)
    return np.asarray(np.where(busy < new.agents, busy, full))


def _observations(expected: float) -> tuple[Floats, Floats]:
    """P(exactly k) and P(more than k) of a Poisson number of observations, until they vanish."""
    if expected <= 0:
        return np.ones(1), np.zeros(1)
    counts = np.arange(int(expected + 8.5 * math.sqrt(expected)) + 20, dtype=np.float64)
    return np.exp(counts * math.log(expected) - expected - gammaln(counts + 1)), np.asarray(pdtrc(counts, expected))
