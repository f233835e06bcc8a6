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
