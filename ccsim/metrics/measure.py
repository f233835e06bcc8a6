"""One replication's log to its sums: every family of measures together, and the identities that bind them."""

from __future__ import annotations

import numpy as np

from ccsim.metrics.agents import agent_sums, clock_sums, queue_area
from ccsim.metrics.contacts import contact_values, wait_ticks
from ccsim.metrics.issues import issue_sums
from ccsim.metrics.responses import response_sums
from ccsim.metrics.satisfaction import satisfaction_values
from ccsim.metrics.sums import CLOCK_SUMS, IdentityError, Measured, Sums, Tallied, add_up, measured, merge, sizes
from ccsim.metrics.waits import N_BINS, histogram
from ccsim.model.events import Outcome
from ccsim.model.inputs import RunInputs
from ccsim.model.log import RunLog


def measure(inputs: RunInputs, log: RunLog) -> Sums:
    """All sums of one replication. Pure and deterministic; definitions: docs/metrics.md."""
    of = measured(inputs, log)
    families = merge(
        [
            add_up({**contact_values(of), **satisfaction_values(of)}, of.keys, sizes(of.centre)),
            _beyond(inputs, log),
            issue_sums(inputs, log),
            agent_sums(inputs, log),
            response_sums(inputs, log),
            queue_area(inputs, log),
            clock_sums(of.centre),
        ]
    )
    waits = _waits_by_queue(of)
    return Sums(families.totals, families.by, waits.sum(axis=0), waits)


def check_identities(sums: Sums, inputs: RunInputs, log: RunLog) -> None:
    """Raise IdentityError if sums that must agree exactly do not. Source: docs/metrics.md#identities."""
    total = sums.totals
    _same("contacts", total, "contacts", ["bot_resolved", "bot_left", "balked", "abandoned", "answered", "unfinished"])
    _same("queue", total, "offered", ["balked", "abandoned", "answered", "unfinished_waiting"])
    _same("bot", total, "bot_sessions", ["bot_resolved", "bot_left", "transferred", "unfinished_in_bot"])
    _same("containment", total, "contained", ["bot_resolved", "bot_left"])
    _same("hand-overs", total, "transferred", ["bot_asked", "bot_transferred"])
    _same("closed", total, "closed", ["contained", "legs"])
    _same("resolved", total, "resolved", ["bot_resolved", "human_resolved"])
    _within(total, "legs", "answered")
    _within(total, "answered_in_time", "answered")
    _within(total, "fcr_7d", "fcr_3d")
    _within(total, "fcr_3d", "fcr_1d")
    _within(total, "eventually_resolved", "issues")
    _within(total, "first_contact_resolved", "eventually_resolved")
    _within(total, "slot_ticks", "slot_capacity_ticks")
    for dimension, arrays in sums.by.items():
        for name in arrays.keys() - set(CLOCK_SUMS):
            _dimension_adds_up(sums, dimension, name)
    _agents_were_there(inputs, log)
    if int(sums.waits.sum()) != total["offered"]:
        raise IdentityError(f"{int(sums.waits.sum())} waits in the histogram, {total['offered']} contacts offered")


GROUPED = frozenset(
    {"answered", "answered_in_time", "legs", "human_resolved", "talk_ticks", "wrap_ticks", "wait_answered_ticks",
     "first_response_ticks", "leg_response_ticks", "duty_ticks", "drain_ticks", "busy_ticks", "slot_ticks",
     "slot_capacity_ticks", "hands_on_ticks", "replies_micro", "replies_in_3min_micro", "response_weighted",
     "rounds_micro", "rounds_in_3min_micro", "paid_ticks"}
)  # fmt: skip
"""Sums that belong to a group in full; the others count by group only what an agent took."""


def _dimension_adds_up(sums: Sums, dimension: str, name: str) -> None:
    found, total = int(sums.by[dimension][name].sum()), sums.totals[name]
    partial = dimension == "group" and name not in GROUPED
    if found > total or (found != total and not partial):
        raise IdentityError(f"{name}: {found} by {dimension}, {total} in total")


def _agents_were_there(inputs: RunInputs, log: RunLog) -> None:
    """Whoever took a contact belongs to a group that serves its queue, at a level within its concurrency."""
    centre, rows = inputs.centre, log.contacts
    taken = ~np.isnan(rows["assign_s"])
    queue = centre.queue_of_intent[inputs.tape["intent"][taken].astype(np.int64)]
    group, level = rows["group"][taken], rows["level"][taken]
    if (group < 0).any() or not centre.serves[group, queue].all():
        raise IdentityError("a contact was answered by a group that does not serve its queue")
    if (level < 1).any() or (level > centre.concurrency[group]).any():
        raise IdentityError("a contact was assigned at a level outside 1..concurrency")


def _same(what: str, total: dict[str, int], whole: str, parts: list[str]) -> None:
    if total[whole] != sum(total[part] for part in parts):
        shown = " + ".join(f"{part} {total[part]}" for part in parts)
        raise IdentityError(f"{what}: {whole} {total[whole]} is not {shown}")


def _within(total: dict[str, int], part: str, whole: str) -> None:
    if total[part] > total[whole]:
        raise IdentityError(f"{part} {total[part]} exceeds {whole} {total[whole]}")


def _beyond(inputs: RunInputs, log: RunLog) -> Tallied:
    """Contacts due after the horizon, by intent and queue; they have no interval of the run."""
    due = log.contacts["outcome"] == Outcome.BEYOND
    intent = inputs.tape["intent"][due].astype(np.int64)
    keys = {"intent": intent, "queue": inputs.centre.queue_of_intent[intent]}
    return add_up({"beyond": np.ones(intent.size, np.bool_)}, keys, sizes(inputs.centre))


def _waits_by_queue(of: Measured) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    offered = ~np.isnan(of.log["enqueue_s"])
    wait, queue = wait_ticks(of)[offered], of.keys["queue"][offered]
    counts = [histogram(wait[queue == number]) for number in range(len(of.centre.queues))]
    return np.array(counts, np.int64).reshape(-1, N_BINS)
