"""Sums of batches of whole issues, in whatever batches they come, are the sums of the whole."""

from __future__ import annotations

from functools import reduce
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paper_day import paper_centre, paper_day

from ccsim.metrics import batch as batch_module
from ccsim.metrics.batch import batches
from ccsim.metrics.measure import measure, measure_agents, measure_contacts
from ccsim.metrics.peaks import with_peaks
from ccsim.metrics.sums import Sums, add
from ccsim.metrics.tally import Tally
from ccsim.model.events import BotOutcome, Outcome
from ccsim.model.inputs import TAPE_DTYPE, Origin, RunInputs, contact_id
from ccsim.model.log import RunLog, empty_log


def random_day(seed: int, issues: int, **changes: Any) -> tuple[RunInputs, RunLog]:
    """Issues of one or two contacts with any ends at any times, taken by anybody; the measures need no more sense."""
    rng = np.random.default_rng(seed)
    centre = paper_centre(**changes, serves=np.ones((2, 2), np.bool_))
    attempts = rng.integers(1, 3, issues)
    size = int(attempts.sum())
    first = np.cumsum(attempts) - attempts
    tape, contacts = np.zeros(size, TAPE_DTYPE), empty_log(centre, size).contacts
    attempt = np.arange(size) - np.repeat(first, attempts)
    tape["contact_id"] = contact_id(0, np.repeat(np.arange(issues), attempts), attempt)
    tape["origin"] = np.where(attempt == 0, np.repeat(rng.integers(0, 2, issues), attempts), Origin.LATER)
    tape["has_next"][:-1] = attempt[1:] > 0
    tape["intent"] = rng.integers(0, 2, size)
    tape["bot_outcome"] = rng.integers(0, len(BotOutcome), size)
    tape["u_return"], tape["u_resolve"] = rng.random((2, size))
    contacts["outcome"] = outcome = rng.integers(0, len(Outcome), size)
    step = rng.integers(0, 400 << 20, (6, size)) / 2.0**20
    contacts["arrival_s"] = rng.integers(-10, 100_000, size)
    contacts["bot_end_s"] = contacts["arrival_s"] + step[0]
    human = (outcome >= Outcome.BALKED) & (outcome <= Outcome.UNFINISHED)
    contacts["enqueue_s"][human] = (contacts["bot_end_s"] + step[1])[human]
    left = (outcome == Outcome.BALKED) | (outcome == Outcome.ABANDONED)
    contacts["abandon_s"][left] = (contacts["enqueue_s"] + step[2])[left]
    taken = (outcome == Outcome.SERVED) | ((outcome == Outcome.UNFINISHED) & (rng.random(size) < 0.5))
    contacts["assign_s"][taken] = (contacts["enqueue_s"] + step[3])[taken]
    contacts["group"][taken] = group = rng.integers(0, 2, size)[taken]
    contacts["level"][taken] = np.where(group == 0, rng.integers(1, 3, group.size), 1)
    contacts["end_s"] = contacts["arrival_s"] + 4000
    contacts["release_s"][taken] = contacts["end_s"][taken] + step[4][taken]
    contacts["response_s"][taken] = step[5][taken]
    contacts["resolved"] = rng.random(size) < 0.5
    contacts["next_s"] = np.where(rng.random(size) < 0.5, contacts["end_s"] + step[2] * 900, np.nan)
    inputs, log = paper_day(**changes)
    return RunInputs(centre, tape, inputs.roster, inputs.paid_s), RunLog(contacts, log.load_ticks, log.drain_ticks)


def same(one: Sums, other: Sums) -> None:
    assert one.totals == other.totals
    assert one.by.keys() == other.by.keys()
    for dimension, arrays in one.by.items():
        assert arrays.keys() == other.by[dimension].keys()
        for name, array in arrays.items():
            assert array.dtype == np.int64
            assert np.array_equal(array, other.by[dimension][name]), (dimension, name)
    assert np.array_equal(one.waits, other.waits)
    assert np.array_equal(one.waits_by_queue, other.waits_by_queue)


def by_issues(inputs: RunInputs, log: RunLog, number: np.ndarray) -> Sums:
    """Measured in batches: `number` says for every issue which batch it is in."""
    issue = np.cumsum(inputs.tape["origin"] != Origin.LATER) - 1
    parts = [
        measure_contacts(inputs.centre, inputs.tape[rows], log.contacts[rows])
        for rows in (number[issue] == batch for batch in range(int(number.max(initial=0)) + 1))
    ]
    agents = measure_agents(inputs.centre, log.load_ticks, inputs.roster, inputs.paid_s)
    return with_peaks(inputs.centre, reduce(add, parts, agents))


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    issues=st.integers(0, 60),
    count=st.integers(1, 6),
    interval_s=st.sampled_from([900.0, 3600.0, 21600.0, 86400.0]),
    warm_up=st.booleans(),
)
def test_any_split_into_whole_issues_adds_up(
    seed: int, issues: int, count: int, interval_s: float, warm_up: bool
) -> None:
    changes: dict[str, Any] = {"interval_s": interval_s}
    if warm_up:
        changes |= {"days": 2, "measure_from_s": 86400.0, "horizon_s": 172800.0}
    inputs, log = random_day(seed, issues, **changes)
    number = np.random.default_rng(seed).integers(0, count, issues)
    same(by_issues(inputs, log, number), measure(inputs, log))


@pytest.mark.parametrize("at_once", [1, 7, 64, 100_000])
def test_the_size_of_the_parts_plays_no_role(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    inputs, log = random_day(5, 700)
    whole = measure(inputs, log)
    assert 0 < whole.totals["contacts"] < inputs.tape.size
    monkeypatch.setattr(batch_module, "_AT_ONCE", at_once)
    parts = list(batches(inputs.centre, inputs.tape, log.contacts))
    assert sum(part.rows.size for part in parts) == inputs.tape.size
    assert all(part.rows["origin"][0] != Origin.LATER for part in parts)
    assert len(parts) == 1 or max(part.rows.size for part in parts) < at_once + 2
    same(measure(inputs, log), whole)


def test_nothing_measured_is_all_names_with_zeros() -> None:
    """The sums of an empty batch change nothing and miss no name."""
    inputs, log = random_day(1, 40)
    whole = measure(inputs, log)
    none = measure_contacts(inputs.centre, inputs.tape[:0], log.contacts[:0])
    assert not any(none.totals.values())
    same(add(whole, none), whole)
    assert none.totals.keys() == measure_contacts(inputs.centre, inputs.tape, log.contacts).totals.keys()


def test_a_tally_counts_masks_and_adds_numbers_by_every_key() -> None:
    tally = Tally({"interval": 3, "group": 2})
    big = 2**60 + 1  # float64 would lose the 1
    for _ in range(2):
        tally.add(
            {"mask": np.array([True, False, True, True]), "number": np.array([1, big, 3, -4])},
            {"interval": np.array([2, 0, 2, -1]), "group": np.array([0, 1, -1, 0])},
        )
    tally.add(
        {"mask": np.zeros(0, bool), "number": np.zeros(0, int)},
        {"interval": np.zeros(0, int), "group": np.zeros(0, int)},
    )
    found = tally.result()
    assert found.totals == {"mask": 6, "number": 2 * big}
    assert found.by["interval"]["mask"].tolist() == [0, 0, 4]
    assert found.by["interval"]["number"].tolist() == [2 * big, 0, 8]
    assert found.by["group"]["mask"].tolist() == [4, 0]
    assert found.by["group"]["number"].tolist() == [-6, 2 * big]
