"""One replication of shifts: steps, paid time and hours by cause, worked out by hand; keys of absence and lateness."""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from shift_days import DAY, NIGHT, on_shifts

from ccsim.model.timegrid import TICKS_PER_S
from ccsim.scenario.centre import centre_of
from ccsim.workforce.holiday_time import holidays_of
from ccsim.workforce.shift_plan import given_plan
from ccsim.workforce.shift_roster import rest_day_share, work_shifts
from ccsim.workforce.staffed import staffed

H = 3600 * TICKS_PER_S
BOTH = {"day": {**DAY, "agents": 3}, "night": {**NIGHT, "agents": 1}}


def worked(scenario, replication=0, plan=None):
    days = scenario.run.days
    group = scenario.groups["team"]
    plan = plan or given_plan(scenario, group, days, 0)
    return work_shifts(group, 0, plan, holidays_of(scenario, days, 0), 1, replication, "run/team")


def hours(found):
    """Hours (and night shifts) by name and day, names that are all zero left out."""
    in_hours = {name: (by_day / (1 if name == "night_shifts" else H)).tolist() for name, by_day in found.time.items()}
    return {name: by_day for name, by_day in in_hours.items() if any(by_day)}


def test_two_ordinary_days():
    found = worked(on_shifts(BOTH))
    assert [tuple(step) for step in found.steps.tolist()][:9] == [
        (0.0, 0, 1), (7200.0, 0, 0), (10800.0, 0, 1), (21600.0, 0, 0), (28800.0, 0, 3),
        (43200.0, 0, 1), (46800.0, 0, 2), (50400.0, 0, 3), (61200.0, 0, 0),
    ]  # fmt: skip
    # three days of eight hours and a night of eight, its paid hour of break included
    assert (found.paid_s / 3600).tolist() == [32, 32]
    assert hours(found) == {"break_ticks": [1, 1], "night_shifts": [1, 1]}


def test_the_steps_are_the_plan_where_nobody_is_absent():
    scenario = on_shifts(BOTH)
    steps = worked(scenario).steps
    slots = given_plan(scenario, scenario.groups["team"], 2, 0).levels(3600.0)
    last = np.searchsorted(steps["at_s"], np.arange(48) * 3600.0, side="right") - 1
    assert steps["level"][last].tolist() == slots.tolist()


def test_shrinkage_beyond_the_breaks_of_the_shifts_is_paid_beside_them():
    found = worked(on_shifts(BOTH, group={"shrinkage": "25%"}))
    assert found.paid_s / 3600 == pytest.approx([31 / 0.75] * 2)  # 31 hours on duty
    # breaks that fill more than all of shrinkage stay paid
    assert (worked(on_shifts(BOTH, group={"shrinkage": "1%"})).paid_s / 3600).tolist() == [32, 32]


def test_overtime_holidays_and_nights():
    long = {"long": {"start": "09:00", "length": "11 h", "agents": 2, "days": ["wed", "thu"]}}
    patterns = {**long, "night": {**NIGHT, "agents": 1}}
    # 30 September to 2 October 2025, a Tuesday to a Thursday; from 1 October on it is National Day
    scenario = on_shifts(patterns, days=3, start="2025-09-30", calendar=True, overtime={"per_month": "60 h"})
    assert hours(worked(scenario)) == {
        "break_ticks": [1, 1, 1],
        "holiday_ticks": [0, 30, 30],  # eleven hours each, and the night's from midnight and from 22:00 on
        "night_shifts": [1, 1, 1],
    }
    assert hours(worked(on_shifts(patterns, days=3, start="2025-09-30", overtime={"per_month": "60 h"})))[
        "overtime_ticks"
    ] == [0, 6, 6]


def test_what_so_many_people_cannot_do_is_done_on_rest_days():
    # seven days of three shifts are 21; three people have 15 days of work: 6 of 21 shifts on rest days
    scenario = on_shifts({"day": {**DAY, "agents": 3}}, days=7, people=3)
    plan = given_plan(scenario, scenario.groups["team"], 7, 0)
    assert rest_day_share(scenario.groups["team"], plan) == pytest.approx([6 / 21] * 7)
    assert hours(worked(scenario))["rest_day_ticks"] == pytest.approx([24 * 6 / 21] * 7)


