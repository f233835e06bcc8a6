"""Special days by occasion instead of date: the same days, wherever the run lies."""

from datetime import timedelta

import numpy as np
import pytest
from demand_checks import scenario

from ccsim.demand.calendar import day_factors, first_date, special_days

NO_HISTORY = {"history": {"days": 0}}


def at(start, days, *special, calendar=True):
    return scenario(
        arrivals={"kind": "poisson", "volume": "100/day", "special_days": list(special)},
        run={"start": start, "days": days} | NO_HISTORY,
        calendar={"holidays": "CN"} if calendar else None,
    )


def factors(s):
    return day_factors(s, s.arrivals, np.arange(s.run.days)).tolist()


def test_an_occasion_is_its_dates():
    by_name = at("2025-11-09", 4, {"on": "double11", "factor": 6}, {"on": "double11_eve", "factor": 2}, calendar=False)
    by_date = at("2025-11-09", 4, {"date": "2025-11-11", "factor": 6}, {"date": "2025-11-10", "factor": 2})
    assert factors(by_name) == factors(by_date) == [1, 2, 6, 1]


def test_every_holiday_of_a_run_counts_and_make_up_days_are_apart():
    s = at("2025-09-27", 16, {"on": "statutory_holiday", "factor": 0.5}, {"on": "makeup_workday", "factor": 3})
    # 28 September is made up for, 1 to 3 and 6 October are statutory, 11 October is made up for; 7 and 8 are days off
    assert factors(s) == [1, 3, 1, 1, 0.5, 0.5, 0.5, 1, 1, 0.5, 1, 1, 1, 1, 3, 1]


def test_what_lies_behind_leaves_its_mark():
    after = {"factor": 2, "days": 5}
    s = at("2025-11-13", 1, {"on": "double11", "after": after}, calendar=False)
    assert factors(s)[0] == pytest.approx(1 + np.exp(-2 / 5))
    days = [first_date(s) + timedelta(days=number) for number, _ in special_days(s, s.arrivals)]
    assert [day.isoformat() for day in days] == ["2025-11-11"]
