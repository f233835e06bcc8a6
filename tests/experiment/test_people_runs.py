"""Teams over months as a command runs them: intervals, identities, paired differences, and what makes people leave."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from ccsim.errors import UsageError
from ccsim.experiment.people import MEASURES, Measure, PeopleResult, difference, run_people
from ccsim.scenario.load import load_scenario

CONFIGS = Path(__file__).resolve().parents[2] / "configs"
BY_NAME = {one.name: one for one in MEASURES}
RUNS = 60


def ran(name: str = "attrition_year_35", *overrides: str, months: int = 12, runs: int = RUNS) -> PeopleResult:
    return run_people(load_scenario(CONFIGS / f"{name}.yaml", overrides).scenario, months, runs)


def value(result: PeopleResult, name: str) -> float:
    found = result.teams["agents"].whole(BY_NAME[name]).value
    assert found is not None
    return found


def test_intervals_hold_what_is_calculated() -> None:
    team = ran(runs=200).teams["agents"]
    for name in ("leavers", "starters"):
        estimate, known = team.whole(BY_NAME[name]), float(team.expected[name].sum())
        assert estimate.value is not None
        assert estimate.low is not None
        assert estimate.high is not None
        half = (estimate.high - estimate.low) / 2
        assert abs(estimate.value - known) < 2.6 * half  # five standard errors
        assert half < 0.06 * known


def test_the_parts_are_the_whole() -> None:
    team = ran(runs=20).teams["agents"]
    monthly = sum(estimate.value or 0.0 for estimate in team.by_month(BY_NAME["cost"]))
    assert team.whole(BY_NAME["cost"]).value == pytest.approx(monthly)
    parts = ("wages", "hiring", "training", "overtime")
    assert team.sums["cost"] == pytest.approx(np.asarray(sum(team.sums[part] for part in parts)))
    months = [estimate.value or 0.0 for estimate in team.by_month(BY_NAME["headcount"])]
    assert team.whole(BY_NAME["headcount"]).value == pytest.approx(np.mean(months))


def test_a_wage_above_the_market_keeps_people() -> None:
    path = "workforce.groups.agents.attrition"
    market = (f"{path}.wage_elasticity=-0.25", f"{path}.market_wage=3917 CNY/month")
    dear, same = ran("attrition_year_35", *market, runs=300), ran(runs=300)
    apart = difference(same, dear, "agents", BY_NAME["attrition"])
    assert apart.high is not None
    assert apart.high < 0
    # 20% above the market: 1.2^-0.25 is 4.5% fewer
    assert value(dear, "attrition") / value(same, "attrition") == pytest.approx(1.2**-0.25, abs=0.02)


def test_occupancy_above_the_threshold_drives_people_away() -> None:
    path = "workforce.groups.agents.attrition"
    busy = ran("attrition_year_35", f"{path}.occupancy=95%", f"{path}.occupancy_slope=0.5", runs=300)
    # half a point for each of ten points: 35% become 40%
    assert value(busy, "attrition") / value(ran(runs=300), "attrition") == pytest.approx(40 / 35, abs=0.04)
    calm = ran("attrition_year_35", f"{path}.occupancy=80%", f"{path}.occupancy_slope=0.5", runs=20)
    assert value(calm, "attrition") == value(ran(runs=20), "attrition")


def test_more_attrition_costs_more_and_less_gets_done() -> None:
    results = [ran(f"attrition_year_{rate}") for rate in (15, 35, 55)]
    for name, sign in {"leavers": 1, "vacancies": 1, "unit_cost": 1, "mean_tenure": -1, "effective_agents": -1}.items():
        for one, other in pairwise(results):
            apart = difference(one, other, "agents", BY_NAME[name])
            assert apart.low is not None
            assert apart.high is not None
            assert min(sign * apart.low, sign * apart.high) > 0, name


def test_pairing_makes_the_difference_surer() -> None:
    path = "workforce.groups.agents.attrition"
    first = ran(runs=200)
    second = ran("attrition_year_35", f"{path}.wage_elasticity=-0.25", f"{path}.market_wage=4500 CNY/month", runs=200)
    measure = BY_NAME["leavers"]
    apart = difference(first, second, "agents", measure)
    spread = [one.teams["agents"].parts(measure)[0].std(ddof=1) for one in (first, second)]
    unpaired = 1.97 * np.hypot(*spread) / 200**0.5
    assert apart.low is not None
    assert apart.high is not None
    assert (apart.high - apart.low) / 2 < 0.5 * unpaired


def test_results_depend_on_seed_and_number_alone() -> None:
    many, few = ran(runs=70), ran(runs=60)
    for name, values in few.teams["agents"].sums.items():
        assert np.array_equal(many.teams["agents"].sums[name][:60], values), name
    with pytest.raises(ValueError, match="same seed"):
        difference(many, few, "agents", BY_NAME["leavers"])


def test_a_scenario_without_people_is_refused() -> None:
    with pytest.raises(UsageError, match="no workforce block"):
        run_people(load_scenario(CONFIGS / "in_house.yaml").scenario)


def test_every_measure_names_sums_that_there_are() -> None:
    sums = ran(runs=2, months=2).teams["agents"].sums
    assert all({one.above, one.below, one.whole or one.below} <= set(sums) for one in MEASURES)
    assert len({one.name for one in MEASURES}) == len(MEASURES)
    assert isinstance(MEASURES[0], Measure)
