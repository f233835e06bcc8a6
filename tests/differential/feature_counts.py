"""What days met of each feature: human legs in which it really was at work, not days on which it was switched on."""

from __future__ import annotations

from typing import Any

import numpy as np

from ccsim.model.bot import BotRoute
from ccsim.model.events import BotOutcome, Outcome
from ccsim.model.inputs import ATTEMPT_MASK, Routing, RunInputs
from ccsim.model.log import RunLog
from ccsim.model.surge import Effect, steps_there

Rows = np.ndarray[Any, Any]

FEATURE_VALUES = [
    *(f"Routing.{value.name}" for value in Routing),
    *(f"outage route {value.name}" for value in BotRoute),
    *(f"longest wait for the bot, then {value.name}" for value in (BotRoute.HUMAN, BotRoute.LOSE)),
    *(f"Effect.{value.name}" for value in Effect),
    "outside hours defer", "outside hours lose", "closing serve", "closing disconnect",
    "class served earlier", "class served later", "overtaken by class", "overtaken by gain",
    "helped at once", "helped after a delay",
    "negative", "negative for the wait", "negative, other work",
    "wrong by a person", "wrong by the bot", "back after a wrong answer", "work after a cut session", "work without a session",
    "on shifts", "reserve by the clock", "reserve by the queues",
]  # fmt: skip


def feature_counts(inputs: RunInputs, log: RunLog) -> dict[str, int]:
    """How often one case met each of them."""
    taken = (log.contacts["agent"] >= 0) & ~log.contacts["silent"]
    shares = (_routing, _bot, _reserves, _hours, _order, _skills, _moods, _errors, _shifts)
    return {name: int(number) for share in shares for name, number in share(inputs, log.contacts, taken, log).items()}


def _routing(inputs: RunInputs, contacts: Rows, taken: Rows, log: RunLog) -> dict[str, Any]:
    """Legs for which routing chose the agent: those that did not wait."""
    at_once = taken & (contacts["assign_s"] == contacts["enqueue_s"])
    return {f"Routing.{value.name}": at_once.sum() * (inputs.centre.routing == value) for value in Routing}


def _bot(inputs: RunInputs, contacts: Rows, taken: Rows, log: RunLog) -> dict[str, Any]:
    """Whom outages and the longest wait sent on: those who then met a person, stayed in line, or were lost."""
    capacity = inputs.centre.bot_capacity
    if capacity is None:
        return {}
    met_bot = (inputs.tape["bot_outcome"] != BotOutcome.NONE) & ~np.isnan(contacts["arrival_s"])
    found: dict[str, Any] = dict.fromkeys((f"outage route {route.name}" for route in BotRoute), 0)
    during = np.zeros(contacts.size, np.bool_)
    for number, route in enumerate(capacity.outage_route.tolist()):
        start_s, end_s = capacity.outage_span(number)
        left = met_bot & (start_s <= contacts["bot_end_s"]) & (contacts["bot_end_s"] < end_s)
        came = met_bot & (start_s <= contacts["arrival_s"]) & (contacts["arrival_s"] < end_s)
        by_route = {
            BotRoute.HUMAN: left & taken,
            BotRoute.WAIT: came & taken,
            BotRoute.LOSE: left & (contacts["outcome"] == Outcome.LOST_AT_BOT),
        }
        found[f"outage route {BotRoute(route).name}"] += by_route[BotRoute(route)].sum()
        during |= left
    begun = ~np.isnan(contacts["bot_start_s"])
    waited_s = contacts["bot_end_s"] - contacts["arrival_s"]
    passed_on = met_bot & ~begun & ~during & (waited_s == capacity.max_wait_s)
    asked = np.isin(inputs.tape["bot_outcome"], (BotOutcome.ASKED, BotOutcome.TRANSFERRED))
    return found | {
        "longest wait for the bot, then HUMAN": (passed_on & taken).sum(),
        "longest wait for the bot, then LOSE": (passed_on & (contacts["outcome"] == Outcome.LOST_AT_BOT)).sum(),
        "work after a cut session": (met_bot & taken & begun & ~asked).sum() * (inputs.centre.after_bot_work_s > 0),
        "work without a session": (met_bot & taken & ~begun & asked).sum() * (inputs.centre.after_bot_work_s > 0),
    }


