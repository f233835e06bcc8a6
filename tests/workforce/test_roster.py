"""Headcounts from a schedule: who is absent, when levels change, and what is paid."""

import numpy as np
import pytest

from ccsim.errors import ScenarioError
from ccsim.scenario.centre import centre_of
from ccsim.scenario.scenario import Scenario
from ccsim.workforce.roster import build_roster, given_levels, paid_per_scheduled

LABOUR = {"wage": "4700 CNY/month"}


def scenario(groups: dict[str, dict[str, object]], days: int = 1, interval: str = "6 h") -> Scenario:
    return Scenario.model_validate(
        {
            "run": {"days": days, "history": {"days": 0}},
            "arrivals": {"kind": "poisson", "volume": "100/day"},
            "intents": {"any": {"share": 1, "replies": 5, "resolution": 1}},
            "handling": {"hands_on_per_reply": "20 s"},
            "groups": {name: {"labour": LABOUR, **group} for name, group in groups.items()},
            "staffing": {"interval": interval},
        }
    )


def steps(roster: np.ndarray) -> list[tuple[float, int, int]]:
    return [tuple(row) for row in roster.tolist()]


def test_without_absence_headcounts_are_the_schedule_and_only_changes_are_steps() -> None:
    two = scenario({"a": {}, "b": {}}, days=2)
    schedule = np.array([[0, 3, 3, 1, 1, 3, 3, 3], [2, 2, 2, 2, 2, 2, 2, 2]])
    roster, paid_s = build_roster(two, centre_of(two), schedule, 1, 0)
    assert steps(roster) == [
        (0.0, 0, 0), (0.0, 1, 2), (21600.0, 0, 3), (64800.0, 0, 1), (108000.0, 0, 3),
    ]  # fmt: skip
    assert paid_s.tolist() == [[7 * 21600.0, 10 * 21600.0], [8 * 21600.0, 8 * 21600.0]]


def test_paid_time_covers_planned_shrinkage_and_the_absent() -> None:
    # 30% shrinkage of which 5% strikes at random: (1 - planned) 0.95 = 0.70, so 1 / (1 - planned) = 0.95 / 0.70
    one = scenario({"a": {"shrinkage": "30%", "absence": "5%"}})
    assert paid_per_scheduled(one.groups["a"]) == pytest.approx(0.95 / 0.70)
    _, paid_s = build_roster(one, centre_of(one), np.full((1, 4), 10), 1, 0)
    assert paid_s[0, 0] == pytest.approx(10 * 86400 * 0.95 / 0.70)
    # mean time on duty is then (1 - shrinkage) of the paid time
    assert paid_s[0, 0] * 0.70 == pytest.approx(10 * 86400 * 0.95)


def test_absence_has_its_mean_and_differs_by_day_group_replication_and_purpose() -> None:
    two = scenario({"a": {"shrinkage": "30%", "absence": "10%"}, "b": {"shrinkage": "30%", "absence": "10%"}}, days=2)
    levels = {}
    for replication in range(2):
        for purpose in ("run", "pilot"):
            roster, _ = build_roster(two, centre_of(two), np.full((2, 8), 10_000), 7, replication, purpose)
            for at_s, group, level in steps(roster):
                levels[replication, purpose, at_s, group] = level
    present = np.array(list(levels.values()))
    assert present.size == 16  # one step per day and group: presence does not change within a day
    assert len(set(present.tolist())) > 8
    # 160,000 draws of absence 0.1: standard error 0.00075
    assert present.mean() / 10_000 == pytest.approx(0.9, abs=5 * 0.00075)


def test_scheduling_more_agents_changes_nothing_about_the_others() -> None:
    one = scenario({"a": {"shrinkage": "50%", "absence": "40%"}})
    centre = centre_of(one)

    def level(scheduled: int) -> int:
        roster, _ = build_roster(one, centre, np.full((1, 4), scheduled), 3, 0)
        return int(roster["level"][0])

    present = [level(n) for n in range(60)]
    assert set(np.diff(present).tolist()) == {0, 1}
    # the same people are there at any time of that day
    roster, _ = build_roster(one, centre, np.array([[10, 59, 10, 30]]), 3, 0)
    by_time = {at_s: int(n) for at_s, _, n in steps(roster)}
    assert [by_time[s * 21600.0] for s in range(4)] == [present[10], present[59], present[10], present[30]]


def test_a_schedule_of_the_wrong_length_is_refused() -> None:
    one = scenario({"a": {}})
    with pytest.raises(ValueError, match="shape"):
        build_roster(one, centre_of(one), np.zeros((1, 5), np.int64), 1, 0)


def test_a_given_roster_runs_round_the_clock_and_repeats_every_day() -> None:
    given = scenario(
        {
            "day": {"roster": [{"at": "18:00", "agents": 0}, {"at": "06:00", "agents": 5}]},
            "always": {"roster": [{"at": "06:00", "agents": 2}]},
            "evening": {"roster": [{"at": "12:00", "agents": 4}, {"at": "24:00", "agents": 1}]},
        }
    )
    assert given_levels(given, "day", 2).tolist() == [0, 5, 5, 0] * 2
    assert given_levels(given, "always", 1).tolist() == [2, 2, 2, 2]
    assert given_levels(given, "evening", 1).tolist() == [1, 1, 4, 4]


def test_a_step_between_staffing_intervals_is_refused() -> None:
    given = scenario({"a": {"roster": [{"at": "06:10", "agents": 5}]}})
    with pytest.raises(ScenarioError, match=r"groups\.a\.roster.*multiples of staffing\.interval"):
        given_levels(given, "a", 1)
