"""What is the compiled engine's own: one signature, checked inputs, and nothing left over at the end of a day."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numba
import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from tiny import centre, contact, day

from ccsim.engine import compiled_state
from ccsim.engine.compiled import notes, run, run_counted
from ccsim.engine.compiled_loop import simulate, survey
from ccsim.model.events import Outcome
from ccsim.model.inputs import RunInputs


@pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="nothing is compiled")
def test_read_only_or_strided_arrays_do_not_compile_again():
    inputs = day(centre(), [contact(0), contact(2)], 1)
    run(inputs)
    tape = np.repeat(inputs.tape, 2)[::2]
    roster = inputs.roster.copy()
    roster.flags.writeable = False
    log = run(RunInputs(inputs.centre, tape, roster, inputs.paid_s))
    assert log.contacts["assign_s"].tolist() == [0, 10]
    assert len(simulate.signatures) == len(survey.signatures) == 1


def test_no_field_of_a_record_hides_behind_numpys_own():
    """`record.size` would be the field to the compiler and 1 to Python."""
    dtypes = [value for name, value in vars(compiled_state).items() if name.endswith("_DTYPE")]
    assert len(dtypes) >= 7
    for dtype in dtypes:
        assert not set(dtype.names) & set(dir(np.void)), dtype


def test_events_are_those_that_happened():
    # Two arrivals, one end of work, one patience, one roster batch (its falls and its rises).
    log, events = run_counted(day(centre(), [contact(0), contact(1, patience=3)], 1))
    assert [Outcome(outcome).name for outcome in log.contacts["outcome"]] == ["SERVED", "ABANDONED"]
    assert events == 2 + 1 + 1 + 2


def test_an_empty_tape_and_an_empty_roster():
    assert run(day(centre(), [], 1)).contacts.size == 0
    log = run(day(centre(), [contact(5)], []))
    assert log.contacts["outcome"].tolist() == [Outcome.UNFINISHED]


@pytest.mark.parametrize(
    ("field", "value"),
    [("intent", 1), ("intent", -1), ("work_s", np.nan), ("patience_s", -1.0), ("bot_s", np.nan), ("has_next", True)],
)
def test_a_row_that_is_no_contact_is_refused(field, value):
    inputs = day(centre(), [contact(0), contact(2)], 1)
    inputs.tape[field][1] = value
    with pytest.raises(ValueError, match="tape row 1"):
        run(inputs)


@pytest.mark.parametrize(
    "roster", [[(0, 1, 1)], [(0, -1, 1)], [(0, 0, -1)], [(-1, 0, 1)], [(5, 0, 1), (0, 0, 2)], [(0, 0, 1), (0, 0, 2)]]
)
def test_a_roster_that_leads_outside_the_tables_is_refused(roster):
    with pytest.raises(ValueError, match="roster"):
        run(day(centre(), [contact(0)], roster))


def test_tables_that_do_not_fit_are_refused():
    too_many = replace(centre(), concurrency=np.array([2]))
    with pytest.raises(ValueError, match="concurrency"):
        run(day(too_many, [contact(0)], 1))
    with pytest.raises(ValueError, match="speed"):
        run(day(replace(centre(), speed=np.zeros((1, 2))), [contact(0)], 1))
    with pytest.raises(ValueError, match="intervals"):
        run(day(centre(interval=1000 / 7), [contact(0)], 1))


def test_notes_are_for_people():
    assert all(isinstance(note, str) for note in notes())