def _reserves(inputs: RunInputs, contacts: Rows, taken: Rows, log: RunLog) -> dict[str, Any]:
    """Legs taken in a group while reserves for it were there, above the usual concurrency, or refused meanwhile."""
    centre, reserves = inputs.centre, inputs.reserves
    if centre.surge is None or reserves is None or log.surge is None:
        return {}
    surge = centre.surge
    reinforced = np.zeros(contacts.size, np.bool_)
    for s, (at_s, change) in enumerate(steps_there(surge, reserves, log.surge)):
        there = np.concatenate([[0], np.cumsum(change)])[np.searchsorted(at_s, contacts["assign_s"], side="right")]
        reinforced |= taken & (surge.effect[s] == Effect.HEADS) & (contacts["group"] == surge.group[s]) & (there > 0)
    called_s = log.surge["called_s"]
    of_reserve = np.repeat(np.arange(len(surge.names)), np.diff(surge.first_call))
    day = np.nan_to_num(called_s // (surge.checks_per_day * surge.check_s)).astype(np.int64)
    planned = called_s >= reserves.planned_s[of_reserve, np.minimum(day, surge.days - 1)]
    return {
        "Effect.HEADS": reinforced.sum(),
        "Effect.SLOTS": (contacts["level"][taken] > centre.concurrency[contacts["group"][taken]]).sum(),
        "Effect.SHUT": (contacts["outcome"] == Outcome.TOLD_LATER).sum(),
        "reserve by the clock": (planned & (log.surge["came"] > 0)).sum(),
        "reserve by the queues": (~planned & (log.surge["came"] > 0)).sum(),
    }


def _hours(inputs: RunInputs, contacts: Rows, taken: Rows, log: RunLog) -> dict[str, Any]:
    """Whom opening hours concerned: came to the opening, lost, served although they waited at closing, sent away."""
    centre = inputs.centre
    queue = centre.queue_of_intent[inputs.tape["intent"]]
    deferred = contacts["enqueue_s"] > np.fmax(contacts["arrival_s"], contacts["bot_end_s"])
    closed_on = np.zeros(contacts.size, np.bool_)
    for index in np.flatnonzero(~centre.disconnects).tolist():
        for closes_s in centre.closes_s[index][np.isfinite(centre.closes_s[index])].tolist():
            waits = (contacts["enqueue_s"] < closes_s) & (contacts["assign_s"] >= closes_s)
            closed_on |= taken & (queue == index) & waits
    return {
        "outside hours defer": (deferred & taken).sum(),
        "outside hours lose": (contacts["outcome"] == Outcome.CLOSED).sum(),
        "closing serve": closed_on.sum(),
        "closing disconnect": (contacts["outcome"] == Outcome.DISCONNECTED).sum(),
    }


def _order(inputs: RunInputs, contacts: Rows, taken: Rows, log: RunLog) -> dict[str, Any]:
    """Legs of customers with a shifted priority, and who was answered before someone else of their queue because of it.

    Overtaken by class: came later, with the same intent's priority and no gain. By gain: of a less urgent priority,
    taken by somebody whose own queue it is while the more urgent one waited.
    """
    centre, tape = inputs.centre, inputs.tape
    shift = centre.class_shift[tape["customer_class"]]
    waited = np.flatnonzero(taken & (contacts["assign_s"] > contacts["enqueue_s"]))
    order = waited[np.lexsort((contacts["enqueue_s"][waited], contacts["assign_s"][waited]))]
    one, other = order[:-1], order[1:]
    queue, gain = centre.queue_of_intent[tape["intent"]], centre.priority_gain[tape["intent"]]
    priority = centre.priority_of_intent[tape["intent"]]
    own = centre.serves[contacts["group"][one], queue[one]]
    both = (queue[one] == queue[other]) & (contacts["assign_s"][one] < contacts["assign_s"][other]) & own
    both &= contacts["enqueue_s"][other] < contacts["assign_s"][one]
    later = contacts["enqueue_s"][one] > contacts["enqueue_s"][other]
    by_class = later & (priority[one] == priority[other]) & (shift[one] < shift[other])
    by_gain = ~later & (gain[one] > 0) & (priority[one] + shift[one] > priority[other] + shift[other])
    return {
        "class served earlier": (taken & (shift < 0)).sum(),
        "class served later": (taken & (shift > 0)).sum(),
        "overtaken by class": (both & by_class & (gain[one] == 0) & (gain[other] == 0)).sum(),
        "overtaken by gain": (both & by_gain).sum(),
    }


def _skills(inputs: RunInputs, contacts: Rows, taken: Rows, log: RunLog) -> dict[str, Any]:
    """Legs taken by a group whose own queue it is not."""
    centre, group = inputs.centre, contacts["group"][taken]
    queue = centre.queue_of_intent[inputs.tape["intent"]][taken]
    helped, after_s = ~centre.serves[group, queue], centre.overflow_s[group, queue]
    return {"helped at once": (helped & (after_s == 0)).sum(), "helped after a delay": (helped & (after_s > 0)).sum()}


def _moods(inputs: RunInputs, contacts: Rows, taken: Rows, log: RunLog) -> dict[str, Any]:
    """Legs with negative customers, with those who would have been calm without the wait, and with other work for it."""
    mood, tape = inputs.centre.mood, inputs.tape
    if mood is None:
        return {}
    negative = taken & contacts["negative"]
    calm_at_first = tape["u_mood"] >= mood.p_negative[tape["contact_id"] & ATTEMPT_MASK, 0]
    group, intent = contacts["group"], tape["intent"]
    slower = mood.work_factor[group, intent] != inputs.centre.work_factor[group, intent]
    return {
        "negative": negative.sum(),
        "negative for the wait": (negative & calm_at_first).sum(),
        "negative, other work": (negative & slower & (tape["work_s"] > 0)).sum(),
    }


def _errors(inputs: RunInputs, contacts: Rows, taken: Rows, log: RunLog) -> dict[str, Any]:
    """Legs and sessions with a wrong answer, and those that brought the issue back."""
    wrong = contacts["wrong"]
    return {
        "wrong by a person": (wrong & taken).sum(),
        "wrong by the bot": (wrong & (contacts["outcome"] == Outcome.BOT_RESOLVED)).sum(),
        "back after a wrong answer": (wrong & ~np.isnan(contacts["next_s"])).sum(),
    }


def _shifts(inputs: RunInputs, contacts: Rows, taken: Rows, log: RunLog) -> dict[str, Any]:
    """Legs of groups on shifts."""
    if not inputs.shift_time:
        return {}
    on_shifts = inputs.shift_time["night_shifts"].sum(axis=1) > 0
    return {"on shifts": on_shifts[contacts["group"][taken]].sum()}
