"""Routing, secondary skills, growing priorities and customer classes, on paper; every comment is the paper."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from tiny import centre, contact, day

from ccsim.engine import engine
from ccsim.engine.coverage import lacking
from ccsim.model.events import Outcome
from ccsim.model.inputs import Centre, Routing, RunInputs
from ccsim.model.log import RunLog

INF = np.inf
Run = Callable[[RunInputs], RunLog]


@pytest.fixture(params=["reference", "compiled"])
def run(request: pytest.FixtureRequest) -> Run:
    def on_engine(inputs: RunInputs) -> RunLog:
        if request.param == "compiled" and (missing := lacking(inputs.centre)):
            pytest.skip(f"the compiled engine does not have {', '.join(missing)}")
        return engine(request.param)(inputs)

    return on_engine


def agents(log: RunLog) -> list[int]:
    return [int(agent) for agent in log.contacts["agent"]]


def groups(log: RunLog) -> list[int]:
    return [int(group) for group in log.contacts["group"]]


def answered(log: RunLog) -> list[float | None]:
    return [None if np.isnan(at_s) else float(at_s) for at_s in log.contacts["assign_s"]]


class TestRouting:
    def test_most_loaded_fills_one_agent_before_the_next(self, run: Run) -> None:
        the_centre = centre(concurrency=(3,), routing=Routing.MOST_LOADED)
        log = run(day(the_centre, [contact(t, 100) for t in (0, 1, 2, 3)], 2))
        assert agents(log) == [0, 0, 0, 1]

    def test_most_loaded_of_equals_is_the_longest_at_that_load(self, run: Run) -> None:
        # Agent 0 has A (0-10) and B, agent 1 has C (2-8) and D: one chat each, agent 1 since 8, agent 0 since 10.
        contacts = [contact(0, 10), contact(1, 100), contact(2, 6), contact(3, 100), contact(20, 100)]
        log = run(day(centre(concurrency=(2,), routing=Routing.MOST_LOADED), contacts, 2))
        assert agents(log) == [0, 0, 1, 1, 1]

    def test_most_loaded_across_groups(self, run: Run) -> None:
        the_centre = centre(concurrency=(2, 2), serves=((True,), (True,)), routing=Routing.MOST_LOADED)
        log = run(day(the_centre, [contact(0), contact(1), contact(2)], [(0, 0, 1), (0, 1, 1)]))
        assert groups(log) == [0, 0, 1]

    def test_longest_idle_does_not_look_at_the_load(self, run: Run) -> None:
        # B: both unchanged since 0, so the lower id, though it has A. C: agent 0 is full. A and B end at 20.
        # D at 30: agent 1 has one chat since 6, agent 0 none since 20.
        contacts = [contact(0, 20), contact(5, 15), contact(6, 100), contact(30)]
        assert agents(run(day(centre(concurrency=(2,), routing=Routing.LONGEST_IDLE), contacts, 2))) == [0, 0, 1, 1]
        assert agents(run(day(centre(concurrency=(2,)), contacts, 2))) == [0, 1, 0, 1]

    @pytest.mark.parametrize(
        ("routing", "expected"),
        [
            # all three wait when two agents with two slots log on at 10
            (Routing.LEAST_LOADED, [0, 1, 0]),
            (Routing.MOST_LOADED, [0, 0, 1]),
            (Routing.LONGEST_IDLE, [0, 0, 1]),
        ],
    )
    def test_a_batch_that_logs_on_pulls_in_routing_order(self, run: Run, routing: Routing, expected: list[int]) -> None:
        the_centre = centre(concurrency=(2,), routing=routing)
        log = run(day(the_centre, [contact(1), contact(2), contact(3)], [(0, 0, 0), (10, 0, 2)]))
        assert agents(log) == expected


def helped(after_s: float, concurrency: tuple[int, int] = (1, 1), **changes: object) -> Centre:
    """Queue 0 is group 0's own; queue 1 is group 1's own, which helps with queue 0 after `after_s`."""
    fields: dict[str, object] = {
        "concurrency": concurrency,
        "serves": ((True, False), (False, True)),
        "queue_of_intent": (0, 1),
        "priority": (1, 1),
        "overflow_s": np.array([[INF, INF], [after_s, INF]]),
    }
    return centre(**{**fields, **changes})  # type: ignore[arg-type]


ONE_EACH = [(0, 0, 1), (0, 1, 1)]


class TestSecondarySkills:
    def test_agents_of_their_own_queue_before_less_loaded_helpers(self, run: Run) -> None:
        log = run(day(helped(0.0, (2, 2)), [contact(0), contact(1), contact(2)], ONE_EACH))
        assert groups(log) == [0, 0, 1]

    def test_a_freed_agent_takes_its_own_queue_before_a_better_score_elsewhere(self, run: Run) -> None:
        # Group 0 is busy until 100. Group 1 talks 0-10; then its own contact of 5 and priority 9, then that of 1.
        contacts = [contact(0, 100), contact(0, intent=1), contact(1), contact(5, intent=1)]
        log = run(day(helped(0.0, priority=(1, 9)), contacts, ONE_EACH))
        assert answered(log) == [0, 0, 20, 10]
        assert groups(log) == [0, 1, 1, 1]

    def test_an_idle_helper_takes_a_contact_when_it_has_waited_so_long(self, run: Run) -> None:
        log = run(day(helped(30.0), [contact(0, 100), contact(5)], ONE_EACH))
        assert answered(log) == [0, 35]
        assert groups(log) == [0, 1]

    def test_a_helper_freed_before_that_leaves_it_waiting(self, run: Run) -> None:
        log = run(day(helped(30.0), [contact(0, 100), contact(0, 20, intent=1), contact(5)], ONE_EACH))
        assert answered(log) == [0, 0, 35]

    def test_a_helper_freed_after_that_takes_it_at_once(self, run: Run) -> None:
        log = run(day(helped(30.0), [contact(0, 100), contact(0, 50, intent=1), contact(5)], ONE_EACH))
        assert answered(log) == [0, 0, 50]

    def test_a_helper_freed_at_that_very_instant_takes_it(self, run: Run) -> None:
        # The wait is exactly the delay already when the work ends; nothing is left for the overflow to do.
        log = run(day(helped(30.0), [contact(0, 100), contact(0, 35, intent=1), contact(5)], ONE_EACH))
        assert answered(log) == [0, 0, 35]

    def test_an_arrival_at_that_instant_has_the_helper_first(self, run: Run) -> None:
        # ARRIVAL comes before OVERFLOW: the agent of group 1 takes its own at 35, the one of 5 waits until 45.
        log = run(day(helped(30.0), [contact(0, 100), contact(5), contact(35, intent=1)], ONE_EACH))
        assert answered(log) == [0, 45, 35]

    def test_overflow_comes_before_patience(self, run: Run) -> None:
        log = run(day(helped(30.0), [contact(0, 100), contact(5, patience=30)], ONE_EACH))
        assert answered(log) == [0, 35]

    def test_whoever_left_is_not_taken_later(self, run: Run) -> None:
        log = run(day(helped(30.0), [contact(0, 100), contact(5, patience=29)], ONE_EACH))
        assert log.contacts["outcome"].tolist() == [Outcome.SERVED, Outcome.ABANDONED]

    def test_everyone_who_has_waited_so_long_counts_not_only_the_first(self, run: Run) -> None:
        # Two slots of the helper are free: the contact of 5 at 35, that of 8 at 38.
        log = run(day(helped(30.0, (1, 2)), [contact(0, 100), contact(5, 50), contact(8, 50)], ONE_EACH))
        assert answered(log) == [0, 35, 38]

    def test_helpers_with_different_delays(self, run: Run) -> None:
        # Group 1 (10 s) is busy until 15, group 2 (20 s) is idle: the contact of 1 goes to 1 at 15, that of 2 to 2 at 22.
        the_centre = centre(
            concurrency=(1, 1, 1), serves=((True, False), (False, True), (False, True)), queue_of_intent=(0, 1),
            priority=(1, 1), overflow_s=np.array([[INF, INF], [10.0, INF], [20.0, INF]]),
        )  # fmt: skip
        contacts = [contact(0, 100), contact(0, 15, intent=1), contact(1, 50), contact(2, 50)]
        log = run(day(the_centre, contacts, [(0, 0, 1), (0, 1, 1), (0, 2, 1)]))
        assert answered(log) == [0, 0, 15, 22]
        assert groups(log) == [0, 1, 1, 2]

    def test_a_batch_that_logs_on_own_queues_first(self, run: Run) -> None:
        # The helper has the lower id and would be first by routing, but the other group's own queue it is.
        the_centre = helped(0.0, serves=((False, True), (True, False)), overflow_s=np.array([[0.0, INF], [INF, INF]]))
        log = run(day(the_centre, [contact(5), contact(6)], [(0, 0, 0), (50, 0, 1), (50, 1, 1)]))
        assert answered(log) == [50, 50]
        assert groups(log) == [1, 0]

    def test_a_helper_that_logs_on_before_the_delay_waits(self, run: Run) -> None:
        log = run(day(helped(30.0), [contact(5)], [(20, 1, 1)]))
        assert answered(log) == [35]
        log = run(day(helped(30.0), [contact(5)], [(40, 1, 1)]))
        assert answered(log) == [40]


class TestPrioritiesThatGrow:
    """One agent, busy until 100; intent 0 has priority 2 and gains 1 a minute, intent 1 has priority 1."""

    def order(self, run: Run, gain: float, *contacts: dict[str, object]) -> list[float | None]:
        the_centre = centre(priority=(2, 1), queue_of_intent=(0, 0), priority_gain=np.array([gain, 0.0]))
        return answered(run(day(the_centre, [contact(0, 100), *contacts], 1)))[1:]

    def test_a_long_wait_makes_up_for_a_low_priority(self, run: Run) -> None:
        # at 100: 2 - 70/60 = 0.83 before 1
        assert self.order(run, 1.0, contact(30), contact(20, intent=1)) == [100, 110]
        assert self.order(run, 0.0, contact(30), contact(20, intent=1)) == [110, 100]
        # 2 - 59/60 = 1.02 after 1
        assert self.order(run, 1.0, contact(41), contact(42, intent=1)) == [110, 100]

    def test_equal_scores_by_time_in_queue_then_id(self, run: Run) -> None:
        # 2 - 60/60 = 1 and 1
        assert self.order(run, 1.0, contact(40), contact(39, intent=1)) == [110, 100]
        assert self.order(run, 1.0, contact(40), contact(41, intent=1)) == [100, 110]
        assert self.order(run, 1.0, contact(40), contact(40, intent=1)) == [100, 110]
        assert self.order(run, 1.0, contact(40, intent=1), contact(40)) == [100, 110]

    def test_scores_are_compared_across_queues(self, run: Run) -> None:
        the_centre = centre(
            priority=(2, 1), serves=((True, True),), queue_of_intent=(0, 1), priority_gain=np.array([1.0, 0.0])
        )
        log = run(day(the_centre, [contact(0, 100), contact(30), contact(20, intent=1)], 1))
        assert answered(log) == [0, 100, 110]


class TestCustomerClasses:
    def test_the_class_shifts_the_priority_of_the_intent(self, run: Run) -> None:
        the_centre = centre(classes=("usual", "vip"), class_shift=np.array([0, -1]))
        log = run(day(the_centre, [contact(0), contact(1), contact(2, customer_class=1)], 1))
        assert answered(log) == [0, 20, 10]

    def test_shifted_to_the_same_priority_is_the_same_line(self, run: Run) -> None:
        # intent 0: 2 - 1, intent 1: 1; first come first served
        the_centre = centre(
            priority=(2, 1), queue_of_intent=(0, 0), classes=("usual", "vip"), class_shift=np.array([0, -1])
        )
        contacts = [contact(0), contact(3, intent=1), contact(2, customer_class=1), contact(1)]
        assert answered(run(day(the_centre, contacts, 1))) == [0, 20, 10, 30]


def test_handling_factors_of_group_and_intent(run: Run) -> None:
    the_centre = centre(
        concurrency=(1, 1), serves=((True,), (True,)), priority=(1, 1), queue_of_intent=(0, 0),
        work_factor=np.array([[1.0, 1.5], [2.0, 0.5]]), wrap_factor=np.array([[1.0, 2.0], [0.0, 3.0]]),
    )  # fmt: skip
    contacts = [contact(0, 10, wrap=5), contact(1, 10, wrap=5), contact(50, 10, wrap=5, intent=1),
                contact(51, 10, wrap=5, intent=1)]  # fmt: skip
    log = run(day(the_centre, contacts, ONE_EACH))
    assert groups(log) == [0, 1, 0, 1]
    assert log.contacts["end_s"].tolist() == [10, 21, 65, 56]
    assert log.contacts["release_s"].tolist() == [15, 21, 75, 71]
