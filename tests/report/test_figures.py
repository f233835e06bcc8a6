"""Figures have labelled axes with units, carry no foreign ids, and do not depend on the machine's fonts."""

from __future__ import annotations

import re
import warnings
import xml.etree.ElementTree as ElementTree

import made_result as made
import matplotlib
import numpy as np
import pytest

from ccsim.report.catalogue import words_of
from ccsim.report.compare import compare_figure
from ccsim.report.drawing import Drawing
from ccsim.report.figures import MOST_DAYS, cost_figure, load_figure, use_figure, wait_figure
from ccsim.report.formats import Formats
from ccsim.report.funnel import funnel_figure
from ccsim.report.sections import cost_bars


def drawings(language: str) -> dict[str, Drawing]:
    words = words_of(language)
    result, formats = made.result(), Formats(words, "CNY")
    found = [draw(result, words) for draw in (load_figure, wait_figure, use_figure)]
    found.append(cost_figure(cost_bars(result, words, formats), words, formats.currency_name))
    found.append(funnel_figure(result, words, formats))
    found.append(compare_figure([result, made.result(name="other", title={})], words))
    return {drawing.name: drawing for drawing in found}


def texts(drawing: Drawing) -> list[str]:
    return [
        element.text or "" for element in ElementTree.fromstring(drawing.svg).iter() if element.tag.endswith("text")
    ]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_axes_are_labelled_with_units(language: str) -> None:
    words, found = words_of(language), drawings(language)
    expected = {
        "load": ("axis.time", "axis.contacts_per_hour", "axis.agents"),
        "waits": ("axis.time", "axis.mean_wait"),
        "use": ("axis.time", "axis.share_of_time"),
    }
    for name, keys in expected.items():
        for key in keys:
            assert words(key) in texts(found[name]), (name, key)
    assert words("axis.service_level", within="30") in texts(found["waits"])
    assert words("axis.cost", currency=Formats(words, "CNY").currency_name) in texts(found["cost"])
    assert "%" in texts(found["compare"])


def test_the_numbers_of_the_funnel_stand_in_it() -> None:
    shown = texts(drawings("en")["funnel"])
    assert "13,712 · 100.0%" in shown
    assert "6,390 · 46.6%" in shown
    assert not any(text.startswith("Hq") for text in shown), "a placeholder was left in the drawing"


def test_drawings_are_valid_xml_and_use_only_colours_of_the_page() -> None:
    for drawing in drawings("zh").values():
        ElementTree.fromstring(drawing.svg)
        assert not re.search(r"#[0-9a-f]{6}", drawing.svg), drawing.name
        assert "font-family" not in drawing.svg
        assert "<script" not in drawing.svg


def test_the_same_result_draws_the_same_bytes_whatever_the_settings_outside() -> None:
    first = {name: drawing.svg for name, drawing in drawings("en").items()}
    with matplotlib.rc_context({"font.family": "serif", "axes.facecolor": "red", "svg.hashsalt": "other"}):
        second = {name: drawing.svg for name, drawing in drawings("en").items()}
    assert first == second


def test_chinese_needs_no_font_and_hostile_words_are_escaped() -> None:
    words = words_of("en")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawing = cost_figure([(made.HOSTILE, 5.0, "$x_1$ & 中文")], words, "CNY")
    assert made.HOSTILE in texts(drawing)
    assert "$x_1$ & 中文" in texts(drawing)
    assert "<script" not in drawing.svg


def test_intervals_without_contacts_leave_a_gap_instead_of_failing() -> None:
    result = made.result()
    for column in result.series.columns.drop("start_s"):
        result.series.loc[:10, column] = np.nan
    for draw in (load_figure, wait_figure, use_figure):
        assert "nan" not in draw(result, words_of("en")).svg.lower()
    empty = made.result()
    empty.series[empty.series.columns.drop("start_s")] = np.nan
    for draw in (load_figure, wait_figure, use_figure):
        assert draw(empty, words_of("en")).svg


def test_long_runs_are_cut_and_say_so() -> None:
    words = words_of("en")
    drawing = load_figure(made.result(days=MOST_DAYS + 1), words)
    assert words("figure.cut", days=MOST_DAYS) in drawing.reading
    assert words("axis.day") in texts(drawing)


def test_a_roster_from_an_erring_forecast_is_not_said_to_differ_by_absence_alone() -> None:
    words, result = words_of("en"), made.result()
    assert load_figure(result, words).reading == words("figure.load.reading")
    forecast = result.scenario.forecast.model_copy(update={"day_cv": 0.1})
    result.scenario = result.scenario.model_copy(update={"forecast": forecast})
    assert load_figure(result, words).reading == words("figure.load.reading_forecast")


def test_nothing_to_pay_draws_an_empty_bar_chart() -> None:
    assert cost_figure([], words_of("en"), "CNY").svg
