"""The cheapest cover, on requirements small enough to be solved by hand."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from shift_days import on_shifts

from ccsim.errors import TargetMissedError
from ccsim.workforce.holiday_time import holidays_of
from ccsim.workforce.shift_cover import covering_plan, required_with_cover

EIGHTS = {
    "early": {"start": "06:00", "length": "8 h"},
    "late": {"start": "14:00", "length": "8 h"},
    "night": {"start": "22:00", "length": "8 h"},
}


def covered(scenario, required):
    group, days = scenario.groups["team"], scenario.run.days
    needed = required_with_cover(group, np.asarray(required, np.int64), 3600.0)
    plan = covering_plan(scenario, "team", needed, days, 0, holidays_of(scenario, days, 0))
    assert (plan.levels(3600.0) >= needed).all()
    by_pattern: dict[str, list[int]] = {}
    for form, row in zip(plan.forms, plan.agents.tolist(), strict=True):
        kept = by_pattern.setdefault(form.pattern, [0] * len(row))
        by_pattern[form.pattern] = [a + b for a, b in zip(kept, row, strict=True)]
    return by_pattern


def test_one_awake_seat_round_the_clock():
    scenario = on_shifts(EIGHTS, days=1, cover=[{"from": "00:00", "until": "24:00", "agents": 1}])
    assert covered(scenario, [0] * 24) == {"early": [1, 1], "late": [1, 1], "night": [1, 1]}


def test_a_day_goes_round_and_every_shift_has_as_many_as_its_busiest_hour():
    required = [2] * 6 + [3] * 4 + [5] + [3] * 3 + [4] * 8 + [1] * 2
    assert covered(on_shifts(EIGHTS, days=1), required) == {"early": [5, 5], "late": [4, 4], "night": [2, 2]}


def test_two_overlapping_shifts_share_a_peak():
    # 8-16 needs 2, 12-20 needs 3: two early and three late meet 5 at noon; four early and one late would not do
    patterns = {"early": {"start": "08:00", "length": "8 h"}, "late": {"start": "12:00", "length": "8 h"}}
    required = [0] * 8 + [2] * 4 + [5] * 4 + [3] * 4 + [0] * 4
    assert covered(on_shifts(patterns, days=1), required) == {"early": [2, 2], "late": [3, 3]}


def test_overtime_is_taken_where_it_is_cheaper_and_only_as_far_as_the_law_allows():
    # 8-18 needs 2 agents. Ten hours each with two of overtime at 150%: 11 hours of pay. Two eights: 16.
    patterns = {
        "long": {"start": "08:00", "length": "10 h"},
        "early": {"start": "08:00", "length": "8 h"}, "late": {"start": "10:00", "length": "8 h"},
    }  # fmt: skip
    required = [0] * 8 + [2] * 10 + [0] * 6
    free = on_shifts(patterns, days=1, overtime={"per_month": "100 h"})
    assert covered(free, required)["long"] == [2, 2]
    # 36 h a month at 20 days are 1.8 h a shift on average: with every shift at 2 h that is too much, so one of them
    # is split, early and late: one long and two others have 2 h in three shifts
    assert covered(on_shifts(patterns, days=1), required) == {"long": [1, 1], "early": [1, 1], "late": [1, 1]}
    # at three times the pay ten hours cost 14: more of them than two eights at 16 would still not be
    dear = on_shifts(patterns, days=1, labour={"premiums": {"overtime": 6.0}}, overtime={"per_month": "100 h"})
    assert covered(dear, required) == {"long": [0, 0], "early": [2, 2], "late": [2, 2]}


def test_the_breaks_are_placed_so_that_somebody_stays():
    patterns = {"day": {"start": "08:00", "length": "9 h", "breaks": [{"after": "4 h", "length": "1 h", "turns": 2}]}}
    scenario = on_shifts(patterns, days=1)
    required = [0] * 8 + [1] * 9 + [0] * 7
    needed = np.asarray(required, np.int64)
    plan = covering_plan(scenario, "team", needed, 1, 0, holidays_of(scenario, 1, 0))
    assert plan.agents[:, 1].tolist() == [1, 1]
    assert plan.levels(3600.0)[8:17].tolist() == [2, 2, 2, 2, 1, 1, 2, 2, 2]


def test_nine_days_follow_each_other_over_the_weeks_edge():
    scenario = on_shifts(EIGHTS, days=9)
    required = np.ones((9, 24), np.int64)
    required[6, 22:] = 4  # the last night of the first week
    required[7, :6] = 4
    found = covered(scenario, required.ravel())
    assert found["night"] == [1, 1, 1, 1, 1, 1, 1, 4, 1, 1]
    # of the day before the first, only those are there who still are at midnight
    assert found["early"] == found["late"] == [0] + [1] * 9


def test_patterns_keep_their_days_and_their_least_number():
    patterns = {
        **EIGHTS,
        "weekend": {"start": "06:00", "length": "8 h", "days": ["sat", "sun"], "minimum": 2},
    }
    found = covered(on_shifts(patterns, days=7), [1] * 168)
    assert found["weekend"] == [2, 0, 0, 0, 0, 0, 2, 2]
    assert found["early"][1:] == [1, 1, 1, 1, 1, 0, 0]


def test_few_people_work_on_rest_days_and_too_few_cannot():
    # 21 shifts a week; four people have 20 days of work
    assert covered(on_shifts(EIGHTS, days=7, people=4), [1] * 168)["early"] == [1] * 8
    with pytest.raises(TargetMissedError, match="nothing covers the requirement with 3 people"):
        covered(on_shifts(EIGHTS, days=7, people=3), [1] * 168)  # 18 days with a day off in seven


def test_an_hour_that_no_pattern_covers_is_named():
    with pytest.raises(TargetMissedError, match="1 scheduled on mon at 03:00, but no pattern is on duty then"):
        covered(on_shifts({"early": EIGHTS["early"]}, days=1), [0] * 3 + [1] + [0] * 20)
