"""Quantities with their unit in the text ("5 min", "35%/yr", "0.38 CNY/session") and the types that accept them.

A bare number is refused where a unit is needed, because "5" may be seconds, minutes or people. Parsed values are
plain floats: durations in seconds, shares in 0..1, rates per the unit in their name, money in the scenario's currency.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema

SECONDS = {
    "ms": 0.001, "s": 1.0, "sec": 1.0, "min": 60.0, "h": 3600.0, "hour": 3600.0, "hours": 3600.0,
    "d": 86400.0, "day": 86400.0, "days": 86400.0, "week": 604800.0, "weeks": 604800.0,
}  # fmt: skip
PER_YEAR = {"yr": 1.0, "year": 1.0, "month": 12.0, "week": 365.25 / 7, "day": 365.25}

_NUMBER = r"([+-]?(?:\d[\d_,]*)?(?:\.\d+)?(?:[eE][+-]?\d+)?)"
_QUANTITY = re.compile(rf"^\s*{_NUMBER}\s*([^\d\s].*?)?\s*$")
_CLOCK = re.compile(r"^(\d{1,2}):(\d{2})(?::(\d{2}))?$")


def _split(text: str) -> tuple[float, str]:
    match = _QUANTITY.match(text)
    if not match or not match[1] or not any(c.isdigit() for c in match[1]):
        raise ValueError("not a number with a unit")
    number = float(match[1].replace(",", "").replace("_", ""))
    if not math.isfinite(number):
        raise ValueError("not a finite number")
    return number, (match[2] or "").strip()


def _finite(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError("not a number")
    if not math.isfinite(value):
        raise ValueError("not a finite number")
    return float(value)


def parse_number(value: Any) -> float:
    """A plain finite number; text, booleans, NaN and infinities are refused."""
    return _finite(value)


def parse_duration(value: Any) -> float:
    """Seconds from "90 s", "5 min", "1.5 h", "7 days"; a bare 0 is allowed, other bare numbers are not."""
    if not isinstance(value, str):
        if _finite(value) == 0:
            return 0.0
        raise ValueError('a duration needs a unit, as in "90 s", "5 min", "2 h" or "7 days"')
    number, unit = _split(value)
    if unit not in SECONDS:
        raise ValueError(f"a duration has one of the units {', '.join(SECONDS)}")
    return number * SECONDS[unit]


def parse_share(value: Any) -> float:
    """A share in 0..1 from "35%" or 0.35."""
    if isinstance(value, str):
        number, unit = _split(value)
        if unit == "%":
            return number / 100.0
        if unit:
            raise ValueError('a share is written as "35%" or 0.35')
        return number
    return _finite(value)


def parse_annual_rate(value: Any) -> float:
    """A rate per year from "35%/yr", "3%/month" or "0.35/yr"."""
    if not isinstance(value, str):
        if _finite(value) == 0:
            return 0.0
        raise ValueError('a rate says per what, as in "35%/yr"')
    amount, _, per = value.partition("/")
    if per.strip() not in PER_YEAR:
        raise ValueError(f'a rate is per one of {", ".join(PER_YEAR)}, as in "35%/yr"')
    return parse_share(amount) * PER_YEAR[per.strip()]


def parse_daily_count(value: Any) -> float:
    """Contacts or issues per day from "13700/day" or "570/h"."""
    if isinstance(value, str):
        amount, _, per = value.partition("/")
        number, unit = _split(amount)
        scale = {
            "day": 1.0,
            "d": 1.0,
            "h": 24.0,
            "hour": 24.0,
            "month": 12 / 365.25,
            "yr": 1 / 365.25,
            "year": 1 / 365.25,
        }
        if not unit and per.strip() in scale:
            return number * scale[per.strip()]
    raise ValueError('a volume says per what, as in "13700/day"')


def parse_clock(value: Any) -> float:
    """Seconds after midnight from "09:00" or "20:30:15"; "24:00" is the end of the day."""
    match = _CLOCK.match(value.strip()) if isinstance(value, str) else None
    if not match:
        raise ValueError('a time of day is written as "09:00"')
    hours, minutes, seconds = int(match[1]), int(match[2]), int(match[3] or 0)
    total = hours * 3600 + minutes * 60 + seconds
    if minutes > 59 or seconds > 59 or total > 86400:
        raise ValueError("a time of day lies between 00:00 and 24:00")
    return float(total)


def money_parser(per: str | None) -> Callable[[Any], float]:
    """A parser of "0.38 CNY" (per is None) or "4700 CNY/month"; the currency's three letters are required.

    The currency is checked against the scenario's by the loader; here only the form counts.
    """
    example = "4700 CNY" + (f"/{per}" if per else "")

    def parse(value: Any) -> float:
        if not isinstance(value, str):
            if _finite(value) == 0:
                return 0.0
            raise ValueError(f'an amount of money names its currency, as in "{example}"')
        amount, _, found_per = value.partition("/")
        number, currency = _split(amount)
        if not re.fullmatch(r"[A-Z]{3}", currency):
            raise ValueError(f'an amount of money names its currency, as in "{example}"')
        if (found_per.strip() or None) != per:
            raise ValueError(f'this amount is written as "{example}"')
        return number

    return parse


def currency_of(value: Any) -> str | None:
    """The three-letter currency in a text such as "4700 CNY/month"; None where there is none."""
    match = re.search(r"\b([A-Z]{3})\b", value) if isinstance(value, str) else None
    return match[1] if match else None


class Parsed:
    """Pydantic annotation: parse with `parse`, and say in the JSON Schema what text is accepted."""

    def __init__(self, parse: Callable[[Any], float], pattern: str, *examples: Any) -> None:
        self.parse, self.pattern, self.examples = parse, pattern, list(examples)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(self.parse, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        number = handler(schema)
        if not self.pattern:
            return number
        return {"anyOf": [{"type": "string", "pattern": self.pattern}, number], "examples": self.examples}


_DURATION = Parsed(parse_duration, r"^[\d.,_eE+-]+ ?(ms|s|sec|min|h|hours?|d|days?|weeks?)$", "90 s", "5 min")
_SHARE = Parsed(parse_share, r"^[+-]?[\d.]+ ?%$", "35%", 0.35)
_RATE = Parsed(parse_annual_rate, r"^[\d.]+ ?%?/(yr|year|month|week|day)$", "35%/yr")
_COUNT = Parsed(parse_daily_count, r"^[\d.,_]+/(day|d|h|hour|month|yr|year)$", "13700/day")
_CLOCK_TEXT = Parsed(parse_clock, r"^\d{1,2}:\d{2}(:\d{2})?$", "09:00")
_NUMBER_ITSELF = Parsed(parse_number, "")


def _money(per: str | None = None) -> Parsed:
    suffix = f"/{per}" if per else ""
    return Parsed(money_parser(per), rf"^[\d.,_eE+-]+ [A-Z]{{3}}{suffix}$", f"12.5 CNY{suffix}")


Number = Annotated[float, _NUMBER_ITSELF]
PositiveNumber = Annotated[float, _NUMBER_ITSELF, Field(gt=0)]
NonNegativeNumber = Annotated[float, _NUMBER_ITSELF, Field(ge=0)]
Duration = Annotated[float, _DURATION, Field(ge=0)]
PositiveDuration = Annotated[float, _DURATION, Field(gt=0)]
Share = Annotated[float, _SHARE, Field(ge=0, le=1)]
ShareBelowOne = Annotated[float, _SHARE, Field(ge=0, lt=1)]
SignedShare = Annotated[float, _SHARE, Field(ge=-1, le=10)]
AnnualRate = Annotated[float, _RATE, Field(ge=0)]
DailyCount = Annotated[float, _COUNT, Field(ge=0)]
Clock = Annotated[float, _CLOCK_TEXT]
Money = Annotated[float, _money(), Field(ge=0)]
MoneyPerMonth = Annotated[float, _money("month"), Field(ge=0)]
MoneyPerYear = Annotated[float, _money("yr"), Field(ge=0)]
MoneyPerHour = Annotated[float, _money("h"), Field(ge=0)]
MoneyPerSession = Annotated[float, _money("session"), Field(ge=0)]
MoneyPerMillionTokens = Annotated[float, _money("Mtok"), Field(ge=0)]
