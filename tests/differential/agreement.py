"""What it means that two engines agree: every bit of the log is the same, NaN included."""

from __future__ import annotations

import numpy as np

from ccsim.engine import ENGINES, engine
from ccsim.model.inputs import RunInputs
from ccsim.model.log import RunLog


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
