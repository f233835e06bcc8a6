from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import spearmanr
from small_experiment import CUBE, experiment

from ccsim.experiment.sweep import run_experiment
from ccsim.experiment.sweep_priors import (
    draw_table,
    influence_table,
    order_table,
    prior_table,
    spread_table,
    wilson,
)

TWELVE = CUBE.replace("points: 4", "points: 12, priors: [groups.*.labour.wage, handling.hands_on_per_reply]")


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("cube")
    return run_experiment(experiment(folder, TWELVE), folder / "store")


def costs(result, scenario: str) -> np.ndarray:
    return np.array([
        found.groups[""].kpis["cost_per_contact"].estimate.value
        for cell, found in zip(result.design.cells, result.results, strict=True) if cell.scenario.name == scenario
    ])  # fmt: skip


def test_the_spread_is_that_of_the_draws(result) -> None:
    frame = spread_table(result)
    assert list(frame["scenario"]) == ["centre", "centre", "other", "other"]
    one, values = frame.iloc[0], costs(result, "centre")
    assert (one["kpi"], one["draws"]) == ("cost_per_contact", 12)
    assert one["mean"] == pytest.approx(values.mean())
    assert one["p50"] == pytest.approx(np.median(values))
    half = 2.200985 * values.std(ddof=1) / 12**0.5  # Student's t, 11 degrees of freedom
    assert one["mean_high"] - one["mean"] == pytest.approx(half, rel=1e-5)
    assert one["least"] <= one["p05"] <= one["p50"] <= one["p95"] <= one["most"]


def test_who_is_lower_is_counted_draw_by_draw(result) -> None:
    frame = order_table(result)
    one, apart = frame.iloc[0], costs(result, "centre") - costs(result, "other")
    assert (one["first"], one["second"]) == ("centre", "other")
    assert one["lower"] == pytest.approx((apart < 0).mean())
    assert one["p50"] == pytest.approx(np.median(apart))
    assert one["lower_low"] < 1.0


def test_influence_is_the_rank_correlation(result) -> None:
    frame = influence_table(result)
    wages = [cell.drawn["groups.team.labour.wage"] for cell in result.design.cells if cell.scenario.name == "centre"]
    found = frame[(frame["scenario"] == "centre") & (frame["kpi"] == "cost_per_contact")]
    wage = found[found["path"] == "groups.team.labour.wage"].iloc[0]
    assert wage["rho"] == pytest.approx(spearmanr(wages, costs(result, "centre")).statistic)
    assert wage["rho"] > 0.5
    assert (found["rho_low"] <= found["rho"]).all()
    assert (found["rho"] <= found["rho_high"]).all()
    assert (found["rho_low"] < found["rho_high"]).all()
    assert list(found["rho"].abs()) == sorted(found["rho"].abs(), reverse=True)


def test_draws_without_a_roster_are_counted_apart(result) -> None:
    missed = [replace(one, groups={}, missed="none") if n < 2 else one for n, one in enumerate(result.results)]
    frame = spread_table(replace(result, results=missed))
    assert list(frame["no_roster"]) == [2, 2, 0, 0]
    assert list(frame["draws"]) == [10, 10, 12, 12]
    assert order_table(replace(result, results=missed))["draws"].to_list() == [10, 10]


def test_priors_and_draws_are_told_with_their_sources(result) -> None:
    priors, draws = prior_table(result), draw_table(result)
    assert len(priors) == 4
    assert set(priors["path"]) == {"groups.team.labour.wage", "handling.hands_on_per_reply"}
    assert priors["file"][0] == "centre.yaml"
    assert len(draws) == 4 * 12
    wage = draws[(draws["path"] == "groups.team.labour.wage") & (draws["scenario"] == "centre")]["value"]
    assert wage.between(3000, 7000).all()
    assert (wage < 4700).sum() == 6


def test_wilsons_interval() -> None:
    assert wilson(0, 10) == (0.0, pytest.approx(0.27753, abs=1e-5))
    assert wilson(5, 10) == (pytest.approx(0.23659, abs=1e-5), pytest.approx(0.76341, abs=1e-5))
