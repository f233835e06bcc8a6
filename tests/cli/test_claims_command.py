"""`ccsim claims`: what a person reads, and what a program does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from ccsim.cli.main import cli


def said(*arguments: str, code: int = 0) -> str:
    done = CliRunner().invoke(cli, ["claims", *arguments])
    assert done.exit_code == code, done.output
    return done.output


def test_the_list_names_every_claim_and_how_it_is_judged() -> None:
    text = said("list")
    assert "throughput_ai" in text
    assert "350" in text
    assert {"simulation", "arithmetic", "untestable"} <= set(text.split())
    assert "每坐席" in said("list", "--lang", "zh")


def test_a_claim_is_shown_with_its_arithmetic() -> None:
    text = said("show", "example_saving")
    assert "5,000,000 × (1.8 − 0.38) = 7,100,000" in text
    assert "10 times" in text
    assert "ccsim claims check --only example_saving" in text


def test_json_carries_numbers() -> None:
    found = json.loads(said("show", "brand_return", "--json"))
    by_id = {one["id"]: one for one in found["findings"]}
    assert by_id["A19"]["factor"] == pytest.approx([5.7, 7.2])
    assert len(json.loads(said("list", "--json"))) > 30


def test_a_page_names_the_options_that_it_was_written_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    options = ("--only", "brand_return", "--only", "throughput_bot", "--seed", "3", "--markdown", "two.md")
    said("check", *options)
    page = (tmp_path / "two.md").read_text(encoding="utf-8")
    assert f"`ccsim claims check {' '.join(options)}`" in page


def test_an_unknown_claim_names_the_nearest() -> None:
    assert "did you mean 'throughput_ai'" in said("show", "troughput_ai", code=2)


def test_a_wrong_file_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("claims:\n  a: {said: x, lwo: 3}\n")
    assert "mine.yaml:2:" in said("list", "--file", str(path), code=2)
