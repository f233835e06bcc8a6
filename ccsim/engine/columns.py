"""The log while it is being written: plain lists, which Python writes several times faster than array elements."""

from __future__ import annotations

import numpy as np

from ccsim.model.inputs import Centre
from ccsim.model.log import RunLog, empty_log


class LogColumns:
    """One list per column of the log's contacts, and the agents' ticks as nested lists."""

    def __init__(self, centre: Centre, rows: int) -> None:
        nan = float("nan")
        self._centre, self._rows = centre, rows
        self.arrival_s = [nan] * rows
        self.bot_end_s = [nan] * rows
        self.enqueue_s = [nan] * rows
        self.assign_s = [nan] * rows
        self.abandon_s = [nan] * rows
        self.end_s = [nan] * rows
        self.release_s = [nan] * rows
        self.response_s = [nan] * rows
        self.next_s = [nan] * rows
        self.agent = [-1] * rows
        self.group = [-1] * rows
        self.level = [0] * rows
        self.outcome = [0] * rows
        self.resolved = [False] * rows
        groups, intervals = len(centre.groups), centre.n_intervals
        self.load_ticks = [[[0] * (centre.max_level + 1) for _ in range(intervals)] for _ in range(groups)]
        self.drain_ticks = [[0] * intervals for _ in range(groups)]

    def log(self) -> RunLog:
        """The finished log."""
        log = empty_log(self._centre, self._rows)
        for name in log.contacts.dtype.names or ():
            log.contacts[name] = getattr(self, name)
        log.load_ticks[:] = np.array(self.load_ticks, np.int64)
        log.drain_ticks[:] = np.array(self.drain_ticks, np.int64)
        return log
