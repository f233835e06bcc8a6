"""Work on several cores gives what one core gives, in order, and survives a killed process once."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from ccsim.errors import CcsimError
from ccsim.experiment.workers import Workers


def plus(state: int, item: int) -> int:
    return state + item


def plus_or_die_once(state: Path, item: int) -> int:
    if item == 3 and not (state / "died").exists():
        (state / "died").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return item


def die(state: None, item: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return item


@pytest.mark.parametrize(("jobs", "threads"), [(1, True), (1, False), (3, True), (2, False)])
def test_results_come_in_the_order_of_the_items(jobs, threads):
    with Workers(100, jobs, threads) as workers:
        assert list(workers.map(plus, range(7))) == [100, 101, 102, 103, 104, 105, 106]
        assert list(workers.map(plus, [])) == []


def test_a_killed_process_costs_nothing_but_time(tmp_path):
    with Workers(tmp_path, 2, threads=False) as workers:
        assert list(workers.map(plus_or_die_once, range(6))) == list(range(6))
    assert (tmp_path / "died").exists()


def test_processes_that_keep_dying_are_an_error():
    with Workers(None, 2, threads=False) as workers, pytest.raises(CcsimError, match="died twice"):
        list(workers.map(die, range(4)))


def test_an_error_in_the_work_is_raised_where_it_is_asked_for():
    with Workers("text", 2, threads=True) as workers, pytest.raises(TypeError):
        list(workers.map(plus, range(3)))
