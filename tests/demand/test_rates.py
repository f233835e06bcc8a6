"""Rates stated as they are, waves and crowds: thinned exactly at every moment, and integrated exactly."""

import math

import numpy as np
import pytest
from demand_checks import STREAMS, agrees, fresh, scenario, tape_of
from hypothesis import given, settings
from hypothesis import strategies as st

from ccsim.demand.arrivals import poisson_issues
from ccsim.demand.forecast import forecast_legs
from ccsim.demand.rates import Crowd, RateCurve, Wave, mean_rate_curve
from ccsim.model.inputs import day_of
from ccsim.scenario.centre import centre_of

NO_HISTORY = {"history": {"days": 0}}


def drawn(run=None, **arrivals):
    values = {"kind": "poisson", "counted": "issues"} | arrivals
    return scenario(arrivals=values, run=NO_HISTORY | (run or {}))


def seconds(s, days, first_day=0):
    return poisson_issues(s, s.arrivals, first_day, days, STREAMS).arrival_s


def counts(at_s, edges, days):
    """Counts (days, bins) by the time of day."""
    of_day = [np.histogram(at_s[at_s // 86400 == day] % 86400, edges)[0] for day in range(days)]
    return np.array(of_day)


def test_a_sinusoid_is_thinned_at_every_moment():
    """120 days, bins of 7.5 minutes, half of a slot: a rate taken at the slot's begin or middle would miss by 6%."""
    s = drawn(sinusoid={"mean": "240/h", "amplitude": "240/h", "period": "1 h", "phase": 0.5})
    edges = np.arange(0, 3601, 450.0)
    hours = seconds(s, 120) % 3600
    angle = 2 * np.pi * edges / 3600 + 0.5
    expected = np.diff(240 * edges / 3600 - 240 / (2 * np.pi) * np.cos(angle)) * 24
    for bin_number, mean in enumerate(expected):
        per_day = np.histogram(hours, edges)[0][bin_number] / 120
        caught = 7.22 / math.sqrt(120 * mean)
        assert caught < 0.15
        assert abs(per_day - mean) < 4.89 * math.sqrt(mean / 120)


def test_a_slow_sinusoid_has_the_stated_mean_by_hour():
    s = drawn(sinusoid={"mean": "1200/h", "amplitude": "900/h", "period": "24 h"})
    found = counts(seconds(s, 40), np.arange(25) * 3600.0, 40)
    edges = 2 * np.pi * np.arange(25) / 24
    expected = 1200 - 900 * 24 / (2 * np.pi) * np.diff(np.cos(edges))
    for hour in range(24):
        assert agrees(found[:, hour], expected[hour], detects=0.08)
    assert agrees(found.sum(axis=1), 1200 * 24, detects=0.01)


def test_phase_counts_from_the_first_measured_midnight():
    """A warm-up of three days leaves the measured days as they are; the period is no part of a day."""
    wave = {"mean": "100/h", "amplitude": "80/h", "period": "29 h", "phase": 1}
    plain = mean_rate_curve(s := drawn(sinusoid=wave), s.arrivals, 0, 2)
    warm = drawn(sinusoid=wave, run={"history": {"days": 3, "method": "simulated"}})
    later = mean_rate_curve(warm, warm.arrivals, 3, 2)
    at = np.linspace(0, 86399, 50)
    day = np.zeros(50, np.int64)
    expected = (100 + 80 * np.sin(2 * np.pi * at / (29 * 3600) + 1)) / 3600
    assert plain.at(day, at) == pytest.approx(expected)
    assert later.at(day + 3, at) == pytest.approx(expected)


def test_rates_are_taken_as_they_are():
    """Two days of six-hour rates, again and again; a Sunday counts as half."""
    per_hour = [10, 0, 40, 20, 5, 5, 5, 85]
    s = drawn(rates={"interval": "6 h", "per_hour": per_hour}, weekday=[1, 1, 1, 1, 1, 1, 0.5])
    days = 14 * 40
    found = counts(seconds(s, days), np.arange(5) * 21600.0, days)
    weekday = np.array([1, 1, 1, 1, 1, 1, 0.5]) / np.mean([1, 1, 1, 1, 1, 1, 0.5])
    expected = np.array(per_hour).reshape(2, 4)[np.arange(14) % 2] * 6 * weekday[np.arange(14) % 7][:, None]
    by_fortnight = found.reshape(40, 14, 4).mean(axis=0)
    assert (by_fortnight[:, 1][::2] == 0).all()
    assert np.abs(by_fortnight - expected).max() < 4.89 * math.sqrt(expected.max() / 40)
    assert agrees(found.reshape(40, -1).sum(axis=1), expected.sum(), detects=0.02)


def test_a_short_list_of_rates_fills_the_day():
    s = drawn(rates={"interval": "30 min", "per_hour": [100, 20]})
    curve = mean_rate_curve(s, s.arrivals, 0, 1)
    assert curve.parts == pytest.approx(np.tile([100 / 3600, 20 / 3600], 24)[None])


def test_rates_counted_in_contacts_leave_room_for_repeats():
    repeats = {"if_unresolved": 0.8, "max_attempts": 2, "delay": [{"share": 1, "earliest": 0, "latest": "1 h"}]}
    rates = {"interval": "1 h", "per_hour": [100]}
    s = scenario(arrivals={"kind": "poisson", "rates": rates}, repeats=repeats)
    per_issue = 1 + 0.25 * 0.8
    assert mean_rate_curve(s, s.arrivals, 0, 1).expected(3600.0) == pytest.approx(np.full((1, 24), 100 / per_issue))


SPIKE = {"day": 0, "spikes": [{"at": "20:00", "peak": 8, "decay": "12 min"}]}


def test_a_spike_is_thinned_at_every_moment():
    """400 replications of a day; two-minute bins after 20:00 have the means of 1 + 7 exp(-t / 12 min)."""
    s = drawn(volume="14400/day", special_days=[SPIKE])
    edges = 20 * 3600 + np.arange(-5, 31) * 120.0
    tau = 720.0
    since = np.maximum(edges - 20 * 3600, 0)
    expected = np.diff(edges + 7 * tau * (1 - np.exp(-since / tau))) * 14400 / 86400
    found = np.zeros((400, edges.size - 1))
    for replication in range(400):
        streams = STREAMS.__class__(11, replication, "run")
        found[replication] = np.histogram(poisson_issues(s, s.arrivals, 0, 1, streams).arrival_s, edges)[0]
    for column, mean in enumerate(expected):
        assert agrees(found[:, column], mean, detects=0.09)
    assert agrees(found.sum(axis=1), expected.sum(), detects=0.01)
    variance_to_mean = (found - found.mean(axis=0)) ** 2 / found.mean(axis=0)
    assert agrees(variance_to_mean.ravel(), 1.0, detects=0.12)


def test_a_spike_before_midnight_goes_on_after_it():
    late = {"day": 0, "spikes": [{"at": "23:45", "peak": 5, "decay": "1 h"}]}
    s = drawn(volume="24000/day", special_days=[late], run={"days": 2})
    expected = mean_rate_curve(s, s.arrivals, 0, 2).expected(3600.0)
    tau = 3600.0
    area = 4 * tau * (math.exp(-900 / tau) - math.exp(-4500 / tau)) * 24000 / 86400
    assert expected[1, 0] == pytest.approx(1000 + area, rel=1e-9)
    # a range of days that begins after the spike knows of it
    alone = mean_rate_curve(s, s.arrivals, 1, 1)
    assert alone.expected(3600.0)[0] == pytest.approx(expected[1])


def test_the_forecast_integrates_what_is_drawn():
    wave = drawn(sinusoid={"mean": "100/h", "amplitude": "50/h", "period": "90 min", "phase": 2}, run={"days": 2})
    edges = np.arange(97) * 1800.0
    angle = 2 * np.pi * edges / 5400 + 2
    expected = np.diff(100 * edges - 50 * 5400 / (2 * np.pi) * np.cos(angle)) / 3600
    assert forecast_legs(wave, centre_of(wave))[0] == pytest.approx(expected, rel=1e-9)
    spike = {"at": "20:00:07", "peak": 8, "decay": "10 s"}
    crowd = drawn(volume="86400/day", special_days=[{"day": 0, "spikes": [spike]}])
    legs = forecast_legs(crowd, centre_of(crowd))[0]
    assert legs[40] == pytest.approx(1800 + 70, rel=1e-9)
    assert legs[39] == pytest.approx(1800, rel=1e-12)


@settings(max_examples=200, deadline=None)
@given(
    depth=st.floats(0, 1),
    period=st.floats(60, 1e6),
    phase=st.floats(-50, 50),
    at_s=st.floats(0, 86400),
    excess=st.floats(0, 999),
    decay=st.floats(10, 1e6),
    parts=st.lists(st.floats(0, 10), min_size=1, max_size=7),
    seed=st.integers(0, 1000),
)
def test_no_rate_is_above_its_bound(depth, period, phase, at_s, excess, decay, parts, seed):
    varying = (Wave(depth, 2 * math.pi / period, phase), Crowd(at_s, excess, decay))
    curve = RateCurve(-1, np.array([parts, parts]), varying)
    bound = curve.highest(96)
    rng = np.random.default_rng(seed)
    day, of_day = rng.integers(-1, 1, 2000), rng.random(2000) * 86400
    assert (curve.at(day, of_day) <= bound[day + 1, (of_day // 900).astype(int)]).all()
    # and it is not much above: one of the slot's parts times the factors' own maxima
    assert (bound <= max(parts) * (1 + depth) * (1 + excess) * (1 + 1e-9)).all()


def test_months_are_scaled_to_mean_1_and_follow_the_date():
    month = [2.0] + [1.0] * 10 + [3.0]
    s = drawn(volume="1000/day", month=month, run={"start": "2025-12-31", "days": 2})
    curve = mean_rate_curve(s, s.arrivals, -31, 33)
    per_day = curve.expected(86400.0)[:, 0]
    mean = sum(month) / 12
    assert per_day == pytest.approx(np.array([1.0] + [3.0] * 31 + [2.0]) * 1000 / mean)


def test_more_volume_keeps_every_contact_under_spikes_and_waves():
    special = [SPIKE | {"factor": 2, "profile": [1, 3, 2]}]
    for few, many in (
        ({"volume": "1500/day", "special_days": special}, {"volume": "4000/day", "special_days": special}),
        ({"sinusoid": {"mean": "60/h", "amplitude": "50/h"}}, {"sinusoid": {"mean": "90/h", "amplitude": "50/h"}}),
    ):
        small, large = fresh(tape_of(drawn(**few))), fresh(tape_of(drawn(**many)))
        kept = large[np.isin(large["contact_id"], small["contact_id"])]
        assert (kept == small).all()
        assert large.size > 1.2 * small.size


def test_a_special_day_leaves_the_other_days_alone():
    plain = drawn(volume="2000/day", run={"days": 3})
    special = drawn(volume="2000/day", run={"days": 3}, special_days=[SPIKE | {"day": 1, "profile": [1, 2]}])
    before, after = tape_of(plain), tape_of(special)
    for day in (0, 2):
        own = before[day_of(before["contact_id"]) == day]
        assert own.size > 1000
        assert own.tobytes() == after[day_of(after["contact_id"]) == day].tobytes()
