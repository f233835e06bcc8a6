"""Shifts given by hand: headcounts, people, what a forecast's error makes of them."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from shift_days import DAY, NIGHT, on_shifts

from ccsim.workforce.shift_plan import cover_levels, given_plan, people_for, scaled_plan


def plan_of(patterns, **kwargs):
    scenario = on_shifts(patterns, **kwargs)
    return scenario, given_plan(scenario, scenario.groups["team"], scenario.run.days, 0)


def test_headcounts_of_a_given_roster():
    _, plan = plan_of({"day": {**DAY, "agents": 3}, "night": {**NIGHT, "agents": 1}})
    # of three, two go at 12:00 and one at 13:00; the night of the day before is still there
    day = [1, 1, 0, 1, 1, 1, 0, 0, 3, 3, 3, 3, 1, 2, 3, 3, 3, 0, 0, 0, 0, 0, 1, 1]
    assert plan.levels(3600.0).tolist() == day + day


def test_a_pattern_begins_on_its_days_only():
    # Monday and Tuesday are simulated; the night of Sunday to Monday is nobody's
    _, plan = plan_of({"night": {**NIGHT, "agents": 2, "days": ["mon", "fri"]}})
    assert plan.agents.tolist() == [[0, 2, 0]]
    levels = plan.levels(3600.0)
    assert levels[:6].tolist() == [0] * 6
    assert levels[22:30].tolist() == [2, 2, 2, 2, 0, 2, 2, 2]
    assert levels[30:].sum() == 0


def test_people_for_a_week():
    shifts = on_shifts({"day": {**DAY, "agents": 1}}).groups["team"].shifts
    assert people_for(np.array([3, 3, 3, 3, 3, 3, 3]), shifts) == 5  # 21 shifts, five each
    assert people_for(np.array([9, 1, 1, 1, 1, 1, 1]), shifts) == 9  # all of them at once on one day
    assert people_for(np.array([3]), shifts) == 5  # a day like all others: 4.2, so 5
    assert people_for(np.array([1] * 14), shifts) == 2


def test_cover_runs_over_midnight():
    shifts = on_shifts(
        {"day": DAY}, cover=[{"from": "22:00", "until": "06:00", "agents": 2}, {"from": "05:00", "until": "08:00", "agents": 3}]
    ).groups["team"].shifts  # fmt: skip
    assert cover_levels(shifts, 3600.0).tolist() == [2, 2, 2, 2, 2, 3, 3, 3] + [0] * 14 + [2, 2]


def test_a_forecast_that_is_too_high_by_half_brings_half_as_many_again():
    _, plan = plan_of({"day": {**DAY, "agents": 3}, "night": {**NIGHT, "agents": 1}})
    factors = np.ones(48)
    factors[24:] = 1.5
    found = scaled_plan(plan, factors)
    assert found.agents[:2].sum(axis=0).tolist() == [3, 3, 5]  # 4.5 rounds up
    # the night of Monday to Tuesday: two of its seven hours on duty on Monday, 9.5 / 7 = 1.36, so one; Tuesday's goes
    # on into a day of which no more is known than of Tuesday: 1.5, so two
    assert found.agents[2].tolist() == [1, 1, 2]
    assert scaled_plan(plan, 0.01 * factors).agents[2].tolist() == [1, 1, 1]  # never nobody where somebody was
    assert scaled_plan(plan, np.full(48, 2.0)).agents[:, 1].tolist() == [4, 2, 2]


def test_no_agents_no_plan():
    scenario = on_shifts({"day": DAY})
    assert not scenario.groups["team"].staffing_given
    with pytest.raises(AttributeError):
        _ = scenario.groups["team"].shifts.given_agents
