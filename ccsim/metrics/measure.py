"""One replication's log to its sums: every family of measures together, and the identities that bind them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ccsim.metrics.agents import agent_sums, clock_sums, queue_area, queue_area_sums, shift_sums
from ccsim.metrics.batch import Batch, batches
from ccsim.metrics.busy_bot import busy_bot_values
from ccsim.metrics.contacts import contact_values
from ccsim.metrics.ghosts import ghost_values
from ccsim.metrics.in_flight import bot_area, bot_area_sums
from ccsim.metrics.issues import issue_values
from ccsim.metrics.measured import Measured, measured
from ccsim.metrics.moods import mood_values
from ccsim.metrics.peaks import with_peaks
from ccsim.metrics.responses import late_first_replies, left_unanswered, round_sums
from ccsim.metrics.satisfaction import satisfaction_values
from ccsim.metrics.sums import CLOCK_SUMS, Bools, IdentityError, Ints, Sums, Tallied, add, class_keys, merge, sizes
from ccsim.metrics.surge import Called, by_raised_group, reserve_ticks, surge_sums, surge_values
from ccsim.metrics.tally import Tally
from ccsim.metrics.waits import N_BINS, bin_of
from ccsim.metrics.wrong_answers import error_values
from ccsim.model.events import Outcome
from ccsim.model.inputs import Centre, RunInputs
from ccsim.model.log import RunLog
from ccsim.model.replies import Attention
from ccsim.model.shift_time import SHIFT_SUMS, ShiftTime


def measure(inputs: RunInputs, log: RunLog) -> Sums:
    """All sums of one replication. Pure and deterministic; definitions: docs/metrics.md."""
    centre = inputs.centre
    called = None if inputs.reserves is None or log.surge is None else Called(inputs.reserves, log.surge)
    agents = measure_agents(
        centre, log.load_ticks, inputs.roster, inputs.paid_s, log.attention, inputs.shift_time, called
    )
    return with_peaks(centre, add(measure_contacts(centre, inputs.tape, log.contacts), agents))


def measure_contacts(
    centre: Centre, tape: NDArray[np.void], contacts: NDArray[np.void], over: Bools | None = None
) -> Sums:
    """What contacts add to a replication's sums: whole issues, all rows of each, `contacts` (log) beside `tape`.

    `over`: the rows that are meant; all of them if None.

    A replication's issues may come in any batches: the sums of the batches add up (`add`), exactly, to the sums of all.
    Once they are complete, `with_peaks` adds the sums that are not made of single contacts.
    """
    size = sizes(centre)
    by_contact, by_issue, by_ghost, beyond, late = (Tally(size) for _ in range(5))
    unanswered = 0
    area = np.zeros((size["queue"], size["interval"]), np.int64)
    in_flight = np.zeros(size["interval"], np.int64)
    waits = np.zeros((size["queue"], N_BINS), np.int64)
    for batch in batches(centre, tape, contacts, over):
        check_agents_were_there(batch)
        of = measured(batch, by_keys=True)
        special = {**busy_bot_values(of), **error_values(of), **mood_values(of), **surge_values(of)}
        by_contact.add({**contact_values(of), **special, **satisfaction_values(of)}, of.keys)
        by_issue.add(*issue_values(batch))
        by_ghost.add(*ghost_values(of))
        beyond.add(*_beyond(batch))
        missed, group = late_first_replies(batch)
        late.add({"rounds_in_3min_micro": -missed}, {"group": group})
        unanswered += left_unanswered(batch)
        area += queue_area(centre, batch.tape, batch.log)
        if centre.has_bot:
            in_flight += bot_area(centre, batch.tape, batch.log)
        _count_waits(of, waits)
    tallies = [tally.result() for tally in (by_contact, by_issue, by_ghost, beyond, late)]
    areas = [queue_area_sums(area), bot_area_sums(in_flight)]
    families = merge([*tallies, *areas, Tallied({"rounds_unanswered_micro": unanswered}, {})])
    return Sums(families.totals, families.by, waits.sum(axis=0), waits)


def measure_agents(
    centre: Centre,
    load_ticks: NDArray[np.int64],
    roster: NDArray[np.void],
    paid_s: NDArray[np.float64],
    attention: Attention | None = None,
    shift_time: ShiftTime | None = None,
    called: Called | None = None,
) -> Sums:
    """What agents add to a replication's sums, once for the whole replication, and how much time was measured.

    `load_ticks` (G, intervals, levels) and `attention`: see `RunLog`; `roster`: all steps of the run; `paid_s` (G,
    days) and `shift_time`: see `RunInputs`; `called`: what reserves did, where there are any.
    """
    ticks = reserve_ticks(centre, called)
    raised = by_raised_group(centre.surge, ticks, len(centre.groups))
    agents = agent_sums(centre, load_ticks, roster, paid_s, attention, raised)
    on_shifts, surge = shift_sums(centre, shift_time or {}), surge_sums(centre, called, ticks)
    families = merge([agents, round_sums(centre, load_ticks, attention), clock_sums(centre), on_shifts, surge])
    waits = np.zeros((len(centre.queues), N_BINS), np.int64)
    return Sums(families.totals, families.by, waits.sum(axis=0), waits)


def check_sums(sums: Sums) -> None:
    """Raise IdentityError if sums of a replication that must agree exactly do not.

    Source: docs/metrics.md#identities.
    """
    total = sums.totals
    unserved = ["balked", "abandoned", "blocked", "timed_out", "disconnected", "told_later"]
    elsewhere = ["bot_resolved", "bot_left", "bot_wrong", "lost_at_bot", "closed_out", "unfinished"]
    _same("contacts", total, "contacts", ["answered", *unserved, *elsewhere])
    _same("queue", total, "offered", ["answered", *unserved, "unfinished_waiting"])
    parts = ["unfinished_before_bot", "unfinished_in_bot", "unfinished_deferred", "unfinished_waiting"]
    _same("open", total, "unfinished", parts)
    with_bot = ["bot_resolved", "bot_left", "bot_wrong", "transferred", "bot_cut_lost", "unfinished_in_bot"]
    _same("bot", total, "bot_sessions", with_bot)
    if "bot_offered" in total:
        _same(
            "met the bot", total, "bot_offered", ["bot_sessions", "bot_passed", "bot_refused", "unfinished_before_bot"]
        )
        _same("lost at the bot", total, "lost_at_bot", ["bot_refused", "bot_cut_lost"])
    _same("containment", total, "contained", ["bot_resolved", "bot_left", "bot_wrong"])
    if "wrong" in total:
        _same("wrong answers", total, "wrong", ["bot_wrong", "human_wrong"])
        _same("closed as resolved", total, "closed_as_resolved", ["resolved", "wrong"])
    _same("hand-overs", total, "transferred", ["bot_asked", "bot_transferred"])
    _same("closed", total, "closed", ["contained", "legs"])
    _same("resolved", total, "resolved", ["bot_resolved", "human_resolved"])
    _within(total, "legs", "answered")
    _within(total, "answered_in_time", "answered")
    _within(total, "deferred", "offered")
    _within(total, "ghosts", "abandoned")
    _within(total, "ghosts_assigned", "ghosts")
    _within(total, "ghosts_in_time", "ghosts_assigned")
    _within(total, "fcr_7d", "fcr_3d")
    _within(total, "fcr_3d", "fcr_1d")
    _within(total, "eventually_resolved", "issues")
    _within(total, "first_contact_resolved", "eventually_resolved")
    if "resolved_first_by_bot" in total:
        _within(total, "resolved_first_by_bot", "eventually_resolved")
    _within(total, "slot_ticks", "slot_capacity_ticks")
    for dimension, arrays in sums.by.items():
        for name in arrays.keys() - set(CLOCK_SUMS):
            _dimension_adds_up(sums, dimension, name)
    if int(sums.waits.sum()) != total["offered"]:
        raise IdentityError(f"{int(sums.waits.sum())} waits in the histogram, {total['offered']} contacts offered")


GROUPED = frozenset(
    {"answered", "answered_in_time", "legs", "human_resolved", "talk_ticks", "wrap_ticks", "wait_answered_ticks",
     "first_response_ticks", "leg_response_ticks", "duty_ticks", "drain_ticks", "busy_ticks", "slot_ticks",
     "slot_capacity_ticks", "hands_on_ticks", "replies_micro", "replies_in_3min_micro", "response_weighted",
     "rounds_micro", "rounds_in_3min_micro", "paid_ticks", "ghosts_assigned", "ghosts_in_time", "ghost_wait_ticks",
     "ghost_ticks", "surge_ticks", *SHIFT_SUMS}
)  # fmt: skip
"""Sums that belong to a group in full; the others count by group only what an agent took."""


def _dimension_adds_up(sums: Sums, dimension: str, name: str) -> None:
    found, total = int(sums.by[dimension][name].sum()), sums.totals[name]
    partial = dimension == "group" and name not in GROUPED
    if found > total or (found != total and not partial):
        raise IdentityError(f"{name}: {found} by {dimension}, {total} in total")


def check_agents_were_there(batch: Batch) -> None:
    """Raise IdentityError if a contact was taken by a group that does not serve its queue, or beyond its concurrency.

    Source: docs/metrics.md#identities.
    """
    centre, taken = batch.centre, np.flatnonzero(~np.isnan(batch.log["assign_s"]))
    queue = centre.queue_of_intent[batch.tape["intent"][taken]]
    group, level = batch.log["group"][taken], batch.log["level"][taken]
    if (group < 0).any() or not centre.rank_of_queue[group, queue].all():
        raise IdentityError("a contact was answered by a group that does not serve its queue")
    if (level < 1).any() or (level > centre.largest_cap[group]).any():
        raise IdentityError("a contact was assigned at a level outside 1..concurrency")


def _same(what: str, total: dict[str, int], whole: str, parts: list[str]) -> None:
    """A part that the centre cannot have is not counted."""
    if total[whole] != sum(total.get(part, 0) for part in parts):
        shown = " + ".join(f"{part} {total.get(part, 0)}" for part in parts)
        raise IdentityError(f"{what}: {whole} {total[whole]} is not {shown}")


def _within(total: dict[str, int], part: str, whole: str) -> None:
    if total[part] > total[whole]:
        raise IdentityError(f"{part} {total[part]} exceeds {whole} {total[whole]}")


def _beyond(batch: Batch) -> tuple[dict[str, Bools | Ints], dict[str, Ints]]:
    """Contacts due after the horizon, by intent and queue; they have no interval of the run."""
    due = np.flatnonzero(batch.log["outcome"] == Outcome.BEYOND)
    intent = batch.tape["intent"][due].astype(np.int64)
    by_class = class_keys(batch.centre, batch.tape["customer_class"][due])
    keys = {"intent": intent, "queue": batch.centre.queue_of_intent[intent], **by_class}
    return {"beyond": np.ones(due.size, np.bool_)}, keys


def _count_waits(of: Measured, waits: Ints) -> None:
    """Add the waits of all who entered a human queue to the histograms (queues, bins)."""
    offered = np.flatnonzero(~np.isnan(of.log["enqueue_s"]))
    bins = of.keys["queue"][offered] * N_BINS + bin_of(of.wait_ticks[offered])
    waits += np.bincount(bins, minlength=waits.size).reshape(waits.shape)
