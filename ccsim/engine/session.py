"""A run in epochs: an engine takes contacts and headcounts for one stretch of time after another.

What it returns after a stretch are the issues that are over for good, with all their contacts, so that a year passes
through in bounded memory and every issue can be measured as a whole. Cutting a run into epochs changes no bit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ccsim.model.events import Outcome
from ccsim.model.inputs import ROSTER_DTYPE, TAPE_DTYPE, Centre, Ints
from ccsim.model.log import RunLog
from ccsim.model.replies import Replies
from ccsim.model.rows import chosen
from ccsim.model.surge import Reserves

NO_TAPE = np.zeros(0, TAPE_DTYPE)
NO_STEPS = np.zeros(0, ROSTER_DTYPE)


@dataclass(frozen=True)
class Finished:
    """Whole issues that are over, among others that are not: on a big day, taking them out costs as much as simulating.

    Nothing changes these rows any more, but they are not to be kept: an epoch's memory hangs on them.
    """

    all_tape: NDArray[np.void]
    all_contacts: NDArray[np.void]  # log rows, in the order of `all_tape`
    over: NDArray[np.bool_]  # the rows that are meant

    @property
    def tape(self) -> NDArray[np.void]:
        """A copy of the tape rows that are over."""
        return chosen(self.all_tape, self.over)

    @property
    def contacts(self) -> NDArray[np.void]:
        """A copy of the log rows that are over."""
        return chosen(self.all_contacts, self.over)


class Session(Protocol):
    """A run under way."""

    def advance(
        self, tape: NDArray[np.void], roster: NDArray[np.void], until_s: float, replies: Replies | None = None
    ) -> Finished:
        """Simulate up to `until_s` (events at that instant belong to the next epoch); the issues that are over by then.

        `tape`: further issues, sorted as a tape is, whose known arrivals lie at or after the last `until_s`; they may
        lie after the new one. `roster`: further headcount steps in [last `until_s`, `until_s`). `replies`: of the
        contacts in `tape`, for a centre at message level; an engine that lacks that level does not take them.
        Raises ValueError for headcount steps that lie later.
        """
        ...

    def booked(self) -> Ints:
        """Agents' time (G, intervals, levels) in ticks, as `RunLog.load_ticks`, of all intervals over by now.

        Now is the `until_s` of the last `advance`; later intervals hold what has been booked so far, or nothing.
        Asking changes nothing.
        """
        ...

    def close(
        self, tape: NDArray[np.void] = NO_TAPE, roster: NDArray[np.void] = NO_STEPS, replies: Replies | None = None
    ) -> tuple[Finished, RunLog]:
        """Follow what is left to its end: the remaining issues, and a log with the agents' ticks of the whole run.

        `tape`, `roster`, `replies`: as for `advance`, of the run's last stretch. Whoever gives it here is handed its
        issues at once, instead of those that are over at the horizon first and then the few that outlast it.
        """
        ...


def group_sizes(roster: NDArray[np.void], groups: int) -> Ints:
    """Agents (G,) that a session must have, so that agent ids do not depend on the epochs: the largest headcounts."""
    sizes = np.zeros(groups, np.int64)
    np.maximum.at(sizes, roster["group"], roster["level"])
    return sizes


def all_sizes(centre: Centre, sizes: Ints, reserves: Reserves | None) -> Ints:
    """The same (G,) with those whom reserves can bring on top of the roster."""
    if centre.surge is None or reserves is None:
        return sizes
    return sizes + centre.surge.heads_by_group(sizes.size, reserves)


def alive(tape: NDArray[np.void], contacts: NDArray[np.void], horizon_s: float) -> NDArray[np.bool_]:
    """Rows of issues that something can still happen to; the rows of an issue are all alive or all over."""
    outcome = contacts["outcome"]
    waits_for_arrival = tape["arrival_s"] < horizon_s
    waits_for_arrival[1:] |= tape["has_next"][:-1] & (contacts["next_s"][:-1] < horizon_s)
    open_rows = (
        (outcome == Outcome.UNFINISHED)
        | (((outcome == Outcome.SERVED) | contacts["silent"]) & np.isnan(contacts["release_s"]))
        | ((outcome == Outcome.NEVER) & waits_for_arrival)
    )
    issue = np.cumsum(np.append(True, ~tape["has_next"][:-1])) - 1 if tape.size else np.zeros(0, np.int64)
    return np.asarray((np.bincount(issue, weights=open_rows) > 0)[issue] if tape.size else open_rows)
