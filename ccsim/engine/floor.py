"""The floor of the reference engine: agents, their open chats, and the queues in front of them.

Plain state, changed at once and completely by its methods; it knows neither SimPy nor the customer's journey. What
follows from a change (an agent's next end of work, a contact that was answered or whose talk is over) is told to the
`Listener`. Source: docs/model.md#agents.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush, heapreplace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ccsim.engine.agents import DRAINING, OFF, ON, Agent, Chat, Group
from ccsim.engine.columns import LogColumns
from ccsim.engine.queues import Queues
from ccsim.model.inputs import ATTEMPT_MASK, Centre
from ccsim.model.replies import Replies
from ccsim.model.rules import finish_time, is_negative, response_time, steps_passed, work_amount
from ccsim.model.timegrid import grid, ticks


class Listener(Protocol):
    """Who carries out what a change on the floor entails."""

    def work_ends_at(self, agent: Agent, at_s: float) -> None:
        """The agent's next chat ends its talk or wrap-up at `at_s`; an earlier notice for this agent is void."""

    def no_work(self, agent: Agent) -> None:
        """The agent has nothing open; an earlier notice is void."""

    def answered(self, row: int) -> None:
        """A waiting contact has been assigned to an agent."""

    def talk_over(self, row: int) -> None:
        """A contact's customer leaves the agent."""


