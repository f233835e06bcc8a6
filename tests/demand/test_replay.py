"""Replays conserve what was recorded: every contact arrives once, on its day, in its interval."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from demand_checks import fresh, scenario, tape_of
from recorded_files import SYNTHETIC, real

from ccsim.demand.counts import index_bits
from ccsim.demand.replay import days_not_replayed
from ccsim.model.inputs import Origin, day_of
from ccsim.model.timegrid import TICKS_PER_S

FIVE_MIN = {
    "kind": "counts",
    "file": str(SYNTHETIC / "counts_5min.parquet"),
    "time_column": "DateTime",
    "count_column": "Calls",
    "slot": "5 min",
}
SIX_MIN = {
    "kind": "counts",
    "file": str(SYNTHETIC / "counts_6min.csv"),
    "date_column": "Date",
    "slot_column": "u",
    "count_column": "calls",
    "slot": "6 min",
}
LOG = {
    "kind": "log",
    "file": str(SYNTHETIC / "call_log.csv"),
    "time_column": "vru_entry_s",
    "date_column": "date",
}
THREE_KINDS = {name: {"share": 1 / 3, "replies": 5, "resolution": 0.7} for name in ("PS", "NW", "IN")}


def replay(arrivals, days=2, **blocks):
    return scenario(arrivals=arrivals, run={"days": days}, **blocks)


def by_slot(tape, slot_s, days):
    return np.bincount((tape["arrival_s"] // slot_s).astype(int), minlength=round(days * 86400 / slot_s))


def test_counts_with_a_time_column_are_conserved_in_every_interval():
    recorded = pd.read_parquet(FIVE_MIN["file"])
    expected = np.zeros(3 * 288, int)
    since = (recorded["DateTime"] - recorded["DateTime"].iloc[0].normalize()).dt.total_seconds()
    expected[(since // 300).astype(int)] = recorded["Calls"]
    tapes = [tape_of(replay(FIVE_MIN, days=3), replication) for replication in (0, 1)]
    for tape in tapes:
        assert np.array_equal(by_slot(tape, 300, 3), expected)
        assert (tape["origin"] == Origin.FRESH).all()
        assert (tape["arrival_s"] * TICKS_PER_S % 1 == 0).all()
    assert np.intersect1d(tapes[0]["arrival_s"], tapes[1]["arrival_s"]).size == 0


def test_counts_with_date_and_slot_are_conserved_in_every_interval():
    recorded = pd.read_csv(SIX_MIN["file"])
    tape = tape_of(replay(SIX_MIN))
    assert np.array_equal(by_slot(tape, 360, 2), recorded["calls"])
    assert (day_of(tape["contact_id"]) == tape["arrival_s"] // 86400).all()


def test_one_intervals_count_never_shifts_another_intervals_contacts(tmp_path):
    recorded = pd.read_csv(SIX_MIN["file"])
    recorded.loc[100, "calls"] += 5
    recorded.to_csv(tmp_path / "more.csv", index=False)
    base, more = tape_of(replay(SIX_MIN)), tape_of(replay(SIX_MIN | {"file": str(tmp_path / "more.csv")}))
    assert more.size == base.size + 5
    assert np.isin(base, more).all()


def test_a_logs_times_are_replayed_exactly_in_every_replication():
    recorded = pd.read_csv(LOG["file"])
    first = pd.Timestamp("2025-06-02")
    expected = (pd.to_datetime(recorded["date"]) - first).dt.total_seconds() + recorded["vru_entry_s"]
    for replication in (0, 1):
        tape = tape_of(replay(LOG), replication)
        assert np.array_equal(tape["arrival_s"], np.sort(expected.to_numpy()))


def test_csv_and_parquet_of_one_log_give_one_tape():
    parquet = LOG | {"file": str(SYNTHETIC / "call_log.parquet")}
    assert tape_of(replay(LOG)).tobytes() == tape_of(replay(parquet)).tobytes()


def test_a_log_need_not_be_sorted_and_may_hold_dates_with_times(tmp_path):
    recorded = pd.read_csv(LOG["file"])
    times = pd.to_datetime(recorded["date"]) + pd.to_timedelta(recorded["vru_entry_s"], unit="s")
    shuffled = pd.DataFrame({"at": times}).sample(frac=1, random_state=1)
    shuffled.to_parquet(tmp_path / "log.parquet")
    one_column = {"kind": "log", "file": str(tmp_path / "log.parquet"), "time_column": "at"}
    assert np.array_equal(tape_of(replay(one_column))["arrival_s"], tape_of(replay(LOG))["arrival_s"])


def test_intents_come_from_the_log_and_are_translated():
    recorded = pd.read_csv(LOG["file"])
    tape = tape_of(replay(LOG | {"intent_column": "type"}, intents=THREE_KINDS))
    names = np.array(list(THREE_KINDS))[tape["intent"]]
    assert pd.Series(names).value_counts().to_dict() == recorded["type"].value_counts().to_dict()
    two = {"sale": THREE_KINDS["PS"] | {"share": 0.5}, "other": THREE_KINDS["PS"] | {"share": 0.5}}
    translated = LOG | {"intent_column": "type", "intent_names": {"PS": "sale", "NW": "other", "IN": "other"}}
    tape = tape_of(replay(translated, intents=two))
    assert (tape["intent"] == 0).sum() == (recorded["type"] == "PS").sum()


def test_where_keeps_the_rows_with_the_given_values():
    recorded = pd.read_csv(LOG["file"])
    tape = tape_of(replay(LOG | {"where": {"outcome": ["AGENT", "HANG"], "type": ["PS"]}}))
    kept = recorded[recorded["outcome"].isin(["AGENT", "HANG"]) & (recorded["type"] == "PS")]
    assert tape.size == len(kept)


def test_the_run_starts_at_from_date_and_warm_up_days_come_before_it():
    recorded = pd.read_parquet(FIVE_MIN["file"])
    per_day = recorded.groupby(recorded["DateTime"].dt.date)["Calls"].sum()
    one = tape_of(replay(FIVE_MIN | {"from_date": date(2025, 6, 4)}, days=1))
    assert one.size == per_day[date(2025, 6, 4)]
    warm = scenario(
        arrivals=FIVE_MIN | {"from_date": date(2025, 6, 4)},
        run={"days": 1, "history": {"days": 1, "method": "simulated"}},
    )
    assert np.bincount(day_of(tape_of(warm)["contact_id"])).tolist() == per_day.iloc[1:].tolist()


@pytest.mark.parametrize("arrivals", [FIVE_MIN, SIX_MIN, LOG])
def test_recorded_days_after_the_run_are_counted(arrivals):
    column, values = arrivals.get("time_column"), pd.read_parquet if arrivals is FIVE_MIN else pd.read_csv
    recorded = pd.to_datetime(values(arrivals["file"])[arrivals.get("date_column", column)]).dt.date.nunique()
    assert recorded > 1
    for days in range(1, recorded + 1):
        assert days_not_replayed(replay(arrivals, days=days), days) == recorded - days
    assert days_not_replayed(scenario(), 1) == 0


def test_replays_have_no_quick_history_but_issues_may_come_back():
    tape = tape_of(replay(LOG, repeats={"if_unresolved": 1.0, "follow_up": 1.0, "max_attempts": 2}))
    assert (tape["origin"] != Origin.HISTORY).all()
    assert (tape["origin"] == Origin.LATER).sum() == fresh(tape).size


def test_days_without_rows_are_empty_if_the_scenario_says_so(tmp_path):
    recorded = pd.read_parquet(FIVE_MIN["file"])
    gap = recorded[recorded["DateTime"].dt.day != 3]
    gap.to_parquet(tmp_path / "gap.parquet")
    tape = tape_of(replay(FIVE_MIN | {"file": str(tmp_path / "gap.parquet"), "missing_days": "empty"}, days=3))
    per_day = np.bincount(day_of(tape["contact_id"]), minlength=3)
    assert per_day[1] == 0
    assert per_day.sum() == gap["Calls"].sum()


def test_fractions_are_rounded_half_to_even_on_request(tmp_path):
    frame = pd.DataFrame({"Date": "2025-06-02", "u": [1, 2, 3, 4], "calls": [0.5, 1.5, 2.5, 3.2]})
    frame.to_csv(tmp_path / "half.csv", index=False)
    arrivals = SIX_MIN | {"file": str(tmp_path / "half.csv"), "fractions": "round"}
    assert by_slot(tape_of(replay(arrivals, days=1)), 360, 1)[:4].tolist() == [0, 2, 2, 3]


def test_a_changed_file_is_read_again(tmp_path):
    file = tmp_path / "counts.csv"
    arrivals = SIX_MIN | {"file": str(file)}
    file.write_text("Date,u,calls\n2025-06-02,1,3\n")
    assert tape_of(replay(arrivals, days=1)).size == 3
    file.write_text("Date,u,calls\n2025-06-02,1,14\n")
    assert tape_of(replay(arrivals, days=1)).size == 14


@pytest.mark.parametrize("slots", [1, 24, 240, 288, 1440, 86400])
def test_slot_and_number_within_it_fit_an_ordinal(slots):
    assert ((slots - 1) << index_bits(slots)) + 2 ** index_bits(slots) - 1 < 2**32


def test_the_five_minute_bank_counts_are_conserved():
    file = real("us_bank_2003_5min_h1.parquet")
    recorded = pd.read_parquet(file)
    tape = tape_of(replay(FIVE_MIN | {"file": str(file)}, days=5))
    since = (recorded["DateTime"] - pd.Timestamp("2003-03-03")).dt.total_seconds() // 300
    week = since < 5 * 288
    expected = np.zeros(5 * 288, int)
    expected[since[week].astype(int)] = recorded["Calls"][week]
    assert expected.sum() == 171_878
    assert np.array_equal(by_slot(tape, 300, 5), expected)


def test_the_six_minute_bank_counts_and_the_call_log_agree():
    """Two independent mirrors of one bank: the first days of February 1999 hold the same calls."""
    counts = SIX_MIN | {"file": str(real("bank_1999_counts_6min_JanJun.parquet")), "fractions": "round"}
    log = LOG | {"file": str(real("bank_1999_02.parquet"))}
    a = tape_of(replay(counts | {"from_date": date(1999, 2, 1)}, days=5))
    b = tape_of(replay(log | {"from_date": date(1999, 2, 1)}, days=5))
    assert np.bincount(day_of(a["contact_id"])).tolist() == [1567, 1846, 1949, 1371, 522]
    assert np.bincount(day_of(b["contact_id"])).tolist() == [1567, 1846, 1949, 1371, 522]
    assert np.abs(by_slot(a, 360, 5) - by_slot(b, 360, 5)).sum() < 0.02 * a.size
