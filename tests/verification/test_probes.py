"""The time in which everybody is busy, counted from sorted begins and ends, against a walk through all events."""

from types import SimpleNamespace

import numpy as np
import pytest

from ccsim.model.timegrid import DAY_S, TICKS_PER_S
from ccsim.verification.probes import AllBusy


def walked(starts, ends, edges, agents):
    """Ticks between consecutive edges in which at least so many are in service."""
    events = sorted([(t, 1) for t in starts] + [(t, -1) for t in ends])
    found, there, before = np.zeros(edges.size - 1, np.int64), 0, edges[0]
    for t, step in [*events, (max(edges[-1], events[-1][0]), 0)]:
        for j, n in enumerate(agents):
            if there >= n:
                found[j] += max(0, min(t, edges[j + 1]) - max(before, edges[j]))
        there, before = there + step, t
    return found


@pytest.mark.parametrize("levels", [(3,), (0, 1), (1, 2, 3, 2), (4, 4), (200, 1)])
@pytest.mark.parametrize("seed", range(5))
def test_all_busy_is_what_a_walk_through_the_events_gives(levels, seed):
    rng = np.random.default_rng(seed)
    days, warm_up = 3, 1
    starts = rng.integers(0, round((days + warm_up) * DAY_S * TICKS_PER_S), 150)
    ends = starts + rng.integers(0, round(6 * 3600 * TICKS_PER_S), 150)
    active = np.array([True, False, True])
    prepared = SimpleNamespace(measured=SimpleNamespace(measure_from_s=warm_up * DAY_S), active=active, days=days)
    probe = AllBusy(prepared, levels)
    for part in (slice(0, 60), slice(60, 150)):
        log = {"assign_s": starts[part] / TICKS_PER_S, "release_s": ends[part] / TICKS_PER_S}
        log["release_s"] = np.append(log["release_s"], np.nan)  # one who is never served
        log["assign_s"] = np.append(log["assign_s"], np.nan)
        probe.take(SimpleNamespace(log=log))
    edges = np.rint((warm_up + np.arange(days * len(levels) + 1) / len(levels)) * DAY_S * TICKS_PER_S).astype(np.int64)
    by_day = walked(starts, ends, edges, levels * days).reshape(days, len(levels))
    assert by_day.sum() > 0
    assert np.array_equal(probe.finish()["all_busy_ticks"], by_day[active].sum(axis=0))
