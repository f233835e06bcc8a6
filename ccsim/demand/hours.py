"""The forecast within opening hours: who asks outside them comes to the opening, or does not come to a queue at all."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ccsim.model.inputs import Centre

Floats = NDArray[np.float64]


def within_hours(centre: Centre, legs: Floats) -> Floats:
    """Forecast `legs` (I, intervals) of who asks for a person -> of who enters a queue, and when.

    Within an interval people ask at a constant rate. What falls between two openings counts in the interval of the
    second if the queue defers, and is left out if it does not, or if it opens no more before the horizon. How many of
    the lost or deferred try again is not followed.
    """
    found = np.zeros_like(legs)
    edges_s = np.arange(centre.n_intervals + 1) * centre.interval_s
    for intent, queue in enumerate(centre.queue_of_intent.tolist()):
        if centre.opens_s[queue, 0] == 0 and np.isinf(centre.closes_s[queue, 0]):
            found[intent] = legs[intent]
            continue
        so_far = np.concatenate([[0.0], np.cumsum(legs[intent])])
        opens_s, closes_s = centre.opens_s[queue], centre.closes_s[queue]
        closed_before_s = np.concatenate([[0.0], closes_s[:-1]])
        for opened_s, until_s, closed_s in zip(opens_s, closes_s, closed_before_s, strict=True):
            if opened_s >= centre.horizon_s:
                break
            inside = np.clip(edges_s, opened_s, min(until_s, centre.horizon_s))
            found[intent] += np.diff(np.interp(inside, edges_s, so_far))
            if centre.defers[queue]:
                came, left = np.interp([closed_s, opened_s], edges_s, so_far)
                found[intent, int(opened_s // centre.interval_s)] += left - came
    return found


def someone_to_serve(centre: Centre, slot_s: float) -> NDArray[np.bool_]:
    """(G, slots of `slot_s` from 0 to the horizon): whether any of a group's queues is open at some time in the slot,
    or closed in the slot before and lets those who wait be served.
    """
    starts_s = np.arange(round(centre.horizon_s / slot_s)) * slot_s
    tail_s = np.where(centre.disconnects, 0.0, slot_s)[:, None]
    until_s = np.ceil(centre.closes_s / slot_s) * slot_s + tail_s  # infinite stays infinite
    is_open = (centre.opens_s[..., None] < starts_s + slot_s) & (until_s[..., None] > starts_s)
    return np.asarray((centre.rank_of_queue > 0).astype(np.int64) @ is_open.any(axis=1) > 0)
