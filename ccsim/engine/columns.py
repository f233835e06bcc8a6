"""The log while it is being written: plain lists, which Python writes several times faster than array elements."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ccsim.engine.attention import AttentionBook
from ccsim.model.inputs import Centre
from ccsim.model.log import CONTACT_DTYPE, RunLog, empty_log


class LogColumns:
    """One list per column of the log's contacts, and the agents' ticks as nested lists."""

    def __init__(self, centre: Centre) -> None:
        self._centre = centre
        self.arrival_s: list[float] = []
        self.bot_start_s: list[float] = []
        self.bot_end_s: list[float] = []
        self.enqueue_s: list[float] = []
        self.assign_s: list[float] = []
        self.abandon_s: list[float] = []
        self.end_s: list[float] = []
        self.release_s: list[float] = []
        self.response_s: list[float] = []
        self.next_s: list[float] = []
        self.agent: list[int] = []
        self.group: list[int] = []
        self.level: list[int] = []
        self.outcome: list[int] = []
        self.resolved: list[bool] = []
        self.silent: list[bool] = []
        self.negative: list[bool] = []
        self.wrong: list[bool] = []
        groups, intervals = len(centre.groups), centre.n_intervals
        self.load_ticks = [[[0] * (centre.max_level + 1) for _ in range(intervals)] for _ in range(groups)]
        self.drain_ticks = [[0] * intervals for _ in range(groups)]
        self.surge = empty_log(centre, 0).surge
        self.attention = AttentionBook(centre) if centre.message_level else None

    def extend(self, rows: int) -> None:
        """Add rows to which nothing has happened."""
        blank = empty_log(self._centre, 1).contacts
        for name in CONTACT_DTYPE.names or ():
            getattr(self, name).extend(blank[name].tolist() * rows)

    def log(self) -> RunLog:
        """The log as it stands."""
        log = empty_log(self._centre, len(self.outcome))
        for name in CONTACT_DTYPE.names or ():
            log.contacts[name] = getattr(self, name)
        log.load_ticks[:] = np.array(self.load_ticks, np.int64)
        log.drain_ticks[:] = np.array(self.drain_ticks, np.int64)
        attention = None if self.attention is None else self.attention.attention()
        return replace(log, attention=attention, surge=self.surge)
