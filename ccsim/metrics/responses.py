"""The platform's three-minute response rate: rounds between 08:00 and 23:00 that a person answers within 180 s."""

from __future__ import annotations

import numpy as np

from ccsim.metrics.sums import Ints, Tallied, first_interval, interval_of, sizes
from ccsim.model.events import Outcome
from ccsim.model.inputs import Centre, RunInputs
from ccsim.model.log import RunLog

LIMIT_S = 180.0
FROM_S, UNTIL_S, DAY_S = 8 * 3600.0, 23 * 3600.0, 86400.0
MICRO = 1e6


def counted_intervals(centre: Centre) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Measured intervals whose middle lies in the platform's hours."""
    middle_s = (np.arange(first_interval(centre), centre.n_intervals) + 0.5) * centre.interval_s % DAY_S
    return np.asarray((middle_s >= FROM_S) & (middle_s < UNTIL_S))


def response_sums(inputs: RunInputs, log: RunLog) -> Tallied:
    """Rounds and rounds in time (millionths of a reply), by interval of the clock and group.

    All replies that agents give at their levels, corrected for first replies, whose customers have waited in the
    queue before. `rounds_unanswered_micro` are contacts that left without an answer: one open round each, no group.
    """
    centre, first, counted = inputs.centre, first_interval(inputs.centre), counted_intervals(inputs.centre)
    load_s = log.load_ticks[:, first:, :] / 2.0**20
    replies = np.rint(MICRO * load_s * centre.replies_per_s[:, None, :])
    in_time = np.rint(MICRO * load_s * centre.replies_per_s[:, None, :] * centre.reply_in_3min[:, None, :])
    rounds = replies.sum(axis=2).astype(np.int64) * counted
    rounds_in_time = in_time.sum(axis=2).astype(np.int64) * counted - late_first_replies(inputs, log) * counted
    unanswered = _left_unanswered(inputs, log) * counted
    cells = {"rounds_micro": rounds, "rounds_in_3min_micro": rounds_in_time}
    totals = {name: int(cell.sum()) for name, cell in cells.items()}
    by_interval = {name: cell.sum(axis=0) for name, cell in cells.items()}
    totals["rounds_unanswered_micro"] = int(unanswered.sum())
    by_interval["rounds_unanswered_micro"] = unanswered
    return Tallied(totals, {"interval": by_interval, "group": {n: cell.sum(axis=1) for n, cell in cells.items()}})


def late_first_replies(inputs: RunInputs, log: RunLog) -> Ints:
    """How many first replies (millionths) miss 180 s only because of the wait before them, by (group, interval).

    With p = P(reply within 180 s) at the level of the assignment and a wait of w seconds, the first reply is in time
    with probability 1 - (1-p)^((180-w)/180): exactly p without a wait, and 0 from 180 s on.
    """
    centre, rows = inputs.centre, log.contacts
    interval = interval_of(centre, np.nan_to_num(rows["assign_s"], nan=-1.0))
    size = sizes(centre)
    answered = np.flatnonzero((rows["assign_s"] >= centre.measure_from_s) & (interval < size["interval"]))
    rows, interval = rows[answered], interval[answered]
    group = rows["group"].astype(np.int64)
    within = centre.reply_in_3min[group, rows["level"]]
    time_left = np.clip(1.0 - (rows["assign_s"] - rows["enqueue_s"]) / LIMIT_S, 0.0, 1.0)
    in_time = np.where(time_left > 0, 1.0 - (1.0 - within) ** time_left, 0.0)
    late = np.zeros((size["group"], size["interval"]), np.int64)
    np.add.at(late, (group, interval), np.rint(MICRO * (within - in_time)).astype(np.int64))
    return late


def _left_unanswered(inputs: RunInputs, log: RunLog) -> Ints:
    centre, rows = inputs.centre, log.contacts
    left = np.isin(rows["outcome"], (Outcome.BALKED, Outcome.ABANDONED))
    left &= (rows["abandon_s"] >= centre.measure_from_s) & (rows["abandon_s"] < centre.horizon_s)
    interval = interval_of(centre, rows["abandon_s"][left])
    return np.bincount(interval, minlength=sizes(centre)["interval"]).astype(np.int64) * int(MICRO)
