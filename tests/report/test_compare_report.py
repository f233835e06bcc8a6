"""What people see of a comparison: signs, points, stars, the page in both languages, the tables for programs."""

from __future__ import annotations

import json
import re

import made_comparison as made
import pytest

from ccsim.experiment.statistics import Estimate
from ccsim.report.apart import difference_written, differs, ratio_written, reduction_written, signed
from ccsim.report.compare_export import combinations_frame, compare_frame, compare_plain, cost_frame, parts_frame
from ccsim.report.compare_page import render_comparison, write_pages
from ccsim.report.compare_table import compare_text
from ccsim.report.formats import Formats
from ccsim.report.tables import plain_words, width_of

FORMATS = Formats(plain_words("en"), "CNY")


@pytest.mark.parametrize(
    ("unit", "estimate", "value", "interval"),
    [
        ("share", made.around(0.034, 0.006), "+3.4 pts", "+2.8 – +4.0"),
        ("s", made.around(-63.2, 4.0), "-63 s", "-67 – -59"),
        ("CNY", made.around(-0.7143, 0.02), "-0.714 CNY", "-0.734 – -0.694"),
        ("CNY", made.around(0.0, 0.0), "0.00 CNY", "0.00 – 0.00"),
        ("1/day", made.around(1234.0, 40.0), "+1,234", "+1,194 – +1,274"),
        ("share", Estimate(0.01, None, None, "one replication"), "+1 pts", ""),
        ("share", made.NOTHING, "–", ""),
    ],
)
def test_differences_carry_a_sign_and_their_unit(unit, estimate, value, interval):
    assert difference_written(FORMATS, unit, estimate) == (value, interval)


def test_rounding_leaves_no_signed_zero():
    assert signed(-1e-9, 3) == signed(1e-9, 3) == "0.000"
    assert difference_written(FORMATS, "s", made.around(1e-12, 1e-12)).value == "0 s"


def test_ratios_and_reductions():
    assert ratio_written(FORMATS, made.around(0.4112, 0.03)) == ("×0.41", "0.38 – 0.44")
    assert ratio_written(FORMATS, made.NOTHING).value == "–"
    assert [reduction_written(FORMATS, x) for x in (7.42, 1234.0, None)] == ["7.4×", "1,234×", "–"]


def test_only_an_interval_without_zero_differs():
    assert differs(made.around(0.2, 0.1))
    assert not differs(made.around(0.05, 0.1))
    assert not differs(Estimate(0.2, None, None))


@pytest.mark.parametrize("width", [60, 80, 100, 160])
def test_the_table_keeps_to_the_width_as_far_as_its_narrowest_form_allows(width):
    text = compare_text(made.comparison(), "en", width)
    block = text.split("\n\n")[0]
    narrowest = max(
        width_of(line) for line in compare_text(made.comparison(), "en", 1).split("\n\n")[0].split("\n")[2:]
    )
    assert max(width_of(line) for line in block.split("\n")[2:]) <= max(width, narrowest)
    assert "+3.4 pts*" in text


def test_the_chinese_table_says_the_same():
    text = compare_text(made.comparison(), "zh", 160)
    assert "+3.4 个百分点*" in text
    assert "服务水平" in text


def test_the_page_tells_cheaper_from_open_and_names_what_pairing_cannot_do():
    page = render_comparison(made.comparison(), "en")
    assert "a resolved issue costs -0.71" in page
    assert "is open" in page
    assert "do not meet the same issues" in page
    assert page.count("<svg") == 2
    assert "<script" not in page


def test_the_page_is_well_formed_and_the_same_every_time():
    for language in ("en", "zh"):
        page = render_comparison(made.comparison(), language)
        assert page == render_comparison(made.comparison(), language)
        ids = re.findall(r' id="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        for tag in ("section", "table", "figure", "tr", "td"):
            assert len(re.findall(rf"<{tag}[ >]", page)) == page.count(f"</{tag}>")


def test_programs_get_the_same_numbers(tmp_path):
    comparison = made.comparison()
    write_pages(comparison, tmp_path)
    plain = json.loads((tmp_path / "compare.json").read_text(encoding="utf-8"))
    assert plain == json.loads(json.dumps(compare_plain(comparison), default=str))
    frame = compare_frame(comparison)
    row = frame[(frame["arm"] == "cheaper") & (frame["kpi"] == "service_level")].iloc[0]
    told = plain["pairs"][0]["kpis"]["service_level"]
    assert row["difference"] == told["difference"]["value"] == 0.034
    assert row["variance_reduction"] == told["variance_reduction"] == 7.4
    assert cost_frame(comparison)["difference"].iloc[0] == -0.3
    assert len(parts_frame(comparison)) == 2 * len(made.PARTS)
    assert list(combinations_frame(comparison)["parts"]) == ["", "", "bot + assist", "bot + assist"]
