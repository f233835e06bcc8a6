"""The measured contacts of a batch, with the keys by which they are counted."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ccsim.metrics.batch import Batch, Columns, ColumnsAt
from ccsim.metrics.sums import Bools, Ints, class_keys, interval_of, sizes
from ccsim.metrics.tally import joint_key
from ccsim.model.events import UNSERVED, BotOutcome, Outcome
from ccsim.model.inputs import Centre, Floats
from ccsim.model.timegrid import TICKS_PER_S


class Measured(NamedTuple):
    """Measured contacts (n,): columns of tape and log, keys by dimension (group -1 where nobody answered)."""

    centre: Centre
    tape: Columns
    log: Columns
    keys: dict[str, Ints]
    wait_ticks: Ints
    """The customer's time in the human queue: until answered or gone, or until the run was cut; 0 if never there."""


def measured(batch: Batch, by_keys: bool = False) -> Measured:
    """The contacts that happened and arrived in the measured time, in the order of the tape or of their keys.

    Adding them up sorts every value by its keys; `by_keys` sorts the contacts once instead.
    """
    centre, outcome, arrival_s = batch.centre, batch.log["outcome"], batch.log["arrival_s"]
    happened = (outcome != Outcome.NEVER) & (outcome != Outcome.BEYOND)
    counts = happened & (arrival_s >= centre.measure_from_s) & (arrival_s < centre.horizon_s)
    tape, log = batch.tape, batch.log
    chosen = np.flatnonzero(counts)
    if chosen.size < counts.size:
        tape, log = ColumnsAt(batch.tape, chosen), ColumnsAt(batch.log, chosen)
    intent = tape["intent"].astype(np.int64)
    keys = {
        "interval": interval_of(centre, log["arrival_s"]),
        "intent": intent,
        "queue": centre.queue_of_intent[intent],
        "group": np.where(log["silent"], -1, log["group"].astype(np.int64)),
        **class_keys(centre, tape["customer_class"]),
    }
    if by_keys:
        order = np.argsort(joint_key(keys, sizes(centre)))
        tape, log = ColumnsAt(batch.tape, chosen[order]), ColumnsAt(batch.log, chosen[order])
        keys = {dimension: key[order] for dimension, key in keys.items()}
    return Measured(centre, tape, log, keys, _wait_ticks(centre, log))


_IS_UNSERVED = np.isin(np.arange(max(Outcome) + 1), sorted(UNSERVED))


def unserved(log: Columns) -> Bools:
    """Contacts that ended although nobody answered them, in whatever way."""
    return np.asarray(_IS_UNSERVED[log["outcome"]])


def bot_started(of: Measured) -> Bools:
    """Contacts that got a session with the bot."""
    if of.centre.bot_capacity is None:
        return np.asarray(of.tape["bot_outcome"] != BotOutcome.NONE)
    return np.asarray(~np.isnan(of.log["bot_start_s"]))


def bot_start_s(of: Measured) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """When each contact's session with the bot began (s); on arrival where the bot always has room."""
    return of.log["arrival_s"] if of.centre.bot_capacity is None else of.log["bot_start_s"]


def closed(log: Columns) -> Bools:
    """Contacts that were closed by the bot or by a person."""
    outcome = log["outcome"]
    return np.asarray((outcome == Outcome.BOT_RESOLVED) | (outcome == Outcome.BOT_LEFT) | (outcome == Outcome.SERVED))


def out_of_queue_s(log: Columns) -> Floats:
    """When each customer left the human queue (s), answered or not; NaN where that did not happen.

    Whoever left silently left at its abandonment, whenever its ghost was taken.
    """
    return np.where(np.isnan(log["abandon_s"]), log["assign_s"], log["abandon_s"])


def duration_ticks(
    start_s: np.ndarray[tuple[int], np.dtype[np.float64]], end_s: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> Ints:
    """Ticks between two instants; 0 where either did not happen."""
    span = (end_s - start_s) * TICKS_PER_S
    np.copyto(span, 0.0, where=np.isnan(span))
    return np.asarray(span.astype(np.int64))


def _wait_ticks(centre: Centre, log: Columns) -> Ints:
    left_s = out_of_queue_s(log)
    cut_s = np.fmax(log["enqueue_s"], centre.horizon_s)
    return duration_ticks(log["enqueue_s"], np.where(np.isnan(left_s), cut_s, left_s))
