"""The records of the compiled engine: one data type for each kind of thing."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Records = Any
"""A one-dimensional np.recarray: `records[i].field` means the same to Python and to the compiler, as long as no field
has the name of an attribute of NumPy's scalars ("size", "data", ...)."""

Flags = NDArray[np.bool_]

NOBODY = -1
"""No neighbour, no node, nothing."""

NO_NODE = 0
"""A contact has none; node 0 is somebody else's."""

NOTHING = 15
"""Kind of the event of a node that has none due."""

AS_DRAWN, AFTER_FAILURE, WITHOUT_BOT = 0, 1, 2
"""What came before the human leg: what the tape says, a session that was cut, or no session at all."""

NODE_DTYPE = np.dtype(
    [
        ("at_s", np.float64),  # when its event is due
        ("since_s", np.float64),  # since when it stands in its line
        ("id", np.int64),  # agent or contact id: decides between equals
        ("kind", np.int8),  # EventKind of its event; NOTHING if none is due
        ("before", np.int8),  # what came before the human leg: AS_DRAWN or one of its like
        ("stage", np.int16),  # how many of its queue's overflow waits a waiting contact has behind it
        ("bucket", np.int32),  # of the calendar, where its event is kept
        ("earlier", np.int32),  # neighbours in the bucket
        ("later", np.int32),
        ("ahead", np.int32),  # neighbours in the line
        ("behind", np.int32),
        ("row", np.int32),  # of the contact on the tape; below 0 if it is nobody's
    ],
    align=True,
)
LINE_DTYPE = np.dtype(
    [
        ("first", np.int32),
        ("last", np.int32),
        ("queue", np.int64),
        ("priority", np.int64),
        ("gain", np.float64),  # by how much the score falls per minute of waiting
    ]
)
"""Nodes in order of (since_s, id): contacts of one queue, priority and gain, or free agents of one group and load."""

BOT_DTYPE = np.dtype(
    [
        ("busy", np.int64),  # whether it has a limit or outages
        ("limit", np.int64),  # sessions at a time; -1 for any number
        ("in_flight", np.int64),
        ("max_wait_s", np.float64),
        ("then", np.int64),  # BotRoute of those who have waited so long
        ("outage", np.int64),  # BotRoute of the outage under way; NOBODY if there is none
        ("next_outage", np.int64),  # number of the outage that starts or ends next ...
        ("starts", np.int64),  # ... and which of the two
        ("first_outage_id", np.int64),
        ("work_s", np.float64),  # what a failed bot adds to the work of a human leg
        ("patience_factor", np.float64),  # and what it does to patience
    ]
)

QUEUE_DTYPE = np.dtype(
    [
        ("waiting", np.int64),  # contacts in its lines, ghosts included
        ("capacity", np.int64),  # most of them; -1 for any number
        ("max_wait_s", np.float64),
        ("has_hours", np.int64),  # whether it is ever closed
        ("defers", np.int64),
        ("disconnects", np.int64),
        ("shut", np.int64),  # how many reserves keep it closed to those who would have to wait
    ]
)

AGENT_DTYPE = np.dtype(
    [
        ("clock_s", np.float64),  # real time of the last advance
        ("virtual_s", np.float64),
        ("response_area", np.float64),  # integral of response time over virtual time
        ("group", np.int64),
        ("load", np.int64),  # slots in use
        ("duty", np.int64),  # Duty
    ]
)
CHAT_DTYPE = np.dtype(
    [
        ("finish_s", np.float64),  # value of the agent's virtual clock at which talk (or then wrap-up) ends
        ("contact_id", np.int64),
        ("area_before", np.float64),  # the agent's response area at assignment
        ("work_s", np.float64),  # virtual time that the talk takes up
        # From the tape, whose row is no longer in the cache when a chat ends:
        ("wrap_s", np.float64),
        ("row", np.int32),
        ("level", np.int16),
        ("talking", np.bool_),
        ("resolved", np.bool_),  # whether it will end as resolved ...
        ("wrong", np.bool_),  # ... with a wrong answer
        ("has_next", np.bool_),
    ],
    align=True,
)
"""An agent's open chats lie at `agent * slots` and the `load - 1` places after it, in no order."""

