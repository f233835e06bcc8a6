"""`ccsim roi` from the command line."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from ccsim.cli.main import cli

CONFIGS = Path(__file__).parents[2] / "configs"
MODELS = [str(CONFIGS / "in_house.yaml"), str(CONFIGS / "switch_traditional_outsourcer.yaml")]
SMALL = ["--set", "arrivals.volume=200/day", "--set", "staffing.pilot_days=2", "--set", "staffing.interval=120 min"]


def test_a_return_from_two_files(tmp_path):
    result = CliRunner().invoke(
        cli, ["roi", *MODELS, *SMALL, "-n", "2", "--points", "0", "-j", "1", "--engine", "reference", "--months", "12",
              "--json", "--out", str(tmp_path)],
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert found["plan"]["months"] == 12
    assert "realisable.12.roi_total_cost" in found["measures"]
    assert "realisable.36.npv" not in found["measures"]
    assert found["points"] == 0
    folder = next(tmp_path.iterdir())
    assert {"roi.html", "roi.zh.html", "roi.json", "months.csv", "report.html"} <= {
        path.name for path in folder.iterdir()
    }
    assert "points.csv" not in {path.name for path in folder.iterdir()}


def test_a_model_that_does_not_exist_is_a_mistake():
    result = CliRunner().invoke(cli, ["roi", MODELS[0], "nowhere.yaml"])
    assert result.exit_code == 2
    assert "nowhere.yaml" in result.stderr
