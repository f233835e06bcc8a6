"""The detector on the tape, and what the forecast makes of it."""

import numpy as np
import pytest
from demand_checks import agrees, one_intent, scenario, tape_of

from ccsim.demand.forecast import forecast_legs
from ccsim.model.events import BotOutcome
from ccsim.scenario.centre import centre_of

BOT = {"kind": "llm", "ask_human": 0.2, "leave_if_failed": 0.3, "turns": 4, "time_per_turn": "10 s"}
EMOTION = {
    "negative": 0.3, "per_failed_attempt": 0.2, "handling_factor": 1.5,
    "per_wait": [{"after": "3 min", "add": 0.5}, {"after": "1 min", "add": 0.1}],
    "detector": {"recall": 0.8, "false_alarm": 0.1, "after_turns": 2},
}  # fmt: skip


def with_bot(**blocks):
    return scenario(bot=BOT, intents=one_intent(bot_resolution={"llm": 0.5}), **blocks)


def test_the_detector_hands_over_early_and_changes_nothing_else():
    plain, watched = tape_of(with_bot()), tape_of(with_bot(emotion=EMOTION))
    early = watched["brought_in"]
    assert (watched["bot_outcome"][early] == BotOutcome.TRANSFERRED).all()
    assert (watched["bot_s"][early] == 20).all()
    assert (plain["bot_s"][early] > 20).all()
    assert (plain["bot_outcome"][early] != BotOutcome.ASKED).all()
    for name in ("bot_outcome", "bot_s", "work_s", "patience_s", "u_resolve"):
        assert np.array_equal(plain[name][~early], watched[name][~early]), name
    # Of those with whom the bot tries (80%), negative 30% x 0.8 + calm 70% x 0.1, more than two answers (3/4)^2.
    assert agrees(early.astype(float), 0.8 * (0.3 * 0.8 + 0.7 * 0.1) * 0.75**2, detects=0.3)


def test_tables():
    mood = centre_of(with_bot(emotion=EMOTION, repeats={"max_attempts": 3})).mood
    np.testing.assert_allclose(mood.p_negative, [[0.3, 0.4, 0.9], [0.5, 0.6, 1.0], [0.7, 0.8, 1.0]])
    assert mood.after_s.tolist() == [60, 180]
    np.testing.assert_allclose(mood.work_factor, (25 * 1.5 + 30) / 55)
    assert centre_of(scenario()).mood is None


def test_the_mood_is_the_customers():
    s = with_bot(emotion=EMOTION, repeats={"if_unresolved": 1.0, "max_attempts": 2})
    tape = tape_of(s)
    later = np.flatnonzero(tape["origin"] == 2)
    assert later.size > 100
    assert np.array_equal(tape["u_mood"][later], tape["u_mood"][later - 1])


def test_the_forecast_counts_who_is_brought_in():
    s = with_bot(emotion=EMOTION)
    early = (0.3 * 0.8 + 0.7 * 0.1) * 0.75**2
    share = 0.2 + 0.8 * (early + (1 - early) * 0.5 * 0.7)
    assert forecast_legs(s, centre_of(s)).sum() == pytest.approx(4000 * share, rel=2e-3)
