"""Opening hours -> the instants of a run at which queues open and close."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from ccsim.model.timegrid import DAY_S
from ccsim.scenario.queues import WEEK, Queue
from ccsim.scenario.scenario import Scenario

Floats = NDArray[np.float64]
Spans = list[tuple[float, float]]

DAYS_PAST = 7
"""Days after the horizon that are still written down: a week has every opening that there is."""


def opening_tables(scenario: Scenario, queues: tuple[str, ...], days: int, warm_up: int) -> tuple[Floats, Floats]:
    """`Centre.opens_s` and `closes_s` (Q, N) for `days` simulated days, the first `warm_up` of them not measured."""
    first = scenario.run.start - timedelta(days=warm_up)
    spans = [_spans(scenario.queues.get(name, Queue()), first.weekday(), days + DAYS_PAST) for name in queues]
    longest = max(len(of_queue) for of_queue in spans)
    tables = np.full((2, len(spans), longest), np.inf)
    for q, of_queue in enumerate(spans):
        tables[:, q, : len(of_queue)] = np.array(of_queue).T
    return tables[0], tables[1]


def _spans(queue: Queue, weekday: int, days: int) -> Spans:
    """When the queue is open from 0 on, spans that touch made one; what lasts to the end of the days lasts for ever."""
    if queue.opening is None:
        return [(0.0, np.inf)]
    found: Spans = []
    spans = sorted(
        (day * DAY_S + hours.start, day * DAY_S + hours.start + hours.length)
        for hours in queue.opening
        for day in range(-1, days)
        if WEEK[(weekday + day) % 7] in hours.days
    )
    for start_s, end_s in spans:
        if end_s <= 0:
            continue
        opens_s, closes_s = max(start_s, 0.0), np.inf if end_s >= days * DAY_S else end_s
        if found and opens_s <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], closes_s))
        else:
            found.append((opens_s, closes_s))
    return found
