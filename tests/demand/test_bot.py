"""The bot funnel against its closed form, and failures that persist."""

import numpy as np
import pytest
from demand_checks import STREAMS, agrees, one_intent, scenario

from ccsim.demand.bot import bot_outcome, bot_s
from ccsim.model.events import BotOutcome
from ccsim.model.inputs import contact_id

ISSUES = contact_id(0, np.arange(200_000), 0)
ONE = np.zeros(ISSUES.size, np.int64)
Q, R, PHI = 0.2, 0.45, 0.3


def with_bot(**values):
    bot = {"kind": "llm", "ask_human": Q, "leave_if_failed": PHI, "turns": 2.8, "time_per_turn": "20 s"}
    return scenario(bot=bot | values, intents=one_intent(bot_resolution={"llm": R, "rules": 0.1}))


def outcomes(s, attempt=0):
    outcome = bot_outcome(s, STREAMS, ISSUES + attempt, ONE)
    return outcome, bot_s(s, STREAMS, ISSUES + attempt, outcome)


def test_the_funnel_splits_as_its_probabilities_say():
    """Asked q; resolved (1-q) r; left (1-q)(1-r) phi; transferred the rest."""
    outcome, _ = outcomes(with_bot())
    expected = {
        BotOutcome.ASKED: Q,
        BotOutcome.RESOLVED: (1 - Q) * R,
        BotOutcome.LEFT: (1 - Q) * (1 - R) * PHI,
        BotOutcome.TRANSFERRED: (1 - Q) * (1 - R) * (1 - PHI),
    }
    for kind, share in expected.items():
        assert agrees((outcome == kind).astype(float), share, detects=0.05)


def test_time_with_the_bot_is_turns_or_the_time_to_ask():
    outcome, length_s = outcomes(with_bot(time_to_ask="12 s"))
    assert (length_s[outcome == BotOutcome.ASKED] == 12).all()
    turns = length_s[outcome != BotOutcome.ASKED] / 20
    assert set(turns[:1000] % 1) == {0}
    assert turns.min() == 1
    assert agrees(turns, 2.8, detects=0.02)
    assert agrees((turns == 1).astype(float), 1 / 2.8, detects=0.05)
    assert (outcomes(with_bot(turns=1))[1][outcome != BotOutcome.ASKED] == 20).all()


def test_without_fresh_draws_the_bot_fails_the_same_issues_again():
    s = with_bot(ask_human=0)
    first, again = outcomes(s)[0], outcomes(s, attempt=3)[0]
    assert np.array_equal(first == BotOutcome.RESOLVED, again == BotOutcome.RESOLVED)
    # Leaving silently is a matter of the attempt.
    failed = first != BotOutcome.RESOLVED
    assert agrees((again[failed] == BotOutcome.LEFT).astype(float), PHI, detects=0.05)


def test_a_share_of_fresh_draws_loosens_the_persistence():
    """P(resolved at a further attempt | failed at the first) = f r; | resolved at the first = 1 - f (1 - r)."""
    fresh_draw = 0.3
    s = with_bot(ask_human=0, fresh_draw=fresh_draw)
    first = outcomes(s)[0] == BotOutcome.RESOLVED
    again = outcomes(s, attempt=1)[0] == BotOutcome.RESOLVED
    assert agrees(again[~first].astype(float), fresh_draw * R, detects=0.1)
    assert agrees(again[first].astype(float), 1 - fresh_draw * (1 - R), detects=0.03)
    assert not np.array_equal(again, outcomes(s, attempt=2)[0] == BotOutcome.RESOLVED)


def test_a_better_bot_resolves_every_issue_that_the_worse_one_does():
    worse = outcomes(with_bot(kind="rules"))[0]
    better = outcomes(with_bot(kind="llm"))[0]
    assert (better[worse == BotOutcome.RESOLVED] == BotOutcome.RESOLVED).all()
    assert np.array_equal(worse == BotOutcome.ASKED, better == BotOutcome.ASKED)


def test_no_bot_and_a_bot_that_nobody_uses():
    outcome, length_s = outcomes(scenario())
    assert (outcome == BotOutcome.NONE).all()
    assert (length_s == 0).all()
    outcome, _ = outcomes(with_bot(ask_human=1))
    assert (outcome == BotOutcome.ASKED).all()


@pytest.mark.parametrize("resolution", [{}, {"rules": 0.9}])
def test_an_intent_without_a_probability_for_the_bots_kind_is_never_resolved(resolution):
    s = scenario(bot={"kind": "llm"}, intents=one_intent(bot_resolution=resolution))
    assert (outcomes(s)[0] == BotOutcome.TRANSFERRED).all()
