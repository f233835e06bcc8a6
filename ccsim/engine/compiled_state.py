"""The compiled engine's state: one array of records for each kind of thing, nothing that Python would have to manage.

A *node* is anything that can wait in a line and have one event in the calendar: first all agents (by id), then all
queues (their closings), one for checks of the queues, one for whoever of the reserves comes next, one for the bot's
outages, then as many as contacts need at a time, see compiled_nodes.py. Lines are doubly linked through the nodes, so
that whoever leaves early is gone at once: there is no outdated entry to recognise later.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ccsim.engine.compiled_records import (
    ACCOUNT_DTYPE,
    AGENT_DTYPE,
    BOT_DTYPE,
    CALENDAR_DTYPE,
    CHAT_DTYPE,
    CLOCK_DTYPE,
    FACTOR_DTYPE,
    GROUP_DTYPE,
    INTENT_DTYPE,
    LEVEL_DTYPE,
    LINE_DTYPE,
    NOBODY,
    NODE_DTYPE,
    NOTHING,
    QUEUE_DTYPE,
    Flags,
    Records,
    records,
)
from ccsim.engine.compiled_reserves import RESERVES_COME, reserve_records, watch_record
from ccsim.engine.coverage import lacking, refuse
from ccsim.engine.session import all_sizes
from ccsim.model.bot import BotCapacity, outage_id
from ccsim.model.error_rates import ErrorRates
from ccsim.model.inputs import Centre, Floats, Ints
from ccsim.model.log import RunLog
from ccsim.model.surge import SURGE_DTYPE, Reserves


class Hall(NamedTuple):
    """Everything the event loop reads and writes."""

    nodes: Records
    node_of_row: NDArray[np.int32]  # NO_NODE where a contact has none
    agents: Records
    chats: Records
    groups: Records
    intents: Records
    free: Records  # lines of agents, group * slots + load
    lines: Records  # lines of contacts
    line_of: Ints  # (I, C) of an intent and a customer class
    bot: Records  # one record
    desk: Records  # two lines at the bot: sessions in flight, and who waits for one
    outage_start_s: Floats  # (O,)
    outage_end_s: Floats
    outage_route: Ints
    queues: Records
    opens_s: Floats  # (Q, N) see Centre
    closes_s: Floats
    lines_of_group: Ints  # (G, lines of its own queues) and then -1
    second_lines: Ints  # (G, lines of queues that it helps with) and then -1
    overflow_s: Floats  # (G, Q) after which wait it helps
    overflow_waits_s: Floats  # (Q, waits) the different ones above 0 of each queue, rising, and then inf
    reserves: Records
    watch: Records  # one record
    watches: Flags  # (S, Q) whether a reserve looks at a queue
    planned_s: Floats  # (S, days) see Reserves
    first_coming: Ints  # (calls + 1,)
    coming_s: Floats  # offsets of those who come, call by call
    calls: Records  # of the log
    groups_of_queue: Ints  # (Q, G) and then -1
    helpers_of_queue: Ints  # (Q, groups that help at once) and then -1
    levels: Records
    factors: Records
    accounts: Records  # of group g and load k at `g * (slots + 1) + k`
    draining: Records  # by group: agents that drain
    p_resolve: Floats  # (G, I, K+1)
    p_return: Floats  # (4, A): AFTER_LEAVING, AFTER_RESOLVED, AFTER_UNRESOLVED, AFTER_ERROR
    p_negative: Floats  # (A, S+1) by attempt and number of steps that the wait has passed; no rows without emotion
    mood_after_s: Floats  # (S,) the steps
    p_error: Floats  # (K+1,) of a human leg by level; of a bot session at 0
    calendar: Records  # one record
    buckets: NDArray[np.int32]  # first node of each bucket; the last bucket is for whatever lies beyond the others
    clock: Records  # one record
    tape: Records
    log: Records
    load_ticks: Ints
    drain_ticks: Ints


OTHERS = 3
"""Nodes of no agent, queue or row: checks, reserves, outages."""
AFTER_LEAVING, AFTER_RESOLVED, AFTER_UNRESOLVED, AFTER_ERROR = 0, 1, 2, 3

BUCKETS_PER_ROW = 2
"""Over the run a bucket then gets about one event. With a quarter as many P2 takes a fifth longer, with three times as
many a tenth. Source: docs/performance.md."""


def _nodes(agents: int, queues: int, rows: int) -> Records:
    """Those of agents, queues, checks, reserves and outages with no event due, and behind them one for every row."""
    nodes = records(NODE_DTYPE, agents + queues + OTHERS + rows)
    fixed = nodes[: agents + queues + OTHERS]
    fixed["kind"] = NOTHING
    fixed["row"] = np.arange(-fixed.size, 0)
    fixed["id"][:agents] = np.arange(agents)
    fixed["id"][agents : agents + queues] = np.arange(queues)
    fixed["id"][agents + queues + 1] = RESERVES_COME
    return nodes


def open_hall(
    centre: Centre, sizes: Ints, tape: NDArray[np.void], log: RunLog, reserves: Reserves | None = None
) -> Hall:
    """The state before the first event: nobody on duty, nobody waiting, nothing due.

    `sizes` (G,): the largest headcount that the roster of the whole run has for each group. Raises UsageError for a
    centre that takes what this engine lacks.
    """
    refuse(lacking(centre))
    slots = centre.max_level
    groups = _groups(centre, all_sizes(centre, sizes, reserves))
    drawn = reserves or Reserves(np.zeros(1, np.int64), np.zeros(0), np.zeros(0, np.int64), np.zeros((0, 1)))
    agents = records(AGENT_DTYPE, int(groups["members"].sum()))
    agents["group"] = np.repeat(np.arange(groups.size), groups["members"])
    capacity = centre.bot_capacity or BotCapacity()
    errors = centre.errors or ErrorRates(np.zeros(slots + 1), 0.0, np.zeros(centre.p_retry.size))
    lines, line_of = _lines(centre)
    intents = records(INTENT_DTYPE, len(centre.intents))
    intents["queue"], intents["p_balk"] = centre.queue_of_intent, centre.p_balk
    calendar, buckets = calendar_for(tape.size, 0.0, centre.horizon_s)
    clock = records(CLOCK_DTYPE, 1)
    clock["horizon_s"], clock["interval_s"] = centre.horizon_s, centre.interval_s
    clock["stop_s"] = centre.horizon_s if centre.stop_hard else np.inf
    clock["routing"], clock["p_silent"], clock["silent_work_s"] = centre.routing, centre.p_silent, centre.silent_work_s
    clock["nodes_used"] = agents.size + len(centre.queues) + OTHERS
    clock["pause_s"], clock["until_s"] = np.inf, centre.interval_s
    return Hall(
        nodes=_nodes(agents.size, len(centre.queues), tape.size),
        node_of_row=np.zeros(tape.size, np.int32),
        agents=agents,
        chats=records(CHAT_DTYPE, agents.size * slots),
        groups=groups,
        intents=intents,
        free=_no_lines(groups.size * slots),
        lines=lines,
        line_of=line_of,
        bot=_bot(centre),
        desk=_no_lines(2),
        outage_start_s=exact(capacity.outage_start_s),
        outage_end_s=exact(capacity.outage_end_s),
        outage_route=exact(capacity.outage_route),
        queues=_queues(centre),
        opens_s=exact(centre.opens_s),
        closes_s=exact(centre.closes_s),
        lines_of_group=_indices([np.flatnonzero(served[lines["queue"]]) for served in centre.serves]),
        second_lines=_indices([np.flatnonzero(np.isfinite(wait_s[lines["queue"]])) for wait_s in centre.overflow_s]),
        overflow_s=exact(centre.overflow_s),
        overflow_waits_s=_overflow_waits(centre),
        reserves=reserve_records(centre.surge),
        watch=watch_record(centre.surge),
        watches=exact(np.zeros((0, len(centre.queues)), np.bool_) if centre.surge is None else centre.surge.watches),
        planned_s=exact(drawn.planned_s),
        first_coming=exact(drawn.first),
        coming_s=exact(drawn.offset_s),
        calls=(records(SURGE_DTYPE, 0) if log.surge is None else log.surge).view(np.recarray),
        groups_of_queue=_indices([np.flatnonzero(serving) for serving in centre.serves.T]),
        helpers_of_queue=_indices([np.flatnonzero(wait_s == 0) for wait_s in centre.overflow_s.T]),
        levels=_levels(centre),
        factors=_factors(centre),
        accounts=records(ACCOUNT_DTYPE, groups.size * (slots + 1)),
        draining=records(ACCOUNT_DTYPE, groups.size),
        p_resolve=exact(centre.p_resolve),
        p_return=exact(
            np.array([centre.p_retry, centre.p_return_resolved, centre.p_return_unresolved, errors.p_return])
        ),
        p_negative=exact(np.zeros((0, 1)) if centre.mood is None else centre.mood.p_negative),
        mood_after_s=exact(np.zeros(0) if centre.mood is None else centre.mood.after_s),
        p_error=exact(np.append(errors.bot, errors.human[1:])),
        calendar=calendar,
        buckets=buckets,
        clock=clock,
        tape=exact(tape).view(np.recarray),
        log=log.contacts.view(np.recarray),
        load_ticks=log.load_ticks,
        drain_ticks=log.drain_ticks,
    )


def calendar_for(rows: int, from_s: float, until_s: float) -> tuple[Records, NDArray[np.int32]]:
    """An empty calendar (one record, and its buckets) for so many rows in a stretch of time."""
    calendar = records(CALENDAR_DTYPE, 1)
    buckets = np.full(max(64, BUCKETS_PER_ROW * rows) + 1, NOBODY, np.int32)
    calendar["base_s"] = from_s
    calendar["per_s"] = (buckets.size - 1) / max(1.0, until_s - from_s)
    return calendar, buckets


def exact(array: NDArray[Any]) -> NDArray[Any]:
    """The array, or a copy where it is not contiguous and writable: every kernel has one signature."""
    dtype = np.float64 if array.dtype.kind == "f" else array.dtype
    return np.require(array, dtype, ["C_CONTIGUOUS", "WRITEABLE", "ALIGNED"])


def _levels(centre: Centre) -> Records:
    levels = records(LEVEL_DTYPE, centre.speed.size)
    levels["speed"], levels["response_s"] = centre.speed.ravel(), centre.response_s.ravel()
    return levels


def _factors(centre: Centre) -> Records:
    factors = records(FACTOR_DTYPE, centre.work_factor.size)
    factors["work"], factors["wrap"] = centre.work_factor.ravel(), centre.wrap_factor.ravel()
    factors["negative_work"] = factors["work"] if centre.mood is None else centre.mood.work_factor.ravel()
    return factors


def _groups(centre: Centre, sizes: Ints) -> Records:
    groups = records(GROUP_DTYPE, len(centre.groups))
    groups["members"] = sizes
    groups["first_agent"] = np.cumsum(groups["members"]) - groups["members"]
    groups["capacity"] = centre.concurrency
    return groups


def _lines(centre: Centre) -> tuple[Records, Ints]:
    """One line for every queue, priority and gain that some intent and class have; and which line is whose (I, C)."""
    intent, customer_class = np.indices((len(centre.intents), len(centre.classes)))
    queue, gain = centre.queue_of_intent[intent], centre.priority_gain[intent]
    kinds = np.stack([queue, centre.priority(intent, customer_class), gain], axis=2).reshape(-1, 3)
    distinct, line_of = np.unique(kinds, axis=0, return_inverse=True)
    lines = records(LINE_DTYPE, len(distinct))
    lines["queue"], lines["priority"], lines["gain"] = distinct.T
    lines["first"] = lines["last"] = NOBODY
    return lines, exact(line_of.reshape(intent.shape).astype(np.int64))


def _no_lines(number: int) -> Records:
    lines = records(LINE_DTYPE, number)
    lines["first"] = lines["last"] = NOBODY
    return lines


def _bot(centre: Centre) -> Records:
    bot, capacity = records(BOT_DTYPE, 1), centre.bot_capacity or BotCapacity()
    bot["busy"] = centre.bot_capacity is not None
    bot["limit"], bot["max_wait_s"], bot["then"] = capacity.sessions, capacity.max_wait_s, capacity.then
    bot["outage"], bot["starts"], bot["first_outage_id"] = NOBODY, True, outage_id(0)
    bot["work_s"], bot["patience_factor"] = centre.after_bot_work_s, centre.after_bot_patience
    return bot


def _queues(centre: Centre) -> Records:
    queues = records(QUEUE_DTYPE, len(centre.queues))
    queues["capacity"], queues["max_wait_s"] = centre.queue_capacity, centre.max_wait_s
    queues["has_hours"] = centre.has_hours
    queues["defers"], queues["disconnects"] = centre.defers, centre.disconnects
    return queues


def _overflow_waits(centre: Centre) -> Floats:
    rows = [np.unique(wait_s[(wait_s > 0) & np.isfinite(wait_s)]) for wait_s in centre.overflow_s.T]
    table = np.full((len(rows), max(row.size for row in rows) + 1), np.inf)
    for queue, row in enumerate(rows):
        table[queue, : row.size] = row
    return table


def _indices(rows: list[Ints]) -> Ints:
    """Lists of different lengths as one array, each closed by NOBODY."""
    table = np.full((len(rows), max(row.size for row in rows) + 1), NOBODY, np.int64)
    for index, row in enumerate(rows):
        table[index, : row.size] = row
    return table
