"""Sums over agents' time: on duty, slots in use, hands on, replies given, and the queue they worked against."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ccsim.metrics.batch import Columns
from ccsim.metrics.measured import out_of_queue_s
from ccsim.metrics.sums import Ints, Tallied, boundaries_s, first_interval, sizes
from ccsim.model.inputs import Centre, Floats
from ccsim.model.replies import Attention
from ccsim.model.shift_time import ShiftTime
from ccsim.model.timegrid import DAY_S, TICKS_PER_S, ticks_array

MICRO = 1e6


def agent_sums(
    centre: Centre,
    load_ticks: Ints,
    roster: NDArray[np.void],
    paid_s: Floats,
    attention: Attention | None = None,
    reserves: Ints | None = None,
) -> Tallied:
    """Agents' time in the measured intervals, by interval of the clock and by group.

    On duty is the headcount of the roster with the reserves that have come (`reserves`: their time (G, measured
    intervals) in ticks); whoever is there beyond it finishes something after log-off (drains), whether it may still
    take contacts until the next slot is free or not. A draining agent's whole concurrency counts as capacity; a slot
    above the usual concurrency, where reserves raise it, counts while it is in use. Hands-on time and replies follow
    from time by level, unless `attention` says what they were.
    """
    first = first_interval(centre)
    load, duty = load_ticks[:, first:, :], headcount_ticks(centre, roster)
    extra = np.zeros_like(duty) if reserves is None else reserves
    duty = duty + extra
    present = load.sum(axis=2)
    levels = np.arange(load.shape[2])
    replies = load / TICKS_PER_S * centre.replies_per_s[:, None, :]
    cells = {
        "duty_ticks": duty,
        "drain_ticks": present - duty,
        "busy_ticks": load[:, :, 1:].sum(axis=2),
        "slot_ticks": (load * levels).sum(axis=2),
        "slot_capacity_ticks": (load * np.maximum(levels, centre.concurrency[:, None])[:, None, :]).sum(axis=2),
        "hands_on_ticks": _rounded(load * centre.hands_on[:, None, :]),
        "replies_micro": _rounded(MICRO * replies),
        "replies_in_3min_micro": _rounded(MICRO * replies * centre.reply_in_3min[:, None, :]),
        "response_weighted": _rounded(MICRO * replies * centre.response_s[:, None, :]),
    }
    if attention is not None:
        cells |= {
            "hands_on_ticks": attention.ticks[:, first:],
            "replies_micro": int(MICRO) * attention.replies[:, first:],
            "replies_in_3min_micro": int(MICRO) * attention.replies_in_3min[:, first:],
            "response_weighted": np.rint(MICRO / TICKS_PER_S * attention.response_ticks[:, first:]).astype(np.int64),
        }
    paid_by_day = paid_ticks_by_day(centre, paid_s)
    if extra.any():
        paid_by_day = paid_by_day + extra.reshape(*paid_by_day.shape, -1).sum(axis=2)
    paid = paid_by_day.sum(axis=1)
    totals = {name: int(cell.sum()) for name, cell in cells.items()} | {"paid_ticks": int(paid.sum())}
    by_group = {name: cell.sum(axis=1) for name, cell in cells.items()} | {"paid_ticks": paid}
    joint = {
        "group_interval": {"duty_ticks": duty.ravel()},
        "group_day": {"paid_ticks": paid_by_day.ravel()},
    }
    by_interval = {name: cell.sum(axis=0) for name, cell in cells.items()}
    return Tallied(totals, {"interval": by_interval, "group": by_group, **joint})


def headcount_ticks(centre: Centre, roster: NDArray[np.void]) -> Ints:
    """The roster's headcounts times the time they hold, (G, measured intervals), in ticks up to the horizon."""
    edges = ticks_array(boundaries_s(centre)[first_interval(centre) :])
    found = np.zeros((len(centre.groups), edges.size - 1), np.int64)
    for group in range(found.shape[0]):
        steps = roster[roster["group"] == group]
        at = np.concatenate([[0], ticks_array(steps["at_s"])])
        level = np.concatenate([[0], steps["level"].astype(np.int64)])
        so_far = np.concatenate([[0], np.cumsum(level[:-1] * np.diff(at))])
        last = np.searchsorted(at, edges, side="right") - 1
        found[group] = np.diff(so_far[last] + level[last] * (edges - at[last]))
    return found


