"""`ccsim compare` from the command line: arms, tables, folder, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from ccsim.cli.main import cli

CONFIGS = Path(__file__).parents[2] / "configs"
CENTRE = str(CONFIGS / "small_centre.yaml")
SMALL = ["--set", "arrivals.volume=300/day", "--set", "staffing.pilot_days=2"]


def run(*arguments):
    return CliRunner().invoke(cli, ["compare", *arguments])


@pytest.fixture(scope="module")
def four(tmp_path_factory):
    out = tmp_path_factory.mktemp("runs")
    names = ("in_house", "ai_outsourcer")
    result = run(*(str(CONFIGS / f"{name}.yaml") for name in names), *SMALL, "-n", "3", "-j", "1", "--engine", "reference",
                 "--parts", "--out", str(out))  # fmt: skip
    assert result.exit_code == 0, result.output
    return result, next(out.iterdir())


def test_a_value_that_varies_makes_the_arms(tmp_path):
    result = run(CENTRE, "--vary", "groups.agents.roster.0.agents=9,10", "-n", "3", "-j", "1", "--json",
                 "--out", str(tmp_path), "--set", "arrivals.volume=600/day")  # fmt: skip
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert [arm["label"] for arm in found["arms"]] == ["agents=9", "agents=10"]
    assert found["pairs"][0]["same_customers"] is True
    level = found["pairs"][0]["kpis"]["service_level"]
    assert set(level) == {"unit", "difference", "ratio", "variance_reduction"}
    assert found["pairs"][0]["kpis"]["contacts"]["difference"]["value"] == 0
    assert found["parts"] == []


def test_the_same_value_twice_differs_by_exactly_nothing(tmp_path):
    result = run(CENTRE, "--vary", "groups.agents.roster.0.agents=9,9", "-n", "3", "-j", "1", "--json",
                 "--out", str(tmp_path), "--set", "arrivals.volume=600/day")  # fmt: skip
    found = json.loads(result.stdout)
    assert [arm["label"] for arm in found["arms"]] == ["agents=9", "agents=9 (2)"]
    for name, pair in found["pairs"][0]["kpis"].items():
        apart = pair["difference"]
        if apart["value"] is not None:
            assert (apart["low"], apart["value"], apart["high"]) == (0, 0, 0), name
            assert pair["variance_reduction"] is None


def test_the_table_says_what_differs_and_which_part_does_it(four):
    text = four[0].stdout
    assert "ai_outsourcer against in_house" in text
    assert "Cost per contact: from in_house to ai_outsourcer, part by part" in text
    for part in ("bot", "assistance", "labour and seats", "contract"):
        assert f"\n{part} " in text


def test_the_folder_is_complete(four):
    folder = four[1]
    names = {path.name for path in folder.iterdir()}
    assert {"compare.html", "compare.zh.html", "compare.json", "compare.csv", "costs.csv", "parts.csv",
            "combinations.csv", "report.html", "environment.json", "1-in_house", "2-ai_outsourcer"} <= names  # fmt: skip
    for name in ("compare.html", "compare.zh.html"):
        page = (folder / name).read_text(encoding="utf-8")
        assert "<script" not in page
        assert "http://" not in page.replace("http://www.w3.org", "")
    assert "哪一部分起作用" in (folder / "compare.zh.html").read_text(encoding="utf-8")
    parts = pd.read_csv(folder / "parts.csv")
    cost = parts[parts["kpi"] == "cost_per_contact"]
    table = pd.read_csv(folder / "compare.csv").set_index("kpi")
    assert cost["average"].sum() == pytest.approx(table.loc["cost_per_contact", "difference"])
    assert len(pd.read_csv(folder / "combinations.csv")["parts"].fillna("").unique()) == 16
    costs = pd.read_csv(folder / "costs.csv")
    assert costs["difference"].sum() == pytest.approx(table.loc["cost_per_contact", "difference"])


def test_a_dry_run_only_says_what_it_would_do():
    result = run(CENTRE, "--vary", "groups.agents.roster.0.agents=9,10", "--dry-run")
    assert result.exit_code == 0
    assert "agents=9: base, 1 day(s), 100 replications, seed 1" in result.stdout
    assert "agents=10: against agents=9" in result.stdout


def test_a_part_that_leads_nowhere_is_refused_before_anything_is_run():
    result = run(str(CONFIGS / "in_house.yaml"), str(CONFIGS / "ai_outsourcer.yaml"), "--part", "opening=queues.*.hours",
                 "--dry-run")  # fmt: skip
    assert result.exit_code == 2
    assert "--part: found 'queues.*.hours'" in result.stderr
    assert "bot" in result.stderr


def test_one_scenario_alone_is_refused():
    result = run(CENTRE)
    assert result.exit_code == 2
    assert "--vary" in result.stderr


def test_a_varied_key_that_does_not_exist_is_a_mistake_of_the_scenario():
    result = run(CENTRE, "--vary", "groups.agents.agents=9,10")
    assert result.exit_code == 2
    assert "groups.agents.agents" in result.stderr
    assert "unknown key" in result.stderr
