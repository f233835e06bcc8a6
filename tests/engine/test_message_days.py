"""Chats message by message, on days small enough to be worked out on paper; every comment is the paper."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from tiny import centre, contact, day

from ccsim.engine.reference import run
from ccsim.model.events import Outcome
from ccsim.model.inputs import RunInputs
from ccsim.model.mood import MoodTables
from ccsim.model.replies import Replies
from ccsim.model.timegrid import TICKS_PER_S

Said = Sequence[tuple[float, float]]
"""(thinking, hands-on) of each reply of a contact."""


def messages(concurrency: int = 2, switch_cost: float = 0.0, **changes):
    return centre(concurrency=(concurrency,), message_level=True, switch_cost=switch_cost, **changes)


def with_replies(inputs: RunInputs, *said: Said) -> RunInputs:
    first = np.cumsum([0, *(len(one) for one in said)])
    think, hands_on = (np.array([reply[part] for one in said for reply in one], float) for part in (0, 1))
    return replace(inputs, replies=Replies(first, think, hands_on))


def column(log, name):
    return [None if np.isnan(value) else float(value) for value in log.contacts[name]]


class TestTheLoop:
    def test_think_write_wait_reply(self):
        # Thinks 0-4, attended 4-6; thinks 6-9, attended 9-14: responses 2 and 5.
        log = run(with_replies(day(messages(), [contact(0)], 1), [(4, 2), (3, 5)]))
        assert column(log, "end_s") == column(log, "release_s") == [14]
        assert column(log, "response_s") == [3.5]

    def test_a_message_waits_for_the_agents_attention(self):
        # A writes at 4, attended 4-14. B writes at 5, attended 14-16: response 11.
        log = run(with_replies(day(messages(), [contact(0), contact(0)], 1), [(4, 10)], [(5, 2)]))
        assert column(log, "end_s") == [14, 16]
        assert column(log, "response_s") == [10, 11]

    def test_messages_are_answered_first_come_first_served(self):
        # A is attended 1-11; C writes at 2, B at 3: C 11-12, B 12-15, whatever the order of their arrival.
        contacts = [contact(0), contact(0), contact(0)]
        log = run(with_replies(day(messages(3), contacts, 1), [(1, 10)], [(3, 3)], [(2, 1)]))
        assert column(log, "end_s") == [11, 15, 12]

    def test_every_further_open_chat_makes_the_hands_slower(self):
        # Two chats open: 10 s of hands-on take 10 (1 + 0.5) = 15: A 2-17. Then B alone: 17-21.
        log = run(with_replies(day(messages(2, 0.5), [contact(0), contact(0)], 1), [(2, 10)], [(3, 4)]))
        assert column(log, "end_s") == [17, 21]

    def test_the_number_of_open_chats_counts_when_attending_starts(self):
        # A attended from 2 as the only chat, for 10 s though B comes at 5. B writes at 6 and is attended from 12, alone.
        log = run(with_replies(day(messages(2, 0.5), [contact(0), contact(5)], 1), [(2, 10)], [(1, 4)]))
        assert column(log, "end_s") == [12, 16]

    def test_a_contact_taken_at_the_end_of_another_counts_at_once(self):
        # One reply ends A at 12; C, waiting, takes its slot before the agent turns to B's message: 4 (1 + 0.5) = 6.
        contacts = [contact(0), contact(0), contact(1)]
        log = run(with_replies(day(messages(2, 0.5), contacts, 1), [(2, 10)], [(3, 4)], [(40, 1)]))
        assert column(log, "assign_s") == [0, 0, 17]
        assert column(log, "end_s") == [17, 23, 58]

    def test_the_groups_factor_is_on_hands_not_on_thinking(self):
        the_centre = replace(messages(), wrap_factor=2 * messages().wrap_factor)
        log = run(with_replies(day(the_centre, [contact(0, wrap=5)], 1), [(4, 3)]))
        assert (column(log, "end_s"), column(log, "release_s")) == ([10], [20])

    def test_a_negative_customer_takes_more_attention_but_no_more_wrap_up(self):
        # Negative with u under 0.2: A's 3 s become 6 (4-10), wrap-up 10-15; B, calm, 19-22, wrap-up 22-27.
        mood = MoodTables(np.array([[0.2], [0.2]]), np.zeros(0), np.array([[1.5]]), 0.0, handling_factor=2.0)
        contacts = [contact(0, wrap=5, u_mood=0.1), contact(15, wrap=5, u_mood=0.2)]
        log = run(with_replies(day(messages(mood=mood), contacts, 1), [(4, 3)], [(4, 3)]))
        assert (column(log, "end_s"), column(log, "release_s")) == ([10, 22], [15, 27])

    def test_wrap_up_keeps_slot_and_attention(self):
        # A 1-3, wrap-up 3-8. B wrote at 2 and is attended 8-12; C enters A's slot at 8.
        contacts = [contact(0, wrap=5), contact(0), contact(0)]
        log = run(with_replies(day(messages(), contacts, 1), [(1, 2)], [(2, 4)], [(3, 1)]))
        assert column(log, "end_s") == [3, 12, 13]
        assert column(log, "release_s") == [8, 12, 13]
        assert column(log, "assign_s") == [0, 0, 8]

    def test_resolution_depends_on_the_level_at_assignment(self):
        p = np.array([[[0.0, 0.9, 0.4]]])
        log = run(with_replies(day(messages(p_resolve=p), [contact(0), contact(1)], 1), [(5, 1)], [(5, 1)]))
        assert log.contacts["level"].tolist() == [1, 2]
        assert log.contacts["resolved"].tolist() == [True, False]

    def test_voice_is_a_conversation_without_thinking(self):
        log = run(with_replies(day(messages(1), [contact(0), contact(1)], 1), [(0, 6), (0, 4)], [(0, 3)]))
        assert column(log, "end_s") == [10, 13]


class TestTheSameInstant:
    def test_messages_of_one_instant_by_contact_id(self):
        log = run(with_replies(day(messages(), [contact(0), contact(0)], 1), [(5, 2)], [(5, 3)]))
        assert column(log, "end_s") == [7, 10]
        # Contact 1 comes at 5 and writes at once, as does contact 0: the lower id goes first all the same.
        log = run(with_replies(day(messages(), [contact(0), contact(5)], 1), [(5, 2)], [(0, 3)]))
        assert column(log, "end_s") == [7, 10]

    def test_a_reply_sent_before_a_message_of_the_same_instant(self):
        # A's reply is sent at 5, so at 5 the agent is free when B writes: not after A's next message, which comes at 6.
        log = run(with_replies(day(messages(), [contact(0), contact(0)], 1), [(2, 3), (1, 1)], [(5, 4)]))
        assert column(log, "end_s") == [10, 9]

    def test_a_waiting_message_before_one_of_the_same_instant(self):
        # A is attended 1-5; C writes at 4, B at 5: C first though its id is higher.
        contacts = [contact(0), contact(0), contact(0)]
        log = run(with_replies(day(messages(3), contacts, 1), [(1, 4)], [(5, 1)], [(4, 2)]))
        assert column(log, "end_s") == [5, 8, 7]

    def test_an_arrival_before_a_message(self):
        # B arrives at 5, when A writes: two chats are open, 4 s take 6.
        log = run(with_replies(day(messages(2, 0.5), [contact(0), contact(5)], 1), [(5, 4)], [(50, 1)]))
        assert column(log, "end_s") == [11, 56]

    def test_a_slot_freed_at_the_instant_of_patience_is_taken(self):
        contacts = [contact(0), contact(4, patience=6)]
        log = run(with_replies(day(messages(1), contacts, 1), [(3, 7)], [(1, 1)]))
        assert log.contacts["outcome"].tolist() == [Outcome.SERVED, Outcome.SERVED]

    def test_equal_ends_by_agent_id(self):
        # Both agents send their last reply at 10; agent 0 takes who has waited longest.
        contacts = [contact(0), contact(0), contact(1), contact(2)]
        said = [[(4, 6)], [(5, 5)], [(1, 1)], [(1, 1)]]
        log = run(with_replies(day(messages(1), contacts, 2), *said))
        assert log.contacts["agent"].tolist() == [0, 1, 0, 1]


class TestTheFloor:
    def test_the_least_loaded_agent_takes_a_contact(self):
        log = run(with_replies(day(messages(), [contact(t) for t in (0, 1, 2, 3)], 2), *[[(50, 1)]] * 4))
        assert log.contacts["agent"].tolist() == [0, 1, 0, 1]

    def test_concurrency_is_a_limit_and_patience_runs_out(self):
        contacts = [contact(0), contact(0), contact(1, patience=5)]
        log = run(with_replies(day(messages(), contacts, 1), *[[(20, 1)]] * 3))
        assert log.contacts["outcome"].tolist() == [Outcome.SERVED, Outcome.SERVED, Outcome.ABANDONED]
        assert column(log, "abandon_s") == [None, None, 6]

    def test_an_agent_who_logs_off_finishes_its_chats_message_by_message(self):
        # The level falls at 5; A's first reply, at 5, frees nothing. A ends at 12, B at 22 while C waits in vain.
        contacts = [contact(0), contact(0), contact(1, patience=40)]
        inputs = day(messages(), contacts, [(0, 0, 1), (5, 0, 0)])
        log = run(with_replies(inputs, [(3, 2), (5, 2)], [(20, 2)], [(1, 1)]))
        assert column(log, "end_s") == [12, 22, 41]
        # With two chats until 12, with one until 22; it drains from 5 on.
        assert (log.load_ticks.sum(axis=(0, 1)) / TICKS_PER_S).tolist() == [0, 10, 12]
        assert log.drain_ticks.sum() == 17 * TICKS_PER_S

    def test_a_ghost_takes_its_place_in_the_line_and_a_slot_until_it_is_seen_through(self):
        # A is attended 1-11, C, who writes at 2, 11-12. B has left silently at 3; its ghost takes C's slot at 12 and is
        # in the line at once. A writes again at 12 and has the lower id: A 12-22, ghost 22-26, D in its slot from 26.
        the_centre = messages(p_silent=1.0, silent_work_s=4.0)
        contacts = [contact(0), contact(1, patience=2), contact(0), contact(13)]
        said = [[(1, 10), (1, 10), (50, 1)], [(1, 1)], [(2, 1)], [(1, 1)]]
        log = run(with_replies(day(the_centre, contacts, 1), *said))
        assert column(log, "abandon_s") == [None, 3, None, None]
        assert column(log, "assign_s") == [0, 12, 0, 26]
        assert column(log, "release_s") == [73, 26, 12, 28]
        assert log.attention.ticks.sum() == (21 + 1 + 4 + 1) * TICKS_PER_S
        assert log.attention.replies.sum() == 5

    def test_a_second_contact_of_the_issue_has_replies_of_its_own(self):
        the_centre = messages(p_resolve=np.zeros((1, 1, 3)))
        inputs = day(the_centre, [contact(0, again=True, delay=50), contact(None)], 1)
        log = run(with_replies(inputs, [(3, 2)], [(10, 4)]))
        assert column(log, "end_s") == [5, 69]


class TestAccounts:
    def test_hands_on_time_and_replies_by_interval(self):
        # Attended 8-12 and 15-18, wrap-up 18-23; intervals of 10 s. Replies at 12 (4 s) and 18 (3 s).
        the_centre = messages(horizon=40, interval=10)
        log = run(with_replies(day(the_centre, [contact(0, wrap=5)], 1), [(8, 4), (3, 3)]))
        attention = log.attention
        assert (attention.ticks[0] / TICKS_PER_S).tolist() == [2, 2 + 5, 3, 0]
        assert attention.replies[0].tolist() == attention.replies_in_3min[0].tolist() == [0, 2, 0, 0]
        assert (attention.response_ticks[0] / TICKS_PER_S).tolist() == [0, 7, 0, 0]

    def test_a_reply_after_three_minutes_is_late(self):
        said = [[(1, 180)], [(1, 0.5)], [(1, 179)]]  # responses 180, 180.5, 359.5
        log = run(with_replies(day(messages(3), [contact(0)] * 3, 1), *said))
        assert (log.attention.replies.sum(), log.attention.replies_in_3min.sum()) == (3, 1)

    @pytest.mark.parametrize("stop_hard", [False, True])
    def test_the_horizon_cuts_attention(self, stop_hard):
        # Attended 15-45, horizon 20.
        the_centre = messages(horizon=20, interval=10, stop_hard=stop_hard)
        log = run(with_replies(day(the_centre, [contact(0)], 1), [(15, 30)]))
        assert (log.attention.ticks[0] / TICKS_PER_S).tolist() == [0, 5]
        assert log.attention.replies.sum() == 0
        assert log.contacts["outcome"][0] == (Outcome.UNFINISHED if stop_hard else Outcome.SERVED)

    def test_session_level_days_have_no_such_books(self):
        assert run(day(centre(), [contact(0)], 1)).attention is None


@pytest.mark.parametrize("replies", [None, Replies(np.array([0, 1]), np.ones(1), np.ones(1))])
def test_contacts_without_replies_are_refused(replies):
    inputs = replace(day(messages(), [contact(0), contact(1)], 1), replies=replies)
    with pytest.raises(ValueError, match="at least one reply drawn for every contact"):
        run(inputs)
