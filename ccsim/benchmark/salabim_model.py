"""Workload P1 in salabim, as its manual writes customers who request a resource and give up after a while."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import salabim

from ccsim.benchmark.stationary import Queue, Waits, waits_of


def simulate(queue: Queue, hours: float, seed: int) -> Waits:
    """Simulate so many hours; of those waiting or talking at the end, the talking are recorded."""
    salabim.yieldless(False)  # processes as generators: the other way takes a further library
    env = salabim.Environment(trace=False, random_seed=seed)
    agents = salabim.Resource("agents", capacity=queue.agents)
    records: list[tuple[float, float, bool]] = []
    between = salabim.Exponential(1 / queue.arrivals_per_s)
    patience, handling = salabim.Exponential(queue.patience_s), salabim.Exponential(queue.handling_s)

    class Contact(salabim.Component):  # type: ignore[misc]
        def process(self) -> Generator[Any, Any, None]:
            arrival_s = env.now()
            yield self.request(agents, fail_delay=patience.sample())
            answered = not self.failed()
            records.append((arrival_s, env.now() - arrival_s, answered))
            if answered:
                yield self.hold(handling.sample())
                self.release()

    class Arrivals(salabim.Component):  # type: ignore[misc]
        def process(self) -> Generator[Any, Any, None]:
            while True:
                yield self.hold(between.sample())
                Contact()

    Arrivals()
    env.run(till=3600.0 * hours)
    return waits_of(records)
