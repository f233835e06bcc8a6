"""Option types of the command line: quantities with their unit, lists of them, and patience of any kind."""

from __future__ import annotations

import math
from collections.abc import Callable
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from ccsim.units import parse_daily_count, parse_duration, parse_number, parse_share

if TYPE_CHECKING:
    from ccsim.theory.lifetimes import Lifetime


class Quantity(click.ParamType):  # type: ignore[type-arg]  # generic only in newer versions of click
    """A quantity with its unit, as scenarios write it."""

    name = "quantity"

    def __init__(self, parse: Callable[[Any], float]) -> None:
        self._parse = parse

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The parsed number; a mistake is a usage error."""
        if isinstance(value, float):
            return value
        try:
            found = self._parse(value)
        except ValueError as error:
            self.fail(f"{value!r}: {error}", param, ctx)
        if found < 0:
            self.fail(f"{value!r}: must not be negative", param, ctx)
        return found


class Quantities(click.ParamType):  # type: ignore[type-arg]
    """Several quantities separated by commas; a unit behind the last ("4, 6/h") holds for those without one."""

    name = "quantities"

    def __init__(self, parse: Callable[[Any], float]) -> None:
        self._one = Quantity(parse)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[float, ...]:
        """The parsed numbers; a mistake is a usage error that names the part."""
        if isinstance(value, tuple):
            return value
        parts = [part.strip() for part in str(value).split(",")]
        unit = parts[-1].lstrip("+-.0123456789eE_")
        return tuple(self._one.convert(p + unit if _bare(p) else p, param, ctx) for p in parts)


class PatienceWords(NamedTuple):
    """Patience as it was asked for: the kind and its numbers, in seconds where they are times."""

    kind: str
    numbers: tuple[float, ...]

    def mean_if_exponential(self) -> float | None:
        """Mean of exponential patience (s); None for another kind."""
        return self.numbers[0] if self.kind == "exponential" else None

    def lifetime(self) -> Lifetime:
        """The distribution. Raises ValueError for impossible numbers."""
        from ccsim.theory import lifetimes

        n = self.numbers
        if self.kind == "exponential":
            return lifetimes.exponential(n[0])
        if self.kind == "deterministic":
            return lifetimes.deterministic(n[0])
        if self.kind == "weibull":
            return lifetimes.weibull_of_mean(n[0], n[1])
        if self.kind == "lognormal":
            return lifetimes.lognormal(n[0], n[1])
        if self.kind == "hazard":
            return lifetimes.piecewise_hazard(n[::2], n[1::2])
        if self.kind == "gamma":
            return lifetimes.gamma_of_mean(n[0], n[1])
        return lifetimes.hyperexponential((n[0], 1 - n[0]), (n[1], n[2]))


Asked = dict[str, Callable[[Any], float]]
KINDS: dict[str, Asked] = {
    "exponential": {"mean": parse_duration},
    "deterministic": {"value": parse_duration},
    "weibull": {"mean": parse_duration, "shape": parse_number},
    "lognormal": {"mean": parse_duration, "cv": parse_share},
    "gamma": {"mean": parse_duration, "shape": parse_number},
    "hyperexponential": {"share": parse_share, "short": parse_duration, "long": parse_duration},
}
"""Kinds of patience, and the numbers that each is given by."""
EXAMPLES = '"2 min" (exponential), "deterministic: value 60 s", "weibull: mean 2 min, shape 2"'


class PatienceType(click.ParamType):  # type: ignore[type-arg]
    """Mean patience, or "KIND: NAME NUMBER, NAME NUMBER"."""

    name = "patience"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> PatienceWords:
        """Kind and numbers; a mistake is a usage error that says what is expected."""
        if isinstance(value, PatienceWords):
            return value
        kind, colon, rest = str(value).partition(":")
        if not colon:
            return self._checked(value, "exponential", {"mean": str(value)}, param, ctx)
        kind = kind.strip()
        if kind == "hazard":
            return PatienceWords(kind, self._hazard(rest, param, ctx))
        if kind not in KINDS:
            near = get_close_matches(kind, [*KINDS, "hazard"], n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            self.fail(f"{kind!r} is no kind of patience.{hint} Kinds: {', '.join(KINDS)}, hazard.", param, ctx)
        said = dict(part.strip().partition(" ")[::2] for part in rest.split(","))
        if set(said) != set(KINDS[kind]):
            wanted = ", ".join(f"{name} ..." for name in KINDS[kind])
            self.fail(f'{value!r}: write it as "{kind}: {wanted}"', param, ctx)
        return self._checked(value, kind, said, param, ctx)

    def _hazard(self, rest: str, param: click.Parameter | None, ctx: click.Context | None) -> tuple[float, ...]:
        """Starts (s) and hazards (1/s) of "0 s 0.5%/s, 30 s 0.1%/s", in turn."""
        numbers: list[float] = []
        for part in rest.split(","):
            start, _, hazard = part.strip().rpartition(" ")
            try:
                if not hazard.endswith("/s"):
                    raise ValueError('a hazard is per second, as in "0.5%/s"')
                numbers += [parse_duration(start), parse_share(hazard.removesuffix("/s"))]
            except ValueError as error:
                self.fail(f'{part.strip()!r}: {error}; write it as "hazard: 0 s 0.5%/s, 30 s 0.1%/s"', param, ctx)
        starts = numbers[::2]
        if starts[0] != 0 or starts != sorted(set(starts)) or min(numbers) < 0:
            self.fail(f"{rest.strip()!r}: the starts begin at 0 s and rise, hazards are not negative", param, ctx)
        return tuple(numbers)

    def _checked(
        self, value: Any, kind: str, said: dict[str, str], param: click.Parameter | None, ctx: click.Context | None
    ) -> PatienceWords:
        numbers = []
        for name, parse in KINDS[kind].items():
            text = said[name].strip()
            try:
                number = parse(float(text) if parse is parse_number else text)
            except ValueError as error:
                self.fail(f"{value!r}: {name}: {error}; patience is written as {EXAMPLES}", param, ctx)
            if not 0 < number < math.inf or (name == "share" and number >= 1):
                self.fail(f"{value!r}: {name} must be above 0{', and below 1' * (name == 'share')}", param, ctx)
            numbers.append(number)
        return PatienceWords(kind, tuple(numbers))


SHARE, DURATION, COUNT = Quantity(parse_share), Quantity(parse_duration), Quantity(parse_daily_count)
COUNTS, DURATIONS = Quantities(parse_daily_count), Quantities(parse_duration)
PATIENCE = PatienceType()


class WholeNumbers(click.ParamType):  # type: ignore[type-arg]
    """Whole numbers separated by commas."""

    name = "numbers"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, ...]:
        """The numbers; a mistake is a usage error."""
        if isinstance(value, tuple):
            return value
        parts = [part.strip() for part in str(value).split(",")]
        if not all(part.isascii() and part.isdigit() and len(part) < 8 for part in parts):
            self.fail(f"{value!r}: whole numbers of at least 0, separated by commas", param, ctx)
        return tuple(int(part) for part in parts)


def _bare(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
