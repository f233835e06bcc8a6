"""The forecast: exact by hand in small cases, and the mean of simulated tapes in a big one."""

import numpy as np
import pytest
from demand_checks import BUSY, FALSE_ALARM_Z, POWER_Z, one_intent, scenario, tape_of
from pydantic import TypeAdapter
from test_replay import FIVE_MIN, LOG, SIX_MIN, THREE_KINDS

from ccsim.demand.delays import Band, Spread, bands_of, offsets
from ccsim.demand.forecast import forecast_legs
from ccsim.demand.law import law_of
from ccsim.model.inputs import Origin, attempt_of
from ccsim.model.quick import quick_end_s, quick_resolved, quick_returns
from ccsim.scenario.centre import centre_of
from ccsim.scenario.distribution import DelayDistribution


def forecast(s):
    return forecast_legs(s, centre_of(s))


def test_a_delay_lands_where_geometry_says():
    """A contact uniform in its interval: a delay of exactly half an interval stays or moves on, half and half."""
    none = np.zeros(1)
    assert offsets([Band(1, 0.5, 0.5)], none, 1.0, 4)[0] == pytest.approx([0.5, 0.5, 0, 0])
    # Delay uniform over one interval: the sum of two uniforms, P(< 1) = 1/2.
    assert offsets([Band(1, 0, 1)], none, 1.0, 4)[0] == pytest.approx([0.5, 0.5, 0, 0])
    assert offsets([Band(1, 1, 3)], none, 1.0, 5)[0] == pytest.approx([0, 0.25, 0.5, 0.25, 0])
    mixed = [Band(0.5, 0.5, 0.5), Band(0.5, 1, 3)]
    assert offsets(mixed, none, 1.0, 5)[0] == pytest.approx([0.25, 0.375, 0.25, 0.125, 0])
    assert offsets([Band(1, 0, 0)], np.array([0.0, 2.25]), 1.0, 4)[1] == pytest.approx([0, 0, 0.75, 0.25])


def test_long_grids_lose_no_digits():
    far = offsets([Band(0.7, 3600, 86400.0), Band(0.3, 86400, 7 * 86400.0)], np.array([55.0]), 60.0, 600_000)[0]
    assert far.sum() == pytest.approx(1.0, abs=1e-9)
    assert np.abs(far[20_000:]).sum() < 1e-6
    assert far.min() > -1e-9


def test_spreading_is_a_convolution_cut_at_the_end():
    bands, shift, n = [Band(1, 0.3, 7.9)], np.array([[0.4]]), 12
    arrivals = np.random.default_rng(1).random((3, 1, n))
    kernel = offsets(bands, shift, 1.0, n)[0, 0]
    expected = [np.convolve(row[0], kernel)[:n] for row in arrivals]
    assert Spread(bands, shift, 1.0, n)(arrivals)[:, 0] == pytest.approx(np.array(expected))


def test_without_bot_and_repeats_the_forecast_is_the_rate():
    arrivals = {"kind": "poisson", "volume": "2400/day", "profile": [1, 0, 2], "weekday": [1, 2, 1, 1, 1, 0.5, 0.5]}
    s = scenario(arrivals=arrivals, run={"days": 2, "interval": "1 h", "history": {"days": 7}})  # a Monday
    expected = np.concatenate([np.repeat(np.array([1, 0, 2]) * 100 * factor, 8) for factor in (1, 2)])
    assert forecast(s)[0] == pytest.approx(expected)


def test_a_profile_that_does_not_align_with_the_intervals_is_integrated():
    arrivals = {"kind": "poisson", "volume": "500/day", "profile": [0, 1, 2, 1, 1]}
    s = scenario(arrivals=arrivals, run={"interval": "12 h", "history": {"days": 0}})
    assert forecast(s)[0] == pytest.approx([0 + 100 + 200 / 2, 200 / 2 + 100 + 100])


def test_the_bot_takes_its_part_of_the_legs():
    bot = {"kind": "llm", "ask_human": 0.2, "leave_if_failed": 0.3, "time_per_turn": 0, "time_to_ask": 0}
    s = scenario(bot=bot, intents=one_intent(bot_resolution={"llm": 0.4}))
    assert forecast(s).sum() == pytest.approx(4000 * (0.2 + 0.8 * 0.6 * 0.7))


