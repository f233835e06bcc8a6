"""Scenario -> Centre: the tables an engine and the measures work with; nothing random."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ccsim.model.chat import LevelTable, factor_for_gain, given_table, level_table
from ccsim.model.error_rates import ErrorRates
from ccsim.model.inputs import SATISFACTION_TERMS, Centre, Routing
from ccsim.model.mood import MoodTables
from ccsim.model.timegrid import DAY_S, grid, grid_array
from ccsim.scenario.bot_capacity import bot_capacity
from ccsim.scenario.groups import Group
from ccsim.scenario.intents import queues_of
from ccsim.scenario.opening import opening_tables
from ccsim.scenario.queues import Queue
from ccsim.scenario.scenario import Scenario
from ccsim.scenario.surge_tables import largest_cap, surge_tables


def centre_of(scenario: Scenario) -> Centre:
    """The scenario's names and tables. Raises ValueError if a stated assistance gain cannot be reached."""
    intents, groups = scenario.intents, scenario.groups
    queues = queues_of(intents)
    caps = [largest_cap(scenario, name) for name in groups]
    max_level = max(caps)
    tables = [group_levels(scenario, group, cap) for group, cap in zip(groups.values(), caps, strict=True)]
    factors = np.array([handling_factors(scenario, group) for group in groups.values()])
    hands_on, think = scenario.handling.hands_on_per_reply, scenario.handling.customer_think
    warm_up = scenario.run.history.warm_up_days
    days = warm_up + scenario.run.days
    attempts = np.arange(scenario.repeats.max_attempts)
    decay = np.asarray(scenario.repeats.decay**attempts, np.float64)
    last = attempts == attempts[-1]

    def by_attempt(probability: float, factor: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(np.where(last, 0.0, probability * factor), np.float64)

    satisfaction = scenario.satisfaction
    rules = [scenario.queues.get(name, Queue()) for name in queues]
    opens_s, closes_s = opening_tables(scenario, queues, days, warm_up)
    return Centre(
        intents=tuple(intents),
        queues=queues,
        groups=tuple(groups),
        queue_of_intent=np.array([queues.index(intent.queue) for intent in intents.values()], np.int64),
        priority_of_intent=np.array([intent.priority for intent in intents.values()], np.int64),
        serves=np.array([[queue in group.serves for queue in queues] for group in groups.values()], np.bool_),
        concurrency=np.array([group.concurrency for group in groups.values()], np.int64),
        speed=_padded([table.speed for table in tables], max_level),
        response_s=_padded([table.response_s for table in tables], max_level),
        hands_on=_padded([table.hands_on for table in tables], max_level),
        replies_per_s=_padded([table.replies_per_s for table in tables], max_level),
        reply_in_3min=_padded([table.reply_in_3min for table in tables], max_level),
        work_factor=(hands_on * factors + think) / (hands_on + think),
        wrap_factor=factors,
        p_resolve=_resolution(scenario, max_level),
        p_balk=np.full(len(intents), scenario.patience.balk),
        p_return_unresolved=by_attempt(scenario.repeats.if_unresolved, decay),
        p_return_resolved=by_attempt(scenario.repeats.follow_up, np.ones(attempts.size)),
        p_retry=by_attempt(scenario.patience.retry.probability, decay),
        nominal_level=np.array([nominal_level(group) for group in groups.values()], np.int64),
        days=days,
        measure_from_s=warm_up * DAY_S,
        horizon_s=days * DAY_S,
        interval_s=scenario.run.interval,
        stop_hard=scenario.run.stop == "hard",
        service_threshold_s=scenario.staffing.target.within,
        satisfaction=np.array([getattr(satisfaction, term) for term in SATISFACTION_TERMS]),
        has_bot=scenario.bot is not None,
        values_customers=scenario.customer_loss is not None,
        message_level=scenario.handling.fidelity == "messages",
        switch_cost=scenario.handling.switch_cost,
        routing=int(Routing[scenario.routing.upper()]),
        overflow_s=_overflow(scenario, queues),
        priority_gain=np.array([intent.priority_gain for intent in intents.values()]),
        classes=tuple(scenario.classes) or ("all",),
        class_shift=np.array([customer.priority_shift for customer in scenario.classes.values()] or [0], np.int64),
        complex_intent=np.array([intent.complex for intent in intents.values()], np.bool_),
        bot_capacity=bot_capacity(scenario.bot, scenario.run, warm_up),
        after_bot_work_s=grid(scenario.handling.extra_replies_after_bot * (hands_on + think)),
        after_bot_patience=scenario.patience.after_bot,
        queue_capacity=np.array([-1 if rule.capacity is None else rule.capacity for rule in rules], np.int64),
        max_wait_s=grid_array(np.array([np.inf if rule.max_wait is None else rule.max_wait for rule in rules])),
        opens_s=opens_s,
        closes_s=closes_s,
        defers=np.array([rule.opening is not None and rule.outside == "defer" for rule in rules], np.bool_),
        disconnects=np.array([rule.opening is not None and rule.closing == "disconnect" for rule in rules], np.bool_),
        p_silent=scenario.patience.silent,
        silent_work_s=grid(scenario.patience.silent_work),
        mood=_mood(scenario, hands_on * factors, attempts),
        errors=_errors(scenario, max_level, by_attempt(1.0, decay)),
        surge=surge_tables(scenario, queues, days),
    )


def _overflow(scenario: Scenario, queues: tuple[str, ...]) -> NDArray[np.float64]:
    """(G, Q): after which wait a group helps with a queue."""
    rows = [[group.secondary.get(queue, np.inf) for queue in queues] for group in scenario.groups.values()]
    return grid_array(np.array(rows))


def nominal_level(group: Group) -> int:
    """The level at which assistance is measured and quick history and formulas assume the group's agents to be."""
    return min(3, group.concurrency) if group.nominal_level is None else group.nominal_level


def hands_on_factor(scenario: Scenario, group: Group) -> float:
    """Factor on hands-on time and wrap-up: proficiency, and the assistance's measured gain inverted."""
    if group.assist is None:
        return group.hands_on_factor
    handling = scenario.handling
    assist = factor_for_gain(
        handling.hands_on_per_reply * group.hands_on_factor,
        handling.customer_think,
        handling.switch_cost,
        nominal_level(group),
        group.assist.throughput_gain,
    )
    return group.hands_on_factor * assist


def handling_factors(scenario: Scenario, group: Group) -> list[float]:
    """Factor (I,) on hands-on time and wrap-up by intent: the group's, times its own for the intent."""
    factor = hands_on_factor(scenario, group)
    return [factor * group.handling_factor.get(intent, 1.0) for intent in scenario.intents]


def group_levels(scenario: Scenario, group: Group, cap: int | None = None) -> LevelTable:
    """Speed, response and hands-on share of the group's agents by level, up to `cap` (if absent, its concurrency)."""
    handling, slowdown = scenario.handling, group.slowdown
    cap = group.concurrency if cap is None else cap
    hands_on = handling.hands_on_per_reply * hands_on_factor(scenario, group)
    if slowdown == "derived":
        return level_table(hands_on, handling.customer_think, handling.switch_cost, cap)
    if isinstance(slowdown, list):
        speed = list(slowdown)
    else:
        assert isinstance(slowdown, float)
        speed = [1 / (1 + slowdown * (k - 1)) for k in range(1, cap + 1)]
    return given_table(speed, hands_on, handling.customer_think)


def _resolution(scenario: Scenario, max_level: int) -> NDArray[np.float64]:
    """(G, I, K+1): tenured probability, the group's shift and assistance, less what many open chats cost."""
    handling = scenario.handling
    levels = np.arange(max_level + 1)
    drop = handling.quality_drop_per_level * np.maximum(0, levels - handling.quality_free_levels)
    rows = [
        [
            intent.resolution + group.resolution_shift + (group.assist.resolution_gain if group.assist else 0.0) - drop
            for intent in scenario.intents.values()
        ]
        for group in scenario.groups.values()
    ]
    return np.asarray(np.clip(np.array(rows), 0.0, 1.0), np.float64)


def _mood(scenario: Scenario, hands_on: NDArray[np.float64], attempts: NDArray[np.int64]) -> MoodTables | None:
    """`hands_on` (G, I): hands-on time per reply with the groups' factors."""
    emotion = scenario.emotion
    if emotion is None:
        return None
    steps = sorted(emotion.per_wait, key=lambda step: step.after)
    added = np.cumsum([0.0, *(step.add for step in steps)])
    by_attempt = emotion.negative + emotion.per_failed_attempt * attempts
    think = scenario.handling.customer_think
    return MoodTables(
        p_negative=np.minimum(1.0, np.add.outer(by_attempt, added)),
        after_s=grid_array(np.array([step.after for step in steps])),
        work_factor=(hands_on * emotion.handling_factor + think) / (scenario.handling.hands_on_per_reply + think),
        satisfaction=emotion.satisfaction,
        handling_factor=emotion.handling_factor,
    )


def _errors(scenario: Scenario, max_level: int, by_attempt: NDArray[np.float64]) -> ErrorRates | None:
    errors = scenario.errors
    if errors is None:
        return None
    above = np.maximum(0, np.arange(max_level + 1) - scenario.handling.quality_free_levels)
    human = np.minimum(1.0, errors.human + errors.per_level_above * above)
    return ErrorRates(human, errors.bot, errors.contact_again * errors.escaping * by_attempt)


def _padded(rows: list[NDArray[np.float64]], max_level: int) -> NDArray[np.float64]:
    return np.array([np.pad(row, (0, max_level + 1 - row.size)) for row in rows])
