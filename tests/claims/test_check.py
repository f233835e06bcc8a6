"""A whole check on a small centre: what is simulated, what is not, and that nothing depends on how it is run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ccsim.claims.check import check
from ccsim.claims.inputs import ignorance, merchants, priors_for
from ccsim.claims.measuring import measured, names_of, value_of
from ccsim.claims.plan import SHOWN_DRAWS, Settings, plan_of
from ccsim.claims.points import simulate_point
from ccsim.claims.quantities import Parts
from ccsim.claims.registry import Reading, Registry, registry_of
from ccsim.errors import UsageError
from ccsim.experiment.roi import run_roi
from ccsim.scenario.load import load_scenario

CONFIGS = Path(__file__).resolve().parents[2] / "configs"
TINY = Settings(6, 3, 2, 2, 4, 1, 1e9, 2)

MINE = """
scenarios:
  own: {file: in_house.yaml, set: ["arrivals.volume=400/day"]}
  out: {file: traditional_outsourcer.yaml, set: ["arrivals.volume=400/day"]}
  moved: {file: switch_ai_outsourcer.yaml, set: ["arrivals.volume=400/day"]}
  given: {file: in_house.yaml, set: ["arrivals.volume=400/day", "groups.agents.roster=[{at: '00:00', agents: 9}]"]}
  losing: {file: in_house.yaml, set: ["arrivals.volume=400/day", "customer_loss={churn: {share: 10%, value: 100 CNY}}"]}
claims:
  always: {said: Something is spent., low: 0, tests: [{measure: cost_per_contact, scenarios: [own]}]}
  never: {said: Everything is free., high: 0.01, tests: [{measure: cost_per_contact, scenarios: [own]}]}
  cheaper: {said: Outsourcing is cheaper., low: 0, tests: [{measure: own.annual_cost - out.annual_cost, scenarios: [own, out]}]}
  rostered: {said: Each closes 20 a day., value: 20, tests: [{measure: human_legs_per_agent_day, scenarios: [given]}]}
  pays: {said: It pays., low: 0, tests: [{change: true, measure: paper_net_12, scenarios: [own, moved]}, {change: true, measure: realisable_net_12, scenarios: [own, moved], low: 1e12}, {judged: false, measure: cost_per_contact, scenarios: [own]}]}
  lost: {said: Who gets no answer costs more than the service., low: 0, tests: [{measure: losing.customer_loss - own.cost_per_contact, scenarios: [own, losing]}, {measure: losing.customer_loss - own.cost_per_contact, scenarios: [losing, own]}]}
  attrition: {said: Few leave., high: 0.1, tests: [{measure: groups.agents.labour.attrition, scenarios: [own]}]}
"""


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    path = tmp_path_factory.mktemp("claims") / "mine.yaml"
    path.write_text(MINE)
    return registry_of(path)


def test_a_check_from_end_to_end(mine: Registry) -> None:
    found = check(mine, TINY, jobs=1)
    by_id = {claim.id: claim for claim in found.claims}
    assert by_id["rostered"].status == "circular"
    circular = by_id["rostered"].readings[0].circular
    assert circular is not None
    assert circular.path == "groups.agents.roster.0.agents"
    attrition = by_id["attrition"].readings[0].circular
    assert attrition is not None
    assert attrition.prior is not None
    assert (attrition.prior.low, attrition.prior.high) == (0.2, 0.6)
    always, never = by_id["always"].readings[0], by_id["never"].readings[0]
    assert always.draws is not None
    assert never.draws is not None
    assert (always.draws.inside, never.draws.outside) == (6, 6)
    assert by_id["always"].status == by_id["never"].status == "undetermined"  # six draws prove nothing
    assert found.family == 0
    again = check(mine, TINY, only=["cheaper"], jobs=1)
    assert again.claims[0].readings[0].over_ignorance == by_id["cheaper"].readings[0].over_ignorance
    other = check(mine, TINY, only=["cheaper"], jobs=1, seed=2)
    assert other.claims[0].readings[0].over_ignorance != by_id["cheaper"].readings[0].over_ignorance


def test_a_change_is_measured_as_roi_does(mine: Registry) -> None:
    """At the scenarios' own values `ccsim roi` finds the same cash, with the same interval."""
    only = {"pays": mine.claims["pays"]}
    plan = plan_of(mine, only, TINY, with_author_sources=True, seed=5)
    points = {name: simulate_point(plan.bench, plan.base_task((name,))) for name in ("own", "moved")}
    paper, real = (measured(test, points) for test in only["pays"].tests[:2])
    own, moved = plan.loaded.values()
    roi = run_roi(own, moved, replications=4, seed=5, points=0)
    for found, name in ((paper, "paper.12.net"), (real, "realisable.12.net")):
        said = roi.measures[name]
        assert found == pytest.approx((said.value, said.low, said.high), rel=1e-9)
    assert paper.value > real.value


