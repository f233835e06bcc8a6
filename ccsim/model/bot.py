"""What a bot can take: sessions at a time, the longest wait for one, and outages."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray


class BotRoute(IntEnum):
    """Where a contact goes that the bot cannot take."""

    HUMAN = 0
    """Asks for a person now."""
    WAIT = 1
    """Waits for the bot."""
    LOSE = 2
    """Is lost."""


@dataclass(frozen=True)
class BotCapacity:
    """A bot's limit and its outages, O of them, in order of time and without overlap."""

    sessions: int = -1
    """Sessions at a time; -1 for any number."""
    max_wait_s: float = np.inf
    """Longest wait for a session (grid), or inf."""
    then: BotRoute = BotRoute.HUMAN
    """Where those go who have waited so long."""
    outage_start_s: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    """(O,) grid."""
    outage_end_s: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    """(O,) grid; the bot works again from here on, unless the next outage starts here."""
    outage_route: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    """(O,) BotRoute."""

    def has_room(self, in_flight: int) -> bool:
        """Whether a bot with so many sessions in flight takes another one."""
        return self.sessions < 0 or in_flight < self.sessions

    def outage_span(self, number: int) -> tuple[float, float]:
        """Start and end of an outage (s)."""
        return float(self.outage_start_s[number]), float(self.outage_end_s[number])

    def goes_on(self, number: int) -> bool:
        """Whether the next outage starts as this one ends."""
        following = self.outage_start_s[number + 1 : number + 2]
        return bool(following.size and following[0] == self.outage_end_s[number])


def outage_id(number: int) -> int:
    """Id of an outage among the events of one instant: behind all queues."""
    return (1 << 40) + number
