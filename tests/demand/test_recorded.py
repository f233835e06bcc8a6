"""A recorded file that is wrong is refused with its name, the column, the rows and what is allowed."""

import numpy as np
import pandas as pd
import pytest
from demand_checks import scenario, tape_of
from pydantic import ValidationError
from recorded_files import SYNTHETIC
from test_replay import FIVE_MIN, LOG, SIX_MIN, THREE_KINDS

from ccsim.demand.recorded import file_hash
from ccsim.errors import DataError


def refused(arrivals, *fragments, days=1, intents=None):
    s = scenario(arrivals=arrivals, run={"days": days}, **({"intents": intents} if intents else {}))
    with pytest.raises(DataError) as caught:
        tape_of(s)
    message = str(caught.value)
    assert "\n" not in message
    for fragment in (arrivals["file"], *fragments):
        assert fragment in message, message


@pytest.fixture
def slot_file(tmp_path):
    """Writes a changed copy of the six-minute counts; returns the arrivals block that names it."""

    def write(row=None, column=None, value=None, drop=(), **block):
        frame = pd.read_csv(SIX_MIN["file"], dtype=str)
        if row is not None:
            frame.loc[row - 1, column] = value
        frame.drop(index=[r - 1 for r in drop]).to_csv(tmp_path / "changed.csv", index=False)
        return SIX_MIN | {"file": str(tmp_path / "changed.csv")} | block

    return write


@pytest.mark.parametrize(
    ("column", "value", "fragments"),
    [
        ("calls", "-1", ["'calls'", "row 17: '-1'", "from 0 to"]),
        ("calls", "many", ["'calls'", "row 17: 'many'"]),
        ("calls", "", ["'calls'", "row 17: ''"]),
        ("calls", "NA", ["row 17: 'NA'"]),
        ("calls", "nan", ["row 17: 'nan'"]),
        ("calls", "inf", ["row 17: 'inf'"]),
        ("calls", "1e12", ["row 17: '1e12'"]),
        ("calls", "2.5", ["row 17: '2.5'", "fractions: round"]),
        ("u", "0", ["'u'", "row 17: '0'", "1 to 240"]),
        ("u", "241", ["row 17: '241'"]),
        ("u", "17.5", ["row 17: '17.5'"]),
        ("u", "18", ["'u'", "row 18: '18'", "once"]),
        ("Date", "yesterday", ["'Date'", "row 17: 'yesterday'", "2003-03-03"]),
        ("Date", "02/06/2025", ["row 17: '02/06/2025'"]),
        ("Date", "2025-02-30", ["row 17: '2025-02-30'"]),
    ],
)
def test_a_bad_value_is_named_with_its_row(slot_file, column, value, fragments):
    refused(slot_file(17, column, value), *fragments)


def test_many_bad_rows_are_counted(slot_file, tmp_path):
    frame = pd.read_csv(SIX_MIN["file"])
    frame["calls"] = -1
    frame.to_csv(tmp_path / "negative.csv", index=False)
    refused(SIX_MIN | {"file": str(tmp_path / "negative.csv")}, "row 5: '-1' and 475 more")


def test_a_missing_interval_is_named(slot_file):
    refused(slot_file(drop=[100]), "2025-06-02 has no interval 100 (09:54)", "between row 99 and row 100")
    refused(slot_file(drop=range(100, 110)), "no interval 100 (09:54) to 109 (10:48)")


def test_missing_intervals_at_the_edges_of_a_day_are_hours_without_service(slot_file):
    s = scenario(arrivals=slot_file(drop=[*range(1, 71), *range(220, 241)]), run={"days": 1})
    arrival_s = tape_of(s)["arrival_s"]
    assert arrival_s.min() >= 70 * 360
    assert arrival_s.max() < 219 * 360


def test_a_wrong_slot_length_is_noticed():
    refused(FIVE_MIN | {"slot": "10 min"}, "'DateTime'", "row 2", "starts of intervals of 600 s")
    refused(FIVE_MIN | {"slot": "150 s"}, "'DateTime'", "has no interval 08:02", "more gaps")
    refused(SIX_MIN | {"slot": "1 h"}, "'u'", "row 25: '25'", "1 to 24")


def test_missing_days_are_listed_with_what_there_is():
    refused(FIVE_MIN, "no row for 1 of the run's 4 days (2025-06-05)", "from 2025-06-02 to 2025-06-04", days=4)
    refused(LOG | {"from_date": "2031-01-01", "missing_days": "empty"}, "2031-01-01")


def test_missing_columns_are_named_with_the_nearest():
    refused(FIVE_MIN | {"count_column": "calls"}, "no column 'calls'", "DateTime, Calls", "did you mean 'Calls'")
    refused(LOG | {"where": {"outcom": ["AGENT"]}}, "no column 'outcom'", "did you mean 'outcome'")


def test_a_filter_that_keeps_nothing_says_what_there_is():
    refused(LOG | {"where": {"outcome": ["agent"]}}, "'outcome'", "'AGENT', 'HANG', 'PHANTOM'")


@pytest.mark.parametrize("second", ["-1", "86400", "90000", "noon", "", "nan"])
def test_times_outside_the_day_are_refused(tmp_path, second):
    (tmp_path / "log.csv").write_text(f"date,vru_entry_s\n2025-06-02,5\n2025-06-02,{second}\n2025-06-02,86399.5\n")
    refused(LOG | {"file": str(tmp_path / "log.csv")}, "'vru_entry_s'", f"row 2: '{second}'", "below 86400")