GROUP_DTYPE = np.dtype(
    [
        ("first_agent", np.int64),
        ("members", np.int64),
        ("capacity", np.int64),
        ("level", np.int64),  # agents that should be on duty
        ("surplus", np.int64),  # of those on duty, how many leave as soon as they finish something
        ("reserves", np.int64),  # of the level, how many are there beside the roster
    ]
)
RESERVE_DTYPE = np.dtype(
    [
        ("effect", np.int64),  # Effect; this and the following as in Surge
        ("group", np.int64),
        ("asked", np.int64),
        ("longer_than", np.int64),
        ("wait_over_s", np.float64),
        ("lasting_s", np.float64),
        ("shorter_than", np.int64),
        ("wait_under_s", np.float64),
        ("calm_s", np.float64),
        ("delay_s", np.float64),
        ("stay_s", np.float64),
        ("longest_s", np.float64),
        ("per_day", np.int64),
        ("first_call", np.int64),
        ("called_on", np.int64),  # the last day on which it was called ...
        ("calls", np.int64),  # ... and how often on that day
        ("pressed_since_s", np.float64),  # since when its condition has held at every check; inf if it does not
        ("calm_since_s", np.float64),  # the same for sending home
        ("call", np.int64),  # number of the call under way, or NOBODY
        ("called_s", np.float64),
        ("next", np.int64),  # place of the next to come in `coming_s` ...
        ("end", np.int64),  # ... and of the first of the next call
        ("came", np.int64),
    ]
)
WATCH_DTYPE = np.dtype([("check_s", np.float64), ("checks_per_day", np.int64), ("checks", np.int64)])
"""How often the queues are looked at, and how often they were."""

FACTOR_DTYPE = np.dtype([("work", np.float64), ("negative_work", np.float64), ("wrap", np.float64)])
"""On work, on work for negative customers, and on wrap-up; of group g and intent i at `g * intents + i`."""

INTENT_DTYPE = np.dtype([("queue", np.int64), ("p_balk", np.float64)])
CALENDAR_DTYPE = np.dtype(
    [
        ("base_s", np.float64),  # start of bucket 0
        ("per_s", np.float64),  # buckets per second
        ("cursor", np.int64),  # all buckets before it are empty
    ]
)
CLOCK_DTYPE = np.dtype(
    [
        ("horizon_s", np.float64),
        ("stop_s", np.float64),  # nothing happens from here on; inf if everything is followed to its end
        ("pause_s", np.float64),  # what happens from here on belongs to the next epoch
        ("interval_s", np.float64),
        ("interval", np.int64),  # the present one
        ("until_s", np.float64),  # its end; inf after the last
        ("waiting", np.int64),  # contacts in all lines
        ("nodes_used", np.int64),  # nodes from here on were never used
        ("spare_node", np.int64),  # the first of those given back, linked by `behind`; NO_NODE if there is none
        ("routing", np.int64),  # Routing
        ("p_silent", np.float64),
        ("silent_work_s", np.float64),
        ("events", np.int64),  # handled so far
    ]
)


ACCOUNT_DTYPE = np.dtype([("agents", np.int64), ("ticks", np.int64)])
"""How many agents there are at a load, and their time there in the present interval: see compiled_accounts.py."""

LEVEL_DTYPE = np.dtype([("speed", np.float64), ("response_s", np.float64)])
"""What an agent does at a load; of group g and load k at `g * (slots + 1) + k`."""


def records(dtype: np.dtype[np.void], size: int) -> Records:
    """Records that are all zero."""
    return np.zeros(size, dtype).view(np.recarray)
