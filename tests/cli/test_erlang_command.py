"""`ccsim erlang` against published and exact values, and its refusals."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from ccsim.cli.main import cli


def said(*words):
    result = CliRunner().invoke(cli, ["erlang", *words, "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_erlang_c():
    # M/M/1: load 0.8, P(wait) = rho, mean wait = rho/(1-rho) * handling
    found = said("--arrivals", "9.6/h", "--handling", "300 s", "--agents", "1")["measures"][0]
    assert found["p_wait"] == pytest.approx(0.8)
    assert found["mean_wait_s"] == pytest.approx(0.8 / 0.2 * 300)
    assert found["occupancy"] == pytest.approx(0.8)


def test_erlang_b_is_balking_of_everybody_who_would_wait():
    # B(5, 3): 3^5/5! / sum_{k<=5} 3^k/k! = 2.025 / 18.4
    found = said("--arrivals", "45/h", "--handling", "240 s", "--agents", "5", "--balk", "100%")["measures"][0]
    assert found["abandonment"] == pytest.approx(2.025 / 18.4)


def test_erlang_a_of_the_benchmark():
    words = ["--arrivals", "60000/day", "--handling", "5 min", "--agents", "215", "--patience", "2 min"]
    found = said(*words)["measures"][0]
    assert found["mean_wait_s"] == pytest.approx(2.3389, abs=5e-5)
    assert found["abandonment"] == pytest.approx(0.019491, abs=5e-7)
    assert found["service_level"] == pytest.approx(0.95894, abs=5e-6)


def test_staffing_is_the_fewest():
    found = said("--arrivals", "252/h", "--handling", "2 min", "--service-level", "80%", "--within", "20 s")
    by_agents = {row["agents"]: row["service_level"] for row in found["measures"]}
    assert by_agents[found["needed"]] >= 0.8 > by_agents[found["needed"] - 1]


def test_several_chats_need_fewer_agents():
    words = ["--arrivals", "600/h", "--handling", "8 min", "--patience", "5 min"]
    voice, chat = said(*words)["needed"], said(*words, "--concurrency", "3", "--slowdown", "0.2")["needed"]
    assert chat < voice


def test_too_few_agents_for_patient_contacts_is_said():
    words = ["erlang", "--arrivals", "252/h", "--handling", "2 min", "--agents", "5"]
    assert "unstable" in CliRunner().invoke(cli, words).output
    assert said(*words[1:])["measures"][0]["service_level"] is None


@pytest.mark.parametrize(
    "words",
    [
        ["--arrivals", "252", "--handling", "2 min"],
        ["--arrivals", "252/h", "--handling", "2"],
        ["--arrivals", "252/h", "--handling", "0"],
        ["--arrivals", "-3/h", "--handling", "2 min"],
        ["--arrivals", "252/h", "--handling", "2 min", "--balk", "120%"],
        ["--arrivals", "252/h", "--handling", "2 min", "--agents", "0"],
    ],
)
def test_mistakes_are_usage_errors(words):
    result = CliRunner().invoke(cli, ["erlang", *words])
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_patience_of_every_kind_in_words():
    # B-MMnG-h2-n100 and B-MMnG-bankhazard-n9, integrals at 40 digits
    words = ["--arrivals", "1600/h", "--handling", "230 s", "--agents", "100"]
    found = said(*words, "--patience", "hyperexponential: share 30%, short 20 s, long 600 s")["measures"][0]
    assert found["abandonment"] == pytest.approx(0.06203534959044359, rel=1e-9)
    assert found["occupancy"] == pytest.approx(0.9588083093075466, rel=1e-9)
    hazard = "hazard: 0 s 0.05%/s, 5 s 0.6%/s, 15 s 0.25%/s, 50 s 0.42%/s, 65 s 0.27%/s, 120 s 0.14%/s"
    words = ["--arrivals", "190/h", "--handling", "185 s", "--agents", "9"]
    assert said(*words, "--patience", hazard)["measures"][0]["asa_s"] == pytest.approx(51.97188959369961, rel=1e-9)


@pytest.mark.parametrize(
    ("general", "plain"),
    [("gamma: mean 3 min, shape 1", "3 min"), ("weibull: mean 3 min, shape 1", "exponential: mean 3 min")],
)
def test_kinds_that_are_exponential_after_all(general, plain):
    words = ["--arrivals", "320/h", "--handling", "285 s", "--agents", "26"]
    one, other = (said(*words, "--patience", text)["measures"][0] for text in (general, plain))
    assert one == pytest.approx(other, rel=1e-9)


def test_absence_of_reference():
    # G-absence-n30: binomial mixture of exact Erlang A
    words = ["--arrivals", "320/h", "--handling", "285 s", "--agents", "30", "--patience", "3 min", "--absence", "12%"]
    found = said(*words)["measures"][0]
    assert found["abandonment"] == pytest.approx(0.07278689106439867, rel=1e-9)
    assert found["mean_wait_s"] == pytest.approx(13.10164039159176, rel=1e-9)


def test_filling_agents_up_is_slower():
    # D-chat-n2c3-LCF and -MCF, exact chains
    words = ["--arrivals", "30/h", "--handling", "420 s", "--agents", "2", "--concurrency", "3", "--slowdown", "0.3"]
    least, most = (said(*words, "--routing", routing)["measures"][0] for routing in ("least_loaded", "most_loaded"))
    assert least["p_wait"] == pytest.approx(0.7851891440102975, rel=1e-9)
    assert most["p_wait"] == pytest.approx(0.7942799655014745, rel=1e-9)


def test_a_day_as_published():
    # P-CC-singleQueue, service level at T = 20 s of its first hours by all offered; abandoned by hour
    words = ["day", "--arrivals", "100,150,150,180/h", "--every", "60 min", "--handling", "100 s", "--patience"]
    found = said(*words, "1000 s", "--balk", "10%", "--agents", "4,6,8,8", "--opens", "08:00")
    abandoned = [row["abandoned"] for row in found["intervals"]]
    expected = [4.883819851029804, 5.319723287564719, 1.176288624586507, 3.1066339032155237]
    assert abandoned == pytest.approx(expected, rel=1e-9)
    assert [row["from"] for row in found["intervals"]] == ["08:00", "09:00", "10:00", "11:00"]
    assert found["day"]["agent_hours"] == 26


def test_a_day_staffed_for_its_target_meets_it():
    words = ["day", "--arrivals", "60, 90, 150, 0, 120/h", "--handling", "4 min", "--patience", "2 min"]
    found = said(*words, "--service-level", "90%")
    assert found["day"]["service_level"] >= 0.9
    assert found["intervals"][3]["service_level"] is None
    assert found["intervals"][3]["agents"] > 0  # those of the busy half-hour before are still in service


def test_priority_of_reference():
    # E-prio-n10-2class and E-Vprio-ab-n3-240-240
    found = said("priority", "--arrivals", "40, 90/h", "--handling", "240 s", "--agents", "10")["classes"]
    assert [row["mean_wait_s"] for row in found] == pytest.approx([18.78988352943506, 140.9241264707629], rel=1e-9)
    words = ["priority", "--arrivals", "18,25/h", "--handling", "240 s", "--patience", "120 s, 300 s", "--agents", "3"]
    found = said(*words)["classes"]
    assert [row["abandonment"] for row in found] == pytest.approx([0.23706249277218186, 0.1973458413691146], rel=1e-9)


def test_priority_staffing_is_the_fewest():
    words = ["priority", "--arrivals", "60, 110, 100/h", "--handling", "5 min"]
    needed = said(*words, "--mean-wait", "10 s, 20 s, 3 min")["needed"]
    last = {n: said(*words, "--agents", str(n))["classes"][2]["mean_wait_s"] for n in (needed - 1, needed)}
    assert last[needed] <= 180 < last[needed - 1]
    assert said(*words, "--agents", "22")["classes"][0]["mean_wait_s"] is None


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--patience", "weibul: mean 2 min, shape 2"], "Did you mean 'weibull'"),
        (["--patience", "weibull: mean 2 min"], "weibull: mean ..., shape ..."),
        (["--patience", "weibull: mean 2, shape 2"], "a duration has one of the units"),
        (["--patience", "gamma: mean 2 min, shape two"], "shape"),
        (["--patience", "hyperexponential: share 130%, short 2 s, long 9 s"], "below 1"),
        (["--patience", "hazard: 5 s 0.1%/s"], "begin at 0 s"),
        (["--patience", "hazard: 0 s 0.1%"], "per second"),
        (["--patience", "0 s"], "above 0"),
        (["--routing", "most_loaded"], "only with --concurrency"),
        (["--absence", "100%"], "absence below 100%"),
        (["--concurrency", "2", "--slowdown", "nan"], "nan is not a finite number"),
        (["--concurrency", "2", "--slowdown", "inf"], "inf is not a finite number"),
    ],
)
def test_mistakes_in_new_options_are_explained(words, message):
    result = CliRunner().invoke(cli, ["erlang", "--arrivals", "252/h", "--handling", "2 min", *words])
    assert result.exit_code == 2
    assert message in " ".join(result.output.split())


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--absence", "10%"], "give a patience"),
        (["--absence", "10%", "--patience", "deterministic: value 60 s"], "neither chats, absence nor busyness"),
        (["--concurrency", "4", "--routing", "most_loaded", "--agents", "40"], "135751 states"),
    ],
)
def test_what_no_formula_covers_is_said(words, message):
    result = CliRunner().invoke(cli, ["erlang", "--arrivals", "252/h", "--handling", "2 min", *words])
    assert result.exit_code == 1
    assert message in result.output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["day", "--arrivals", "10,20/h", "--handling", "60 s", "--agents", "1,2,3"], "3 numbers of agents for 2"),
        (["day", "--arrivals", "10,20", "--handling", "60 s"], "says per what"),
        (["day", "--arrivals", "0,0/h", "--handling", "60 s"], "some interval needs arrivals"),
        (["day", "--arrivals", "10/h", "--handling", "60 s", "--agents", "1.5"], "whole numbers"),
        (["priority", "--arrivals", "10,20/h", "--handling", "60 s"], "either --agents or"),
        (["priority", "--arrivals", "10,20/h", "--handling", "60 s", "--patience", "20 s"], "1 for 2 classes"),
        (["dya"], "Did you mean 'day'"),
        (["repeats", "--arrivals", "10/h", "--handling", "60 s", "--repeat", "100%"], "must be below 100%"),
        (["repeats", "--arrivals", "10/h", "--handling", "60 s", "--retry", "20%"], "without --patience nobody leaves"),
        (["repeats", "--arrivals", "10/h", "--handling", "0 s"], "handling time must be above 0"),
        (["repeats", "--arrivals", "10/h", "--handling", "60 s", "--service-level", "120%"], "between 0% and 100%"),
    ],
)
def test_mistakes_of_subcommands_are_explained(words, message):
    result = CliRunner().invoke(cli, ["erlang", *words])
    assert result.exit_code == 2
    assert message in " ".join(result.output.split())


DAY = ["day", "--arrivals", "60,60/h", "--handling", "4 min"]


def test_a_day_with_nobody_on_duty_and_patience():
    # all wait until they leave: abandonment 1, mean wait the mean patience; occupancy of nobody has no meaning
    words = [*DAY, "--agents", "0", "--patience", "2 min"]
    found = said(*words)
    assert found["day"]["abandonment"] == pytest.approx(1)
    assert found["day"]["mean_wait_s"] == pytest.approx(120)
    assert found["day"]["occupancy"] is None
    assert [row["occupancy"] for row in found["intervals"]] == [None, None]
    shown = CliRunner().invoke(cli, ["erlang", *words]).output
    assert "abandonment 100.00%, mean wait 120.00 s, occupancy -, 0 agent hours" in shown
    assert "nan" not in shown


def test_a_day_with_nobody_on_duty_and_endless_patience():
    found = CliRunner().invoke(cli, ["erlang", *DAY, "--agents", "0", "--json"])
    assert "NaN" not in found.output
    assert "Infinity" not in found.output
    assert json.loads(found.output)["day"]["mean_wait_s"] is None
    shown = CliRunner().invoke(cli, ["erlang", *DAY, "--agents", "0"]).output
    assert "mean wait endless (nobody on duty at the end for those who still wait), occupancy -" in shown
