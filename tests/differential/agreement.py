"""What it means that two engines agree: every bit of the log is the same, NaN included."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from ccsim.engine import ENGINES, engine, session
from ccsim.engine.session import group_sizes
from ccsim.model.inputs import RunInputs
from ccsim.model.log import RunLog
from ccsim.model.timegrid import grid_array


def difference(one: RunLog, other: RunLog) -> str:
    """Where two logs differ first, in words; empty if they are the same."""
    for name in ("load_ticks", "drain_ticks"):
        a, b = getattr(one, name), getattr(other, name)
        if a.tobytes() != b.tobytes():
            where = np.argwhere(a != b)
            return f"{name}{where[0].tolist() if len(where) else ''}: {a.shape} {a.sum()} and {b.shape} {b.sum()}"
    for a, b in [] if one.surge is None or other.surge is None else zip(one.surge, other.surge, strict=True):
        if a.tobytes() != b.tobytes():
            return f"surge: {a} and {b}"
    if (one.surge is None) is not (other.surge is None):
        return "only one has a surge"
    if one.contacts.tobytes() == other.contacts.tobytes():
        return ""
    for row, (a, b) in enumerate(zip(one.contacts, other.contacts, strict=True)):
        if a.tobytes() != b.tobytes():
            fields = [name for name in a.dtype.names or () if a[name].tobytes() != b[name].tobytes()]
            return f"row {row}: " + ", ".join(f"{name} {a[name]} and {b[name]}" for name in fields)
    return "the tables have different lengths"


def disagreement(inputs: RunInputs) -> tuple[str, RunLog]:
    """How the other engines' logs differ from the reference's (empty if they do not), and that log."""
    truth = engine("reference")(inputs)
    for name in ENGINES:
        if name != "reference" and (found := difference(truth, engine(name)(inputs))):
            return f"{name} is not the reference: {found}", truth
    return "", truth


def epoch_difference(inputs: RunInputs, whole: RunLog, name: str, epochs: int) -> str:
    """How the engine `name`, given the run in so many equal stretches, differs from the whole run; empty if it does not.

    The last stretch is given to `close`, with all headcount steps after the horizon.
    """
    tape, roster, centre = inputs.tape, inputs.roster, inputs.centre
    first = np.maximum.accumulate(np.where(np.isnan(tape["arrival_s"]), 0, np.arange(tape.size)))
    first_s = tape["arrival_s"][first]  # of each row's issue
    bounds = [*grid_array(np.linspace(0.0, centre.horizon_s, epochs, endpoint=False)).tolist(), np.inf]
    run = session(name)(centre, group_sizes(roster, len(centre.groups)), inputs.reserves)
    parts = []
    for start_s, until_s in pairwise(bounds):
        rows = tape[(first_s >= start_s) & (first_s < until_s)]
        steps = roster[(roster["at_s"] >= start_s) & (roster["at_s"] < until_s)]
        if until_s < np.inf:
            parts.append(run.advance(rows, steps, until_s))
    last, log = run.close(rows, steps)
    ids = np.concatenate([part.tape["contact_id"] for part in (*parts, last)])
    contacts = np.concatenate([part.contacts for part in (*parts, last)])[np.argsort(ids, kind="stable")]
    order = np.argsort(tape["contact_id"], kind="stable")
    one, other = (
        RunLog(rows, of.load_ticks, of.drain_ticks, None, of.surge)
        for rows, of in ((whole.contacts[order], whole), (contacts, log))
    )
    found = difference(one, other)
    return found and f"{name} in {epochs} epochs is not the whole run: {found}"
