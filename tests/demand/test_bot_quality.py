"""The bot's resolution by day: knowledge that ages, and days of new rules."""

import numpy as np
import pytest
from demand_checks import BUSY, STREAMS, one_intent, scenario

from ccsim.demand.bot import bot_outcome
from ccsim.demand.bot_quality import resolution_by_day, resolution_of
from ccsim.demand.forecast import forecast_legs
from ccsim.model.events import BotOutcome
from ccsim.model.inputs import contact_id
from ccsim.scenario.centre import centre_of


def aging(**bot):
    return scenario(
        run={"start": "2025-11-10", "days": 3, "history": {"days": 0}},
        intents=one_intent(bot_resolution={"llm": 0.5}),
        bot={"kind": "llm", **bot},
    )


def test_knowledge_ages_from_its_update_on():
    # 365.25 days a year: 24% a year are 0.24 / 365.25 a day. Updated on the second day: no loss before.
    s = aging(updated="2025-11-11", knowledge_decay="24%/yr")
    found = resolution_by_day(s, np.arange(4))
    np.testing.assert_allclose(found, [[0.5, 0.5, 0.5 - 0.24 / 365.25, 0.5 - 0.48 / 365.25]])


def test_promotion_days_lose_and_losses_add_up():
    s = aging(
        updated="2025-11-09", knowledge_decay="36.525%/yr", promotion_drop="10%",
        promotion_days=[{"first": "2025-11-11", "last": "2025-11-12"}, {"first": "2025-11-14"}],
    )  # fmt: skip
    found = resolution_by_day(s, np.arange(5))
    np.testing.assert_allclose(found, [[0.499, 0.398, 0.397, 0.496, 0.395]])


def test_it_stays_a_probability():
    s = aging(promotion_drop="90%", promotion_days=[{"first": "2025-11-10"}])
    assert resolution_by_day(s, np.arange(2)).tolist() == [[0.0, 0.5]]


def test_a_warm_up_is_dated_before_the_start():
    s = aging(promotion_drop="10%", promotion_days=[{"first": "2025-11-10"}])
    s = s.model_copy(
        update={
            "run": s.run.model_copy(
                update={"history": s.run.history.model_copy(update={"days": 2, "method": "simulated"})}
            )
        }
    )
    np.testing.assert_allclose(resolution_by_day(s, np.arange(4)), [[0.5, 0.5, 0.4, 0.5]])


def test_the_day_of_the_issue_counts_for_all_its_attempts_and_the_latent_stays():
    """A worse day loses resolutions and gains none; whoever asks or is served first time is the same as without."""
    ids = contact_id(np.repeat([0, 1], 5000), np.tile(np.arange(5000), 2), 0)
    intents = np.zeros(ids.size, np.int64)
    plain = bot_outcome(aging(), STREAMS, ids, intents) == BotOutcome.RESOLVED
    s = aging(promotion_drop="20%", promotion_days=[{"first": "2025-11-11"}])
    for attempt in (0, 2):
        found = bot_outcome(s, STREAMS, ids + attempt, intents) == BotOutcome.RESOLVED
        assert np.array_equal(found[:5000], plain[:5000])
        assert not (found & ~plain).any()
        assert found[5000:].mean() == pytest.approx(0.3, abs=0.04)


def test_each_contact_has_the_resolution_of_its_day():
    s = aging(promotion_drop="20%", promotion_days=[{"first": "2025-11-11"}])
    found = resolution_of(s, np.zeros(3, np.int64), np.array([2, 1, -1]))
    assert found.tolist() == [0.5, 0.3, 0.5]


def test_the_forecast_sends_more_to_people_on_a_promotion_day():
    blocks = {**BUSY, "run": {"start": "2025-11-10", "days": 2, "history": {"days": 0}}, "repeats": {}, "patience": {}}
    plain = scenario(**blocks)
    drop = {"promotion_drop": 0.1, "promotion_days": [{"first": "2025-11-11"}]}
    dropped = scenario(**{**blocks, "bot": {**BUSY["bot"], **drop}})
    before, after = (forecast_legs(s, centre_of(s)).reshape(2, 2, -1).sum(axis=2) for s in (plain, dropped))
    np.testing.assert_allclose(after[:, 0], before[:, 0])
    # (1-q)(1-phi) 0.1 more of 4,000 issues reach a person, less those who are with the bot over the first midnight.
    np.testing.assert_allclose((after - before)[:, 1].sum(), 4000 * 0.8 * 0.7 * 0.1, rtol=2e-3)
