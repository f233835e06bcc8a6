"""Numbers as people read them."""

from __future__ import annotations

import pytest

from ccsim.report.catalogue import words_of
from ccsim.report.formats import Formats, clock, decimals

EN, ZH = Formats(words_of("en"), "CNY"), Formats(words_of("zh"), "CNY")


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u2060", "")


@pytest.mark.parametrize(
    ("unit", "value", "low", "high", "written"),
    [
        ("share", 0.8123, 0.804, 0.8203, ("81.2%", "80.4 – 82.0%")),
        ("share", 0.99976, 0.9, 1.0, ("99.98%", "90.00 – 100.00%")),
        ("share", 0.0, 0.0, 0.0, ("0%", "0 – 0%")),
        ("s", 8.412, 7.9, 8.9, ("8.4 s", "7.9 – 8.9 s")),
        ("s", 200.3, 192.0, 208.6, ("3 min 20 s", "3 min 12 s – 3 min 29 s")),
        ("s", 59.96, 55.0, 65.0, ("1 min", "55 s – 1 min 5 s")),
        ("s", 7260.0, None, None, ("2 h 1 min", "")),
        ("s", 120.0, None, None, ("2 min", "")),
        ("1/day", 13712.4, 13648.0, 13777.0, ("13,712", "13,648 – 13,777")),
        ("CNY", 3.4217, 3.4007, 3.4427, ("3.42 CNY", "3.40 – 3.44 CNY")),
        ("CNY", 51038.4, 50000.0, 52000.0, ("51,038 CNY", "50,000 – 52,000 CNY")),
        ("1/agent-day", 61.3, 60.6, 62.0, ("61.3", "60.6 – 62.0")),
        ("number", None, None, None, ("–", "")),
        ("number", float("nan"), None, None, ("–", "")),
    ],
)
def test_value_and_interval_share_unit_and_precision(
    unit: str, value: float | None, low: float | None, high: float | None, written: tuple[str, str]
) -> None:
    found = EN.written(unit, value, low, high)
    assert (plain(found.value), plain(found.interval)) == written


def test_chinese_writes_its_own_units() -> None:
    assert plain(ZH.value("s", 200.0)) == "3 分 20 秒"
    assert plain(ZH.value("CNY", 3.4217)) == "3.42 元"
    assert plain(Formats(words_of("zh"), "EUR").value("EUR", 3.4217)) == "3.42 EUR"


def test_a_narrow_interval_shows_a_fourth_digit_and_a_wide_one_hides_the_third() -> None:
    assert decimals(81.234, 81.23, 81.238) == 2
    assert decimals(81.234, 80.9, 81.6) == 1
    assert decimals(81.234, 60.0, 95.0) == 0
    assert decimals(0.0) == 0


def test_nearly_all_is_not_all() -> None:
    assert EN.value("share", 0.99996) == "99.996%"
    assert EN.value("share", 1.0) == "100%"


def test_money_is_written_to_the_cent_in_the_ledger() -> None:
    assert plain(EN.money(1234.5)) == "1,234.50 CNY"


def test_clock_times() -> None:
    assert [clock(seconds) for seconds in (0, 34200, 86400, 86400 + 3600)] == ["00:00", "09:30", "24:00", "01:00"]
