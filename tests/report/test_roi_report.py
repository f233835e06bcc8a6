"""What people see of a return: sentences, horizons, ranges, break-evens, the page in both languages, the files."""

from __future__ import annotations

import json
import re

import made_roi as made
import numpy as np
import pandas as pd
import pytest

from ccsim.report.catalogue import words_of
from ccsim.report.formats import Formats
from ccsim.report.roi_page import month_frame, render_roi, roi_plain, write_roi
from ccsim.report.roi_rows import break_even_table, return_rows, running_table, sentences
from ccsim.report.roi_table import roi_text
from ccsim.report.tables import plain_words

WORDS = plain_words("en")
FORMATS = Formats(WORDS, "CNY")


def test_the_sentences_say_what_came_out():
    paying = " ".join(sentences(made.roi(), WORDS, FORMATS))
    assert re.search(r"back in month \d+", paying)
    assert "of cases" in paying
    losing = " ".join(sentences(made.roi(points=0, gain=0.4, rollout=False), WORDS, FORMATS))
    assert "not back within 36 months" in losing
    assert "no rollout block" in losing
    assert "of cases" not in losing


def test_returns_stand_at_every_horizon_that_there_is():
    assert {row.horizon for row in return_rows(made.roi(), WORDS, FORMATS)} == {3, 12, 36}
    assert {row.horizon for row in return_rows(made.roi(months=12), WORDS, FORMATS)} == {3, 12}
    never = [row for row in return_rows(made.roi(gain=0.4), WORDS, FORMATS) if row.name == "Payback month"]
    assert never[0].cells[0].value == "never"


def test_ranges_over_the_priors_say_how_often_it_pays():
    rows = {(row.horizon, row.name): row.cells for row in return_rows(made.roi(), WORDS, FORMATS)}
    assert re.search(r"positive in \d+%", rows[36, "Net"][0].why)
    assert "positive" not in rows[36, "Saving in running cost"][0].why


def test_running_cost_is_listed_item_by_item_and_in_whole_heads():
    table = running_table(made.roi(), ("a", "b"), WORDS, FORMATS)
    rows = {row[0].value: [cell.value for cell in row[1:]] for row in table.rows}
    assert rows["All"] == ["400,000 CNY", "193,000 CNY"]
    whole = made.BEFORE.in_whole_heads().cost
    assert rows["All, in whole heads and seats"][0] == f"{whole:,.0f} CNY"
    assert rows["Own people on the payroll"] == ["50.4", "2.0"]


def test_break_evens_inside_the_range_stand_out():
    table = break_even_table(made.roi(), WORDS, FORMATS)
    assert table.marked == (0,)
    assert [row[-1].value for row in table.rows] == ["3,700, inside the range", "nowhere near", "25 h"]
    assert table.rows[1][2].value == "35 d"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_is_one_file_and_the_same_every_time(language):
    page = render_roi(made.roi(failed=2), language)
    assert page == render_roi(made.roi(failed=2), language)
    assert "<script" not in page
    for tag in ("table", "figure", "tr", "td", "div"):
        assert len(re.findall(rf"<{tag}[ >]", page)) == page.count(f"</{tag}>")
    assert words_of(language)("roi.influences") in page
    assert words_of(language)("roi.influences") not in render_roi(made.roi(points=0), language)


def test_the_terminal_shows_the_same_figures():
    text = roi_text(made.roi())
    assert "realisable" in text
    assert "3,700, inside the range" in text
    assert "投资回报率" in roi_text(made.roi(), "zh")


def test_programs_get_the_cash_by_month(tmp_path):
    found = made.roi()
    write_roi(found, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {
        "roi.html",
        "roi.zh.html",
        "roi.json",
        "months.csv",
        "points.csv",
    }
    plain = json.loads((tmp_path / "roi.json").read_text(encoding="utf-8"))
    assert plain == json.loads(json.dumps(roi_plain(found)))
    assert plain["measures"]["realisable.36.npv"]["priors"]["positive"]["value"] > 0
    frame = pd.read_csv(tmp_path / "months.csv")
    np.testing.assert_allclose(frame["so_far"], month_frame(found)["so_far"])
    assert frame["so_far"].iloc[36] == pytest.approx(plain["measures"]["realisable.36.net"]["value"])
