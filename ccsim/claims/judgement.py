"""What a check says of a claim, and of each of its readings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from ccsim.claims.audit import Recomputed
from ccsim.claims.expression import Range
from ccsim.claims.measuring import Measured
from ccsim.claims.plan import Circular, Settings
from ccsim.claims.registry import Claim, Reading
from ccsim.claims.verdicts import Draws, Probability

Status = Literal[
    "supported",
    "contradicted",
    "undetermined",
    "circular",
    "shown",
    "arithmetic_fails",
    "arithmetic_holds",
    "untestable",
]


class Influence(NamedTuple):
    """How strongly an input moves a measure over the draws."""

    path: str
    correlation: float
    """Spearman's rank correlation."""


class BreakEven(NamedTuple):
    """The value of one input at which a contradicted claim would hold, everything else at its own value."""

    scenario: str
    path: str
    base: float
    low: float
    high: float
    """The independent range."""
    value: float | None
    """None if no value that was tried makes the claim hold."""
    farthest: float
    """The last value that was tried."""
    measure_there: float
    """The measure at `farthest`."""

    @property
    def outside(self) -> float | None:
        """By which factor the value lies outside the independent range; 1 inside, None without a value or sign."""
        if self.value is None:
            return None
        if self.low <= self.value <= self.high:
            return 1.0
        near = self.high if self.value > self.high else self.low
        larger, smaller = max(self.value, near), min(self.value, near)
        return larger / smaller if smaller > 0 else None


@dataclass(frozen=True)
class ReadingJudged:
    """A reading with its verdict."""

    number: int
    reading: Reading
    status: Status
    band: Range
    circular: Circular | None = None
    base: Measured | None = None
    """At the scenario's own values: randomness alone."""
    draws: Draws | None = None
    probability: Probability | None = None
    """That the claim holds, over what is not known."""
    over_ignorance: tuple[float, float, float] | None = None
    """Fifth, fiftieth and ninety-fifth percentile over the draws."""
    merchants: Probability | None = None
    """Share of merchants for whom it holds, with a two-sided interval; None if none differ."""
    over_merchants: tuple[float, float, float] | None = None
    influences: tuple[Influence, ...] = ()
    conditional_on: tuple[str, ...] = ()
    break_evens: tuple[BreakEven, ...] = ()


@dataclass(frozen=True)
class ClaimJudged:
    """A claim with what was found."""

    id: str
    claim: Claim
    status: Status
    readings: tuple[ReadingJudged, ...]
    findings: tuple[Recomputed, ...]
    """Of the arithmetic audit, those that decide it first."""

    @property
    def best(self) -> ReadingJudged | None:
        """The reading most favourable to the claim; the first circular one if nothing was judged by simulation."""
        simulated = [one for one in self.readings if one.probability is not None]
        if not simulated:
            return next((one for one in self.readings if one.circular is not None), None)
        return max(simulated, key=_favour)

    @property
    def holds_under(self) -> tuple[ReadingJudged, ...]:
        """The readings that are supported."""
        return tuple(one for one in self.readings if one.status == "supported")


@dataclass(frozen=True)
class Check:
    """A finished check."""

    claims: tuple[ClaimJudged, ...]
    settings: Settings
    quick: bool
    seed: int
    with_author_sources: bool
    commands: dict[str, list[str]]
    """Scenario arguments by name: file and --set."""
    family: int
    """Readings that were tested together."""
    seconds: float
    details: dict[str, Any]


RANK: tuple[Status, ...] = ("supported", "undetermined", "contradicted")


def status_of(claim: Claim, readings: tuple[ReadingJudged, ...], findings: tuple[Recomputed, ...]) -> Status:
    """A claim is what its most favourable reading is; without readings what the audit or its entry says."""
    if claim.untestable:
        return "untestable"
    if claim.decided_by:
        deciding = [one for one in findings if one.id in claim.decided_by]
        return "arithmetic_fails" if any(one.fails for one in deciding) else "arithmetic_holds"
    statuses = {one.status for one in readings}
    return next((status for status in RANK if status in statuses), "circular")


def _favour(one: ReadingJudged) -> tuple[int, float, float]:
    """Verdict, probability, and closeness of the middle of its range to the band."""
    assert one.probability is not None
    middle = one.over_ignorance[1] if one.over_ignorance else float("nan")
    gap = max(one.band.low - middle, middle - one.band.high, 0.0) / max(abs(middle), 1e-12)
    return -RANK.index(one.status), one.probability.value, -gap if gap == gap else -float("inf")
