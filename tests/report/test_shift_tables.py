"""The roster's tables: shifts, how they fit, and the day hour by hour."""

import pytest
from made_result import on_a_roster, result

from ccsim.report.catalogue import words_of
from ccsim.report.formats import Formats
from ccsim.report.html import render_html
from ccsim.report.shift_tables import cover_notes, hour_table, shift_table


def texts(table):
    return [[cell.value.replace("\u00a0", " ") for cell in row] for row in table.rows]


def test_the_shifts_of_a_day():
    table = shift_table(on_a_roster(), words_of("en"), Formats(words_of("en"), "CNY"))
    assert texts(table) == [
        ["team", "day", "08:00", "17:00", "3", "24", "–", "–"],
        ["team", "night", "22:00", "06:00", "1", "8", "–", "25.00 CNY"],
        ["Total", "", "", "", "4", "32", "0", "25.00 CNY"],
    ]


def test_how_it_fits():
    (note,) = cover_notes(on_a_roster(), words_of("en"), Formats(words_of("en"), "CNY"))
    # on duty 3 x 8 + 7; four shifts a day need 4 x 7 / 5 people
    assert "31 agent-hours a day on duty and pay for 32; they take 6 people" in note
    assert "31 人时" in cover_notes(on_a_roster(), words_of("zh"), Formats(words_of("zh"), "CNY"))[0].replace(
        "\u00a0", " "
    )


def test_hours_without_contacts_have_no_cost_of_one():
    made = result()
    table = hour_table(made, words_of("en"), Formats(words_of("en"), "CNY"))
    assert len(table.rows) == 24
    assert "Required" not in table.heads
    assert table.rows[3][-1].value == "–"
    assert table.rows[4][-1].value != "–"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_has_them(language):
    made = on_a_roster()
    page = render_html([made], language)
    assert words_of(language)("column.pattern") in page
    assert words_of(language)("shifts.hours") in page
    assert words_of(language)("column.pattern") not in render_html([result()], language)
