"""Quantities with their unit in the text ("5 min", "35%/yr", "0.38 CNY/session") and the types that accept them.

A bare number is refused where a unit is needed, because "5" may be seconds, minutes or people. Parsed values are
plain floats: durations in seconds, shares in 0..1, rates per the unit in their name, money in the scenario's currency.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema

SECONDS = {
    "ms": 0.001, "s": 1.0, "sec": 1.0, "min": 60.0, "h": 3600.0, "hour": 3600.0, "hours": 3600.0,
    "d": 86400.0, "day": 86400.0, "days": 86400.0, "week": 604800.0, "weeks": 604800.0,
}  # fmt: skip
PER_YEAR = {"yr": 1.0, "year": 1.0, "month": 12.0, "week": 365.25 / 7, "day": 365.25}
DAYS_PER = {"day": 1.0, "d": 1.0, "h": 24.0, "hour": 24.0, "month": 12 / 365.25, "yr": 1 / 365.25, "year": 1 / 365.25}

_NUMBER = r"([+-]?(?:\d{1,3}(?:,\d{3})+|\d[\d_]*)?(?:\.\d+)?(?:[eE][+-]?\d+)?)"
_QUANTITY = re.compile(rf"^\s*{_NUMBER}\s*([^\d\s].*?)?\s*$")
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$", re.ASCII)
_LONGEST = 100  # characters of a quantity; longer texts are no quantities and would only cost time
_CLOCK = re.compile(r"^(\d{1,2}):(\d{2})(?::(\d{2}))?$")


def _split(text: str) -> tuple[float, str]:
    match = _QUANTITY.match(text) if len(text) <= _LONGEST else None
    if not match or not match[1] or not any(c.isdigit() for c in match[1]):
        raise ValueError("not a number with a unit")
    number = float(match[1].replace(",", "").replace("_", ""))
    if not math.isfinite(number):
        raise ValueError("not a finite number")
    return number, (match[2] or "").strip()


def _finite(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError("not a number")
    number = float(value) if abs(value) < 1e300 else math.inf  # a long int has no float
    if not math.isfinite(number):
        raise ValueError("not a finite number")
    return number


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


def parse_rate_per_second(value: Any) -> float:
    """Events per second from "0.3/min", "2/h" or "0.01/s"."""
    if not isinstance(value, str):
        if _finite(value) == 0:
            return 0.0
        raise ValueError('a rate says per what, as in "0.3/min"')
    amount, _, per = value.partition("/")
    number, unit = _split(amount)
    if unit or per.strip() not in SECONDS:
        raise ValueError(f'a rate is per one of {", ".join(SECONDS)}, as in "0.3/min"')
    return number / SECONDS[per.strip()]


def parse_daily_count(value: Any) -> float:
    """Contacts or issues per day from "13700/day" or "570/h"."""
    if isinstance(value, str):
        amount, _, per = value.partition("/")
        number, unit = _split(amount)
        if not unit and per.strip() in DAYS_PER:
            return number * DAYS_PER[per.strip()]
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


def parse_day(value: Any) -> date:
    """A calendar day from "2025-06-02", years 1900 to 2200."""
    if isinstance(value, date) and not isinstance(value, datetime):
        day = value
    elif isinstance(value, str) and _DAY.match(value.strip()):
        day = date.fromisoformat(value.strip())
    else:
        raise ValueError('a day is written as "2025-06-02"')
    if not 1900 <= day.year <= 2200:
        raise ValueError("a day lies between the years 1900 and 2200")
    return day


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
    """Pydantic annotation: parse with `parse`, and say in words and in the JSON Schema what is accepted.

    `noun` completes "expected ..."; `unit` is the unit of the parsed number; `pattern` the texts accepted ("" for
    none); `numbers` which bare numbers are accepted beside them.
    """

    def __init__(
        self,
        parse: Callable[[Any], Any],
        noun: str,
        unit: str = "",
        pattern: str = "",
        numbers: Literal["none", "zero", "any"] = "any",
        examples: tuple[Any, ...] = (),
    ) -> None:
        self.parse, self.noun, self.unit = parse, noun, unit
        self.pattern, self.numbers, self.examples = pattern, numbers, examples

    @property
    def brief(self) -> str:
        """The noun without its explanations, with an example."""
        noun = re.split(r" with | such as | that ", self.noun)[0]
        return f"{noun} (`{self.examples[0]}`)" if self.examples else noun

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(self.parse, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        forms: list[JsonSchemaValue] = []
        if self.pattern:
            forms.append({"type": "string", "pattern": self.pattern})
        if self.numbers == "any":
            forms.append({"type": "number"})
        elif self.numbers == "zero":
            forms.append({"const": 0})
        json: JsonSchemaValue = forms[0] if len(forms) == 1 else {"anyOf": forms}
        if self.examples:
            json["examples"] = list(self.examples)
        if self.unit:
            json["x-unit"] = self.unit
        return json


_N = r"[0-9.,_eE+-]+"
_DURATION = Parsed(
    parse_duration,
    'a duration with its unit (ms, s, min, h, days, weeks), such as "90 s" or "5 min"',
    "s",
    rf"^ *{_N} *({'|'.join(SECONDS)}) *$",
    "zero",
    ("90 s", "5 min"),
)
_SHARE = Parsed(parse_share, 'a share such as "35%" or 0.35', "share", rf"^ *{_N} *%? *$", "any", ("35%", 0.35))
_RATE = Parsed(
    parse_annual_rate,
    'a rate that says per what (yr, month, week, day), such as "35%/yr"',
    "1/yr",
    rf"^ *{_N} *%? */ *({'|'.join(PER_YEAR)}) *$",
    "zero",
    ("35%/yr",),
)
_PER_SECOND = Parsed(
    parse_rate_per_second,
    'a rate that says per what (s, min, h, day), such as "0.3/min"',
    "1/s",
    rf"^ *{_N} */ *({'|'.join(SECONDS)}) *$",
    "zero",
    ("0.3/min",),
)
_COUNT = Parsed(
    parse_daily_count,
    'a volume that says per what (day, h, month, yr), such as "13700/day"',
    "1/day",
    rf"^ *{_N} */ *({'|'.join(DAYS_PER)}) *$",
    "none",
    ("13700/day",),
)
_CLOCK_TEXT = Parsed(parse_clock, 'a time of day such as "09:00"', "s", r"^\d{1,2}:\d{2}(:\d{2})?$", "none", ("09:00",))
_DAY_TEXT = Parsed(parse_day, "a date such as 2025-06-02", "", r"^\d{4}-\d{2}-\d{2}$", "none", ("2025-06-02",))
_NUMBER_ITSELF = Parsed(parse_number, "a number")


class ParsedMoney(Parsed):
    """An amount of money; `per` is what it is paid per, or None."""

    def __init__(self, per: str | None = None) -> None:
        suffix = f"/{per}" if per else ""
        super().__init__(
            money_parser(per),
            f'an amount of money with its currency, such as "12.5 CNY{suffix}"',
            f"currency{suffix}",
            rf"^ *{_N} *[A-Z]{{3}} *{'/ *' + per if per else ''} *$",
            "zero",
            (f"12.5 CNY{suffix}",),
        )


# Upper bounds keep every later product finite and every duration on the time grid; no real centre comes near them.
_LONGEST_S = 3660 * 86400.0
TECHNICAL_BOUNDS = frozenset({20.0, 1000.0, 1e6, 1e9, 1e10, _LONGEST_S})

Number = Annotated[float, _NUMBER_ITSELF, Field(ge=-1e9, le=1e9)]
PositiveNumber = Annotated[float, _NUMBER_ITSELF, Field(ge=1e-6, le=1e9)]
NonNegativeNumber = Annotated[float, _NUMBER_ITSELF, Field(ge=0, le=1e9)]
Factor = Annotated[float, _NUMBER_ITSELF, Field(ge=0.001, le=1000)]
Spread = Annotated[float, _NUMBER_ITSELF, Field(ge=0, le=20)]
Portion = Annotated[float, _SHARE, Field(ge=0, le=20)]
Coefficient = Annotated[float, _NUMBER_ITSELF, Field(ge=-50, le=50)]
Duration = Annotated[float, _DURATION, Field(ge=0, le=_LONGEST_S)]
PositiveDuration = Annotated[float, _DURATION, Field(ge=0.001, le=_LONGEST_S)]
Share = Annotated[float, _SHARE, Field(ge=0, le=1)]
ShareBelowOne = Annotated[float, _SHARE, Field(ge=0, le=0.99)]
SignedShare = Annotated[float, _SHARE, Field(ge=-1, le=10)]
AnnualRate = Annotated[float, _RATE, Field(ge=0, le=50)]
RatePerSecond = Annotated[float, _PER_SECOND, Field(ge=0, le=1000)]
DailyCount = Annotated[float, _COUNT, Field(ge=0)]
Clock = Annotated[float, _CLOCK_TEXT]
Day = Annotated[date, _DAY_TEXT]
Money = Annotated[float, ParsedMoney(), Field(ge=0, le=1e10)]
MoneyPerMonth = Annotated[float, ParsedMoney("month"), Field(ge=0, le=1e9)]
MoneyPerYear = Annotated[float, ParsedMoney("yr"), Field(ge=0, le=1e10)]
MoneyPerHour = Annotated[float, ParsedMoney("h"), Field(ge=0, le=1e6)]
MoneyPerMinute = Annotated[float, ParsedMoney("min"), Field(ge=0, le=1e5)]
MoneyPerSession = Annotated[float, ParsedMoney("session"), Field(ge=0, le=1e6)]
MoneyPerMillionTokens = Annotated[float, ParsedMoney("Mtok"), Field(ge=0, le=1e6)]
