"""The bot of the reference engine where it can be busy or out of order: sessions, the line before it, and outages.

A contact's process waits in `leg` until the desk tells it how its time with the bot ended. Without a limit and
outages there is no desk: a bot leg is then just a span of time. Source: docs/model.md#a-busy-bot.
"""

from __future__ import annotations

from collections.abc import Generator
from enum import IntEnum
from heapq import heappop, heappush
from typing import Any

import numpy as np
from simpy import Environment, Event

from ccsim.engine.columns import LogColumns
from ccsim.engine.instants import At
from ccsim.model.bot import BotCapacity, BotRoute, outage_id
from ccsim.model.events import EventKind

Steps = Generator[Event, Any, "Verdict"]


class Verdict(IntEnum):
    """How a contact's time with the bot ended."""

    OVER = 0
    """The session came to its end."""
    TO_PERSON = 1
    """The contact goes on to a person: passed by the bot, or its session was cut."""
    LOST = 2
    """The contact is lost."""


VERDICT_OF = {BotRoute.HUMAN: Verdict.TO_PERSON, BotRoute.LOSE: Verdict.LOST}


class BotDesk:
    """Sessions in flight, who waits for one, and whether the bot works."""

    def __init__(self, env: Environment, capacity: BotCapacity, tape: dict[str, list[Any]], log: LogColumns) -> None:
        self.env, self.capacity, self.tape, self.log = env, capacity, tape, log
        self.outage: BotRoute | None = None  # where the outage under way sends contacts
        self.sessions: set[int] = set()
        self.waiting: set[int] = set()
        self.line: list[tuple[float, int, int]] = []  # heap of (arrival, contact id, row); who left stays in it
        self.timer: dict[int, At] = {}  # end of the session, or of the longest wait; others in SimPy's list are void
        self.verdict: dict[int, Event] = {}  # succeeds with a Verdict
        for number in range(capacity.outage_start_s.size):
            env.process(self.outage_steps(number))

    def leg(self, row: int) -> Steps:
        """A contact meets the bot."""
        told = self.verdict[row] = self.env.event()
        if self.outage is not None:
            self.send(row, self.outage)
        elif self.has_room():
            self.start(row)
        else:
            self.wait(row)
        verdict: Verdict = yield told
        return verdict

    def has_room(self) -> bool:
        """Whether the bot takes another session."""
        return self.capacity.has_room(len(self.sessions))

    def start(self, row: int) -> None:
        """The contact's session begins."""
        self.sessions.add(row)
        self.log.bot_start_s[row] = self.env.now
        self.timer[row] = self.at(self.env.now + self.tape["bot_s"][row], EventKind.BOT_END, row)

    def end(self, row: int) -> None:
        """The contact's session ends, by itself or cut by an outage."""
        self.sessions.remove(row)
        self.timer.pop(row)

    def wait(self, row: int) -> None:
        """The contact waits for the bot; its place in line is that of its arrival."""
        self.waiting.add(row)
        heappush(self.line, (self.log.arrival_s[row], self.tape["contact_id"][row], row))
        if self.capacity.max_wait_s < np.inf:
            self.timer[row] = self.at(self.env.now + self.capacity.max_wait_s, EventKind.MAX_WAIT, row)

    def stop_waiting(self, row: int) -> None:
        """The contact is no longer in line."""
        self.waiting.remove(row)
        self.timer.pop(row, None)

    def send(self, row: int, route: BotRoute) -> None:
        """Let a contact that is neither in session nor in line take the route."""
        if route is BotRoute.WAIT:
            self.wait(row)
        else:
            self.tell(row, VERDICT_OF[route])

    def tell(self, row: int, verdict: Verdict) -> None:
        """The contact's time at the bot is over; let its process go on."""
        self.log.bot_end_s[row] = self.env.now
        self.verdict.pop(row).succeed(verdict)

    def fill(self) -> None:
        """Start sessions of those who wait, first come first served, as long as there is room."""
        while self.outage is None and self.has_room() and self.line:
            row = heappop(self.line)[2]
            if row in self.waiting:
                self.stop_waiting(row)
                self.start(row)

    def at(self, at_s: float, kind: EventKind, row: int) -> At:
        """A notice for the contact, void if it is not its timer any more when it comes."""
        notice = At(self.env, at_s, kind, self.tape["contact_id"][row])

        def due(event: Event) -> None:
            if self.timer.get(row) is not event:
                return
            if row in self.sessions:
                self.end(row)
                self.tell(row, Verdict.OVER)
                self.fill()
            else:
                self.stop_waiting(row)
                self.tell(row, VERDICT_OF[self.capacity.then])

        notice.callbacks.append(due)
        return notice

    def outage_steps(self, number: int) -> Generator[Event, Any, None]:
        """One outage: sends everybody at the bot its way, and lets those start who wait when it is over."""
        start_s, end_s = self.capacity.outage_span(number)
        yield At(self.env, start_s, EventKind.OPENING, outage_id(number))
        self.outage = BotRoute(int(self.capacity.outage_route[number]))
        for row in sorted(self.sessions | self.waiting, key=lambda row: self.tape["contact_id"][row]):
            self.cut(row, self.outage)
        yield At(self.env, end_s, EventKind.OPENING, outage_id(number))
        if not self.capacity.goes_on(number):
            self.outage = None
            self.fill()

    def cut(self, row: int, route: BotRoute) -> None:
        """An outage begins while the contact is at the bot: in session, or in line for one."""
        in_session = row in self.sessions
        if in_session:
            self.end(row)
            if route is BotRoute.WAIT:  # as if it had not begun
                self.log.bot_start_s[row] = np.nan
        elif route is not BotRoute.WAIT:
            self.stop_waiting(row)
        if in_session or route is not BotRoute.WAIT:
            self.send(row, route)
