"""Days small enough to be worked out on paper; every comment is the paper."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from tiny import centre, contact, day

from ccsim.engine import engine
from ccsim.model.events import BotOutcome, Outcome
from ccsim.model.timegrid import TICKS_PER_S

ENGINES = ["reference", "compiled"]


@pytest.fixture(params=ENGINES)
def run(request):
    return engine(request.param)


def outcomes(log):
    return [Outcome(value).name for value in log.contacts["outcome"]]


def column(log, name):
    return [None if np.isnan(value) else float(value) for value in log.contacts[name]]


class TestOneAgent:
    def test_first_come_first_served(self, run):
        # A talks 0-10. B (2) and C (3) wait; B talks 10-20, C 20-30.
        log = run(day(centre(), [contact(0), contact(2), contact(3)], 1))
        assert column(log, "assign_s") == [0, 10, 20]
        assert column(log, "end_s") == column(log, "release_s") == [10, 20, 30]
        assert outcomes(log) == ["SERVED"] * 3

    def test_wrap_up_keeps_the_slot_but_not_the_customer(self, run):
        log = run(day(centre(), [contact(0, wrap=5), contact(1)], 1))
        assert column(log, "end_s") == [10, 25]
        assert column(log, "release_s") == [15, 25]
        assert column(log, "assign_s") == [0, 15]

    def test_impatient_contact_abandons_and_frees_its_place(self, run):
        # B waits from 1 and gives up at 4; C is next at 10.
        log = run(day(centre(), [contact(0), contact(1, patience=3), contact(2)], 1))
        assert outcomes(log) == ["SERVED", "ABANDONED", "SERVED"]
        assert column(log, "abandon_s") == [None, 4, None]
        assert column(log, "assign_s") == [0, None, 10]

    def test_patience_plays_no_role_once_an_agent_is_there(self, run):
        # B, patient until 16, is taken at 10 and talks until 30.
        log = run(day(centre(), [contact(0), contact(1, 20, patience=15)], 1))
        assert outcomes(log) == ["SERVED", "SERVED"]
        assert (column(log, "end_s"), column(log, "abandon_s")) == ([10, 30], [None, None])

    def test_balks_only_when_it_would_have_to_wait(self, run):
        the_centre = centre(p_balk=np.array([0.3]))
        log = run(day(the_centre, [contact(0, u_balk=0.1), contact(1, u_balk=0.1), contact(2, u_balk=0.3)], 1))
        assert outcomes(log) == ["SERVED", "BALKED", "SERVED"]
        assert column(log, "abandon_s")[1] == column(log, "enqueue_s")[1] == column(log, "end_s")[1] == 1

    def test_priority_before_time_in_queue(self, run):
        the_centre = centre(priority=(2, 1), queue_of_intent=(0, 0))
        log = run(day(the_centre, [contact(0), contact(1, intent=0), contact(2, intent=1)], 1))
        assert column(log, "assign_s") == [0, 20, 10]

    def test_work_is_scaled_by_the_group_and_wrap_by_its_hands_on_factor(self, run):
        the_centre = centre(work_factor=np.array([[1.5]]), wrap_factor=np.array([[2.0]]))
        log = run(day(the_centre, [contact(0, wrap=5)], 1))
        assert (column(log, "end_s"), column(log, "release_s")) == ([15], [25])


class TestChats:
    def test_two_chats_share_the_agent(self, run):
        # Speed 1 alone, 1/2 with two open. A (work 10) at 0, B (work 10) at 4. At 4 A has done 4; 6 left take 12 s: A ends at 16.
        # B has done 6 by then; 4 left alone: ends at 20.
        log = run(day(centre(concurrency=(2,), speed=((1.0, 0.5),)), [contact(0), contact(4)], 1))
        assert column(log, "end_s") == [16, 20]
        assert log.contacts["level"].tolist() == [1, 2]

    def test_a_third_chat_waits_for_a_slot(self, run):
        log = run(day(centre(concurrency=(2,), speed=((1.0, 0.5),)), [contact(0), contact(0), contact(1)], 1))
        # A and B at speed 1/2 both reach 10 at 20; lower id first; C starts at 20, and at 20 B ends too: C alone from 20.
        assert column(log, "end_s") == [20, 20, 30]
        assert column(log, "assign_s") == [0, 0, 20]

    def test_least_loaded_agent_first_then_longest_at_that_load_then_lowest_id(self, run):
        log = run(day(centre(concurrency=(2,)), [contact(t, 100) for t in (0, 1, 2, 3)], 2))
        assert log.contacts["agent"].tolist() == [0, 1, 0, 1]
        # Both free again: agent 1 became idle at 12, agent 0 at 15, so 1 has been idle longest.
        log = run(day(centre(), [contact(0, 15), contact(2, 10), contact(20)], 2))
        assert log.contacts["agent"].tolist() == [0, 1, 1]

    def test_wrap_up_of_one_chat_slows_the_other(self, run):
        # A: talk 10, wrap 6. B: talk 20. Speed 1/2 while both open: A's customer leaves at 20 (V=10), its wrap ends when V=16 at 32;
        # B then has 4 left, alone: 36.
        log = run(day(centre(concurrency=(2,), speed=((1.0, 0.5),)), [contact(0, 10, wrap=6), contact(0, 20)], 1))
        assert column(log, "end_s") == [20, 36]
        assert column(log, "release_s") == [32, 36]

    def test_mean_response_is_weighted_by_progress(self, run):
        # given_table(10 s hands-on, no thinking): response 10 at level 1, 20 at level 2. A: 4 of 10 alone, 6 shared: 16 s.
        log = run(day(centre(concurrency=(2,), speed=((1.0, 0.5),)), [contact(0), contact(4)], 1))
        assert log.contacts["response_s"][0] == pytest.approx(0.4 * 10 + 0.6 * 20, abs=1e-6)

    def test_resolution_depends_on_the_level_at_assignment(self, run):
        p = np.array([[[0.0, 0.9, 0.4]]])
        log = run(day(centre(concurrency=(2,), p_resolve=p), [contact(0), contact(1)], 1))
        assert log.contacts["resolved"].tolist() == [True, False]


class TestTheSameInstant:
    """LOG_OFF < WORK_END < LOG_ON < BOT_END < ARRIVAL < PATIENCE, then ids."""

    def test_log_off_before_work_end(self, run):
        # The level falls at 10, when A ends: the agent leaves instead of taking B.
        log = run(day(centre(), [contact(0), contact(1, patience=50)], [(0, 0, 1), (10, 0, 0)]))
        assert outcomes(log) == ["SERVED", "ABANDONED"]

    def test_work_end_before_log_on(self, run):
        # Agent 0 frees at 10, agent 1 logs on at 10: agent 0 takes the waiting contact.
        log = run(day(centre(), [contact(0), contact(1)], [(0, 0, 1), (10, 0, 2)]))
        assert log.contacts["agent"].tolist() == [0, 0]

    def test_log_on_before_bot_end(self, run):
        # With the agent already there when the bot hands over, the contact does not have to wait, so cannot balk.
        the_centre = centre(p_balk=np.array([1.0]), has_bot=True)
        contacts = [contact(0, bot=BotOutcome.TRANSFERRED, bot_time=10)]
        assert outcomes(run(day(the_centre, contacts, [(0, 0, 0), (10, 0, 1)]))) == ["SERVED"]
        assert outcomes(run(day(the_centre, contacts, [(0, 0, 0), (10.5, 0, 1)]))) == ["BALKED"]

    def test_bot_end_before_arrival(self, run):
        # Contact 1 (through the bot) and contact 2 reach the queue at 10; so does contact 0's later id order not matter.
        contacts = [contact(0, 100), contact(5, bot=BotOutcome.ASKED, bot_time=5), contact(10)]
        log = run(day(centre(has_bot=True), contacts, 2))
        assert log.contacts["assign_s"][1] == 10
        swapped = [contact(0, 100), contact(10), contact(10, bot=BotOutcome.ASKED, bot_time=0)]
        log = run(day(centre(has_bot=True), swapped, 2))
        # Contact 2 only starts its bot leg on arrival at 10, after contact 1 has arrived and taken the agent.
        assert (log.contacts["assign_s"][1], log.contacts["assign_s"][2]) == (10, 20)
        later_id_first = [contact(0, 100), contact(10), contact(4, bot=BotOutcome.ASKED, bot_time=6)]
        log = run(day(centre(has_bot=True), later_id_first, 2))
        assert (log.contacts["assign_s"][1], log.contacts["assign_s"][2]) == (20, 10)

    def test_work_end_before_arrival(self, run):
        the_centre = centre(p_balk=np.array([1.0]))
        assert outcomes(run(day(the_centre, [contact(0), contact(10)], 1))) == ["SERVED", "SERVED"]

    def test_log_off_before_arrival(self, run):
        the_centre = centre(p_balk=np.array([1.0]))
        assert outcomes(run(day(the_centre, [contact(10)], [(0, 0, 1), (10, 0, 0)]))) == ["BALKED"]

    def test_work_end_before_patience(self, run):
        # B's patience ends at 10, when the agent frees: served, with a wait of exactly its patience.
        log = run(day(centre(), [contact(0), contact(4, patience=6)], 1))
        assert outcomes(log) == ["SERVED", "SERVED"]
        assert log.contacts["assign_s"][1] == 10

    def test_log_on_before_patience(self, run):
        log = run(day(centre(), [contact(4, patience=6)], [(0, 0, 0), (10, 0, 1)]))
        assert outcomes(log) == ["SERVED"]

    def test_a_retry_due_at_once_arrives_at_the_same_instant(self, run):
        # B gives up at 10 and is back at 10, as does C arrive; both have waited equally long, so the lower id goes first.
        contacts = [contact(0, 100), contact(4, patience=6, again=True, delay=0), contact(None), contact(10)]
        log = run(day(centre(), contacts, 1))
        assert column(log, "arrival_s") == [0, 4, 10, 10]
        assert column(log, "assign_s") == [0, None, 100, 110]

    def test_equal_kinds_by_agent_id(self, run):
        # Both agents free at 10; agent 0 goes first and takes the contact that has waited longest.
        log = run(day(centre(), [contact(0), contact(0), contact(1), contact(2)], 2))
        assert log.contacts["agent"].tolist() == [0, 1, 0, 1]

    def test_equal_kinds_by_contact_id(self, run):
        log = run(day(centre(), [contact(5), contact(5), contact(5)], 1))
        assert column(log, "assign_s") == [5, 15, 25]

    def test_patience_of_equal_instants_and_retries_by_contact_id(self, run):
        contacts = [contact(0, 100)]
        for _ in range(2):
            contacts += [contact(1, patience=9, again=True, delay=5), contact(None, 7)]
        log = run(day(centre(), contacts, 1))
        assert column(log, "assign_s") == [0, None, 100, None, 107]

    def test_chats_of_one_agent_by_finish_then_contact_id(self, run):
        # Both chats of the agent end at V=10; contact 0 first, whose slot goes to contact 2, contact 1's to contact 3.
        log = run(day(centre(concurrency=(2,)), [contact(0), contact(0), contact(1), contact(1, 3)], 1))
        assert column(log, "assign_s") == [0, 0, 10, 10]


class TestHeadcounts:
    def test_idle_agents_leave_first_and_longest_idle_first(self, run):
        # Three agents; 0 is busy until 50, 1 idle since 5, 2 idle since 8. Level 2 at 10: agent 1 leaves. Next goes to 2.
        contacts = [contact(0, 50), contact(0, 5), contact(0, 8), contact(20)]
        log = run(day(centre(), contacts, [(0, 0, 3), (10, 0, 2)]))
        assert log.contacts["agent"].tolist() == [0, 1, 2, 2]

    def test_a_busy_agent_finishes_its_contact_then_leaves(self, run):
        log = run(day(centre(), [contact(0, 30), contact(5, patience=100)], [(0, 0, 1), (10, 0, 0)]))
        assert column(log, "end_s") == [30, 105]
        assert outcomes(log)[1] == "ABANDONED"
        assert log.duty_ticks.sum() == 10 * TICKS_PER_S
        assert log.drain_ticks.sum() == 20 * TICKS_PER_S

    def test_a_chat_agent_that_frees_a_slot_drains(self, run):
        # One of two agents is to leave at 5. Agent 0 (work 10 and 40, no slowdown) is the first to free a slot, at 10: it
        # takes nothing more and leaves at 40. Agent 1 (work 30) takes what comes at 12.
        contacts = [contact(0, 10), contact(0, 30), contact(0, 40), contact(12, 5)]
        log = run(day(centre(concurrency=(2,)), contacts, [(0, 0, 2), (5, 0, 1)]))
        assert log.contacts["agent"].tolist() == [0, 1, 0, 1]
        assert log.duty_ticks.sum() == (10 + 1000) * TICKS_PER_S
        assert log.drain_ticks.sum() == 30 * TICKS_PER_S

    def test_nobody_takes_anything_new_where_nobody_is_to_stay(self, run):
        # A chat open and two slots free at 5: the agent drains at once, and leaves at 40.
        log = run(day(centre(concurrency=(3,)), [contact(0, 40), contact(7)], [(0, 0, 1), (5, 0, 0)]))
        assert outcomes(log) == ["SERVED", "UNFINISHED"]
        assert log.duty_ticks.sum() == 5 * TICKS_PER_S
        assert log.drain_ticks.sum() == 35 * TICKS_PER_S

    def test_a_rise_first_keeps_those_about_to_leave(self, run):
        # Level 1 -> 0 at 5 -> 1 at 8: the agent never left; it takes B at 10.
        log = run(day(centre(), [contact(0), contact(1)], [(0, 0, 1), (5, 0, 0), (8, 0, 1)]))
        assert column(log, "assign_s") == [0, 10]
        assert log.contacts["agent"].tolist() == [0, 0]

    def test_a_rise_calls_back_a_draining_agent_at_once(self, run):
        steps = [(0, 0, 1), (5, 0, 0), (20, 0, 1)]
        log = run(day(centre(concurrency=(2,)), [contact(0, 10), contact(0, 40), contact(12)], steps))
        assert column(log, "assign_s") == [0, 0, 20]
        assert log.contacts["agent"].tolist() == [0, 0, 0]

    def test_a_batch_that_logs_on_pulls_in_routing_order(self, run):
        # Two agents with two slots each and three waiting: 0, 1, then 0 again.
        log = run(day(centre(concurrency=(2,)), [contact(1), contact(2), contact(3)], [(0, 0, 0), (10, 0, 2)]))
        assert log.contacts["agent"].tolist() == [0, 1, 0]
        assert column(log, "assign_s") == [10, 10, 10]


class TestGroupsAndSkills:
    def test_each_queue_goes_to_those_who_serve_it(self, run):
        the_centre = centre(
            concurrency=(1, 1), serves=((True, False), (True, True)), priority=(1, 1), queue_of_intent=(0, 1)
        )
        steps = [(0, 0, 1), (0, 1, 1)]
        # Intent 0 at 0 -> agent 0 (both idle since 0, lowest id). Intent 1 at 1 -> agent 1. Intent 1 at 2 waits for agent 1 though 0 frees first.
        contacts = [contact(0, 5), contact(1, 20, intent=1), contact(2, intent=1), contact(3)]
        log = run(day(the_centre, contacts, steps))
        assert log.contacts["agent"].tolist() == [0, 1, 1, 0]
        assert column(log, "assign_s") == [0, 1, 21, 5]

    def test_the_less_loaded_group_first(self, run):
        the_centre = centre(concurrency=(2, 2), serves=((True,), (True,)))
        log = run(day(the_centre, [contact(0), contact(1), contact(2)], [(0, 0, 1), (0, 1, 1)]))
        assert log.contacts["group"].tolist() == [0, 1, 0]


class TestComingBack:
    def test_an_unresolved_issue_comes_back_after_its_delay(self, run):
        the_centre = centre(p_resolve=np.full((1, 1, 2), 0.4))
        log = run(day(the_centre, [contact(0, again=True, delay=50), contact(None)], 1))
        assert column(log, "next_s") == [60, None]
        assert column(log, "arrival_s") == [0, 60]
        assert log.contacts["resolved"].tolist() == [False, False]

    def test_a_resolved_issue_stays_away(self, run):
        log = run(day(centre(), [contact(0, again=True), contact(None)], 1))
        assert outcomes(log) == ["SERVED", "NEVER"]

    def test_a_follow_up_comes_though_resolved(self, run):
        the_centre = centre(p_return_resolved=np.array([0.6, 0.0]))
        log = run(day(the_centre, [contact(0, again=True), contact(None)], 1))
        assert column(log, "arrival_s") == [0, 60]

    def test_whoever_balked_or_abandoned_tries_again(self, run):
        contacts = [contact(0, 100), contact(1, patience=9, again=True, delay=20), contact(None, patience=5)]
        log = run(day(centre(), contacts, 1))
        assert column(log, "arrival_s") == [0, 1, 30]
        assert outcomes(log) == ["SERVED", "ABANDONED", "ABANDONED"]

    @pytest.mark.parametrize(
        ("table", "agents", "p_resolve"),
        [("p_retry", 0, 1.0), ("p_return_unresolved", 1, 0.0), ("p_return_resolved", 1, 1.0)],
    )
    def test_each_attempt_has_its_own_probability_of_another(self, run, table, agents, p_resolve):
        # Against u = 0.5: the first contact (0.6) comes back, the second (0.4) does not.
        tables = dict.fromkeys(["p_retry", "p_return_unresolved", "p_return_resolved"], np.full(3, 0.5))
        the_centre = centre(p_resolve=np.full((1, 1, 2), p_resolve), **tables | {table: np.array([0.6, 0.4, 0.6])})
        contacts = [contact(0, patience=5, again=True), contact(None, patience=5, again=True), contact(None)]
        log = run(day(the_centre, contacts, agents))
        assert [outcome != "NEVER" for outcome in outcomes(log)] == [True, True, False]

    def test_the_bot_resolves_fails_silently_or_hands_over(self, run):
        the_centre = centre(has_bot=True, p_resolve=np.full((1, 1, 2), 0.4))
        contacts = [
            contact(0, bot=BotOutcome.RESOLVED, bot_time=30, again=True),
            contact(None),
            contact(0, bot=BotOutcome.LEFT, bot_time=30, again=True, delay=10),
            contact(None, bot=BotOutcome.TRANSFERRED, bot_time=5),
        ]
        log = run(day(the_centre, contacts, 1))
        assert outcomes(log) == ["BOT_RESOLVED", "NEVER", "BOT_LEFT", "SERVED"]
        assert column(log, "end_s") == [30, None, 30, 55]
        assert column(log, "enqueue_s")[3] == 45

    def test_contacts_due_after_the_horizon_are_only_noted(self, run):
        the_centre = centre(p_resolve=np.zeros((1, 1, 2)), horizon=100)
        log = run(day(the_centre, [contact(0, again=True, delay=90), contact(None)], 1))
        assert outcomes(log) == ["SERVED", "BEYOND"]
        assert column(log, "next_s") == [100, None]


class TestTheEnd:
    def test_contacts_are_followed_to_their_end_after_the_horizon(self, run):
        log = run(day(centre(horizon=20, interval=10), [contact(15, 30), contact(16)], 1))
        assert column(log, "end_s") == [45, 55]
        assert log.load_ticks.sum() == 20 * TICKS_PER_S

    def test_a_hard_stop_cuts_everything(self, run):
        log = run(day(centre(horizon=20, interval=10, stop_hard=True), [contact(5), contact(15, 30), contact(16)], 1))
        assert outcomes(log) == ["SERVED", "UNFINISHED", "UNFINISHED"]

    def test_waiting_for_nobody_ends_unfinished(self, run):
        log = run(day(centre(), [contact(5)], [(0, 0, 1), (1, 0, 0)]))
        assert outcomes(log) == ["UNFINISHED"]

    def test_agent_time_is_booked_by_interval_and_load(self, run):
        # One agent, chats 5-25 and 15-35 without slowdown, intervals of 10 s up to 40.
        log = run(day(centre(concurrency=(2,), horizon=40, interval=10), [contact(5, 20), contact(15, 20)], 1))
        seconds = log.load_ticks[0] / TICKS_PER_S
        assert seconds.tolist() == [[5, 5, 0], [0, 5, 5], [0, 5, 5], [5, 5, 0]]
