"""Satisfaction: the expected share of satisfied customers, and the share that a survey would show."""

from __future__ import annotations

import numpy as np

from ccsim.metrics.contacts import handed_over, taken
from ccsim.metrics.measured import Measured, closed, unserved
from ccsim.metrics.sums import Bools, Ints
from ccsim.model.events import Outcome
from ccsim.model.inputs import SATISFACTION_TERMS, attempt_of
from ccsim.model.timegrid import TICKS_PER_S

PPB = 1_000_000_000
"""Probabilities are summed as whole billionths, so that sums are integers."""
WAIT_SCALE_S, REPLY_FREE_S, REPLY_SCALE_S = 30.0, 45.0, 30.0


def satisfaction_values(of: Measured) -> dict[str, Bools | Ints]:
    """Expected satisfaction and survey answers per contact, in billionths.

    Every contact that ended has a satisfaction; only closed ones (by the bot or a person) are surveyed, which is why
    the surveyed figure flatters. Source: docs/metrics.md#satisfaction.
    """
    surveyed = closed(of.log)
    ended = surveyed | unserved(of.log)
    weight = dict(zip(SATISFACTION_TERMS, of.centre.satisfaction.tolist(), strict=True))
    satisfied = np.where(ended, probability(of), 0.0)
    by_bot = np.where(_bot_closed(of), weight["survey_bot_closed"], 1.0)
    answers_if_satisfied = np.where(surveyed, satisfied * weight["survey_satisfied"] * by_bot, 0.0)
    answers_if_not = np.where(surveyed, (1.0 - satisfied) * weight["survey_dissatisfied"] * by_bot, 0.0)
    survey_satisfied = _billionths(answers_if_satisfied)
    return {
        "satisfied_n": ended,
        "satisfied_ppb": _billionths(satisfied),
        "survey_satisfied_ppb": survey_satisfied,
        "survey_ppb": survey_satisfied + _billionths(answers_if_not),
    }


def probability(of: Measured) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Probability that each contact leaves a satisfied customer, by the logit of the scenario's `satisfaction`."""
    weight = dict(zip(SATISFACTION_TERMS, of.centre.satisfaction.tolist(), strict=True))
    log = of.log
    wait_s = of.wait_ticks / TICKS_PER_S
    replied = (log["outcome"] == Outcome.SERVED) & ~np.isnan(log["response_s"])
    reply_s = np.where(replied, log["response_s"], 0.0)
    logit = (
        weight["base"]
        + weight["unresolved"] * ~log["resolved"]
        + weight["wait"] * np.log1p(wait_s / WAIT_SCALE_S, out=np.zeros(wait_s.size), where=wait_s > 0)
        + weight["response"] * np.maximum(0.0, reply_s - REPLY_FREE_S) / REPLY_SCALE_S
        + weight["bot_closed"] * _bot_closed(of)
        + weight["handoff"] * (handed_over(of) & taken(of))
        + weight["failed_before"] * attempt_of(of.tape["contact_id"])
    )
    if of.centre.mood is not None:
        logit = logit + of.centre.mood.satisfaction * (log["negative"] & (log["outcome"] == Outcome.SERVED))
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * logit)))  # the logistic function without overflow


def _bot_closed(of: Measured) -> Bools:
    return np.asarray((of.log["outcome"] == Outcome.BOT_RESOLVED) | (of.log["outcome"] == Outcome.BOT_LEFT))


def _billionths(share: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Ints:
    return np.rint(share * PPB).astype(np.int64)
