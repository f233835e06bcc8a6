"""Workload P2: a rich day with a tenfold midnight spike, a bot, three skills, four groups of chatters, and repeats.

Not a scenario: tape, roster and tables are drawn here directly from a fixed seed, so that the workload stays the same
when the drawing of scenarios changes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ccsim.model.chat import given_table
from ccsim.model.events import BotOutcome
from ccsim.model.inputs import ROSTER_DTYPE, TAPE_DTYPE, Centre, Floats, Ints, Origin, RunInputs, contact_id
from ccsim.model.timegrid import DAY_S, grid_array

SLOT_S, SLOTS = 900.0, 96
ISSUES = 600_000
AGENTS = 1_314
"""Most agents on duty at any time, all groups together."""
GROUPS = ("orders", "returns", "payments", "all-round")
SHARE_OF_AGENTS = np.array([0.33, 0.27, 0.20, 0.20])
SKILLS = ("orders", "returns", "payments")
SHARE_OF_CONTACTS = np.array([0.42, 0.33, 0.25])
CONCURRENCY, SLOWDOWN = 4, 0.35
ATTEMPTS = 3
WORK_S = np.array([150.0, 180.0, 210.0])
"""Mean length of a chat alone with an agent, by skill."""
WORK_CV = 0.8
PATIENCE_S, TIME_TO_ASK_S, BOT_S = 150.0, 8.0, 120.0
P_BOT = {BotOutcome.ASKED: 0.15, BotOutcome.RESOLVED: 0.25, BotOutcome.LEFT: 0.10, BotOutcome.TRANSFERRED: 0.50}
P_RETRY = np.array([0.5, 0.3, 0.0])
P_RETURN_UNRESOLVED = np.array([0.35, 0.25, 0.0])
P_RETURN_RESOLVED = np.array([0.03, 0.02, 0.0])
RESOLVED_ALONE, RESOLVED_AT_FOUR = 0.82, 0.76
REPEAT_DELAY_S, RETRY_DELAY_S = 5400.0, 600.0


def spike_inputs(share: float, seed: int) -> RunInputs:
    """The day at a `share` of its contacts and agents (1 is the whole)."""
    rng = np.random.default_rng(seed)
    intensity = day_shape()
    counts = rng.poisson(ISSUES * share * intensity)
    arrival_s = grid_array((np.repeat(np.arange(SLOTS), counts) + rng.random(counts.sum())) * SLOT_S)
    arrival_s.sort()
    return RunInputs(_centre(), _tape(rng, arrival_s), _roster(share, intensity), np.zeros((len(GROUPS), 1)))


def day_shape() -> Floats:
    """Share of a day's issues by quarter of an hour: a quiet night, a full evening, and midnight at ten times the mean.

    The first half hour comes at ten times the mean rate of the rest of the day, then interest halves every half hour.
    """
    hour = (np.arange(SLOTS) + 0.5) / 4
    usual = np.interp(hour, [0, 2, 6, 10, 14, 18, 21, 24], [0.8, 0.3, 0.2, 1.2, 1.1, 1.1, 1.7, 1.2])
    usual /= usual.mean()
    spike = np.where(hour < 0.5, 10.0, 10.0 * 0.5 ** ((hour - 0.5) / 0.5))
    shape = np.maximum(usual, spike)
    return np.asarray(shape / shape.sum())


def _tape(rng: np.random.Generator, arrival_s: Floats) -> NDArray[np.void]:
    """Issues with their possible attempts: a further row exists only if the row before may come back."""
    issues = arrival_s.size
    outcomes, shares = np.array([int(outcome) for outcome in P_BOT], np.int8), list(P_BOT.values())
    every_bot = rng.choice(outcomes, (issues, ATTEMPTS), p=shares)
    u_return = rng.random((issues, ATTEMPTS))
    goes_on = np.cumprod(u_return < _may_return()[every_bot, np.arange(ATTEMPTS)], axis=1).astype(np.bool_)
    attempts = 1 + goes_on.sum(axis=1)
    issue = np.repeat(np.arange(issues), attempts)
    rows = issue.size
    attempt = np.arange(rows) - np.repeat(np.cumsum(attempts) - attempts, attempts)
    skill = rng.choice(len(SKILLS), issues, p=SHARE_OF_CONTACTS)[issue]
    bot = every_bot[issue, attempt]
    tape = np.zeros(rows, TAPE_DTYPE)
    tape["contact_id"] = contact_id(0, issue, attempt)
    tape["arrival_s"] = np.where(attempt == 0, arrival_s[issue], np.nan)
    tape["intent"] = skill
    tape["origin"] = np.where(attempt == 0, Origin.FRESH, Origin.LATER)
    tape["has_next"] = goes_on[issue, attempt]
    tape["bot_outcome"] = bot
    tape["bot_s"] = grid_array(np.where(bot == BotOutcome.ASKED, TIME_TO_ASK_S, rng.exponential(BOT_S, rows)))
    tape["patience_s"] = grid_array(rng.exponential(PATIENCE_S, rows))
    shape = 1 / WORK_CV**2
    tape["work_s"] = grid_array(WORK_S[skill] * rng.gamma(shape, 1 / shape, rows))
    tape["u_balk"], tape["u_resolve"] = rng.random(rows), rng.random(rows)
    tape["u_return"] = u_return[issue, attempt]
    tape["repeat_delay_s"] = grid_array(rng.exponential(REPEAT_DELAY_S, rows))
    tape["follow_up_delay_s"] = tape["repeat_delay_s"]
    tape["retry_delay_s"] = grid_array(rng.exponential(RETRY_DELAY_S, rows))
    return tape


def _may_return() -> Floats:
    """Largest probability of a further contact that any end permits, by the bot's outcome and attempt."""
    table = np.tile(np.maximum(P_RETRY, np.maximum(P_RETURN_UNRESOLVED, P_RETURN_RESOLVED)), (len(BotOutcome), 1))
    table[BotOutcome.RESOLVED], table[BotOutcome.LEFT] = P_RETURN_RESOLVED, P_RETURN_UNRESOLVED
    return np.asarray(table)


