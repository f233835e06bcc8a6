"""Busy days, busy half hours and a mix that scatters: exact moments, and nobody else's draws move."""

import math

import numpy as np
import pytest
from demand_checks import BUSY, STREAMS, agrees, one_intent, same_draws, scenario, tape_of

from ccsim.demand.arrivals import poisson_issues
from ccsim.demand.busyness import day_busyness, drawn_mix, halfhour_busyness
from ccsim.demand.calendar import day_factors, intent_mix
from ccsim.demand.forecast import forecast_legs
from ccsim.demand.intents import intents_by_share, intents_of
from ccsim.model.inputs import TAPE_DTYPE, day_of, issue_of
from ccsim.scenario.centre import centre_of

THREE = {name: one_intent()["help"] | {"share": share} for name, share in (("a", 0.5), ("b", 0.3), ("c", 0.2))}
NO_HISTORY = {"history": {"days": 0}}


def poisson(**values):
    return {"kind": "poisson", "volume": "4000/day", "counted": "issues"} | values


def test_half_hours_have_mean_1_the_stated_variation_and_the_stated_correlation():
    cv, rho, n = 0.3, 0.6, 40_000
    factors = halfhour_busyness(cv, rho, np.arange(-10, n - 10), STREAMS)
    sigma2 = math.log1p(cv**2)
    for column in (0, 1, 24, 47):  # stationary from the first half hour on
        assert agrees(factors[:, column], 1.0, detects=0.02)
        assert agrees((factors[:, column] - 1) ** 2, cv**2, detects=0.08)
    logs = (np.log(factors) + sigma2 / 2) / math.sqrt(sigma2)
    for lag in (1, 3):
        products = (logs[:, lag:] * logs[:, :-lag]).mean(axis=1)
        assert agrees(products, rho**lag, detects=0.05)
        covariance = ((factors[:, lag:] - 1) * (factors[:, :-lag] - 1)).mean(axis=1)
        assert agrees(covariance, math.expm1(sigma2 * rho**lag), detects=0.06)
    # the last half hour of a day says nothing about the first of the next one
    across = logs[:-1, 47] * logs[1:, 0]
    assert abs(across.mean()) < 4.89 * across.std() / math.sqrt(across.size)


def count_variance(mean, day_cv, half_cv, rho):
    """Of a day's count: Poisson about mean x day factor x mean of the half hours' factors."""
    gap = np.abs(np.subtract.outer(np.arange(48), np.arange(48)))
    half = np.expm1(math.log1p(half_cv**2) * rho**gap).mean()
    return mean + mean**2 * ((1 + day_cv**2) * (1 + half) - 1)


@pytest.mark.parametrize(("day_cv", "half_cv"), [(0.12, 0.0), (0.0, 0.2), (0.12, 0.2)])
def test_daily_counts_are_as_dispersed_as_both_factors_make_them(day_cv, half_cv):
    """Variance to mean between 14 and 73 instead of the 1 of a Poisson process."""
    s = scenario(arrivals=poisson(day_busyness_cv=day_cv, halfhour_busyness_cv=half_cv))
    days = 1600
    found = poisson_issues(s, s.arrivals, 0, days, STREAMS)
    counts = np.bincount(day_of(found.contact_id), minlength=days)
    variance = count_variance(4000, day_cv, half_cv, 0.6)
    assert agrees(counts, 4000, detects=0.03)
    assert agrees((counts - 4000.0) ** 2, variance, detects=0.35)
    print(f"variance to mean {counts.var() / counts.mean():.3g}, expected {variance / 4000:.3g}")


