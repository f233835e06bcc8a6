"""Holidays and make-up workdays of China, and the great sales, against the State Council's notices."""

from datetime import date, timedelta

from ccsim.scenario.calendar_days import SALES, dates_on, holiday_year, is_holiday, years_without_makeup
from ccsim.scenario.scenario import Scenario


def days(year: int, *month_days: str) -> set[date]:
    return {date(year, *map(int, text.split("-"))) for text in month_days}


def test_2025_as_announced():
    """General Office of the State Council, 12 November 2024: thirteen statutory days, five make-up workdays."""
    of = holiday_year(2025)
    assert of.statutory == days(
        2025, "1-1", "1-28", "1-29", "1-30", "1-31", "4-4", "5-1", "5-2", "5-31", "10-1", "10-2", "10-3", "10-6"
    )
    assert of.makeup_workdays == days(2025, "1-26", "2-8", "4-27", "9-28", "10-11")
    # Dragon Boat fell on a Saturday: Monday is off, but it is not the statutory day
    assert of.days_off == days(2025, "2-3", "2-4", "5-5", "6-2", "10-7", "10-8")


def test_2026_has_thirteen_and_2024_eleven():
    assert len(holiday_year(2026).statutory) == 13
    assert len(holiday_year(2024).statutory) == 11
    assert date(2026, 2, 14) in holiday_year(2026).makeup_workdays


def test_occasions():
    first, last = date(2025, 1, 1), date(2026, 12, 31)
    assert list(dates_on("double11", first, last)) == [date(2025, 11, 11), date(2026, 11, 11)]
    assert list(dates_on("double11_eve", date(2025, 11, 10), date(2025, 11, 10))) == [date(2025, 11, 10)]
    assert list(dates_on("sale618", date(2025, 6, 19), date(2026, 6, 17))) == []
    assert list(dates_on("makeup_workday", first, date(2025, 2, 28))) == [date(2025, 1, 26), date(2025, 2, 8)]
    for sale in ("sale618", "double11", "double12"):
        eve, day = (date(2025, *SALES[name]) for name in (f"{sale}_eve", sale))
        assert day - eve == timedelta(days=1)


def scenario(**blocks: object) -> Scenario:
    return Scenario.model_validate(
        {
            "arrivals": {"kind": "poisson", "volume": "100/day"},
            "intents": {"any": {"share": 1, "replies": 5, "resolution": 1}},
            "handling": {"hands_on_per_reply": "20 s"},
            "groups": {"team": {"labour": {"wage": 0}}},
            **blocks,
        }
    )


def test_holidays_of_a_run_need_a_calendar():
    run = {"start": "2025-09-30", "days": 3}
    known = scenario(run=run, calendar={"holidays": "CN"})
    assert [is_holiday(known, day) for day in range(-1, 4)] == [False, False, True, True, True]
    assert not is_holiday(scenario(run=run), 1)


def test_a_year_that_is_not_announced_yet_is_named():
    far = scenario(run={"start": "2040-05-01"}, calendar={"holidays": "CN"})
    assert years_without_makeup(far) == [2040]
    assert is_holiday(far, 0)
