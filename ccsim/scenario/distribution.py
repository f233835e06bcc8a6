"""The distribution blocks: `kind` and its parameters, for amounts of work, patience and delays alike.

What a block's times mean depends on where it stands. Patience and delays take them as they are; the amount of work in a
leg is relative to the intent's mean, so there only their ratios count. Source: docs/writing-scenarios.md#distributions.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, Tag, model_validator

from ccsim.scenario.base import BY_KIND, Block
from ccsim.scenario.finding import SHARE_TOLERANCE
from ccsim.units import Duration, Factor, NonNegativeNumber, Portion, PositiveDuration, RatePerSecond, Share


class WithMean(Block):
    """A distribution whose scale is its mean."""

    mean: PositiveDuration | None = None
    """Mean. Delays must state it; patience takes `patience.mean` without it; in `handling` the intent's mean holds."""


class Exponential(WithMean):
    """Exponential: no memory."""

    kind: Literal["exponential"]
    """exponential: coefficient of variation 1."""


class Deterministic(WithMean):
    """Always the mean."""

    kind: Literal["deterministic"]
    """deterministic: no spread."""


class Erlang(WithMean):
    """Sum of equal exponential stages: coefficient of variation 1 / sqrt(stages)."""

    kind: Literal["erlang"]
    """erlang: less variable than the exponential."""
    stages: int = Field(ge=1, le=1000)
    """Number of stages."""


class Lognormal(WithMean):
    """Lognormal by mean and coefficient of variation."""

    kind: Literal["lognormal"]
    """lognormal: its logarithm is normal."""
    cv: Portion = 1.0
    """Coefficient of variation."""


class Weibull(WithMean):
    """Weibull: its hazard rises with a shape above 1 and falls with a shape below."""

    kind: Literal["weibull"]
    """weibull: hazard proportional to a power of time."""
    shape: Annotated[Factor, Field(ge=0.1, le=20)]
    """Shape; 1 is the exponential."""


class Gamma(WithMean):
    """Gamma by mean and either its shape or its coefficient of variation, which is 1 / sqrt(shape)."""

    kind: Literal["gamma"]
    """gamma: Erlang with any number of stages, whole or not."""
    shape: Annotated[Factor, Field(ge=0.01, le=1000)] | None = None
    """Shape; 1 is the exponential."""
    cv: Annotated[Portion, Field(ge=0.04, le=10)] | None = None
    """Coefficient of variation, instead of the shape."""

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.shape is None) == (self.cv is None):
            raise ValueError("a gamma distribution takes either shape or cv")
        return self


class Hyperexponential(WithMean):
    """A mixture of exponentials: stated branch by branch, or of two branches by mean and coefficient of variation."""

    kind: Literal["hyperexponential"]
    """hyperexponential: more variable than the exponential."""
    shares: Annotated[list[Share], Field(min_length=1, max_length=20)] | None = None
    """Share of each branch; they sum to 1."""
    means: Annotated[list[Duration], Field(min_length=1, max_length=20)] | None = None
    """Mean of each branch, in the order of the shares; 0 is a share that ends at once."""
    cv: Annotated[Portion, Field(ge=1, le=20)] | None = None
    """Instead of branches: coefficient of variation, at least 1, of two branches that weigh the same in the mean."""

    @model_validator(mode="after")
    def _branches(self) -> Self:
        stated = (self.shares is not None, self.means is not None)
        if (self.cv is not None and any(stated)) or (self.cv is None and not all(stated)):
            raise ValueError("a hyperexponential distribution takes either cv, or shares and means")
        if self.shares is None or self.means is None:
            return self
        if self.mean is not None:
            raise ValueError("with shares and means the mean follows from them: leave out mean")
        if len(self.shares) != len(self.means):
            raise ValueError(f"{len(self.shares)} shares and {len(self.means)} means: expected one mean for each share")
        if abs(sum(self.shares) - 1) > SHARE_TOLERANCE:
            raise ValueError(f"expected shares that sum to 1, they sum to {sum(self.shares):.6g}")
        if not any(share * mean for share, mean in zip(self.shares, self.means, strict=True)):
            raise ValueError("expected a branch with a share and a mean above 0")
        return self


class PiecewiseHazard(Block):
    """A hazard that is constant between edges: from edge j on, so many per time of those left end."""

    kind: Literal["hazard"]
    """hazard: piecewise constant; the last hazard holds for ever."""
    edges: list[Duration] = Field(min_length=1, max_length=1000)
    """Where each hazard begins, rising from 0."""
    hazards: list[RatePerSecond] = Field(min_length=1, max_length=1000)
    """Hazard from each edge on ("0.3/min"), one for each. With a last one of 0 it never ends for some."""

    @model_validator(mode="after")
    def _steps(self) -> Self:
        if len(self.edges) != len(self.hazards):
            raise ValueError(f"{len(self.edges)} edges and {len(self.hazards)} hazards: expected one for each edge")
        if self.edges[0] != 0:
            raise ValueError("expected the first edge at 0")
        if any(earlier >= later for earlier, later in pairwise(self.edges)):
            raise ValueError("expected rising edges")
        if not any(self.hazards):
            raise ValueError("expected a hazard above 0")
        return self


