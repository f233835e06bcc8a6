"""Differences and ratios as people read them: with a sign, in percentage points where shares differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ccsim.report.formats import NOTHING, Formats, Written, decimals

if TYPE_CHECKING:
    from ccsim.experiment.statistics import Estimate


def difference_written(formats: Formats, unit: str, estimate: Estimate) -> Written:
    """A signed difference and its interval; shares in percentage points, times in seconds."""
    if estimate.value is None:
        return Written(NOTHING, "")
    factor = 100.0 if unit == "share" else 1.0
    value, low, high = (None if one is None else factor * one for one in (estimate.value, estimate.low, estimate.high))
    assert value is not None
    places = decimals(value, low, high)
    if not any(round(one or 0.0, places) for one in (value, low, high)):  # what rounding left of nothing
        places = 0
    if formats.is_money(unit):
        places = max(places, 2)

    def dressed(amount: str) -> str:
        if unit == "share":
            return formats.words("paired.points", amount=amount)
        if unit == "s":
            return formats.words("number.seconds", s=amount)
        if formats.is_money(unit):
            return formats.words("number.money", amount=amount, currency=formats.currency_name)
        return formats.words("number.plain", amount=amount)

    if low is None or high is None:
        return Written(dressed(signed(value, places)), "")
    return Written(dressed(signed(value, places)), formats.range(signed(low, places), signed(high, places)))


def ratio_written(formats: Formats, estimate: Estimate) -> Written:
    """A ratio and its interval, with a sign of multiplication before it."""
    if estimate.value is None:
        return Written(NOTHING, "")
    places = max(2, decimals(estimate.value, estimate.low, estimate.high))
    value = formats.words("number.times", factor=f"{estimate.value:,.{places}f}")
    if estimate.low is None or estimate.high is None:
        return Written(value, "")
    return Written(value, formats.range(f"{estimate.low:,.{places}f}", f"{estimate.high:,.{places}f}"))


def reduction_written(formats: Formats, reduction: float | None) -> str:
    """How many times fewer replications pairing needs: "5.3x"."""
    if reduction is None:
        return NOTHING
    return formats.words("paired.reduction_value", factor=f"{reduction:,.{1 if reduction < 100 else 0}f}")


def signed(amount: float, places: int) -> str:
    """A number with its sign; none before a zero."""
    text = f"{amount:+,.{places}f}"
    return text[1:] if float(text.replace(",", "")) == 0 else text


def differs(estimate: Estimate) -> bool:
    """Whether the interval of a difference leaves zero out."""
    return estimate.low is not None and estimate.high is not None and not estimate.low <= 0 <= estimate.high