def paid_ticks_by_day(centre: Centre, paid_s: Floats) -> Ints:
    """Paid time (groups, measured days) in ticks."""
    warm_up = round(centre.measure_from_s / DAY_S)
    return ticks_array(paid_s[:, warm_up:])


def shift_sums(centre: Centre, shift_time: ShiftTime) -> Tallied:
    """What shifts tell beyond headcounts over the measured days, by group; nothing where no group has shifts."""
    warm_up = round(centre.measure_from_s / DAY_S)
    by_group = {name: by_day[:, warm_up:].sum(axis=1) for name, by_day in shift_time.items()}
    return Tallied({name: int(found.sum()) for name, found in by_group.items()}, {"group": by_group})


def clock_sums(centre: Centre) -> Tallied:
    """How much time was measured; an interval counts as one "day" of its own, so that counts there stay counts."""
    days = round((centre.horizon_s - centre.measure_from_s) / DAY_S)
    measured_ticks = int((centre.horizon_s - centre.measure_from_s) * TICKS_PER_S)
    by = {
        dimension: {"days": np.full(size, days, np.int64), "elapsed_ticks": np.full(size, measured_ticks, np.int64)}
        for dimension, size in sizes(centre).items()
    }
    edges = ticks_array(boundaries_s(centre)[first_interval(centre) :])
    by["interval"] = {"days": np.ones(edges.size - 1, np.int64), "elapsed_ticks": np.diff(edges)}
    return Tallied({"days": days, "elapsed_ticks": measured_ticks}, by)


def queue_area(centre: Centre, tape: Columns, log: Columns) -> Ints:
    """Time spent waiting within the measured time (queues, intervals of the clock), whoever's wait it was (ticks).

    The area under the queue length: also contacts that arrived before the measured time and still waited in it; ghosts
    of those who left silently do not count.
    """
    left_s = np.fmin(out_of_queue_s(log), centre.horizon_s)  # NaN, still waiting, becomes the horizon
    waited = np.flatnonzero(left_s > log["enqueue_s"])
    queue = centre.queue_of_intent[tape["intent"][waited].astype(np.int64)]
    start, end = ticks_array(log["enqueue_s"][waited]), ticks_array(left_s[waited])
    edges = ticks_array(boundaries_s(centre)[first_interval(centre) :])
    return np.array([_area(start[queue == q], end[queue == q], edges) for q in range(len(centre.queues))])


def queue_area_sums(area: Ints) -> Tallied:
    """The area by interval and by queue."""
    by_interval = {"queue_area_ticks": area.sum(axis=0)}
    by_queue = {"queue_area_ticks": area.sum(axis=1)}
    return Tallied({"queue_area_ticks": int(area.sum())}, {"interval": by_interval, "queue": by_queue})


def _area(start: Ints, end: Ints, edges: Ints) -> Ints:
    """Ticks of the spans [start, end) within each interval between `edges`."""
    area: Ints = np.zeros(edges.size - 1, np.int64)
    if start.size:
        first = max(int(np.searchsorted(edges, start.min(), side="right")) - 1, 0)
        last = int(np.searchsorted(edges, end.max(), side="left")) + 1
        near = edges[first:last]
        area[first : first + near.size - 1] = -np.diff(_covered(end, near) - _covered(start, near))
    return area


def _covered(instant: Ints, edges: Ints) -> Ints:
    """For each edge: how many ticks all instants together lie beyond it, exactly."""
    ordered = np.sort(instant)
    tail = np.concatenate([np.cumsum(ordered[::-1])[::-1], [0]])
    beyond = np.searchsorted(ordered, edges, side="left")
    return np.asarray(tail[beyond] - (ordered.size - beyond) * edges)


def _rounded(cell_by_level: np.ndarray[tuple[int, int, int], np.dtype[np.float64]]) -> Ints:
    """One rounding for each (group, interval, level), then integer sums over the levels."""
    return np.asarray(np.rint(cell_by_level).astype(np.int64).sum(axis=2))
