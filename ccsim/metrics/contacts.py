"""Sums over contacts: where they ended, how long they waited and how much work they were."""

from __future__ import annotations

import numpy as np

from ccsim.metrics.measured import Measured, bot_start_s, bot_started, closed, duration_ticks
from ccsim.metrics.sums import Bools, Ints
from ccsim.model.events import BotOutcome, Outcome
from ccsim.model.inputs import attempt_of
from ccsim.model.timegrid import TICKS_PER_S, ticks_array


def contact_values(of: Measured) -> dict[str, Bools | Ints]:
    """Per measured contact: masks and amounts by the names of docs/metrics.md#sums; times in ticks."""
    return {**journey(of), **bot_leg(of), **waiting(of), **human_leg(of)}


def journey(of: Measured) -> dict[str, Bools | Ints]:
    """How each contact ended; the ends are disjoint and complete."""
    outcome, log = of.log["outcome"], of.log
    answered = taken(of)
    unfinished = (outcome == Outcome.UNFINISHED) & ~answered
    ended_well = closed(of.log)
    asked = (of.tape["bot_outcome"] == BotOutcome.NONE) | ~np.isnan(log["bot_end_s"])  # for a person
    complex_intent = of.centre.is_complex[of.keys["intent"]]
    return {
        "contacts": np.ones(outcome.size, np.bool_),
        "repeats": attempt_of(of.tape["contact_id"]) > 0,
        "bot_resolved": (outcome == Outcome.BOT_RESOLVED) & log["resolved"],
        "bot_left": outcome == Outcome.BOT_LEFT,
        "balked": outcome == Outcome.BALKED,
        "abandoned": outcome == Outcome.ABANDONED,
        "blocked": outcome == Outcome.BLOCKED,
        "timed_out": outcome == Outcome.TIMED_OUT,
        "disconnected": outcome == Outcome.DISCONNECTED,
        "closed_out": outcome == Outcome.CLOSED,
        "answered": answered,
        "legs": outcome == Outcome.SERVED,
        "unfinished": unfinished,
        "unfinished_deferred": unfinished & np.isnan(log["enqueue_s"]) & asked,
        "unfinished_waiting": unfinished & ~np.isnan(log["enqueue_s"]),
        "closed": ended_well,
        "resolved": ended_well & log["resolved"],
        "human_resolved": (outcome == Outcome.SERVED) & log["resolved"],
        "complex_closed": ended_well & complex_intent,
        "complex_resolved": ended_well & log["resolved"] & complex_intent,
    }


def bot_leg(of: Measured) -> dict[str, Bools | Ints]:
    """What the bot did; a contact handed over counts as a bot session and, if answered, as a human leg."""
    bot, outcome = of.tape["bot_outcome"], of.log["outcome"]
    started, over, transferred = bot_started(of), ~np.isnan(of.log["bot_end_s"]), handed_over(of)
    return {
        "bot_sessions": started,
        "bot_asked": transferred & (bot == BotOutcome.ASKED),
        "bot_attempts": started & over & (bot != BotOutcome.ASKED),
        "bot_transferred": transferred & (bot != BotOutcome.ASKED),
        "transferred": transferred,
        "contained": (outcome == Outcome.BOT_RESOLVED) | (outcome == Outcome.BOT_LEFT),
        "unfinished_in_bot": started & ~over & (outcome == Outcome.UNFINISHED),
        "bot_ticks": duration_ticks(bot_start_s(of), of.log["bot_end_s"]),
    }


def waiting(of: Measured) -> dict[str, Bools | Ints]:
    """The human queue: who entered it, for how long, and what counts as within the threshold T."""
    log = of.log
    wait = of.wait_ticks
    within = wait <= int(of.centre.service_threshold_s * TICKS_PER_S)
    answered = taken(of)
    deferral = duration_ticks(np.fmax(log["arrival_s"], log["bot_end_s"]), log["enqueue_s"])
    left = (log["outcome"] == Outcome.BALKED) | (log["outcome"] == Outcome.ABANDONED)
    return {
        "offered": ~np.isnan(log["enqueue_s"]),
        "deferred": deferral > 0,
        "deferral_ticks": deferral,
        "answered_in_time": answered & within,
        "abandoned_early": left & within,
        "wait_ticks": wait,
        "wait_answered_ticks": np.where(answered, wait, 0),
        "first_response_ticks": np.where(answered, wait + first_reply_ticks(of), 0),
    }


def human_leg(of: Measured) -> dict[str, Bools | Ints]:
    """Amounts of finished human legs."""
    served, log = of.log["outcome"] == Outcome.SERVED, of.log
    # A run that is cut at the horizon leaves wrap-up open: it counts as far as it went.
    release_s = np.where(np.isnan(log["release_s"]), np.fmax(log["end_s"], of.centre.horizon_s), log["release_s"])
    reply_s = np.where(served & ~np.isnan(log["response_s"]), log["response_s"], 0.0)
    return {
        "talk_ticks": np.where(served, duration_ticks(log["assign_s"], log["end_s"]), 0),
        "wrap_ticks": np.where(served, duration_ticks(log["end_s"], release_s), 0),
        "leg_response_ticks": ticks_array(reply_s),
    }


def taken(of: Measured) -> Bools:
    """Contacts that an agent took, whether or not the run saw their end; ghosts were taken in vain and are none."""
    return np.asarray(~np.isnan(of.log["assign_s"]) & ~of.log["silent"])


def handed_over(of: Measured) -> Bools:
    """Contacts with a bot leg that asked for a person then: at once, after the bot failed, or cut by an outage."""
    outcome = of.log["outcome"]
    over = ~np.isnan(of.log["bot_end_s"]) & (outcome != Outcome.LOST_AT_BOT)
    return np.asarray(bot_started(of) & over & (outcome != Outcome.BOT_RESOLVED) & (outcome != Outcome.BOT_LEFT))


def first_reply_ticks(of: Measured) -> Ints:
    """Mean time to an agent's reply at the level just after the assignment (ticks); 0 where no agent took it."""
    answered = taken(of)
    group, level = np.where(answered, of.log["group"], 0), np.where(answered, of.log["level"], 0)
    ticks = ticks_array(of.centre.response_s[group, level])
    return np.where(answered, ticks, 0)
