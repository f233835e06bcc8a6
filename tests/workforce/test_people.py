"""Teams drawn person by person: identities, common random numbers, and agreement with calculated expectations."""

from dataclasses import replace

import numpy as np
import pytest

from ccsim.workforce.expected_people import expected_people, long_run_heads
from ccsim.workforce.hazard import Hazard, two_steps
from ccsim.workforce.learning import ExponentialTime
from ccsim.workforce.people import People, simulate_people
from ccsim.workforce.people_plan import PeoplePlan
from ccsim.workforce.people_sums import people_sums

TEAM = PeoplePlan(
    group="team", months=12, at_month_ends=False, headcount=80, tenure=(), hazard=two_steps(0.55, 0.28, 3),
    factor=tuple(1 + 0.1 * (m % 3) for m in range(12)), trainee_rate=0.05, lead=0.66, training=0.46, nesting=0.3,
    nesting_speed=0.5, policy="replace", target=(), anticipate=True, per_month=0.0, at_random=True,
    replace_trainees=True, positions=(80,) * 12, curve=ExponentialTime(1.5, 1.8), resolution_gap=0.05,
    resolution_months=1.8,
)  # fmt: skip
RUNS = 300
FALSE_ALARM = 5.0  # standard errors; with 300 replications a two-sided probability below 1e-6


def heads(people: People, at: float, runs: int) -> np.ndarray:
    there = (people.productive <= at) & (people.left > at)
    return np.bincount(people.replication[there], minlength=runs)


@pytest.mark.parametrize("policy", ["replace", "constant", "freeze", "plan"])
@pytest.mark.parametrize("at_month_ends", [False, True])
def test_nobody_is_lost(policy: str, at_month_ends: bool) -> None:
    whole = {"lead": 1.0, "training": 1.0, "nesting": 0.0} if at_month_ends else {}
    plan = replace(TEAM, policy=policy, per_month=3.0 * (policy == "constant"), target=(90,) * 12, **whole)
    plan = replace(plan, at_month_ends=at_month_ends)
    sums = people_sums(plan, simulate_people(plan, 3, range(8)), 8)
    assert (80 + (sums["joined"] - sums["leavers"]).cumsum(axis=1) == sums["heads_end"]).all()
    started = sums["starters"].sum(axis=1) - sums["joined"].sum(axis=1) - sums["trainee_leavers"].sum(axis=1)
    assert (started >= 0).all()
    assert (sums["missing_months"] >= 80 * 1.0 - sums["head_months"] - 1e-9).all()
    assert (sums["effective_months"] <= sums["head_months"] + sums["nesting_months"]).all()
    if policy == "freeze":
        assert sums["requisitions"].sum() == 0
        assert sums["training_months"].sum() + sums["nesting_months"].sum() == 0
        assert (np.diff(sums["heads_end"], axis=1) <= 0).all()
    if policy == "replace":
        assert (sums["requisitions"] == sums["leavers"] + sums["trainee_leavers"]).all()


@pytest.mark.parametrize(
    "plan",
    [
        TEAM,
        replace(TEAM, tenure=(0.0, 5.0, 30.0), lead=0.0, training=0.0, nesting=0.0),
        replace(TEAM, policy="constant", per_month=4.0, replace_trainees=False),
        replace(TEAM, at_month_ends=True, lead=1.0, training=1.0, nesting=0.0, replace_trainees=False),
        replace(TEAM, policy="freeze"),
    ],
    ids=["replaced", "at once", "constant", "month ends", "freeze"],
)
def test_drawn_teams_agree_with_expectations(plan: PeoplePlan) -> None:
    expected = expected_people(plan)
    sums = people_sums(plan, simulate_people(plan, 7, range(RUNS)), RUNS)
    compared = {"heads_end": expected["heads"][1:], "tenure_end": expected["tenure"][1:]}
    compared |= {name: np.diff(expected[name]) for name in ("leavers", "joined", "requisitions", "trainee_leavers")}
    for name, reference in compared.items():
        found = sums[name]
        error = found.std(axis=0, ddof=1) / RUNS**0.5
        apart = found.mean(axis=0) - reference
        assert (np.abs(apart) <= FALSE_ALARM * error + 1e-9).all(), (name, apart / error)
    # each starter is in training for a known time on average, whoever comes just before the end apart
    ready = sums["training_months"].sum() + sums["nesting_months"].sum()
    assert ready <= plan.preparation * sums["starters"].sum() * (1 + 1e-9)
    detectable = (FALSE_ALARM + 2.33) * sums["heads_end"][:, -1].std() / RUNS**0.5
    assert detectable < 0.04 * 80  # a headcount wrong by 4% would have been found