def test_an_hour_has_one_premium():
    # the same with ten paid hours: two of them are overtime, but not of the shifts on rest days
    ten = {"day": {"start": "08:00", "length": "10 h", "agents": 3}}
    found = hours(worked(on_shifts(ten, days=7, people=3, overtime={"per_month": "60 h"})))
    assert found["rest_day_ticks"] == pytest.approx([30 * 6 / 21] * 7)
    assert found["overtime_ticks"] == pytest.approx([6 * 15 / 21] * 7)


def test_the_absent_are_paid_for_the_shift_and_earn_no_premium():
    group = {"shrinkage": "60%", "absence": "40%"}
    many = {"night": {**NIGHT, "agents": 4000}}
    found = worked(on_shifts(many, group=group))
    time = {name: by_day.sum() for name, by_day in found.time.items()}
    # 64,000 hours of shifts; 8,000 agents and the 4,000 of the night before, of whom six hours are left
    share = time["absence_ticks"] / H / 64_000
    assert share == pytest.approx(0.4, abs=5 * (0.24 / 12_000) ** 0.5)
    assert time["night_shifts"] == pytest.approx(0.6 * 8000, abs=5 * (0.24 * 8000) ** 0.5)
    assert time["break_ticks"] / H + time["absence_ticks"] / H / 8 == pytest.approx(8000, rel=0.02)
    assert found.paid_s.sum() / 3600 == pytest.approx(64_000 * 7 / 8 * 0.6 / 0.4)


def test_who_is_late_logs_on_late():
    group = {"shrinkage": "10%"}
    scenario = on_shifts({"day": {**DAY, "agents": 4000}}, group=group, lateness={"share": "50%", "mean": "30 min"})
    found = worked(scenario)
    # 8,000 shifts, half of them late by half an hour: 2,000 h, standard error 0.43 h x sqrt(8,000)
    assert found.time["lateness_ticks"].sum() / H == pytest.approx(2000, abs=5 * 0.433 * 8000**0.5)
    at_eight = found.steps[found.steps["at_s"] <= 28800.0]["level"][-1]
    assert at_eight == pytest.approx(2000, abs=5 * 1000**0.5)
    duty_ticks = _area(found.steps, 2 * 86400.0)
    assert duty_ticks + found.time["lateness_ticks"].sum() == 8000 * 8 * H


def test_more_agents_and_further_shifts_change_nobody_elses_luck():
    group = {"shrinkage": "60%", "absence": "40%"}
    few = on_shifts({"day": {**DAY, "agents": 40}}, group=group)
    plan = given_plan(few, few.groups["team"], 2, 0)
    more = replace(plan, agents=plan.agents + np.array([[0], [7]]))
    one, other = worked(few, plan=plan), worked(few, plan=more)
    # those of the first turn are the same: at 13:00, when the second turn is away, they alone are there
    at = [
        found.steps["level"][np.searchsorted(found.steps["at_s"], 46800.0, side="right") - 1] for found in (one, other)
    ]
    assert at[0] == at[1] < 20
    beside = on_shifts({"day": {**DAY, "agents": 40}, "night": {**NIGHT, "agents": 9}}, group=group)
    assert worked(beside).time["absence_ticks"].sum() > one.time["absence_ticks"].sum()
    level = [found.steps["level"][found.steps["at_s"] == 28800.0][0] for found in (one, worked(beside))]
    assert level[0] == level[1]
    assert worked(few, replication=1).steps.tobytes() != one.steps.tobytes()


def test_groups_on_shifts_and_by_headcount_side_by_side():
    scenario = on_shifts(BOTH)
    both = scenario.model_copy(update={"groups": {"other": scenario.groups["team"].model_copy(
        update={"shifts": None}), **scenario.groups}})  # fmt: skip
    plan = given_plan(scenario, scenario.groups["team"], 2, 0)
    found = staffed(both, centre_of(both), np.full((2, 48), 5), {1: plan}, 1, 0)
    assert found.roster[found.roster["group"] == 0].tolist() == [(0.0, 0, 5)]
    assert [(at, level) for at, group, level in found.roster.tolist() if group == 1] == [
        (at, level) for at, _, level in worked(scenario).steps.tolist()
    ]
    assert found.paid_s[0].tolist() == [5 * 86400.0] * 2
    assert found.shift_time["break_ticks"].tolist() == [[0, 0], [H, H]]


def _area(steps, horizon_s):
    at = np.append(steps["at_s"], horizon_s)
    return int((np.diff(at) * TICKS_PER_S * steps["level"]).sum())
