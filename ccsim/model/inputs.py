"""What an engine is given: the centre (fixed for a scenario), and one replication's tape and roster.

Everything random is on the tape already; an engine only compares pre-drawn uniforms with the centre's tables.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from ccsim.model.bot import BotCapacity
from ccsim.model.error_rates import ErrorRates
from ccsim.model.mood import MoodTables
from ccsim.model.replies import Replies
from ccsim.model.shift_time import ShiftTime
from ccsim.model.surge import Effect, Reserves, Surge

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TAPE_DTYPE = np.dtype(
    [
        ("contact_id", np.int64),  # (day << 40) + (ordinal << 8) + attempt, see contact_id()
        ("arrival_s", np.float64),  # grid; NaN where the arrival follows from the attempt before
        ("intent", np.int16),
        ("origin", np.int8),  # Origin
        ("has_next", np.bool_),  # the next row is the next attempt of the same issue
        ("bot_outcome", np.int8),  # BotOutcome: drawn, because it does not depend on the centre's state
        ("bot_s", np.float64),  # grid; length of the bot leg, 0 without a bot
        ("patience_s", np.float64),  # grid, or inf; after the bot's effect on it
        ("work_s", np.float64),  # grid; duration of the human leg alone with a tenured agent (speed 1, factor 1)
        ("wrap_s", np.float64),  # grid; after-contact work at factor 1
        ("u_balk", np.float64),
        ("u_resolve", np.float64),
        ("u_return", np.float64),
        ("repeat_delay_s", np.float64),  # grid; from the close of an unresolved contact to the next; 0 without has_next
        ("follow_up_delay_s", np.float64),  # grid; the same after a resolved one
        ("retry_delay_s", np.float64),  # grid; from leaving the queue to the next attempt
        ("u_mood", np.float64),  # the customer's, the same at all attempts of an issue
        ("brought_in", np.bool_),  # handed over early by the bot's detector
        ("u_error", np.float64),
        ("error_delay_s", np.float64),  # grid; from the close of a contact with a wrong answer to the next
        ("customer_class", np.int8),
        ("u_silent", np.float64),
    ]
)
"""One row per possible attempt, issues sorted by (first arrival, contact id), attempts of an issue in order."""

ROSTER_DTYPE = np.dtype([("at_s", np.float64), ("group", np.int16), ("level", np.int32)])
"""Headcount steps: from `at_s` on, `level` agents of `group` are on duty. Sorted by (at_s, group)."""


class Origin:
    """Where a tape row comes from."""

    FRESH = 0
    """First attempt of an issue that arises within the run."""
    HISTORY = 1
    """First in-run attempt of an issue that arose before the run."""
    LATER = 2
    """A later attempt; happens only if the one before it comes back."""


class Routing(IntEnum):
    """Which of several agents with a free slot takes a contact; among equals the one with the lowest id."""

    LEAST_LOADED = 0
    """The one with the fewest open chats, among them the one whose load changed longest ago."""
    MOST_LOADED = 1
    """The one with the most open chats, among them the one whose load changed longest ago."""
    LONGEST_IDLE = 2
    """The one whose load changed longest ago."""


DAY_SHIFT = 40
ORDINAL_SHIFT = 8
ATTEMPT_MASK = 0xFF
"""Bits of a contact id that hold the attempt (0 = first)."""
FIRST_DAY = 64
"""Day number of the run's first simulated day inside contact ids; earlier numbers are days of history."""


def contact_id(day: Ints | int, ordinal: Ints | int, attempt: Ints | int) -> Ints:
    """Pack day (0 = first simulated day, negative = history), ordinal (< 2^32) and attempt (< 2^8, 0 = first)."""
    high = (np.asarray(day, np.int64) + FIRST_DAY) << DAY_SHIFT
    return np.asarray(high + (np.asarray(ordinal, np.int64) << ORDINAL_SHIFT) + attempt)


def attempt_of(contact_ids: Ints) -> Ints:
    """Attempt number (0 = first) from contact ids."""
    return contact_ids & ATTEMPT_MASK


def issue_of(contact_ids: Ints) -> Ints:
    """Issue key: the contact id of the first attempt."""
    return contact_ids & ~np.int64(0xFF)


