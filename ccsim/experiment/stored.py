"""Sums and schedules as bytes and back, without losing a bit: text in JSON, so that any program can read them."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ccsim.experiment.staffing import Schedule
from ccsim.metrics.sums import Sums
from ccsim.workforce.shift_forms import Form
from ccsim.workforce.shift_plan import ShiftPlan

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
    shifts = {
        group: {"forms": [asdict(form) for form in plan.forms], "agents": plan.agents.tolist(), "gap": plan.gap}
        for group, plan in schedule.shifts.items()
    }
    plain = {item.name: getattr(schedule, item.name) for item in fields(Schedule)}
    required = None if schedule.required is None else schedule.required.tolist()
    return _text({**plain, "levels": schedule.levels.tolist(), "required": required, "shifts": shifts})


def schedule_from_bytes(content: bytes) -> Schedule | str:
    """What `schedule_to_bytes` was given."""
    told = json.loads(content)
    if "missed" in told:
        return str(told["missed"])
    told["levels"] = np.array(told["levels"], np.int64)
    told["derived"] = tuple(told["derived"])
    told["required"] = None if told["required"] is None else np.array(told["required"], np.int64)
    told["shifts"] = {int(group): _plan(plan) for group, plan in told["shifts"].items()}
    return Schedule(**told)


def _plan(told: dict[str, Any]) -> ShiftPlan:
    forms = tuple(_form(form) for form in told["forms"])
    return ShiftPlan(forms, np.array(told["agents"], np.int64).reshape(len(forms), -1), told["gap"])


def _form(told: dict[str, Any]) -> Form:
    spans = {name: _spans(value) for name, value in told.items() if isinstance(value, list)}
    return Form(**{**told, **spans})


def _spans(told: list[list[float]]) -> tuple[tuple[float, float], ...]:
    return tuple((start, end) for start, end in told)


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
