"""Reading recorded files: named columns of a CSV or Parquet file, checked, with the offending rows named.

Rows are counted from 1, the first below the header (or the first of a Parquet file). Source: docs/recorded-arrivals.md.
"""

from __future__ import annotations

import difflib
import hashlib
import warnings
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow
from numpy.typing import NDArray
from pandas.errors import EmptyDataError, ParserError, ParserWarning

from ccsim.errors import DataError
from ccsim.scenario.arrivals import RecordedFile

Days = NDArray[np.datetime64]
_SHOWN = 5  # offending rows that a message lists


def file_hash(path: Path | str) -> str:
    """SHA-256 of the file's bytes (hexadecimal): part of what determines a replay's results."""
    try:
        with open(path, "rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror})") from error


def read_columns(recorded: RecordedFile, columns: Iterable[str | None]) -> pd.DataFrame:
    """The named columns of the file's rows that `where` keeps, indexed by row number; None names are skipped.

    CSV values stay text. Raises DataError: no such file or format, columns missing, nothing left.
    """
    names = list(dict.fromkeys([*(name for name in columns if name), *recorded.where]))
    frame = _frame(recorded.file)
    missing = [name for name in names if name not in frame.columns]
    if missing:
        present = [str(name) for name in frame.columns]
        near = difflib.get_close_matches(missing[0], present, n=1)
        hint = f" (did you mean {near[0]!r}?)" if near else ""
        raise DataError(
            f"{recorded.file}: no column {', '.join(map(repr, missing))}; it has {', '.join(present)}{hint}"
        )
    frame = frame[names].set_axis(np.arange(1, len(frame) + 1), axis="index")
    if frame.empty:
        raise DataError(f"{recorded.file}: no row of data")
    for name, kept in recorded.where.items():
        text = as_text(frame[name])
        frame = frame[text.isin(kept)]
        if frame.empty:
            found = ", ".join(repr(value) for value in sorted(text.unique())[:10])
            raise DataError(f"{recorded.file}: column {name!r}: no row has any of {kept}; found {found}")
    return frame


def refuse(recorded: RecordedFile, column: str, found: pd.Series[Any], allowed: str) -> None:
    """Raise DataError naming the first offending rows if `found` (offending values by row number) is not empty."""
    if found.empty:
        return
    shown = ", ".join(f"row {row}: {str(value)!r}" for row, value in found.iloc[:_SHOWN].items())
    more = f" and {len(found) - _SHOWN:,} more" if len(found) > _SHOWN else ""
    raise DataError(f"{recorded.file}: column {column!r}: found {shown}{more}; allowed: {allowed}")


def as_text(values: pd.Series[Any]) -> pd.Series[str]:
    """Values as a person writes them in a scenario: whole numbers without a decimal point."""
    if pd.api.types.is_float_dtype(values):
        return values.map(lambda value: f"{value:.0f}" if float(value).is_integer() else str(value)).astype(str)
    return values.astype(str)


def as_numbers(values: pd.Series[Any]) -> pd.Series[float]:
    """Values as floats; NaN where a value is no finite number (or is a truth value or a date)."""
    if pd.api.types.is_bool_dtype(values) or pd.api.types.is_datetime64_any_dtype(values):
        return pd.Series(np.nan, index=values.index)
    numbers = pd.to_numeric(values, errors="coerce").astype(float)
    return numbers.where(np.isfinite(numbers))


def clock_times(recorded: RecordedFile, column: str, values: pd.Series[Any]) -> pd.Series[Any]:
    """Local dates and times (datetime64 without a zone); a recorded zone is dropped, its clock time kept."""
    allowed = 'date and time as in "2003-03-03 07:05:00", all in one time zone'
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_integer_dtype(values):
        refuse(recorded, column, values, allowed)
    if not pd.api.types.is_datetime64_any_dtype(values):
        try:
            parsed = pd.to_datetime(values.astype(str), format="ISO8601", errors="coerce")
        except ValueError as error:
            raise DataError(
                f"{recorded.file}: column {column!r}: more than one time zone; allowed: {allowed}"
            ) from error
    else:
        parsed = values
    refuse(recorded, column, values[parsed.isna()], allowed)
    return parsed.dt.tz_localize(None)


