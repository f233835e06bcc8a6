"""The page of an experiment: everything escaped, both languages, nothing loaded, the same bytes every time."""

import re
from pathlib import Path
from xml.etree import ElementTree

import made_experiment as made
import pandas as pd
import pytest

from ccsim.report.experiment_folder import TABLES, read_table, tables_of, write_experiment
from ccsim.report.experiment_page import pictures, render_experiment
from ccsim.report.experiment_text import experiment_text

TEXTS = {"grid": made.GRID, "cube": made.CUBE, "people": made.PEOPLE}


def page(folder: Path, text: str, language: str) -> str:
    found = made.result(folder, text)
    return render_experiment(found, tables_of(found), language)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", TEXTS)
def test_a_page_stands_alone(tmp_path: Path, kind: str, language: str) -> None:
    text = page(tmp_path, TEXTS[kind], language)
    assert text == page(tmp_path, TEXTS[kind], language)
    assert "default-src 'none'" in text
    assert not re.search(r"<script|<link|src=|@import|https?://(?!www\.w3\.org)", text)
    assert "Hq0" not in text
    assert text.count("<svg") == 1
    assert text.count("<table") >= 2


def test_what_a_file_says_is_escaped(tmp_path: Path) -> None:
    text = page(tmp_path, made.GRID, "en")
    assert "&lt;b&gt;Title&lt;/b&gt;" in text
    assert "What &amp; why?" in text
    assert "Chats &lt;at&gt; once" in text
    assert "<b>Title" not in text
    assert "Chats <at>" not in text


def test_both_languages_have_the_same_numbers(tmp_path: Path) -> None:
    english, chinese = (re.findall(r"<td class=\"n\">([^<]*)", page(tmp_path, made.GRID, language))
                        for language in ("en", "zh"))  # fmt: skip
    numbers = [[re.sub(r"[^\d.]", "", cell) for cell in cells] for cells in (english, chinese)]
    assert numbers[0] == numbers[1]
    assert len(numbers[0]) > 100


def test_pictures_are_files_of_their_own(tmp_path: Path) -> None:
    for kind, name in (("grid", "curves"), ("cube", "spread"), ("people", "curves")):
        for language in ("en", "zh"):
            drawn = pictures(made.result(tmp_path, TEXTS[kind]), language)
            assert list(drawn) == [name]
            ElementTree.fromstring(drawn[name])
            assert "--blue" in drawn[name]


def test_the_folder_holds_every_table_that_there_is(tmp_path: Path) -> None:
    write_experiment(made.result(tmp_path, made.CUBE), tmp_path / "cube")
    there = {path.stem for path in (tmp_path / "cube").glob("*.csv")}
    assert there == set(TABLES) - {"turning_points"}
    priors = read_table(tmp_path / "cube", "priors")
    assert {"path", "low", "value", "high", "source", "varies"} <= set(priors.columns)
    write_experiment(made.result(tmp_path), tmp_path / "cube")  # another experiment in its place
    there = {path.stem for path in (tmp_path / "cube").glob("*.csv")}
    assert there == {"table", "kpis", "turning_points"}


def test_turning_points_are_where_the_line_passes_the_target(tmp_path: Path) -> None:
    frame = tables_of(made.result(tmp_path))["turning_points"]
    # service level 1 - k/8 of 1 to 4 chats: 62.5% at three, 50% at four, so 60% lies a fifth of the way
    assert frame["crosses_at"].to_numpy() == pytest.approx(3.2)
    assert set(frame["from"]) == {3.0}
    assert set(frame["until"]) == {4.0}
    assert (frame["low"] < 3.2).all()


def test_the_terminals_lines_fit(tmp_path: Path) -> None:
    found = made.result(tmp_path)
    write_experiment(found, tmp_path / "grid")
    text = experiment_text(tmp_path / "grid", found.experiment, "en", width=150)
    assert max(len(line) for line in text.splitlines()) <= 150
    assert "No roster meets the target" in text
    for name in ("Service level", "Chats <at> once"):
        assert name in text
    assert isinstance(read_table(tmp_path / "grid", "table"), pd.DataFrame)
