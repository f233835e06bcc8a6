"""Which numbers a key path may hold, for values that come from elsewhere than a file: drawn, or scaled."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal, get_args, get_origin

from ccsim.scenario.messages import describe
from ccsim.scenario.shapes import BlockShape, ListShape, NamedShape, Shape, ValueShape


def shape_at(shape: Shape, parts: Sequence[str]) -> Shape | None:
    """The shape of what stands at a key path below `shape`; None if there is no such place."""
    at: Shape | None = shape
    for part in parts:
        match at:
            case BlockShape():
                at = at.field(part)
            case NamedShape() | ListShape():
                at = at.item
            case _:
                return None
    return at


def out_of_bounds(shape: Shape, path: str, value: Any) -> str:
    """What is allowed at a key path, in words, if a number (or one of a list) lies outside it; "" if it fits."""
    at = shape_at(shape, path.split("."))
    if not isinstance(at, ValueShape):
        return ""
    low, high = bounds(at.type)
    numbers = value if isinstance(value, list) else [value]
    fits = all(low <= number <= high for number in numbers if isinstance(number, (int, float)))
    return "" if fits else f"expected {describe(at.type)}"


def bounds(annotation: Any) -> tuple[float, float]:
    """The smallest and largest number that a type takes, strict bounds counted in; infinite where it states none."""
    limits = list(_limits(annotation))
    return max((low for low, _ in limits), default=-math.inf), min((high for _, high in limits), default=math.inf)


def _limits(annotation: Any) -> Iterator[tuple[float, float]]:
    if get_origin(annotation) is Literal:
        return
    parts = get_args(annotation)
    if get_origin(annotation) is Annotated:
        for item in parts[1:]:
            for one in getattr(item, "metadata", None) or [item]:
                low, high = (
                    next((float(getattr(one, name)) for name in names if getattr(one, name, None) is not None), end)
                    for names, end in ((("ge", "gt"), -math.inf), (("le", "lt"), math.inf))
                )
                yield low, high
        parts = parts[:1]
    for part in parts:
        yield from _limits(part)
