"""Customers in a negative state, on days small enough to be worked out on paper."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from tiny import centre, contact, day

from ccsim.engine.reference import run
from ccsim.metrics.measure import check_sums, measure
from ccsim.model.events import BotOutcome
from ccsim.model.mood import MoodTables
from ccsim.model.rules import steps_passed

# 0.2 at once, 0.5 after more than 5 s, 0.6 after more than 20 s; 0.1 more at the second attempt; twice the work.
MOOD = MoodTables(np.array([[0.2, 0.5, 0.6], [0.3, 0.6, 0.7]]), np.array([5.0, 20.0]), np.array([[2.0]]), -1.0)


def simulated(contacts, **changes):
    inputs = day(centre(mood=MOOD, **changes), contacts, 1)
    log = run(inputs)
    sums = measure(inputs, log)
    check_sums(sums)
    return log, sums.totals


def test_a_wait_equal_to_a_step_has_not_passed_it():
    assert [steps_passed(wait, [5.0, 20.0]) for wait in (0, 5, 5.5, 20, 21)] == [0, 0, 1, 1, 2]


def test_the_wait_up_to_the_assignment_decides_and_doubles_the_work():
    # A (u 0.2: not under 0.2) is calm, 0-10. B (u 0.3) came at 5, waits exactly 5 s: calm, 10-20. C (u 0.3) came at 5
    # too, waits 15 s: negative, 20-40.
    log, totals = simulated([contact(0, u_mood=0.2), contact(5, u_mood=0.3), contact(5, u_mood=0.3)])
    assert log.contacts["negative"].tolist() == [False, False, True]
    assert log.contacts["end_s"].tolist() == [10, 20, 40]
    assert (totals["negative"], totals["answered"]) == (1, 3)


def test_earlier_attempts_count():
    again = {"p_resolve": np.zeros((1, 1, 2)), "p_return_unresolved": np.array([1.0, 0.0])}
    log, _ = simulated([contact(0, u_mood=0.25, again=True), contact(None, u_mood=0.25)], **again)
    assert log.contacts["negative"].tolist() == [False, True]


def test_who_meets_no_person_has_no_state():
    log, totals = simulated(
        [contact(0, u_mood=0.9), contact(1, u_mood=0.0, patience=2), contact(2, u_mood=0.0, bot=BotOutcome.LEFT)],
        has_bot=True,
    )
    assert not log.contacts["negative"].any()
    assert (totals["negative"], totals["bot_tried"], totals["bot_negative"]) == (0, 1, 1)


def test_the_response_time_is_weighted_by_the_work_that_was_done():
    log, _ = simulated([contact(0, u_mood=0.0)])
    assert log.contacts["end_s"][0] == 20
    assert log.contacts["response_s"][0] == 10


def test_a_negative_customer_is_less_satisfied_by_the_term():
    weights = np.zeros(10)
    _, calm = simulated([contact(0, u_mood=0.9)], satisfaction=weights)
    _, upset = simulated([contact(0, u_mood=0.1)], satisfaction=weights)
    assert calm["satisfied_ppb"] == pytest.approx(5e8)
    assert upset["satisfied_ppb"] == pytest.approx(1e9 / (1 + np.e))