def test_missing_times_in_parquet_are_refused(tmp_path):
    times = pd.Series(pd.to_datetime(["2025-06-02 10:00", None, "2025-06-02 11:00"]))
    pd.DataFrame({"at": times}).to_parquet(tmp_path / "log.parquet")
    arrivals = {"kind": "log", "file": str(tmp_path / "log.parquet"), "time_column": "at"}
    refused(arrivals, "'at'", "row 2: 'NaT'", "date and time")


def test_seconds_without_a_date_and_dates_with_a_date_column_are_refused():
    refused(LOG | {"date_column": None}, "'vru_entry_s'", "date and time")
    refused(FIVE_MIN | {"time_column": "Calls"}, "'Calls'", "date and time")
    times = LOG | {"file": FIVE_MIN["file"], "time_column": "DateTime", "date_column": "DateTime"}
    refused(times, "'DateTime'", "leave date_column out")


def test_an_instant_before_midnight_stays_on_its_day(tmp_path):
    times = pd.to_datetime(["2025-06-02 00:00:00", "2025-06-02 23:59:59.999999999"], format="ISO8601")
    pd.DataFrame({"at": times}).to_parquet(tmp_path / "log.parquet")
    arrivals = {"kind": "log", "file": str(tmp_path / "log.parquet"), "time_column": "at"}
    tape = tape_of(scenario(arrivals=arrivals))
    assert tape.size == 2
    assert tape["arrival_s"].max() < 86400


def test_time_zones_keep_the_clock_time_and_do_not_mix(tmp_path):
    file = tmp_path / "log.csv"
    arrivals = {"kind": "log", "file": str(file), "time_column": "at"}
    file.write_text("at\n2025-06-02T10:00:00+08:00\n2025-06-02T11:00:00+08:00\n")
    assert tape_of(scenario(arrivals=arrivals))["arrival_s"].tolist() == [36000, 39600]
    file.write_text("at\n2025-06-02T10:00:00+08:00\n2025-06-02T11:00:00+09:00\n")
    refused(arrivals, "'at'", "time zone")


def test_unknown_intents_are_named_with_what_is_allowed():
    two = {name: THREE_KINDS[name] | {"share": 0.5} for name in ("PS", "NW")}
    refused(LOG | {"intent_column": "type"}, "'type'", "row 1: 'IN'", "PS, NW", "intent_names", intents=two)
    block = LOG | {"intent_column": "type", "intent_names": {"IN": "NWW"}}
    refused(block, "'NWW' is no intent", "did you mean 'NW'", intents=two)


@pytest.mark.parametrize(
    ("name", "content", "fragment"),
    [
        ("absent.csv", None, "cannot be read"),
        ("log.xlsx", b"PK", "allowed: .csv, .csv.gz or .parquet"),
        ("empty.csv", b"", "empty"),
        ("header.csv", b"date,vru_entry_s\n", "no row of data"),
        ("twice.csv", b"date,vru_entry_s,date\n2025-06-02,1,2025-06-03\n", "two columns are called 'date'"),
        ("ragged.csv", b"date,vru_entry_s\n2025-06-02,1\n2025-06-02,1,2\n", "not a regular CSV"),
        ("surplus.csv", b"date,vru_entry_s\n2025-06-02,1,2\n2025-06-02,1,3\n", "not a regular CSV"),
        ("latin.csv", "date,vru_entry_s,né\n2025-06-02,1,é\n".encode("latin-1"), "not a regular CSV"),
        ("broken.parquet", b"PAR1 not really", "not a regular CSV (UTF-8) or Parquet"),
    ],
)
def test_files_that_are_no_tables_are_refused(tmp_path, name, content, fragment):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    refused(LOG | {"file": str(tmp_path / name)}, fragment)


def test_a_byte_order_mark_and_values_called_na_are_harmless(tmp_path):
    text = "﻿date,vru_entry_s,outcome\n2025-06-02,1,NA\n2025-06-02,2,None\n"
    (tmp_path / "log.csv").write_text(text, encoding="utf-8")
    arrivals = LOG | {"file": str(tmp_path / "log.csv"), "where": {"outcome": ["NA"]}}
    assert tape_of(scenario(arrivals=arrivals))["arrival_s"].tolist() == [1]


def test_where_compares_numbers_as_they_are_written(tmp_path):
    frame = pd.DataFrame({"at": pd.to_datetime(["2025-06-02 01:00"] * 3), "line": [1.0, 2.0, np.nan]})
    frame.to_parquet(tmp_path / "log.parquet")
    arrivals = {"kind": "log", "file": str(tmp_path / "log.parquet"), "time_column": "at", "where": {"line": ["2"]}}
    assert tape_of(scenario(arrivals=arrivals)).size == 1


@pytest.mark.parametrize(
    "change",
    [
        {"time_column": "Date"},
        {"date_column": None},
        {"slot_column": None},
        {"date_column": None, "slot_column": None},
        {"slot": "7 min"},
        {"slot": "2 days"},
    ],
)
def test_a_block_that_does_not_say_where_the_grid_is_is_refused_at_once(change):
    with pytest.raises(ValidationError, match=r"time_column|divide"):
        scenario(arrivals=SIX_MIN | change)


def test_the_hash_of_a_file_follows_its_bytes(tmp_path):
    copy = tmp_path / "copy.csv"
    copy.write_bytes((SYNTHETIC / "call_log.csv").read_bytes())
    assert file_hash(copy) == file_hash(SYNTHETIC / "call_log.csv")
    copy.write_bytes(copy.read_bytes() + b"\n")
    assert file_hash(copy) != file_hash(SYNTHETIC / "call_log.csv")
    with pytest.raises(DataError, match="cannot be read"):
        file_hash(tmp_path / "absent")
