"""What can happen, and in which order things happen at one instant: by (time, kind, id).

The id is the contact's or the agent's own, never the order of scheduling, which would change with epochs,
lazy processes and reschedules.
"""

from __future__ import annotations

from enum import IntEnum


class EventKind(IntEnum):
    """Kinds in the order in which they happen at one instant.

    Capacity falls before work ends and rises after it; arrivals come after capacity; a contact assigned at the
    very instant of its patience is served. Source: docs/model.md#the-same-instant.
    """

    OPENING = 0
    """A queue closes and sends away those who wait in it (id = queue), or an outage of the bot starts or ends (id =
    2^40 + its number)."""
    LOG_OFF = 1
    """A headcount level falls; all log-offs of one instant are one batch (id 0)."""
    WORK_END = 2
    """An agent's next chat ends its talk or its wrap-up (id = agent)."""
    LOG_ON = 3
    """A headcount level rises by the roster (id 0), reserves come (id 1); all log-ons of one instant are one batch: who
    has a free slot after the last of them pulls then (id 2)."""
    BOT_END = 4
    """The bot leg ends, or a contact deferred to the opening asks again (id = contact)."""
    ARRIVAL = 5
    """A contact arrives: fresh, repeated or replayed (id = contact)."""
    OVERFLOW = 6
    """A waiting contact becomes eligible for groups with its queue as a secondary skill (id = contact)."""
    PATIENCE = 7
    """A waiting contact's patience runs out (id = contact)."""
    MAX_WAIT = 8
    """A contact has waited as long as it may, for the bot or in its queue (id = contact)."""
    CHECK = 9
    """The queues are looked at, and reserves called in or sent home (id 0)."""
    MESSAGE = 10
    """A customer's message reaches its agent, at message level (id = contact); after all else, so that the agent's
    number of open chats is settled when it turns to the message."""


ID_BITS = 54
FIRST_OF_KIND = tuple(2 + (kind << ID_BITS) for kind in range(max(EventKind) + 1))
"""By kind: `FIRST_OF_KIND[kind] + id` is one integer that orders events of the same instant; 0 and 1 are left to
SimPy's own bookkeeping."""


class BotOutcome(IntEnum):
    """What the bot leg of a contact came to."""

    NONE = 0
    """No bot in front."""
    ASKED = 1
    """The customer asked for a person at once."""
    RESOLVED = 2
    """The bot resolved it; the contact is closed."""
    LEFT = 3
    """The bot failed and the customer left silently: false containment."""
    TRANSFERRED = 4
    """The bot failed and handed over."""


HANDED_OVER = frozenset({BotOutcome.ASKED, BotOutcome.TRANSFERRED})
"""Bot legs after which the contact asks for a person."""


class Outcome(IntEnum):
    """How a contact ended."""

    NEVER = 0
    """This row of the tape did not happen: the attempt before it did not come back."""
    BOT_RESOLVED = 1
    BOT_LEFT = 2
    BALKED = 3
    """Left at once when it would have had to wait."""
    ABANDONED = 4
    SERVED = 5
    UNFINISHED = 6
    """Still in the system when the run was stopped hard, or waiting when nobody was left to come."""
    BEYOND = 7
    """Due after the horizon; not simulated."""
    BLOCKED = 8
    """Turned away at once: it would have had to wait in a full queue."""
    TIMED_OUT = 9
    """Sent away after the longest wait that its queue allows."""
    CLOSED = 10
    """Asked for a person outside opening hours, and was lost."""
    DISCONNECTED = 11
    """Sent away at closing time while it waited."""
    LOST_AT_BOT = 12
    """Lost because the bot was out of order or busy for too long."""
    TOLD_LATER = 13
    """Told to come back later: it would have had to wait in a queue that a reserve had closed."""


UNSERVED = frozenset(
    {
        Outcome.BALKED,
        Outcome.ABANDONED,
        Outcome.BLOCKED,
        Outcome.TIMED_OUT,
        Outcome.CLOSED,
        Outcome.DISCONNECTED,
        Outcome.LOST_AT_BOT,
        Outcome.TOLD_LATER,
    }
)
"""Ends of contacts that nobody answered; all of them may try again (`Centre.p_retry`)."""
