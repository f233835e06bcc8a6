"""What a log says of its contacts beside their arrival: work, wrap-up, wait, outcome, and what follows for patience.

A wait that ended in service bounds patience from below only (it is right-censored); taking it for the patience would
make everybody too impatient. Brown, Gans, Mandelbaum, Sakov, Shen, Zeltyn and Zhao 2005, Statistical analysis of a
telephone call center (JASA 100), section 5. Source: docs/recorded-arrivals.md#whole-contacts.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ccsim.demand.recorded import as_numbers, as_text, refuse
from ccsim.scenario.arrivals import LogArrivals

Floats = NDArray[np.float64]

MOST_S = 1e6
"""Longest time (s) that a column may hold: eleven days are a mistake in the file."""
_MISSING = ("", "NA", "NaN", "nan", "None", "<NA>", "NULL", "null")


class RecordedContacts(NamedTuple):
    """Arrays (n,) in the order of the log; times in seconds, NaN where nothing is recorded."""

    work_s: Floats
    wrap_s: Floats
    patience_s: Floats
    exceeds_s: Floats
    """What patience is known to exceed: the wait of who was served."""
    wait_s: Floats
    served: NDArray[np.int8]
    """1 served, 0 abandoned, -1 not recorded."""

    def taken(self, rows: NDArray[np.int64]) -> RecordedContacts:
        """The records of some rows."""
        times = (self.work_s, self.wrap_s, self.patience_s, self.exceeds_s, self.wait_s)
        work, wrap, patience, exceeds, wait = (column[rows] for column in times)
        return RecordedContacts(work, wrap, patience, exceeds, wait, self.served[rows])


def contact_columns(arrivals: LogArrivals) -> list[str | None]:
    """Names of the columns that `read_contacts` looks at."""
    return [
        arrivals.work_column, arrivals.wrap_up_column, arrivals.patience_column, arrivals.wait_column,
        arrivals.outcome_column,
    ]  # fmt: skip


def read_contacts(arrivals: LogArrivals, frame: pd.DataFrame) -> RecordedContacts:
    """The records of the rows of `frame`. Raises DataError naming column and rows: bad times, unknown outcomes."""
    served = _served(arrivals, frame)
    work, wrap, patience, wait = (
        _seconds(arrivals, frame, name)
        for name in (arrivals.work_column, arrivals.wrap_up_column, arrivals.patience_column, arrivals.wait_column)
    )
    work[(work == 0) | (served == 0)] = np.nan
    wrap[served == 0] = np.nan
    exceeds = np.full(served.size, np.nan)
    if arrivals.patience == "recorded" and arrivals.wait_column is not None:
        without = np.isnan(wait) & np.isnan(patience)
        refuse(arrivals, arrivals.wait_column, frame[arrivals.wait_column][without], "the wait of every contact, in s")
        unknown = np.isnan(patience)
        patience = np.where(unknown & (served == 0), wait, patience)
        exceeds = np.where(unknown & (served == 1), wait, np.nan)
    return RecordedContacts(work, wrap, patience, exceeds, wait, served)


def _seconds(arrivals: LogArrivals, frame: pd.DataFrame, column: str | None) -> Floats:
    if column is None:
        return np.full(len(frame), np.nan)
    found: pd.Series[Any] = frame[column]
    missing = found.isna() | found.astype(str).str.strip().isin(_MISSING)
    numbers = as_numbers(found)
    valid = missing | ((numbers >= 0) & (numbers <= MOST_S))
    refuse(arrivals, column, found[~valid], f"seconds from 0 to {MOST_S:,.0f}, or nothing where it is not known")
    return np.array(numbers.where(~missing), np.float64)


def _served(arrivals: LogArrivals, frame: pd.DataFrame) -> NDArray[np.int8]:
    if arrivals.outcome_column is None:
        return np.full(len(frame), -1, np.int8)
    text = as_text(frame[arrivals.outcome_column])
    meaning = text.map(arrivals.outcome_names)
    allowed = f"{', '.join(arrivals.outcome_names)}, the values that outcome_names explains (`where` leaves others out)"
    refuse(arrivals, arrivals.outcome_column, text[meaning.isna()], allowed)
    return np.where(meaning == "served", 1, 0).astype(np.int8)
