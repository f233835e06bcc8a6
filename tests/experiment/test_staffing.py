"""Derived staffing: the formula's loads, the search for the factor, and that the result is what it says."""

import math
from typing import Any

import numpy as np
import pytest

from ccsim.errors import TargetMissedError
from ccsim.experiment import base_schedule, staffing
from ccsim.experiment.base_schedule import (
    NOBODY,
    abandonment_rates,
    base_levels,
    legs_by_slot,
    mean_work_s,
    queue_shares,
)
from ccsim.experiment.pilot import Pilot, PilotOutcome
from ccsim.experiment.staffing import GIVEN, derive_schedule, scaled, smallest_factor
from ccsim.scenario.centre import centre_of
from ccsim.scenario.scenario import Scenario
from ccsim.scenario.staffing import Target
from ccsim.theory.erlang import erlang_a

LABOUR = {"wage": "4700 CNY/month"}


def scenario(**blocks: Any) -> Scenario:
    """A voice line of 20 s legs: 2 replies of 10 s; exponential patience of 60 s."""
    groups = blocks.pop("groups", {"team": {}})
    content: dict[str, Any] = {
        "run": {"days": 1, "interval": "6 h", "history": {"days": 0}},
        "arrivals": {"kind": "poisson", "volume": "4320/day"},
        "intents": {"any": {"share": 1, "replies": 2, "resolution": 1}},
        "handling": {"hands_on_per_reply": "10 s", "distribution": "exponential"},
        "patience": {"mean": "60 s"},
        "staffing": {"interval": "6 h", "minimum": 0, "pilot_days": 2, "target": {"within": "10 s"}},
        "groups": {name: {"labour": LABOUR, **group} for name, group in groups.items()},
    }
    return Scenario.model_validate({**content, **blocks})


# --- the formula ------------------------------------------------------------------------------------------------


def test_forecast_is_spread_evenly_within_measuring_intervals() -> None:
    centre = centre_of(scenario())  # measured by 6 h
    legs = np.array([[6.0, 12.0, 0.0, 24.0]])
    finer = legs_by_slot(legs, centre, 3 * 3600.0)
    assert finer.tolist() == [[3, 3, 6, 6, 0, 0, 12, 12]]
    assert legs_by_slot(legs, centre, 12 * 3600.0).tolist() == [[18, 24]]


def test_a_queue_is_split_equally_among_the_derived_groups_that_serve_it() -> None:
    centre = centre_of(
        scenario(
            intents={
                "order": {"share": 0.5, "replies": 2, "resolution": 1, "queue": "sales"},
                "return": {"share": 0.5, "replies": 2, "resolution": 1, "queue": "care"},
            },
            groups={
                "all": {"serves": ["sales", "care"]},
                "care": {"serves": ["care"]},
                "guest": {"serves": ["care"], "roster": [{"at": "00:00", "agents": 1}]},
            },
        )
    )
    assert queue_shares(centre, (True, True, False)).tolist() == [[1, 0.5], [0, 0.5], [0, 0]]


def test_work_includes_wrap_up_the_bots_extra_replies_and_the_groups_factor() -> None:
    slow = scenario(
        intents={"any": {"share": 1, "replies": 2, "resolution": 1, "wrap_up": "5 s", "patience_factor": 0.5}},
        handling={"hands_on_per_reply": "10 s", "customer_think": "30 s", "brevity": 2, "extra_replies_after_bot": 1},
        patience={"mean": "60 s", "after_bot": 0.8},
        bot={"kind": "llm"},
        groups={"team": {}, "novices": {"hands_on_factor": 1.6}},
    )
    # 2 x 2 + 1 replies of 10 + 30 s; novices need 16 + 30 s and 8 s of wrap-up
    assert mean_work_s(slow, centre_of(slow)).ravel() == pytest.approx([5 * 40 + 5, 5 * 46 + 8])
    assert abandonment_rates(slow) == pytest.approx([1 / (60 * 0.5 * 0.8)])
    without = slow.model_copy(update={"bot": None})
    assert mean_work_s(without, centre_of(without))[0, 0] == pytest.approx(4 * 40 + 5)
    assert abandonment_rates(without) == pytest.approx([1 / 30])


def test_formula_takes_the_fewest_agents_that_erlang_a_allows() -> None:
    line = scenario()
    needed = base_levels(line, centre_of(line), (True,))
    assert needed.shape == (1, 4)
    assert len(set(needed[0].tolist())) == 1
    n = int(needed[0, 0])  # 0.05 contacts a second of 20 s: one Erlang
    assert erlang_a(n, 0.05, 20, 60, 10).waiting.service_level >= 0.8
    assert erlang_a(n - 1, 0.05, 20, 60, 10).waiting.service_level < 0.8


