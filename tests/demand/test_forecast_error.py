"""The forecast's error: its moments, what shares it, and that it is drawn apart from what comes."""

import numpy as np
import pytest
from demand_checks import agrees, scenario, tape_of

from ccsim.demand.forecast_error import forecast_errors
from ccsim.demand.streams import TapeStreams


def errors(forecast, days=7, slots=48, seed=1, **blocks):
    return forecast_errors(scenario(forecast=forecast, **blocks), days, slots, TapeStreams(seed, 0, "run"))


def test_every_error_has_mean_1_and_the_stated_variation():
    for name, group in (("week_cv", 7), ("day_cv", 1)):
        factors = errors({name: 0.2}, days=7 * 3000).reshape(-1, 48)[::group, 0]
        assert agrees(factors, 1.0, detects=0.03)
        assert agrees((factors - 1) ** 2, 0.04, detects=0.35)
    halves = errors({"halfhour_cv": 0.2}, days=1000)
    assert agrees(halves, 1.0, detects=0.01)
    assert agrees((halves - 1) ** 2, 0.04, detects=0.1)


def test_together_they_multiply():
    factors = errors({"week_cv": 0.1, "day_cv": 0.2, "halfhour_cv": 0.3}, days=14_000).reshape(-1, 7, 48)[:, 0, 0]
    assert agrees(factors, 1.0, detects=0.07)
    assert agrees((factors - 1) ** 2, 1.01 * 1.04 * 1.09 - 1, detects=0.6)


def test_a_week_begins_on_monday_and_a_day_is_wrong_as_a_whole():
    week = errors({"week_cv": 0.2}, days=9, run={"start": "2025-06-06"}).reshape(9, 48)  # a Friday
    assert (week == week[:, :1]).all()
    assert np.unique(week[:, 0]).size == 2
    assert len(set(week[:3, 0])) == len(set(week[3:, 0])) == 1
    day = errors({"day_cv": 0.2}, days=9).reshape(9, 48)
    assert (day == day[:, :1]).all()
    assert np.unique(day[:, 0]).size == 9


def test_slots_have_the_mean_of_their_half_hours():
    forecast = {"halfhour_cv": 0.3, "day_cv": 0.1}
    halves = errors(forecast, days=2)
    assert errors(forecast, days=2, slots=24) == pytest.approx(halves.reshape(-1, 2).mean(axis=1))
    assert errors(forecast, days=2, slots=96) == pytest.approx(np.repeat(halves, 2))
    uneven = errors(forecast, days=1, slots=32)  # 45 minutes
    assert uneven[:2] == pytest.approx([(2 * halves[0] + halves[1]) / 3, (halves[1] + 2 * halves[2]) / 3])


def test_special_days_have_an_error_of_their_own_size():
    arrivals = {"kind": "poisson", "volume": "100/day", "special_days": [{"day": 1}, {"day": 500}]}
    special = errors({"day_cv": 0.1, "special_day_cv": 0.4}, arrivals=arrivals).reshape(7, 48)[:, 0]
    usual = errors({"day_cv": 0.1}, arrivals=arrivals).reshape(7, 48)[:, 0]
    assert np.array_equal(np.delete(special, 1), np.delete(usual, 1))
    variance, wider = np.log1p([0.01, 0.16])
    z = (np.log(usual[1]) + variance / 2) / np.sqrt(variance)
    assert np.log(special[1]) == pytest.approx(np.sqrt(wider) * z - wider / 2)


def test_an_exact_forecast_is_the_expectation():
    assert (errors({}) == 1).all()


def test_what_comes_does_not_know_what_was_forecast():
    plain, wrong = scenario(), scenario(forecast={"bias": 0.5, "day_cv": 0.3})
    assert tape_of(plain).tobytes() == tape_of(wrong).tobytes()
    assert not np.array_equal(errors({"day_cv": 0.3}), errors({"day_cv": 0.3}, seed=2))
