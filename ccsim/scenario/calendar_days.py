"""Dates with a name: statutory holidays, days off and make-up workdays of China, and the great sales.

Holidays are those of the `holidays` library, loaded when a scenario asks for them. It distinguishes the statutory day
(paid 300%) from the day off that is given for it or moved next to it (a rest day, paid 200%). Source:
docs/rosters.md#calendar.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from ccsim.scenario.calendar_block import Occasion

if TYPE_CHECKING:
    from ccsim.scenario.scenario import Scenario

SALES: dict[str, tuple[int, int]] = {
    "sale618_eve": (6, 17), "sale618": (6, 18),
    "double11_eve": (11, 10), "double11": (11, 11),
    "double12_eve": (12, 11), "double12": (12, 12),
}  # fmt: skip
"""Month and day of the sales; on the eve the sale opens at 20:00. Sources: docs/rosters.md#sales."""
SALE_OPENS_S = 20 * 3600.0
"""Time of day at which sales open on their eve (s after midnight)."""
OF_THE_CALENDAR = ("statutory_holiday", "day_off", "makeup_workday")
"""Occasions that need a calendar of holidays."""


class HolidayYear(NamedTuple):
    """A year's special dates."""

    statutory: frozenset[date]
    days_off: frozenset[date]
    makeup_workdays: frozenset[date]


@cache
def holiday_year(year: int) -> HolidayYear:
    """China's holidays of a year; make-up workdays are announced in the year before and missing until then."""
    import holidays

    known = holidays.country_holidays("CN", years=[year], language="en_US")
    moved = {day for day, name in known.items() if "Day off" in name or "observed" in name}
    return HolidayYear(
        frozenset(known.keys() - moved),
        frozenset(moved),
        frozenset(day for day in known.weekend_workdays if day.year == year),
    )


def dates_on(occasion: Occasion, first: date, last: date) -> Iterator[date]:
    """Every date of an occasion from `first` to `last`, rising."""
    for year in range(first.year, last.year + 1):
        if occasion in SALES:
            found = {date(year, *SALES[occasion])}
        else:
            of_year = holiday_year(year)
            found = set(
                {
                    "statutory_holiday": of_year.statutory,
                    "day_off": of_year.days_off,
                    "makeup_workday": of_year.makeup_workdays,
                }[occasion]
            )
        yield from sorted(day for day in found if first <= day <= last)


def is_holiday(scenario: Scenario, day: int) -> bool:
    """Whether a day of the run (0 = the first measured one) is a statutory holiday of the scenario's calendar."""
    if scenario.calendar is None:
        return False
    on = scenario.run.start + timedelta(days=day)
    return on in holiday_year(on.year).statutory


def years_without_makeup(scenario: Scenario) -> list[int]:
    """Years of the run whose make-up workdays are not known (there have been some in every year since 2000)."""
    if scenario.calendar is None:
        return []
    last = scenario.run.start + timedelta(days=scenario.run.days - 1)
    return [year for year in range(scenario.run.start.year, last.year + 1) if not holiday_year(year).makeup_workdays]