class Empirical(Block):
    """Observed values, each as likely as its weight; between them nothing, or interpolated."""

    kind: Literal["empirical"]
    """empirical: a list of values."""
    values: list[Duration] = Field(min_length=1, max_length=10_000)
    """The values, in any order."""
    weights: Annotated[list[NonNegativeNumber], Field(min_length=1, max_length=10_000)] | None = None
    """Weight of each value; equal if absent."""
    interpolate: bool = False
    """false: exactly the values. true: linearly between neighbours, the least and the largest value at the ends."""

    @model_validator(mode="after")
    def _weighed(self) -> Self:
        weights = self.weights or [1.0] * len(self.values)
        if len(weights) != len(self.values):
            raise ValueError(f"{len(self.values)} values and {len(weights)} weights: expected one for each value")
        if not any(weight * value for weight, value in zip(weights, self.values, strict=True)):
            raise ValueError("expected a value above 0 with a weight above 0")
        return self


class Quantiles(Block):
    """Known quantiles, linearly between them."""

    kind: Literal["quantiles"]
    """quantiles: values by probability."""
    probabilities: list[Share] = Field(min_length=2, max_length=10_000)
    """Rising from 0 to 1."""
    values: list[Duration] = Field(min_length=2, max_length=10_000)
    """The quantile at each probability; none below the one before."""

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if len(self.probabilities) != len(self.values):
            counts = f"{len(self.probabilities)} probabilities and {len(self.values)} values"
            raise ValueError(f"{counts}: expected one value for each probability")
        if self.probabilities[0] != 0 or self.probabilities[-1] != 1:
            raise ValueError("expected probabilities from 0 to 1")
        if any(earlier >= later for earlier, later in pairwise(self.probabilities)):
            raise ValueError("expected rising probabilities")
        if any(earlier > later for earlier, later in pairwise(self.values)):
            raise ValueError("expected values that do not fall")
        if self.values[-1] == 0:
            raise ValueError("expected a value above 0")
        return self


class Uniform(Block):
    """Uniform between two bounds."""

    kind: Literal["uniform"]
    """uniform: every value between the bounds is as likely."""
    least: Duration = 0.0
    """Lower bound."""
    most: PositiveDuration
    """Upper bound."""

    @model_validator(mode="after")
    def _bounds(self) -> Self:
        if self.least >= self.most:
            raise ValueError("expected least to be below most")
        return self


class Infinite(Block):
    """Never."""

    kind: Literal["infinite"]
    """infinite: nobody ever leaves."""


_ANY = (
    Exponential
    | Deterministic
    | Erlang
    | Lognormal
    | Weibull
    | Gamma
    | Hyperexponential
    | PiecewiseHazard
    | Empirical
    | Quantiles
    | Uniform
)
Distribution = _ANY | Infinite
"""Any of the blocks."""

_Tagged = (
    Annotated[Exponential, Tag("exponential")]
    | Annotated[Deterministic, Tag("deterministic")]
    | Annotated[Erlang, Tag("erlang")]
    | Annotated[Lognormal, Tag("lognormal")]
    | Annotated[Weibull, Tag("weibull")]
    | Annotated[Gamma, Tag("gamma")]
    | Annotated[Hyperexponential, Tag("hyperexponential")]
    | Annotated[PiecewiseHazard, Tag("hazard")]
    | Annotated[Empirical, Tag("empirical")]
    | Annotated[Quantiles, Tag("quantiles")]
    | Annotated[Uniform, Tag("uniform")]
)
DelayDistribution = Annotated[_Tagged, BY_KIND]
"""Distribution of a delay."""
AmountDistribution = Annotated[
    Annotated[Literal["lognormal", "exponential", "deterministic"], Tag("word")] | _Tagged, BY_KIND
]
"""Distribution of an amount of work: a word, or a block."""
PatienceDistribution = Annotated[
    Annotated[Literal["exponential", "weibull", "lognormal", "deterministic", "infinite"], Tag("word")]
    | _Tagged
    | Annotated[Infinite, Tag("infinite")],
    BY_KIND,
]
"""Distribution of patience: a word, or a block."""


def may_be_endless(block: Distribution) -> bool:
    """Whether a share of the values is infinite."""
    return isinstance(block, Infinite) or (isinstance(block, PiecewiseHazard) and block.hazards[-1] == 0)


def has_own_scale(block: Distribution) -> bool:
    """Whether its parameters are times of their own, so that no mean is needed."""
    by_branch = isinstance(block, Hyperexponential) and block.means is not None
    return by_branch or not isinstance(block, WithMean)
