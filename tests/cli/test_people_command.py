"""`ccsim people`: tables in two languages, JSON, files, comparison, and mistakes."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from click.testing import CliRunner

from ccsim.cli.main import cli
from ccsim.report.tables import width_of

CONFIGS = Path(__file__).resolve().parents[2] / "configs"
YEAR = str(CONFIGS / "attrition_year_35.yaml")
SHORT = ["--months", "3", "-n", "20"]


def said(*arguments: str, code: int = 0) -> str:
    found = CliRunner().invoke(cli, ["people", *arguments])
    assert found.exit_code == code, found.output
    return found.stdout


@pytest.mark.parametrize(("language", "word"), [("en", "effective agents"), ("zh", "等效客服")])
def test_columns_are_aligned(language: str, word: str) -> None:
    text = said(YEAR, *SHORT, "--lang", language)
    assert word in text
    blocks = text.split("\n\n")
    months = blocks[-1].strip("\n").split("\n")[1:]
    assert len(months) == 4
    assert len({width_of(line) for line in months}) == 1


def test_json_has_every_measure_by_month() -> None:
    found = json.loads(said(YEAR, *SHORT, "--json"))
    team = found["teams"]["agents"]
    assert found["months"] == 3
    assert len(team["measures"]["headcount"]["by_month"]) == 3
    assert team["measures"]["headcount"]["all_months"]["value"] == pytest.approx(97.6, abs=1.5)
    assert len(team["calculated"]["leavers"]) == 3


def test_files_open_by_themselves(tmp_path: Path) -> None:
    said(YEAR, *SHORT, "--out", str(tmp_path / "team"))
    lines = (tmp_path / "team" / "people.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("group,month,measure,value")
    for name in ("people.svg", "people.zh.svg"):
        text = (tmp_path / "team" / name).read_text(encoding="utf-8")
        ET.fromstring(text)
        assert "Hq0" not in text
        assert "--blue" in text


def test_several_are_compared_with_the_first() -> None:
    text = said(YEAR, str(CONFIGS / "attrition_year_55.yaml"), *SHORT)
    assert "attrition_year_55 against attrition_year_35, agents" in text
    assert len(json.loads(said(YEAR, YEAR, *SHORT, "--json"))) == 2


def test_a_plan_says_why_nothing_is_calculated() -> None:
    policy = [
        "--set",
        "workforce.groups.agents.hiring.policy=plan",
        "--set",
        "workforce.groups.agents.hiring.target=90",
    ]
    assert "nothing calculated: hiring by plan" in said(YEAR, *SHORT, *policy)


def test_mistakes_are_named() -> None:
    found = CliRunner().invoke(cli, ["people", str(CONFIGS / "in_house.yaml")])
    assert found.exit_code == 2
    assert "no workforce block" in found.output