def test_a_failed_bot_attempt_repeats_by_hand():
    """Everyone tries; half of the issues the bot resolves, the others leave and come back at once for a second time.

    Latent failures fail again, but for the fresh draws.
    """
    bot = {"kind": "llm", "leave_if_failed": 0.5, "fresh_draw": 0.4, "time_per_turn": 0}
    s = scenario(
        bot=bot,
        intents=one_intent(bot_resolution={"llm": 0.5}, resolution=1.0),
        repeats={"if_unresolved": 1.0, "max_attempts": 2, "delay": [{"share": 1, "earliest": 0, "latest": "1 s"}]},
    )
    first = 4000 * 0.5 * 0.5  # fail, and half of those are handed over
    second = 4000 * 0.5 * 0.5 * (1 - 0.4 * 0.5) * 0.5  # the silent leavers come back; fresh draws resolve 0.2
    assert forecast(s).sum() == pytest.approx(first + second, rel=1e-4)


def test_days_of_history_and_of_the_run_are_carried_over():
    """Issues come back exactly one day after the contact, once: every day but the first without history has both."""
    repeats = {
        "if_unresolved": 1.0, "max_attempts": 2, "delay": [{"share": 1, "earliest": "1 day", "latest": "1 day"}],
    }  # fmt: skip
    intents = one_intent(resolution=0.25, replies=1e-3)
    for days, per_day in ((0, [4000, 7000]), (1, [7000, 7000])):
        s = scenario(repeats=repeats, intents=intents, run={"days": 2, "history": {"days": days}})
        assert forecast(s)[0].reshape(2, 48).sum(axis=1) == pytest.approx(per_day, rel=1e-5)


def test_contacts_reach_the_queue_after_their_time_with_the_bot():
    """Half an hour until the request: the first hour sees half of its rate, and who arrived before midnight is not
    part of the run although repeats of that day are."""
    s = scenario(
        bot={"kind": "llm", "ask_human": 1, "time_to_ask": "30 min"},
        run={"interval": "1 h", "history": {"days": 1}},
    )
    per_hour = 4000 / 24
    assert forecast(s)[0] == pytest.approx([per_hour / 2] + [per_hour] * 23)


def test_a_repeat_is_counted_from_the_end_of_the_human_leg():
    """Legs of six hours and an immediate repeat of every issue: 3/4 of the repeats fall into the same day."""
    handling = {"hands_on_per_reply": "30 min", "customer_think": "30 min"}
    s = scenario(
        handling=handling,
        intents=one_intent(resolution=0.0, replies=6.0),
        groups={"voice": {"concurrency": 1, "labour": {"wage": "5000 CNY/month"}}},
        repeats={"if_unresolved": 1.0, "max_attempts": 2, "delay": [{"share": 1, "earliest": 0, "latest": "1 ms"}]},
    )
    assert forecast(s).sum() == pytest.approx(4000 * (1 + 0.75), rel=1e-6)


