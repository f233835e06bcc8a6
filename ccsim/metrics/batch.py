"""Contacts as the measures take them: whole issues, in parts small enough to stay in the processor's cache."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from ccsim.model.inputs import Centre, Origin
from ccsim.model.rows import chosen

_AT_ONCE = 16384


class Columns(Protocol):
    """Columns of equal length by name."""

    def __getitem__(self, name: str, /) -> NDArray[Any]:
        """A column, contiguous. Raises KeyError or ValueError for a name that is none."""


class ColumnsOf:
    """The columns of some records, each copied out of them when it is first asked for: few measures read all."""

    def __init__(self, records: NDArray[np.void]) -> None:
        self._records = records
        self._made: dict[str, NDArray[Any]] = {}

    def __getitem__(self, name: str, /) -> NDArray[Any]:
        """See `Columns`."""
        if name not in self._made:
            self._made[name] = np.ascontiguousarray(self._records[name])
        return self._made[name]


class ColumnsAt:
    """Some rows of columns, in a certain order; each column picked when it is first asked for."""

    def __init__(self, columns: Columns, rows: NDArray[np.int64]) -> None:
        self._columns, self._rows = columns, rows
        self._made: dict[str, NDArray[Any]] = {}

    def __getitem__(self, name: str, /) -> NDArray[Any]:
        """See `Columns`."""
        if name not in self._made:
            self._made[name] = self._columns[name][self._rows]
        return self._made[name]


class Batch(NamedTuple):
    """Some whole issues of a replication: all rows of each, in the order of the tape."""

    centre: Centre
    rows: NDArray[np.void]  # (n,) TAPE_DTYPE
    tape: Columns  # the columns of `rows`
    log: Columns  # the columns of CONTACT_DTYPE


def batches(
    centre: Centre, tape: NDArray[np.void], contacts: NDArray[np.void], over: NDArray[np.bool_] | None = None
) -> Iterator[Batch]:
    """The tape rows and log rows of whole issues, in parts of some thousand rows; at least one part.

    `over`: the rows that are meant, whole issues too; all of them if None.
    """
    begin = 0
    while True:
        end = min(begin + _AT_ONCE, tape.size)
        while end < tape.size and tape["origin"][end] == Origin.LATER:
            end += 1
        rows = slice(begin, end)
        if over is None or over[rows].all():
            yield batch(centre, tape[rows], contacts[rows])
        elif over[rows].any() or end == tape.size:
            yield batch(centre, chosen(tape[rows], over[rows]), chosen(contacts[rows], over[rows]))
        if end == tape.size:
            return
        begin = end


def batch(centre: Centre, tape: NDArray[np.void], contacts: NDArray[np.void]) -> Batch:
    """All of these rows at once."""
    return Batch(centre, tape, ColumnsOf(tape), ColumnsOf(contacts))
