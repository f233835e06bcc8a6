"""Rosters shaped like shifts: many log on together, take breaks in turns, a few come late, many log off together."""

from __future__ import annotations

from typing import Any

import numpy as np
from chance import Choices

from ccsim.model.inputs import ROSTER_DTYPE, Centre
from ccsim.model.shift_time import SHIFT_SUMS, ShiftTime
from ccsim.model.timegrid import grid


def with_shifts(
    choices: Choices, centre: Centre, roster: np.ndarray[Any, Any], unit_s: float, units: int
) -> tuple[np.ndarray[Any, Any], ShiftTime]:
    """The roster with about half of its groups on shifts, at instants of the old one now and then.

    Beside it what shifts tell beyond headcounts: of that no more than which groups have them, as one night shift each.
    """
    parts = []
    shift_time = {name: np.zeros((len(centre.groups), centre.days), np.int64) for name in SHIFT_SUMS}
    for group in range(len(centre.groups)):
        old = roster[roster["group"] == group]
        on_shifts = choices.one_in(2)
        shift_time["night_shifts"][group] = on_shifts
        parts.append(_shifts(choices, group, roster["at_s"], unit_s, units) if on_shifts else old)
    joined = np.concatenate(parts)
    return joined[np.lexsort((joined["group"], joined["at_s"]))], shift_time


def _shifts(
    choices: Choices, group: int, known_s: np.ndarray[Any, Any], unit_s: float, units: int
) -> np.ndarray[Any, Any]:
    changes: dict[float, int] = {0.0: 0}
    for _ in range(choices.integer(1, 3)):
        start = choices.integer(-units // 4, units) * unit_s  # a shift may have begun before the day
        if known_s.size and choices.one_in(3):
            start = float(choices.pick(known_s.tolist()))
        length = choices.integer(2, max(3, units // 2)) * unit_s
        after, rest = choices.integer(0, units // 4) * unit_s, choices.integer(0, 4) * unit_s
        for agent in range(choices.integer(1, 5)):
            late = choices.pick([0.0, 0.0, 0.0, unit_s, grid(unit_s * 3 / 7)])
            away = start + after + agent % 2 * rest
            for begin, end in ((start, away), (away + rest, start + length)):
                begin, end = max(0.0, begin, start + late), min(end, start + length)
                if begin < end:
                    changes[begin] = changes.get(begin, 0) + 1
                    changes[end] = changes.get(end, 0) - 1
    at = sorted(changes)
    levels = np.cumsum([changes[instant] for instant in at])
    rows = [
        (instant, group, int(level))
        for place, (instant, level) in enumerate(zip(at, levels, strict=True))
        if place == 0 or level != levels[place - 1]
    ]
    return np.array([row for row in rows if row[0] < units * unit_s], ROSTER_DTYPE)