def simulated_legs(s, replication):
    """Contacts entering the human queue by intent and interval when a tape is walked without queueing."""
    c, tape = centre_of(s), tape_of(s, replication)
    legs = np.zeros((len(c.intents), c.n_intervals))
    rows = np.flatnonzero(tape["origin"] != Origin.LATER)
    arrival_s = tape["arrival_s"][rows]
    while rows.size:
        rows, arrival_s = rows[arrival_s < c.horizon_s], arrival_s[arrival_s < c.horizon_s]
        at = tape[rows]
        queue_s = arrival_s + at["bot_s"]
        person = ~np.isin(at["bot_outcome"], (2, 3)) & (queue_s < c.horizon_s)
        np.add.at(legs, (at["intent"][person], (queue_s[person] // c.interval_s).astype(int)), 1)
        solved = quick_resolved(c, at["intent"], at["bot_outcome"], at["u_resolve"])
        end_s = quick_end_s(c, at["intent"], at["bot_outcome"], arrival_s, at["bot_s"], at["work_s"])
        back = quick_returns(c, attempt_of(at["contact_id"]), solved, at["u_return"])
        rows = rows[back] + 1
        arrival_s = (end_s + np.where(solved, at["follow_up_delay_s"], at["repeat_delay_s"]))[back]
    return legs


def test_the_forecast_is_the_mean_of_walked_tapes():
    """Everything at once, two days, 30 tapes; catches 1.5% of the total and 15% of any three hours of any intent."""
    arrivals = {
        "kind": "poisson", "volume": "20000/day", "profile": [1, 2, 4, 1], "weekday": [1, 1.5, 1, 1, 1, 0.5, 0.5],
    }  # fmt: skip
    s = scenario(arrivals=arrivals, **(BUSY | {"run": {"days": 2, "interval": "3 h", "history": {"days": 3}}}))
    legs = np.array([simulated_legs(s, replication) for replication in range(30)])
    expected = forecast(s)
    for found, mean, catches in ((legs.sum(axis=(1, 2)), expected.sum(), 0.015), (legs, expected, 0.15)):
        error = found.std(axis=0, ddof=1) / np.sqrt(30)
        # 30 tapes: the normal bound is widened to that of Student's t with 29 degrees of freedom, 6.2.
        assert np.all((6.2 + POWER_Z) * error / mean < catches)
        assert np.all(np.abs(found.mean(axis=0) - mean) < 6.2 * error)
    assert FALSE_ALARM_Z < 6.2


def test_the_forecast_knows_the_calendar_and_is_the_mean_of_what_busyness_does():
    """A sale with its eve in history, a spike, an aftermath, a shifted mix; busy days and half hours average out.

    40 tapes of two days; catches 6% of the total and 25% of any quarter of a day of any intent.
    """
    special = [
        {"day": 0, "factor": 2, "profile": [3, 1, 1, 2], "intents": {"refund": 0.5},
         "spikes": [{"at": "20:00", "peak": 6, "decay": "40 min"}],
         "after": {"factor": 3, "days": 2, "intents": ["refund"]}},
        {"day": -1, "spikes": [{"at": "23:00", "peak": 5, "decay": "1 h"}]},
    ]  # fmt: skip
    arrivals = {
        "kind": "poisson", "volume": "8000/day", "special_days": special, "day_busyness_cv": 0.05,
        "halfhour_busyness_cv": 0.1, "mix_concentration": 200, "month": [1, 1, 1, 1, 1, 2, 1, 1, 1, 1, 1, 1],
    }  # fmt: skip
    s = scenario(arrivals=arrivals, **(BUSY | {"run": {"days": 2, "interval": "6 h", "history": {"days": 2}}}))
    legs = np.array([simulated_legs(s, replication) for replication in range(40)])
    expected = forecast(s)
    for found, mean, catches in ((legs.sum(axis=(1, 2)), expected.sum(), 0.06), (legs, expected, 0.25)):
        error = found.std(axis=0, ddof=1) / np.sqrt(40)
        assert np.all((6.2 + POWER_Z) * error / mean < catches)
        assert np.all(np.abs(found.mean(axis=0) - mean) < 6.2 * error)


def test_replayed_counts_and_logs_are_their_own_forecast():
    counts = scenario(arrivals=FIVE_MIN, run={"days": 2})
    recorded = np.bincount((tape_of(counts)["arrival_s"] // 1800).astype(int), minlength=96)
    assert forecast(counts)[0] == pytest.approx(recorded, abs=1e-9)
    log = scenario(arrivals=LOG | {"intent_column": "type"}, intents=THREE_KINDS, run={"days": 2})
    tape = tape_of(log)
    by_intent = [
        np.bincount((tape["arrival_s"][tape["intent"] == i] // 1800).astype(int), minlength=96) for i in range(3)
    ]
    assert forecast(log) == pytest.approx(np.array(by_intent), abs=1e-9)


def test_a_replay_is_thinned_by_the_bot_and_shared_among_intents():
    bot = {"kind": "llm", "leave_if_failed": 0.5, "time_per_turn": 0}
    intents = {
        name: kind | {"bot_resolution": {"llm": r}}
        for (name, kind), r in zip(THREE_KINDS.items(), (0.0, 0.4, 1.0), strict=True)
    }
    for arrivals in (SIX_MIN, LOG):
        s = scenario(arrivals=arrivals, intents=intents, bot=bot, run={"days": 2})
        contacts = np.count_nonzero(tape_of(s)["origin"] == Origin.FRESH)
        assert forecast(s).sum(axis=1) == pytest.approx(contacts / 3 * np.array([0.5, 0.3, 0.0]), abs=1e-9)


@pytest.mark.parametrize(
    "block",
    [
        {"kind": "exponential", "mean": "2 h"},
        {"kind": "lognormal", "mean": "8 h", "cv": 2},
        {"kind": "hyperexponential", "shares": [0.5, 0.5], "means": ["5 min", "1 day"]},
        {"kind": "deterministic", "mean": "1 day"},
        {"kind": "uniform", "least": "1 h", "most": "3 h"},
    ],
)
def test_bands_stand_for_a_distribution_of_delays(block):
    """The forecast's bands have the distribution function of the delay within a hundredth, and its mean within 2%."""
    delay = TypeAdapter(DelayDistribution).validate_python(block)
    bands, law = bands_of(delay), law_of(delay, 1.0)
    assert sum(band.share for band in bands) == pytest.approx(1)
    assert sum(band.share * (band.earliest_s + band.latest_s) / 2 for band in bands) == pytest.approx(
        law.mean, rel=0.02
    )
    for at_s in law.mean * np.array([0.05, 0.3, 0.9, 1.1, 2.0, 5.0]):
        below = sum(
            share * (np.clip((at_s - a) / (b - a), 0, 1) if b > a else float(a <= at_s)) for share, a, b in bands
        )
        assert below == pytest.approx(1 - law.survival(np.array([at_s]))[0], abs=0.01)
