"""Which part does the work: parts of a difference, scenarios between two, and contributions that add up."""

from __future__ import annotations

from functools import cache
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccsim.errors import UsageError
from ccsim.experiment.contributions import MEASURES, Simulations, decompose, divided, shapley_weights, subsets
from ccsim.experiment.keys import price_key
from ccsim.experiment.paired import Arm
from ccsim.experiment.parts import OTHER, PARTS, check_used, differing_parts, mixed, named_parts, parse_parts
from ccsim.experiment.run import run_scenario
from ccsim.scenario.load import load_scenario

CONFIGS = Path(__file__).parents[2] / "configs"
SMALL = ("arrivals.volume=500/day", "staffing.pilot_days=2", "staffing.interval=60 min")


@cache
def loaded(model, *overrides):
    return load_scenario(CONFIGS / f"{model}.yaml", [*SMALL, *overrides])


def values(numbers):
    """Arms without chance for every set of the parts a, b, c."""
    return {chosen: Arm(float(numbers[chosen]), np.zeros(5)) for chosen in numbers}


def test_the_four_models_are_what_their_parts_say():
    base = loaded("in_house").scenario
    found = {model: set(differing_parts(base, loaded(model).scenario, PARTS))
             for model in ("traditional_outsourcer", "ai_outsourcer", "pure_bot")}  # fmt: skip
    assert found == {
        "traditional_outsourcer": {"labour", "contract"},
        "ai_outsourcer": {"bot", "assist", "labour", "contract"},
        "pure_bot": {"bot", OTHER},
    }
    others = differing_parts(base, loaded("pure_bot").scenario, PARTS)[OTHER]
    assert {".".join(path) for path in others} == {"staffing.target.service_level", "staffing.target.abandonment"}


def test_all_parts_lead_to_the_candidate():
    base, candidate = loaded("in_house").scenario, loaded("ai_outsourcer").scenario
    parts = differing_parts(base, candidate, PARTS)
    whole = mixed(base, candidate, [path for paths in parts.values() for path in paths])
    named = {"name": "same", "title": {}, "sources": {}}
    assert whole.model_copy(update=named) == candidate.model_copy(update=named)
    assert mixed(base, candidate, []) == base


def test_a_part_of_ones_own_takes_its_paths_from_the_others():
    patterns = parse_parts(["assist=groups.*.assist,groups.*.labour.attrition"])
    base, candidate = loaded("traditional_outsourcer").scenario, loaded("ai_outsourcer").scenario
    assert set(differing_parts(base, candidate, PARTS)) == {"bot", "assist", "labour"}
    found = differing_parts(base, candidate, patterns)
    assert set(found) == {"bot", "assist"}
    assert ("groups", "agents", "labour", "attrition") in found["assist"]


@pytest.mark.parametrize("text", ["assist", "=bot", "assist=", "other=bot", "a=b,,c"])
def test_a_part_without_name_or_paths_is_refused(text):
    with pytest.raises(UsageError, match="--part"):
        parse_parts([text])


def test_a_path_that_leads_to_no_difference_is_refused():
    base = loaded("in_house").scenario
    others = [loaded(model).scenario for model in ("traditional_outsourcer", "ai_outsourcer")]
    for text in ("a=bot", "a=groups", "a=groups.*.labour.*,bot", "a=groups.agents.assist"):
        check_used(named_parts([text]), base, others)  # one arm that differs there is enough
    with pytest.raises(
        UsageError, match=r"--part: found 'groups\.\*\.labor'; .*scenarios: groups\.agents\..* and \d+ more$"
    ):
        check_used(named_parts(["a=bot,groups.*.labor"]), base, others)
    with pytest.raises(UsageError, match=r"found 'run\.seed'.*: none$"):
        check_used(named_parts(["a=run.seed"]), base, [loaded("in_house", "run.seed=7").scenario])


def test_opening_hours_are_a_part_of_their_own():
    """The example of the command's help, where both scenarios have queues; else the whole block differs."""
    hours = "queues={human: {opening: [{from: '09:00', until: '%s'}]}}"
    plain, short, long = (loaded("in_house", *more).scenario for more in ([], [hours % "18:00"], [hours % "22:00"]))
    patterns = parse_parts(["opening=queues.*.opening"])
    check_used(named_parts(["opening=queues.*.opening"]), short, [long])
    assert set(differing_parts(short, long, patterns)) == {"opening"}
    with pytest.raises(UsageError, match=r"found 'queues\.\*\.opening'.*: queues$"):
        check_used(named_parts(["opening=queues.*.opening"]), plain, [long])


def test_a_combination_that_breaks_a_rule_is_refused():
    base = loaded("in_house").scenario
    candidate = loaded("ai_outsourcer").scenario
    nobody = candidate.model_copy(
        update={"groups": {"agents": candidate.groups["agents"].model_copy(update={"serves": ["nobody"]})}}
    )
    with pytest.raises(UsageError, match=r"in_house with some parts of ai_outsourcer is no valid scenario: .*serves"):
        mixed(base, nobody, [("groups", "agents", "serves")])


