"""What a run says about its reserves."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from ccsim.experiment.result import Result
from ccsim.experiment.run import run_scenario
from ccsim.scenario.load import load_scenario

TEXT = """
run: {days: 2, replications: 3, interval: 1 h, history: {days: 0}, engine: reference}
arrivals:
  kind: poisson
  volume: 300/day
  special_days: [{day: 0, spikes: [{at: "10:00", peak: 40, decay: 20 min}]}]
intents: {any: {share: 1, replies: 5, resolution: 1}}
handling: {hands_on_per_reply: 20 s, customer_think: 20 s}
staffing: {special_days: false, pilot_days: 2, interval: 1 h}
groups:
  team: {labour: {wage: 4800 CNY/month}}
  pool: {roster: [], labour: {wage: 3000 CNY/month}}
surge:
  reserves:
    pool:
      group: pool
      trigger: {queue_longer_than: 5}
      size: 10
      delay: 6 min
      ramp: 6 min
      longest: 2 h
      price: {per_call: 100 CNY}
    never: {kind: bot_only, trigger: {queue_longer_than: 100000}}
"""


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    path = tmp_path_factory.mktemp("surge") / "spike.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return run_scenario(load_scenario(path))


def of(result: Result, reserve: str) -> dict[str, float]:
    rows = result.reserves[result.reserves["reserve"] == reserve]
    return dict(zip(rows["measure"], rows["value"], strict=True))


def test_the_pool_is_called_on_the_day_of_the_spike(result: Result) -> None:
    pool = of(result, "pool")
    assert pool["calls"] == 0.5  # once in two days
    assert (pool["asked"], pool["sent"], pool["came"]) == (10, 10, 10)
    assert 360 < pool["time_to_half"] < pool["time_to_all"] <= 720
    assert pool["hours"] == pytest.approx(0.5 * 10 * (2 + 6 / 60 - 540 / 3600), rel=0.05)  # home 2:06 after the call
    assert pool["cost"] == 50


def test_a_reserve_costs_what_its_group_is_paid_for_its_time_too(result: Result) -> None:
    entries = [ledger.by("group")["pool"] for ledger in result.ledgers]  # the group and the reserve have one name
    assert of(result, "pool")["cost_in_all"] == pytest.approx(sum(entries) / 1e6 / len(entries) / 2)
    assert of(result, "never")["cost_in_all"] == 0


def test_overtime_is_its_share_of_the_groups_paid_time(tmp_path: Path) -> None:
    path = tmp_path / "overtime.yaml"
    text = TEXT[: TEXT.index("surge:")].replace("  pool: {roster: [], labour: {wage: 3000 CNY/month}}\n", "")
    overtime = "{group: team, size: 2, trigger: {at: '08:00'}, longest: 4 h, price: {premium: 50%}}"
    path.write_text(f"{text}surge: {{reserves: {{pool: {overtime}}}}}\n", encoding="utf-8")
    found = run_scenario(load_scenario(path))
    hours, wage = 8.0, 4800 / (8 * 21.75)  # two for four hours a day, at the wage of an ordinary hour
    assert of(found, "pool")["hours"] == pytest.approx(hours)
    assert of(found, "pool")["cost"] == pytest.approx(0.5 * hours * wage)
    assert of(found, "pool")["cost_in_all"] == pytest.approx(1.5 * hours * wage)


def test_what_was_never_called_has_no_times(result: Result) -> None:
    never = of(result, "never")
    assert (never["calls"], never["hours"]) == (0, 0)
    assert math.isnan(never["asked"])
    assert math.isnan(never["time_to_half"])
    assert "told_later_rate" in result.kpis


def test_their_course_through_the_day(result: Result) -> None:
    there = result.series["reserve:pool"]
    assert len(there) == 48
    assert there.sum() / 2 == pytest.approx(of(result, "pool")["hours"])
    assert there[:10].sum() == 0 < there[11]
    assert there[24:].sum() == 0


def test_the_roster_is_that_of_ordinary_days_and_nobody_is_given(result: Result) -> None:
    assert result.schedule.levels[0].max() < 8
    assert not result.schedule.levels[1].any()
    assert not result.staffing_given
    assert result.kpis["reserve_agent_days"].estimate.value == pytest.approx(of(result, "pool")["hours"] / 8)
