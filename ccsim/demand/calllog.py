"""A recorded call or chat log: arrival times as they were, checked, and the days of a run cut out of it."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ccsim.demand.arrivals import floor_grid
from ccsim.demand.recorded import (
    Days,
    as_numbers,
    as_text,
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
from ccsim.demand.recorded_contacts import RecordedContacts, contact_columns, read_contacts
from ccsim.errors import DataError
from ccsim.model.timegrid import DAY_S
from ccsim.scenario.arrivals import LogArrivals


class LoggedArrivals(NamedTuple):
    """Arrivals of a run, sorted by day and time; equal times in the order of the file."""

    day: NDArray[np.int64]
    """0 = first simulated day."""
    second: NDArray[np.float64]
    """Seconds after midnight, on the grid."""
    intent: NDArray[np.int64]
    """-1 where it is to be drawn."""
    contacts: RecordedContacts
    """What else is recorded of each."""
    left_out: int
    """Recorded days after the run's last."""


@dataclass(frozen=True)
class _Request:
    """What to read; equal requests for an unchanged file are answered from memory."""

    block: str
    stamp: tuple[int, int]
    intents: tuple[str, ...]
    days: int
    warm_up: int
    arrivals: LogArrivals = field(compare=False)


def logged_arrivals(arrivals: LogArrivals, intents: tuple[str, ...], days: int, warm_up: int) -> LoggedArrivals:
    """Arrivals of a run of `days` days, the first `warm_up` of them before `from_date`.

    Raises DataError naming file, column and rows: bad dates or times, unknown intents, days missing.
    """
    return _read(_Request(arrivals.model_dump_json(), stamp(arrivals), intents, days, warm_up, arrivals))


@lru_cache(maxsize=4)
def _read(request: _Request) -> LoggedArrivals:
    arrivals = request.arrivals
    columns = [arrivals.time_column, arrivals.date_column, arrivals.intent_column]
    frame = read_columns(arrivals, [*columns, *contact_columns(arrivals)])
    day, second = _times(arrivals, frame)
    intent = _intents(arrivals, frame, request.intents)
    contacts = read_contacts(arrivals, frame)
    first = first_simulated_day(arrivals, day, request.warm_up)
    wanted = np.asarray(first + np.arange(request.days))
    check_days(arrivals, day, wanted)
    number = (day - first).astype(np.int64)
    order = np.lexsort((second, number))
    order = order[(number[order] >= 0) & (number[order] < request.days)]
    result = LoggedArrivals(
        number[order], second[order], intent[order], contacts.taken(order), days_left_out(day, wanted)
    )
    for part in (result.day, result.second, result.intent, *result.contacts):
        part.flags.writeable = False
    return result


def _times(arrivals: LogArrivals, frame: pd.DataFrame) -> tuple[Days, NDArray[np.float64]]:
    found = frame[arrivals.time_column]
    if arrivals.date_column is None:
        times = clock_times(arrivals, arrivals.time_column, found)
        seconds = (times - times.dt.normalize()).dt.total_seconds()
        return days_of(times), floor_grid(seconds.to_numpy(np.float64))
    seconds = as_numbers(found)
    in_day = (seconds >= 0) & (seconds < DAY_S)
    refuse(
        arrivals,
        arrivals.time_column,
        found[~in_day],
        "seconds after midnight, from 0 to below 86400 (for dates with times leave date_column out)",
    )
    day = dates(arrivals, arrivals.date_column, frame[arrivals.date_column])
    return day, floor_grid(np.asarray(seconds, np.float64))


def _intents(arrivals: LogArrivals, frame: pd.DataFrame, intents: tuple[str, ...]) -> NDArray[np.int64]:
    if arrivals.intent_column is None:
        return np.full(len(frame), -1, np.int64)
    unknown = [name for name in arrivals.intent_names.values() if name not in intents]
    if unknown:
        raise DataError(
            f"{arrivals.file}: intent_names: {unknown[0]!r} is no intent; allowed: {_any(intents, unknown[0])}"
        )
    text = as_text(frame[arrivals.intent_column])
    names = text.map(lambda value: arrivals.intent_names.get(value, value))
    known = names.isin(intents)
    if not known.all():
        allowed = f"{_any(intents, names[~known].iloc[0])}, or values that intent_names translates"
        refuse(arrivals, arrivals.intent_column, text[~known], allowed)
    return names.map({name: number for number, name in enumerate(intents)}).to_numpy().astype(np.int64)


def _any(intents: tuple[str, ...], found: str) -> str:
    near = difflib.get_close_matches(found, intents, n=1)
    return ", ".join(intents) + (f" (did you mean {near[0]!r}?)" if near else "")