def test_counts_of_neighbouring_half_hours_are_correlated_as_their_factors():
    cv, mean = 0.5, 4000 / 48
    s = scenario(arrivals=poisson(halfhour_busyness_cv=cv, halfhour_correlation=0.8))
    days = 1600
    found = poisson_issues(s, s.arrivals, 0, days, STREAMS)
    counts = np.bincount((found.arrival_s // 1800).astype(int), minlength=days * 48).reshape(days, 48)
    sigma2 = math.log1p(cv**2)
    assert agrees(((counts - mean) ** 2).mean(axis=1), mean + mean**2 * cv**2, detects=0.15)
    for lag in (1, 4):
        products = ((counts[:, lag:] - mean) * (counts[:, :-lag] - mean)).mean(axis=1)
        assert agrees(products, mean**2 * math.expm1(sigma2 * 0.8**lag), detects=0.25)


def test_shares_of_a_day_are_a_dirichlet_draw():
    s = scenario(arrivals=poisson(mix_concentration=9), intents=THREE)
    mix = drawn_mix(s, s.arrivals, np.arange(100_000), STREAMS)
    share = np.array([0.5, 0.3, 0.2])
    assert mix.sum(axis=1) == pytest.approx(np.ones(100_000))
    for i in range(3):
        assert agrees(mix[:, i], share[i], detects=0.02)
        assert agrees((mix[:, i] - share[i]) ** 2, share[i] * (1 - share[i]) / 10, detects=0.04)
        j = (i + 1) % 3
        covariance = (mix[:, i] - share[i]) * (mix[:, j] - share[j])
        assert agrees(covariance, -share[i] * share[j] / 10, detects=0.09)


def test_a_share_of_nothing_stays_nothing():
    intents = THREE | {"b": THREE["b"] | {"share": 0.0}, "c": THREE["c"] | {"share": 0.5}}
    s = scenario(arrivals=poisson(mix_concentration=1), intents=intents)
    mix = drawn_mix(s, s.arrivals, np.arange(2000), STREAMS)
    assert (mix[:, 1] == 0).all()
    assert np.isfinite(mix).all()


def test_intents_of_a_day_follow_its_shares():
    """Chi-squared of every day's counts against its own drawn shares has mean I - 1."""
    s = scenario(arrivals=poisson(mix_concentration=20), intents=THREE)
    days = np.arange(200)
    ids = poisson_issues(s, s.arrivals, 0, days.size, STREAMS).contact_id
    intent = intents_of(s, STREAMS, ids)
    counts = np.array([np.bincount(intent[day_of(ids) == day], minlength=3) for day in days])
    expected = counts.sum(axis=1, keepdims=True) * drawn_mix(s, s.arrivals, days, STREAMS)
    assert agrees(((counts - expected) ** 2 / expected).sum(axis=1), 2.0, detects=0.6)
    # against the mean shares they scatter far more
    mean = counts.sum(axis=1, keepdims=True) * np.array([0.5, 0.3, 0.2])
    assert ((counts - mean) ** 2 / mean).sum(axis=1).mean() > 50


def test_a_special_day_shifts_the_mix_and_leaves_the_rate():
    s = scenario(arrivals=poisson(special_days=[{"day": 1, "intents": {"a": 3}}]), intents=THREE)
    days = np.arange(-1, 3)
    assert day_factors(s, s.arrivals, days) == pytest.approx(np.ones(4))
    assert intent_mix(s, s.arrivals, days)[[0, 1, 3]] == pytest.approx(np.tile([0.5, 0.3, 0.2], (3, 1)))
    assert intent_mix(s, s.arrivals, days)[2] == pytest.approx([0.75, 0.15, 0.1])
    ids = poisson_issues(s, s.arrivals, 0, 3, STREAMS).contact_id
    intent, plain = intents_of(s, STREAMS, ids), intents_by_share(s, STREAMS.issue(issue_of(ids))[:, 0])
    shifted = day_of(ids) == 1
    assert (intent[~shifted] == plain[~shifted]).all()
    assert agrees((intent[shifted] == 0).astype(float), 0.75, detects=0.08)


def test_what_an_event_leaves_behind_by_hand():
    """After-sales of b: the day after at 1 + e^(-1/2), then 1 + e^(-1); a and c go on as usual."""
    after = {"factor": 2, "days": 2, "intents": ["b"]}
    special = [{"date": "2025-06-03", "factor": 5, "after": after}]
    s = scenario(arrivals=poisson(special_days=special), intents=THREE, run={"days": 4} | NO_HISTORY)
    days = np.arange(4)  # a Monday: the event is on day 1
    raised = np.array([0, 0, math.exp(-0.5), math.exp(-1)])
    assert day_factors(s, s.arrivals, days) == pytest.approx([1, 5, 1 + 0.3 * raised[2], 1 + 0.3 * raised[3]])
    rates = np.array([0.5, 0.3, 0.2]) * np.stack([np.ones(4), 1 + raised, np.ones(4)], axis=1)
    assert intent_mix(s, s.arrivals, days) == pytest.approx(rates / rates.sum(axis=1, keepdims=True))
    legs = forecast_legs(s, centre_of(s)).reshape(3, 4, 48).sum(axis=2)
    assert legs == pytest.approx((rates * np.array([1, 5, 1, 1])[:, None]).T * 4000)


def test_a_holiday_without_contacts_is_empty():
    s = scenario(arrivals=poisson(special_days=[{"day": 0, "factor": 0}]), run={"days": 2} | NO_HISTORY)
    assert set(day_of(tape_of(s)["contact_id"])) == {1}


RANDOM = {"day_busyness_cv": 0.2, "halfhour_busyness_cv": 0.2, "mix_concentration": 30}


def test_switching_a_factor_on_moves_nobody_elses_draws():
    """Rows of contacts that stay are the same but for what follows from another intent."""
    plain = tape_of(scenario(**BUSY | {"arrivals": poisson()}))
    same_whatever_the_intent = [
        name for name in TAPE_DTYPE.names
        if name.startswith("u_") or name in ("contact_id", "repeat_delay_s", "follow_up_delay_s", "retry_delay_s")
    ]  # fmt: skip
    for name, value in RANDOM.items():
        other = tape_of(scenario(**BUSY | {"arrivals": poisson(**{name: value})}))
        common = np.intersect1d(plain["contact_id"], other["contact_id"])
        assert common.size > 0.8 * plain.size
        assert name != "mix_concentration" or common.size > 0.95 * plain.size
        one, two = (tape[np.argsort(tape["contact_id"])] for tape in (plain, other))
        one, two = one[np.isin(one["contact_id"], common)], two[np.isin(two["contact_id"], common)]
        columns = same_whatever_the_intent if name == "mix_concentration" else list(TAPE_DTYPE.names)
        for column in columns:
            assert same_draws(one, two, column), (name, column)
        fresh = one["origin"] == 0
        assert np.array_equal(one["arrival_s"][fresh], two["arrival_s"][fresh])
        assert other.tobytes() != plain.tobytes()


def test_an_intent_added_at_the_end_moves_no_other_weight():
    few = scenario(arrivals=poisson(mix_concentration=30), intents=THREE)
    more = THREE | {"c": THREE["c"] | {"share": 0.1}, "d": THREE["c"] | {"share": 0.1}}
    many = scenario(arrivals=poisson(mix_concentration=30), intents=more)
    one, two = (drawn_mix(s, s.arrivals, np.arange(50), STREAMS) for s in (few, many))
    assert one[:, 0] / one[:, 1] == pytest.approx(two[:, 0] / two[:, 1])


def test_more_volume_keeps_every_issue_on_busy_half_hours():
    few, many = (
        poisson_issues(s := scenario(arrivals=poisson(volume=volume, **RANDOM)), s.arrivals, 0, 3, STREAMS).contact_id
        for volume in ("2000/day", "5000/day")
    )
    assert np.isin(few, many).all()
    assert many.size > 2 * few.size


def test_history_has_the_busyness_and_the_mix_of_its_own_days():
    s = scenario(arrivals=poisson(**RANDOM), intents=THREE, run={"days": 2})
    days = np.arange(-3, 0)
    apart = [poisson_issues(s, s.arrivals, day, 1, STREAMS).contact_id for day in days.tolist()]
    together = poisson_issues(s, s.arrivals, -3, 3, STREAMS).contact_id
    assert np.array_equal(np.sort(np.concatenate(apart)), np.sort(together))
    assert np.array_equal(
        np.concatenate([intents_of(s, STREAMS, ids) for ids in apart]), intents_of(s, STREAMS, np.concatenate(apart))
    )
    expected = 4000 * day_busyness(0.2, days, STREAMS)
    assert [ids.size for ids in apart] == pytest.approx(expected, rel=0.25)
