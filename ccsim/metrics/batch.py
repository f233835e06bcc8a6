"""Contacts as the measures take them: whole issues, in parts small enough to stay in the processor's cache."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ccsim.model.inputs import Centre, Origin

Columns = dict[str, NDArray[Any]]

_AT_ONCE = 16384
_OF_MOOD = ("u_mood", "brought_in")
_OF_TAPE = ("contact_id", "intent", "origin", "bot_outcome", "customer_class")


class Batch(NamedTuple):
    """Some whole issues of a replication: all rows of each, in the order of the tape."""

    centre: Centre
    rows: NDArray[np.void]  # (n,) TAPE_DTYPE
    tape: Columns  # the columns of `rows` that the measures read
    log: Columns  # the columns of CONTACT_DTYPE


def batches(centre: Centre, tape: NDArray[np.void], contacts: NDArray[np.void]) -> Iterator[Batch]:
    """The tape rows and log rows of whole issues, in parts of some thousand rows; at least one part."""
    starts = np.flatnonzero(tape["origin"] != Origin.LATER)
    wanted = np.searchsorted(starts, np.arange(_AT_ONCE, tape.size, _AT_ONCE))
    cuts = np.unique(np.concatenate([[0], starts[wanted[wanted < starts.size]], [tape.size]]))
    for begin, end in zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True):
        yield batch(centre, tape[begin:end], contacts[begin:end])
    if cuts.size < 2:
        yield batch(centre, tape, contacts)


def batch(centre: Centre, tape: NDArray[np.void], contacts: NDArray[np.void]) -> Batch:
    """All of these rows at once."""
    wanted = _OF_TAPE if centre.mood is None else (*_OF_TAPE, *_OF_MOOD)
    return Batch(
        centre,
        tape,
        {name: np.ascontiguousarray(tape[name]) for name in wanted},
        {name: np.ascontiguousarray(contacts[name]) for name in contacts.dtype.names or ()},
    )
