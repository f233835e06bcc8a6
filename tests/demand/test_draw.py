"""Tapes by ranges of days are the whole tape, and compiled kernels draw what plain arrays draw."""

import importlib.util
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
from demand_checks import BUSY, DELAYS, scenario, tape_of
from recorded_files import SYNTHETIC

from ccsim import randomness
from ccsim.demand.draw import draw_days
from ccsim.model.inputs import Origin, day_of
from ccsim.scenario.centre import centre_of

THREE_DAYS = {"days": 3, "history": {"days": 3}}
COUNTS = {
    "kind": "counts",
    "file": str(SYNTHETIC / "counts_5min.parquet"),
    "time_column": "DateTime",
    "count_column": "Calls",
    "slot": "5 min",
}
LOG = {"kind": "log", "file": str(SYNTHETIC / "call_log.csv"), "time_column": "vru_entry_s", "date_column": "date"}
RUNS = {
    "history": scenario(**(BUSY | {"run": THREE_DAYS})),
    "warm-up": scenario(**(BUSY | {"run": {"days": 2, "history": {"days": 1, "method": "simulated"}}})),
    "busyness": scenario(
        **BUSY | {"run": THREE_DAYS, "arrivals": {"kind": "poisson", "volume": "900/day", "day_busyness_cv": 0.3}}
    ),
    "counts": scenario(arrivals=COUNTS, run={"days": 3}),
    "log": scenario(arrivals=LOG, run={"days": 2}),
}


@pytest.mark.parametrize("name", RUNS)
def test_ranges_of_days_hold_the_rows_of_the_whole_tape(name):
    s = RUNS[name]
    c = centre_of(s)
    whole = tape_of(s)
    for cuts in ((0, 1, c.days), (0, c.days - 1, c.days), tuple(range(c.days + 1))):
        parts = [draw_days(s, c, 7, 0, begin, end) for begin, end in pairwise(cuts)]
        for part, begin, end in zip(parts, cuts, cuts[1:], strict=False):
            days = day_of(part["contact_id"])
            assert ((days < end) & ((days >= begin) | (begin == 0))).all()
            first = part[part["origin"] != Origin.LATER]
            assert np.array_equal(np.lexsort((first["contact_id"], first["arrival_s"])), np.arange(first.size))
        together = np.concatenate(parts)
        order = np.argsort(together["contact_id"])
        assert together[order].tobytes() == whole[np.argsort(whole["contact_id"])].tobytes()


def test_history_is_in_the_first_range_or_where_it_is_asked_for():
    s = RUNS["history"]
    c = centre_of(s)

    def with_history(first_day, until_day, **more):
        return bool((draw_days(s, c, 7, 0, first_day, until_day, **more)["origin"] == Origin.HISTORY).any())

    assert with_history(0, 1)
    assert not with_history(1, 3)
    assert not with_history(0, 1, history=False)
    assert with_history(1, 2, history=True)


@pytest.mark.skipif(importlib.util.find_spec("numba") is None, reason="there is nothing to compare without numba")
@pytest.mark.parametrize("name", RUNS)
def test_compiled_and_plain_drawing_give_the_same_bytes(name, monkeypatch):
    for seed in range(5):
        monkeypatch.setattr(randomness, "worth_compiling", lambda blocks: False)
        plain = tape_of(RUNS[name], seed=seed)
        monkeypatch.setattr(randomness, "worth_compiling", lambda blocks: True)
        compiled = tape_of(RUNS[name], seed=seed)
        assert plain.tobytes() == compiled.tobytes()


def test_a_small_run_does_not_wait_for_the_compiler():
    program = (
        "import sys\n"
        "from demand_checks import BUSY, DELAYS, scenario, tape_of\n"
        "assert tape_of(scenario(**BUSY)).size > 1000\n"
        "assert 'numba' not in sys.modules\n"
    )
    here = Path(__file__).parent
    paths = os.pathsep.join([str(here), str(here.parents[1])])
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": paths}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_threads_draw_what_one_after_the_other_draws():
    s = RUNS["history"]
    one_by_one = [tape_of(s, replication).tobytes() for replication in range(6)]
    with ThreadPoolExecutor(3) as threads:
        together = threads.map(lambda replication: tape_of(s, replication).tobytes(), range(6))
    assert list(together) == one_by_one


def test_no_two_replications_share_a_draw():
    """A seed used twice leaves every mean as it is; only intervals are then too narrow."""
    tapes = [tape_of(RUNS["history"], replication) for replication in range(4)]
    drawn = ["arrival_s", "u_balk", "u_resolve", "u_return", "work_s", "patience_s"]
    for one, other in combinations(tapes, 2):
        _, here, there = np.intersect1d(one["contact_id"], other["contact_id"], return_indices=True)
        assert here.size > 1000
        for name in drawn:
            assert (one[name][here] == other[name][there]).mean() < 0.01, name
        both = one["has_next"][here] & other["has_next"][there]
        assert both.sum() > 30
        for name in DELAYS:
            assert (one[name][here][both] == other[name][there][both]).mean() < 0.01, name
