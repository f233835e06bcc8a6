"""Days for two engines to disagree about: valid inputs, drawn so that events of every kind meet at the same instant.

One construction, two sources of chance: a seeded generator for volume, and Hypothesis for small cases that shrink
(`strategies.py`). Times lie on a coarse grid in most cases, uniforms and probabilities on sixteenths, so that every
comparison of the model is also met in the case of equality.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from chance import SIXTEENTHS, Chance, Choices, instants
from shift_shapes import with_shifts
from surges import with_surge

from ccsim.model.bot import BotCapacity, BotRoute
from ccsim.model.chat import given_table, level_table
from ccsim.model.error_rates import ErrorRates
from ccsim.model.events import BotOutcome
from ccsim.model.inputs import ROSTER_DTYPE, TAPE_DTYPE, Centre, Origin, Routing, RunInputs, contact_id
from ccsim.model.mood import MoodTables
from ccsim.model.timegrid import grid, grid_array


@dataclass(frozen=True)
class Scale:
    """How large a day is: issues, and length of the day in time units."""

    issues: tuple[int, int]
    units: tuple[int, int]


TINY = Scale((0, 12), (6, 40))
FULL = Scale((800, 1160), (150, 1000))


FEATURES = dict.fromkeys(
    [
        "routing",
        "secondary skills",
        "priority gain",
        "customer classes",
        "busy bot",
        "queue capacity",
        "maximum wait",
        "opening hours",
        "silent abandonment",
        "errors",
        "emotion",
        "surge",
        "shifts",
    ],
    True,
)
"""Features that days may have, all at once."""


def a_day(chance: Chance, scale: Scale, features: Mapping[str, bool] | None = None) -> RunInputs:
    """One replication's inputs; features are drawn last, so that the rest of a day does not depend on them.

    If none are named, half of the days have none, and each of the others has about two thirds of them.
    """
    choices = Choices(chance)
    unit_s = choices.pick([1.0, 1.0, 1.0, 0.5, 60.0, 2.0**-20])
    units = choices.integer(*scale.units)
    attempts = choices.integer(1, 4)
    centre = _centre(choices, unit_s * units, attempts)
    tape = _tape(choices, centre, scale, unit_s, units, attempts)
    roster = _roster(choices, centre, tape, unit_s, units)
    if features is None:
        has_some = choices.one_in(2)
        features = {name: has_some and choices.integer(0, 2) > 0 for name in FEATURES if name != "shifts"}
    if features["routing"]:
        centre = replace(centre, routing=choices.integer(0, len(Routing) - 1))
    if features["secondary skills"]:
        centre = _with_secondary_skills(choices, centre, unit_s)
    if features["priority gain"]:
        gains = [0.0, 0.0, 60 / unit_s, 30 / unit_s, 7.5]
        centre = replace(centre, priority_gain=choices.picks(gains, len(centre.intents)))
    if features["customer classes"]:
        shifts = choices.picks([0, -1, 1, 2], choices.integer(1, 3))
        names = tuple(f"class{c}" for c in range(shifts.size))
        centre = replace(centre, classes=names, class_shift=shifts.astype(np.int64))
        tape["customer_class"] = choices.integers(0, shifts.size - 1, tape.size)
    if features["busy bot"]:
        centre = _with_busy_bot(choices, centre, roster, unit_s, units)
    queues = len(centre.queues)
    if features["queue capacity"]:
        centre = replace(centre, queue_capacity=choices.picks([-1, -1, -1, -1, 0, 1, 3, 12], queues))
    if features["maximum wait"]:
        waits = [np.inf, np.inf, np.inf, np.inf, unit_s, 4 * unit_s, 9 * unit_s, 40 * unit_s]
        centre = replace(centre, max_wait_s=choices.picks(waits, queues))
    if features["opening hours"]:
        centre = _with_opening_hours(choices, centre, roster, unit_s, units)
    if features["silent abandonment"]:
        share, work_s = choices.integer(1, SIXTEENTHS) / SIXTEENTHS, choices.integer(0, 6) * unit_s
        centre = replace(centre, p_silent=share, silent_work_s=work_s)
        tape["u_silent"] = choices.integers(0, SIXTEENTHS - 1, tape.size) / SIXTEENTHS
    if features["errors"]:
        human, p_return = choices.shares(centre.max_level + 1), choices.shares(attempts)
        centre = replace(centre, errors=ErrorRates(human, choices.pick([0.0, 0.25, 1.0]), p_return))
        tape["u_error"] = choices.integers(0, SIXTEENTHS - 1, tape.size) / SIXTEENTHS
        tape["error_delay_s"] = choices.integers(0, 12, tape.size) * unit_s
    if features["emotion"]:
        after_s = np.unique(choices.integers(0, 12, choices.integer(1, 3))) * unit_s
        limits = choices.shares(attempts * (after_s.size + 1)).reshape(attempts, -1)
        factors = centre.work_factor * choices.pick([0.5, 1.5, 1.1])
        centre = replace(centre, mood=MoodTables(limits, after_s, factors, 0.0))
        tape["u_mood"] = choices.integers(0, SIXTEENTHS - 1, tape.size) / SIXTEENTHS
    reserves, shift_time = None, {}
    if features["surge"]:
        centre, reserves = with_surge(choices, centre, roster, unit_s, units)
    if features.get("shifts", choices.integer(0, 3) == 3):  # days without a surge may have shifts as well
        roster, shift_time = with_shifts(choices, centre, roster, unit_s, units)
    return RunInputs(centre, tape, roster, np.zeros((len(centre.groups), 1)), None, shift_time, reserves)


def _with_secondary_skills(choices: Choices, centre: Centre, unit_s: float) -> Centre:
    """Some of the queues that a group does not serve become secondary skills, others of its queues too."""
    shape = centre.serves.shape
    serves = centre.serves & (choices.integers(0, 3, centre.serves.size).reshape(shape) > 0)
    delays = [np.inf, 0.0, 0.0, unit_s, 2 * unit_s, 5 * unit_s]
    overflow_s = np.where(serves, np.inf, choices.picks(delays, serves.size).reshape(shape))
    return replace(centre, serves=serves, overflow_s=overflow_s)


def _with_opening_hours(
    choices: Choices, centre: Centre, roster: np.ndarray[Any, Any], unit_s: float, units: int
) -> Centre:
    """Queues that are always open, or in up to four spans, from the start or later, past the horizon or for ever."""
    queues = len(centre.queues)
    tables = np.full((2, queues, 5), np.inf)
    for queue in range(queues):
        if choices.one_in(3):
            tables[0, queue, 0] = 0.0
            continue
        edges = instants(choices, roster, units + units // 4 + 1, 2 * choices.integer(1, 4), unit_s)
        if choices.one_in(2):  # opens again after the day, as a next morning
            edges = np.append(edges[: edges.size // 2 * 2], [(units + units // 4 + 2) * unit_s, np.inf])
        edges = np.append(edges, np.inf) if edges.size % 2 else edges
        tables[:, queue, : edges.size // 2] = edges.reshape(-1, 2).T
    return replace(
        centre,
        opens_s=tables[0],
        closes_s=tables[1],
        defers=choices.integers(0, 1, queues) == 1,
        disconnects=choices.integers(0, 1, queues) == 1,
    )


def _with_busy_bot(choices: Choices, centre: Centre, roster: np.ndarray[Any, Any], unit_s: float, units: int) -> Centre:
    """A limit that is met, outages that may touch each other and reach past the horizon, or both."""
    sessions, max_wait_s, outages = choices.pick([-1, 1, 2, 5, 20]), np.inf, np.zeros((0, 2))
    if choices.one_in(2):
        max_wait_s = choices.integer(0, 6) * unit_s
    if sessions < 0 or choices.one_in(2):
        ends = instants(choices, roster, units + units // 8 + 2, 2 * choices.integer(1, 3), unit_s)
        outages = (
            np.stack([ends[:-1], ends[1:]], axis=1) if choices.one_in(2) else ends[: ends.size // 2 * 2].reshape(-1, 2)
        )
    capacity = BotCapacity(
        sessions=sessions,
        max_wait_s=max_wait_s,
        then=choices.pick([BotRoute.HUMAN, BotRoute.LOSE]),
        outage_start_s=np.ascontiguousarray(outages[:, 0]),
        outage_end_s=np.ascontiguousarray(outages[:, 1]),
        outage_route=choices.integers(0, len(BotRoute) - 1, len(outages)),
    )
    extra_s, factor = choices.integer(0, 4) * unit_s, choices.pick([1.0, 0.5, 0.7])
    return replace(centre, bot_capacity=capacity, after_bot_work_s=extra_s, after_bot_patience=factor)


def _centre(choices: Choices, horizon_s: float, attempts: int) -> Centre:
    intents, groups = choices.integer(1, 4), choices.integer(1, 3)
    queues = choices.integer(1, intents)
    concurrency = choices.picks([1, 1, 2, 3, 4], groups)
    top = int(concurrency.max())
    tables = [_levels(choices, int(c)) for c in concurrency]

    def padded(name: str) -> np.ndarray:
        return np.array([np.pad(getattr(table, name), (0, top + 1 - table.speed.size)) for table in tables])

    serves = choices.integers(0, 2, groups * queues).reshape(groups, queues) > 0
    if not choices.one_in(16):  # else some queues may have nobody
        serves[choices.integers(0, groups - 1, queues), np.arange(queues)] = True

    def by_attempt() -> np.ndarray:
        return np.maximum(choices.shares(attempts), choices.pick([0.0, 0.5]))

    return Centre(
        intents=tuple(f"intent{i}" for i in range(intents)),
        queues=tuple(f"queue{q}" for q in range(queues)),
        groups=tuple(f"group{g}" for g in range(groups)),
        queue_of_intent=np.concatenate([np.arange(queues), choices.integers(0, queues - 1, intents - queues)]),
        priority_of_intent=choices.picks([1, 1, 2, 3, -1], intents),
        serves=serves,
        concurrency=concurrency,
        speed=padded("speed"),
        response_s=padded("response_s"),
        hands_on=padded("hands_on"),
        replies_per_s=padded("replies_per_s"),
        reply_in_3min=padded("reply_in_3min"),
        work_factor=choices.picks([1.0, 1.0, 0.5, 1.5, 1.1], groups * intents).reshape(groups, intents),
        wrap_factor=choices.picks([1.0, 1.0, 2.0, 0.0, 0.7], groups * intents).reshape(groups, intents),
        p_resolve=choices.shares(groups * intents * (top + 1)).reshape(groups, intents, top + 1),
        p_balk=choices.picks([0.0, 0.0, 0.0, 0.25, 1.0], intents),
        p_return_unresolved=by_attempt(),
        p_return_resolved=by_attempt() * choices.pick([0.0, 1.0]),
        p_retry=by_attempt(),
        nominal_level=np.ones(groups, np.int64),
        days=1,
        measure_from_s=0.0,
        horizon_s=horizon_s,
        interval_s=_interval(choices, horizon_s),
        stop_hard=choices.one_in(4),
        service_threshold_s=20.0,
        satisfaction=np.zeros(10),
        has_bot=True,
    )


def _interval(choices: Choices, horizon_s: float) -> float:
    """Intervals of which the day is a whole number; like all times they lie on the time grid."""
    number = choices.pick([1, 2, 4, 3, 7, 16])
    interval_s = grid(horizon_s / number)
    return interval_s if number * interval_s == horizon_s else horizon_s


def _levels(choices: Choices, concurrency: int) -> Any:
    kind = choices.pick(["none", "halves", "slowdown", "queue"])
    if kind == "queue":
        return level_table(20.0, 40.0, 0.05, concurrency)
    slowdown = {"none": 0.0, "halves": 1.0, "slowdown": 0.35}[kind]
    return given_table([1 / (1 + slowdown * k) for k in range(concurrency)], 10.0, choices.pick([0.0, 30.0]))


def _tape(
    choices: Choices, centre: Centre, scale: Scale, unit_s: float, units: int, attempts: int
) -> np.ndarray[Any, Any]:
    issues = choices.integer(*scale.issues)
    first_attempt = choices.integers(0, attempts - 1, issues) * (choices.integers(0, 7, issues) == 7)
    length = np.minimum(choices.integers(1, attempts, issues), attempts - first_attempt)
    arrival = choices.integers(0, units if choices.one_in(3) else max(1, units * 3 // 4), issues)
    ordinal = np.arange(issues)
    if choices.one_in(2):  # ids that say nothing about the order of arrival
        ordinal = np.argsort(choices.integers(0, 10 * issues + 1, issues), kind="stable")
    in_order = np.lexsort((ordinal, arrival))
    if choices.one_in(6):  # issues of days before at the end of the tape, as drawing leaves them
        in_order = in_order[np.argsort(first_attempt[in_order] > 0, kind="stable")]
    issue = np.repeat(in_order, length[in_order])
    rows = issue.size
    starts = np.concatenate([[True], issue[1:] != issue[:-1]])[:rows]
    position = np.arange(rows) - np.maximum.accumulate(np.where(starts, np.arange(rows), 0))

    longest = choices.pick([4, 12, 40])

    def times(*others: float) -> np.ndarray:
        """Durations in units, or now and then one of `others` (s)."""
        usual = choices.integers(0, longest, rows) * unit_s
        return np.where(choices.integers(0, 3, rows) == 3, choices.picks(others, rows), usual) if others else usual

    tape = np.zeros(rows, TAPE_DTYPE)
    day = np.where(first_attempt[issue] > 0, -1 - issue % 3, 0)
    tape["contact_id"] = contact_id(day, ordinal[issue], first_attempt[issue] + position)
    tape["arrival_s"] = np.where(starts, arrival[issue] * unit_s, np.nan)
    tape["origin"] = np.where(starts, np.where(first_attempt[issue] > 0, Origin.HISTORY, Origin.FRESH), Origin.LATER)
    tape["has_next"] = np.concatenate([~starts[1:], [False]])[:rows]
    tape["intent"] = choices.integers(0, len(centre.intents) - 1, rows)
    bots = [BotOutcome.NONE] if choices.one_in(4) else [*BotOutcome, BotOutcome.ASKED, BotOutcome.TRANSFERRED]
    tape["bot_outcome"] = choices.picks([int(bot) for bot in bots], rows)
    tape["bot_s"] = np.where(tape["bot_outcome"] == BotOutcome.NONE, 0.0, times(0.0))
    tape["patience_s"] = times(0.0, np.inf, longest * unit_s) * choices.pick([1, 4, 16])
    tape["work_s"] = times()
    tape["wrap_s"] = times(0.0) if choices.one_in(2) else 0.0
    if choices.one_in(6):  # off the coarse grid: hardly any ties
        for name in ("patience_s", "work_s", "wrap_s"):
            tape[name] = grid_array(tape[name] * (1 + choices.integers(0, 1000, rows) / 997))
    for name in ("u_balk", "u_resolve", "u_return"):
        tape[name] = choices.integers(0, SIXTEENTHS - 1, rows) / SIXTEENTHS
    for name in ("repeat_delay_s", "follow_up_delay_s", "retry_delay_s"):
        tape[name] = times(0.0)
    return tape


def _roster(
    choices: Choices, centre: Centre, tape: np.ndarray[Any, Any], unit_s: float, units: int
) -> np.ndarray[Any, Any]:
    """Levels that swing about what the work asks for, nobody at all included."""
    load = float((tape["work_s"] + tape["wrap_s"]).sum()) / (units * unit_s)
    shifts = choices.integers(
        0, units + 5, 6
    )  # many steps at the same instants, so that one group falls as another rises
    steps: dict[tuple[int, int], int] = {}
    for group, slots in enumerate(centre.concurrency):
        share = load / max(1, int(centre.serves.any(axis=1).sum()))
        pace = slots * centre.speed[group, slots] / centre.work_factor[group].mean()
        enough = max(1, round(share / pace * choices.pick([0.7, 1.0, 1.0, 1.5])))
        if not choices.one_in(12):
            steps[0, group] = choices.integer(enough // 2, 2 * enough)
        for _ in range(choices.integer(0, 8)):
            at = int(choices.pick(shifts))
            steps[at, group] = choices.pick([0, enough, enough, choices.integer(0, 2 * enough)])
    rows = [(at * unit_s, group, level) for (at, group), level in sorted(steps.items())]
    return np.array(rows, ROSTER_DTYPE)
