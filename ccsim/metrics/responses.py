"""The platform's three-minute response rate: rounds between 08:00 and 23:00 that a person answers within 180 s."""

from __future__ import annotations

import numpy as np

from ccsim.metrics.batch import Batch
from ccsim.metrics.sums import Ints, Tallied, first_interval, interval_of
from ccsim.model.inputs import Centre
from ccsim.model.replies import Attention
from ccsim.model.timegrid import DAY_S

LIMIT_S = 180.0
FROM_S, UNTIL_S = 8 * 3600.0, 23 * 3600.0
MICRO = 1e6


def counted_intervals(centre: Centre) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Measured intervals whose middle lies in the platform's hours."""
    middle_s = (np.arange(first_interval(centre), centre.n_intervals) + 0.5) * centre.interval_s % DAY_S
    return np.asarray((middle_s >= FROM_S) & (middle_s < UNTIL_S))


def round_sums(centre: Centre, load_ticks: Ints, attention: Attention | None = None) -> Tallied:
    """Rounds and rounds in time (millionths of a reply) by group: all that agents give in the platform's hours.

    `late_first_replies` corrects them for first replies, whose customers have waited in the queue before. There is no
    rate by interval: agents' replies are spread over time, the corrections are booked where the wait ended. Replies
    follow from time by level, unless `attention` says how many there were.
    """
    first, counted = first_interval(centre), counted_intervals(centre)
    load_s = load_ticks[:, first:, :] / 2.0**20
    replies = np.rint(MICRO * load_s * centre.replies_per_s[:, None, :])
    in_time = np.rint(MICRO * load_s * centre.replies_per_s[:, None, :] * centre.reply_in_3min[:, None, :])
    cells = {
        "rounds_micro": replies.sum(axis=2).astype(np.int64) * counted,
        "rounds_in_3min_micro": in_time.sum(axis=2).astype(np.int64) * counted,
    }
    if attention is not None:
        cells = {
            "rounds_micro": int(MICRO) * attention.replies[:, first:] * counted,
            "rounds_in_3min_micro": int(MICRO) * attention.replies_in_3min[:, first:] * counted,
        }
    totals = {name: int(cell.sum()) for name, cell in cells.items()}
    return Tallied(totals, {"group": {name: cell.sum(axis=1) for name, cell in cells.items()}})


def late_first_replies(batch: Batch) -> tuple[Ints, Ints]:
    """How far first replies (millionths) miss 180 s only because they waited, and the group of each that did.

    With p = P(reply within 180 s) at the level of the assignment and a wait of w seconds, the first reply is in time
    with probability 1 - (1-p)^((180-w)/180): exactly p without a wait, and 0 from 180 s on. Replies outside the
    platform's hours count nothing; ghosts get no reply that could be late.
    """
    centre, log = batch.centre, batch.log
    within_run = (log["assign_s"] >= centre.measure_from_s) & (log["assign_s"] < centre.horizon_s)
    waited = log["assign_s"] > log["enqueue_s"]  # without a wait nothing is late
    answered = np.flatnonzero(within_run & waited & ~log["silent"])
    assign_s, group = log["assign_s"][answered], log["group"][answered].astype(np.int64)
    interval = interval_of(centre, assign_s)
    within = centre.reply_in_3min[group, log["level"][answered]]
    time_left = np.clip(1.0 - (assign_s - log["enqueue_s"][answered]) / LIMIT_S, 0.0, 1.0)
    in_time = np.where(time_left > 0, 1.0 - (1.0 - within) ** time_left, 0.0)
    late = np.rint(MICRO * (within - in_time)).astype(np.int64)
    return late * counted_intervals(centre)[interval], group


def left_unanswered(batch: Batch) -> int:
    """Contacts that left the queue unserved (millionths) in the platform's hours: one open round each."""
    centre, log = batch.centre, batch.log
    left = (log["abandon_s"] >= centre.measure_from_s) & (log["abandon_s"] < centre.horizon_s)
    interval = interval_of(centre, log["abandon_s"][left])
    return int(counted_intervals(centre)[interval].sum()) * int(MICRO)
