"""What would have to be true: the value of one input, everything else at its own, at which a contradicted claim holds.

From the end of the input's independent range the search goes on outwards in steps, simulating at each, and interpolates
between the last value that fails and the first that holds. Source: docs/claims-method.md#break-evens.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from ccsim.claims.expression import Range
from ccsim.claims.judgement import BreakEven, Influence
from ccsim.experiment.priors import Prior

STEPS_OUT = 3
"""Values tried beyond the end of the independent range."""
FACTOR_OUT = 3.0
"""Each lies so many times farther out (a share: so many times nearer to 0 or 1; beyond an end that is not positive: so
many times the width of the range away from the other end)."""
MOST_OF_A_WHOLE = 50.0
"""Whole numbers (chats at a time, replies) are tried up to here."""


def influences(paths: dict[str, Sequence[float]], measure: Sequence[float], least: float = 0.2) -> list[Influence]:
    """Spearman's correlation of every input with the measure over the draws, strongest first; the weak left out."""
    seen = np.asarray(measure, np.float64)
    there = np.isfinite(seen)
    if there.sum() < 8:
        return []
    found = []
    for path, values in paths.items():
        drawn = np.asarray(values, np.float64)[there]
        if np.ptp(drawn) == 0 or np.ptp(seen[there]) == 0:
            continue
        ranks = [np.argsort(np.argsort(one, kind="stable"), kind="stable") for one in (drawn, seen[there])]
        correlation = float(np.corrcoef(ranks[0], ranks[1])[0, 1])
        if abs(correlation) >= least:
            found.append(Influence(path, correlation))
    return sorted(found, key=lambda one: -abs(one.correlation))


def ladder(prior: Prior, upwards: bool) -> list[float]:
    """Values to try: the end of the independent range, then further out; whole numbers stay whole.

    What lies between 0 and 1 with its whole range is taken as a share and stays there.
    """
    low, high = float(prior.low), float(prior.high)
    share = low >= 0 and high <= 1
    end, other = (high, low) if upwards else (low, high)
    found = [end]
    for step in range(1, STEPS_OUT + 1):
        factor = FACTOR_OUT**step
        if share and upwards:
            value = 1 - (1 - end) / factor
        elif end > 0 or share:
            value = end * factor if upwards else end / factor
        else:
            value = other + (end - other) * factor
        if isinstance(prior.base, int):
            value = min(MOST_OF_A_WHOLE, max(1.0, float(round(value))))
        found.append(value)
    return list(dict.fromkeys(found))


def crossing(tried: Sequence[tuple[float, float]], band: Range) -> float | None:
    """Where the measure enters the band along (input, measure) pairs in the order of trying; None if it never does.

    Interpolated between the last pair outside and the first inside, on the logarithm where both inputs are positive. A
    measure that jumps over the band between two pairs has crossed it too.
    """
    own, measure = tried[0]
    if band.low <= measure <= band.high:
        return own
    for (before, outside), (after, inside) in pairwise(tried):
        edge = band.low if outside < band.low else band.high
        crossed = (outside < band.low <= inside) or (outside > band.high >= inside)
        if not crossed or not (math.isfinite(outside) and math.isfinite(inside)):
            continue
        part = (edge - outside) / (inside - outside)
        if before > 0 and after > 0:
            return math.exp(math.log(before) + part * (math.log(after) - math.log(before)))
        return before + part * (after - before)
    return None


def break_even(scenario: str, prior: Prior, tried: Sequence[tuple[float, float]], band: Range) -> BreakEven:
    """The result of a search; `tried` begins with the scenario's own value, NaN where inputs exclude each other."""
    farthest, there = next((pair for pair in reversed(tried) if math.isfinite(pair[1])), tried[-1])
    value = crossing(tried, band)
    if value is not None and isinstance(prior.base, int):
        value = float(math.ceil(value) if value > prior.base else math.floor(value))
    return BreakEven(
        scenario, prior.path, float(prior.base), float(prior.low), float(prior.high), value, farthest, there
    )
