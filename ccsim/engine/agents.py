"""Agents of the reference engine and their open chats, and whom routing would choose among those of a group.

Plain state; what changes it is the `Floor`. Source: docs/model.md#agents.
"""

from __future__ import annotations

from enum import IntEnum
from heapq import heappop, heappush
from math import inf
from typing import NamedTuple

from ccsim.model.inputs import Centre
from ccsim.model.rules import routing_load


class Chat(NamedTuple):
    """An open chat; the agent finishes the one with the smallest (finish_s, contact_id) first."""

    finish_s: float  # value of the agent's virtual clock at which talk (or then wrap-up) ends
    contact_id: int
    row: int
    talking: bool


class Duty(IntEnum):
    """Whether an agent takes contacts."""

    OFF = 0
    ON = 1
    DRAINING = 2
    """Logged off with chats open: finishes them, takes nothing new."""


OFF, ON, DRAINING = Duty  # a name of a module is found four times as fast as one of an enumeration


class Agent:
    """One agent: slots in use, and the virtual clock by which open chats progress at the speed of the load."""

    __slots__ = (
        "chats", "clock_s", "counted_s", "duty", "group", "id", "response_area", "since_s", "virtual_s",
    )  # fmt: skip

    def __init__(self, agent_id: int, group: Group) -> None:
        self.id, self.group = agent_id, group
        self.duty = OFF
        self.chats: list[Chat] = []  # heap
        self.since_s = 0.0  # last change of the number of open chats
        self.counted_s = 0.0  # up to here its time has been counted
        self.clock_s = 0.0  # real time of the last advance
        self.virtual_s = 0.0
        self.response_area = 0.0  # integral of response time over virtual time

    @property
    def load(self) -> int:
        """Slots in use."""
        return len(self.chats)

    def advance(self, now_s: float) -> None:
        """Run the virtual clock up to now at the speed of the present load."""
        group, load = self.group, len(self.chats)
        step = (now_s - self.clock_s) * group.speed[load]
        self.virtual_s += step
        self.response_area += step * group.response_s[load]
        self.clock_s = now_s


Free = tuple[int, float, int, int, Agent]
"""An agent with a free slot, of which routing chooses the smallest: what routing goes by before anything else, since
when the agent has had its load, its id; then the load and the agent."""


class Group:
    """Agents of one group, and whom routing would choose among them."""

    def __init__(self, index: int, centre: Centre, first_agent: int, size: int) -> None:
        self.index = index
        self.capacity = int(centre.concurrency[index])
        self.speed = centre.speed[index].tolist()
        self.response_s = centre.response_s[index].tolist()
        self.work_factor = centre.work_factor[index].tolist()  # by intent
        self.wrap_factor = centre.wrap_factor[index].tolist()
        self.routing = centre.routing
        serves, after_s = centre.serves[index].tolist(), centre.overflow_s[index].tolist()
        self.own = [(queue, 0.0) for queue in range(len(serves)) if serves[queue]]
        self.secondary = [(queue, after_s[queue]) for queue in range(len(serves)) if after_s[queue] < inf]
        self.agents = [Agent(first_agent + offset, self) for offset in range(size)]
        self.level = 0  # agents that should be on duty
        self.surplus = 0  # of those on duty, how many leave as soon as they finish something
        self._free: list[Free] = []  # heap; outdated entries stay

    def list_as_free(self, agent: Agent) -> None:
        """Tell routing that the agent can take a contact, if it can."""
        load = len(agent.chats)
        if agent.duty is ON and load < self.capacity:
            first = routing_load(self.routing, load)
            heappush(self._free, (first, agent.since_s, agent.id, load, agent))

    def next_free(self) -> Free | None:
        """The agent with a free slot that routing would choose."""
        while self._free:
            entry = self._free[0]
            _, since_s, _, load, agent = entry
            if agent.duty is ON and len(agent.chats) == load < self.capacity and agent.since_s == since_s:
                return entry
            heappop(self._free)
        return None
