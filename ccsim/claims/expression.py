"""Small formulas over named numbers: + - * / **, parentheses, min and max; nothing else can be written.

Names may be joined by dots. Numbers may be ranges: a formula of ranges is taken over all corners of the ranges that it
names, so that a figure that stands in it twice has the same value in both places. For formulas that rise or fall in
every figure that is the exact range.
"""

from __future__ import annotations

import ast
import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

_OPERATORS: dict[type[ast.operator], tuple[str, Callable[[float, float], float]]] = {
    ast.Add: ("+", lambda a, b: a + b),
    ast.Sub: ("−", lambda a, b: a - b),
    ast.Mult: ("×", lambda a, b: a * b),
    ast.Div: ("/", lambda a, b: a / b if b else math.nan),
    ast.Pow: ("^", lambda a, b: a**b),
}
_FUNCTIONS: dict[str, Callable[..., float]] = {"min": min, "max": max}
_TIGHTNESS = {ast.Add: 1, ast.Sub: 1, ast.Mult: 2, ast.Div: 2, ast.Pow: 3}


class Range(NamedTuple):
    """A quantity between two ends; a number if they are equal."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        """Halfway between the ends."""
        return (self.low + self.high) / 2


class Formula:
    """A parsed formula. Raises ValueError with what is wrong if the text is none."""

    def __init__(self, text: str) -> None:
        self.text = str(text)
        try:
            self._tree = ast.parse(self.text, mode="eval").body
        except SyntaxError as error:
            raise ValueError(f"{self.text!r} is no formula: {error.msg}") from error
        found: dict[str, None] = {}
        _check(self._tree, found)
        self.names = tuple(found)

    def __call__(self, values: Mapping[str, float]) -> float:
        """Its value; NaN where it divides by zero. KeyError if a name has no value."""
        return _value(self._tree, values)

    def written(self, shown: Mapping[str, str]) -> str:
        """The formula with texts in place of names, as a person would write it."""
        return _written(self._tree, shown)


def over(formulas: Sequence[Formula], ranges: Mapping[str, Range]) -> Range:
    """The hull of the formulas' values over all corners of the ranges that they name. NaN where one is undefined."""
    found: list[float] = []
    for formula in formulas:
        ends = [sorted(set(ranges[name])) for name in formula.names]
        found += [formula(dict(zip(formula.names, corner, strict=True))) for corner in itertools.product(*ends)]
    if any(math.isnan(value) for value in found):
        return Range(math.nan, math.nan)
    return Range(min(found), max(found))


def _dotted(node: ast.expr) -> str:
    """A name, or names joined by dots ("ai.cost_per_contact", "groups.agents.labour.wage")."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=inner, attr=name):
            return f"{_dotted(inner)}.{name}"
    raise ValueError(f"{ast.unparse(node)!r} is not allowed: only names may be joined by dots")


def _check(node: ast.expr, names: dict[str, None]) -> None:
    match node:
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            _check(left, names)
            _check(right, names)
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            _check(inner, names)
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in _FUNCTIONS and arguments:
            for argument in arguments:
                _check(argument, names)
        case ast.Name() | ast.Attribute():
            names[_dotted(node)] = None
        case ast.Constant(value=bool()):
            raise ValueError("a formula holds numbers and names, no true or false")
        case ast.Constant(value=int() | float()):
            pass
        case _:
            raise ValueError(f"{ast.unparse(node)!r} is not allowed: only + - * / **, min, max, numbers and names")


def _value(node: ast.expr, values: Mapping[str, float]) -> float:
    match node:
        case ast.BinOp(left=left, op=op, right=right):
            return _OPERATORS[type(op)][1](_value(left, values), _value(right, values))
        case ast.UnaryOp(operand=inner):
            return -_value(inner, values)
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return _FUNCTIONS[name](*(_value(argument, values) for argument in arguments))
        case ast.Name() | ast.Attribute():
            return values[_dotted(node)]
        case ast.Constant(value=int() | float() as number):
            return float(number)
    raise AssertionError(node)


def _written(node: ast.expr, shown: Mapping[str, str], tightness: int = 0) -> str:
    match node:
        case ast.BinOp(left=left, op=op, right=right):
            own = _TIGHTNESS[type(op)]
            text = f"{_written(left, shown, own)} {_OPERATORS[type(op)][0]} {_written(right, shown, own + 1)}"
            return f"({text})" if own < tightness else text
        case ast.UnaryOp(operand=inner):
            return f"−{_written(inner, shown, 3)}"
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return f"{name}({', '.join(_written(argument, shown) for argument in arguments)})"
        case ast.Name() | ast.Attribute():
            name = _dotted(node)
            text = shown.get(name, name)
            return f"({text})" if "…" in text and tightness else text
        case ast.Constant(value=number):
            return f"{number:,}" if isinstance(number, int) else f"{number!s}"
    raise AssertionError(node)
