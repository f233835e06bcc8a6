"""Workload P1 in Ciw, as its guide to reneging customers writes it."""

from __future__ import annotations

import ciw

from ccsim.benchmark.stationary import Queue, Waits, waits_of


def simulate(queue: Queue, hours: float, seed: int) -> Waits:
    """Simulate so many hours. Ciw records a contact when it leaves, so those still talking at the end are missing."""
    ciw.seed(seed)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(queue.arrivals_per_s)],
        service_distributions=[ciw.dists.Exponential(1 / queue.handling_s)],
        reneging_time_distributions=[ciw.dists.Exponential(1 / queue.patience_s)],
        number_of_servers=[queue.agents],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(3600.0 * hours)
    records = simulation.get_all_records()
    return waits_of([(one.arrival_date, one.waiting_time, one.record_type == "service") for one in records])
