"""The workloads are what they say they are."""

import numpy as np
import pytest

from ccsim.benchmark.spike_day import AGENTS, GROUPS, SLOTS, day_shape, spike_inputs
from ccsim.benchmark.stationary import QUEUE, stationary_inputs
from ccsim.benchmark.year import simulate_year
from ccsim.engine import engine
from ccsim.model.events import BotOutcome, Outcome
from ccsim.model.inputs import RunInputs
from ccsim.model.timegrid import DAY_S


@pytest.fixture(scope="module")
def whole_day() -> RunInputs:
    return spike_inputs(1.0, 1)


def test_p1_draws_a_poisson_number_of_contacts_in_order() -> None:
    inputs = stationary_inputs(QUEUE, 48.0, 1)
    arrival_s = inputs.tape["arrival_s"]
    assert abs(arrival_s.size - 120_000) < 5 * np.sqrt(120_000)
    assert (np.diff(arrival_s) >= 0).all()
    assert arrival_s[-1] < inputs.centre.horizon_s == 2 * DAY_S
    assert inputs.centre.days == 2


def test_the_spike_is_tenfold() -> None:
    shape = day_shape()
    assert shape.sum() == pytest.approx(1)
    assert shape[0] / np.median(shape) > 8
    assert shape[:2].argmax() == 0
    assert shape[0] == shape[:2].mean() == shape.max()


def test_the_rich_day_has_the_stated_size(whole_day: RunInputs) -> None:
    tape = whole_day.tape
    fresh = np.isfinite(tape["arrival_s"])
    assert abs(fresh.sum() - 600_000) < 5 * np.sqrt(600_000)
    closed = np.isin(tape["bot_outcome"], [BotOutcome.RESOLVED, BotOutcome.LEFT])
    assert closed.mean() == pytest.approx(0.35, abs=0.01)
    levels = whole_day.roster["level"].reshape(SLOTS, len(GROUPS)).sum(axis=1)
    assert levels.max() == AGENTS == 1314
    assert levels[0] == AGENTS
    assert (tape["contact_id"] & 0xFF).max() == 2  # up to three attempts


def test_the_same_seed_draws_the_same_day() -> None:
    one, other = spike_inputs(0.01, 5), spike_inputs(0.01, 5)
    assert one.tape.tobytes() == other.tape.tobytes()
    assert spike_inputs(0.01, 6).tape.tobytes() != one.tape.tobytes()


def test_rows_of_the_rich_day_exist_only_where_a_return_is_possible() -> None:
    inputs = spike_inputs(0.05, 1)
    tape, centre = inputs.tape, inputs.centre
    attempt = tape["contact_id"] & 0xFF
    resolved = tape["bot_outcome"] == BotOutcome.RESOLVED
    follows = tape["has_next"]
    assert (tape["u_return"][follows & resolved] < centre.p_return_resolved[attempt][follows & resolved]).all()
    assert np.array_equal(follows[:-1], np.isnan(tape["arrival_s"][1:]))


def test_both_engines_make_the_same_of_the_rich_day() -> None:
    inputs = spike_inputs(0.02, 1)
    reference, compiled = (engine(name)(inputs) for name in ("reference", "compiled"))
    assert reference.contacts.tobytes() == compiled.contacts.tobytes()
    assert np.array_equal(reference.load_ticks, compiled.load_ticks)
    met = set(np.unique(reference.contacts["outcome"]).tolist())
    # Those after BEYOND come from limits, opening hours and outages, which this day does not have.
    assert met == {int(outcome) for outcome in Outcome if outcome <= Outcome.BEYOND} - {int(Outcome.UNFINISHED)}


def test_a_streamed_run_hands_over_every_contact_and_gives_the_answer() -> None:
    year = simulate_year("compiled", 2, 3)
    assert abs(year.contacts - 120_000) < 5 * np.sqrt(120_000)
    assert 0.9 < year.legs / year.contacts < 1
    assert all(measure.agrees for measure in year.answer)