def test_weights_are_those_of_the_orders():
    """The weights of a part's average equal those counted over all orders of three parts."""
    parts = ["a", "b", "c"]
    numbers = {chosen: 2.0**i for i, chosen in enumerate(subsets(parts))}
    for part in parts:
        gains = []
        for order in permutations(parts):
            before = frozenset(order[: order.index(part)])
            gains.append(numbers[before | {part}] - numbers[before])
        weighted = sum(weight * numbers[chosen] for chosen, weight in shapley_weights(part, parts).items())
        assert weighted == pytest.approx(np.mean(gains))


@given(st.lists(st.floats(-100, 100), min_size=8, max_size=8))
@settings(max_examples=100, deadline=None)
def test_averages_add_up_to_the_whole(numbers):
    parts = ["a", "b", "c"]
    arms = values(dict(zip(subsets(parts), numbers, strict=True)))
    found = divided("cost_per_contact", "CNY", parts, arms)
    assert sum(row.average.value for row in found.contributions) == pytest.approx(found.difference.value, abs=1e-9)


def test_parts_that_do_not_interact_have_no_order():
    parts = ["a", "b"]
    arms = values({chosen: 10 - 3 * ("a" in chosen) + 2 * ("b" in chosen) for chosen in subsets(parts)})
    a, b = divided("cost_per_contact", "CNY", parts, arms).contributions
    assert (a.average.value, a.first.value, a.last.value, a.order.value) == (-3, -3, -3, 0)
    assert (b.average.value, b.first.value, b.last.value, b.order.value) == (2, 2, 2, 0)


def test_two_parts_that_only_work_together_by_hand():
    """10 alone or with one of them, 6 with both: each gets half of -4, first in 0, last in -4."""
    parts = ["a", "b"]
    arms = values({chosen: 6 if len(chosen) == 2 else 10 for chosen in subsets(parts)})
    for row in divided("cost_per_contact", "CNY", parts, arms).contributions:
        assert (row.average.value, row.first.value, row.last.value, row.order.value) == (-2, 0, -4, -4)


def test_scenarios_that_differ_in_prices_alone_have_the_same_events():
    base = loaded("in_house")
    priced = loaded("traditional_outsourcer")
    assert price_key(base.scenario) == price_key(priced.scenario) != price_key(loaded("ai_outsourcer").scenario)
    one, other = (run_scenario(scenario, replications=2, engine="reference") for scenario in (base, priced))
    assert [sums.totals for sums in one.sums] == [sums.totals for sums in other.sums]


def test_what_is_no_known_price_may_change_events():
    base = loaded("in_house").scenario
    for changed in (loaded("in_house", "groups.agents.shrinkage=30%"), loaded("in_house", "handling.cv=1.1")):
        assert price_key(changed.scenario) != price_key(base)
    assert price_key(load_scenario(CONFIGS / "attrition_year_35.yaml").scenario) == ""


def test_prices_put_on_shared_sums_are_those_of_a_run():
    """The decomposition's combinations cost what running them costs; only what differs in events is simulated."""
    base, candidate = loaded("in_house"), loaded("ai_outsourcer")

    def run(one):
        return run_scenario(one, replications=3, engine="reference")

    ends = [run(base), run(candidate)]
    simulations = Simulations(run, ends)
    found = decompose(base, candidate, ("base", "arm"), PARTS, simulations)
    assert len(found.combinations) == 16
    assert found.simulated == 2  # the bot alone and assistance alone: prices make the rest
    kpis = found.combinations[-1].kpis
    assert set(found.combinations[-1].parts) == {"bot", "assist", "labour", "contract"}
    for name in MEASURES:
        assert kpis[name].value == pytest.approx(ends[1].kpis[name].estimate.value)
        assert found.combinations[0].kpis[name].value == pytest.approx(ends[0].kpis[name].estimate.value)
    cost = found.measures[0]
    assert sum(row.average.value for row in cost.contributions) == pytest.approx(cost.difference.value)
    labour = differing_parts(base.scenario, candidate.scenario, PARTS)["labour"]
    alone = run(load_scenario(CONFIGS / "in_house.yaml", SMALL).__class__(
        **{**vars(base), "scenario": mixed(base.scenario, candidate.scenario, labour)}
    ))  # fmt: skip
    listed = next(row for row in found.combinations if row.parts == ("labour",))
    assert listed.kpis["cost_per_contact"].value == alone.kpis["cost_per_contact"].estimate.value


def test_scenarios_without_a_difference_have_no_parts():
    base = loaded("in_house")
    with pytest.raises(UsageError, match="no difference"):
        decompose(base, base, ("a", "b"), PARTS, Simulations(lambda one: run_scenario(one), ()))