def test_formula_staffs_nobody_where_nobody_is_expected_and_groups_given_by_hand_not_at_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    line = scenario(groups={"team": {}, "guest": {"roster": [{"at": "00:00", "agents": 9}]}})
    monkeypatch.setattr(base_schedule, "forecast_legs", lambda *_: np.array([[0.0, 1080.0, 0.0, 0.0]]))
    needed = base_levels(line, centre_of(line), (True, False))
    assert (needed > 0).tolist() == [[False, True, False, False], [False] * 4]


def test_a_service_level_of_one_is_met_where_waits_vanish_in_double_precision() -> None:
    line = scenario(staffing={"interval": "6 h", "target": {"within": "1 ms", "service_level": 1.0}})
    levels = base_levels(line, centre_of(line), (True,))
    assert 10 < levels.max() < 40


def with_hours(**rules: Any) -> Scenario:
    """The line, open in its second and third interval of the day."""
    return scenario(queues={"human": {"opening": [{"from": "06:00", "until": "18:00"}], **rules}})


def test_the_formula_has_the_deferred_at_the_opening_and_nobody_while_the_queue_is_closed() -> None:
    line = with_hours(closing="disconnect")
    needed = base_levels(line, centre_of(line), (True,))[0]
    assert needed[[0, 3]].tolist() == [NOBODY, NOBODY]
    lost = with_hours(closing="disconnect", outside="lose")
    without = base_levels(lost, centre_of(lost), (True,))[0]
    always = base_levels(scenario(), centre_of(scenario()), (True,))[0]
    assert without[1] == without[2] == needed[2] == always[2]
    assert needed[1] > without[1]  # twice as many come: those of the night too


def test_who_is_left_at_closing_time_finds_the_least_number_of_agents() -> None:
    line = with_hours(outside="lose")
    needed = base_levels(line, centre_of(line), (True,))
    assert needed[0].tolist()[::3] == [NOBODY, 0]
    least = line.model_copy(update={"staffing": line.staffing.model_copy(update={"minimum": 2})})
    assert scaled(least, needed, 100)[0].tolist()[::3] == [0, 2]


def test_a_derived_roster_keeps_opening_hours() -> None:
    schedule = derive_schedule(with_hours(outside="lose"), centre_of(with_hours(outside="lose")))
    assert (schedule.levels[0] > 0).tolist() == [False, True, True, False]
    assert schedule.pilot["service_level"] >= 0.8


# --- scaling and search -----------------------------------------------------------------------------------------


def test_headcounts_are_rounded_once_and_never_below_the_minimum() -> None:
    line = scenario(
        groups={"team": {"shrinkage": "30%", "absence": "5%"}, "sure": {}},
        staffing={"interval": "6 h", "minimum": 1},
    )
    base = np.array([[0, 1, 19, 40], [0, 1, 10, 50]])
    # 1 / 0.95 = 1.05 -> 2; 19 / 0.95 is exactly 20
    assert scaled(line, base, 100).tolist() == [[1, 2, 20, 43], [1, 1, 10, 50]]
    assert scaled(line, base, 95).tolist() == [[1, 1, 19, 40], [1, 1, 10, 48]]
    assert scaled(line, base, 110).tolist() == [[1, 2, 22, 47], [1, 2, 11, 55]]


@pytest.mark.parametrize("smallest", [1, 2, 50, 51, 73, 96, 97, 99, 100, 101, 104, 105, 150, 299, 300])
@pytest.mark.parametrize("slope", [0.001, 0.07, 1.0, None])
def test_search_finds_the_smallest_factor(smallest: int, slope: float | None) -> None:
    tried: list[int] = []

    def margin(percent: int) -> float:
        assert 1 <= percent <= 300
        tried.append(percent)
        if slope is None:
            return 3.0 if percent >= smallest else -3.0
        return (percent - smallest + 0.5) * slope

    assert smallest_factor(margin) == smallest
    assert len(tried) == len(set(tried)) <= 20
    assert smallest == 1 or smallest - 1 in tried
    if slope == 0.07:  # the slope that steps are made for
        assert len(tried) <= 7 if 90 < smallest < 110 else True


def test_search_gives_up_at_three_times_the_formula() -> None:
    assert smallest_factor(lambda percent: -0.1) is None
    assert smallest_factor(lambda percent: 3.0) == 1


def test_search_without_monotonicity_still_ends_at_an_edge() -> None:
    meeting = {60, 61, 90, 100, *range(103, 301)}
    found = smallest_factor(lambda percent: 1.0 if percent in meeting else -1.0)
    assert found in meeting
    assert found - 1 not in meeting


def test_outcome_meets_only_if_every_given_part_holds() -> None:
    target = Target.model_validate({"service_level": 0.8, "abandonment": 0.05, "mean_wait": "10 s"})
    assert PilotOutcome(0.8, 0.05, 10.0).meets(target)
    assert not PilotOutcome(0.799, 0.05, 10.0).meets(target)
    assert not PilotOutcome(0.8, 0.051, 10.0).meets(target)
    assert not PilotOutcome(0.8, 0.05, 10.1).meets(target)
    assert PilotOutcome(0.8, 0.9, 999.0).meets(Target.model_validate({"service_level": 0.8}))
    assert PilotOutcome(math.nan, math.nan, math.nan).meets(target)


