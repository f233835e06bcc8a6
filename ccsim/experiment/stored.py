"""Sums and schedules as bytes and back, without losing a bit: text in JSON, so that any program can read them."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ccsim.experiment.staffing import Schedule
from ccsim.metrics.sums import Sums

Ints = NDArray[np.int64]


def sums_to_bytes(sums: Sums) -> bytes:
    """One replication's sums."""
    by = {name: {key: array.tolist() for key, array in arrays.items()} for name, arrays in sums.by.items()}
    waits = [_sparse(sums.waits), [_sparse(row) for row in sums.waits_by_queue]]
    totals = {name: int(total) for name, total in sums.totals.items()}
    return _text({"totals": totals, "by": by, "bins": int(sums.waits.size), "waits": waits})


def sums_from_bytes(content: bytes) -> Sums:
    """What `sums_to_bytes` was given."""
    told = json.loads(content)
    by = {
        name: {key: np.array(values, np.int64) for key, values in arrays.items()} for name, arrays in told["by"].items()
    }
    waits, by_queue = told["waits"]
    rows = [_dense(row, told["bins"]) for row in by_queue]
    return Sums(told["totals"], by, _dense(waits, told["bins"]), np.array(rows, np.int64).reshape(-1, told["bins"]))


def schedule_to_bytes(schedule: Schedule | str) -> bytes:
    """A schedule; or, as a text, why there is none."""
    if isinstance(schedule, str):
        return _text({"missed": schedule})
    return _text({**asdict(schedule), "levels": schedule.levels.tolist()})


def schedule_from_bytes(content: bytes) -> Schedule | str:
    """What `schedule_to_bytes` was given."""
    told = json.loads(content)
    if "missed" in told:
        return str(told["missed"])
    return Schedule(**{**told, "levels": np.array(told["levels"], np.int64), "derived": tuple(told["derived"])})


def _sparse(counts: Ints) -> list[list[int]]:
    """Positions and values of what is not zero: most bins of a day's waits are empty."""
    places = np.flatnonzero(counts)
    return [places.tolist(), counts[places].tolist()]


def _dense(sparse: list[list[int]], size: int) -> Ints:
    counts = np.zeros(size, np.int64)
    counts[np.array(sparse[0], np.int64)] = sparse[1]
    return counts


def _text(content: Any) -> bytes:
    return json.dumps(content, separators=(",", ":"), allow_nan=False).encode()
