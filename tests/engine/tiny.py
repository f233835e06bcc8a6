"""Tiny centres and days, written as one would on paper: times in seconds, one intent unless more are named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ccsim.model.chat import given_table
from ccsim.model.events import BotOutcome
from ccsim.model.inputs import ROSTER_DTYPE, TAPE_DTYPE, Centre, Origin, RunInputs, contact_id

NEVER = float("inf")


def centre(
    *,
    concurrency: Sequence[int] = (1,),
    speed: Sequence[Sequence[float]] | None = None,
    serves: Sequence[Sequence[bool]] = ((True,),),
    queue_of_intent: Sequence[int] = (0,),
    priority: Sequence[int] = (1,),
    horizon: float = 1000.0,
    interval: float = 100.0,
    **changes: Any,
) -> Centre:
    """Voice agents of one group by default; nobody returns, everything is resolved, nobody balks."""
    groups, intents, top = len(concurrency), len(priority), max(concurrency)
    tables = [given_table(list(speed[g]) if speed else [1.0] * concurrency[g], 10.0, 0.0) for g in range(groups)]

    def padded(name: str) -> np.ndarray:
        return np.array([np.pad(getattr(table, name), (0, top + 1 - table.speed.size)) for table in tables])

    fields: dict[str, Any] = {
        "intents": tuple(f"intent{i}" for i in range(intents)),
        "queues": tuple(f"queue{q}" for q in range(len(serves[0]))),
        "groups": tuple(f"group{g}" for g in range(groups)),
        "queue_of_intent": np.array(queue_of_intent, np.int64),
        "priority_of_intent": np.array(priority, np.int64),
        "serves": np.array(serves, np.bool_),
        "concurrency": np.array(concurrency, np.int64),
        **{name: padded(name) for name in ("speed", "response_s", "hands_on", "replies_per_s", "reply_in_3min")},
        "work_factor": np.ones((groups, intents)),
        "wrap_factor": np.ones((groups, intents)),
        "p_resolve": np.ones((groups, intents, top + 1)),
        "p_balk": np.zeros(intents),
        "p_return_unresolved": np.array([1.0, 0.0]),
        "p_return_resolved": np.zeros(2),
        "p_retry": np.array([1.0, 0.0]),
        "nominal_level": np.ones(groups, np.int64),
        "days": 1,
        "measure_from_s": 0.0,
        "horizon_s": horizon,
        "interval_s": interval,
        "stop_hard": False,
        "service_threshold_s": 20.0,
        "satisfaction": np.zeros(10),
        "has_bot": False,
    }
    extra = {name: np.zeros(intents, np.bool_) for name in ("complex_intent",) if name in Centre.__annotations__}
    return Centre(**{**fields, **extra, **changes})


def contact(
    at: float | None,
    work: float = 10.0,
    *,
    patience: float = NEVER,
    wrap: float = 0.0,
    intent: int = 0,
    bot: BotOutcome = BotOutcome.NONE,
    bot_time: float = 0.0,
    delay: float = 50.0,
    again: bool = False,
    **uniforms: float,
) -> dict[str, Any]:
    """One tape row; `at=None` is a later attempt, `again` says that the next row is the issue's next attempt."""
    return {
        "arrival_s": np.nan if at is None else at, "work_s": work, "patience_s": patience, "wrap_s": wrap,
        "intent": intent, "bot_outcome": bot, "bot_s": bot_time, "has_next": again,
        "origin": Origin.LATER if at is None else Origin.FRESH,
        "repeat_delay_s": delay, "follow_up_delay_s": delay, "retry_delay_s": delay,
        "u_balk": 0.5, "u_resolve": 0.5, "u_return": 0.5, **uniforms,
    }  # fmt: skip


def day(
    the_centre: Centre, contacts: Sequence[dict[str, Any]], roster: Sequence[tuple[float, int, int]] | int
) -> RunInputs:
    """Inputs of a day; a roster that is a number is so many agents of group 0 from the start."""
    tape = np.zeros(len(contacts), TAPE_DTYPE)
    ordinal, attempt = -1, 0
    for row, fields in zip(tape, contacts, strict=True):
        ordinal, attempt = (ordinal, attempt + 1) if np.isnan(fields["arrival_s"]) else (ordinal + 1, 0)
        row["contact_id"] = contact_id(0, ordinal, attempt)
        for name, value in fields.items():
            row[name] = value
    steps = [(0.0, 0, roster)] if isinstance(roster, int) else list(roster)
    return RunInputs(the_centre, tape, np.array(steps, ROSTER_DTYPE), np.zeros((len(the_centre.groups), 1)))
