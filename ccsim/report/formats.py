"""Numbers as people read them: units, thousands, and no more digits than the interval justifies."""

from __future__ import annotations

import math
from typing import NamedTuple

from ccsim.report.catalogue import Words

NOTHING = "–"


class Written(NamedTuple):
    """A number and its interval in the same precision; `interval` is empty where there is none."""

    value: str
    interval: str


def decimals(value: float, low: float | None = None, high: float | None = None) -> int:
    """Digits after the point: three significant ones, two if the interval is wide, four if it is narrow."""
    size = abs(value) or max(abs(low or 0.0), abs(high or 0.0))
    if size == 0 or not math.isfinite(size):
        return 0
    magnitude = math.floor(math.log10(size))
    half = (high - low) / 2 if low is not None and high is not None else 0.0
    if half > 0:
        step = math.floor(math.log10(half))
        digits = 1 - step if half < 3 * 10.0**step else -step
        most = 2 - magnitude
        if half < 10.0**-most / 2:  # three digits would show an interval without width
            most += 1
        digits = max(1 - magnitude, min(digits, most))
    else:
        digits = 0 if float(value).is_integer() else 2 - magnitude
    return max(0, min(digits, 6))


class Formats:
    """Writes numbers in one language and one currency."""

    def __init__(self, words: Words, currency: str) -> None:
        self.words, self.currency = words, currency

    def written(self, unit: str, value: float | None, low: float | None = None, high: float | None = None) -> Written:
        """`value` with its unit, and "low – high"; durations in s, shares and rates a year in 0..1, money
        in the currency."""
        if value is None or not math.isfinite(value):
            return Written(NOTHING, "")
        if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)):
            low = high = None
        if unit == "s":
            return self._duration(value, low, high)
        if unit in ("share", "1/yr"):
            return self._scaled("percent", value, low, high, factor=100.0)
        if self.is_money(unit):
            return self._scaled("money", value, low, high, least=2 if abs(value) < 1000 else 0)
        return self._scaled("plain", value, low, high)

    def value(self, unit: str, value: float | None) -> str:
        """`value` alone."""
        return self.written(unit, value).value

    def money(self, amount: float, places: int = 2) -> str:
        """An amount to the cent, with its currency."""
        return self.words("number.money", amount=f"{amount:,.{places}f}", currency=self.currency_name)

    def percent(self, share: float, places: int = 0) -> str:
        """A share of a whole, for labels where no interval is shown."""
        return self.words("number.percent", amount=f"{100 * share:,.{places}f}")

    def is_money(self, unit: str) -> bool:
        """Whether a unit is the scenario's currency."""
        return unit == self.currency

    def unit(self, unit: str) -> str:
        """The unit's column in a table; empty where the number carries its unit itself."""
        return "" if unit in ("s", "share") or self.is_money(unit) else self.words.known("unit", unit)

    @property
    def currency_name(self) -> str:
        """The currency as the language writes it after an amount."""
        return self.words.known("currency", self.currency)

    def range(self, low: str, high: str) -> str:
        """Two bounds, as the language writes an interval."""
        return self.words("number.range", low=low, high=high)

    def _scaled(
        self, form: str, value: float, low: float | None, high: float | None, factor: float = 1.0, least: int = 0
    ) -> Written:
        value, low, high = value * factor, _times(low, factor), _times(high, factor)
        places = max(least, decimals(value, low, high))
        if form == "percent":
            while places < 4 and round(value, places) in (0.0, 100.0) and value not in (0.0, 100.0):
                places += 1  # nearly all is not all, and hardly any is not none
        if form == "money" and abs(value) >= 1000:
            places = 0

        def text(number: float) -> str:
            written = f"{number:,.{places}f}"
            return written[1:] if written.startswith("-") and float(written.replace(",", "")) == 0 else written

        def dressed(amount: str) -> str:
            return self.words(f"number.{form}", amount=amount, currency=self.currency_name)

        interval = "" if low is None or high is None else dressed(self.range(text(low), text(high)))
        return Written(dressed(text(value)), interval)

    def _duration(self, value: float, low: float | None, high: float | None) -> Written:
        places = decimals(value, low, high)
        shown = self.duration(value, places)
        if low is None or high is None:
            return Written(shown, "")
        if round(max(value, high), places) < 60:
            bounds = self.range(f"{low:.{places}f}", f"{high:.{places}f}")
            return Written(shown, self.words("number.seconds", s=bounds))
        return Written(shown, self.range(self.duration(low, places), self.duration(high, places)))

    def duration(self, seconds: float, places: int = 0) -> str:
        """Seconds as "8.4 s", "3 min 20 s" or "1 h 5 min"."""
        if abs(round(seconds, places)) < 60:
            return self.words("number.seconds", s=f"{seconds:.{places}f}")
        whole = round(seconds)
        if whole < 3600:
            minutes, rest = divmod(whole, 60)
            return self.words("number.minutes_seconds" if rest else "number.minutes", min=minutes, s=rest)
        hours, rest = divmod(round(whole / 60), 60)
        return self.words("number.hours_minutes" if rest else "number.hours", h=f"{hours:,}", min=rest)


def _times(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor


def clock(seconds: float) -> str:
    """Time of day "09:30" of an instant in seconds since any midnight; the end of a day is "24:00"."""
    minutes = round(seconds / 60) % 1440
    return "24:00" if minutes == 0 and seconds > 0 else f"{minutes // 60:02d}:{minutes % 60:02d}"