def dates(recorded: RecordedFile, column: str, values: pd.Series[Any]) -> Days:
    """Calendar days (datetime64[D]) of a date column; a time of day in it is dropped."""
    if pd.api.types.is_datetime64_any_dtype(values):
        parsed = values
    else:
        # Strictly year-month-day: 03/04/2003 is a different day on either side of the Atlantic.
        parsed = pd.to_datetime(as_text(values).str.slice(0, 10), format="%Y-%m-%d", errors="coerce")
    refuse(recorded, column, values[parsed.isna()], 'dates as in "2003-03-03"')
    return days_of(parsed.dt.tz_localize(None))


def days_of(times: pd.Series[Any]) -> Days:
    """Calendar days of dates and times."""
    return np.asarray(times.to_numpy().astype("datetime64[D]"))


def first_simulated_day(recorded: RecordedFile, present: Days, warm_up: int) -> np.datetime64:
    """Recorded day that becomes the first simulated one.

    `from_date` is the first measured day, so warm-up days come before it; without it the file's first day is taken.
    """
    if recorded.from_date is None:
        return np.datetime64(present.min(), "D")
    return np.datetime64(recorded.from_date - timedelta(days=warm_up), "D")


def check_days(recorded: RecordedFile, present: Days, wanted: Days) -> None:
    """Raise DataError if a day of the run has no row, unless the scenario takes such days as empty."""
    missing = wanted[~np.isin(wanted, present)]
    if missing.size == wanted.size or (missing.size and recorded.missing_days == "refuse"):
        listed = ", ".join(str(day) for day in missing[:_SHOWN]) + (" ..." if missing.size > _SHOWN else "")
        raise DataError(
            f"{recorded.file}: no row for {missing.size} of the run's {wanted.size} days ({listed}); it has "
            f"{np.unique(present).size} days from {present.min()} to {present.max()}; choose from_date, run.days and "
            "run.history accordingly"
            + (
                ""
                if missing.size == wanted.size
                else ', or write "missing_days: empty" to simulate days without arrivals'
            )
        )


def days_left_out(present: Days, wanted: Days) -> int:
    """How many recorded days lie after the run's last."""
    return int(np.unique(present[present > wanted[-1]]).size)


def stamp(recorded: RecordedFile) -> tuple[int, int]:
    """Modification time (ns) and size (bytes): a remembered reading is valid as long as they stay."""
    try:
        status = Path(recorded.file).stat()
    except OSError as error:
        raise DataError(f"{recorded.file}: cannot be read ({error.strerror})") from error
    return status.st_mtime_ns, status.st_size


def _frame(file: str) -> pd.DataFrame:
    suffixes = "".join(Path(file).suffixes[-2:]).lower()
    try:
        if suffixes.endswith(".parquet"):
            return pd.read_parquet(file)
        if suffixes.endswith((".csv", ".csv.gz")):
            with warnings.catch_warnings():
                warnings.simplefilter("error", ParserWarning)  # surplus fields would be cut off
                # Text, as it stands: pandas would turn "NA" into nothing and 007 into 7, and rename a second column.
                names = pd.read_csv(
                    file, header=None, nrows=1, dtype=str, keep_default_na=False, index_col=False, encoding="utf-8-sig"
                ).iloc[0]
                if names.duplicated().any():
                    twice = names[names.duplicated()].iloc[0]
                    raise DataError(f"{file}: two columns are called {twice!r}; expected names that occur once")
                return pd.read_csv(file, dtype=str, keep_default_na=False, index_col=False, encoding="utf-8-sig")
    except EmptyDataError as error:
        raise DataError(f"{file}: empty; allowed: a header and one row per line") from error
    except (ParserError, ParserWarning, UnicodeError, pyarrow.ArrowException) as error:
        reason = str(error).strip().splitlines()[0]
        raise DataError(f"{file}: not a regular CSV (UTF-8) or Parquet file: {reason}") from error
    except OSError as error:
        raise DataError(f"{file}: cannot be read ({error.strerror or error})") from error
    raise DataError(f"{file}: unknown format; allowed: .csv, .csv.gz or .parquet")
