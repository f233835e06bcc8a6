"""The terminal's tables are aligned in Latin and Chinese, fit their width, and say why a number is missing."""

from __future__ import annotations

import io

import made_result as made
import pytest

from ccsim.report.catalogue import words_of
from ccsim.report.tables import comparison_table, kpi_table, printable, terminal_width, wants_colour, width_of


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [80, 100, 140])
def test_lines_fit_the_width(language: str, width: int) -> None:
    for line in kpi_table(made.result(given=True), language, width).splitlines():
        assert width_of(line) <= width, line


@pytest.mark.parametrize("language", ["en", "zh"])
def test_values_end_in_one_column(language: str) -> None:
    lines = kpi_table(made.result(), language, 120).splitlines()
    words = words_of(language)
    ends = set()
    for name, value in (("contacts", "13,712"), ("service_level", "81.2%"), ("cost_per_contact", "3.42")):
        line = next(line for line in reversed(lines) if line.startswith(words(f"kpi.{name}") + " "))
        dressed = line[: line.index(value)] + words_value(line, value)
        ends.add(width_of(dressed))
    assert len(ends) == 1


def words_value(line: str, value: str) -> str:
    return value + (line.split(value, 1)[1].split("  ")[0])


def test_missing_values_say_why() -> None:
    assert "no bot in this scenario" in kpi_table(made.result(bot=False), "en", 120)
    assert "本场景没有机器人" in kpi_table(made.result(bot=False), "zh", 100)


def test_a_given_roster_is_an_input_in_the_table_too() -> None:
    assert "GIVEN AS AN INPUT" in kpi_table(made.result(given=True), "en", 400)
    assert "input: follows from a roster given by hand" in kpi_table(made.result(given=True), "en", 200)


def test_warnings_stand_above_the_figures() -> None:
    result = made.result()
    result.warnings = ("only 3 replications: intervals are indicative (at least 20 are needed to rely on them)",)
    text = kpi_table(result, "en", 200)
    assert text.index("only 3 replications") < text.index(words_of("en")("family.volume"))


def test_colour_only_on_a_terminal_that_wants_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert wants_colour(Terminal())
    assert not wants_colour(io.StringIO())
    monkeypatch.setenv("NO_COLOR", "1")
    assert not wants_colour(Terminal())
    assert "\x1b" not in kpi_table(made.result(), "en", 100)
    assert "\x1b" in kpi_table(made.result(), "en", 100, colour=True)


def test_a_pipe_is_a_hundred_columns_wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    assert terminal_width(io.StringIO()) == 100
    monkeypatch.setenv("COLUMNS", "132")
    assert terminal_width(io.StringIO()) == 132


def test_names_cannot_steer_the_terminal() -> None:
    result = made.result(title={"en": "evil\x1b[2J\x07title"})
    assert "\x1b" not in kpi_table(result, "en", 100)
    assert printable("a\x1b\tb") == "a  b"


def test_many_scenarios_are_compared_in_blocks_that_fit() -> None:
    results = [made.result(name=f"scenario-number-{number}") for number in range(6)]
    text = comparison_table(results, "en", 100)
    assert all(width_of(line) <= 100 for line in text.splitlines())
    for number in range(6):
        assert f"scenario-number-{number}" in text


def test_spaces_are_plain_for_searching() -> None:
    for language in ("en", "zh"):
        text = kpi_table(made.result(), language, 100)
        assert not {"\u00a0", "\u2060"} & set(text)


def test_wide_characters_count_twice() -> None:
    assert width_of("会话 a") == 6
    assert width_of("é") == 1
