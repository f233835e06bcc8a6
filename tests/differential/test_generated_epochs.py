"""Generated days with every feature, cut into epochs: no bit differs from the whole day, on either engine."""

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from days import FEATURES, FULL, Seeded, a_day

from ccsim.engine import engine, session
from ccsim.engine.session import group_sizes
from ccsim.model.inputs import RunInputs
from ccsim.model.log import RunLog
from ccsim.model.timegrid import grid_array

DAYS = range(0, 36, 3)
ALL = dict.fromkeys(FEATURES, True)


def in_epochs(name: str, inputs: RunInputs, epochs: int) -> tuple[np.ndarray, RunLog]:
    """Contacts of all epochs in the order of the tape, and the closing log."""
    tape, roster, centre = inputs.tape, inputs.roster, inputs.centre
    first = np.maximum.accumulate(np.where(np.isnan(tape["arrival_s"]), 0, np.arange(tape.size)))
    first_s = tape["arrival_s"][first]  # of each row's issue
    bounds = grid_array(np.linspace(0.0, centre.horizon_s, epochs + 1)).tolist()
    open_run = session(name)(centre, group_sizes(roster, len(centre.groups)))
    parts = []
    for start_s, until_s in pairwise([*bounds[:-1], centre.horizon_s]):
        rows = tape[(first_s >= start_s) & ((first_s < until_s) | (until_s == centre.horizon_s))]
        steps = roster[(roster["at_s"] >= start_s) & (roster["at_s"] < until_s)]
        parts.append(open_run.advance(rows, steps, until_s))
    last, log = open_run.close()
    ids = np.concatenate([part.tape["contact_id"] for part in (*parts, last)])
    contacts = np.concatenate([part.contacts for part in (*parts, last)])
    return contacts[np.argsort(ids)], log


@pytest.mark.parametrize("name", ["reference", "compiled"])
@pytest.mark.parametrize("features", [None, ALL], ids=["some", "all"])
def test_epochs_change_no_bit(name: str, features: dict[str, bool] | None) -> None:
    compared = 0
    for number in DAYS:
        inputs = a_day(Seeded(number), FULL, features)
        roster = inputs.roster[inputs.roster["at_s"] < inputs.centre.horizon_s]
        inputs = RunInputs(inputs.centre, inputs.tape, roster, inputs.paid_s)
        whole = engine(name)(inputs)
        for epochs in (1, 2, 7):
            contacts, log = in_epochs(name, inputs, epochs)
            assert contacts.tobytes() == whole.contacts[np.argsort(inputs.tape["contact_id"])].tobytes(), number
            assert log.load_ticks.tobytes() == whole.load_ticks.tobytes()
            assert log.drain_ticks.tobytes() == whole.drain_ticks.tobytes()
            compared += contacts.size
    assert compared > 10_000
