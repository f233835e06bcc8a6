from pathlib import Path

import numpy as np
from small_experiment import SCENARIO

from ccsim.experiment.replications import Job, replicate
from ccsim.experiment.staffing import Schedule, derive_schedule
from ccsim.experiment.stored import schedule_from_bytes, schedule_to_bytes, sums_from_bytes, sums_to_bytes
from ccsim.scenario.centre import centre_of
from ccsim.scenario.load import load_scenario


def test_sums_and_schedules_come_back_to_the_last_bit(tmp_path: Path) -> None:
    path = tmp_path / "centre.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    scenario = load_scenario(path).scenario
    centre = centre_of(scenario)
    schedule = derive_schedule(scenario, centre, engine="reference")
    back = schedule_from_bytes(schedule_to_bytes(schedule))
    assert isinstance(back, Schedule)
    assert np.array_equal(back.levels, schedule.levels)
    assert back.levels.dtype == schedule.levels.dtype
    assert (back.interval_s, back.derived, back.rule, back.factor, back.pilot) == (
        schedule.interval_s, schedule.derived, schedule.rule, schedule.factor, schedule.pilot,
    )  # fmt: skip
    sums = replicate(Job(scenario, centre, schedule.levels, 1, "reference", 1), 0).sums
    again = sums_from_bytes(sums_to_bytes(sums))
    assert sums_to_bytes(again) == sums_to_bytes(sums)
    assert again.totals == sums.totals
    assert np.array_equal(again.waits, sums.waits)
    assert np.array_equal(again.waits_by_queue, sums.waits_by_queue)
    assert again.by.keys() == sums.by.keys()
    for dimension, arrays in sums.by.items():
        assert again.by[dimension].keys() == arrays.keys()
        for name, array in arrays.items():
            assert np.array_equal(again.by[dimension][name], array)
            assert again.by[dimension][name].dtype == array.dtype


def test_shifts_come_back_too(tmp_path: Path) -> None:
    path = tmp_path / "centre.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    spans = ", ".join(f"s{hour}: {{start: '{hour:02d}:00', length: 8 h}}" for hour in (0, 8, 16))
    patterns = f"groups.team.shifts={{patterns: {{{spans}}}}}"
    scenario = load_scenario(path, [patterns, "staffing.interval=1 h"]).scenario
    schedule = derive_schedule(scenario, centre_of(scenario), engine="reference")
    back = schedule_from_bytes(schedule_to_bytes(schedule))
    assert isinstance(back, Schedule)
    assert back.shifts.keys() == schedule.shifts.keys() == {0}
    assert back.shifts[0].forms == schedule.shifts[0].forms
    assert back.shifts[0].gap == schedule.shifts[0].gap
    assert np.array_equal(back.shifts[0].agents, schedule.shifts[0].agents)
    assert np.array_equal(back.required, schedule.required)


def test_that_there_is_no_roster_is_kept_as_well() -> None:
    assert schedule_from_bytes(schedule_to_bytes("no roster")) == "no roster"
