"""Shifts in numbers, and a whole run on shifts: what is scheduled is what is there, and hours and money reconcile."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "workforce"))

from shift_days import DAY, NIGHT, on_shifts

from ccsim.economics.by_interval import cost_by_interval
from ccsim.economics.entry import MICRO
from ccsim.economics.labour import shift_paid_time
from ccsim.experiment.hours import by_hour
from ccsim.experiment.replications import Job, replicate
from ccsim.experiment.shift_table import cover_rows, shift_rows
from ccsim.experiment.staffing import derive_schedule
from ccsim.scenario.centre import centre_of

PATTERNS = {
    "early": {"start": "06:00", "length": "9 h", "breaks": [{"after": "4 h", "length": "1 h", "turns": 2}]},
    "late": {"start": "14:00", "length": "9 h", "breaks": [{"after": "4 h", "length": "1 h", "turns": 2}]},
    "night": {
        "start": "22:00",
        "length": "9 h",
        "breaks": [{"after": "4 h", "length": "1 h", "turns": 2, "paid": True}],
    },
}
LABOUR = {"on_cost": 0.3, "premiums": {"night_allowance": "25 CNY"}}


def derived(**kwargs):
    """A small centre whose shifts cover a derived requirement."""
    scenario = on_shifts(
        PATTERNS,
        days=1,
        labour=LABOUR,
        group={"concurrency": 3, "shrinkage": "25%", "absence": "5%"},
        cover=[{"from": "22:00", "until": "06:00", "agents": 2}],
        lateness={"share": "10%", "mean": "20 min"},
        **kwargs,
    )
    return scenario, centre_of(scenario)


@pytest.fixture(scope="module")
def ran():
    scenario, centre = derived()
    schedule = derive_schedule(scenario, centre, engine="reference")
    job = Job(scenario, centre, schedule.levels, 1, "reference", 1, shifts=schedule.shifts)
    return scenario, centre, schedule, [replicate(job, number) for number in range(3)]


def test_shifts_cover_the_requirement_and_the_least_cover(ran):
    scenario, _, schedule, _ = ran
    assert (schedule.levels >= schedule.required).all()
    assert (schedule.required[0][[0, 5, 22, 23]] == 2).all()
    (row,) = cover_rows(scenario, schedule)
    assert row.required_h == schedule.required.sum()
    assert row.bound_h >= 16
    assert row.excess_h == row.scheduled_h - row.required_h > 0
    rows = shift_rows(scenario, schedule)
    assert sum(one.duty_h for one in rows) == row.scheduled_h
    nights = next(one for one in rows if one.pattern == "night")
    assert nights.night_shifts == nights.agents
    assert nights.premium == pytest.approx(25 * nights.agents + nights.overtime_h * 25 * 0.5)  # 4,000 / 160 h


def test_hours_paid_are_what_they_are_made_of(ran):
    for one in ran[3]:
        time = shift_paid_time(one.sums.by["group"], 0)
        parts = time.duty + time.breaks + time.absence + time.late + time.planned
        assert parts == time.scheduled == one.sums.totals["paid_ticks"]
        busy_on_duty = one.sums.totals["busy_ticks"] - one.sums.totals["drain_ticks"]
        assert 0 < busy_on_duty < time.duty
        wages = [entry for entry in one.ledger.entries if entry.category.startswith("wages")]
        assert sum(entry.quantity for entry in wages) == time.total


def test_absence_and_lateness_take_from_duty_what_they_count(ran):
    _, _, schedule, replications = ran
    for one in replications:
        total = one.sums.totals
        gone = total["lateness_ticks"] + total["absence_ticks"]
        scheduled = int(schedule.levels.sum()) * 3600 * 2**20
        assert scheduled - gone <= total["duty_ticks"] <= scheduled  # of the absent, breaks are counted too


def test_cost_by_hour_sums_to_the_cost(ran):
    scenario, centre, schedule, replications = ran
    sums, ledgers = [one.sums for one in replications], [one.ledger for one in replications]
    table = by_hour(sums, ledgers, scenario, centre, schedule)
    total = np.mean([ledger.total_micro() for ledger in ledgers]) / MICRO
    assert table["cost"].sum() == pytest.approx(total)
    assert table["scheduled_agents"].tolist() == schedule.levels[0].tolist()
    assert table["required_agents"].tolist() == schedule.required[0].tolist()
    assert table["contacts"].sum() == pytest.approx(np.mean([one.totals["contacts"] for one in sums]))
    night = np.isin(np.arange(48) // 2, [22, 23, 0, 1, 2, 3, 4, 5])
    only_night = cost_by_interval(ledgers[0], sums[0], {"team": night})
    assert only_night.sum() == ledgers[0].total_micro()


def test_a_roster_given_by_hand_needs_no_search():
    scenario = on_shifts({"day": {**DAY, "agents": 3}, "night": {**NIGHT, "agents": 1}}, days=1, labour=LABOUR)
    schedule = derive_schedule(scenario, centre_of(scenario))
    assert schedule.derived == (False,)
    (row,) = cover_rows(scenario, schedule)
    assert (row.required_h, row.scheduled_h, row.paid_h, row.people, row.gap) == (31, 31, 32, 6, 0)


def test_the_schedule_of_a_forecast_that_errs_scales_the_shifts(ran):
    scenario, centre, schedule, replications = ran
    biased = scenario.model_copy(update={"forecast": scenario.forecast.model_copy(update={"bias": 1.0})})
    job = Job(biased, centre, schedule.levels, 1, "reference", 1, shifts=schedule.shifts)
    assert replicate(job, 0).sums.totals["paid_ticks"] == 2 * replications[0].sums.totals["paid_ticks"]
