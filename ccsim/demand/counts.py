"""Recorded counts per interval: a file's regular grid of (day, slot), checked, and the days of a run cut out of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ccsim.demand.recorded import (
    Days,
    as_numbers,
    check_days,
    clock_times,
    dates,
    days_left_out,
    days_of,
    first_simulated_day,
    read_columns,
    refuse,
    stamp,
)
from ccsim.errors import DataError
from ccsim.model.timegrid import DAY_S
from ccsim.scenario.arrivals import CountArrivals


@dataclass(frozen=True)
class _Request:
    """What to read; equal requests for an unchanged file are answered from memory."""

    block: str
    stamp: tuple[int, int]
    days: int
    warm_up: int
    arrivals: CountArrivals = field(compare=False)


class RecordedCounts(NamedTuple):
    """Counts of a run."""

    counts: NDArray[np.int64]
    """(days, slots of a day); 0 outside a day's recorded hours."""
    left_out: int
    """Recorded days after the run's last."""


def recorded_counts(arrivals: CountArrivals, days: int, warm_up: int) -> RecordedCounts:
    """Counts of a run of `days` days, the first `warm_up` of them before `from_date`.

    Raises DataError naming file, column and rows: bad dates, times off the grid of `slot`, duplicates, gaps within a
    day, counts that are negative, no numbers or (unless rounded) fractional, days missing.
    """
    return _read(_Request(arrivals.model_dump_json(), stamp(arrivals), days, warm_up, arrivals))


def slots_per_day(arrivals: CountArrivals) -> int:
    """Intervals of the file's length in a day. Raises DataError if they do not fill it."""
    slots = round(DAY_S / arrivals.slot)
    if slots < 1 or abs(slots * arrivals.slot - DAY_S) > 1e-6:
        raise DataError(f"{arrivals.file}: slot: {arrivals.slot:g} s does not divide a day")
    return slots


def index_bits(slots: int) -> int:
    """Bits for the number of a contact within its slot in a contact's ordinal of 32 bits."""
    return 32 - slots.bit_length()


@lru_cache(maxsize=4)
def _read(request: _Request) -> RecordedCounts:
    arrivals = request.arrivals
    frame = read_columns(
        arrivals, [arrivals.time_column, arrivals.date_column, arrivals.slot_column, arrivals.count_column]
    )
    day, slot, named = _slots(arrivals, frame)
    count = _counts(arrivals, frame[arrivals.count_column])
    _check_grid(arrivals, day, slot, frame[named])
    first = first_simulated_day(arrivals, day, request.warm_up)
    wanted = np.asarray(first + np.arange(request.days))
    check_days(arrivals, day, wanted)
    within = (day >= wanted[0]) & (day <= wanted[-1])
    counts = np.zeros((request.days, slots_per_day(arrivals)), np.int64)
    counts[(day[within] - first).astype(np.int64), slot[within]] = count[within]
    counts.flags.writeable = False
    return RecordedCounts(counts, days_left_out(day, wanted))


def _slots(arrivals: CountArrivals, frame: pd.DataFrame) -> tuple[Days, NDArray[np.int64], str]:
    """Day and slot number from 0 of every row, and the column that says so."""
    slots = slots_per_day(arrivals)
    if arrivals.time_column:
        times = clock_times(arrivals, arrivals.time_column, frame[arrivals.time_column])
        in_slots = (times - times.dt.normalize()).dt.total_seconds() / arrivals.slot
        off_grid = (in_slots - in_slots.round()).abs() > 1e-6
        refuse(
            arrivals,
            arrivals.time_column,
            frame[arrivals.time_column][off_grid],
            f"starts of intervals of {arrivals.slot:g} s counted from midnight",
        )
        return days_of(times), in_slots.round().to_numpy().astype(np.int64), arrivals.time_column
    if not arrivals.date_column or not arrivals.slot_column:
        raise DataError(f"{arrivals.file}: name either time_column, or date_column and slot_column")
    number = as_numbers(frame[arrivals.slot_column])
    valid = (number >= 1) & (number <= slots) & (number % 1 == 0)
    refuse(arrivals, arrivals.slot_column, frame[arrivals.slot_column][~valid], f"whole numbers from 1 to {slots}")
    day = dates(arrivals, arrivals.date_column, frame[arrivals.date_column])
    return day, number.to_numpy().astype(np.int64) - 1, arrivals.slot_column


def _counts(arrivals: CountArrivals, found: pd.Series[Any]) -> NDArray[np.int64]:
    numbers = as_numbers(found)
    most = 2 ** index_bits(slots_per_day(arrivals)) - 1
    refuse(arrivals, arrivals.count_column, found[~((numbers >= 0) & (numbers <= most))], f"numbers from 0 to {most:,}")
    if arrivals.fractions == "refuse":
        refuse(
            arrivals,
            arrivals.count_column,
            found[numbers % 1 != 0],
            'whole numbers (or write "fractions: round" to round half to even)',
        )
    return np.rint(numbers.to_numpy()).astype(np.int64)


def _check_grid(arrivals: CountArrivals, day: Days, slot: NDArray[np.int64], found: pd.Series[Any]) -> None:
    """Every day has each slot between its first and its last exactly once."""
    order = np.lexsort((slot, day))
    same_day = day[order][1:] == day[order][:-1]
    step = np.diff(slot[order])
    twice = order[1:][same_day & (step == 0)]
    refuse(
        arrivals,
        str(found.name),
        found.iloc[np.sort(twice)],
        "each interval of a day once (select rows with `where` if the file holds several lines)",
    )
    gap = np.flatnonzero(same_day & (step > 1))
    if gap.size:
        listed = [
            f"{day[order[at]]} has no interval {_clock(arrivals, int(slot[order[at]]) + 1)}"
            + (f" to {_clock(arrivals, int(slot[order[at + 1]]) - 1)}" if step[at] > 2 else "")
            + f" (between row {found.index[order[at]]} and row {found.index[order[at + 1]]})"
            for at in gap[:5]
        ]
        more = f" and {gap.size - 5:,} more gaps" if gap.size > 5 else ""
        raise DataError(
            f"{arrivals.file}: column {str(found.name)!r}: {'; '.join(listed)}{more}; allowed: every interval of "
            f"{arrivals.slot:g} s between a day's first and last"
        )


def _clock(arrivals: CountArrivals, slot: int) -> str:
    seconds = round(slot * arrivals.slot)
    text = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}"
    return f"{slot + 1} ({text})" if arrivals.slot_column else text
