"""What differential cases have met: enumerated values, kinds tied at one instant, and corners of the model."""

from __future__ import annotations

from collections import Counter
from enum import IntEnum
from itertools import combinations_with_replacement
from typing import Any

import numpy as np
from days import FEATURES
from feature_counts import FEATURE_VALUES, feature_counts

from ccsim.model.events import BotOutcome, EventKind, Outcome
from ccsim.model.inputs import Origin, RunInputs
from ccsim.model.log import RunLog
from ccsim.model.surge import steps_there

NEWER = {
    "BLOCKED": ("queue capacity",),
    "TIMED_OUT": ("maximum wait",),
    "MAX_WAIT": ("maximum wait", "busy bot"),
    "CLOSED": ("opening hours",),
    "DISCONNECTED": ("opening hours",),
    "OPENING": ("opening hours", "busy bot"),
    "LOST_AT_BOT": ("busy bot",),
    "OVERFLOW": ("secondary skills",),
    "CHECK": ("surge",),
    "TOLD_LATER": ("surge",),
    "MESSAGE": ("messages",),  # in the reference engine only
}
"""Outcomes and kinds of events that take one of these features; days meet them where it is switched on."""


def met(members: type[IntEnum]) -> list[Any]:
    """The members that days can meet."""
    return [
        member
        for member in members
        if member.name not in NEWER or any(FEATURES.get(feature, False) for feature in NEWER[member.name])
    ]


KINDS = met(EventKind)
TIES = [
    f"{one.name} with {other.name}"
    for one, other in combinations_with_replacement(KINDS, 2)
    if one is not other or one not in (EventKind.LOG_OFF, EventKind.LOG_ON, EventKind.CHECK)  # one of an instant
]
VALUES = [
    *(f"Outcome.{value.name}" for value in met(Outcome)),
    *(f"BotOutcome.{value.name}" for value in BotOutcome),
    *(f"Origin.{name}" for name in ("FRESH", "HISTORY", "LATER")),
    *(f"EventKind.{value.name}" for value in KINDS),
    "stop hard", "stop drain",
    *FEATURE_VALUES,
]  # fmt: skip
CORNERS = [
    "answered at the instant of its patience", "gave up at once", "waits for ever", "unlimited patience", "level 4",
    "work of no length", "wrap-up", "retried at once", "came back at once", "drained", "overtaken by priority",
    "served after the horizon", "known arrivals not in order", "several groups", "ends of chats tied within an agent",
    "u equals p at balking",
]  # fmt: skip
FEATURE_CORNERS = {
    "ghost taken": "silent abandonment",
    "ghost sent away": "silent abandonment",
    "tried again before its ghost was gone": "silent abandonment",
    "u equals p at silence": "silent abandonment",
    "deferred": "opening hours",
    "deferred past the horizon": "opening hours",
    "blocked where nobody may wait": "queue capacity",
    "sent home": "surge",
    "turned back": "surge",
    "called again": "surge",
    "come with the roster": "surge",
    "a chat above the usual concurrency": "surge",
}
CORNERS += [corner for corner, feature in FEATURE_CORNERS.items() if FEATURES[feature]]


def event_times(inputs: RunInputs, log: RunLog) -> dict[EventKind, np.ndarray]:
    """When events of each kind happened, as the log tells."""
    contacts = log.contacts
    level = dict.fromkeys(range(len(inputs.centre.groups)), 0)
    off, on = set(), set()
    for at_s, group, new in inputs.roster.tolist():
        if new != level[group]:
            (off if new < level[group] else on).add(at_s)
        level[group] = new
    met_agent, silent = contacts["agent"] >= 0, contacts["silent"]
    ends = np.concatenate(
        [contacts["end_s"][met_agent & ~silent], contacts["release_s"][met_agent & (silent | _wrapped(contacts))]]
    )
    bot_end_s = np.append(contacts["bot_end_s"], contacts["enqueue_s"][_deferred(contacts)])
    return {
        EventKind.OPENING: np.append(_outages(inputs), _closings(inputs)),
        EventKind.LOG_OFF: np.array(sorted(off)),
        EventKind.WORK_END: ends[~np.isnan(ends)],
        EventKind.LOG_ON: np.append(np.array(sorted(on)), _came(inputs, log)),
        EventKind.BOT_END: bot_end_s[~np.isnan(bot_end_s)],
        EventKind.ARRIVAL: contacts["arrival_s"][~np.isnan(contacts["arrival_s"])],
        EventKind.OVERFLOW: _overflows(inputs, contacts),
        EventKind.PATIENCE: contacts["abandon_s"][contacts["outcome"] == Outcome.ABANDONED],
        EventKind.CHECK: _checks(inputs),
        EventKind.MAX_WAIT: np.append(_passed_on(inputs, contacts), _timed_out(inputs, contacts)),
    }


