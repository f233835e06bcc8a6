"""Which runs a comparison is made of: several scenarios, or one scenario with values that vary between its arms."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from ccsim.errors import UsageError


class ArmSpec(NamedTuple):
    """One arm before it is loaded: a scenario file, the overrides that it gets, and what tells it apart."""

    path: Path
    overrides: tuple[str, ...]
    varied: str
    """"agents=9"; empty where nothing varies."""


def arm_specs(paths: Sequence[Path], overrides: Sequence[str], vary: Sequence[str]) -> list[ArmSpec]:
    """The arms in their order; the first is the base that the others are compared with.

    `vary` holds "key.path=value,value,...": arm i takes the i-th value of each. Raises UsageError for fewer than two
    arms, values that do not pair up, or a text of another form.
    """
    keys = [_varied(text) for text in vary]
    counts = {len(values) for _, values in keys}
    if len(counts) > 1:
        found = ", ".join(f"{key}: {len(values)}" for key, values in keys)
        raise UsageError(f"--vary: found different numbers of values ({found}); arm i takes the i-th value of each")
    names = _short([key for key, _ in keys])
    arms = []
    for path in paths:
        for place in range(max(counts, default=1)):
            given = [f"{key}={values[place]}" for key, values in keys]
            shown = ", ".join(f"{name}={values[place]}" for name, (_, values) in zip(names, keys, strict=True))
            arms.append(ArmSpec(path, (*overrides, *given), shown))
    if len(arms) < 2:
        raise UsageError(
            "found one scenario; a comparison needs at least two, or values that vary: "
            "--vary groups.agents.concurrency=3,4"
        )
    return arms


def split_values(text: str) -> list[str]:
    """The values between commas; commas within brackets, braces or quotes belong to a value."""
    values, depth, quote, start = [], 0, "", 0
    for place, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter in "[{(":
            depth += 1
        elif letter in "]})":
            depth -= 1
        elif letter == "," and depth == 0:
            values.append(text[start:place].strip())
            start = place + 1
    return [*values, text[start:].strip()]


def unique(labels: Sequence[str]) -> list[str]:
    """Labels with " (2)", " (3)" after those that occur before."""
    seen: dict[str, int] = {}
    found = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        found.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return found


def _varied(text: str) -> tuple[str, list[str]]:
    key, equals, rest = text.partition("=")
    values = split_values(rest)
    if not key.strip() or not equals or len(values) < 2 or not all(values):
        raise UsageError(
            f"--vary: found {text!r}; expected a key path and at least two values, such as "
            "groups.agents.concurrency=3,4"
        )
    return key.strip(), values


def _short(keys: Sequence[str]) -> list[str]:
    """The last word of each key path, or the whole path where two end alike."""
    last = [next((part for part in reversed(key.split(".")) if not part.isdigit()), key) for key in keys]
    return [key if last.count(name) > 1 else name for key, name in zip(keys, last, strict=True)]
