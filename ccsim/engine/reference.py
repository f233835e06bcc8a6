"""The model as a SimPy simulation: meant to be read, and the truth that a compiled engine must match.

An *issue* is a process that makes contact after contact until it stays away; a *contact* goes through the bot, waits
for a person, talks and leaves. Agents and queues are plain state on the `Floor`. Processes only wait; the floor's
methods change state, within the event that causes the change. What happens at one instant happens in the order of
(time, kind, id), never in the order of scheduling: that is why every event that matters is an `At`. Nothing here draws
a random number; amounts and uniforms are on the tape. Source: docs/model.md.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from simpy import Environment, Event

from ccsim.engine.agents import Agent
from ccsim.engine.bot_desk import BotDesk, Verdict
from ccsim.engine.checks import check_centre, check_reserves, check_roster
from ccsim.engine.columns import LogColumns
from ccsim.engine.floor import Floor
from ccsim.engine.headcounts import Headcounts
from ccsim.engine.instants import At, Journey, Signal
from ccsim.engine.message_floor import MessageFloor
from ccsim.engine.session import all_sizes, group_sizes
from ccsim.engine.surge_desk import SurgeDesk
from ccsim.model.events import HANDED_OVER, UNSERVED, BotOutcome, EventKind, Outcome
from ccsim.model.inputs import TAPE_DTYPE, Centre, Ints, RunInputs, attempt_of
from ccsim.model.log import RunLog
from ccsim.model.replies import Replies
from ccsim.model.rules import (
    balks,
    is_wrong,
    leaves_silently,
    next_opening,
    patience_unlike_tape,
    resolves,
    returns,
    work_unlike_tape,
)
from ccsim.model.surge import Reserves

Steps = Generator[Event, Any, Any]
# names of a module are found four times as fast as those of an enumeration; these are asked for at every contact
ARRIVAL, PATIENCE, WORK_END = EventKind.ARRIVAL, EventKind.PATIENCE, EventKind.WORK_END
NO_BOT, BY_BOT, LEFT_BOT = BotOutcome.NONE, BotOutcome.RESOLVED, BotOutcome.LEFT
SERVED, UNFINISHED = Outcome.SERVED, Outcome.UNFINISHED


def run(inputs: RunInputs) -> RunLog:
    """Simulate one replication; fills the log row of every tape row that happened."""
    sizes = group_sizes(inputs.roster, len(inputs.centre.groups))
    simulation = Simulation(inputs.centre, sizes, inputs.reserves)
    simulation.extend(inputs.tape, inputs.roster, inputs.replies)
    return simulation.finish()


class Simulation:
    """One replication: the processes, and the floor they act on."""

    def __init__(self, centre: Centre, sizes: Ints, reserves: Reserves | None = None) -> None:
        check_centre(centre)
        check_reserves(centre, reserves)
        self.env = Environment()
        self.centre = centre
        self.log = LogColumns(centre)
        floor = MessageFloor if centre.message_level else Floor
        self.floor = floor(centre, all_sizes(centre, sizes, reserves).tolist(), self.log, self)
        self.headcounts = Headcounts(self.env, self.floor, together=centre.surge is not None)
        self.shut = [0] * len(centre.queues)  # by queue: how many reserves keep it closed
        if reserves is not None:
            SurgeDesk(self.env, centre, reserves, self.log, self.headcounts, self.shut)
        self.tape: dict[str, list[Any]] = {name: [] for name in TAPE_DTYPE.names or ()}  # lists: fast to read
        self.attempt: list[int] = []
        self.turn: dict[int, Signal] = {}  # contacts that wait: gives what becomes of them, SERVED if assigned
        self.talk: dict[int, Signal] = {}  # contacts that talk: given when the customer leaves
        self.desk = None if centre.bot_capacity is None else BotDesk(self.env, centre.bot_capacity, self.tape, self.log)
        self.timer: dict[int, At] = {}  # each agent's next end of work; others still in SimPy's list are void
        self.max_wait_s: list[float] = centre.max_wait_s.tolist()
        self.hours = list(zip(centre.opens_s.tolist(), centre.closes_s.tolist(), strict=True))
        self.has_hours: list[bool] = centre.has_hours.tolist()
        self.p_balk: list[float] = centre.p_balk.tolist()
        self.p_resolve: list[list[list[float]]] = centre.p_resolve.tolist()  # by group, intent and level
        for queue in np.flatnonzero(centre.disconnects).tolist():
            self.env.process(self.closings(queue))

    def extend(self, tape: NDArray[np.void], roster: NDArray[np.void], replies: Replies | None = None) -> None:
        """Let further contacts (with their replies, at message level) arrive and further headcount steps take place."""
        check_roster(self.centre, roster)
        first = len(self.attempt)
        for name, column in self.tape.items():
            column += tape[name].tolist()
        self.attempt += attempt_of(tape["contact_id"]).tolist()
        self.log.extend(tape.size)
        self.floor.extend(tape, replies)
        self.env.process(self.arrivals(tape, first))
        self.env.process(self.headcounts.steps(roster))

    def finish(self) -> RunLog:
        """Run to the end, book the agents' time that is still open, and return the log."""
        if self.centre.stop_hard:
            if self.env.now < self.centre.horizon_s:
                self.env.run(until=self.centre.horizon_s)
        else:
            self.env.run()
        self.floor.close_accounts(self.env.now)
        return self.log.log()

    # --- customers --------------------------------------------------------------------------------------------

    def arrivals(self, tape: NDArray[np.void], first: int) -> Steps:
        """Start an issue at every arrival that the tape knows beforehand; its first row is row `first`."""
        known_s = np.nan_to_num(tape["arrival_s"], nan=np.inf)
        rows = np.flatnonzero(known_s < self.centre.horizon_s)
        rows = rows[np.lexsort((tape["contact_id"][rows], known_s[rows]))]
        arrivals = zip(known_s[rows].tolist(), tape["contact_id"][rows].tolist(), rows.tolist(), strict=True)
        for at_s, contact_id, row in arrivals:
            yield At(self.env, at_s, ARRIVAL, contact_id)
            Journey(self.issue(first + row))

    def issue(self, row: int) -> Steps:
        """One issue from the contact in `row` on: contact after contact until it stays away."""
        while True:
            yield from self.contact(row)
            due_s = self.next_contact(row)
            if due_s is None:
                return
            self.log.next_s[row] = due_s
            row += 1
            if due_s >= self.centre.horizon_s:
                self.log.outcome[row] = Outcome.BEYOND
                return
            yield At(self.env, due_s, ARRIVAL, self.tape["contact_id"][row])

    def contact(self, row: int) -> Steps:
        """One contact: the bot, then perhaps a person."""
        env, log, contact_id = self.env, self.log, self.tape["contact_id"][row]
        log.arrival_s[row] = env.now
        log.outcome[row] = UNFINISHED  # until something ends it
        bot = self.tape["bot_outcome"][row]
        if bot != NO_BOT and self.desk is not None:
            verdict = yield from self.desk.leg(row)
            if verdict is Verdict.LOST:
                log.end_s[row], log.outcome[row] = env.now, Outcome.LOST_AT_BOT
                return
            if verdict is Verdict.TO_PERSON:
                bot = self.without_the_bots_answer(row)
        elif bot != NO_BOT:
            yield At(env, env.now + self.tape["bot_s"][row], EventKind.BOT_END, contact_id)
            log.bot_end_s[row] = env.now
        if bot == BY_BOT:
            log.end_s[row], log.outcome[row] = env.now, Outcome.BOT_RESOLVED
            self.close_as_resolved(row, 0.0 if self.centre.errors is None else self.centre.errors.bot)
        elif bot == LEFT_BOT:
            log.end_s[row], log.outcome[row] = env.now, Outcome.BOT_LEFT
        else:
            yield from self.ask_for_person(row)

    def without_the_bots_answer(self, row: int) -> BotOutcome:
        """A contact goes to a person otherwise than drawn: its work and patience are those of what really was before.

        A session that was cut is one that failed; a contact that never got one has met no bot.
        """
        failed = not np.isnan(self.log.bot_start_s[row])
        if failed is not (self.tape["bot_outcome"][row] in HANDED_OVER):
            centre, work, patience = self.centre, self.floor.work_s, self.tape["patience_s"]
            work[row] = work_unlike_tape(work[row], centre.after_bot_work_s, failed)
            patience[row] = patience_unlike_tape(patience[row], centre.after_bot_patience, failed)
        return BotOutcome.TRANSFERRED if failed else NO_BOT

    def ask_for_person(self, row: int) -> Steps:
        """The human part: be answered, balk, or wait until an agent or impatience comes first; then talk."""
        env, floor, log, tape, now_s = self.env, self.floor, self.log, self.tape, self.env.now
        intent = tape["intent"][row]
        queue = floor.queue_of[row]
        deferred = False
        if self.has_hours[queue]:
            opening_s = next_opening(*self.hours[queue], now_s)
            deferred = opening_s > now_s
            if deferred and not self.centre.defers[queue]:
                log.end_s[row], log.outcome[row] = now_s, Outcome.CLOSED
                return
            if opening_s == np.inf:
                yield env.event()  # which never happens
            if deferred:
                yield At(env, opening_s, EventKind.BOT_END, tape["contact_id"][row])
                now_s = opening_s
        log.enqueue_s[row] = now_s
        if not floor.offer(row, now_s):
            if self.shut[queue]:
                end = Outcome.TOLD_LATER
            elif floor.queues.full_for(row):
                end = Outcome.BLOCKED
            elif not deferred and balks(tape["u_balk"][row], self.p_balk[intent]):
                end = Outcome.BALKED
            else:
                floor.enqueue(row, now_s)
                self.turn[row] = Signal(env)
                self.start_overflow(row)
                self.start_patience(row)
                self.start_longest_wait(row, self.max_wait_s[queue])
                end = yield self.turn[row]
            if end != SERVED:
                log.abandon_s[row] = log.end_s[row] = env.now
                log.outcome[row] = end
                return
        self.talk[row] = Signal(env)
        yield self.talk[row]
        log.outcome[row] = SERVED
        level, errors = log.level[row], self.centre.errors
        if resolves(tape["u_resolve"][row], self.p_resolve[log.group[row]][intent][level]):
            self.close_as_resolved(row, 0.0 if errors is None else errors.human[level])

    def close_as_resolved(self, row: int, p_error: float) -> None:
        """The contact ends with an answer; a wrong one resolves nothing."""
        self.log.wrong[row] = is_wrong(self.tape["u_error"][row], p_error)
        self.log.resolved[row] = not self.log.wrong[row]

    def start_patience(self, row: int) -> None:
        """Give up waiting when patience runs out, unless an agent came first."""
        patience_s = self.tape["patience_s"][row]
        if patience_s == np.inf:
            return

        def over(_: Event) -> None:
            if row not in self.turn:
                return
            if leaves_silently(self.tape["u_silent"][row], self.centre.p_silent):
                self.log.silent[row] = True  # its ghost stays in the queue
                self.turn.pop(row).give(Outcome.ABANDONED)
            else:
                self.send_away(row, Outcome.ABANDONED)

        timer = At(self.env, self.env.now + patience_s, PATIENCE, self.tape["contact_id"][row])
        timer.callbacks.append(over)

    def start_overflow(self, row: int) -> None:
        """Let groups for which its queue is a secondary one take the contact when it has waited so long."""
        for after_s in self.floor.overflow_delays[self.floor.queue_of[row]]:
            timer = At(self.env, self.env.now + after_s, EventKind.OVERFLOW, self.tape["contact_id"][row])
            timer.callbacks.append(lambda _: self.floor.overflow(row, self.env.now))

    def start_longest_wait(self, row: int, max_wait_s: float) -> None:
        """Send the contact, or its ghost, out of the queue when it has waited so long."""
        if max_wait_s == np.inf:
            return
        timer = At(self.env, self.env.now + max_wait_s, EventKind.MAX_WAIT, self.tape["contact_id"][row])
        timer.callbacks.append(lambda _: self.send_away(row, Outcome.TIMED_OUT))

    def send_away(self, row: int, end: Outcome) -> None:
        """The contact leaves its queue with this outcome, if it still waits; a ghost just leaves it."""
        if row in self.turn:
            self.floor.withdraw(row)
            self.turn.pop(row).give(end)
        else:
            self.floor.banish(row, self.env.now)

    def closings(self, queue: int) -> Steps:
        """Send away whoever waits when the queue closes."""
        for closes_s in self.hours[queue][1]:
            if closes_s < np.inf:
                yield At(self.env, closes_s, EventKind.OPENING, queue)
                for row in self.floor.queues.waiting_in(queue):
                    self.send_away(row, Outcome.DISCONNECTED)

    def next_contact(self, row: int) -> float | None:
        """When the issue makes its next contact after this one, if it does."""
        log, tape, attempt = self.log, self.tape, self.attempt[row]
        if not tape["has_next"][row]:
            return None
        if log.outcome[row] in UNSERVED:
            probability, delay_s = self.centre.p_retry[attempt], tape["retry_delay_s"][row]
        elif log.wrong[row] and self.centre.errors is not None:
            probability, delay_s = self.centre.errors.p_return[attempt], tape["error_delay_s"][row]
        elif log.resolved[row]:
            probability, delay_s = self.centre.p_return_resolved[attempt], tape["follow_up_delay_s"][row]
        else:
            probability, delay_s = self.centre.p_return_unresolved[attempt], tape["repeat_delay_s"][row]
        return float(log.end_s[row] + delay_s) if returns(tape["u_return"][row], probability) else None

    # --- agents -----------------------------------------------------------------------------------------------

    def work_ends_at(self, agent: Agent, at_s: float) -> None:
        """Have the agent's next chat end at `at_s` (the floor's listener)."""
        timer = self.timer[agent.id] = At(self.env, at_s, WORK_END, agent.id)

        def over(event: Event) -> None:
            if self.timer.get(agent.id) is event:
                self.floor.work_end(agent, at_s)

        timer.callbacks.append(over)

    def message_at(self, at_s: float, contact_id: int, arrives: Callable[[float], None]) -> None:
        """Have a customer's message arrive (the message-level floor's listener)."""
        message = At(self.env, at_s, EventKind.MESSAGE, contact_id)
        message.callbacks.append(lambda _: arrives(self.env.now))

    def no_work(self, agent: Agent) -> None:
        """Void the agent's last notice (the floor's listener)."""
        self.timer.pop(agent.id, None)

    def answered(self, row: int) -> None:
        """An agent takes a waiting contact (the floor's listener)."""
        self.turn.pop(row).give(SERVED)

    def talk_over(self, row: int) -> None:
        """A customer leaves the agent (the floor's listener)."""
        self.talk.pop(row).give()