def test_margin_is_that_of_the_tightest_part() -> None:
    target = Target.model_validate({"service_level": 0.8, "abandonment": 0.05})
    assert PilotOutcome(0.9, 0.04, 1.0).margin(target) == pytest.approx(math.log(0.05 / 0.04))
    assert PilotOutcome(0.7, 0.04, 1.0).margin(target) == pytest.approx(math.log(0.2 / 0.3))
    assert PilotOutcome(1.0, 0.0, 0.0).margin(target) == 3.0
    assert PilotOutcome(0.8, 0.05, 0.0).margin(target) >= 0
    nothing_may_be_lost = Target.model_validate({"service_level": 0.8, "abandonment": 0})
    assert PilotOutcome(0.9, 1e-9, 0.0).margin(nothing_may_be_lost) == -3.0
    assert PilotOutcome(math.nan, math.nan, math.nan).margin(target) == 3.0


# --- the whole --------------------------------------------------------------------------------------------------


def test_derived_schedule_meets_the_target_on_its_pilot_days_and_a_step_less_does_not() -> None:
    line = scenario(
        groups={"team": {"shrinkage": "30%", "absence": "10%"}}, arrivals={"kind": "poisson", "volume": "8640/day"}
    )
    schedule = derive_schedule(line, centre_of(line))
    assert schedule.derived == (True,)
    assert schedule.levels.shape == (1, 4)
    assert schedule.pilot["service_level"] >= 0.8
    if schedule.factor > 0.01:
        assert schedule.pilot["service_level_below"] < 0.8
    with Pilot(line) as pilot:
        assert pilot.days == schedule.pilot["days"] == 2
        assert pilot.outcome(schedule.levels).service_level == schedule.pilot["service_level"]
    assert "chat chain" in schedule.rule
    assert GIVEN not in schedule.rule


def test_schedule_depends_neither_on_the_runs_seed_nor_on_processes() -> None:
    line = scenario()
    other = line.model_copy(update={"run": line.run.model_copy(update={"seed": 99, "replications": 7})})
    one, two = derive_schedule(line, centre_of(line)), derive_schedule(other, centre_of(other), jobs=2)
    assert one.levels.tolist() == two.levels.tolist()
    assert (one.factor, one.pilot) == (two.factor, two.pilot)


def test_rosters_given_by_hand_are_kept_and_named() -> None:
    by_hand = {"roster": [{"at": "06:00", "agents": 4}, {"at": "18:00", "agents": 2}]}
    alone = scenario(groups={"team": by_hand})
    schedule = derive_schedule(alone, centre_of(alone))
    assert (schedule.levels.tolist(), schedule.derived) == ([[2, 4, 4, 2]], (False,))
    assert (schedule.rule, schedule.factor, schedule.pilot) == (GIVEN, 1.0, {})
    beside = scenario(groups={"guest": by_hand, "team": {}})
    mixed = derive_schedule(beside, centre_of(beside))
    assert mixed.levels[0].tolist() == [2, 4, 4, 2]
    assert mixed.derived == (False, True)
    assert mixed.rule.endswith(f"guest: {GIVEN}")


def test_days_of_a_longer_run_are_staffed_for_their_own_forecast() -> None:
    week = scenario(
        run={"days": 9, "start": "2025-06-02", "interval": "6 h", "history": {"days": 0}},
        arrivals={"kind": "poisson", "volume": "1440/day", "weekday": [4, 1, 1, 1, 1, 1, 1]},
    )
    schedule = derive_schedule(week, centre_of(week))
    days = schedule.levels.reshape(9, 4)
    assert days[0].tolist() == days[7].tolist()  # Mondays
    assert days[1].tolist() == days[8].tolist()
    assert (days[0] > days[1]).all()
    assert schedule.pilot["days"] == 14  # two replications of the first week


def test_a_target_out_of_reach_says_what_was_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    line = scenario()
    monkeypatch.setattr(staffing.Pilot, "outcome", lambda *_: PilotOutcome(0.7, 0.2, 30.0))
    with pytest.raises(TargetMissedError, match=r"3 times .* service level 70\.0% \(at least 80\.0% within 10 s\)"):
        derive_schedule(line, centre_of(line))


def test_pilot_days_on_which_nobody_comes_show_nothing_and_need_only_the_minimum() -> None:
    quiet = scenario(
        arrivals={"kind": "poisson", "volume": "0.001/day"},
        staffing={"interval": "6 h", "minimum": 1, "pilot_days": 2, "target": {"within": "10 s"}},
    )
    schedule = derive_schedule(quiet, centre_of(quiet))
    assert schedule.levels.tolist() == [[1, 1, 1, 1]]
    assert schedule.pilot == {"days": 2.0, "evaluations": 1.0}  # no ratio: json has no word for 0 / 0
