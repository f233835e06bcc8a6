"""Books of what agents did reply by reply, while the log is being written."""

from __future__ import annotations

import numpy as np

from ccsim.model.inputs import Centre
from ccsim.model.replies import Attention
from ccsim.model.timegrid import ticks

IN_TIME_S = 180.0


class AttentionBook:
    """Hands-on time and replies by group and interval, up to the horizon; see `Attention`."""

    def __init__(self, centre: Centre) -> None:
        self.horizon_s, self.interval_s = centre.horizon_s, centre.interval_s
        shape = (len(centre.groups), centre.n_intervals)
        self.ticks, self.replies, self.replies_in_3min, self.response_ticks = (
            np.zeros(shape, np.int64).tolist() for _ in range(4)
        )

    def hands_on(self, group: int, start_s: float, end_s: float) -> None:
        """An agent of the group has attended to something, without a break."""
        end_s = min(end_s, self.horizon_s)
        while start_s < end_s:
            interval = int(start_s // self.interval_s)
            until_s = min((interval + 1) * self.interval_s, end_s)
            self.ticks[group][interval] += ticks(until_s - start_s)
            start_s = until_s

    def reply(self, group: int, at_s: float, response_s: float) -> None:
        """An agent of the group has sent a reply, so long after the customer's message."""
        if at_s < self.horizon_s:
            interval = int(at_s // self.interval_s)
            self.replies[group][interval] += 1
            self.replies_in_3min[group][interval] += response_s <= IN_TIME_S
            self.response_ticks[group][interval] += ticks(response_s)

    def attention(self) -> Attention:
        """What has been booked."""
        books = (self.ticks, self.replies, self.replies_in_3min, self.response_ticks)
        return Attention(*(np.array(book, np.int64) for book in books))
