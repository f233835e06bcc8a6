from pathlib import Path

import pytest
from small_experiment import CUBE, GRID, experiment

from ccsim.experiment.design import design_of, matches, points_of
from ccsim.experiment.priors import value_at


def test_the_grid_has_every_level_with_every_other(tmp_path: Path) -> None:
    design = design_of(experiment(tmp_path))
    levels = [tuple(cell.point.levels.values()) for cell in design.cells]
    assert levels == [(1, 0.5), (1, 2.0), (3, 0.5), (3, 2.0)]
    assert [cell.number for cell in design.cells] == [0, 1, 2, 3]
    assert [cell.scenario.groups["team"].concurrency for cell in design.cells] == [1, 1, 3, 3]
    # odds of 80% are 4, half of that is 2 to 1; twice is 8 to 1
    assert design.cells[0].scenario.intents["question"].resolution == pytest.approx(2 / 3)
    assert design.cells[1].scenario.intents["question"].resolution == pytest.approx(8 / 9)
    assert design.cells[1].scenario.intents["refund"].resolution == pytest.approx(14 / 17)


def test_factors_multiply_and_whole_numbers_stay_whole(tmp_path: Path) -> None:
    text = GRID.replace("[1, 3]", "{times: [0.5, 2]}").replace("{odds: [0.5, 2]}", "{times: [1.1]}")
    cells = design_of(experiment(tmp_path, text)).cells
    assert [cell.scenario.groups["team"].concurrency for cell in cells] == [2, 6]
    assert cells[0].scenario.intents["question"].resolution == pytest.approx(0.88)


def test_quantiles_of_a_prior(tmp_path: Path) -> None:
    text = GRID.replace("{odds: [0.5, 2]}", "{quantiles: [0.25, 0.5]}")
    cells = design_of(experiment(tmp_path, text)).cells
    assert [cell.scenario.intents["question"].resolution for cell in cells[:2]] == [pytest.approx(0.7), 0.8]


def test_points_one_by_one_and_with_a_grid(tmp_path: Path) -> None:
    text = GRID.replace("grid:\n", "points: [{patience.mean: 100 s}, {handling.cv: 0.5, patience.mean: 50 s}]\ngrid:\n")
    design = design_of(experiment(tmp_path, text))
    assert len(design.cells) == 8
    assert design.points[0].levels == {
        "patience.mean": "100 s",
        "groups.team.concurrency": 1,
        "intents.*.resolution": 0.5,
    }
    assert [cell.scenario.patience.mean for cell in design.cells] == [100.0] * 4 + [50.0] * 4


def test_values_that_hold_at_every_point(tmp_path: Path) -> None:
    text = GRID + "set: {arrivals.volume: 70/day, intents.*.replies: 3}\n"
    for cell in design_of(experiment(tmp_path, text)).cells:
        assert cell.scenario.arrivals.volume == 70
        assert [intent.replies for intent in cell.scenario.intents.values()] == [3, 3]


def test_every_scenario_meets_the_same_draws(tmp_path: Path) -> None:
    design = design_of(experiment(tmp_path, CUBE))
    assert [cell.point.draw for cell in design.cells] == [0, 1, 2, 3] * 2
    for one, other in zip(design.cells[:4], design.cells[4:], strict=True):
        assert one.scenario.name == "centre"
        assert other.scenario.name == "other"
        assert one.drawn == other.drawn
        assert one.scenario.handling == other.scenario.handling
        assert value_at(one.scenario, "handling.hands_on_per_reply") == one.drawn["handling.hands_on_per_reply"]
    assert len({cell.scenario.handling.hands_on_per_reply for cell in design.cells[:4]}) == 4
    assert "intents.question.resolution" in design.priors["centre"]


def test_only_some_priors(tmp_path: Path) -> None:
    chosen = CUBE.replace(
        "points: 4", "points: 4, priors: [handling.*, intents.*.resolution], leave: [handling.customer_think]"
    )
    priors = design_of(experiment(tmp_path, chosen)).priors["centre"]
    assert sorted(priors) == ["handling.hands_on_per_reply", "intents.question.resolution", "intents.refund.resolution"]


def test_a_factor_takes_the_place_of_a_prior_or_scales_its_draws(tmp_path: Path) -> None:
    fixed = CUBE + "grid: {handling.hands_on_per_reply: [10 s]}\n"
    design = design_of(experiment(tmp_path, fixed))
    assert "handling.hands_on_per_reply" not in design.priors["centre"]
    assert {cell.scenario.handling.hands_on_per_reply for cell in design.cells} == {10.0}
    scaled = CUBE + "grid: {handling.hands_on_per_reply: {times: [2]}}\n"
    for cell in design_of(experiment(tmp_path, scaled)).cells:
        assert cell.scenario.handling.hands_on_per_reply == 2 * cell.drawn["handling.hands_on_per_reply"]


def test_rosters_may_be_planned_for_something_else(tmp_path: Path) -> None:
    text = GRID + "planned_for: {groups.team.concurrency: 2}\n"
    for cell in design_of(experiment(tmp_path, text)).cells:
        assert cell.planned is not None
        assert cell.planned.groups["team"].concurrency == 2
        assert cell.planned.intents == cell.scenario.intents
        assert cell.scenario.groups["team"].concurrency == cell.point.levels["groups.team.concurrency"]


def test_another_number_of_points_is_another_hypercube(tmp_path: Path) -> None:
    cube = experiment(tmp_path, CUBE).experiment
    assert [point.draw for point in points_of(cube)] == [0, 1, 2, 3]


def test_patterns() -> None:
    assert matches("**", "a.b.c")
    assert matches("a.*.c", "a.b.c")
    assert not matches("a.*", "a.b.c")
    assert not matches("a.*.d", "a.b.c")
