"""Moments of what is drawn by inversion, against closed forms."""

import math

import numpy as np
import pytest
from demand_checks import agrees, one_intent, scenario, tape_of

from ccsim.demand.handling import work_s, wrap_s
from ccsim.demand.intents import intents_by_share
from ccsim.demand.lognormal import lognormal
from ccsim.demand.patience import patience_s
from ccsim.demand.repeats import follow_up_delay_s, repeat_delay_s, retry_delay_s
from ccsim.model.events import BotOutcome
from ccsim.model.timegrid import TICKS_PER_S
from ccsim.randomness import stream
from ccsim.scenario.patience import Retry
from ccsim.scenario.repeats import Repeats

N = 400_000
U = stream(11, 0, "samplers").uniforms(np.arange(N), 1)[:, 0]
FIRST = np.zeros(N, np.int64)
NO_BOT = np.full(N, BotOutcome.NONE, np.int8)
ASKED = np.full(N, BotOutcome.ASKED, np.int8)


@pytest.mark.parametrize(
    ("distribution", "cv", "variation"), [("lognormal", 0.8, 0.8), ("exponential", 5.0, 1.0), ("deterministic", 5.0, 0)]
)
def test_work_has_the_stated_mean_and_variation(distribution, cv, variation):
    handling = {"hands_on_per_reply": "25 s", "customer_think": "30 s", "brevity": 1.2}
    s = scenario(handling=handling | {"distribution": distribution, "cv": cv})
    work = work_s(s, FIRST, NO_BOT, U)
    mean = 5 * 1.2 * 55
    if variation == 0:
        assert (work == mean).all()
        return
    assert agrees(work, mean, detects=0.015)
    assert agrees((work - mean) ** 2, (variation * mean) ** 2, detects=0.15)


def test_a_bot_adds_its_replies_to_the_leg_and_nothing_else():
    handling = {"hands_on_per_reply": "25 s", "customer_think": "30 s", "extra_replies_after_bot": 1.5}
    s = scenario(handling=handling)
    for outcome in (BotOutcome.ASKED, BotOutcome.TRANSFERRED):
        handed = np.full(N, outcome, np.int8)
        assert np.abs(work_s(s, FIRST, handed, U) - work_s(s, FIRST, NO_BOT, U) - 1.5 * 55).max() < 2e-6


def test_wrap_up_is_the_intents_own():
    assert (wrap_s(scenario(), FIRST) == 20).all()


def test_wrap_up_may_vary_and_nothing_else_moves():
    base = {"hands_on_per_reply": "25 s", "customer_think": "30 s"}
    spread = scenario(handling=base | {"wrap_up_distribution": {"kind": "gamma", "cv": 0.5}})
    wrap = wrap_s(spread, FIRST, U)
    assert agrees(wrap, 20, detects=0.01)
    assert agrees((wrap - 20) ** 2, 100, detects=0.03)
    one, other = tape_of(scenario(handling=base)), tape_of(spread)
    assert (one["wrap_s"] == 20).all()
    assert np.unique(other["wrap_s"]).size > 0.99 * other.size
    for name in one.dtype.names:
        assert name == "wrap_s" or np.array_equal(one[name], other[name], equal_nan=name.endswith("_s")), name


@pytest.mark.parametrize(
    ("distribution", "shape", "variance"),
    [
        ("exponential", 3.0, 1.0),
        ("weibull", 2.0, math.gamma(2) / math.gamma(1.5) ** 2 - 1),
        ("weibull", 0.7, math.gamma(1 + 2 / 0.7) / math.gamma(1 + 1 / 0.7) ** 2 - 1),
        ("lognormal", 0.5, 0.25),
    ],
)
def test_patience_has_the_stated_mean_and_shape(distribution, shape, variance):
    s = scenario(patience={"distribution": distribution, "mean": "4 min", "shape": shape})
    patience = patience_s(s, FIRST, NO_BOT, U)
    assert agrees(patience, 240, detects=0.02)
    assert agrees((patience / 240 - 1) ** 2, variance, detects=0.15)
    assert (np.diff(patience[np.argsort(U)]) >= 0).all()


def test_patience_takes_the_factors_of_intent_and_bot():
    patience = {"mean": "4 min", "after_bot": 0.5, "distribution": "deterministic"}
    s = scenario(patience=patience, intents=one_intent(patience_factor=3.0))
    assert (patience_s(s, FIRST, NO_BOT, U) == 720).all()
    assert (patience_s(s, FIRST, ASKED, U) == 360).all()
    never = scenario(patience={"distribution": "infinite"}, intents=one_intent(patience_factor=3.0))
    assert np.isinf(patience_s(never, FIRST, ASKED, U)).all()


def test_repeat_delays_fill_their_bands_by_share():
    repeats = Repeats.model_validate(
        {
            "delay": [
                {"share": 0.25, "earliest": "1 min", "latest": "1 h"},
                {"share": 0, "earliest": "2 h", "latest": "3 h"},
                {"share": 0.75, "earliest": "1 day", "latest": "3 days"},
            ]
        }
    )
    delay = repeat_delay_s(repeats, U)
    early = delay <= 3600
    assert agrees(early.astype(float), 0.25, detects=0.03)
    assert agrees(delay[early], (60 + 3600) / 2, detects=0.02)
    assert agrees(delay[~early], 2 * 86400, detects=0.01)
    assert agrees((delay[~early] - 2 * 86400) ** 2, (2 * 86400) ** 2 / 12, detects=0.02)
    assert delay[~early].min() >= 86400
    assert delay.min() >= 60


def test_follow_ups_come_uniformly_and_retries_by_their_median():
    follow_up = follow_up_delay_s(Repeats.model_validate({"follow_up_within": "2 days"}), U)
    assert agrees(follow_up, 86400, detects=0.01)
    assert follow_up.max() < 2 * 86400
    retry = retry_delay_s(Retry.model_validate({"median_delay": "30 min", "sigma": 1.5}), U)
    assert agrees((retry < 1800).astype(float), 0.5, detects=0.02)
    assert agrees(np.log(retry), math.log(1800), detects=0.01)
    assert agrees((np.log(retry) - math.log(1800)) ** 2, 2.25, detects=0.03)


def test_lognormal_at_its_quantiles():
    sigma = math.sqrt(math.log(2))
    assert lognormal(3.0, 1.0, np.array([0.5]))[0] == pytest.approx(3 * math.exp(-(sigma**2) / 2))
    assert lognormal(3.0, 0.0, np.array([0.1, 0.9])) == pytest.approx([3, 3])


def test_amounts_of_time_lie_on_the_grid():
    s = scenario(patience={"mean": "4 min"})
    for times in (work_s(s, FIRST, NO_BOT, U), patience_s(s, FIRST, NO_BOT, U)):
        assert (times * TICKS_PER_S % 1 == 0).all()


def test_intents_have_their_shares_and_a_later_split_leaves_the_others_alone():
    def with_shares(*shares):
        return scenario(
            intents={f"i{k}": {"share": share, "replies": 5, "resolution": 0.7} for k, share in enumerate(shares)}
        )

    three = intents_by_share(with_shares(0.2, 0.5, 0.3), U)
    for intent, share in enumerate((0.2, 0.5, 0.3)):
        assert agrees((three == intent).astype(float), share, detects=0.03)
    four = intents_by_share(with_shares(0.2, 0.5, 0.1, 0.2), U)
    assert np.array_equal(np.minimum(four, 2), three)
