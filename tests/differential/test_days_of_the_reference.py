"""Days with everything that is switched off for the comparison of engines: what the reference engine must keep."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from agreement import difference
from chance import Seeded
from days import FEATURES, FULL, a_day

from ccsim.engine.reference import run
from ccsim.engine.reference_session import open_session
from ccsim.engine.session import group_sizes
from ccsim.metrics.measure import check_sums, measure
from ccsim.model.inputs import RunInputs
from ccsim.model.log import RunLog

ALL = dict.fromkeys(FEATURES, True)
DAYS = range(60)


def a_full_day(number: int) -> RunInputs:
    return a_day(Seeded(number), FULL, ALL)


def assignments(inputs: RunInputs, log: RunLog) -> tuple[np.ndarray, np.ndarray]:
    """Wait (s) and rank of the queue for whoever took it, of all contacts that an agent took."""
    taken = log.contacts[log.contacts["agent"] >= 0]
    queue = inputs.centre.queue_of_intent[inputs.tape["intent"][log.contacts["agent"] >= 0]]
    group = taken["group"]
    rank, after_s = inputs.centre.rank_of_queue[group, queue], inputs.centre.overflow_s[group, queue]
    wait_s = taken["assign_s"] - taken["enqueue_s"]
    assert (rank > 0).all()
    assert (wait_s[rank == 2] >= after_s[rank == 2]).all()
    return wait_s, rank


@pytest.mark.parametrize("first", DAYS[::20])
def test_skills_and_delays_are_kept(first: int) -> None:
    helped = waited = 0
    for number in range(first, first + 20):
        inputs = a_full_day(number)
        log = run(inputs)
        check_sums(measure(inputs, log))
        wait_s, rank = assignments(inputs, log)
        helped += int((rank == 2).sum())
        waited += int(((rank == 2) & (wait_s > 0)).sum())
    assert helped > 200
    assert waited > 50


@pytest.mark.parametrize("number", DAYS[::6])
def test_epochs_change_no_bit(number: int) -> None:
    inputs = a_full_day(number)
    whole = run(inputs)
    session = open_session(inputs.centre, group_sizes(inputs.roster, len(inputs.centre.groups)), inputs.reserves)
    half_s = inputs.centre.horizon_s / 2
    early = inputs.roster["at_s"] < half_s
    parts = [
        session.advance(inputs.tape, inputs.roster[early], half_s).contacts,
        session.advance(inputs.tape[:0], inputs.roster[~early], inputs.centre.horizon_s).contacts,
    ]
    last, log = session.close()
    assert difference(whole, log) == ""
    assert sum(part.size for part in parts) + last.contacts.size == inputs.tape.size
