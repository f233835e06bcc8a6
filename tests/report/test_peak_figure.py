"""The sheet for the wall: every panel with its unit, the right days, the longest queue and when it was over."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from typing import Any

import made_result as made
import numpy as np
import pytest

from ccsim.report.catalogue import words_of
from ccsim.report.formats import Formats
from ccsim.report.peak_figure import peak_figure, peak_svg
from ccsim.report.sections import MOST_DAYS, day_table

EN = words_of("en")
AXES = ("contacts_per_hour", "bot_in_flight", "agents_on_duty", "queue_length")


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter() if element.tag.endswith("text")]


def crowded(days: int = 1, day: int = 0, until: int = 30) -> Any:
    """Ninety times the queue from 10:00 of a day to the interval `until` of it."""
    result = made.result(days=days)
    result.series.loc[48 * day + 20 : 48 * day + until, "queue_length"] *= 90.0
    result.series.loc[48 * day + 20 : 48 * day + until, "above_normal"] = 0.8
    return result


@pytest.mark.parametrize("language", ["en", "zh"])
def test_panels_are_labelled_with_units_and_alone_it_says_what_it_shows(language: str) -> None:
    words, result = words_of(language), made.result()
    figure, alone = texts(peak_figure(result, words).svg), texts(peak_svg(result, language))
    for key in AXES:
        assert words(f"axis.{key}") in figure
        assert words(f"axis.{key}") in alone
    assert words("axis.service_level_short", within="30") in figure
    assert {"own_team", "outsourced"} <= set(figure), "agents stand by group"
    assert not any(re.match(r"Hq\d", text) for text in alone)
    heading = " ".join(alone)
    assert result.scenario.title[language] in heading
    assert "2025-06-02" in heading
    for kpi in ("peak_backlog", "time_to_recover", "abandonment", "cost_per_day"):
        assert words(f"kpi.{kpi}") in heading
    assert "44,110" in heading, "an interval stands with its value"


def test_one_group_is_not_named_and_no_bot_has_no_panel() -> None:
    result = made.result(bot=False)
    result.scenario = result.scenario.model_copy(update={"groups": {"own_team": result.scenario.groups["own_team"]}})
    shown = texts(peak_figure(result, EN).svg)
    assert "own_team" not in shown
    assert EN("series.duty") in shown
    assert EN("axis.bot_in_flight") not in shown


def test_the_longest_queue_and_when_it_was_over_are_said() -> None:
    assert "above normal in 0% of the replications" in peak_figure(made.result(), EN).reading
    reading = peak_figure(crowded(), EN).reading
    assert "from 15:30 on it is back to normal in most" in reading
    assert "does not come back" in peak_figure(crowded(until=48), EN).reading
    assert "background: var(--page)" in peak_svg(crowded(), "en")


def test_three_days_are_drawn_with_dates_and_longer_runs_around_the_longest_queue() -> None:
    assert {"06-02", "06-03", "06-04"} <= set(texts(peak_figure(crowded(3, 1), EN).svg))
    figure = peak_figure(crowded(30, 20), EN)
    assert {"06-21", "06-22", "06-23"} <= set(texts(figure.svg))
    assert "2025-06-21" in figure.reading
    assert re.search(r"longest on average at 06-22 1\d:\d\d", figure.reading)
    assert "2025-06-22" in " ".join(texts(peak_svg(crowded(30, 20), "en")))
    assert {"07-01", "06-30"} <= set(texts(peak_figure(crowded(30, 29), EN).svg))


def test_gaps_do_not_fail() -> None:
    result = made.result()
    result.series.loc[:10, result.series.columns.drop("start_s")] = np.nan
    assert "nan" not in peak_svg(result, "zh").lower()


def test_the_table_of_days_has_a_row_for_each() -> None:
    table = day_table(made.result(days=2), EN, Formats(EN, "CNY"))
    assert [row[0].value for row in table.rows] == ["2025\u201106\u201102\u00a0Mon", "2025\u201106\u201103\u00a0Tue"]
    assert table.rows[0][table.heads.index(EN("kpi.time_to_recover"))].value.split() == ["1", "h", "30", "min"]
    assert len(day_table(made.result(days=90), EN, Formats(EN, "CNY")).rows) == MOST_DAYS
