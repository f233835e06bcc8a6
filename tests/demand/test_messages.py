"""Replies of contacts: their number and their parts have the stated means, and nobody else's draws move."""

from __future__ import annotations

import numpy as np
import pytest

from ccsim.demand.messages import draw_replies, number_of_replies
from ccsim.model.inputs import TAPE_DTYPE, contact_id
from ccsim.model.timegrid import grid_array
from ccsim.scenario.scenario import Scenario

HANDS_ON, THINK = 13.0, 45.0


def scenario(**handling) -> Scenario:
    return Scenario.model_validate(
        {
            "arrivals": {"kind": "poisson", "volume": "1000/day"},
            "intents": {"any": {"share": 1, "replies": 10, "resolution": 1}},
            "handling": {"hands_on_per_reply": "13 s", "customer_think": "45 s", "fidelity": "messages", **handling},
            "groups": {"team": {"concurrency": 3, "labour": {"wage": 0}}},
        }
    )


def tape(replies: np.ndarray) -> np.ndarray:
    rows = np.zeros(replies.size, TAPE_DTYPE)
    rows["contact_id"] = contact_id(0, np.arange(replies.size), 0)
    rows["work_s"] = grid_array(replies * (HANDS_ON + THINK))
    return rows


def drawn(replies: np.ndarray, seed: int = 1, **handling):
    found = draw_replies(scenario(**handling), tape(replies), seed, 0)
    assert found is not None
    return found


def test_amounts_are_rounded_without_bias():
    amount = np.array([0.0, 0.3, 1.0, 2.25, 2.25, 7.0])
    assert number_of_replies(amount, np.array([0.5, 0.9, 0.01, 0.24, 0.26, 0.01])).tolist() == [1, 1, 1, 3, 2, 7]
    uniform = (np.arange(1000) + 0.5) / 1000
    assert number_of_replies(np.full(1000, 3.7), uniform).mean() == pytest.approx(3.7)


@pytest.mark.parametrize("amount", [0.4, 1.0, 2.5, 6.0])
def test_mean_work_is_the_legs_work(amount):
    # Standard error of a contact's work: at most sqrt(amount + 1) x 60 s; 1e-6 two-sided is 4.9 of them: under 3% here.
    n = 40_000
    replies = drawn(np.full(n, amount))
    for part, mean_s in ((replies.think_s, THINK), (replies.hands_on_s, HANDS_ON)):
        of_contact = np.add.reduceat(part, replies.first[:-1])
        error = of_contact.std(ddof=1) / np.sqrt(n)
        assert abs(of_contact.mean() - amount * mean_s) < 4.9 * error
        assert 4.9 * error < 0.07 * amount * mean_s


def test_spread_is_the_stated_one():
    replies = drawn(np.full(20_000, 10.0), hands_on_cv=0.8)
    assert np.log(replies.think_s).std() == pytest.approx(1.0, abs=0.01)
    assert np.log(replies.hands_on_s).std() == pytest.approx(np.sqrt(np.log(1 + 0.8**2)), abs=0.01)
    correlation = np.corrcoef(np.log(replies.think_s), np.log(replies.hands_on_s))[0, 1]
    assert abs(correlation) < 4.9 / np.sqrt(replies.think_s.size)


def test_without_spread_every_reply_takes_its_mean():
    replies = drawn(np.full(10, 3.0), think_cv=0, hands_on_cv=0)
    assert set(replies.think_s) == {grid_array(np.array([THINK]))[0]}
    assert set(replies.hands_on_s) == {grid_array(np.array([HANDS_ON]))[0]}


def test_voice_does_not_think():
    assert not drawn(np.full(10, 3.0), customer_think=0).think_s.any()


def test_a_contacts_replies_depend_on_its_id_alone():
    # Another contact's length, more contacts or a longer talk change nothing about the replies that there were.
    amounts = np.array([3.0, 5.0, 2.0])
    one = drawn(amounts)
    longer = drawn(np.array([9.0, 5.0, 2.0, 4.0]))
    assert one.first.tolist() == [0, 3, 8, 10]
    assert longer.first.tolist() == [0, 9, 14, 16, 20]
    np.testing.assert_array_equal(longer.think_s[:3], one.think_s[:3])
    np.testing.assert_array_equal(longer.think_s[9:16], one.think_s[3:10])
    np.testing.assert_array_equal(longer.hands_on_s[9:16], one.hands_on_s[3:10])
    assert not np.isin(drawn(amounts, seed=2).think_s, one.think_s).any()


def test_nothing_is_drawn_at_session_level():
    assert draw_replies(scenario(fidelity="session"), tape(np.ones(3)), 1, 0) is None


def test_no_contacts_have_no_replies():
    assert drawn(np.zeros(0)).first.tolist() == [0]
