"""Workload P1 as SimPy's introduction would write it: a process per contact, a Resource, a wait for either event."""

from __future__ import annotations

import random
from collections.abc import Generator
from typing import Any

from simpy import Environment, Event, Resource

from ccsim.benchmark.stationary import Queue, Waits, waits_of


def simulate(queue: Queue, hours: float, seed: int) -> Waits:
    """Simulate arrivals of so many hours and follow every contact to its end."""
    draw = random.Random(seed)
    env = Environment()
    agents = Resource(env, capacity=queue.agents)
    records: list[tuple[float, float, bool]] = []
    env.process(_arrivals(env, queue, agents, draw, 3600.0 * hours, records))
    env.run()
    return waits_of(records)


def _arrivals(
    env: Environment,
    queue: Queue,
    agents: Resource,
    draw: random.Random,
    until_s: float,
    records: list[tuple[float, float, bool]],
) -> Generator[Event, Any, None]:
    while True:
        yield env.timeout(draw.expovariate(queue.arrivals_per_s))
        if env.now >= until_s:
            return
        env.process(_contact(env, queue, agents, draw, records))


def _contact(
    env: Environment, queue: Queue, agents: Resource, draw: random.Random, records: list[tuple[float, float, bool]]
) -> Generator[Event, Any, None]:
    arrival_s = env.now
    with agents.request() as request:
        came = yield request | env.timeout(draw.expovariate(1 / queue.patience_s))
        records.append((arrival_s, env.now - arrival_s, request in came))
        if request in came:
            yield env.timeout(draw.expovariate(1 / queue.handling_s))
