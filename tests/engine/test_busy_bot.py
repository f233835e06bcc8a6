"""A bot with a limit and outages, on days small enough to be worked out on paper."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from tiny import centre, contact, day

from ccsim.engine.reference import run
from ccsim.engine.reference_session import open_session
from ccsim.engine.session import group_sizes
from ccsim.metrics.measure import check_sums, measure
from ccsim.model.bot import BotCapacity, BotRoute
from ccsim.model.events import BotOutcome, Outcome

SOLVED, LEFT, ASKED, HANDED = BotOutcome.RESOLVED, BotOutcome.LEFT, BotOutcome.ASKED, BotOutcome.TRANSFERRED
HUMAN, WAIT, LOSE = BotRoute.HUMAN, BotRoute.WAIT, BotRoute.LOSE


def limited(sessions=1, **more):
    return BotCapacity(sessions=sessions, **more)


def broken(*outages, sessions=-1, **more):
    start, end, route = zip(*outages, strict=True)
    return BotCapacity(
        sessions=sessions,
        outage_start_s=np.array(start, float),
        outage_end_s=np.array(end, float),
        outage_route=np.array(route, np.int64),
        **more,
    )


def with_bot(at, bot, length, **more):
    return contact(at, bot=bot, bot_time=length, **more)


def simulated(capacity, contacts, roster=1, **changes):
    """The log; its identities hold."""
    inputs = day(centre(has_bot=True, bot_capacity=capacity, **changes), contacts, roster)
    log = run(inputs)
    check_sums(measure(inputs, log))
    return log


def column(log, name):
    return [None if np.isnan(value) else float(value) for value in log.contacts[name]]


def outcomes(log):
    return [Outcome(value).name for value in log.contacts["outcome"]]


class TestLimit:
    def test_one_session_at_a_time_first_come_first_served(self):
        # A is with the bot 0-10. B (2) and C (3) wait; B 10-15 and then to a person, C 15-19.
        log = simulated(limited(), [with_bot(0, SOLVED, 10), with_bot(2, HANDED, 5), with_bot(3, SOLVED, 4)])
        assert column(log, "bot_start_s") == [0, 10, 15]
        assert column(log, "bot_end_s") == [10, 15, 19]
        assert column(log, "enqueue_s") == [None, 15, None]
        assert outcomes(log) == ["BOT_RESOLVED", "SERVED", "BOT_RESOLVED"]

    def test_a_contact_that_asks_for_a_person_holds_a_session_too(self):
        log = simulated(limited(), [with_bot(0, ASKED, 10), with_bot(0, LEFT, 5)])
        assert column(log, "bot_start_s") == [0, 10]
        assert column(log, "enqueue_s") == [10, None]

    def test_a_session_that_ends_on_arrival_leaves_room(self):
        log = simulated(limited(2), [with_bot(0, SOLVED, 10), with_bot(0, LEFT, 20), with_bot(10, SOLVED, 1)])
        assert column(log, "bot_start_s") == [0, 0, 10]

    def test_the_last_free_session_goes_to_the_lower_id(self):
        log = simulated(limited(), [with_bot(5, SOLVED, 1), with_bot(5, SOLVED, 1)])
        assert column(log, "bot_start_s") == [5, 6]

    def test_no_contact_without_a_bot_is_kept_by_it(self):
        log = simulated(limited(), [with_bot(0, SOLVED, 10), contact(1)])
        assert column(log, "assign_s") == [None, 1]
        assert column(log, "bot_start_s")[1] is None

    def test_the_longest_wait_passes_on_to_a_person(self):
        # B waits from 2 to 7; it never met the bot.
        log = simulated(limited(max_wait_s=5.0), [with_bot(0, SOLVED, 10), with_bot(2, SOLVED, 5)])
        assert column(log, "bot_start_s") == [0, None]
        assert column(log, "bot_end_s") == column(log, "bot_end_s")
        assert column(log, "enqueue_s")[1] == column(log, "bot_end_s")[1] == 7
        assert outcomes(log) == ["BOT_RESOLVED", "SERVED"]

    def test_or_loses_and_the_lost_try_again(self):
        contacts = [with_bot(0, SOLVED, 10), with_bot(2, SOLVED, 5, again=True), with_bot(None, SOLVED, 5)]
        log = simulated(limited(max_wait_s=5.0, then=LOSE), contacts)
        assert outcomes(log) == ["BOT_RESOLVED", "LOST_AT_BOT", "BOT_RESOLVED"]
        assert column(log, "end_s") == [10, 7, 62]  # the retry comes 50 s after 7
        assert column(log, "abandon_s")[1] is None
        assert column(log, "next_s")[1] == 57

    def test_a_session_that_becomes_free_at_the_end_of_the_longest_wait_is_taken(self):
        # BOT_END comes before MAX_WAIT.
        log = simulated(limited(max_wait_s=10.0), [with_bot(0, SOLVED, 10), with_bot(0, SOLVED, 5)])
        assert column(log, "bot_start_s") == [0, 10]

    def test_who_was_passed_on_leaves_its_place(self):
        contacts = [with_bot(0, SOLVED, 10), with_bot(1, SOLVED, 5), with_bot(7, SOLVED, 5)]
        log = simulated(limited(max_wait_s=5.0), contacts)
        assert column(log, "bot_start_s") == [0, None, 10]

    def test_without_a_bot_before_there_are_no_extra_replies_and_patience_is_whole(self):
        # Drawn as handed over: 4 s of its 10 s of work and half of its patience come from the bot that it never met.
        drawn = with_bot(0, HANDED, 5, work=10, patience=3)
        contacts = [contact(0, 20), with_bot(0, SOLVED, 50), drawn]
        log = simulated(limited(max_wait_s=1.0), contacts, 1, after_bot_work_s=4.0, after_bot_patience=0.5)
        assert column(log, "abandon_s")[2] == 7  # 1 s for the bot, then 6 s for a person
        log = simulated(limited(max_wait_s=1.0), [*contacts[1:]], 1, after_bot_work_s=4.0, after_bot_patience=0.5)
        assert column(log, "end_s")[1] == 7  # 1 + 6 s of work


class TestOutages:
    def test_a_session_is_cut_and_goes_to_a_person_as_one_that_failed(self):
        # Cut at 4 instead of solved at 10; 10 + 4 s of work.
        log = simulated(broken((4, 8, HUMAN)), [with_bot(0, SOLVED, 10)], after_bot_work_s=4.0)
        assert column(log, "bot_end_s") == column(log, "enqueue_s") == [4]
        assert column(log, "end_s") == [18]
        assert outcomes(log) == ["SERVED"]

    def test_one_that_was_to_be_handed_over_keeps_what_was_drawn(self):
        log = simulated(broken((4, 8, HUMAN)), [with_bot(0, HANDED, 10)], after_bot_work_s=4.0)
        assert column(log, "end_s") == [14]

    def test_a_session_that_ends_as_the_outage_starts_is_cut(self):
        log = simulated(broken((10, 20, LOSE)), [with_bot(0, SOLVED, 10)])
        assert outcomes(log) == ["LOST_AT_BOT"]
        assert column(log, "end_s") == column(log, "bot_end_s") == [10]

    def test_arrivals_during_it_take_its_route_and_those_at_its_ends_do_so_at_the_start_only(self):
        at = (4, 6, 8)  # an outage from 4 to 8
        for route, expected in (
            (HUMAN, ["SERVED", "SERVED", "BOT_RESOLVED"]),
            (LOSE, ["LOST_AT_BOT", "LOST_AT_BOT", "BOT_RESOLVED"]),
            (WAIT, ["BOT_RESOLVED"] * 3),
        ):
            log = simulated(broken((4, 8, route)), [with_bot(t, SOLVED, 1) for t in at])
            assert outcomes(log) == expected
        assert column(log, "bot_start_s") == [8, 8, 8]

    def test_those_cut_and_waiting_start_again_from_the_beginning_in_order_of_arrival(self):
        # One session at a time. A (0) is cut at 4; B (1) waits in line; C (5) arrives during the outage. At 8: A, B, C.
        contacts = [with_bot(0, SOLVED, 10), with_bot(1, SOLVED, 2), with_bot(5, SOLVED, 3)]
        log = simulated(broken((4, 8, WAIT), sessions=1), contacts)
        assert column(log, "bot_start_s") == [8, 18, 20]
        assert column(log, "bot_end_s") == [18, 20, 23]

    def test_all_at_the_bot_go_to_a_person_in_the_order_of_their_ids_those_in_line_too(self):
        # One agent, 10 s each: ids 0, 1, 2 are served in that order although 1 stood in line and the others in session.
        contacts = [with_bot(3, SOLVED, 50), with_bot(3, SOLVED, 50), with_bot(1, SOLVED, 60)]
        log = simulated(broken((4, 8, HUMAN), sessions=2), contacts)
        assert column(log, "assign_s") == [4, 14, 24]
        assert column(log, "bot_start_s") == [3, None, 1]

    def test_the_longest_wait_runs_on_during_an_outage(self):
        # B waits from 2 on and is passed on at 7; A, cut at 4, is passed on at 9, having had its session taken away.
        contacts = [with_bot(0, SOLVED, 10), with_bot(2, SOLVED, 5)]
        log = simulated(broken((4, 20, WAIT), sessions=1, max_wait_s=5.0), contacts, 2)
        assert column(log, "enqueue_s") == [9, 7]
        assert column(log, "bot_start_s") == [None, None]

    def test_outages_that_touch_let_nobody_in_between(self):
        log = simulated(broken((4, 6, WAIT), (6, 8, LOSE), (9, 10, HUMAN)), [with_bot(5, SOLVED, 1)])
        assert outcomes(log) == ["LOST_AT_BOT"]
        assert column(log, "end_s") == [6]
        assert column(log, "bot_start_s") == [None]

    def test_the_outage_comes_before_a_log_off_and_an_end_of_work_of_its_instant(self):
        # At 10 the outage sends B to a person while A still talks: B waits, and A's agent then takes it.
        contacts = [contact(0, 10), with_bot(0, SOLVED, 50)]
        log = simulated(broken((10, 20, HUMAN)), contacts)
        assert column(log, "enqueue_s")[1] == column(log, "assign_s")[1] == 10
        log = simulated(broken((10, 20, HUMAN)), contacts, p_balk=np.array([1.0]))
        assert outcomes(log) == ["SERVED", "BALKED"]

    def test_an_outage_past_the_horizon_still_ends(self):
        log = simulated(broken((900, 1500, WAIT)), [with_bot(950, SOLVED, 5)])
        assert column(log, "end_s") == [1505]
        log = simulated(broken((900, 1500, WAIT)), [with_bot(950, SOLVED, 5)], stop_hard=True)
        assert outcomes(log) == ["UNFINISHED"]


def busy_day(capacity, seed=3, contacts=400):
    rng = np.random.default_rng(seed)
    bots = [SOLVED, LEFT, ASKED, HANDED, BotOutcome.NONE]
    rows = []
    for at in np.sort(rng.integers(0, 800, contacts)).tolist():
        bot = bots[rng.integers(0, len(bots))]
        rows.append(
            contact(
                float(at), float(rng.integers(0, 20)), bot=bot, bot_time=float(bot != 0) * float(rng.integers(0, 20)),
                patience=float(rng.integers(0, 40)), again=True, u_return=rng.random(), u_resolve=rng.random(),
            )
        )  # fmt: skip
        rows.append(contact(None, bot=bot, bot_time=5.0 * (bot != 0), u_return=rng.random(), u_resolve=rng.random()))
    return day(centre(has_bot=True, bot_capacity=capacity, p_balk=np.array([0.1])), rows, 3)


@pytest.mark.parametrize("seed", range(4))
def test_a_limit_that_is_never_reached_changes_nothing(seed):
    free, wide = run(busy_day(None, seed)), run(busy_day(limited(10_000), seed))
    for name in free.contacts.dtype.names:
        if name != "bot_start_s":
            np.testing.assert_array_equal(free.contacts[name], wide.contacts[name], err_msg=name)
    assert free.load_ticks.tobytes() == wide.load_ticks.tobytes()


@pytest.mark.parametrize("seed", range(4))
def test_never_more_sessions_than_the_limit_and_no_room_while_somebody_waits(seed):
    rows = run(busy_day(limited(4), seed)).contacts
    start, end = rows["bot_start_s"], rows["bot_end_s"]
    for instant in np.arange(0.5, 1000.0, 3.0):
        in_flight = ((start < instant) & (end > instant)).sum()
        waiting = ((rows["arrival_s"] < instant) & (start > instant)).sum()
        assert in_flight <= 4
        assert in_flight == 4 or waiting == 0
    assert (start > rows["arrival_s"]).sum() > 50


@pytest.mark.parametrize("seed", range(4))
def test_measures_add_up_and_epochs_change_nothing(seed):
    capacity = broken((100, 150, WAIT), (200, 230, HUMAN), (300, 320, LOSE), sessions=4, max_wait_s=30.0, then=LOSE)
    inputs = busy_day(capacity, seed)
    log = run(inputs)
    sums = measure(inputs, log)
    check_sums(sums)
    assert min(sums.totals[name] for name in ("bot_passed", "bot_refused", "bot_cut_lost", "bot_waited")) > 0
    session = open_session(inputs.centre, group_sizes(inputs.roster, 1))
    none = inputs.roster[:0]
    parts = [
        session.advance(inputs.tape, inputs.roster, 110.0),
        session.advance(inputs.tape[:0], none, 200.0),
        session.advance(inputs.tape[:0], none, 610.0),
    ]
    last, rest = session.close()
    ids = np.concatenate([part.tape["contact_id"] for part in (*parts, last)])
    contacts = np.concatenate([part.contacts for part in (*parts, last)])
    assert contacts[np.argsort(ids)].tobytes() == log.contacts[np.argsort(inputs.tape["contact_id"])].tobytes()
    assert rest.load_ticks.tobytes() == log.load_ticks.tobytes()
