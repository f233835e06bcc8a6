"""`ccsim erlang repeats`: against the reference cases of family F, exact chains, and small cases worked out by hand."""

from __future__ import annotations

import json
import math

import pytest
from click.testing import CliRunner

from ccsim.cli.main import cli
from ccsim.theory.repeats import Retrial, retrial_measures
from ccsim.theory.returning import Comeback, flow, is_exact
from ccsim.theory.simple_centre import Question
from ccsim.verification.cases import read_cases, select


def said(*words):
    result = CliRunner().invoke(cli, ["erlang", "repeats", *words, "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def case_of(name):
    (case,) = select(read_cases(), ids=[name])
    return case.params, case.quantities


def close(value):
    return pytest.approx(value, rel=1e-9)


def test_jackson_of_reference():
    params, known = case_of("F-jackson-n10-p0.25")
    found = said(
        *("--arrivals", f"{params['first_calls_per_hour']}/h", "--handling", f"{params['AHT_s']} s"),
        *("--repeat", str(params["p_repeat_after_service"]), "--delay", f"{params['repeat_delay_mean_s']} s"),
        *("--agents", str(params["n"])),
    )
    row = found["measures"][0]
    assert found["exact"] is True
    assert row["contacts_per_h"] == close(known["effective_calls_per_hour"])
    assert row["contacts_per_issue"] == close(known["contacts_per_issue"])
    assert row["p_wait"] == close(known["P_wait"])
    assert row["mean_wait_s"] == close(known["E_wait_all"])
    assert row["service_level"] == close(known["P_wait_le@20"])  # nobody leaves
    assert row["queue_length"] == close(known["E_queue"])
    assert row["occupancy"] == close(known["occupancy"])
    assert row["orbit"] == close(known["E_orbit"])
    assert row["issue_s"] == close(known["E_time_to_resolution"])
    assert (row["abandonment"], row["issues_lost"]) == (0, 0)


def test_one_agent_by_hand():
    # 4 first contacts an hour, half come again: 8/h of 5 min, rho = 2/3; wait = rho / (1 - rho) * 300 s = 600 s
    words = ["--arrivals", "4/h", "--handling", "300 s", "--repeat", "50%", "--delay", "1 h"]
    row = said(*words, "--agents", "1")["measures"][0]
    assert row["contacts_per_h"] == close(8)
    assert row["offered_load"] == close(2 / 3)
    assert row["p_wait"] == close(2 / 3)
    assert row["mean_wait_s"] == close(600)
    assert row["service_level"] == close(1 - 2 / 3 * math.exp(-20 / 900))
    assert row["contacts_per_issue"] == close(2)
    assert row["orbit"] == close(4)  # 4/h come again, an hour later
    assert row["issue_s"] == close(2 * 900 + 3600)
    unstable = said("--arrivals", "6/h", *words[2:], "--agents", "1")["measures"][0]  # rho = 1
    assert unstable["mean_wait_s"] is None
    assert unstable["contacts_per_h"] is None


def test_a_fixed_point_by_hand():
    # patience like handling: the number in the system is Poisson(a), so that a share 1 - (1 - exp(-a)) / a leaves
    handling_s, repeat, retry = 100.0, 0.2, 0.5
    lost = math.exp(-1)  # a = 1: 36 contacts an hour
    first = 36 * (1 - repeat * (1 - lost) - retry * lost)
    found = flow(Question(first / 3600, handling_s, 20, handling_s), Comeback(repeat, retry, 600), 1)
    assert found.contacts_per_s * 3600 == close(36)
    assert found.offered_load == close(1)
    assert found.answer.abandonment == close(lost)
    assert found.answer.p_wait == close(1 - math.exp(-1))
    assert found.issues_lost == close(36 * lost * (1 - retry) / first)
    assert found.orbit == close(0.01 * (repeat * (1 - lost) + retry * lost) * 600)
    assert found.issue_s == close((1 + found.orbit) * 3600 / first)  # Poisson(1) in the system


def test_equal_shares_are_exact_and_others_are_right_for_long_delays():
    params, known = case_of("F-retrial-n3")
    question = Question(params["first_calls_per_hour"] / 3600, params["AHT_s"], 20, params["patience_mean_s"])
    alike = flow(question, Comeback(0.3, 0.3), 3)
    chain = retrial_measures(Retrial(3, question.arrivals_per_s, 240, 180, 0.3, 0.3, 600), 60, 60)
    assert is_exact(question, Comeback(0.3, 0.3))
    assert alike.contacts_per_s == close(chain.attempts_per_s)
    assert alike.answer.abandonment == close(chain.p_abandon)
    assert alike.answer.mean_wait_s == close(chain.mean_wait_s)
    assert alike.answer.p_wait == close(chain.p_wait)
    assert alike.issues_lost == close(chain.issues_lost)

    comeback = Comeback(params["p_repeat_after_service"], params["p_retry_after_abandon"], params["delay_mean_s"])
    found = flow(question, comeback, 3)
    assert not is_exact(question, comeback)
    assert found.contacts_per_s * 3600 == pytest.approx(known["total_calls_per_hour"], rel=0.002)
    assert found.answer.abandonment == pytest.approx(known["P_abandon_per_attempt"], rel=0.013)
    assert found.answer.mean_wait_s == pytest.approx(known["E_wait_all_per_attempt"], rel=0.013)
    assert found.issues_lost == pytest.approx(known["fraction_issues_lost"], rel=0.014)
    assert found.orbit == pytest.approx(known["E_orbit"], rel=0.005)
    apart = []
    for delay_s, orbit in ((1800.0, 50), (18000.0, 150)):
        chain = retrial_measures(Retrial(3, question.arrivals_per_s, 240, 180, *comeback[:2], delay_s), 40, orbit)
        apart.append(chain.p_abandon / found.answer.abandonment - 1)
    assert 0 < apart[1] < apart[0] / 8  # the delay is ten times as long


def test_the_figures_of_the_page_about_what_is_approximate():
    for delay_s, orbit, abandonment, wait_s in (
        (240, 50, 0.2151, 38.72),
        (1800, 50, 0.2067, 37.20),
        (18000, 150, 0.2045, 36.81),
    ):
        chain = retrial_measures(Retrial(3, 30 / 3600, 240, 180, 0.2, 0.5, delay_s), 60, orbit)
        assert (round(chain.p_abandon, 4), round(chain.mean_wait_s, 2)) == (abandonment, wait_s)


def test_staffing_is_the_fewest_and_returns_cost_agents():
    words = ["--arrivals", "300/h", "--handling", "4 min", "--patience", "2 min"]
    found = said(*words, "--repeat", "15%", "--retry", "50%")
    by_agents = {row["agents"]: row["service_level"] for row in found["measures"]}
    assert by_agents[found["needed"]] >= 0.8 > by_agents[found["needed"] - 1]
    plain = said(*words)
    assert plain["exact"] is True
    assert plain["needed"] < found["needed"]
    assert plain["measures"][0]["contacts_per_h"] == close(300)
    stricter = said(*words, "--repeat", "15%", "--retry", "50%", "--abandonment", "1%")
    assert stricter["needed"] > found["needed"]


def test_patience_of_another_kind_and_nobody_at_all():
    words = ["--arrivals", "300/h", "--handling", "4 min", "--retry", "40%", "--delay", "1 h", "--agents", "20"]
    one = said(*words, "--patience", "weibull: mean 2 min, shape 1")["measures"][0]
    assert one == pytest.approx(said(*words, "--patience", "2 min")["measures"][0], rel=1e-8)
    nobody = said("--arrivals", "0/h", "--handling", "4 min", "--agents", "2")["measures"][0]
    assert (nobody["contacts_per_h"], nobody["issues_lost"], nobody["abandonment"]) == (0, 0, 0)
    endless = ["repeats", *words, "--patience", "hazard: 0 s 1%/s, 30 s 0%/s"]
    refused = CliRunner().invoke(cli, ["erlang", *endless])
    assert refused.exit_code == 1
    assert "patience that ends for everybody" in refused.output
