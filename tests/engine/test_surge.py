"""Reserves on days small enough to be worked out on paper: checks every 10 s, one agent, 10 s of work."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from reserves import A, with_surge
from tiny import centre, contact, day

from ccsim.engine import engine
from ccsim.model.events import Outcome
from ccsim.model.surge import Effect, steps_there

ENGINES = ["reference", "compiled"]


@pytest.fixture(params=ENGINES)
def run(request):
    return engine(request.param)


def waiting(number, at=1.0, work=100.0, **more):
    """So many contacts at once."""
    return [contact(at, work, **more) for _ in range(number)]


def assigned(log):
    return [None if np.isnan(value) else float(value) for value in log.contacts["assign_s"]]


def calls(log):
    return [
        (None if np.isnan(row["called_s"]) else float(row["called_s"]), int(row["came"]),
         None if np.isnan(row["home_s"]) else float(row["home_s"]))
        for row in log.surge
    ]  # fmt: skip


class TestTrigger:
    def test_a_queue_longer_than_its_limit_calls_and_one_as_long_does_not(self, run):
        # One is served, two wait from 1 on.
        inputs = day(centre(), waiting(3), 1)
        assert calls(run(with_surge(inputs, A(((5.0,),), longer=1)))) == [(10, 1, None)]
        assert calls(run(with_surge(inputs, A(((5.0,),), longer=2)))) == [(None, 0, None)]

    def test_whoever_comes_pulls_on_coming(self, run):
        log = run(with_surge(day(centre(), waiting(3), 1), A(((5.0, 7.0),), longer=1)))
        assert assigned(log) == [1, 15, 17]
        assert log.contacts["agent"].tolist() == [0, 1, 2]

    def test_a_wait_as_long_as_its_limit_does_not_call(self, run):
        # The first of those waiting came at 1: at 20 it has waited 19 s, at 30 29 s.
        inputs = day(centre(), waiting(2), 1)
        assert calls(run(with_surge(inputs, A(((5.0,),), wait=19.0)))) == [(30, 1, None)]
        assert calls(run(with_surge(inputs, A(((5.0,),), wait=18.0)))) == [(20, 1, None)]

    def test_both_conditions_must_hold(self, run):
        inputs = day(centre(), waiting(2), 1)
        assert calls(run(with_surge(inputs, A(((5.0,),), longer=1, wait=5.0)))) == [(None, 0, None)]
        assert calls(run(with_surge(inputs, A(((5.0,),), longer=0, wait=15.0)))) == [(20, 1, None)]

    def test_it_must_have_held_at_every_check_for_so_long(self, run):
        # B waits 1-20, C from 25 on: the condition holds at 10, not at 20 (A's end comes first), at 30 and 40.
        inputs = day(centre(), [contact(0, 20), contact(1, 5), contact(21, 100), contact(25)], 1)
        assert calls(run(with_surge(inputs, A(((5.0,),), longer=0, lasting=10.0)))) == [(40, 1, None)]
        assert calls(run(with_surge(inputs, A(((5.0,),), longer=0)))) == [(10, 1, None)]

    def test_the_check_comes_last_in_its_instant(self, run):
        # At 10 the agent becomes free and takes B; whoever gives up at 10 is gone; who comes at 10 is counted.
        assert calls(run(with_surge(day(centre(), [contact(0, 10), contact(1)], 1), A(longer=0)))) == [(None, 0, None)]
        gone = [contact(0, 100), contact(1, patience=9)]
        assert calls(run(with_surge(day(centre(), gone, 1), A(longer=0)))) == [(None, 0, None)]
        assert calls(run(with_surge(day(centre(), [contact(0, 15), contact(10)], 1), A(longer=0)))) == [(10, 0, None)]

    def test_by_the_clock_whatever_the_queue(self, run):
        inputs = day(centre(), [contact(0)], 1)
        assert calls(run(with_surge(inputs, A(((3.0,),), longer=99, planned=25.0)))) == [(30, 1, None)]

    def test_no_check_at_the_horizon_or_after_it(self, run):
        inputs = day(centre(horizon=100.0), [contact(95, 100), contact(96, 100)], 1)
        assert calls(run(with_surge(inputs, A(((5.0,),), longer=0)))) == [(None, 0, None)]
        inputs = day(centre(horizon=100.0), waiting(2, 85), 1)
        log = run(with_surge(inputs, A(((15.0,),), longer=0)))
        assert calls(log) == [(90, 1, None)]
        assert assigned(log) == [85, 105]  # those called come after the horizon too

    def test_so_many_calls_a_day(self, run):
        # Called at 10 and, one check after it was sent home, again at 30; not a third time.
        reserve = A(((1.0,), (2.0,)), longer=0, longest=10.0)
        log = run(with_surge(day(centre(), waiting(6), 1), reserve))
        assert calls(log) == [(10, 1, 20), (30, 1, 40)]
        # Sent home while both are busy, whoever ends first leaves: the first agent at 101. The reserve stays.
        assert assigned(log)[:4] == [1, 11, 111, 211]


class TestComing:
    def test_nobody_may_come(self, run):
        assert calls(run(with_surge(day(centre(), waiting(2), 1), A(((),), longer=0)))) == [(10, 0, None)]

    def test_at_once(self, run):
        log = run(with_surge(day(centre(), waiting(3), 1), A(((0.0, 0.0),), longer=0)))
        assert assigned(log) == [1, 10, 10]

    def test_reserves_come_on_top_of_a_roster_that_changes(self, run):
        # Two by the roster until 50, then none, then one from 100 on; one reserve from 11 on.
        inputs = day(centre(), waiting(8, work=30.0), [(0, 0, 2), (50, 0, 0), (100, 0, 1)])
        log = run(with_surge(inputs, A(((1.0,),), longer=0)))
        # 1: a b. 11: c. 31: d e. 41: f. At 50 two are to leave: the first two who finish (61). 71: g by the one left.
        assert assigned(log) == [1, 1, 11, 31, 31, 41, 71, 100]

    def test_those_who_come_with_the_roster_pull_together_with_them(self, run):
        # At 20 one logs on by the roster of group 1 and one of the reserves in group 0: the lower id pulls first.
        two = centre(concurrency=(1, 1), serves=((True,), (True,)))
        inputs = day(two, [contact(1), contact(2), contact(3)], [(0, 0, 0), (20, 1, 1)])
        log = run(with_surge(inputs, A(((10.0,),), longer=0)))
        assert assigned(log) == [20, 20, 30]
        assert log.contacts["group"].tolist() == [0, 1, 0]

    def test_a_group_of_its_own(self, run):
        two = centre(concurrency=(1, 1), serves=((True,), (True,)), work_factor=np.array([[1.0], [2.0]]))
        log = run(with_surge(day(two, waiting(2), 1), A(((5.0,),), group=1, longer=0)))
        assert log.contacts["group"].tolist() == [0, 1]
        assert log.contacts["end_s"].tolist() == [101, 215]


class TestGoingHome:
    def test_when_the_queue_has_been_calm_for_so_long(self, run):
        # Called at 10, there at 11 and takes B until 21. The queue is empty at 20, 30: sent home at 30.
        inputs = day(centre(), [contact(0, 100), contact(1, 10)], 1)
        assert calls(run(with_surge(inputs, A(((1.0,),), longer=0, shorter=1, calm=10.0)))) == [(10, 1, 30)]
        assert calls(run(with_surge(inputs, A(((1.0,),), longer=0, shorter=0, calm=10.0)))) == [(10, 1, None)]

    def test_calm_starts_anew_after_a_check_with_a_queue(self, run):
        # Calm at 20, not at 30, calm at 40 and 50.
        contacts = [contact(0, 200), contact(1, 10), contact(22, 13), contact(25, 3)]
        log = run(with_surge(day(centre(), contacts, 1), A(((1.0,),), longer=0, shorter=1, calm=10.0)))
        assert calls(log) == [(10, 1, 50)]

    def test_not_before_the_shortest_stay_which_begins_with_the_delay(self, run):
        inputs = day(centre(), [contact(0, 100), contact(1, 10)], 1)
        reserve = A(((5.0,),), longer=0, shorter=1, delay=5.0, stay=35.0)
        assert calls(run(with_surge(inputs, reserve))) == [(10, 1, 50)]

    def test_after_the_longest_stay_whatever_the_queue(self, run):
        log = run(with_surge(day(centre(), waiting(9, work=30.0), 1), A(((5.0,),), longer=0, delay=5.0, longest=20.0)))
        assert calls(log) == [(10, 1, 40)]
        # The reserve takes one at 15, stays for its 30 s although sent home at 40, and takes nothing at 45.
        assert assigned(log)[:4] == [1, 15, 31, 61]

    def test_idle_ones_go_at_once_and_those_on_their_way_turn_back(self, run):
        inputs = day(centre(), [contact(0, 100), contact(1, 2), contact(50, 5)], 1)
        log = run(with_surge(inputs, A(((1.0, 80.0),), longer=0, longest=20.0)))
        assert calls(log) == [(10, 1, 30)]
        assert assigned(log) == [0, 11, 100]
        assert log.load_ticks[0].sum() == (1000 + 19) * 2**20

    def test_the_log_tells_the_headcount(self, run):
        inputs = with_surge(day(centre(), waiting(9), 1), A(((1.0, 4.0, 7.0, 90.0),), longer=0, longest=50.0))
        log = run(inputs)
        (at_s, change) = steps_there(inputs.centre.surge, inputs.reserves, log.surge)[0]
        assert at_s.tolist() == [11, 14, 17, 60]
        assert change.tolist() == [1, 1, 1, -3]


class TestOtherEffects:
    def test_a_raised_cap_frees_slots_in_routing_order(self, run):
        # Two agents with one chat each may have two from 12 on: the agent whose load changed longest ago pulls first.
        wide = centre(concurrency=(1,), speed=((1.0,),), p_resolve=np.ones((1, 1, 3)))
        table = {name: np.pad(getattr(wide, name), ((0, 0), (0, 1)), mode="edge") for name in (
            "speed", "response_s", "hands_on", "replies_per_s", "reply_in_3min")}  # fmt: skip
        inputs = day(replace(wide, **table), [contact(0, 100), contact(1, 50), contact(2, 9), contact(3, 9)], 2)
        log = run(with_surge(inputs, A(((2.0,),), Effect.SLOTS, longer=0, longest=20.0)))
        assert calls(log) == [(10, 1, 30)]
        assert assigned(log) == [0, 1, 12, 12]
        assert log.contacts["agent"].tolist() == [0, 1, 0, 1]
        assert log.contacts["level"].tolist() == [1, 1, 2, 2]

    def test_a_lowered_cap_cuts_no_chat_and_fills_no_slot_above_it(self, run):
        wide = centre(concurrency=(1,), speed=((1.0,),), p_resolve=np.ones((1, 1, 3)))
        table = {name: np.pad(getattr(wide, name), ((0, 0), (0, 1)), mode="edge") for name in (
            "speed", "response_s", "hands_on", "replies_per_s", "reply_in_3min")}  # fmt: skip
        contacts = [contact(0, 100), contact(1, 40), contact(2, 10), contact(60, 10)]
        log = run(
            with_surge(day(replace(wide, **table), contacts, 1), A(((2.0,),), Effect.SLOTS, longer=0, longest=10))
        )
        # B is taken at 12. At 20 the cap falls; B ends at 52, and its slot stays empty: C waits for A's end.
        assert assigned(log) == [0, 12, 100, 110]

    def test_a_closed_queue_tells_those_who_would_wait_to_come_back(self, run):
        contacts = [*waiting(2), contact(11, again=True, delay=500.0), contact(None, 5.0), contact(120), contact(250)]
        log = run(with_surge(day(centre(), contacts, 1), A(((0.0,),), Effect.SHUT, longer=0, longest=200.0)))
        assert calls(log) == [(10, 1, 210)]
        # B, who waits already, stays. C is told to come back at 11 and does so 500 s later. D at 120: B is served
        # from 101 to 201, so D would wait too. At 250 the queue is open again, and somebody free.
        assert [Outcome(value).name for value in log.contacts["outcome"]] == [
            "SERVED", "SERVED", "TOLD_LATER", "SERVED", "TOLD_LATER", "SERVED",
        ]  # fmt: skip
        assert log.contacts["arrival_s"][3] == 511

    def test_a_closed_queue_still_gives_a_free_agent(self, run):
        contacts = [contact(0, 12), contact(1, 5), contact(30, 5)]
        log = run(with_surge(day(centre(), contacts, 1), A(((0.0,),), Effect.SHUT, longer=0)))
        assert assigned(log) == [0, 12, 30]


def test_several_sources_at_once(run):
    # The first takes two waiting, the second is called by a longer wait while the first is still there.
    reserves = (A(((1.0,),), longer=0), A(((1.0, 1.0),), wait=30.0), A(((0.0,),), longer=5))
    log = run(with_surge(day(centre(), waiting(6), 1), *reserves))
    assert calls(log) == [(10, 1, None), (40, 2, None), (None, 0, None)]
    assert assigned(log) == [1, 11, 41, 41, 101, 111]


def test_a_surge_that_is_never_called_changes_nothing(run):
    inputs = day(centre(), [contact(float(t), 7.0, patience=5.0) for t in range(0, 400, 3)], [(0, 0, 2), (200, 0, 1)])
    without, log = run(inputs), run(with_surge(inputs, A(((1.0,),), longer=1000)))
    assert log.contacts.tobytes() == without.contacts.tobytes()
    assert log.load_ticks.tobytes() == without.load_ticks.tobytes()


@pytest.mark.parametrize("name", ENGINES)
def test_reserves_belong_to_a_surge(name):
    inputs = with_surge(day(centre(), waiting(2), 1), A(((1.0,),), longer=0))
    with pytest.raises(ValueError, match="for no other"):
        engine(name)(replace(inputs, reserves=None))
    late = replace(inputs.reserves, offset_s=np.array([-1.0]))
    with pytest.raises(ValueError, match="in the order of their coming"):
        engine(name)(replace(inputs, reserves=late))
    with pytest.raises(ValueError, match="drawn for 1 calls"):
        engine(name)(replace(inputs, reserves=replace(inputs.reserves, first=np.array([0]))))