def count(inputs: RunInputs, log: RunLog) -> Counter[str]:
    """How often one case met each value, tie and corner, and its human legs."""
    seen: Counter[str] = Counter()
    tape, contacts, centre = inputs.tape, log.contacts, inputs.centre
    happened = ~np.isnan(contacts["arrival_s"])
    for outcome in Outcome:
        seen[f"Outcome.{outcome.name}"] = int((contacts["outcome"] == outcome).sum())
    for bot in BotOutcome:
        seen[f"BotOutcome.{bot.name}"] = int((tape["bot_outcome"][happened] == bot).sum())
    for name in ("FRESH", "HISTORY", "LATER"):
        seen[f"Origin.{name}"] = int((tape["origin"][happened] == getattr(Origin, name)).sum())
    seen["stop hard" if centre.stop_hard else "stop drain"] = 1
    times = event_times(inputs, log)
    at = {}
    for kind, instants in times.items():
        seen[f"EventKind.{kind.name}"] = instants.size
        at[kind] = np.unique(instants, return_counts=True)
    for one, other in combinations_with_replacement(KINDS, 2):
        instants, multiplicity = at[one]
        tied = (multiplicity > 1).sum() if one is other else np.intersect1d(instants, at[other][0]).size
        seen[f"{one.name} with {other.name}"] += int(tied)
    seen["legs"] = int((contacts["outcome"] == Outcome.SERVED).sum())
    seen.update(_corners(inputs, log))
    seen.update(feature_counts(inputs, log))
    return seen


def _checks(inputs: RunInputs) -> np.ndarray:
    """When the queues are looked at."""
    surge, horizon_s = inputs.centre.surge, inputs.centre.horizon_s
    if surge is None:
        return np.zeros(0)
    at_s = np.arange(1, surge.days * surge.checks_per_day + 1) * surge.check_s
    return at_s[at_s < horizon_s]


def _came(inputs: RunInputs, log: RunLog) -> np.ndarray:
    """When reserves came, each instant once."""
    if inputs.centre.surge is None or inputs.reserves is None or log.surge is None:
        return np.zeros(0)
    steps = steps_there(inputs.centre.surge, inputs.reserves, log.surge)
    return np.unique(np.concatenate([at_s[change > 0] for at_s, change in steps]))


def _surge_corners(inputs: RunInputs, log: RunLog) -> dict[str, int]:
    surge, reserves, calls = inputs.centre.surge, inputs.reserves, log.surge
    if surge is None or reserves is None or calls is None:
        return {}
    made, home = ~np.isnan(calls["called_s"]), ~np.isnan(calls["home_s"])
    of_reserve = np.repeat(np.arange(len(surge.names)), np.diff(surge.first_call))
    rises = [at_s for at_s, group, level in inputs.roster.tolist() if level]
    taken = log.contacts["agent"] >= 0
    usual = inputs.centre.concurrency[log.contacts["group"][taken]]
    return {
        "sent home": int(home.sum()),
        "turned back": int((home & (calls["came"] < np.diff(reserves.first))).sum()),
        "called again": int((np.bincount(of_reserve[made], minlength=1) > 1).sum()),
        "come with the roster": int(np.intersect1d(_came(inputs, log), rises).size),
        "a chat above the usual concurrency": int((log.contacts["level"][taken] > usual).sum()),
    }


def _overflows(inputs: RunInputs, contacts: np.ndarray) -> np.ndarray:
    """When contacts that still waited had waited long enough for further groups."""
    queue, found = inputs.centre.queue_of_intent[inputs.tape["intent"]], []
    left_s = np.where(np.isnan(contacts["assign_s"]), contacts["abandon_s"], contacts["assign_s"])
    for index, waits_s in enumerate(inputs.centre.overflow_s.T):
        of_queue = queue == index
        for after_s in np.unique(waits_s[(waits_s > 0) & np.isfinite(waits_s)]):
            at_s = contacts["enqueue_s"][of_queue] + after_s
            found.append(at_s[left_s[of_queue] >= at_s])
    return np.concatenate(found) if found else np.zeros(0)


def _deferred(contacts: np.ndarray) -> np.ndarray:
    """Contacts that came to an opening."""
    return contacts["enqueue_s"] > np.fmax(contacts["arrival_s"], contacts["bot_end_s"])


def _closings(inputs: RunInputs) -> np.ndarray:
    """When queues close that then send away who waits."""
    closes_s = inputs.centre.closes_s[inputs.centre.disconnects].ravel()
    return closes_s[np.isfinite(closes_s)]


