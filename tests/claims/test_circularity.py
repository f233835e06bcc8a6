"""A claim whose measure is an input of its scenario is found by the software."""

from __future__ import annotations

from pathlib import Path

import pytest

from ccsim.claims.circularity import article_inputs, input_of
from ccsim.experiment.estimates import THROUGHPUT
from ccsim.scenario.load import Provenance, load_scenario

CONFIGS = Path(__file__).resolve().parents[2] / "configs"


def provenance(name: str, *changes: str) -> dict[str, Provenance]:
    return load_scenario(CONFIGS / name, changes).provenance


GIVEN = 'groups.agents.roster=[{at: "00:00", agents: 40}]'


@pytest.mark.parametrize("measure", sorted(THROUGHPUT | {"people", "agent_days"}))
def test_a_given_roster_makes_throughput_an_input(measure: str) -> None:
    assert input_of(measure, provenance("in_house.yaml", GIVEN)) == "groups.agents.roster.0.agents"
    assert input_of(measure, provenance("in_house.yaml")) == ""


def test_a_stated_price_makes_the_cost_an_input() -> None:
    per_contact = "groups.agents.contract={per_contact: 0.38 CNY/session}"
    assert (
        input_of("cost_per_contact", provenance("in_house.yaml", per_contact)) == "groups.agents.contract.per_contact"
    )
    per_leg = "groups.agents.contract={per_leg: 1.5 CNY/session}"
    assert input_of("cost_per_human_leg", provenance("in_house.yaml", per_leg)) == "groups.agents.contract.per_leg"
    result = "groups.agents.contract={per_resolved: 0.38 CNY/session}"
    found = input_of("cost_per_resolved_issue", provenance("in_house.yaml", result))
    assert found == "groups.agents.contract.per_resolved"
    assert input_of("cost_per_contact", provenance("ai_outsourcer.yaml")) == ""


def test_a_key_path_is_an_input_by_nature() -> None:
    path = "groups.agents.labour.attrition"
    assert input_of(path, provenance("traditional_outsourcer.yaml")) == path
    assert input_of("intents.return_refund.bot_resolution", provenance("pure_bot.yaml"))


def test_a_pool_of_ones_own_is_an_input_and_what_a_shared_one_sends_is_not() -> None:
    own, shared = provenance("surge_3000_seats_5min.yaml"), provenance("claims/surge_shared.yaml")
    assert input_of("people_per_call", own) == "surge.reserves.pool.size"
    assert input_of("people_per_call", shared) == ""
    assert input_of("surge.reserves.pool.delay", shared) == "surge.reserves.pool.delay"
    assert input_of("abandonment", own) == ""
    retainer = "surge.reserves.pool.price={retainer: 400 CNY/month}"
    assert input_of("standing_by_cost", provenance("surge_3000_seats_5min.yaml", retainer))
    assert input_of("standing_by_cost", own) == ""  # a share of a wage that labour data give


@pytest.mark.parametrize("measure", ["service_level", "transfer_rate", "csat_true", "repeat_rate", "cost_per_contact"])
def test_what_emerges_is_no_input(measure: str) -> None:
    assert input_of(measure, provenance("ai_outsourcer.yaml", GIVEN)) == ""


def test_a_verdict_hangs_on_what_an_article_gave_except_conditions() -> None:
    given = "groups.agents.concurrency={value: 9, source: article_brand}"
    found = provenance("in_house.yaml", given)
    assert article_inputs(provenance("in_house.yaml")) == []
    assert article_inputs(found) == []  # --set marks it as an override, whatever it cites
    attrition = provenance("attrition_year_15.yaml")
    assert article_inputs(attrition) == ["groups.agents.labour.attrition"]
    assert article_inputs(attrition, ["groups.agents.labour.attrition=15%/yr"]) == []