class Floor:
    """All groups and queues; writes the human part of the log."""

    def __init__(self, centre: Centre, sizes: Sequence[int], log: LogColumns, listener: Listener) -> None:
        self.centre, self.log, self.listener = centre, log, listener
        self.horizon_s, self.interval_s = centre.horizon_s, centre.interval_s
        self.contact_id: list[int] = []
        self.mood = centre.mood
        self.mood_steps: list[float] = [] if centre.mood is None else centre.mood.after_s.tolist()
        self.u_mood: list[float] = []
        self.work_s: list[float] = []
        self.wrap_s: list[float] = []
        self.intent: list[int] = []
        self.queue_of: list[int] = []
        self.queues = Queues(centre)
        self.response_before: dict[int, float] = {}  # row -> the agent's response area at assignment
        self.groups = [Group(g, centre, sum(sizes[:g]), size) for g, size in enumerate(sizes)]
        self.helpers = [self._helpers(queue) for queue in range(len(centre.queues))]
        self.overflow_delays = [self._overflow_delays(queue) for queue in range(len(centre.queues))]

    def extend(self, tape: NDArray[np.void], replies: Replies | None = None) -> None:
        """Get to know further contacts; `replies`: theirs, at message level."""
        self.contact_id += tape["contact_id"].tolist()
        self.u_mood += tape["u_mood"].tolist()
        self.work_s += tape["work_s"].tolist()
        self.wrap_s += tape["wrap_s"].tolist()
        self.intent += tape["intent"].tolist()
        self.queue_of += self.centre.queue_of_intent[tape["intent"]].tolist()
        self.queues.extend(tape)

    # --- contacts ---------------------------------------------------------------------------------------------

    def offer(self, row: int, now_s: float) -> bool:
        """Give the contact to a free agent: one whose own queue it is, else one who helps with it at once."""
        for groups in self.helpers[self.queue_of[row]]:
            entries = [entry for group in groups if (entry := group.next_free())]
            if entries:
                self._assign(min(entries)[-1], row, now_s)
                return True
        return False

    def _helpers(self, queue: int) -> tuple[list[Group], list[Group]]:
        """Groups that take a contact of the queue on its arrival: before all others those whose own queue it is."""
        own = [group for group in self.groups if (queue, 0.0) in group.own]
        return own, [group for group in self.groups if (queue, 0.0) in group.secondary]

    def enqueue(self, row: int, now_s: float) -> None:
        """Let the contact wait."""
        self.queues.enter(row, now_s)

    def withdraw(self, row: int) -> None:
        """The contact leaves its queue."""
        self.queues.leave(row)

    def banish(self, row: int, now_s: float) -> None:
        """A ghost, whose customer has left unnoticed, leaves its queue before any agent took it, unless one did."""
        if self.log.silent[row] and self.queues.waits(row):
            self.queues.leave(row)
            self.log.release_s[row] = now_s

    def _overflow_delays(self, queue: int) -> list[float]:
        """Waits (s) after which further groups may take a contact of the queue, each once."""
        waits = (after_s for group in self.groups for other, after_s in group.secondary if other == queue)
        return sorted({after_s for after_s in waits if after_s > 0})

    def overflow(self, row: int, now_s: float) -> None:
        """The contact, if it still waits, has become eligible for further groups."""
        if self.queues.waits(row):
            self.dispatch(now_s)

    def _pull(self, agent: Agent, now_s: float) -> bool:
        """Let the agent take the next contact of its own queues, else of those it helps with, if there is one."""
        row = self.queues.first(agent.group.own, now_s)
        if row is None:
            row = self.queues.first(agent.group.secondary, now_s)
        if row is None:
            return False
        self.queues.leave(row)
        self._assign(agent, row, now_s)
        if not self.log.silent[row]:
            self.listener.answered(row)
        return True

    def _assign(self, agent: Agent, row: int, now_s: float) -> None:
        agent.advance(now_s)
        self.count(agent, now_s)
        group = agent.group
        self._feel(row, now_s)
        self._open(agent, row, now_s)
        agent.since_s = now_s
        group.list_as_free(agent)
        log = self.log
        log.assign_s[row], log.agent[row], log.group[row], log.level[row] = (
            now_s,
            agent.id,
            group.index,
            len(agent.chats),
        )
        self._notify(agent, now_s)

    def _open(self, agent: Agent, row: int, now_s: float) -> None:
        """Put the contact into a slot of the agent."""
        finish_s = agent.virtual_s + self._amount(agent, row)
        heappush(agent.chats, Chat(finish_s, self.contact_id[row], row, True))
        self.response_before[row] = agent.response_area

    def _amount(self, agent: Agent, row: int) -> float:
        """Virtual time that the contact's talk takes up with the agent."""
        if self.log.silent[row]:
            return self.centre.silent_work_s
        if self.mood is not None and self.log.negative[row]:
            return work_amount(self.work_s[row], self.mood.work_factor[agent.group.index, self.intent[row]])
        return work_amount(self.work_s[row], agent.group.work_factor[self.intent[row]])

    def _feel(self, row: int, now_s: float) -> None:
        """Settle the customer's state as an agent takes the contact."""
        if self.mood is not None and not self.log.silent[row]:
            step = steps_passed(now_s - self.log.enqueue_s[row], self.mood_steps)
            limit = self.mood.p_negative[self.contact_id[row] & ATTEMPT_MASK, step]
            self.log.negative[row] = is_negative(self.u_mood[row], limit)

    # --- agents -----------------------------------------------------------------------------------------------

    def work_end(self, agent: Agent, now_s: float) -> None:
        """The agent's first chat ends its talk, or its wrap-up and with it frees the slot."""
        agent.advance(now_s)
        chat = agent.chats[0]
        agent.virtual_s = chat.finish_s
        if self.log.silent[chat.row]:
            self.response_before.pop(chat.row)
        elif chat.talking:
            wrap_s = self.wrap_s[chat.row]
            if wrap_s > 0:
                wrap_s = grid(wrap_s * agent.group.wrap_factor[self.intent[chat.row]])
            self._end_talk(agent, chat, now_s)
            if wrap_s > 0:
                heapreplace(agent.chats, chat._replace(finish_s=chat.finish_s + wrap_s, talking=False))
                self._notify(agent, now_s)
                return
        self._free_slot(agent, chat.row, now_s)

    def _end_talk(self, agent: Agent, chat: Chat, now_s: float) -> None:
        work_s = self._amount(agent, chat.row)
        area = agent.response_area - self.response_before.pop(chat.row)
        if_no_work_s = agent.group.response_s[self.log.level[chat.row]]
        self.log.end_s[chat.row], self.log.response_s[chat.row] = now_s, response_time(area, work_s, if_no_work_s)
        self.listener.talk_over(chat.row)

    def _free_slot(self, agent: Agent, row: int, now_s: float) -> None:
        self.count(agent, now_s)
        self._close(agent, row)
        agent.since_s = now_s
        self.log.release_s[row] = now_s
        if not agent.chats:
            agent.virtual_s = agent.response_area = 0.0
        group = agent.group
        if agent.duty is ON and group.surplus > 0:
            group.surplus -= 1
            agent.duty = DRAINING
        if agent.duty is DRAINING and not agent.chats:
            agent.duty = OFF
        took = agent.duty is ON and len(agent.chats) < group.capacity and self._pull(agent, now_s)
        if not took:
            group.list_as_free(agent)
            self._notify(agent, now_s)

    def _close(self, agent: Agent, row: int) -> None:
        """Take the contact, whose chat is the first to end, out of its slot."""
        heappop(agent.chats)

    def _notify(self, agent: Agent, now_s: float) -> None:
        """Tell the listener when the agent's next chat ends."""
        chats = agent.chats
        if not chats:
            self.listener.no_work(agent)
            return
        speed = agent.group.speed[len(chats)]
        self.listener.work_ends_at(agent, finish_time(now_s, agent.virtual_s, chats[0].finish_s, speed))

    # --- several at once --------------------------------------------------------------------------------------

    def raise_cap(self, index: int, slots: int) -> None:
        """Agents of a group may have so many more chats open (below 0: fewer; open ones stay open)."""
        group = self.groups[index]
        before = group.capacity
        group.capacity += slots
        for agent in group.agents:
            if len(agent.chats) >= before:
                group.list_as_free(agent)

    def dispatch(self, now_s: float) -> None:
        """While some agent could take some waiting contact, the first such agent in routing order pulls one.

        Agents who could take one of their own queues come before those who could only help.
        """
        while True:
            free = [entry for group in self.groups if (entry := group.next_free())]
            chosen = [entry for entry in free if self.queues.first(entry[-1].group.own, now_s) is not None]
            if not chosen:
                chosen = [entry for entry in free if self.queues.first(entry[-1].group.secondary, now_s) is not None]
            if not chosen:
                return
            self._pull(min(chosen)[-1], now_s)

    # --- accounts ---------------------------------------------------------------------------------------------

    def count(self, agent: Agent, now_s: float) -> None:
        """Book the agent's time since the last booking under its load, interval by interval up to the horizon."""
        start_s, agent.counted_s = agent.counted_s, now_s
        if agent.duty is OFF:
            return
        end_s = now_s if now_s < self.horizon_s else self.horizon_s
        interval_s, load = self.interval_s, len(agent.chats)
        worked, drained = self.log.load_ticks[agent.group.index], self.log.drain_ticks[agent.group.index]
        while start_s < end_s:  # once, but for what lies across the end of an interval
            interval = int(start_s // interval_s)
            until_s = (interval + 1) * interval_s
            if until_s > end_s:
                until_s = end_s
            amount = ticks(until_s - start_s)
            worked[interval][load] += amount
            if agent.duty is DRAINING:
                drained[interval] += amount
            start_s = until_s

    def close_accounts(self, now_s: float) -> None:
        """Book everybody's time up to the end of the run."""
        self.book_up_to(max(now_s, self.centre.horizon_s))

    def book_up_to(self, now_s: float) -> None:
        """Book everybody's time up to now."""
        for group in self.groups:
            for agent in group.agents:
                self.count(agent, now_s)