def _timed_out(inputs: RunInputs, contacts: np.ndarray) -> np.ndarray:
    """When contacts, or their ghosts, had waited as long as their queue allows."""
    queue = inputs.centre.queue_of_intent[inputs.tape["intent"]]
    gone_s = np.where(contacts["silent"], contacts["release_s"], contacts["abandon_s"])
    at_limit = np.isnan(contacts["assign_s"]) & (gone_s == contacts["enqueue_s"] + inputs.centre.max_wait_s[queue])
    return gone_s[at_limit & ((contacts["outcome"] == Outcome.TIMED_OUT) | contacts["silent"])]


def _outages(inputs: RunInputs) -> np.ndarray:
    """Starts and ends of outages."""
    capacity = inputs.centre.bot_capacity
    return np.zeros(0) if capacity is None else np.append(capacity.outage_start_s, capacity.outage_end_s)


def _passed_on(inputs: RunInputs, contacts: np.ndarray) -> np.ndarray:
    """When contacts had waited for the bot as long as they may."""
    capacity = inputs.centre.bot_capacity
    if capacity is None:
        return np.zeros(0)
    waited_s = contacts["bot_end_s"] - contacts["arrival_s"]
    return contacts["bot_end_s"][np.isnan(contacts["bot_start_s"]) & (waited_s == capacity.max_wait_s)]


def _wrapped(contacts: np.ndarray) -> np.ndarray:
    return contacts["release_s"] > contacts["end_s"]


def _corners(inputs: RunInputs, log: RunLog) -> dict[str, int]:
    tape, contacts, centre = inputs.tape, log.contacts, inputs.centre
    wait_s = contacts["assign_s"] - contacts["enqueue_s"]
    left = contacts["outcome"] == Outcome.ABANDONED
    balkable = ~np.isnan(contacts["enqueue_s"]) & (wait_s > 0)
    pause_s = contacts["next_s"] - contacts["end_s"]
    known = tape["arrival_s"][~np.isnan(tape["arrival_s"])]
    served = contacts[contacts["outcome"] == Outcome.SERVED]
    ends = np.stack([served["agent"], served["end_s"]], axis=1)
    line = np.stack([centre.queue_of_intent, centre.priority_of_intent])[:, tape["intent"]]
    masks = {
        "answered at the instant of its patience": (wait_s == tape["patience_s"]) & (wait_s > 0),
        "gave up at once": left & (contacts["abandon_s"] == contacts["enqueue_s"]),
        "waits for ever": (contacts["outcome"] == Outcome.UNFINISHED) & np.isnan(contacts["assign_s"]),
        "unlimited patience": np.isinf(tape["patience_s"]) & ~np.isnan(contacts["enqueue_s"]),
        "level 4": contacts["level"] == 4,
        "work of no length": (contacts["end_s"] == contacts["assign_s"]),
        "wrap-up": _wrapped(contacts),
        "retried at once": left & (pause_s == 0),
        "came back at once": ~left & (pause_s == 0),
        "served after the horizon": contacts["end_s"] > centre.horizon_s,
        "u equals p at balking": balkable & (tape["u_balk"] == centre.p_balk[tape["intent"]]),
    }
    silent = contacts["silent"]
    gone = silent & np.isnan(contacts["assign_s"]) & ~np.isnan(contacts["release_s"])
    masks |= {
        "ghost taken": silent & ~np.isnan(contacts["assign_s"]),
        "ghost sent away": gone,
        "tried again before its ghost was gone": silent[:-1] & (contacts["arrival_s"][1:] < contacts["release_s"][:-1]),
        "u equals p at silence": (contacts["outcome"] == Outcome.ABANDONED) & (tape["u_silent"] == centre.p_silent),
        "deferred": _deferred(contacts),
        "deferred past the horizon": _deferred(contacts) & (contacts["enqueue_s"] >= centre.horizon_s),
        "blocked where nobody may wait": (contacts["outcome"] == Outcome.BLOCKED)
        & (centre.queue_capacity[centre.queue_of_intent[tape["intent"]]] == 0),
    }
    return {
        **{name: int(mask.sum()) for name, mask in masks.items()},
        **_surge_corners(inputs, log),
        "drained": int(log.drain_ticks.sum() > 0),
        "overtaken by priority": int(_overtaken(line, contacts)),
        "known arrivals not in order": int((np.diff(known) < 0).any()),
        "several groups": int(np.unique(served["group"]).size > 1),
        "ends of chats tied within an agent": int(len(ends) - len(np.unique(ends, axis=0))),
    }


def _overtaken(line: np.ndarray, contacts: np.ndarray) -> bool:
    """Whether someone who came later was answered before a waiting contact of the same queue, by priority."""
    waited = np.flatnonzero(contacts["assign_s"] > contacts["enqueue_s"])
    order = waited[np.argsort(contacts["assign_s"][waited], kind="stable")]
    one, other = order[:-1], order[1:]
    return bool(
        (
            (line[0][one] == line[0][other])
            & (line[1][one] < line[1][other])
            & (contacts["enqueue_s"][one] > contacts["enqueue_s"][other])
        ).any()
    )
