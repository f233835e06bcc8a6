"""The rows of a tape: everything that can be drawn about a contact before anybody knows how the day will go."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ccsim.demand.bot import bot_leg
from ccsim.demand.handling import work_s, wrap_s
from ccsim.demand.patience import patience_s
from ccsim.demand.repeats import follow_up_delay_s, repeat_delay_s, retry_delay_s
from ccsim.demand.streams import TapeStreams
from ccsim.model.events import BotOutcome
from ccsim.model.inputs import TAPE_DTYPE, Centre, Origin, attempt_of
from ccsim.scenario.scenario import Scenario

Tape = NDArray[np.void]


def largest_return(centre: Centre, attempt: NDArray[np.int64], bot_outcome: NDArray[np.int8]) -> NDArray[np.float64]:
    """Largest probability of a further contact that any possible end of these contacts permits.

    A contact that the bot closes cannot be abandoned; one that goes to a person can end in any way.
    """
    resolved, unresolved = centre.p_return_resolved[attempt], centre.p_return_unresolved[attempt]
    any_end = np.maximum(np.maximum(resolved, unresolved), centre.p_retry[attempt])
    by_bot = np.where(bot_outcome == BotOutcome.RESOLVED, resolved, unresolved)
    closed = (bot_outcome == BotOutcome.RESOLVED) | (bot_outcome == BotOutcome.LEFT)
    return np.where(closed, by_bot, any_end)


def contact_rows(
    scenario: Scenario, centre: Centre, streams: TapeStreams, ids: NDArray[np.int64], intents: NDArray[np.int64]
) -> Tape:
    """Tape rows of the contacts `ids`; arrival NaN and origin LATER until the caller says otherwise."""
    rows = np.empty(ids.size, TAPE_DTYPE)
    attempt = attempt_of(ids)
    rows["contact_id"], rows["intent"] = ids, intents
    rows["arrival_s"], rows["origin"] = np.nan, Origin.LATER
    outcome, rows["bot_s"] = bot_leg(scenario, streams, ids, intents)
    rows["bot_outcome"] = outcome
    u_work, u_patience = streams.amounts(ids).T
    rows["work_s"] = work_s(scenario, intents, outcome, u_work)
    rows["wrap_s"] = wrap_s(scenario, intents)
    rows["patience_s"] = patience_s(scenario, intents, outcome, u_patience)
    rows["u_balk"], rows["u_resolve"] = streams.human(ids).T
    rows["u_return"], u_retry = streams.returning(ids).T
    u_repeat, u_follow_up = streams.delays(ids).T
    rows["repeat_delay_s"] = repeat_delay_s(scenario.repeats, u_repeat)
    rows["follow_up_delay_s"] = follow_up_delay_s(scenario.repeats, u_follow_up)
    rows["retry_delay_s"] = retry_delay_s(scenario.patience.retry, u_retry)
    rows["has_next"] = rows["u_return"] < largest_return(centre, attempt, outcome)
    return rows


def with_later_attempts(scenario: Scenario, centre: Centre, streams: TapeStreams, first: Tape) -> Tape:
    """`first` and all later attempts that could happen, issues sorted by (arrival, contact id), attempts in order."""
    issue = np.lexsort((first["contact_id"], first["arrival_s"]))
    blocks, issues = [first[issue]], [np.arange(issue.size)]
    while blocks[-1].size:
        more = blocks[-1]["has_next"]
        before = blocks[-1][more]
        blocks.append(contact_rows(scenario, centre, streams, before["contact_id"] + 1, before["intent"]))
        issues.append(issues[-1][more])
    # The blocks are in order of attempts, so a stable sort by issue leaves an issue's attempts in order.
    return np.asarray(np.concatenate(blocks)[np.argsort(np.concatenate(issues), kind="stable")])
