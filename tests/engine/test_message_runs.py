"""What must hold exactly at message level, whatever was drawn; epochs change no bit of it."""

from __future__ import annotations

import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from test_epochs import HOUR, returning_issues

from ccsim.engine import choose, engine, session
from ccsim.engine.coverage import lacking
from ccsim.engine.reference import run
from ccsim.engine.reference_session import open_session
from ccsim.engine.session import group_sizes
from ccsim.errors import UsageError
from ccsim.metrics.measure import check_sums, measure
from ccsim.model.events import Outcome
from ccsim.model.inputs import RunInputs
from ccsim.model.replies import Replies
from ccsim.model.timegrid import TICKS_PER_S, grid_array

SEEDS = range(4)


def busy_hour(seed: int, *, stop_hard: bool = False) -> RunInputs:
    """About 300 issues of up to three contacts, one to five replies each, on whole seconds, so that instants coincide."""
    inputs = returning_issues(seed, stop_hard=stop_hard)
    rng = np.random.default_rng(seed)
    first = np.concatenate([[0], np.cumsum(rng.integers(1, 6, inputs.tape.size))])
    think, hands_on = (rng.integers(low, high, first[-1]).astype(float) for low, high in ((0, 60), (0, 30)))
    the_centre = replace(inputs.centre, message_level=True, switch_cost=0.25)
    return replace(inputs, centre=the_centre, replies=Replies(first, think, hands_on))


def part_of(replies: Replies, rows: np.ndarray) -> Replies:
    """The replies of some rows of the tape."""
    chosen = np.concatenate([np.arange(replies.first[row], replies.first[row + 1]) for row in rows] or [[]]).astype(int)
    first = np.concatenate([[0], np.cumsum(np.diff(replies.first)[rows])])
    return Replies(first, replies.think_s[chosen], replies.hands_on_s[chosen])


@pytest.mark.parametrize("stop_hard", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_epochs_change_no_bit(seed, stop_hard):
    inputs = busy_hour(seed, stop_hard=stop_hard)
    whole = run(inputs)
    assert (whole.contacts["outcome"] == Outcome.SERVED).sum() > 50
    running = open_session(inputs.centre, group_sizes(inputs.roster, 1))
    first_s = np.maximum.accumulate(np.nan_to_num(inputs.tape["arrival_s"], nan=-1.0))
    parts, bounds = [], [0.0, 700.0, 1800.0, 3000.0, HOUR]
    for start_s, until_s in pairwise(bounds):
        rows = np.flatnonzero((first_s >= start_s) & (first_s < until_s))
        steps = inputs.roster[(inputs.roster["at_s"] >= start_s) & (inputs.roster["at_s"] < until_s)]
        parts.append(running.advance(inputs.tape[rows], steps, until_s, part_of(inputs.replies, rows)))
    last, log = running.close()
    tape = np.concatenate([part.tape for part in (*parts, last)])
    contacts = np.concatenate([part.contacts for part in (*parts, last)])
    order, whole_order = np.argsort(tape["contact_id"]), np.argsort(inputs.tape["contact_id"])
    assert contacts[order].tobytes() == whole.contacts[whole_order].tobytes()
    np.testing.assert_array_equal(log.load_ticks, whole.load_ticks)
    for name in ("ticks", "replies", "replies_in_3min", "response_ticks"):
        np.testing.assert_array_equal(getattr(log.attention, name), getattr(whole.attention, name))


@pytest.mark.parametrize("seed", SEEDS)
def test_all_the_attention_that_contacts_need_is_given_and_no_more_than_there_is(seed):
    inputs = replace(busy_hour(seed), centre=replace(busy_hour(seed).centre, switch_cost=0.0))
    log = run(inputs)
    served = np.flatnonzero(log.contacts["release_s"] <= HOUR)
    begun = np.flatnonzero(log.contacts["assign_s"] < HOUR)

    def attention_s(rows: np.ndarray) -> float:
        return float(part_of(inputs.replies, rows).hands_on_s.sum() + inputs.tape["wrap_s"][rows].sum())

    given_s = log.attention.ticks.sum() / TICKS_PER_S
    assert attention_s(served) <= given_s <= attention_s(begun)
    assert attention_s(begun) - attention_s(served) < 0.05 * given_s
    assert (log.attention.ticks <= log.load_ticks[:, :, 1:].sum(axis=2)).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_talk_is_its_thinking_and_its_responses(seed):
    inputs = busy_hour(seed)
    log = run(inputs)
    rows = np.flatnonzero(log.contacts["outcome"] == Outcome.SERVED)
    number = np.diff(inputs.replies.first)[rows]
    think_s = np.add.reduceat(inputs.replies.think_s, inputs.replies.first[:-1])[rows]
    hands_on_s = np.add.reduceat(inputs.replies.hands_on_s, inputs.replies.first[:-1])[rows]
    talk_s = log.contacts["end_s"][rows] - log.contacts["assign_s"][rows]
    np.testing.assert_array_equal(log.contacts["response_s"][rows], grid_array((talk_s - think_s) / number))
    assert (talk_s - think_s >= hands_on_s).all()
    assert (talk_s - think_s > hands_on_s).any()


@pytest.mark.parametrize("seed", SEEDS)
def test_slots_are_booked_as_contacts_hold_them(seed):
    inputs = busy_hour(seed)
    log = run(inputs)
    rows = log.contacts[~np.isnan(log.contacts["assign_s"])]
    with_agents = np.minimum(rows["release_s"], HOUR) - np.minimum(rows["assign_s"], HOUR)
    slots = (log.load_ticks.sum(axis=(0, 1)) * np.arange(log.load_ticks.shape[2])).sum()
    assert slots == int((with_agents * TICKS_PER_S).sum())


@pytest.mark.parametrize("seed", SEEDS)
def test_hands_on_time_and_replies_are_measured_not_derived(seed):
    inputs = busy_hour(seed)
    log = run(inputs)
    sums = measure(inputs, log)
    check_sums(sums)
    assert sums.totals["hands_on_ticks"] == log.attention.ticks.sum()
    assert sums.totals["replies_micro"] == 1_000_000 * log.attention.replies.sum()
    response_s = sums.totals["response_weighted"] / sums.totals["replies_micro"]
    assert response_s == pytest.approx(log.attention.response_ticks.sum() / log.attention.replies.sum() / TICKS_PER_S)


def test_the_compiled_engine_refuses_it_by_name():
    missing = lacking(busy_hour(0).centre)
    assert missing == ("message-level chat",)
    assert choose("auto", 1e9, missing) == "reference"
    with pytest.raises(UsageError, match="message-level chat"):
        choose("compiled", 1, missing)
    with pytest.raises(UsageError, match="message-level chat"):  # and not run at session level, past `choose`
        engine("compiled")(busy_hour(0))
    with pytest.raises(UsageError, match="message-level chat"):
        session("compiled")(busy_hour(0).centre, np.array([1]))
    assert not lacking(returning_issues(0).centre)
