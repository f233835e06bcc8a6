"""Wrong answers on days small enough to be worked out on paper: closed, not resolved, found out later."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from tiny import centre, contact, day

from ccsim.engine.reference import run
from ccsim.metrics.measure import check_sums, measure
from ccsim.model.bot import BotCapacity
from ccsim.model.error_rates import ErrorRates
from ccsim.model.events import BotOutcome, Outcome
from ccsim.model.quick import quick_walk

RATES = ErrorRates(human=np.array([0.0, 0.25]), bot=0.5, p_return=np.array([0.75, 0.0]))


def simulated(contacts, rates=RATES, **changes):
    inputs = day(centre(errors=rates, **changes), contacts, 1)
    log = run(inputs)
    check_sums(measure(inputs, log))
    return inputs, log


def by_person(at, u_error, **more):
    return contact(at, 10, u_error=u_error, error_delay_s=7.0, **more)


def test_a_wrong_answer_closes_without_resolving():
    # u < p: 0.2 is wrong, 0.25 (equal) is not.
    _, log = simulated([by_person(0, 0.2), by_person(100, 0.25)])
    assert log.contacts["outcome"].tolist() == [Outcome.SERVED] * 2
    assert log.contacts["wrong"].tolist() == [True, False]
    assert log.contacts["resolved"].tolist() == [False, True]


def test_what_is_not_resolved_anyway_is_not_wrong():
    _, log = simulated([by_person(0, 0.0)], p_resolve=np.zeros((1, 1, 2)))
    assert not log.contacts["wrong"].any()
    assert not log.contacts["resolved"].any()


def test_a_bots_answer_may_be_wrong_with_and_without_a_line_before_it():
    solved = [contact(t, bot=BotOutcome.RESOLVED, bot_time=5, u_error=u) for t, u in ((0, 0.4), (50, 0.5))]
    for capacity in (None, BotCapacity(sessions=1)):
        inputs, log = simulated(solved, has_bot=True, bot_capacity=capacity)
        assert log.contacts["outcome"].tolist() == [Outcome.BOT_RESOLVED] * 2
        assert log.contacts["wrong"].tolist() == [True, False]
        totals = measure(inputs, log).totals
        names = ("bot_resolved", "bot_wrong", "wrong", "closed_as_resolved", "bot_closed_as_resolved", "contained")
        assert [totals[name] for name in names] == [1, 1, 1, 2, 2, 2]
    left = contact(0, bot=BotOutcome.LEFT, bot_time=5, u_error=0.0)
    assert not simulated([left], has_bot=True)[1].contacts["wrong"].any()


def test_it_comes_to_light_after_its_own_delay_in_place_of_a_follow_up():
    # A ends at 10 and is found out at 17 (u_return 0.5 < 0.75). With u_return 0.75 the customer stays away.
    def issue(u_return):
        return [by_person(0, 0.1, again=True, u_return=u_return), by_person(None, 0.9)]

    always = {"p_return_resolved": np.array([1.0, 0.0])}
    _, log = simulated(issue(0.5), **always)
    assert (log.contacts["next_s"][0], log.contacts["arrival_s"][1]) == (17, 17)
    assert log.contacts["resolved"].tolist() == [False, True]
    _, log = simulated(issue(0.75), **always)
    assert log.contacts["outcome"][1] == Outcome.NEVER
    # A right answer follows the other rule: 50 s after 10.
    _, log = simulated([by_person(0, 0.9, again=True, u_return=0.9), by_person(None, 0.9)], **always)
    assert log.contacts["arrival_s"][1] == 60


def test_the_level_at_assignment_counts():
    rates = ErrorRates(human=np.array([0.0, 0.0, 1.0]), bot=0.0, p_return=np.zeros(2))
    _, log = simulated([by_person(0, 0.5), by_person(1, 0.5)], rates, concurrency=(2,))
    assert log.contacts["wrong"].tolist() == [False, True]


def test_the_quick_walk_makes_the_same_errors():
    contacts = [by_person(0, 0.1, again=True, u_return=0.5), by_person(None, 0.1)]
    inputs = day(centre(errors=RATES), contacts, 1)
    end = quick_walk(inputs.centre, inputs.tape, np.array([0]))
    assert (end.contacts.tolist(), end.resolved.tolist()) == ([2], [False])
    end = quick_walk(centre(), inputs.tape, np.array([0]))
    assert (end.contacts.tolist(), end.resolved.tolist()) == ([1], [True])
