"""The arithmetic audit: what the articles' own figures imply for each other, recomputed, and by which factor they miss.

Source: docs/claims-method.md#arithmetic.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pydantic import model_validator

from ccsim.claims.expression import Formula, Range, over
from ccsim.claims.figures import Text
from ccsim.claims.files import DATA, read_block
from ccsim.scenario.base import Block, Name

Relation = Literal["equal", "at_most", "at_least"]
Outcome = Literal["consistent", "corner", "inconsistent", "impossible", "open"]

ROUNDING = 0.025
"""Figures are quoted to two digits or so: every range is widened by this share before it is called apart."""
INNER = 0.1
"""A number in the outer tenth of a range agrees with one end of it only."""


class Finding(Block):
    """Two formulas that should agree, or one for a quantity that the article leaves out."""

    title: Text
    """What is compared."""
    claimed: str | list[str] = []
    """Formula over the figures, or several readings; none if the quantity is missing."""
    implied: str | list[str]
    """What other figures make of it."""
    relation: Relation = "equal"
    """How `claimed` should lie to `implied`."""
    identity: bool = False
    """Whether failing contradicts a definition."""
    needs: Text = {}
    """What would have to be true."""

    @model_validator(mode="after")
    def _formulas(self) -> Finding:
        assert self.names is not None  # raises ValueError if a text is no formula
        return self

    @property
    def claimed_formulas(self) -> list[Formula]:
        """Its readings of what is claimed."""
        return [Formula(text) for text in _listed(self.claimed)]

    @property
    def implied_formulas(self) -> list[Formula]:
        """Its readings of what follows."""
        return [Formula(text) for text in _listed(self.implied)]

    @property
    def names(self) -> tuple[str, ...]:
        """The figures that it cites, in order."""
        formulas = (*self.claimed_formulas, *self.implied_formulas)
        return tuple(dict.fromkeys(name for formula in formulas for name in formula.names))


class Findings(Block):
    """data/findings.yaml."""

    findings: dict[Name, Finding]
    """By id."""


@dataclass(frozen=True)
class Recomputed:
    """A finding with its numbers."""

    id: str
    finding: Finding
    claimed: Range | None
    implied: Range
    readings: tuple[Range, ...]
    """Every formula's own range: those of `claimed`, then those of `implied`."""
    outcome: Outcome
    nearest: float | None
    """Factor between the ends that are closest, 1 if the ranges meet; None without a comparison."""
    farthest: float | None
    """Factor between the ends that are farthest apart."""

    @property
    def fails(self) -> bool:
        """Whether the figures contradict each other."""
        return self.outcome in ("inconsistent", "impossible")


@cache
def findings() -> dict[str, Finding]:
    """The shipped findings by id."""
    return read_block(DATA / "findings.yaml", Findings, "findings.yaml")[0].findings


def recomputed(name: str, finding: Finding, ranges: Mapping[str, Range]) -> Recomputed:
    """A finding from figures. KeyError if it names one that there is not."""
    formulas = (*finding.claimed_formulas, *finding.implied_formulas)
    readings = tuple(over([formula], ranges) for formula in formulas)
    implied = over(finding.implied_formulas, ranges)
    if not finding.claimed_formulas:
        return Recomputed(name, finding, None, implied, readings, "open", None, None)
    claimed = over(finding.claimed_formulas, ranges)
    nearest, farthest = _factors(claimed, implied, finding.relation)
    outcome = _outcome(claimed, implied, finding)
    return Recomputed(name, finding, claimed, implied, readings, outcome, nearest, farthest)


def audit(ranges: Mapping[str, Range]) -> dict[str, Recomputed]:
    """Every shipped finding from these figures."""
    return {name: recomputed(name, finding, ranges) for name, finding in findings().items()}


def _factors(claimed: Range, implied: Range, relation: Relation) -> tuple[float, float]:
    """Factors between nearest and farthest ends; NaN where a sign changes on the way."""
    above, below = _ratio(claimed.low, implied.high), _ratio(implied.low, claimed.high)
    far_above, far_below = _ratio(claimed.high, implied.low), _ratio(implied.high, claimed.low)
    if relation == "at_most":
        return max(1.0, above), max(1.0, far_above)
    if relation == "at_least":
        return max(1.0, below), max(1.0, far_below)
    return max(1.0, above, below), max(far_above, far_below)


def _ratio(larger: float, smaller: float) -> float:
    return larger / smaller if larger > 0 and smaller > 0 else math.nan


def _outcome(claimed: Range, implied: Range, finding: Finding) -> Outcome:
    a, b = _widened(claimed), _widened(implied)
    fails: Outcome = "impossible" if finding.identity else "inconsistent"
    if finding.relation != "equal":
        if finding.relation == "at_least":
            a, b = b, a
        if a.high <= b.low or (a.high <= b.high and a.low <= b.low):
            return "consistent"
        return "corner" if a.low <= b.high else fails
    if a.low > b.high or b.low > a.high:
        return fails
    return "consistent" if _inside(claimed.middle, b) or _inside(implied.middle, a) else "corner"


def _inside(point: float, around: Range) -> bool:
    """Whether a number lies in a range, and not only near one of its ends."""
    margin = INNER * (around.high - around.low)
    return around.low + margin <= point <= around.high - margin


def _widened(one: Range) -> Range:
    return Range(one.low - ROUNDING * abs(one.low), one.high + ROUNDING * abs(one.high))


def _listed(texts: str | list[str]) -> list[str]:
    return [texts] if isinstance(texts, str) else texts
