"""A run as a whole: the same numbers from any number of processes and either engine, other seeds within their error."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from ccsim.economics.ledger import ledger_totals
from ccsim.experiment.differences import difference_z, family_bound, quantile_difference_z
from ccsim.experiment.replications import Job, replicate
from ccsim.experiment.run import run_scenario
from ccsim.experiment.tables import kpi_sums
from ccsim.metrics.registry import KPIS
from ccsim.scenario.centre import centre_of
from ccsim.scenario.load import load_scenario

CONFIGS = Path(__file__).parents[2] / "configs"
SMALL = ("arrivals.volume=600/day", "staffing.pilot_days=4")


@cache
def result(model="ai_outsourcer", seed=1, jobs=1, engine="reference", replications=6):
    loaded = load_scenario(CONFIGS / f"{model}.yaml", SMALL)
    return run_scenario(loaded, replications=replications, seed=seed, jobs=jobs, engine=engine)


def same(one, other):
    assert one.schedule.levels.tolist() == other.schedule.levels.tolist()
    assert [sums.totals for sums in one.sums] == [sums.totals for sums in other.sums]
    for sums, others in zip(one.sums, other.sums, strict=True):
        np.testing.assert_array_equal(sums.waits, others.waits)
    assert [ledger.entries for ledger in one.ledgers] == [ledger.entries for ledger in other.ledgers]
    assert {name: kpi.estimate for name, kpi in one.kpis.items()} == {
        name: kpi.estimate for name, kpi in other.kpis.items()
    }


def test_the_number_of_processes_changes_nothing():
    same(result(), result(jobs=2))


def test_the_engine_changes_nothing():
    same(result(), result(engine="compiled"))


def test_more_replications_begin_with_the_same_ones():
    assert [s.totals for s in result(replications=8).sums[:6]] == [s.totals for s in result().sums]


def test_the_roster_does_not_depend_on_the_seed():
    assert result().schedule.levels.tolist() == result(seed=2).schedule.levels.tolist()


def test_two_seeds_differ_but_agree_within_their_family_wise_bound():
    one, other = result(replications=30), result(seed=2, replications=30)
    assert [s.totals for s in one.sums] != [s.totals for s in other.sums]
    p_values = {}
    for name in one.kpis:
        kpi = KPIS[name]
        money = [[ledger_totals(ledger) for ledger in run.ledgers] for run in (one, other)]
        try:
            if kpi.kind == "quantile":
                waits = [np.array([sums.waits for sums in run.sums]) for run in (one, other)]
                p_values[name] = quantile_difference_z(*waits, kpi.quantile).p_value
            else:
                pair = [kpi_sums(kpi, run.sums, cost) for run, cost in zip((one, other), money, strict=True)]
                p_values[name] = difference_z(*pair).p_value
        except ValueError:  # counts nothing in either run
            assert one.kpis[name].estimate.value is None
    assert len(p_values) > 50
    assert min(p_values.values()) >= family_bound(list(p_values.values()))


def test_the_same_comparison_notices_a_volume_that_is_off():
    # the comparison above can fail: 30% more contacts a day are far outside the bound
    one = result(replications=30)
    contacts = kpi_sums(KPIS["contacts"], one.sums)
    more = (contacts[0] * 1.3, contacts[1])
    assert difference_z(contacts, more).p_value < family_bound([0.0] * len(KPIS))


@pytest.mark.parametrize("model", ["in_house", "pure_bot", "traditional_outsourcer", "ai_outsourcer"])
def test_every_kpi_has_an_interval_or_says_why_not(model):
    for kpi in result(model).kpis.values():
        estimate = kpi.estimate
        if not estimate.why:
            assert estimate.low < estimate.value < estimate.high, kpi.name
        elif estimate.value is not None and estimate.low is not None and estimate.high is not None:
            assert estimate.low <= estimate.value <= estimate.high, kpi.name


@pytest.mark.parametrize("model", ["in_house", "pure_bot", "traditional_outsourcer", "ai_outsourcer"])
def test_the_ledger_sums_to_what_costs_are_made_of(model):
    run = result(model)
    for ledger, sums in zip(run.ledgers, run.sums, strict=True):
        paid = sum(entry.amount_micro for entry in ledger.entries if entry.payer == "buyer")
        assert paid == ledger_totals(ledger)["all"] == sum(ledger.by("category").values())
        assert sums.totals["contacts"] > 0
    shown = run.ledger[run.ledger["payer"] == "buyer"]["amount"].sum()
    contacts = sum(sums.totals["contacts"] for sums in run.sums) / len(run.sums)
    assert shown / contacts == pytest.approx(run.kpis["cost_per_contact"].estimate.value, rel=1e-9)


def test_a_roster_given_by_hand_marks_throughput_as_an_input(tmp_path):
    scenario = tmp_path / "given.yaml"
    scenario.write_text(
        f"extends: {CONFIGS / 'in_house.yaml'}\ngroups:\n  agents:\n    roster: [{{at: '00:00', agents: 6}}]\n"
    )
    run = run_scenario(load_scenario(scenario, SMALL), replications=3)
    assert run.staffing_given
    assert run.kpis["human_legs_per_agent_day"].note.startswith("input")
    assert not run.kpis["service_level"].note


def test_agents_who_stay_over_their_headcount_are_paid_overtime_and_break_nothing(tmp_path):
    # no shrinkage, and a headcount that falls while everybody talks: whoever finishes later does so after log-off
    scenario = tmp_path / "falling.yaml"
    scenario.write_text(
        "arrivals: {kind: poisson, volume: 400/day}\n"
        "intents: {any: {share: 100%, replies: 1, resolution: 100%}}\n"
        "handling: {hands_on_per_reply: 20 min, distribution: deterministic}\n"
        "groups:\n  team:\n    labour: {wage: 4700 CNY/month}\n"
        "    roster: [{at: '00:00', agents: 8}, {at: '12:00', agents: 2}, {at: '18:00', agents: 8}]\n"
    )
    run = run_scenario(load_scenario(scenario), replications=4)
    for sums in run.sums:
        hours = {name: sums.totals[name] / 2**20 / 3600 for name in ("duty_ticks", "drain_ticks", "paid_ticks")}
        assert hours["duty_ticks"] == hours["paid_ticks"] == 8 * 18 + 2 * 6
        assert 0 < hours["drain_ticks"] < 6 / 3  # six agents, each with less than 20 minutes to go
    causes = run.ledger.set_index("cause")["amount"]
    assert causes[next(cause for cause in causes.index if "log" in cause)] > 0


@pytest.mark.parametrize("engine", ["reference", "compiled"])
def test_the_length_of_epochs_changes_no_sum(engine):
    scenario = load_scenario(CONFIGS / "ai_outsourcer.yaml", [*SMALL, "run.days=9", "arrivals.volume=300/day"]).scenario
    centre = centre_of(scenario)
    levels = np.full((1, 9 * 48), 3)
    runs = [replicate(Job(scenario, centre, levels, 1, engine, days), 0) for days in (9, 4, 1)]
    for run in runs[1:]:
        assert run.sums.totals == runs[0].sums.totals
        assert run.ledger.entries == runs[0].ledger.entries
        for dimension, arrays in runs[0].sums.by.items():
            for name, array in arrays.items():
                np.testing.assert_array_equal(run.sums.by[dimension][name], array)


def test_a_replay_that_leaves_recorded_days_out_says_so():
    def said(*changes):
        loaded = load_scenario(CONFIGS / "replay_counts.yaml", ("staffing.pilot_days=4", *changes))
        return [text for text in run_scenario(loaded, replications=2, engine="reference").warnings if "record" in text]

    assert said() == []
    (warning,) = said("run.days=1")
    assert "which are not replayed: 1; run.days is 1 " in warning
    assert said("run.days=1", "arrivals.from_date=2025-06-04") == []
