"""The replay of the bank's records: its reading of the records on a made-up day, and, at length, its result."""

import importlib
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

ROOT = Path(__file__).parents[2]
FILE = "bank_1999_02.parquet"
DAY = pd.DataFrame(
    [
        # request, queued, outcome, service begins, lasts, server
        (0, 0, "AGENT", 0, 100, "S1"),
        (50, 60, "AGENT", 110, 90, "S1"),
        (150, 30, "HANG", 0, 0, "NO_SERVER"),
        (400, 0, "AGENT", 400, 100, "S1"),
        (420, 0, "AGENT", 420, 60, "S2"),
        (86_390, 0, "AGENT", 86_390, 50, "NO_SERVER"),
        (500, 0, "HANG", 0, 0, "NO_SERVER"),
        (500, 0, "PHANTOM", 0, 0, "NO_SERVER"),
    ],
    columns=["vru_exit_s", "q_time_s", "outcome", "ser_start_s", "ser_time_s", "server"],
).assign(date="1999-02-01", type="PS")  # fmt: skip


@pytest.fixture
def experiment(monkeypatch):
    """Modules of the folder experiments, by name."""
    monkeypatch.syspath_prepend(str(ROOT / "experiments"))
    return importlib.import_module


def test_who_was_at_work_by_the_calls(experiment, tmp_path):
    records = experiment("bank_records")
    DAY.to_parquet(tmp_path / FILE)
    calls = records.human_stage(tmp_path / FILE)
    assert len(calls) == 6  # neither the phantom nor who left before queueing
    by_hour = records.servers_by_hour(calls, 1)
    assert (by_hour[0], by_hour[23], by_hour.sum()) == (2, 0, 2)
    levels = records.servers_revealed(calls, 1, 10)
    # S1: talks, turns around in 10 s, idle from 200 to 400 (nobody waits), talks to 500, then idle for up to an hour;
    # S2 next to its one call, from 180 on, when the last caller who waited had left; at the end an unknown server
    assert levels[:12].tolist() == [1] * 12
    assert levels[18:50].tolist() == [2] * 32
    assert levels[-1] == 1
    assert levels[420 + 4 :].sum() == 1  # both have gone an hour after their last calls, at 4080 and 4100 s


def test_hazards_count_the_served_as_censored(experiment, tmp_path):
    records = experiment("bank_records")
    DAY.to_parquet(tmp_path / FILE)
    calls = records.human_stage(tmp_path / FILE)
    # waits of 60 (served) and 30 (left): 30 + 30 s up to 30, 30 s beyond
    assert records.hazards(calls, [0, 30]) == pytest.approx([1 / 60, 0])


@pytest.mark.long
def test_the_replay_is_as_close_as_its_page_says(experiment):
    folder = Path(os.environ.get("CCSIM_REAL_DATA", ROOT.parent / "shared" / "data"))
    if not (folder / FILE).is_file():
        pytest.skip(f"no {FILE}: set CCSIM_REAL_DATA to the folder that holds it")
    replay, records = experiment("bank_replay"), experiment("bank_records")
    calls = records.human_stage(folder / FILE)
    truth = replay.recorded(calls)
    assert truth.calls[24] == 28_670
    assert truth.mean_wait_s[24] == pytest.approx(45.816, abs=0.001)
    assert truth.abandoned[24] == pytest.approx(0.13125, abs=0.00001)
    names, by_calls = replay.readings(calls).values()
    run = replay.simulated(calls, by_calls, replications=3)
    assert np.array_equal(run.calls, truth.calls)
    assert abs(run.abandoned[24] - truth.abandoned[24]) < 0.03
    off = run.mean_wait_s[list(replay.HOURS)] / truth.mean_wait_s[list(replay.HOURS)] - 1
    print(np.round(off, 2))
    assert (np.abs(off) < 0.25).sum() >= 13
    assert np.abs(off).max() < 0.35
    assert np.abs(run.abandoned - truth.abandoned)[list(replay.HOURS)].max() < 0.035
    # counting names is no roster
    assert replay.simulated(calls, names, replications=1).mean_wait_s[24] < 0.3 * truth.mean_wait_s[24]
