"""The compiled engine: the model of `reference.py` as one event loop over records; same inputs, same log, bit for bit.

`compiled_loop` merges tape, roster and calendar; `compiled_journey` is what a contact does, `compiled_floor` what
agents do, `compiled_headcounts` and `compiled_accounts` their levels and their time, `compiled_state` the records.
"""

from __future__ import annotations

import numpy as np

from ccsim.engine.checks import check_centre, check_reserves, check_roster
from ccsim.engine.compiled_loop import FOLDER, book, close_accounts, note_hours, reinsert, settle, simulate, survey
from ccsim.engine.compiled_state import Hall, exact, open_hall
from ccsim.engine.session import group_sizes
from ccsim.model.inputs import Ints, RunInputs
from ccsim.model.log import RunLog, empty_log

KERNELS = (survey, note_hours, simulate, book, close_accounts, settle, reinsert)


def run(inputs: RunInputs) -> RunLog:
    """Simulate one replication; fills the log row of every tape row that happened.

    Raises ValueError for inputs that no drawing produces (a compiled loop does not check its bounds).
    """
    return run_counted(inputs)[0]


def run_counted(inputs: RunInputs) -> tuple[RunLog, int]:
    """`run`, and the number of events it took."""
    centre, roster = inputs.centre, inputs.roster
    check_centre(centre)
    check_roster(centre, roster)
    check_reserves(centre, inputs.reserves)
    log = empty_log(centre, inputs.tape.size)
    hall = open_hall(centre, group_sizes(roster, len(centre.groups)), inputs.tape, log, inputs.reserves)
    note_hours(hall)
    simulate(hall, known_arrivals(hall), exact(roster).view(np.recarray))
    close_accounts(hall)
    for compiled in KERNELS:
        assert len(getattr(compiled, "signatures", [])) <= 1, "a kernel was compiled for a second kind of inputs"
    return log, int(hall.clock[0].events)


def notes() -> tuple[str, ...]:
    """What a person should know about how this engine runs here."""
    return (FOLDER.note,) if FOLDER.note else ()


def known_arrivals(hall: Hall, first_new: int = 0) -> Ints:
    """Rows whose arrival is known beforehand, still to come and before the horizon, by (time, contact id).

    Rows from `first_new` on are checked. Raises ValueError for one that no drawing produces.
    """
    order = np.empty(hall.tape.size, np.int64)
    known, fault, in_order = survey(hall, first_new, order)
    if fault >= 0:
        raise ValueError(f"tape row {fault} is not a contact: {hall.tape[fault]}")
    order = order[:known]
    if not in_order:
        order = order[np.lexsort((hall.tape["contact_id"][order], hall.tape["arrival_s"][order]))]
    return np.asarray(order, np.int64)
