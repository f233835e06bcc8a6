"""CSV files are safe to open in a spreadsheet and exact to read back."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from ccsim.report.export import safe_cell, write_csv


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1"])
def test_formulas_are_defused(text: str) -> None:
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("value", ["-1.5", "+3e4", "-0", 5, -2.5, True, None, "plain", "a=b", ""])
def test_numbers_and_plain_text_stay_as_they_are(value: object) -> None:
    assert safe_cell(value) == value


def test_columns_and_cells_are_written_safely(tmp_path: Path) -> None:
    frame = pd.DataFrame({"=name": ["=HYPERLINK(1)", "ok", None], "value": [-1.5, 0.1 + 0.2, None]})
    write_csv(frame, tmp_path / "table.csv")
    assert (tmp_path / "table.csv").read_bytes() == (b"'=name,value\n'=HYPERLINK(1),-1.5\nok,0.30000000000000004\n,\n")
    assert list(frame.columns) == ["=name", "value"]


def test_chinese_text_is_marked_for_spreadsheets_and_reads_back(tmp_path: Path) -> None:
    write_csv(pd.DataFrame({"intent": ["退换货"]}), tmp_path / "table.csv")
    assert (tmp_path / "table.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert pd.read_csv(tmp_path / "table.csv")["intent"].tolist() == ["退换货"]


def test_equal_frames_give_equal_bytes_on_every_system(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        write_csv(pd.DataFrame({"x": [1, 2]}), tmp_path / name)
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes() == b"x\n1\n2\n"


def test_columns_of_the_same_name_are_kept_apart(tmp_path: Path) -> None:
    frame = pd.DataFrame([["=1", "b"]], columns=["x", "x"])
    write_csv(frame, tmp_path / "table.csv")
    assert (tmp_path / "table.csv").read_text() == "x,x\n'=1,b\n"