def test_scenarios_that_are_only_shown_get_fewer_draws(mine: Registry) -> None:
    many = replace(TINY, draws=50)
    shown = mine.claims["pays"].model_copy(update={"tests": [mine.claims["pays"].tests[0], Reading(judged=False, measure="asa", scenarios=["given"])]})  # fmt: skip
    plan = plan_of(mine, {"x": shown}, many, with_author_sources=True)
    assert {name: len(draws) for name, draws in plan.draws.items()} == {"own": 50, "moved": 50, "given": SHOWN_DRAWS}
    assert plan.merchants["given"] == []


def test_readings_may_have_numbers_of_their_own_or_none(mine: Registry) -> None:
    found = check(mine, TINY, only=["pays"], jobs=1).claims[0]
    paper, real, shown = found.readings
    assert (paper.band, real.band) == ((0, float("inf")), (1e12, float("inf")))
    assert real.draws is not None
    assert real.draws.outside == 6
    assert (shown.status, shown.draws, shown.probability) == ("shown", None, None)
    assert shown.over_ignorance is not None
    assert found.status == "undetermined"
    assert found.best is paper


def test_scenarios_that_differ_in_prices_are_simulated_once(mine: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plan_of(mine, {"cheaper": mine.claims["cheaper"]}, TINY, with_author_sources=True)
    assert plan.groups == [("own", "out")]
    from ccsim.claims import points

    simulated = []
    real = points._replications
    monkeypatch.setattr(points, "_replications", lambda *given: simulated.append(given) or real(*given))
    task = plan.task(("own", "out"), {name: plan.draws[name][0] for name in ("own", "out")}, 5)
    point = simulate_point(plan.bench, task)
    assert len(simulated) == 1
    own, out = (parts["annual_cost"] for parts in (point["own"], point["out"]) if parts is not None)
    assert isinstance(own, Parts)
    assert isinstance(out, Parts)
    assert own.above.sum() > out.above.sum() > 0


def test_what_customers_are_worth_is_told_by_the_scenario_that_says_it(mine: Registry) -> None:
    """Both share one simulation, in whichever order they come."""
    plan = plan_of(mine, {"lost": mine.claims["lost"]}, TINY, with_author_sources=True)
    assert [set(group) for group in plan.groups] == [{"own", "losing"}]
    found = []
    for names in (("own", "losing"), ("losing", "own")):
        point = simulate_point(plan.bench, plan.base_task(names))
        parts = point["losing"]
        assert parts is not None
        lost = parts["customer_loss"]
        assert isinstance(lost, Parts)
        assert (lost.above > 0).all()
        found.append(lost)
    assert np.array_equal(found[0].above, found[1].above)


def test_people_are_paid_time_over_what_one_is_paid_for(mine: Registry) -> None:
    claims = {"x": mine.claims["always"].model_copy(update={"tests": [Reading(measure="people / rostered_agent_days", scenarios=["own"])]})}  # fmt: skip
    plan = plan_of(mine, claims, TINY, with_author_sources=True)
    point = simulate_point(plan.bench, plan.base_task(("own",)))
    ratio = value_of(claims["x"].tests[0], {"own": point})
    assert ratio == pytest.approx(365.25 / (21.75 * 12))  # eight hours a day in this scenario


def test_conditions_of_a_claim_are_not_varied() -> None:
    loaded = load_scenario(CONFIGS / "claims" / "phone_own.yaml", ["intents.call.resolution=68%"])
    assert "intents.call.resolution" not in priors_for(loaded, with_author_sources=True)
    assert "repeats.if_unresolved" in priors_for(loaded, with_author_sources=True)


def test_author_sources_widen_and_can_be_left_out() -> None:
    loaded = load_scenario(CONFIGS / "ai_outsourcer.yaml")
    with_them, without = priors_for(loaded, True), priors_for(loaded, False)
    changed = {path for path in with_them if with_them[path] != without[path]}
    assert {"bot.price.per_session", "groups.agents.contract.per_seat"} <= changed
    assert with_them["bot.price.per_session"].low == 0.02
    assert with_them["groups.agents.contract.per_seat"].high == 8000
    assert "author" in with_them["bot.price.per_session"].sources[-1]


def test_ignorance_and_merchants_vary_different_inputs() -> None:
    loaded = load_scenario(CONFIGS / "in_house.yaml")
    priors = priors_for(loaded, True)
    draws, sellers = ignorance(priors, 5, 1), merchants(loaded, priors, 5, 1)
    assert not set(draws[0]) & set(sellers[0])
    assert "handling.brevity" in sellers[0]
    volumes = [seller["arrivals.volume"] for seller in sellers]
    assert 13_700 / 4 <= min(volumes) < max(volumes) <= 2 * 13_700
    stated = load_scenario(CONFIGS / "in_house.yaml", ["arrivals.volume=400/day"])
    assert "arrivals.volume" not in merchants(stated, priors_for(stated, True), 2, 1)[0]


def test_scenarios_share_the_draws_of_paths_that_they_share() -> None:
    one, other = (priors_for(load_scenario(CONFIGS / f"{name}.yaml"), True) for name in ("in_house", "ai_outsourcer"))
    first, second = ignorance(one, 4, 3), ignorance(other, 4, 3)
    assert [draw["handling.hands_on_per_reply"] for draw in first] == [
        draw["handling.hands_on_per_reply"] for draw in second
    ]


def test_a_measure_over_two_scenarios_is_paired() -> None:
    """The common factor of the days cancels: the interval of the ratio is far narrower than those of its parts."""
    busy = np.array([0.7, 1.0, 1.3, 0.9, 1.1, 1.0])
    points = {
        "a": {"a": {"cost_per_contact": Parts(200 * busy, np.full(6, 100.0))}},
        "b": {"b": {"cost_per_contact": Parts(100 * busy + np.array([1, -1, 0, 1, -1, 0]), np.full(6, 100.0))}},
    }
    ratio = measured(Reading(measure="a.cost_per_contact / b.cost_per_contact", scenarios=["a", "b"]), points)
    assert ratio.value == pytest.approx(2.0)
    assert ratio.high - ratio.low < 0.05
    alone = measured(Reading(measure="a.cost_per_contact", scenarios=["a"]), points)
    assert alone.high - alone.low > 0.3
    longer = {"a": {"a": {"cost_per_contact": Parts(200 * np.append(busy, 50), np.full(7, 100.0))}}, "b": points["b"]}
    assert measured(Reading(measure="a.cost_per_contact / b.cost_per_contact", scenarios=["a", "b"]), longer) == ratio


def test_names_refer_to_a_scenario_or_to_the_first() -> None:
    found = names_of(Reading(measure="a.asa / (b.asa + asa)", scenarios=["a", "b"]))
    assert [tuple(one) for one in found.values()] == [("a", "asa"), ("b", "asa"), ("a", "asa")]
    path = names_of(Reading(measure="groups.agents.labour.wage", scenarios=["a"]))
    assert path["groups.agents.labour.wage"].quantity == "groups.agents.labour.wage"


def test_an_unknown_measure_names_the_nearest(mine: Registry) -> None:
    wrong = mine.claims["always"].model_copy(update={"tests": [Reading(measure="cost_per_contct", scenarios=["own"])]})
    with pytest.raises(UsageError, match="did you mean 'cost_per_contact'"):
        plan_of(mine, {"x": wrong}, TINY, with_author_sources=True)
    quantile = mine.claims["always"].model_copy(update={"tests": [Reading(measure="wait_p90", scenarios=["own"])]})
    with pytest.raises(UsageError, match="not a quantile"):
        plan_of(mine, {"x": quantile}, TINY, with_author_sources=True)
