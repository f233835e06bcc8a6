"""Formulas over named ranges: what may be written, and what it comes to."""

from __future__ import annotations

import math

import pytest

from ccsim.claims.expression import Formula, Range, over


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a + 2 * b", 16.0),
        ("-(a - b) / 4", 0.75),
        ("b ** 2 - 1", 35.0),
        ("min(a, b, 5) + max(a, 4)", 7.0),
        ("one.kpi * 1e3", 9000.0),
    ],
)
def test_arithmetic(text: str, value: float) -> None:
    formula = Formula(text)
    assert formula({"a": 3.0 if "min" in text else 4.0 if "+" in text else 3.0, "b": 6.0, "one.kpi": 9.0}) == value


@pytest.mark.parametrize(
    "text",
    ["", "a +", "__import__('os')", "a if b else c", "[a]", "a < b", "open(a)", "'text'", "True", "max()", "f(a).b",
     "min(a, key=b)", "a // b", "lambda: a"],
)  # fmt: skip
def test_nothing_but_arithmetic_can_be_written(text: str) -> None:
    with pytest.raises(ValueError, match=r"formula|allowed|dots"):
        Formula(text)


def test_names_are_found_once_and_in_order() -> None:
    assert Formula("b / a + b + model.kpi").names == ("b", "a", "model.kpi")


def test_dividing_by_nothing_is_not_a_number() -> None:
    assert math.isnan(Formula("a / (b - b)")({"a": 1.0, "b": 2.0}))
    assert math.isnan(over([Formula("1 / a")], {"a": Range(0.0, 1.0)}).low)


def test_a_figure_that_stands_twice_has_one_value_in_both_places() -> None:
    """Naive interval arithmetic would give 0.5 to 2 for the first."""
    ranges = {"a": Range(1.0, 2.0), "b": Range(10.0, 10.0)}
    assert over([Formula("a / a")], ranges) == (1.0, 1.0)
    assert over([Formula("b - a"), Formula("b * a")], ranges) == (8.0, 20.0)


def test_a_formula_is_written_as_a_person_would() -> None:
    shown = {"a": "5,000,000", "b": "1.8", "c": "0.1…0.3"}
    assert Formula("a * (b - c)").written(shown) == "5,000,000 × (1.8 − (0.1…0.3))"
    assert Formula("a / (b * c)").written(shown) == "5,000,000 / (1.8 × (0.1…0.3))"
    assert Formula("a - (b - 1)").written(shown) == "5,000,000 − (1.8 − 1)"
