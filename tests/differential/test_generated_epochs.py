"""Generated days with every feature, cut into epochs: no bit differs from the whole day, on either engine."""

from __future__ import annotations

import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from chance import Seeded
from days import FEATURES, FULL, a_day

from ccsim.engine import engine, session
from ccsim.engine.session import group_sizes
from ccsim.model.inputs import ROSTER_DTYPE, RunInputs
from ccsim.model.log import RunLog
from ccsim.model.timegrid import grid_array

DAYS = range(0, 36, 3)
ALL = dict.fromkeys(FEATURES, True)


def in_epochs(name: str, inputs: RunInputs, epochs: int, last_in_close: bool) -> tuple[np.ndarray, RunLog]:
    """Contacts of all epochs in the order of the tape, and the closing log.

    `last_in_close`: the last stretch is given to `close`, not to `advance`.
    """
    tape, roster, centre = inputs.tape, inputs.roster, inputs.centre
    first = np.maximum.accumulate(np.where(np.isnan(tape["arrival_s"]), 0, np.arange(tape.size)))
    first_s = tape["arrival_s"][first]  # of each row's issue
    bounds = grid_array(np.linspace(0.0, centre.horizon_s, epochs + 1)).tolist()
    open_run = session(name)(centre, group_sizes(roster, len(centre.groups)), inputs.reserves)
    parts = []
    for start_s, until_s in pairwise([*bounds[:-1], centre.horizon_s]):
        rows = tape[(first_s >= start_s) & ((first_s < until_s) | (until_s == centre.horizon_s))]
        steps = roster[(roster["at_s"] >= start_s) & (roster["at_s"] < until_s)]
        if last_in_close and until_s == centre.horizon_s:
            last, log = open_run.close(rows, steps)
            break
        parts.append(open_run.advance(rows, steps, until_s))
    else:
        last, log = open_run.close()
    ids = np.concatenate([part.tape["contact_id"] for part in (*parts, last)])
    contacts = np.concatenate([part.contacts for part in (*parts, last)])
    return contacts[np.argsort(ids)], log


@pytest.mark.parametrize("name", ["reference", "compiled"])
@pytest.mark.parametrize("features", [None, ALL], ids=["some", "all"])
def test_epochs_change_no_bit(name: str, features: dict[str, bool] | None) -> None:
    compared = called = 0
    for number in DAYS:
        inputs = a_day(Seeded(number), FULL, features)
        roster = inputs.roster[inputs.roster["at_s"] < inputs.centre.horizon_s]
        inputs = replace(inputs, roster=roster)
        whole = engine(name)(inputs)
        for epochs, last_in_close in ((1, True), (1, False), (2, False), (3, True), (7, False)):
            contacts, log = in_epochs(name, inputs, epochs, last_in_close)
            assert contacts.tobytes() == whole.contacts[np.argsort(inputs.tape["contact_id"])].tobytes(), number
            assert log.load_ticks.tobytes() == whole.load_ticks.tobytes()
            assert log.drain_ticks.tobytes() == whole.drain_ticks.tobytes()
            if whole.surge is not None and log.surge is not None:
                assert log.surge.tobytes() == whole.surge.tobytes()
                called += int((~np.isnan(log.surge["called_s"])).sum())
            compared += contacts.size
    assert compared > 10_000
    assert called > 50


def with_feedback(name: str, inputs: RunInputs, epochs: int) -> tuple[np.ndarray, np.ndarray, RunLog]:
    """The same, with rosters that follow from how busy the agents were before; also the time booked at every bound."""
    tape, centre = inputs.tape, inputs.centre
    first = np.maximum.accumulate(np.where(np.isnan(tape["arrival_s"]), 0, np.arange(tape.size)))
    first_s = tape["arrival_s"][first]
    bounds = grid_array(np.linspace(0.0, centre.horizon_s, epochs + 1)).tolist()
    sizes = group_sizes(inputs.roster, len(centre.groups))
    open_run = session(name)(centre, sizes, inputs.reserves)
    booked, parts = np.zeros((len(centre.groups), centre.n_intervals, centre.max_level + 1), np.int64), []
    at_bounds = []
    for start_s, until_s in pairwise([*bounds[:-1], centre.horizon_s]):
        rows = tape[(first_s >= start_s) & ((first_s < until_s) | (until_s == centre.horizon_s))]
        used = (booked * np.arange(booked.shape[2])).sum(axis=(1, 2))
        there = np.maximum(booked.sum(axis=(1, 2)), 1)
        level = np.minimum(sizes, 1 + (used * 2 * sizes // there))  # the busier, the more
        steps = np.zeros(len(centre.groups), ROSTER_DTYPE)
        steps["at_s"], steps["group"], steps["level"] = start_s, np.arange(len(centre.groups)), level
        parts.append(open_run.advance(rows, steps, until_s))
        over = int(until_s // centre.interval_s)
        booked = open_run.booked().copy()
        booked[:, over:] = 0  # an interval under way is booked differently far, and nobody may look at it
        at_bounds.append(booked)
    last, log = open_run.close()
    ids = np.concatenate([part.tape["contact_id"] for part in (*parts, last)])
    contacts = np.concatenate([part.contacts for part in (*parts, last)])
    return contacts[np.argsort(ids)], np.array(at_bounds), log


@pytest.mark.parametrize("features", [None, ALL], ids=["some", "all"])
def test_epochs_with_feedback_are_the_same_on_both_engines(features: dict[str, bool] | None) -> None:
    compared, fed_back = 0, 0
    for number in DAYS:
        inputs = a_day(Seeded(number), FULL, features)
        for epochs in (2, 5):
            reference, compiled = (with_feedback(name, inputs, epochs) for name in ("reference", "compiled"))
            assert compiled[0].tobytes() == reference[0].tobytes(), number
            assert compiled[1].tobytes() == reference[1].tobytes(), number
            assert compiled[2].load_ticks.tobytes() == reference[2].load_ticks.tobytes()
            assert (reference[1][-1] <= reference[2].load_ticks).all()
            compared += reference[0].size
            fed_back += int((np.diff(reference[1].sum(axis=(1, 2, 3))) > 0).any())
    assert compared > 10_000
    assert fed_back > len(DAYS)


@pytest.mark.parametrize("name", ["reference", "compiled"])
def test_asking_for_the_time_booked_changes_nothing(name: str) -> None:
    inputs = a_day(Seeded(5), FULL, ALL)
    centre, roster = inputs.centre, inputs.roster[inputs.roster["at_s"] < inputs.centre.horizon_s]
    half_s = float(grid_array(np.array([centre.horizon_s / 2]))[0])
    logs = []
    for ask in (False, True):
        run = session(name)(centre, group_sizes(roster, len(centre.groups)), inputs.reserves)
        run.advance(inputs.tape, roster[roster["at_s"] < half_s], half_s)
        if ask:
            run.booked()
        logs.append(run.close())
    assert logs[0][0].contacts.tobytes() == logs[1][0].contacts.tobytes()
    assert logs[0][1].load_ticks.tobytes() == logs[1][1].load_ticks.tobytes()
    assert logs[0][1].drain_ticks.tobytes() == logs[1][1].drain_ticks.tobytes()
