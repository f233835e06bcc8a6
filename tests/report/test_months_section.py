"""The months in the report: every team, month and class is there, in both languages."""

from __future__ import annotations

import re

import made_result as made
import pytest
from made_months import MONTHS, months

from ccsim.report.catalogue import words_of
from ccsim.report.formats import Formats
from ccsim.report.html import render_html
from ccsim.report.months_section import months_figure, months_notes, months_tables
from ccsim.report.spans import span_of


def over_months(**changes: bool) -> object:
    found = made.result()
    found.months = months(**changes)
    return found


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_report_has_a_section_of_its_own(language: str) -> None:
    html = render_html([over_months()], language)
    words = words_of(language)
    assert f'id="s1-months">{words("section.months")}' in html
    assert words("figure.months.title") in html
    assert html.index('id="s1-months"') < html.index('id="s1-day"')
    assert 'id="s1-months"' not in render_html([made.result()], language)


def test_how_long_a_run_is() -> None:
    words = words_of("en")
    assert span_of(over_months(), words) == "4 months, 2 days of each"
    assert span_of(over_months(sampled=False), words) == "4 months"
    assert span_of(made.result(days=3), words) == "3 days"


def test_every_month_has_its_row_and_its_step() -> None:
    words, result = words_of("en"), over_months()
    (_, whole), (title, by_month) = months_tables(result, words, Formats(words, "CNY"))
    assert title == "agents: By month"
    assert [row[0].value for row in by_month.rows] == [str(month + 1) for month in range(MONTHS)]
    assert by_month.heads[-2:] == ["Utilisation", "Service level"]
    assert by_month.rows[0][-1].value.startswith("80")
    assert whole.rows[-1][1].value == "98.5"
    svg = months_figure(result, words).svg
    assert "agents: agents" in svg
    assert len(re.findall("<path", svg)) > 4 * 5


def test_notes_say_what_was_simulated_and_how_practised_people_count() -> None:
    notes = " ".join(months_notes(over_months(), words_of("en")))
    assert "2 days in the middle" in notes
    assert "occupancy that the simulation found" in notes
    assert "agents/0-1 (1.381)" in notes
    assert "Occupancy does not feed back" in " ".join(months_notes(over_months(feedback=False), words_of("en")))
