"""The floor at message level: an agent attends to one customer's message at a time, first come first served.

Everything up to the assignment (queues, routing, headcounts) is the `Floor`'s. From there a chat is a loop: the
customer thinks and writes, the message joins the agent's line, the agent attends to it and replies; after the last
reply comes wrap-up. Source: docs/chat-fidelity.md.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from math import inf
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from ccsim.engine.agents import Agent, Chat
from ccsim.engine.attention import AttentionBook
from ccsim.engine.columns import LogColumns
from ccsim.engine.floor import Floor, Listener
from ccsim.model.inputs import Centre
from ccsim.model.replies import Replies
from ccsim.model.rules import attention_time
from ccsim.model.timegrid import grid


class MessageListener(Listener, Protocol):
    """Who carries out what happens on the floor and to single messages."""

    def message_at(self, at_s: float, contact_id: int, arrives: Callable[[float], None]) -> None:
        """The contact's customer sends a message at `at_s`, then `arrives` is to be called with that time."""


class Task(NamedTuple):
    """What an agent attends to: a message of a chat, or its wrap-up, which is all that there is of a ghost."""

    row: int
    start_s: float
    wrap_up: bool


class Exchange:
    """How far the talk of one open chat has come."""

    __slots__ = ("agent", "end", "next", "response_s", "start", "written_s")

    def __init__(self, agent: Agent, start: int, end: int) -> None:
        self.agent = agent
        self.start, self.end = start, end  # its replies among all
        self.next = start  # the reply that is thought about, waited for or written
        self.written_s = 0.0  # when the customer's last message came
        self.response_s = 0.0  # time to replies so far


class MessageFloor(Floor):
    """A floor whose agents have hands: how fast open chats progress is simulated, not tabulated."""

    listener: MessageListener

    def __init__(self, centre: Centre, sizes: Sequence[int], log: LogColumns, listener: MessageListener) -> None:
        super().__init__(centre, sizes, log, listener)
        self.book = AttentionBook(centre) if log.attention is None else log.attention
        self.first: list[int] = [0]
        self.think_s: list[float] = []
        self.hands_on_s: list[float] = []
        self.exchanges: dict[int, Exchange] = {}  # by row
        self.lines: list[deque[int]] = [deque() for _ in range(sum(sizes))]  # each agent's unanswered messages, as rows
        self.tasks: dict[int, Task] = {}  # by agent

    def extend(self, tape: NDArray[np.void], replies: Replies | None = None) -> None:
        """Get to know further contacts and their replies. Raises ValueError if these do not fit the contacts."""
        super().extend(tape)
        if replies is None or replies.first.size != tape.size + 1 or (np.diff(replies.first) < 1).any():
            raise ValueError("message-level chat needs at least one reply drawn for every contact of the tape")
        self.first += (replies.first[1:] + len(self.think_s)).tolist()
        self.think_s += replies.think_s.tolist()
        self.hands_on_s += replies.hands_on_s.tolist()

    # --- slots ------------------------------------------------------------------------------------------------

    def _open(self, agent: Agent, row: int, now_s: float) -> None:
        agent.chats.append(Chat(inf, self.contact_id[row], row, True))
        exchange = self.exchanges[row] = Exchange(agent, self.first[row], self.first[row + 1])
        if self.log.silent[row]:  # nobody is there to write: what it has written already is at the end of the line
            self.listener.message_at(now_s, self.contact_id[row], partial(self.message, row))
        else:
            self._think(row, exchange, now_s)

    def _close(self, agent: Agent, row: int) -> None:
        agent.chats[:] = [chat for chat in agent.chats if chat.row != row]

    def _notify(self, agent: Agent, now_s: float) -> None:
        """Nothing: an agent's next end of work depends on its line alone."""

    # --- messages ---------------------------------------------------------------------------------------------

    def _think(self, row: int, exchange: Exchange, now_s: float) -> None:
        at_s = now_s + self.think_s[exchange.next]
        self.listener.message_at(at_s, self.contact_id[row], partial(self.message, row))

    def message(self, row: int, now_s: float) -> None:
        """A customer's message joins its agent's line; an agent with nothing else to do attends to it at once."""
        exchange = self.exchanges[row]
        exchange.written_s = now_s
        self.lines[exchange.agent.id].append(row)
        if exchange.agent.id not in self.tasks:
            self._attend(exchange.agent, now_s)

    def _attend(self, agent: Agent, now_s: float) -> None:
        """Turn to the first message of the line, if there is one."""
        line = self.lines[agent.id]
        if not line:
            return
        row = line.popleft()
        if self.log.silent[row]:
            del self.exchanges[row]
            self._begin(agent, Task(row, now_s, True), self.centre.silent_work_s)
            return
        factor = self._hands_on_factor(agent, row)
        if self.mood is not None and self.log.negative[row]:
            factor *= self.mood.handling_factor
        hands_on_s = self.hands_on_s[self.exchanges[row].next]
        length_s = attention_time(hands_on_s * factor, self.centre.switch_cost, agent.load)
        self._begin(agent, Task(row, now_s, False), length_s)

    def _begin(self, agent: Agent, task: Task, length_s: float) -> None:
        self.tasks[agent.id] = task
        self.listener.work_ends_at(agent, task.start_s + length_s)

    def _hands_on_factor(self, agent: Agent, row: int) -> float:
        return float(agent.group.wrap_factor[self.intent[row]])

    def work_end(self, agent: Agent, now_s: float) -> None:
        """The agent has replied, or finished a wrap-up and with it freed the slot; then it turns to its line."""
        task = self.tasks.pop(agent.id)
        self._book_attention(agent, task, now_s)
        if task.wrap_up:
            self._free_slot(agent, task.row, now_s)
        elif self._replied(agent, task.row, now_s):
            wrap_s = grid(self.wrap_s[task.row] * self._hands_on_factor(agent, task.row))
            if wrap_s > 0:
                self._begin(agent, Task(task.row, now_s, True), wrap_s)
                return
            self._free_slot(agent, task.row, now_s)
        self._attend(agent, now_s)

    def _replied(self, agent: Agent, row: int, now_s: float) -> bool:
        """Send the reply; whether it was the last, with which the customer leaves."""
        exchange, group = self.exchanges[row], agent.group.index
        response_s = now_s - exchange.written_s
        exchange.response_s += response_s
        exchange.next += 1
        self.book.reply(group, now_s, response_s)
        if exchange.next < exchange.end:
            self._think(row, exchange, now_s)
            return False
        del self.exchanges[row]
        self.log.end_s[row] = now_s
        self.log.response_s[row] = grid(exchange.response_s / (exchange.end - exchange.start))
        self.listener.talk_over(row)
        return True

    # --- accounts ---------------------------------------------------------------------------------------------

    def _book_attention(self, agent: Agent, task: Task, now_s: float) -> None:
        self.book.hands_on(agent.group.index, task.start_s, now_s)

    def close_accounts(self, now_s: float) -> None:
        """Book everybody's time up to the end of the run, and what hands are still on."""
        super().close_accounts(now_s)
        for group in self.groups:
            for agent in group.agents:
                if agent.id in self.tasks:
                    self._book_attention(agent, self.tasks[agent.id], now_s)
