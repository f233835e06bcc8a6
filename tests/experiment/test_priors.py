import math
from pathlib import Path

import numpy as np
import pytest

from ccsim.errors import ScenarioError
from ccsim.experiment.priors import Prior, priors_of, quantiles, sample, value_at, with_values
from ccsim.scenario.load import load_scenario

CONFIGS = Path(__file__).parents[2] / "configs"
MODELS = ("in_house", "pure_bot", "traditional_outsourcer", "ai_outsourcer")


def prior(low, base, high, path="a.b") -> Prior:
    return Prior(path, low, base, high, ("paper",), "independent", "", "file.yaml", 1)


def test_the_stated_value_is_the_median_and_the_range_is_never_left() -> None:
    one = prior(2.0, 3.0, 9.0)
    assert one.at(0.5) == 3.0
    assert one.at(0.25) == 2.5
    assert one.at(0.75) == 6.0
    assert 2.0 <= one.at(2**-53) <= one.at(1 - 2**-53) <= 9.0


def test_wide_ranges_are_spread_over_their_logarithm() -> None:
    assert prior(1.0, 10.0, 100.0).at(0.75) == pytest.approx(math.sqrt(1000))
    assert prior(0.0, 10.0, 100.0).at(0.75) == pytest.approx(55.0)  # zero has no logarithm


def test_the_triangle_has_its_peak_at_the_base() -> None:
    values = np.array([prior(0.0, 1.0, 4.0).at((k + 0.5) / 10_000, "triangular") for k in range(10_000)])
    assert values.mean() == pytest.approx(5 / 3, abs=1e-3)  # (low + base + high) / 3
    assert values.var() == pytest.approx((0 + 1 + 16 - 0 * 1 - 0 * 4 - 1 * 4) / 18, rel=1e-3)


def test_the_halves_spread_nearly_like_a_normal_with_those_percentiles() -> None:
    values = np.array([prior(-1.0, 0.0, 1.0).at((k + 0.5) / 10_000) for k in range(10_000)])
    assert 0.9 < values.std() / (1 / 1.6449) < 1.0


def test_whole_numbers_stay_whole_and_their_ends_are_drawn_as_often_as_their_neighbours() -> None:
    drawn = [prior(3, 5, 7).at((k + 0.5) / 10_000) for k in range(10_000)]
    assert all(isinstance(value, int) for value in drawn)
    counts = {value: drawn.count(value) / 10_000 for value in range(3, 8)}
    assert all(count == pytest.approx(0.2, abs=0.01) for count in counts.values())


def test_lists_move_together() -> None:
    assert prior([1.0, 2.0], [2.0, 3.0], [3.0, 7.0]).at(0.75) == [2.5, 5.0]


def test_a_latin_hypercube_has_one_point_in_every_slice() -> None:
    drawn = quantiles(["a", "b"], 50, seed=1)
    for values in drawn.values():
        assert sorted((values * 50).astype(int)) == list(range(50))
    assert abs(np.corrcoef(drawn["a"], drawn["b"])[0, 1]) < 0.5
    assert not np.array_equal(drawn["a"], quantiles(["a"], 50, seed=2)["a"])


def test_a_further_prior_shifts_no_other_draw() -> None:
    assert np.array_equal(quantiles(["a"], 20, 1)["a"], quantiles(["z", "a"], 20, 1)["a"])


def test_a_longer_independent_design_begins_with_the_shorter() -> None:
    longer = quantiles(["a"], 30, 1, "independent")["a"]
    assert np.array_equal(longer[:20], quantiles(["a"], 20, 1, "independent")["a"])
    assert not np.array_equal(longer[:20], quantiles(["a"], 20, 1)["a"])


@pytest.mark.parametrize("model", MODELS)
def test_every_drawn_point_of_a_shipped_model_is_a_valid_scenario(model: str) -> None:
    loaded = load_scenario(CONFIGS / f"{model}.yaml")
    priors = priors_of(loaded)
    assert len(priors) > 40
    for values in sample(priors, 100, seed=3):
        drawn = with_values(loaded.scenario, values)
        assert math.fsum(intent.share for intent in drawn.intents.values()) == pytest.approx(1.0, abs=1e-12)
        assert type(drawn).model_validate(drawn) == drawn
        for path, one in priors.items():
            if one.varies == "unknown":
                assert value_at(drawn, path) == values[path]
                assert one.low <= values[path] <= one.high


def test_all_priors_at_their_median_are_the_scenario_itself() -> None:
    loaded = load_scenario(CONFIGS / "ai_outsourcer.yaml")
    values = {path: one.at(0.5) for path, one in priors_of(loaded).items()}
    drawn = with_values(loaded.scenario, values)
    for path, one in priors_of(loaded).items():
        assert value_at(drawn, path) == pytest.approx(one.base, rel=1e-12)


def test_models_share_what_they_have_in_common() -> None:
    points = [
        sample(priors_of(load_scenario(CONFIGS / f"{model}.yaml")), 5, seed=1)
        for model in ("in_house", "ai_outsourcer")
    ]
    for own, outsourced in zip(*points, strict=True):
        assert own["handling.hands_on_per_reply"] == outsourced["handling.hands_on_per_reply"]
        assert own["groups.agents.labour.wage"] != outsourced["groups.agents.labour.wage"]


def test_what_differs_between_merchants_is_told_apart() -> None:
    priors = priors_of(load_scenario(CONFIGS / "in_house.yaml"))
    merchant = {path for path, one in priors.items() if one.varies == "merchant"}
    assert "handling.brevity" in merchant
    assert "intents.return_refund.share" in merchant
    assert "patience.mean" not in merchant


def test_bots_that_are_not_there_are_not_drawn() -> None:
    assert not any("bot_resolution" in path for path in priors_of(load_scenario(CONFIGS / "in_house.yaml")))
    with_bot = [path for path in priors_of(load_scenario(CONFIGS / "pure_bot.yaml")) if "bot_resolution" in path]
    assert len(with_bot) == 7
    assert all(path.endswith(".llm") for path in with_bot)


def test_an_overridden_value_is_known() -> None:
    priors = priors_of(load_scenario(CONFIGS / "in_house.yaml", ["patience.mean=200 s"]))
    assert "patience.mean" not in priors


def test_a_prior_knows_where_it_comes_from() -> None:
    one = priors_of(load_scenario(CONFIGS / "in_house.yaml"))["patience.mean"]
    assert (one.low, one.base, one.high) == (120.0, 300.0, 900.0)
    assert one.sources == ("castellanos_2025", "brown_2005", "background")
    assert one.kind == "assumption"
    assert one.file.endswith("customers.yaml")


def test_values_that_break_a_rule_between_blocks_are_refused() -> None:
    scenario = load_scenario(CONFIGS / "in_house.yaml").scenario
    with pytest.raises(ScenarioError, match=r"groups\.agents\.absence: found 0\.9"):
        with_values(scenario, {"groups.agents.absence": 0.9})


def test_values_that_are_not_allowed_at_their_place_are_refused() -> None:
    scenario = load_scenario(CONFIGS / "in_house.yaml").scenario
    with pytest.raises(ScenarioError, match=r"patience\.balk: found 1\.1; expected a share .* from 0 to 1"):
        with_values(scenario, {"patience.balk": 1.1})
    with pytest.raises(ScenarioError, match=r"groups\.agents\.concurrency: found 99"):
        with_values(scenario, {"groups.agents.concurrency": 99})
    with pytest.raises(ScenarioError, match=r"arrivals\.profile"):
        with_values(scenario, {"arrivals.profile": [1.0, -2.0]})
