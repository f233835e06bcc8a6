"""Adding up values of contacts or issues by interval, intent, queue and group, part by part, in integers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ccsim.metrics.sums import Bools, Ints, Tallied


class Tally:
    """Running totals and sums by key of values that come in parts; every part has the same names and dimensions."""

    def __init__(self, size: Mapping[str, int]) -> None:
        self._size = dict(size)
        self._names: tuple[str, ...] = ()
        self._totals: Ints = np.zeros(0, np.int64)
        self._by: dict[str, Ints] = {}

    def add(self, values: Mapping[str, Bools | Ints], keys: Mapping[str, Ints]) -> None:
        """Add values (n,) by name (a mask counts its rows) under keys (n,) by dimension.

        Rows with a negative key are left out of that dimension.
        """
        if not self._names:
            self._names = tuple(values)
            self._totals = np.zeros(len(values), np.int64)
            self._by = {dimension: np.zeros((len(values), self._size[dimension]), np.int64) for dimension in keys}
        assert tuple(values) == self._names
        joint = joint_key(keys, self._size)
        order = None if (joint[1:] >= joint[:-1]).all() else np.argsort(joint)
        start = _first_of_runs(joint if order is None else joint[order])
        if not start.size:
            return
        # Rows with all keys in common are added first; there are few such cells, so the dimensions cost little.
        cells = np.empty((len(values), start.size), np.int64)
        for row, value in zip(cells, values.values(), strict=True):
            np.add.reduceat(value if order is None else value[order], start, dtype=np.int64, out=row)
        self._totals += cells.sum(axis=1)
        for dimension, key in keys.items():
            of_cell = key[start if order is None else order[start]]
            by_key = np.argsort(of_cell, kind="stable")
            by_key = by_key[np.searchsorted(of_cell[by_key], 0) :]
            if by_key.size:
                first = _first_of_runs(of_cell[by_key])
                self._by[dimension][:, of_cell[by_key[first]]] += np.add.reduceat(cells[:, by_key], first, axis=1)

    def result(self) -> Tallied:
        """What has been added."""
        totals = dict(zip(self._names, self._totals.tolist(), strict=True))
        by = {dimension: dict(zip(self._names, sums, strict=True)) for dimension, sums in self._by.items()}
        return Tallied(totals, by)


def joint_key(keys: Mapping[str, Ints], size: Mapping[str, int]) -> Ints:
    """One number (n,) for all keys of a row together; rows sorted by it are added up without being sorted again."""
    joint: Ints = np.zeros(1, np.int64)
    for dimension, key in keys.items():
        joint = joint * (size[dimension] + 1) + np.maximum(key, -1) + 1
    return joint


def _first_of_runs(ordered: Ints) -> NDArray[np.intp]:
    """Where each run of equal numbers starts."""
    if not ordered.size:
        return np.zeros(0, np.intp)
    return np.concatenate([[0], np.flatnonzero(ordered[1:] != ordered[:-1]) + 1])