def test_expectations_do_not_depend_on_the_grid() -> None:
    coarse, long = expected_people(TEAM), expected_people(replace(TEAM, months=12, lead=0.66 + 1e-9))
    for name, values in coarse.items():
        assert values == pytest.approx(long[name], rel=2e-6, abs=2e-5)


def test_a_settled_team_stays_as_it_is() -> None:
    still = replace(TEAM, factor=(1.0,) * 12, lead=0.0, training=0.0, nesting=0.0)
    found = expected_people(still)
    assert np.diff(found["leavers"]) == pytest.approx(np.full(12, 80 * 0.55 / 12), rel=1e-4)
    assert found["heads"] == pytest.approx(np.full(13, 80.0))


def test_long_run_of_constant_hires_and_of_replacement() -> None:
    steady = Hazard((0.0,), (0.5,))
    plan = replace(TEAM, months=20, factor=(1.0,) * 20, hazard=steady, positions=(80,) * 20, tenure=(10.0,))
    months = replace(plan, at_month_ends=False, lead=1.0, training=0.5, nesting=0.0)
    assert expected_people(months)["heads"][-1] == pytest.approx(long_run_heads(months), rel=1e-4)
    constant = replace(months, policy="constant", per_month=3.0)
    assert expected_people(constant)["heads"][-1] == pytest.approx(long_run_heads(constant), rel=1e-3)


def test_the_same_people_under_another_policy_and_in_other_company() -> None:
    frozen, replaced = (simulate_people(replace(TEAM, policy=p), 5, [0, 1, 2]) for p in ("freeze", "replace"))
    first = [one.left[one.number < 80] for one in (frozen, replaced)]
    assert np.array_equal(*first)
    alone = simulate_people(TEAM, 5, [2])
    among = replaced.replication == 2
    order = np.argsort(replaced.number[among])
    assert np.array_equal(replaced.left[among][order], alone.left[np.argsort(alone.number)])


def test_higher_hazard_never_lets_anybody_stay_longer() -> None:
    worse = replace(TEAM, factor=tuple(1.5 * f for f in TEAM.factor), policy="freeze")
    better = simulate_people(replace(TEAM, policy="freeze"), 5, range(20))
    assert (simulate_people(worse, 5, range(20)).left <= better.left).all()


def test_a_plan_hires_up_to_its_target() -> None:
    plan = replace(TEAM, policy="plan", target=(80,) * 4 + (120,) * 8, months=12)
    found = people_sums(plan, simulate_people(plan, 2, range(100)), 100)["heads_end"].mean(axis=0)
    assert found[2] == pytest.approx(80, abs=4)
    assert found[-1] == pytest.approx(120, abs=7)  # the plan reckons with the year's rate, beginners leave faster


def test_continuous_time_has_no_steps() -> None:
    plan = replace(TEAM, hazard=Hazard((0.0,), (0.3,)), factor=(1.0,) * 12, policy="freeze", tenure=(0.0,))
    left = simulate_people(plan, 1, range(200)).left
    part = left[left < 1]
    # uniform on (0, 1) up to the exponential's slope: mean of a truncated exponential
    mean = 1 / 0.3 - 1 / np.expm1(0.3)
    assert part.mean() == pytest.approx(mean, abs=6 * part.std() / part.size**0.5)
    assert np.unique(part).size == part.size


def test_missing_positions_are_counted_at_every_moment() -> None:
    plan = replace(TEAM, months=2, factor=(1.0,) * 2, positions=(3, 3), headcount=3)
    people = People(
        replication=np.array([0, 0, 0, 0, 1]), number=np.array([0, 1, 2, 3, 0]),
        requested=np.array([-9, -9, -9, 0.25, -9.0]), started=np.array([-9, -9, -9, 0.5, -9.0]),
        productive=np.array([-9, -9, -9, 1.26, -9.0]), left=np.array([0.25, np.inf, 1.75, np.inf, np.inf]),
    )  # fmt: skip
    sums = people_sums(plan, people, 2)
    assert sums["missing_months"].tolist() == [pytest.approx([0.75, 0.26 + 0.25]), [2.0, 2.0]]
    assert sums["open_months"][0].tolist() == [0.25, 0.0]
    assert sums["head_months"][0].tolist() == pytest.approx([2.25, 1 + 0.75 + 0.74])
    assert sums["leaver_tenure"][0].tolist() == [9.25, 10.75]
    assert sums["training_months"][0].tolist() == [pytest.approx(0.46), 0.0]
    assert sums["nesting_months"][0].tolist() == pytest.approx([0.04, 0.26])