def _roster(share: float, intensity: Floats) -> NDArray[np.void]:
    """Agents by quarter of an hour, in proportion to the root of what arrives: people are not ten times as many."""
    wanted = np.sqrt(intensity / intensity.max())
    levels = np.maximum(1, np.rint(AGENTS * share * SHARE_OF_AGENTS[:, None] * wanted)).astype(np.int64)
    if share == 1:
        levels[-1] += np.where(wanted == 1, AGENTS - levels.sum(axis=0).max(), 0)
    slot, group = np.meshgrid(np.arange(SLOTS), np.arange(len(GROUPS)), indexing="ij")
    roster = np.zeros(slot.size, ROSTER_DTYPE)
    roster["at_s"], roster["group"], roster["level"] = slot.ravel() * SLOT_S, group.ravel(), levels.T.ravel()
    return roster


def _centre() -> Centre:
    groups, skills = len(GROUPS), len(SKILLS)
    speed = [1 / (1 + SLOWDOWN * (level - 1)) for level in range(1, CONCURRENCY + 1)]
    levels = given_table(speed, 40.0, 20.0)
    serves = np.vstack([np.eye(skills, dtype=np.bool_), np.ones((1, skills), np.bool_)])
    by_level = np.linspace(RESOLVED_ALONE, RESOLVED_AT_FOUR, CONCURRENCY)
    p_resolve = np.broadcast_to(np.append(RESOLVED_ALONE, by_level), (groups, skills, CONCURRENCY + 1))

    def everywhere(table: Floats) -> Floats:
        return np.tile(table, (groups, 1))

    every: Ints = np.arange(skills)
    return Centre(
        intents=SKILLS,
        queues=SKILLS,
        groups=GROUPS,
        queue_of_intent=every,
        priority_of_intent=np.ones(skills, np.int64),
        serves=serves,
        concurrency=np.full(groups, CONCURRENCY),
        speed=everywhere(levels.speed),
        response_s=everywhere(levels.response_s),
        hands_on=everywhere(levels.hands_on),
        replies_per_s=everywhere(levels.replies_per_s),
        reply_in_3min=everywhere(levels.reply_in_3min),
        work_factor=np.repeat([[1.0], [1.0], [1.0], [1.1]], skills, axis=1),
        wrap_factor=np.ones((groups, skills)),
        p_resolve=np.array(p_resolve),
        p_balk=np.full(skills, 0.02),
        p_return_unresolved=P_RETURN_UNRESOLVED,
        p_return_resolved=P_RETURN_RESOLVED,
        p_retry=P_RETRY,
        nominal_level=np.full(groups, CONCURRENCY),
        days=1,
        measure_from_s=0.0,
        horizon_s=DAY_S,
        interval_s=SLOT_S,
        stop_hard=False,
        service_threshold_s=30.0,
        satisfaction=np.zeros(10),
        has_bot=True,
    )
