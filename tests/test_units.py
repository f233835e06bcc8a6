"""Quantities with their unit in the text."""

from datetime import date
from typing import Any

import pytest

from ccsim import units


@pytest.mark.parametrize(
    ("parse", "text", "value"),
    [
        (units.parse_duration, "90 s", 90),
        (units.parse_duration, "1.5h", 5400),
        (units.parse_duration, "1,500 ms", 1.5),
        (units.parse_duration, "2 weeks", 1209600),
        (units.parse_duration, 0, 0),
        (units.parse_share, "35%", 0.35),
        (units.parse_share, 0.35, 0.35),
        (units.parse_annual_rate, "3%/month", 0.36),
        (units.parse_annual_rate, "0.35/yr", 0.35),
        (units.parse_daily_count, "13,700/day", 13700),
        (units.parse_daily_count, "570/h", 13680),
        (units.parse_clock, "24:00", 86400),
        (units.parse_clock, "9:05:07", 32707),
        (units.parse_day, "2024-02-29", date(2024, 2, 29)),
        (units.money_parser(None), "0.38 CNY", 0.38),
        (units.money_parser("month"), "4,700 CNY/month", 4700),
        (units.money_parser("month"), 0, 0),
    ],
)
def test_accepted(parse: Any, text: Any, value: Any) -> None:
    assert parse(text) == pytest.approx(value) if isinstance(value, float) else parse(text) == value


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        (units.parse_duration, 5),
        (units.parse_duration, "5"),
        (units.parse_duration, "1,5 min"),  # a decimal comma would have become 15 min
        (units.parse_duration, "5 m"),
        (units.parse_duration, "s"),
        (units.parse_duration, "nan s"),
        (units.parse_duration, "1e999 s"),
        (units.parse_duration, True),
        (units.parse_duration, " " * 100_000 + "x"),
        (units.parse_share, "35 percent"),
        (units.parse_share, float("nan")),
        (units.parse_share, 10**400),
        (units.parse_annual_rate, 0.35),
        (units.parse_annual_rate, "35%"),
        (units.parse_daily_count, 13700),
        (units.parse_daily_count, "13700"),
        (units.parse_clock, 540),
        (units.parse_clock, "24:01"),
        (units.parse_clock, "9:60"),
        (units.parse_day, 20250602),
        (units.parse_day, "2025-02-29"),
        (units.parse_day, "9999-01-01"),
        (units.money_parser(None), 5),
        (units.money_parser(None), "5 yuan"),
        (units.money_parser(None), "5 CNY/month"),
        (units.money_parser("month"), "5 CNY"),
        (units.parse_number, "5"),
    ],
)
def test_refused(parse: Any, text: Any) -> None:
    with pytest.raises(ValueError):
        parse(text)
