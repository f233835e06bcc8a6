"""Who is on duty in the reference engine: headcounts of groups that fall and rise, by the roster and by reserves.

Plain state, changed at once; whoever gets a free slot by it takes a waiting contact when the floor dispatches.
Source: docs/model.md#headcounts.
"""

from __future__ import annotations

from collections.abc import Generator
from itertools import groupby, islice

import numpy as np
from numpy.typing import NDArray
from simpy import Environment, Event

from ccsim.engine.agents import Duty, Group
from ccsim.engine.floor import Floor
from ccsim.engine.instants import At
from ccsim.model.events import EventKind

ROSTER, RESERVES, PULL = 0, 1, 2
"""Ids of log-ons at one instant: the roster's, then reserves', then the pull of all who have come."""


class Headcounts:
    """Headcounts of all groups: what the roster says, and the reserves that have come on top of it."""

    def __init__(self, env: Environment, floor: Floor, together: bool) -> None:
        self.env, self.floor = env, floor
        self.roster = [0] * len(floor.groups)
        self.reserves = [0] * len(floor.groups)
        self.together = together  # whether others than the roster may log on at the same instant

    def steps(self, roster: NDArray[np.void]) -> Generator[Event, None, None]:
        """Apply a roster: all falls of an instant before its ends of work, all rises after them."""
        steps = zip(*(roster[name].tolist() for name in ("at_s", "group", "level")), strict=True)
        for at_s, batch in groupby(steps, key=lambda step: step[0]):
            changes = [(group, new) for _, group, new in batch if new != self.roster[group]]
            falls = [(group, new) for group, new in changes if new < self.roster[group]]
            rises = [(group, new) for group, new in changes if new > self.roster[group]]
            for group, new in changes:
                self.roster[group] = new
            if falls:
                yield At(self.env, at_s, EventKind.LOG_OFF, ROSTER)
                for group, new in falls:
                    self.lower(group, new + self.reserves[group])
            if rises:
                yield At(self.env, at_s, EventKind.LOG_ON, ROSTER)
                for group, new in rises:
                    self.raise_(group, new + self.reserves[group])
                self.pull()

    def reinforce(self, group: int, heads: int) -> None:
        """So many of the reserves come (below 0: are sent home) on top of the roster."""
        self.reserves[group] += heads
        level = self.floor.groups[group].level + heads
        if heads > 0:
            self.raise_(group, level)
        else:
            self.lower(group, level)

    def pull(self) -> None:
        """Let those who have come take waiting contacts, once all of this instant have come."""
        if not self.together:
            self.floor.dispatch(self.env.now)
            return
        last = At(self.env, self.env.now, EventKind.LOG_ON, PULL)
        last.callbacks.append(lambda _: self.floor.dispatch(self.env.now))

    def lower(self, index: int, level: int) -> None:
        """A headcount falls: idle agents leave first (longest idle first), then whoever frees a slot next.

        Where nobody is to stay, all others finish what they have open and take nothing new.
        """
        group = self.floor.groups[index]
        group.surplus += group.level - level
        group.level = level
        idle = [agent for agent in group.agents if agent.duty is Duty.ON and not agent.chats]
        for agent in sorted(idle, key=lambda agent: (agent.since_s, agent.id))[: group.surplus]:
            self.floor.count(agent, self.env.now)
            agent.duty = Duty.OFF
            group.surplus -= 1
        if level == 0:
            for agent in group.agents:
                if agent.duty is Duty.ON:
                    self.floor.count(agent, self.env.now)
                    agent.duty = Duty.DRAINING
            group.surplus = 0

    def raise_(self, index: int, level: int) -> None:
        """A headcount rises: those about to leave stay, those finishing come back, then others log on."""
        group = self.floor.groups[index]
        missing = level - group.level
        group.level = level
        kept = min(missing, group.surplus)
        group.surplus -= kept
        missing -= kept
        for duty in (Duty.DRAINING, Duty.OFF):
            missing -= self._come(group, duty, missing)

    def _come(self, group: Group, duty: Duty, missing: int) -> int:
        """Up to so many agents who are off or draining come, lowest id first; their number."""
        coming = list(islice((agent for agent in group.agents if agent.duty is duty), missing)) if missing else []
        for agent in coming:
            self.floor.count(agent, self.env.now)
            if duty is Duty.OFF:
                agent.since_s = agent.counted_s = self.env.now
            agent.duty = Duty.ON
            group.list_as_free(agent)
        return len(coming)
