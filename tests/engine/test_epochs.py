"""Cutting a run into epochs changes no bit, and every issue is handed over whole, once."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from tiny import centre

from ccsim.engine import engine, session
from ccsim.engine.session import group_sizes
from ccsim.model.events import BotOutcome
from ccsim.model.inputs import ROSTER_DTYPE, TAPE_DTYPE, Origin, RunInputs, contact_id, issue_of

ENGINES = ["reference", "compiled"]
HOUR = 3600.0


def returning_issues(seed, *, stop_hard=False):
    """About 300 issues of up to three contacts in an hour, on whole seconds, with bot, wrap-up and impatience."""
    rng = np.random.default_rng(seed)
    issues, attempts = 300, 3
    tape = np.zeros(issues * attempts, TAPE_DTYPE)
    first = np.arange(tape.size) % attempts == 0
    tape["arrival_s"] = np.where(first, np.repeat(np.sort(rng.integers(0, 3600, issues)), attempts), np.nan)
    tape["contact_id"] = contact_id(0, np.repeat(np.arange(issues), attempts), np.arange(tape.size) % attempts)
    tape["origin"] = np.where(first, Origin.FRESH, Origin.LATER)
    tape["has_next"] = np.arange(tape.size) % attempts < attempts - 1
    tape["bot_outcome"] = rng.choice([BotOutcome.RESOLVED, BotOutcome.LEFT, BotOutcome.ASKED], tape.size)
    for name, most in (("bot_s", 60), ("patience_s", 120), ("work_s", 200), ("wrap_s", 30)):
        tape[name] = rng.integers(0, most, tape.size)
    for name in ("repeat_delay_s", "follow_up_delay_s", "retry_delay_s"):
        tape[name] = rng.integers(0, 1200, tape.size)
    for name in ("u_balk", "u_resolve", "u_return"):
        tape[name] = rng.random(tape.size)
    the_centre = centre(
        horizon=HOUR, interval=900.0, concurrency=(2,), speed=((1.0, 0.6),), has_bot=True, stop_hard=stop_hard,
        p_resolve=np.full((1, 1, 3), 0.5), p_balk=np.array([0.1]), p_return_unresolved=np.array([0.7, 0.5, 0.0]),
        p_return_resolved=np.array([0.2, 0.2, 0.0]), p_retry=np.array([0.6, 0.6, 0.0]),
    )  # fmt: skip
    steps = [(0, 0, 5), (600, 0, 2), (900, 0, 6), (1500, 0, 3), (2400, 0, 7), (3000, 0, 1)]
    return RunInputs(the_centre, tape, np.array(steps, ROSTER_DTYPE), np.zeros((1, 1)))


def in_epochs(name, inputs, bounds):
    """Finished issues of all epochs, and the closing log."""
    tape, roster, the_centre = inputs.tape, inputs.roster, inputs.centre
    open_run = session(name)(the_centre, group_sizes(roster, len(the_centre.groups)))
    first_s = np.maximum.accumulate(np.nan_to_num(tape["arrival_s"], nan=-1.0))
    handed_over = []
    for start_s, until_s in zip([0.0, *bounds], [*bounds, HOUR], strict=True):
        rows = tape[(first_s >= start_s) & (first_s < until_s)]
        steps = roster[(roster["at_s"] >= start_s) & (roster["at_s"] < until_s)]
        handed_over.append(open_run.advance(rows, steps, until_s))
    last, log = open_run.close()
    return [*handed_over, last], log


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("stop_hard", [False, True])
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("epochs", [1, 2, 12])
def test_epochs_change_no_bit(name, seed, epochs, stop_hard):
    inputs = returning_issues(seed, stop_hard=stop_hard)
    whole = engine(name)(inputs)
    parts, log = in_epochs(name, inputs, [HOUR * n / epochs for n in range(1, epochs)])
    tape = np.concatenate([part.tape for part in parts])
    contacts = np.concatenate([part.contacts for part in parts])
    order = np.argsort(tape["contact_id"], kind="stable")
    reference_order = np.argsort(inputs.tape["contact_id"], kind="stable")
    assert tape[order].tobytes() == inputs.tape[reference_order].tobytes()
    assert contacts[order].tobytes() == whole.contacts[reference_order].tobytes()
    np.testing.assert_array_equal(log.load_ticks, whole.load_ticks)
    np.testing.assert_array_equal(log.drain_ticks, whole.drain_ticks)


@pytest.mark.parametrize("name", ENGINES)
def test_issues_are_handed_over_whole_and_as_soon_as_they_are_over(name):
    inputs = returning_issues(7)
    parts, _ = in_epochs(name, inputs, [HOUR * n / 6 for n in range(1, 6)])
    issues = [np.unique(issue_of(part.tape["contact_id"])) for part in parts]
    together = np.concatenate(issues)
    assert np.unique(together).size == together.size == 300
    assert all(np.isin(np.flatnonzero(part.tape["has_next"]) + 1, np.arange(part.tape.size)).all() for part in parts)
    assert issues[0].size > 0
    assert issues[-1].size < 100


@pytest.mark.parametrize("name", ENGINES)
def test_epochs_may_end_at_the_very_instant_of_an_event(name):
    inputs = returning_issues(3)
    whole = engine(name)(inputs)
    happenings = np.unique(whole.contacts["end_s"][~np.isnan(whole.contacts["end_s"])])
    bounds = [float(at) for at in happenings[happenings < HOUR][::40]]
    parts, _ = in_epochs(name, inputs, bounds)
    tape = np.concatenate([part.tape for part in parts])
    contacts = np.concatenate([part.contacts for part in parts])
    order, reference_order = np.argsort(tape["contact_id"]), np.argsort(inputs.tape["contact_id"])
    assert contacts[order].tobytes() == whole.contacts[reference_order].tobytes()


@pytest.mark.parametrize("name", ENGINES)
def test_a_headcount_step_of_a_later_stretch_is_refused(name):
    inputs = returning_issues(1)
    running = session(name)(inputs.centre, group_sizes(inputs.roster, 1))
    with pytest.raises(ValueError, match="a roster step at 3000 s belongs to the stretch after 3000 s"):
        running.advance(inputs.tape, inputs.roster, 3000.0)
