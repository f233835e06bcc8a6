"""From simulated draws to a verdict: how probable it is, under the priors, that a measure lies in the claimed band.

A draw counts for or against a claim only if its own interval lies wholly inside or wholly outside the band; what lies
across an end counts for neither. Bounds are exact binomial ones, corrected for intervals that miss the truth, and
verdicts hold for all claims of a check together (Holm). Source: docs/claims-method.md#verdicts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from ccsim.claims.expression import Range

Verdict = Literal["supported", "contradicted", "undetermined"]

SUPPORTED_FROM = 0.9
CONTRADICTED_TO = 0.1
FALSE_VERDICTS = 0.05
"""Probability that any verdict of a whole check is false."""
INTERVAL_MISSES = 0.05
"""How often a draw's own interval misses the truth: one minus its confidence."""
LEAST_DRAWS = 31
"""Fewer decide nothing even if all agree and nothing else is tested: 0.905^30 > 0.05. They are left out of a family,
which is known before anything is simulated."""


class Draws(NamedTuple):
    """Counts of draws against a band."""

    inside: int
    outside: int
    across: int
    """Too noisy to say, or without a roster that meets the target."""

    @property
    def n(self) -> int:
        """All draws."""
        return self.inside + self.outside + self.across


class Probability(NamedTuple):
    """Probability that a claim holds: estimate, and one-sided bounds, each at 95%."""

    value: float
    low: float
    high: float


def count(low: ArrayLike, high: ArrayLike, band: Range) -> Draws:
    """Draws by the intervals (n,) of their measures; NaN where a draw has none."""
    lows, highs = np.asarray(low, np.float64), np.asarray(high, np.float64)
    inside = (lows >= band.low) & (highs <= band.high)
    outside = (highs < band.low) | (lows > band.high)
    return Draws(int(inside.sum()), int(outside.sum()), int(lows.size - inside.sum() - outside.sum()))


def probability(draws: Draws, confidence: float = 0.95, misses: float = INTERVAL_MISSES) -> Probability:
    """Clopper and Pearson's bounds on the probability of the band, corrected for intervals that miss.

    If a draw is called inside with probability q, then q <= p + misses (1 - p); likewise for outside.
    """
    low = _corrected(_lower_bound(draws.inside, draws.n, confidence), misses)
    high = 1 - _corrected(_lower_bound(draws.outside, draws.n, confidence), misses)
    middle = (draws.inside + draws.across / 2) / draws.n if draws.n else 0.5
    return Probability(min(max(middle, low), high), low, high)


def p_values(draws: Draws, misses: float = INTERVAL_MISSES) -> tuple[float, float]:
    """Of "at most 0.9 in the band" (small: supported) and "at least 0.1 in the band" (small: contradicted)."""
    against = SUPPORTED_FROM + misses * (1 - SUPPORTED_FROM)
    in_favour = (1 - CONTRADICTED_TO) + misses * CONTRADICTED_TO
    return _tail(draws.inside, draws.n, against), _tail(draws.outside, draws.n, in_favour)


def verdicts(family: Sequence[Draws], false_verdicts: float = FALSE_VERDICTS) -> list[Verdict]:
    """A verdict for each, such that any of them is false with at most this probability (Holm's step-down test).

    Each tests two hypotheses of which at most one can be rejected in truth, and is entered with the smaller p-value.
    """
    both = [p_values(draws) for draws in family]
    rejected = holm([min(pair) for pair in both], false_verdicts)
    return [
        "undetermined" if not sure else "supported" if pair[0] <= pair[1] else "contradicted"
        for pair, sure in zip(both, rejected, strict=True)
    ]


def holm(p: Sequence[float], level: float) -> list[bool]:
    """Which hypotheses are rejected at a family-wise level (Holm 1979)."""
    rejected = [False] * len(p)
    for done, place in enumerate(sorted(range(len(p)), key=lambda i: p[i])):
        if p[place] > level / (len(p) - done):
            break
        rejected[place] = True
    return rejected


def share_of(draws: Draws, confidence: float = 0.95) -> Probability:
    """The share of merchants for whom a claim holds, with a two-sided interval."""
    one_sided = (1 + confidence) / 2
    low = _lower_bound(draws.inside, draws.n, one_sided)
    high = 1 - _lower_bound(draws.outside, draws.n, one_sided)
    middle = (draws.inside + draws.across / 2) / draws.n if draws.n else 0.5
    return Probability(min(max(middle, low), high), low, high)


def _lower_bound(successes: int, n: int, confidence: float) -> float:
    """Clopper and Pearson's one-sided lower bound."""
    from scipy.special import betaincinv

    return 0.0 if successes == 0 or n == 0 else float(betaincinv(successes, n - successes + 1, 1 - confidence))


def _corrected(bound: float, misses: float) -> float:
    return max(0.0, (bound - misses) / (1 - misses))


def _tail(successes: int, n: int, p: float) -> float:
    """P(at least so many of n) for a binomial variable."""
    from scipy.special import betainc

    return 1.0 if successes == 0 else float(betainc(successes, n - successes + 1, p))
