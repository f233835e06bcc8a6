"""Reserves that a centre calls in: which there are, what triggers them, and what a replication gets of them.

A check at fixed times looks at the queues and calls reserves in or sends them home. How many of a reserve come, and
when, is drawn beforehand for every time it may be called: an engine only looks it up. Source: docs/surge.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NO_LENGTH = -1
"""As `longer_than`: any queue is longer."""
NO_WAIT = -1.0
"""As `wait_over_s`: any wait is longer."""


class Effect(IntEnum):
    """What a reserve does while it is there."""

    HEADS = 0
    """Raises a group's headcount, by one for everybody who comes."""
    SLOTS = 1
    """Raises the number of chats that a group's agents may have open."""
    SHUT = 2
    """Closes queues to those who would have to wait: they are told to come back."""


@dataclass(frozen=True)
class Surge:
    """S reserves over Q queues; nothing random. Waits and durations in seconds, on the time grid."""

    names: tuple[str, ...]
    check_s: float
    """Checks take place at check_s, 2 check_s, ... before the horizon."""
    checks_per_day: int
    days: int
    """Calendar days in which reserves may be called: all simulated days."""
    effect: Ints  # (S,) Effect
    group: Ints  # (S,) whose headcount or cap it raises; -1 for none
    asked: Ints  # (S,) heads, or slots per agent; 1 for a reserve that closes queues
    watches: NDArray[np.bool_]  # (S, Q) queues that it looks at, all together, and closes if that is its effect
    longer_than: Ints  # (S,) contacts waiting must be more than this; NO_LENGTH for no such condition
    wait_over_s: Floats  # (S,) the longest wait must be above this; NO_WAIT for no such condition
    lasting_s: Floats  # (S,) how long both must have held, at every check
    shorter_than: Ints  # (S,) sent home if fewer wait than this ...; 0 for never
    wait_under_s: Floats  # (S,) ... and the longest wait is below this; inf for any
    calm_s: Floats  # (S,) for so long, at every check
    delay_s: Floats  # (S,) from the call to when the first could be there
    stay_s: Floats  # (S,) shortest stay from then on
    longest_s: Floats  # (S,) longest stay from then on, or inf
    per_day: Ints  # (S,) calls in a calendar day, at most

    @property
    def first_call(self) -> Ints:
        """(S + 1,) number of a reserve's first call in tables of all possible calls, and how many there are."""
        return np.concatenate([[0], np.cumsum(self.per_day * self.days)]).astype(np.int64)

    def heads_by_group(self, groups: int, reserves: Reserves) -> Ints:
        """(groups,) agents whom reserves can bring into a group at once, at most."""
        most = np.zeros(groups, np.int64)
        calls = np.diff(reserves.first)
        for s in np.flatnonzero(self.effect == Effect.HEADS).tolist():
            first, last = self.first_call[s : s + 2]
            most[self.group[s]] += int(calls[first:last].max(initial=0))
        return most


@dataclass(frozen=True)
class Reserves:
    """What one replication gets of the reserves.

    A *call* is one possible use: its number is first_call[reserve] + day x per_day[reserve] + how often the reserve was
    called before on that day.
    """

    first: Ints
    """(calls + 1,) where the calls' offsets begin in `offset_s`."""
    offset_s: Floats
    """From the call to when each of those who come is there (grid), rising within a call; one for a reserve that raises
    a cap or closes queues."""
    obtained: Ints
    """(calls,) heads that the reserve would send; of these some do not come."""
    planned_s: Floats
    """(S, days) when the reserve is called whatever the queues are like, by the clock or the forecast; inf for not."""


SURGE_DTYPE = np.dtype([("called_s", np.float64), ("came", np.int64), ("home_s", np.float64)])
"""One row per possible call: when it was made (NaN: never), how many came, when they were sent home (NaN: never)."""


def blank_surge_log(surge: Surge) -> NDArray[np.void]:
    """A log in which nobody was called."""
    rows = np.zeros(int(surge.first_call[-1]), SURGE_DTYPE)
    rows["called_s"] = rows["home_s"] = np.nan
    return rows


def is_pressed(waiting: int, wait_s: float, longer_than: int, wait_over_s: float) -> bool:
    """Whether queues in which so many wait, the first of them for so long, ask for reserves."""
    return waiting > longer_than and wait_s > wait_over_s


def is_calm(waiting: int, wait_s: float, shorter_than: int, wait_under_s: float) -> bool:
    """Whether they allow sending reserves home."""
    return waiting < shorter_than and wait_s < wait_under_s


def has_held(since_s: float, now_s: float, for_s: float) -> bool:
    """Whether what has held since `since_s` (inf: does not hold) has held for so long."""
    return now_s - since_s >= for_s


def stays_on(now_s: float, there_s: float, stay_s: float) -> bool:
    """Whether those who could be there from `there_s` on may not be sent home yet."""
    return now_s < there_s + stay_s


def steps_there(surge: Surge, reserves: Reserves, log: NDArray[np.void]) -> list[tuple[Floats, Ints]]:
    """By reserve: instants (s, rising) at which the number of those who are there changes, and by how much.

    What the engine did, told from its log and from what was drawn; a raised cap or closed queues count as one.
    """
    steps: list[tuple[Floats, Ints]] = []
    for s in range(len(surge.names)):
        at_s, change = [np.zeros(0)], [np.zeros(0, np.int64)]
        first, last = surge.first_call[s : s + 2].tolist()
        for call in range(first, last):
            row = log[call]
            if row["came"]:
                offsets = reserves.offset_s[reserves.first[call] : reserves.first[call] + row["came"]]
                at_s.append(row["called_s"] + offsets)
                change.append(np.ones(offsets.size, np.int64))
                if row["home_s"] >= 0:
                    at_s.append(np.array([row["home_s"]]))
                    change.append(np.array([-row["came"]]))
        times, changes = np.concatenate(at_s), np.concatenate(change)
        order = np.argsort(times, kind="stable")
        steps.append((times[order], changes[order]))
    return steps
