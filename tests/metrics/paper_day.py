"""One day written down by hand: five issues, eight contacts, two groups; tests compute every figure from it on paper.

Two intents: "order" (queue front) and "refund" (queue back, complex). Threshold T = 20 s. Four intervals of six hours.

issue  contact  what happened (times in s; 25200 = 07:00, 46800 = 13:00)
A      A0       order, bot resolves it (60 s)
B      B0       order, bot fails, customer leaves (30 s); comes back two days later
       B1       beyond the horizon; a person would resolve it
C      C0       refund, asks for a person (10 s), wait 0, team at level 1, talk 300, wrap 30, resolved
       C1       a further question an hour later: asks (10 s), abandons after 20 s
D      D0       refund, bot fails (60 s), wait 30, team at level 2, talk 300, not resolved, stays away
E      E0       order, bot fails (40 s), balks
       E1       tries again: asks (10 s), wait 10, partner at level 1, talk 100, wrap 20, resolved
F      F1       order, an issue of the day before: asks (10 s), wait 190, partner, talk 100, wrap 10, resolved
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ccsim.model.events import BotOutcome, Outcome
from ccsim.model.inputs import ROSTER_DTYPE, SATISFACTION_TERMS, TAPE_DTYPE, Centre, Origin, RunInputs, contact_id
from ccsim.model.log import RunLog, empty_log
from ccsim.model.timegrid import TICKS_PER_S

SATISFACTION = {"unresolved": -np.log(3), "survey_satisfied": 0.2, "survey_dissatisfied": 0.4, "survey_bot_closed": 0.5}


def paper_centre(**changes: Any) -> Centre:
    """Team: two chats at a time, serves both queues; partner: one at a time, serves the front queue only."""
    satisfaction = changes.pop("satisfaction", SATISFACTION)
    fields: dict[str, Any] = {
        "intents": ("order", "refund"),
        "queues": ("front", "back"),
        "groups": ("team", "partner"),
        "queue_of_intent": np.array([0, 1]),
        "priority_of_intent": np.array([1, 1]),
        "serves": np.array([[True, True], [True, False]]),
        "concurrency": np.array([2, 1]),
        "speed": np.array([[0, 1, 0.8], [0, 1, 0]]),
        "response_s": np.array([[0, 10.0, 20.0], [0, 15.0, 0]]),
        "hands_on": np.array([[0, 0.5, 0.9], [0, 0.4, 0]]),
        "replies_per_s": np.array([[0, 0.05, 0.08], [0, 0.04, 0]]),
        "reply_in_3min": np.array([[0, 0.95, 0.9], [0, 1.0, 0]]),
        "work_factor": np.ones((2, 2)),
        "wrap_factor": np.ones((2, 2)),
        "p_resolve": np.full((2, 2, 3), 0.8),
        "p_balk": np.ones(2),
        "p_return_unresolved": np.array([0.5, 0.0]),
        "p_return_resolved": np.array([0.1, 0.0]),
        "p_retry": np.array([0.5, 0.0]),
        "nominal_level": np.array([1, 1]),
        "days": 1,
        "measure_from_s": 0.0,
        "horizon_s": 86400.0,
        "interval_s": 21600.0,
        "stop_hard": False,
        "service_threshold_s": 20.0,
        "satisfaction": np.array([satisfaction.get(term, 0.0) for term in SATISFACTION_TERMS]),
        "has_bot": True,
        "complex_intent": np.array([False, True]),
    }
    return Centre(**{**fields, **changes})


def row(
    issue: int, attempt: int, intent: int, bot: BotOutcome, outcome: Outcome, origin: int, **times: Any
) -> dict[str, Any]:
    """Fields of the tape and of the log of one contact; what is not given is zero on the tape and missing in the log."""
    happened = {"issue": issue, "attempt": attempt, "intent": intent, "bot_outcome": bot, "outcome": outcome}
    return {**happened, "origin": origin, "u_return": 0.9, "u_resolve": 0.5, **times}


def served(at_s: float, bot_s: float, wait_s: float, talk_s: float, wrap_s: float, **more: Any) -> dict[str, Any]:
    """Log times of an answered contact from the lengths of its parts."""
    asked_s, answered_s = at_s + bot_s, at_s + bot_s + wait_s
    times = {"arrival_s": at_s, "bot_end_s": asked_s, "enqueue_s": asked_s, "assign_s": answered_s}
    return {
        **times,
        "end_s": answered_s + talk_s,
        "release_s": answered_s + talk_s + wrap_s,
        "response_s": 12.0,
        **more,
    }


def left(at_s: float, bot_s: float, wait_s: float, **more: Any) -> dict[str, Any]:
    """Log times of a contact that left the queue unserved."""
    gone_s = at_s + bot_s + wait_s
    asked_s = at_s + bot_s
    return {"arrival_s": at_s, "bot_end_s": asked_s, "enqueue_s": asked_s, "abandon_s": gone_s, "end_s": gone_s, **more}


FRESH, LATER, HISTORY = Origin.FRESH, Origin.LATER, Origin.HISTORY
TEAM, PARTNER = 0, 1
ORDER, REFUND = 0, 1
CONTACTS = [
    row(5, 1, ORDER, BotOutcome.ASKED, Outcome.SERVED, HISTORY,
        **served(3600, 10, 190, 100, 10, group=PARTNER, level=1, resolved=True)),
    row(0, 0, ORDER, BotOutcome.RESOLVED, Outcome.BOT_RESOLVED, FRESH,
        arrival_s=25200, bot_end_s=25260, end_s=25260, resolved=True),
    row(1, 0, ORDER, BotOutcome.LEFT, Outcome.BOT_LEFT, FRESH,
        arrival_s=25200, bot_end_s=25230, end_s=25230, next_s=25230 + 2 * 86400, has_next=True, u_return=0.1),
    row(1, 1, ORDER, BotOutcome.TRANSFERRED, Outcome.BEYOND, LATER),
    row(2, 0, REFUND, BotOutcome.ASKED, Outcome.SERVED, FRESH,
        **served(25200, 10, 0, 300, 30, group=TEAM, level=1, resolved=True, next_s=29110.0, has_next=True)),
    row(2, 1, REFUND, BotOutcome.ASKED, Outcome.ABANDONED, LATER, **left(29110, 10, 20)),
    row(3, 0, REFUND, BotOutcome.TRANSFERRED, Outcome.SERVED, FRESH,
        **served(46800, 60, 30, 300, 0, group=TEAM, level=2)),
    row(4, 0, ORDER, BotOutcome.TRANSFERRED, Outcome.BALKED, FRESH, **left(46800, 40, 0, next_s=47440.0, has_next=True)),
    row(4, 1, ORDER, BotOutcome.ASKED, Outcome.SERVED, LATER,
        **served(47440, 10, 10, 100, 20, group=PARTNER, level=1, resolved=True)),
]  # fmt: skip
LOAD_S = {
    (PARTNER, 0): (7100, 100, 0),
    (TEAM, 1): (20000, 1000, 0),
    (TEAM, 2): (500, 400, 100),
}
"""Seconds at level 0, 1, 2 by (group, interval); 100 s of the team's in interval 2 are after log-off."""
ROSTER = [(0, PARTNER, 1), (7200, PARTNER, 0), (21600, TEAM, 1), (42600, TEAM, 0), (43200, TEAM, 1), (44100, TEAM, 0)]
"""Headcounts that go with LOAD_S: on duty the partner 7200 s, the team 21000 s and 900 s."""
PAID_S = np.array([[57600.0], [28800.0]])


def paper_day(contacts: list[dict[str, Any]] | None = None, **changes: Any) -> tuple[RunInputs, RunLog]:
    """Inputs and log of the day above, or of other contacts in the same centre."""
    centre, rows = paper_centre(**changes), CONTACTS if contacts is None else contacts
    tape, log = np.zeros(len(rows), TAPE_DTYPE), empty_log(centre, len(rows))
    for number, fields in enumerate(rows):
        day = -1 if fields["origin"] == HISTORY else 0
        tape[number]["contact_id"] = contact_id(day, fields["issue"], fields["attempt"])
        for name, value in fields.items():
            if name in log.contacts.dtype.names:
                log.contacts[number][name] = value
            if name in tape.dtype.names:
                tape[number][name] = value
    for (group, interval), seconds in LOAD_S.items():
        if interval < centre.n_intervals:
            log.load_ticks[group, interval] = np.array(seconds) * int(TICKS_PER_S)
    return RunInputs(centre, tape, np.array(ROSTER, ROSTER_DTYPE), PAID_S), log
