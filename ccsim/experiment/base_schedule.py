"""The formula's part of derived staffing: agents on duty per staffing interval, from the forecast and the chat chain.

Every interval is taken as a queue in steady state of its own (pointwise stationary); what spills over from the
interval before is left to the pilot days. Source: docs/staffing.md#the-rule.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ccsim.demand.classes import mean_patience_factor
from ccsim.demand.forecast import forecast_legs
from ccsim.demand.handling import mean_replies
from ccsim.demand.hours import someone_to_serve, within_hours
from ccsim.demand.patience import patience_law
from ccsim.errors import TargetMissedError
from ccsim.model.inputs import Centre
from ccsim.scenario.scenario import Scenario
from ccsim.theory.chat_chain import Chain, Target, smallest_agents
from ccsim.workforce.roster import slots_per_day

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NOBODY = -1
"""Agents needed where there is nothing to do: less than none, because `staffing.minimum` does not apply."""


def base_levels(scenario: Scenario, centre: Centre, derived: tuple[bool, ...]) -> Ints:
    """Agents that must be on duty (G, slots) so that the formula meets the target; 0 for groups given by hand.

    NOBODY where all queues of a group are closed: not even the least number of agents is there then.
    Raises TargetMissedError if no number of agents meets the target.
    """
    legs = within_hours(centre, forecast_legs(scenario, centre))
    legs = legs_by_slot(legs, centre, scenario.staffing.interval)
    shares = queue_shares(centre, derived)
    work_s, theta_per_s = mean_work_s(scenario, centre), abandonment_rates(scenario)
    wanted = scenario.staffing.target
    target = Target(wanted.within, wanted.service_level, wanted.abandonment, wanted.mean_wait)
    needed = np.zeros((len(centre.groups), centre.days * slots_per_day(scenario)), np.int64)
    known: dict[tuple[int, tuple[float, ...]], int] = {}
    per_agent = [0.0] * len(derived)  # contacts/s for each agent needed when last computed
    for g, slot in np.argwhere(np.outer(derived, np.ones(needed.shape[1], np.bool_))).tolist():
        offered = legs[:, slot] * shares[g]
        total = float(offered.sum())
        if total < 1e-9:  # what rounding leaves of a forecast of nothing would still ask for an agent
            continue
        # six digits: days whose forecasts agree that far are staffed alike and computed once
        load = tuple(
            float(f"{value:.6g}")
            for value in (
                total / scenario.staffing.interval,
                float(np.dot(offered, work_s[g])) / total,
                float(np.dot(offered, theta_per_s)) / total,
            )
        )
        key = (g, load)
        if key not in known:
            guess = round(load[0] / per_agent[g]) if per_agent[g] else 0
            known[key] = _smallest(scenario, centre, g, load, target, guess)
            per_agent[g] = load[0] / known[key]
        needed[g, slot] = known[key]
    there = someone_to_serve(centre, scenario.staffing.interval) | ~np.array(derived)[:, None]
    return np.where(there, needed, NOBODY)


def legs_by_slot(legs: Floats, centre: Centre, slot_s: float) -> Floats:
    """Forecast (I, measuring intervals) -> (I, staffing intervals), at a constant rate within a measuring interval."""
    bounds = np.arange(centre.n_intervals + 1) * centre.interval_s
    slots = np.arange(round(centre.horizon_s / slot_s) + 1) * slot_s
    so_far = np.concatenate([np.zeros((legs.shape[0], 1)), np.cumsum(legs, axis=1)], axis=1)
    return np.diff(np.array([np.interp(slots, bounds, row) for row in so_far]), axis=1)


def queue_shares(centre: Centre, derived: tuple[bool, ...]) -> Floats:
    """Share (G, I) of each intent's legs that a derived group is staffed for.

    A queue is split equally among the derived groups that serve it. What groups given by hand take off them is not
    subtracted, so a derived group beside them is staffed for the whole queue and corrected by the pilot days only.
    """
    able = centre.serves & np.array(derived)[:, None]
    sharing = np.maximum(able.sum(axis=0), 1)
    return np.asarray((able / sharing)[:, centre.queue_of_intent])


def mean_work_s(scenario: Scenario, centre: Centre) -> Floats:
    """Mean virtual time (G, I) (s) that a leg takes a slot, wrap-up included, at speed 1."""
    handling = scenario.handling
    replies = mean_replies(scenario) + (handling.extra_replies_after_bot if scenario.bot is not None else 0.0)
    talk = replies * (handling.hands_on_per_reply + handling.customer_think)
    wrap = np.array([intent.wrap_up for intent in scenario.intents.values()])
    return np.asarray(centre.work_factor * talk + centre.wrap_factor * wrap)


def abandonment_rates(scenario: Scenario) -> Floats:
    """1 / mean patience (I,) (1/s) in the human queue; the formula takes every patience as exponential.

    0 where the mean is infinite, be it for a share of the contacts only: the formula then counts on nobody leaving.
    """
    patience = scenario.patience
    mean_s = patience_law(patience).mean * mean_patience_factor(scenario)
    after_bot = patience.after_bot if scenario.bot is not None else 1.0
    return np.array([1 / (mean_s * intent.patience_factor * after_bot) for intent in scenario.intents.values()])


def _smallest(
    scenario: Scenario, centre: Centre, group: int, load: tuple[float, ...], target: Target, guess: int
) -> int:
    """Fewest agents for (contacts/s, mean work s, abandonment rate 1/s)."""
    rate, work_s, theta = load
    speed = tuple(centre.speed[group].tolist())
    patience_s = 1 / theta if theta > 0 else math.inf
    chain = Chain(0, int(centre.concurrency[group]), speed, work_s, patience_s, scenario.patience.balk)
    try:
        return smallest_agents(chain, rate, target, guess)
    except ValueError as error:
        raise TargetMissedError(f"{scenario.name}: staffing.target: {error}") from error
