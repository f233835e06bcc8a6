"""What an engine reports: one row per tape row, and the agents' time by level; everything else is computed from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ccsim.model.inputs import Centre
from ccsim.model.replies import Attention
from ccsim.model.surge import blank_surge_log

CONTACT_DTYPE = np.dtype(
    [
        ("arrival_s", np.float64),
        ("bot_start_s", np.float64),  # only where the bot has a limit or outages; else it starts on arrival, and NaN
        ("bot_end_s", np.float64),  # end of its time at the bot, whether it got a session or not
        ("enqueue_s", np.float64),  # when it asked for a person; balkers have it too
        ("assign_s", np.float64),
        ("abandon_s", np.float64),  # when the customer left the queue unserved (balked, blocked: = enqueue_s)
        ("end_s", np.float64),  # the customer's end of the contact, by whatever outcome
        ("release_s", np.float64),  # the agent's slot is free again
        ("response_s", np.float64),  # mean time to a reply while served, weighted by progress
        ("next_s", np.float64),  # when the next contact is due
        ("agent", np.int32),  # -1 if none
        ("group", np.int16),  # -1 if none
        ("level", np.int16),  # slots the agent had in use just after this assignment
        ("outcome", np.int8),  # Outcome
        ("resolved", np.bool_),  # truly: a wrong answer is none
        ("silent", np.bool_),  # abandoned unnoticed: assign_s, agent, group, level, release_s are those of its ghost
        ("negative", np.bool_),  # the customer's state when an agent took the contact
        ("wrong", np.bool_),  # closed as resolved, with a wrong answer
    ]
)
"""Times in seconds since the first simulated midnight, on the grid; NaN where it did not happen."""


@dataclass(frozen=True)
class RunLog:
    """One replication's log.

    `contacts` has one row per tape row, in the same order. `load_ticks[g, j, k]` is agent time of group g in interval
    j with k slots in use, on duty or finishing after log-off, cut at the horizon; `drain_ticks[g, j]` is the part of it
    of agents that drain (finish chats, take nothing new). `duty_ticks[g, j]` = sum over k - drain still contains agents
    beyond the headcount who have not freed a slot yet; the measures take the roster's headcount as duty instead.
    """

    contacts: NDArray[np.void]
    load_ticks: NDArray[np.int64]
    drain_ticks: NDArray[np.int64]
    attention: Attention | None = None
    """What agents did reply by reply, where the centre is at message level; elsewhere it follows from `load_ticks`."""
    surge: NDArray[np.void] | None = None
    """SURGE_DTYPE, one row per possible call of a source; None where there are no reserves."""

    @property
    def duty_ticks(self) -> NDArray[np.int64]:
        """Agent time on duty by (group, interval)."""
        return np.asarray(self.load_ticks.sum(axis=2) - self.drain_ticks)


def empty_log(centre: Centre, rows: int) -> RunLog:
    """A log of `rows` contacts to which nothing has happened; the only constructor engines use."""
    blank = np.zeros(1, CONTACT_DTYPE)
    for name in CONTACT_DTYPE.names or ():
        if name.endswith("_s"):
            blank[name] = np.nan
    blank["agent"] = -1
    blank["group"] = -1
    contacts = np.repeat(blank, rows)
    groups, intervals = len(centre.groups), centre.n_intervals
    return RunLog(
        contacts,
        np.zeros((groups, intervals, centre.max_level + 1), np.int64),
        np.zeros((groups, intervals), np.int64),
        surge=None if centre.surge is None else blank_surge_log(centre.surge),
    )