def day_of(contact_ids: Ints) -> Ints:
    """Day on which the issue arose; 0 is the first simulated day, negative is history."""
    return (contact_ids >> DAY_SHIFT) - FIRST_DAY


SATISFACTION_TERMS = (
    "base", "unresolved", "wait", "response", "bot_closed", "handoff", "failed_before",
    "survey_satisfied", "survey_dissatisfied", "survey_bot_closed",
)  # fmt: skip
"""Order of `Centre.satisfaction`: logit coefficients, then survey response shares."""


@dataclass(frozen=True)
class Centre:
    """A scenario as an engine and the measures see it: names and tables, nothing random.

    I intents, Q queues, G agent groups, K the largest concurrency of any group, A attempts.
    Level k is the number of an agent's slots in use; column 0 of a level table is an idle agent.
    """

    intents: tuple[str, ...]
    queues: tuple[str, ...]
    groups: tuple[str, ...]
    queue_of_intent: Ints  # (I,)
    priority_of_intent: Ints  # (I,) lower is served first
    serves: NDArray[np.bool_]  # (G, Q)
    concurrency: Ints  # (G,)
    speed: Floats  # (G, K+1) progress of one chat per second at level k; speed[:, 0] is unused (0)
    response_s: Floats  # (G, K+1) mean time to an agent's reply at level k
    hands_on: Floats  # (G, K+1) share of the agent's time with hands on at level k; 0 at level 0
    replies_per_s: Floats  # (G, K+1) replies an agent gives per second at level k
    reply_in_3min: Floats  # (G, K+1) share of those given within 180 s
    work_factor: Floats  # (G, I) on work_s: (h f + z) / (h + z) for handling factor f
    wrap_factor: Floats  # (G, I) on wrap_s: f
    p_resolve: Floats  # (G, I, K+1) resolution probability of a human leg, by level just after its assignment
    p_balk: Floats  # (I,)
    p_return_unresolved: Floats  # (A,) by attempt number; the last entry is 0
    p_return_resolved: Floats  # (A,)
    p_retry: Floats  # (A,) after balking or abandoning
    nominal_level: Ints  # (G,) the level that planning and quick history assume
    days: int  # simulated days, warm-up included
    measure_from_s: float  # arrivals from here on are measured
    horizon_s: float  # arrivals end here
    interval_s: float  # measuring interval
    stop_hard: bool  # cut everything at the horizon instead of following contacts to their end
    service_threshold_s: float
    satisfaction: Floats  # (10,) SATISFACTION_TERMS
    has_bot: bool
    complex_intent: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
    """(I,) intents flagged as complex, which are reported apart; empty where none is."""
    message_level: bool = False
    """Whether agents attend to message after message instead of sharing their speed among open chats."""
    switch_cost: float = 0.0
    """Relative rise of hands-on time per further open chat; the level tables contain it already."""
    routing: int = int(Routing.LEAST_LOADED)
    """Which of several agents with a free slot takes a contact: a `Routing`."""
    overflow_s: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    """(G, Q) wait (grid) from which on a group takes contacts of a queue that is a secondary skill of its; inf where
    it is not one. Empty where no group has any."""
    priority_gain: Floats = field(default_factory=lambda: np.zeros(0))
    """(I,) by how much a contact's score falls per minute of waiting; empty where none does."""
    classes: tuple[str, ...] = ("all",)
    """Names of customer classes (C,)."""
    class_shift: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    """(C,) added to the intent's priority; empty where no class has a shift."""
    queue_capacity: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    """(Q,) most contacts that may wait in a queue, -1 for any number; empty where no queue has a limit."""
    max_wait_s: Floats = field(default_factory=lambda: np.zeros(0))
    """(Q,) longest wait (grid), or inf; empty where no queue has a limit."""
    opens_s: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    """(Q, N) when a queue opens, rising, as often as until a week past the horizon, then inf; a queue that is open at
    0 opens there. Empty where all queues are always open."""
    closes_s: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    """(Q, N) when it closes again: it is open in [opens_s[q, n], closes_s[q, n])."""
    defers: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
    """(Q,) whether who asks outside opening hours comes to the next opening, or is lost; empty where none defers."""
    disconnects: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
    """(Q,) whether closing sends away those who wait; empty where it never does."""
    p_silent: float = 0.0
    """Probability that a contact whose patience runs out leaves without the centre noticing."""
    silent_work_s: float = 0.0
    """Work (grid) that such a contact costs the agent who takes it in vain, whoever that is."""

    bot_capacity: BotCapacity | None = None
    """The bot's limit and outages; None for a bot that takes everybody at any time."""
    after_bot_work_s: float = 0.0
    """Work (grid) that a failed bot adds to a human leg; on the tape already where the bot fails there."""
    after_bot_patience: float = 1.0
    """Factor of a failed bot on patience; the same."""

    mood: MoodTables | None = None
    """Customers in a negative state; None if that plays no part."""
    errors: ErrorRates | None = None
    """Wrong answers; None if there are none."""
    surge: Surge | None = None
    """Reserves that are called in; None if there are none."""

    over_months: bool = False
    """Whether the groups are people whose months were simulated; no engine asks."""
    values_customers: bool = False
    """Whether the scenario says what lost customers are worth; no engine asks."""

    def __post_init__(self) -> None:
        """Spell out the defaults of tables."""
        for name, blank in (
            ("overflow_s", np.full(self.serves.shape, np.inf)),
            ("priority_gain", np.zeros(len(self.intents))),
            ("class_shift", np.zeros(len(self.classes), np.int64)),
            ("queue_capacity", np.full(len(self.queues), -1, np.int64)),
            ("max_wait_s", np.full(len(self.queues), np.inf)),
            ("opens_s", np.zeros((len(self.queues), 1))),
            ("closes_s", np.full((len(self.queues), 1), np.inf)),
            ("defers", np.zeros(len(self.queues), np.bool_)),
            ("disconnects", np.zeros(len(self.queues), np.bool_)),
        ):
            if not getattr(self, name).size:
                object.__setattr__(self, name, blank)

    @property
    def rank_of_queue(self) -> Ints:
        """(G, Q) 1 where the queue is the group's own, 2 where it is a secondary skill, 0 where it is neither."""
        return np.where(self.serves, 1, np.where(np.isfinite(self.overflow_s), 2, 0))

    @property
    def has_hours(self) -> NDArray[np.bool_]:
        """(Q,) whether a queue is ever closed."""
        return np.asarray((self.opens_s[:, 0] > 0) | np.isfinite(self.closes_s).any(axis=1))

    def priority(self, intent: Ints | int, customer_class: Ints | int) -> Ints:
        """Priority of contacts on their arrival, by numbers of intent and customer class; lower is served first."""
        return np.asarray(self.priority_of_intent[intent] + self.class_shift[customer_class])

    @property
    def is_complex(self) -> NDArray[np.bool_]:
        """(I,) `complex_intent` with its default spelled out."""
        return self.complex_intent if self.complex_intent.size else np.zeros(len(self.intents), np.bool_)

    @property
    def largest_cap(self) -> Ints:
        """(G,) `concurrency` with all that reserves may add to it."""
        caps = self.concurrency.copy()
        if self.surge is not None:
            raised = self.surge.effect == Effect.SLOTS
            np.add.at(caps, self.surge.group[raised], self.surge.asked[raised])
        return caps

    @property
    def n_intervals(self) -> int:
        """Number of measuring intervals from 0 to the horizon."""
        return round(self.horizon_s / self.interval_s)

    @property
    def max_level(self) -> int:
        """K, the largest concurrency of any group."""
        return int(self.speed.shape[1]) - 1


@dataclass(frozen=True)
class RunInputs:
    """Everything one replication needs: an engine is a deterministic function of this."""

    centre: Centre
    tape: NDArray[np.void]  # TAPE_DTYPE
    roster: NDArray[np.void]  # ROSTER_DTYPE
    paid_s: Floats  # (G, days) paid time of each group and day, absence and shrinkage included
    replies: Replies | None = None
    """Of the tape's contacts; what a centre at message level needs beside the tape."""
    shift_time: ShiftTime = field(default_factory=dict)
    """(G, days) what shifts tell beyond headcounts; no engine looks at it."""
    reserves: Reserves | None = None
    """What a centre with a surge needs beside the roster."""
