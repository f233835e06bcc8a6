"""Kinds of events, outcomes, routes and duties as the plain integers that kernels compare."""

from __future__ import annotations

from ccsim.engine.agents import Duty
from ccsim.model.bot import BotRoute
from ccsim.model.events import HANDED_OVER, UNSERVED, BotOutcome, EventKind, Outcome
from ccsim.model.inputs import Routing
from ccsim.model.surge import Effect

OPENING, LOG_OFF, WORK_END = int(EventKind.OPENING), int(EventKind.LOG_OFF), int(EventKind.WORK_END)
LOG_ON, BOT_END, ARRIVAL = int(EventKind.LOG_ON), int(EventKind.BOT_END), int(EventKind.ARRIVAL)
OVERFLOW, PATIENCE = int(EventKind.OVERFLOW), int(EventKind.PATIENCE)
MAX_WAIT, CHECK = int(EventKind.MAX_WAIT), int(EventKind.CHECK)

NEVER, UNFINISHED, BEYOND = int(Outcome.NEVER), int(Outcome.UNFINISHED), int(Outcome.BEYOND)
CLOSED_BY_BOT, LEFT_BOT, LOST_AT_BOT = int(Outcome.BOT_RESOLVED), int(Outcome.BOT_LEFT), int(Outcome.LOST_AT_BOT)
BALKED, BLOCKED, TOLD_LATER = int(Outcome.BALKED), int(Outcome.BLOCKED), int(Outcome.TOLD_LATER)
ABANDONED, TIMED_OUT = int(Outcome.ABANDONED), int(Outcome.TIMED_OUT)
CLOSED, DISCONNECTED = int(Outcome.CLOSED), int(Outcome.DISCONNECTED)
SERVED = int(Outcome.SERVED)
ENDS_UNSERVED = sum(1 << outcome for outcome in UNSERVED)
"""`UNSERVED` as bits."""

NO_BOT, BY_BOT, BOT_LEFT = int(BotOutcome.NONE), int(BotOutcome.RESOLVED), int(BotOutcome.LEFT)
FOR_A_PERSON = sum(1 << outcome for outcome in HANDED_OVER)
"""`HANDED_OVER` as bits."""
HUMAN, WAIT = int(BotRoute.HUMAN), int(BotRoute.WAIT)

OFF, ON, DRAINING = int(Duty.OFF), int(Duty.ON), int(Duty.DRAINING)
"""Off duty, nobody's time counts."""
LEAST_LOADED, MOST_LOADED = int(Routing.LEAST_LOADED), int(Routing.MOST_LOADED)
HEADS, SLOTS = int(Effect.HEADS), int(Effect.SLOTS)
