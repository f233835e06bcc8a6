"""Workload P1: a queue with Poisson arrivals, exponential handling and patience (M/M/n+M); its answer is exact."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ccsim.model.chat import given_table
from ccsim.model.inputs import ROSTER_DTYPE, TAPE_DTYPE, Centre, Floats, RunInputs, contact_id
from ccsim.model.timegrid import DAY_S, grid_array


class Queue(NamedTuple):
    """Parameters of the queue; times in seconds."""

    contacts_per_day: float = 60_000.0
    handling_s: float = 300.0
    agents: int = 215
    patience_s: float = 120.0
    threshold_s: float = 20.0

    @property
    def arrivals_per_s(self) -> float:
        """Poisson rate."""
        return self.contacts_per_day / DAY_S


QUEUE = Queue()
"""P1 itself. Its waits remember the last quarter of an hour, so that even a day of it pins the mean only roughly."""
SMALL = Queue(contacts_per_day=2_880.0, agents=10)
"""The same program with a small team forgets after a twentieth as many contacts: a sharper test of rightness."""


class Waits(NamedTuple):
    """What any simulator of the queue must record of each contact, in any order."""

    arrival_s: Floats
    wait_s: Floats
    """Time in queue, of those that abandoned too."""
    answered: NDArray[np.bool_]


def waits_of(records: list[tuple[float, float, bool]]) -> Waits:
    """Waits from a peer's list of (arrival, wait, whether answered)."""
    table = np.array(records, np.float64).reshape(-1, 3)
    return Waits(table[:, 0], table[:, 1], table[:, 2] > 0)


def waits_in(contacts: NDArray[np.void]) -> Waits:
    """Waits from the contacts of an engine's log."""
    answered = np.isfinite(contacts["assign_s"])
    left_queue_s = np.where(answered, contacts["assign_s"], contacts["abandon_s"])
    return Waits(contacts["arrival_s"], left_queue_s - contacts["enqueue_s"], answered)


def stationary_inputs(queue: Queue, hours: float, seed: int) -> RunInputs:
    """Inputs of `hours` of the queue, which starts empty."""
    centre = stationary_centre(queue, hours)
    tape = stationary_tape(queue, np.random.default_rng(seed), hours)
    return RunInputs(centre, tape, stationary_roster(queue), np.zeros((1, centre.days)))


def stationary_tape(queue: Queue, rng: np.random.Generator, hours: float, day: int = 0) -> NDArray[np.void]:
    """Contacts of so many hours from the midnight of `day` on."""
    length_s = 3600.0 * hours
    size = int(rng.poisson(queue.arrivals_per_s * length_s))
    tape = np.zeros(size, TAPE_DTYPE)
    tape["arrival_s"] = grid_array(np.sort(rng.random(size)) * length_s) + day * DAY_S
    tape["contact_id"] = contact_id(day, np.arange(size), 0)
    tape["patience_s"] = grid_array(rng.exponential(queue.patience_s, size))
    tape["work_s"] = grid_array(rng.exponential(queue.handling_s, size))
    return tape


def stationary_roster(queue: Queue) -> NDArray[np.void]:
    """All agents from the start."""
    return np.array([(0.0, 0, queue.agents)], ROSTER_DTYPE)


def stationary_centre(queue: Queue, hours: float) -> Centre:
    """The queue without its contacts, for a run of so many hours."""
    horizon_s = 3600.0 * hours
    levels = given_table([1.0], queue.handling_s, 0.0)
    return Centre(
        intents=("contact",),
        queues=("queue",),
        groups=("team",),
        queue_of_intent=np.zeros(1, np.int64),
        priority_of_intent=np.ones(1, np.int64),
        serves=np.ones((1, 1), np.bool_),
        concurrency=np.ones(1, np.int64),
        speed=levels.speed[None],
        response_s=levels.response_s[None],
        hands_on=levels.hands_on[None],
        replies_per_s=levels.replies_per_s[None],
        reply_in_3min=levels.reply_in_3min[None],
        work_factor=np.ones((1, 1)),
        wrap_factor=np.ones((1, 1)),
        p_resolve=np.ones((1, 1, 2)),
        p_balk=np.zeros(1),
        p_return_unresolved=np.zeros(1),
        p_return_resolved=np.zeros(1),
        p_retry=np.zeros(1),
        nominal_level=np.ones(1, np.int64),
        days=math.ceil(hours / 24),
        measure_from_s=0.0,
        horizon_s=horizon_s,
        interval_s=horizon_s / max(1, round(horizon_s / 1800.0)),
        stop_hard=False,
        service_threshold_s=queue.threshold_s,
        satisfaction=np.zeros(10),
        has_bot=False,
    )
