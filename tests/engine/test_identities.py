"""What must hold exactly on every path, whatever was drawn."""

from __future__ import annotations

import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from tiny import centre

from ccsim.engine import engine
from ccsim.model.events import BotOutcome, Outcome
from ccsim.model.inputs import ROSTER_DTYPE, TAPE_DTYPE, RunInputs, contact_id
from ccsim.model.timegrid import TICKS_PER_S, grid_array

ENGINES = ["reference", "compiled"]
SEEDS = range(8)


@pytest.fixture(params=ENGINES)
def run(request):
    return engine(request.param)


def busy_hour(seed, *, patient=False, identical=False, concurrency=1, intents=1):
    """A tape of about 400 contacts in an hour on whole seconds, so that instants coincide often."""
    rng = np.random.default_rng(seed)
    n = 400
    tape = np.zeros(n, TAPE_DTYPE)
    tape["arrival_s"] = np.sort(rng.integers(0, 3600, n)).astype(float)
    tape["contact_id"] = contact_id(0, np.arange(n), 0)
    tape["intent"] = rng.integers(0, intents, n)
    tape["patience_s"] = np.inf if patient else rng.integers(0, 120, n)
    tape["work_s"] = 90.0 if identical else rng.integers(0, 200, n)
    tape["wrap_s"] = 0.0 if identical else rng.integers(0, 3, n) * 10.0
    for name in ("u_balk", "u_resolve", "u_return"):
        tape[name] = rng.random(n)
    options = {"horizon": 3600.0, "interval": 900.0, "concurrency": (concurrency,), "priority": (1,) * intents}
    options |= {"queue_of_intent": (0,) * intents, "p_balk": np.full(intents, 0.0 if patient else 0.1)}
    return centre(**options), tape


def inputs(the_centre, tape, *steps):
    return RunInputs(the_centre, tape, np.array(list(steps), ROSTER_DTYPE), np.zeros((len(the_centre.groups), 1)))


def waits(log):
    rows = log.contacts
    left = np.where(np.isnan(rows["assign_s"]), rows["abandon_s"], rows["assign_s"])
    return left - rows["enqueue_s"]


@pytest.mark.parametrize("seed", SEEDS)
def test_one_more_agent_never_makes_anyone_wait_longer(run, seed):
    # Only true for one chat at a time, identical agents, one class, first come first served, nobody leaving.
    the_centre, tape = busy_hour(seed, patient=True)
    fewer, more = (waits(run(inputs(the_centre, tape, (0, 0, n)))) for n in (9, 10))
    assert (more <= fewer).all()
    assert (more < fewer).any()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_clock_that_runs_at_half_speed_changes_nothing_else(run, seed):
    the_centre, tape = busy_hour(seed, concurrency=3)
    slower = tape.copy()
    for name in TAPE_DTYPE.names:
        if name.endswith("_s"):
            slower[name] *= 2
    stretched = replace(the_centre, horizon_s=7200.0, interval_s=1800.0)
    log, log2 = run(inputs(the_centre, tape, (0, 0, 6))), run(inputs(stretched, slower, (0, 0, 6)))
    for name in ("agent", "level", "outcome", "resolved"):
        assert (log.contacts[name] == log2.contacts[name]).all()
    np.testing.assert_array_equal(2 * log.contacts["end_s"], log2.contacts["end_s"])
    np.testing.assert_array_equal(2 * log.load_ticks, log2.load_ticks)


@pytest.mark.parametrize("seed", SEEDS)
def test_names_of_intents_do_not_matter(run, seed):
    the_centre, tape = busy_hour(seed, intents=3)
    relabelled = tape.copy()
    relabelled["intent"] = (tape["intent"] + 1) % 3
    log, log2 = run(inputs(the_centre, tape, (0, 0, 6))), run(inputs(the_centre, relabelled, (0, 0, 6)))
    assert log.contacts.tobytes() == log2.contacts.tobytes()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_bot_that_everybody_passes_at_once_equals_no_bot(run, seed):
    the_centre, tape = busy_hour(seed)
    tape = tape[np.append(True, np.diff(tape["arrival_s"]) > 0)]  # bot ends go before arrivals of the same instant
    asked = tape.copy()
    asked["bot_outcome"] = BotOutcome.ASKED
    log, log2 = run(inputs(the_centre, tape, (0, 0, 6))), run(inputs(the_centre, asked, (0, 0, 6)))
    for name in log.contacts.dtype.names:
        if name != "bot_end_s":
            np.testing.assert_array_equal(log.contacts[name], log2.contacts[name], err_msg=name)


@pytest.mark.parametrize("seed", SEEDS)
def test_littles_law_as_areas(run, seed):
    # The agents' slot time, counted by the engine, is the contacts' time with agents, counted from the log.
    the_centre, tape = busy_hour(seed, concurrency=3)
    log = run(inputs(the_centre, tape, (0, 0, 6), (1000, 0, 2), (2000, 0, 8)))
    rows = log.contacts[~np.isnan(log.contacts["assign_s"])]
    with_agents = np.minimum(rows["release_s"], 3600.0) - np.minimum(rows["assign_s"], 3600.0)
    slots = (log.load_ticks.sum(axis=(0, 1)) * np.arange(log.load_ticks.shape[2])).sum()
    assert slots == int((with_agents * TICKS_PER_S).sum())


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_waits_while_an_agent_has_a_free_slot(run, seed):
    the_centre, tape = busy_hour(seed, concurrency=2)
    log = run(inputs(the_centre, tape, (0, 0, 5)))
    rows = log.contacts
    left = rows["enqueue_s"] + waits(log)
    for instant in np.arange(0.5, 3600.0, 7.0):  # between whole seconds nothing happens but ends of slowed-down chats
        waiting = ((rows["enqueue_s"] < instant) & (left > instant)).sum()
        in_use = ((rows["assign_s"] < instant) & (rows["release_s"] > instant)).sum()
        assert waiting == 0 or in_use == 10


@pytest.mark.parametrize("seed", SEEDS)
def test_everybody_is_accounted_for(run, seed):
    the_centre, tape = busy_hour(seed, concurrency=2)
    log = run(inputs(the_centre, tape, (0, 0, 5), (1800, 0, 0)))
    counts = {outcome.name: int((log.contacts["outcome"] == outcome).sum()) for outcome in Outcome}
    assert sum(counts.values()) == 400
    assert counts["SERVED"] + counts["ABANDONED"] + counts["BALKED"] == 400
    assert min(counts["SERVED"], counts["ABANDONED"], counts["BALKED"]) > 0


@pytest.mark.parametrize("seed", SEEDS)
def test_every_time_lies_on_the_grid_and_in_order(run, seed):
    the_centre, tape = busy_hour(seed, concurrency=3)
    rows = run(inputs(the_centre, tape, (0, 0, 3))).contacts
    for name in rows.dtype.names:
        if name.endswith("_s"):
            np.testing.assert_array_equal(rows[name], grid_array(rows[name]))
    order = ["arrival_s", "enqueue_s", "assign_s", "end_s", "release_s"]
    served = rows[rows["outcome"] == Outcome.SERVED]
    for earlier, later in pairwise(order):
        assert (served[earlier] <= served[later]).all()
