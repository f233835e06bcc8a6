"""Full queues, longest waits, opening hours and silent abandoners, on days worked out on paper (reference engine).

One voice agent and talks of 10 s unless stated otherwise; every comment is the paper.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from tiny import centre, contact, day

from ccsim.engine import session
from ccsim.engine.reference import run
from ccsim.engine.session import group_sizes
from ccsim.model.events import BotOutcome, Outcome
from ccsim.model.replies import Replies
from ccsim.model.timegrid import TICKS_PER_S

INF = float("inf")


def outcomes(log):
    return [Outcome(value).name for value in log.contacts["outcome"]]


def column(log, name):
    return [None if np.isnan(value) else float(value) for value in log.contacts[name]]


def limited(capacity=-1, max_wait=INF, **changes):
    return centre(queue_capacity=np.array([capacity]), max_wait_s=np.array([max_wait]), **changes)


def hours(*spans, defers=True, disconnects=False, **changes):
    """A queue that is open in these spans."""
    return centre(
        opens_s=np.array([[float(opens) for opens, _ in spans]]),
        closes_s=np.array([[float(closes) for _, closes in spans]]),
        defers=np.array([defers]),
        disconnects=np.array([disconnects]),
        **changes,
    )


def haunted(p=1.0, work=4.0, **changes):
    return centre(p_silent=p, silent_work_s=work, **changes)


class TestCapacity:
    def test_who_finds_the_queue_full_is_turned_away_at_once(self):
        # A talks 0-10; B and C wait; D finds two waiting. At 10 B goes in, so E finds one and waits.
        log = run(day(limited(2), [contact(0), contact(1), contact(2), contact(3), contact(11)], 1))
        assert outcomes(log) == ["SERVED", "SERVED", "SERVED", "BLOCKED", "SERVED"]
        assert [column(log, name)[3] for name in ("enqueue_s", "abandon_s", "end_s", "assign_s")] == [3, 3, 3, None]

    def test_no_room_at_all_is_a_loss_system(self):
        log = run(day(limited(0), [contact(0), contact(9), contact(10)], 1))
        assert outcomes(log) == ["SERVED", "BLOCKED", "SERVED"]  # at 10 A ends before C arrives

    def test_a_full_queue_comes_before_balking(self):
        log = run(day(limited(0, p_balk=np.array([1.0])), [contact(0), contact(1)], 1))
        assert outcomes(log) == ["SERVED", "BLOCKED"]

    def test_queues_are_limited_apart(self):
        two = centre(serves=((True, True),), queue_of_intent=(0, 1), priority=(1, 1), queue_capacity=np.array([0, -1]))
        log = run(day(two, [contact(0), contact(1, intent=1), contact(2, intent=0)], 1))
        assert outcomes(log) == ["SERVED", "SERVED", "BLOCKED"]

    def test_whoever_leaves_makes_room(self):
        # B gives up at 4; C takes its place at 5, D finds it taken.
        log = run(day(limited(1), [contact(0), contact(1, patience=3), contact(5), contact(6)], 1))
        assert outcomes(log) == ["SERVED", "ABANDONED", "SERVED", "BLOCKED"]

    def test_patience_of_the_same_instant_makes_no_room(self):
        # B gives up at 4, after the arrival of 4.
        log = run(day(limited(1), [contact(0), contact(1, patience=3), contact(4)], 1))
        assert outcomes(log) == ["SERVED", "ABANDONED", "BLOCKED"]

    def test_a_blocked_contact_may_try_again(self):
        log = run(day(limited(0), [contact(0), contact(1, again=True, delay=20), contact(None)], 1))
        assert outcomes(log) == ["SERVED", "BLOCKED", "SERVED"]
        assert column(log, "next_s")[1] == column(log, "arrival_s")[2] == 21


class TestLongestWait:
    def test_who_has_waited_so_long_is_sent_away(self):
        log = run(day(limited(max_wait=5), [contact(0), contact(1), contact(7)], 1))
        assert outcomes(log) == ["SERVED", "TIMED_OUT", "SERVED"]
        assert [column(log, name)[1] for name in ("enqueue_s", "abandon_s", "end_s")] == [1, 6, 6]
        assert column(log, "assign_s") == [0, None, 10]

    def test_patience_of_the_same_instant_comes_first(self):
        log = run(day(limited(max_wait=5), [contact(0), contact(1, patience=5)], 1))
        assert outcomes(log) == ["SERVED", "ABANDONED"]

    def test_who_is_assigned_at_that_instant_is_served(self):
        # A ends at 10, when B has waited 5.
        log = run(day(limited(max_wait=5), [contact(0), contact(5)], 1))
        assert outcomes(log) == ["SERVED", "SERVED"]
        assert column(log, "assign_s")[1] == 10

    def test_a_timed_out_contact_may_try_again(self):
        log = run(day(limited(max_wait=5), [contact(0, 30), contact(1, again=True, delay=30), contact(None)], 1))
        assert column(log, "arrival_s")[2] == 36


class TestOpeningHours:
    def test_a_queue_that_opens_once_and_stays_open(self):
        log = run(day(hours((24, INF)), [contact(0), contact(30)], 1))
        assert column(log, "enqueue_s") == [24, 30]
        assert column(log, "assign_s") == [24, 34]

    def test_outside_them_contacts_come_to_the_next_opening(self):
        # Nobody balks there: B, with a balking probability of 1, waits behind A, in the order of ids.
        the_centre = hours((100, 200), (300, 400), p_balk=np.array([1.0]))
        log = run(day(the_centre, [contact(20), contact(30, patience=15), contact(200), contact(399)], 1))
        assert column(log, "enqueue_s") == [100, 100, 300, 399]
        assert column(log, "assign_s") == [100, 110, 300, 399]
        assert outcomes(log) == ["SERVED"] * 4

    def test_patience_starts_at_the_opening(self):
        log = run(day(hours((100, 200)), [contact(20), contact(30, patience=5)], 1))
        assert (outcomes(log)[1], column(log, "abandon_s")[1]) == ("ABANDONED", 105)

    def test_a_full_queue_turns_away_the_deferred_too(self):
        the_centre = hours((100, 200), queue_capacity=np.array([1]))
        assert outcomes(run(day(the_centre, [contact(t) for t in (1, 2, 3)], 1))) == ["SERVED", "SERVED", "BLOCKED"]

    def test_or_they_are_lost(self):
        log = run(day(hours((100, 200), defers=False), [contact(20), contact(100), contact(200)], 1))
        assert outcomes(log) == ["CLOSED", "SERVED", "CLOSED"]
        assert column(log, "end_s") == [20, 110, 200]
        assert column(log, "enqueue_s") == [None, 100, None]
        assert column(log, "abandon_s") == [None] * 3

    def test_who_is_lost_may_try_again(self):
        contacts = [contact(20, again=True, delay=90), contact(None)]
        log = run(day(hours((100, 200), defers=False), contacts, 1))
        assert outcomes(log) == ["CLOSED", "SERVED"]
        assert column(log, "arrival_s") == [20, 110]

    def test_it_is_the_end_of_the_bot_leg_that_counts(self):
        contacts = [contact(90, bot=BotOutcome.ASKED, bot_time=10), contact(195, bot=BotOutcome.ASKED, bot_time=5)]
        log = run(day(hours((100, 200), defers=False, has_bot=True), contacts, 1))
        assert outcomes(log) == ["SERVED", "CLOSED"]

    def test_the_deferred_come_after_log_on_and_before_arrivals(self):
        # The agent logs on at 100. B, deferred, asks before A, which arrives at 100, though its id is higher.
        log = run(day(hours((100, 200)), [contact(100), contact(60)], [(0, 0, 0), (100, 0, 1)]))
        assert column(log, "assign_s") == [110, 100]

    def test_an_opening_after_the_horizon_is_waited_for(self):
        the_centre = hours((0, 900), (1100, 1900))
        assert column(run(day(the_centre, [contact(950)], 1)), "assign_s") == [1100]
        cut = hours((0, 900), (1100, 1900), stop_hard=True)
        log = run(day(cut, [contact(950)], 1))
        assert (outcomes(log), column(log, "enqueue_s")) == (["UNFINISHED"], [None])

    def test_an_opening_that_never_comes_is_waited_for_in_vain(self):
        log = run(day(hours((0, 100)), [contact(100), contact(90)], 1))
        assert outcomes(log) == ["UNFINISHED", "SERVED"]

    def test_closing_time_may_leave_those_who_wait(self):
        log = run(day(hours((0, 15)), [contact(0), contact(1), contact(2)], 1))
        assert column(log, "assign_s") == [0, 10, 20]

    def test_or_send_them_away(self):
        log = run(day(hours((0, 15), disconnects=True), [contact(0), contact(1), contact(2)], 1))
        assert outcomes(log) == ["SERVED", "SERVED", "DISCONNECTED"]
        assert (column(log, "abandon_s")[2], column(log, "end_s")[2], column(log, "end_s")[1]) == (15, 15, 20)

    def test_closing_comes_before_an_agent_of_the_same_instant(self):
        # A ends at 10, when the queue closes: B is sent away all the same. C asks at 10 and finds it closed.
        log = run(day(hours((0, 10), disconnects=True, defers=False), [contact(0), contact(1), contact(10)], 1))
        assert outcomes(log) == ["SERVED", "DISCONNECTED", "CLOSED"]

    def test_a_disconnected_contact_may_try_again(self):
        contacts = [contact(0, 50), contact(1, again=True, delay=0), contact(None)]
        log = run(day(hours((0, 10), (30, 90), disconnects=True), contacts, 1))
        assert outcomes(log) == ["SERVED", "DISCONNECTED", "SERVED"]
        assert column(log, "arrival_s")[2] == 10
        assert column(log, "enqueue_s")[2] == 30

    def test_another_queue_stays_open(self):
        two = centre(
            serves=((True, True),), queue_of_intent=(0, 1), priority=(1, 1),
            opens_s=np.array([[0.0], [0.0]]), closes_s=np.array([[5.0], [INF]]), disconnects=np.array([True, False]),
        )  # fmt: skip
        log = run(day(two, [contact(0), contact(1), contact(1, intent=1)], 1))
        assert outcomes(log) == ["SERVED", "DISCONNECTED", "SERVED"]


class TestSilentAbandoners:
    def test_a_ghost_is_taken_in_its_turn_and_costs_its_work(self):
        # B is gone at 4; its ghost is taken at 10 and keeps the agent until 14; C talks 14-24.
        log = run(day(haunted(), [contact(0), contact(1, patience=3, wrap=9), contact(2)], 1))
        assert outcomes(log) == ["SERVED", "ABANDONED", "SERVED"]
        assert log.contacts["silent"].tolist() == [False, True, False]
        assert column(log, "abandon_s")[1] == column(log, "end_s")[1] == 4
        assert column(log, "assign_s") == [0, 10, 14]
        assert column(log, "release_s") == [10, 14, 24]
        assert (log.contacts["agent"][1], log.contacts["group"][1], log.contacts["level"][1]) == (0, 0, 1)
        assert not log.contacts["resolved"][1]
        assert column(log, "response_s")[1] is None

    def test_only_a_share_of_leavers_is_silent(self):
        contacts = [contact(0), contact(1, patience=3, u_silent=0.3), contact(1, patience=3, u_silent=0.2)]
        log = run(day(haunted(0.3), contacts, 1))
        assert log.contacts["silent"].tolist() == [False, False, True]
        assert column(log, "assign_s") == [0, None, 10]

    def test_its_work_does_not_depend_on_the_group_but_on_the_load(self):
        # Factor 3 on work: A, of 2 s, needs 6. At speed 1/2 beside C (6 left at 6, when B's ghost comes) 4 s take 8.
        the_centre = haunted(
            concurrency=(2,), speed=((1.0, 0.5),), work_factor=np.array([[3.0]]), wrap_factor=np.array([[3.0]])
        )
        contacts = [contact(0, 1), contact(0, 4), contact(1, patience=1)]
        log = run(day(the_centre, contacts, 1))
        # A (3 s of work) and C (12 s) at half speed: A ends at 6. C has 9 left. The ghost: 6 + 4 x 2 = 14. C: 5 left.
        assert column(log, "release_s") == [6, 19, 14]
        assert log.contacts["level"].tolist() == [1, 2, 2]

    def test_the_load_is_counted(self):
        log = run(day(haunted(), [contact(0), contact(1, patience=3)], 1))
        assert log.load_ticks[0, :, 1].sum() == 14 * TICKS_PER_S

    def test_a_ghost_takes_up_room_in_the_queue(self):
        the_centre = haunted(queue_capacity=np.array([1]))
        log = run(day(the_centre, [contact(0), contact(1, patience=3), contact(5), contact(11)], 1))
        assert outcomes(log) == ["SERVED", "ABANDONED", "BLOCKED", "SERVED"]

    def test_the_customer_may_try_again_while_the_ghost_waits(self):
        contacts = [contact(0), contact(1, patience=3, again=True, delay=2), contact(None)]
        log = run(day(haunted(), contacts, 1))
        assert column(log, "arrival_s")[2] == 6
        assert column(log, "assign_s") == [0, 10, 14]
        assert column(log, "next_s")[1] == 6

    def test_who_is_assigned_at_the_instant_of_its_patience_is_no_ghost(self):
        log = run(day(haunted(), [contact(0), contact(4, patience=6)], 1))
        assert outcomes(log) == ["SERVED", "SERVED"]

    def test_the_longest_wait_ends_ghosts_too(self):
        the_centre = haunted(max_wait_s=np.array([5.0]))
        log = run(day(the_centre, [contact(0), contact(1, patience=3), contact(2, patience=5)], 1))
        assert outcomes(log) == ["SERVED", "ABANDONED", "ABANDONED"]
        assert column(log, "release_s") == [10, 6, 7]  # C leaves silently at 7, and its ghost at the same instant
        assert column(log, "assign_s") == [0, None, None]

    def test_closing_ends_ghosts_too(self):
        the_centre = hours((0, 8), disconnects=True, p_silent=1.0)
        log = run(day(the_centre, [contact(0), contact(1, patience=3)], 1))
        assert outcomes(log) == ["SERVED", "ABANDONED"]
        assert (column(log, "release_s"), column(log, "end_s")) == ([10, 8], [10, 4])

    def test_those_who_log_on_take_ghosts(self):
        log = run(day(haunted(), [contact(1, patience=3)], [(0, 0, 0), (10, 0, 1)]))
        assert (column(log, "assign_s"), column(log, "release_s")) == ([10], [14])

    def test_a_ghost_may_cost_nothing(self):
        log = run(day(haunted(work=0.0), [contact(0), contact(1, patience=3), contact(2)], 1))
        assert column(log, "assign_s") == [0, 10, 10]

    def test_a_ghost_that_nobody_takes_has_no_end(self):
        log = run(day(haunted(), [contact(1, patience=3)], 0))
        assert (outcomes(log), column(log, "release_s")) == (["ABANDONED"], [None])


def test_message_by_message_a_ghost_takes_its_turn_of_the_agents_attention():
    # A thinks 0-7; B thinks 0-1 and is attended 1-6, which frees a slot for the ghost of C, gone at 3: it has the agent
    # 6-10. A is attended 10-15. D has the ghost's slot from 10, thinks 10-11 and is attended 15-17.
    the_centre = haunted(concurrency=(2,), message_level=True)
    inputs = day(the_centre, [contact(0), contact(0), contact(1, patience=2), contact(2)], 1)
    replies = Replies(np.arange(5), np.array([7.0, 1.0, 0.0, 1.0]), np.array([5.0, 5.0, 9.0, 2.0]))
    log = run(replace(inputs, replies=replies))
    assert column(log, "assign_s") == [0, 0, 6, 10]
    assert column(log, "release_s") == [15, 6, 10, 17]
    assert column(log, "end_s") == [15, 6, 3, 17]


def test_a_ghost_keeps_its_issue_in_the_run_until_it_is_gone():
    # The customer is gone at 4 for good; the ghost is taken at 10, released at 14.
    inputs = day(haunted(), [contact(0), contact(1, patience=3)], 1)
    open_run = session("reference")(inputs.centre, group_sizes(inputs.roster, 1))
    first = open_run.advance(inputs.tape, inputs.roster, 8.0)
    second = open_run.advance(inputs.tape[:0], inputs.roster[:0], 12.0)
    third = open_run.advance(inputs.tape[:0], inputs.roster[:0], 20.0)
    assert [part.tape.size for part in (first, second, third)] == [0, 1, 1]
    assert third.contacts["release_s"] == 14


@pytest.mark.parametrize("epochs", [2, 9])
def test_epochs_change_no_bit(epochs):
    rng = np.random.default_rng(5)
    contacts = []
    for at in np.sort(rng.integers(0, 900, 150)):
        rest = {"patience": float(rng.integers(1, 60)), "u_silent": rng.random(), "u_return": rng.random()}
        contacts += [contact(float(at), 12, again=True, delay=float(rng.integers(0, 90)), **rest), contact(None, 9)]
    the_centre = hours(
        (100, 400), (500, 820), disconnects=True, p_silent=0.5, silent_work_s=5.0,
        queue_capacity=np.array([10]), max_wait_s=np.array([30.0]),
    )  # fmt: skip
    inputs = day(the_centre, contacts, 2)
    whole = run(inputs).contacts
    assert {"BLOCKED", "TIMED_OUT", "DISCONNECTED", "ABANDONED"} <= {Outcome(value).name for value in whole["outcome"]}
    first_s = np.maximum.accumulate(np.nan_to_num(inputs.tape["arrival_s"], nan=-1.0))
    open_run = session("reference")(the_centre, group_sizes(inputs.roster, 1))
    bounds = np.linspace(0, 1000, epochs + 1).tolist()
    parts = []
    for start_s, until_s in pairwise(bounds):
        rows = inputs.tape[(first_s >= start_s) & (first_s < until_s)]
        parts.append(open_run.advance(rows, inputs.roster if start_s == 0 else inputs.roster[:0], until_s))
    parts.append(open_run.close()[0])
    ids, found = (np.concatenate([getattr(part, name) for part in parts]) for name in ("tape", "contacts"))
    assert found[np.argsort(ids["contact_id"])].tobytes() == whole[np.argsort(inputs.tape["contact_id"])].tobytes()
