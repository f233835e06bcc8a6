"""Distributions given by tables: hazards by edges, atoms by their cumulated weights, quantiles joined by lines."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ccsim.scenario.distribution import Empirical, PiecewiseHazard, Quantiles, Uniform

Floats = NDArray[np.float64]


def hazard_tables(block: PiecewiseHazard) -> tuple[Floats, Floats]:
    """Edges (s) and the hazard from each on (1/s)."""
    return np.array(block.edges), np.array(block.hazards)


def _cumulated(edges: Floats, hazards: Floats) -> Floats:
    return np.concatenate([[0.0], np.cumsum(np.diff(edges) * hazards[:-1])])


def hazard_quantile(edges: Floats, hazards: Floats, uniform: Floats) -> Floats:
    """Where the cumulated hazard reaches -ln(1 - u); inf where it never does."""
    cumulated, wanted = _cumulated(edges, hazards), -np.log1p(-uniform)
    # left: a level that is reached exactly at an edge is reached before a stretch without hazard
    part = np.maximum(np.searchsorted(cumulated, wanted, side="left") - 1, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(edges[part] + (wanted - cumulated[part]) / hazards[part])


def hazard_survival(edges: Floats, hazards: Floats, x: Floats) -> Floats:
    """exp(-cumulated hazard)."""
    part = np.searchsorted(edges, x, side="right") - 1
    finite = np.where(hazards[part] > 0, x, edges[part])  # without hazard nothing happens, however long
    return np.asarray(np.exp(-(_cumulated(edges, hazards)[part] + hazards[part] * (finite - edges[part]))))


def hazard_moments(edges: Floats, hazards: Floats) -> tuple[float, float]:
    """E X = int S and E X^2 = 2 int x S, stretch by stretch."""
    if hazards[-1] == 0:
        return np.inf, np.inf
    survival = np.exp(-_cumulated(edges, hazards))
    first = second = 0.0
    for j, (a, h, s) in enumerate(zip(edges.tolist(), hazards.tolist(), survival.tolist(), strict=True)):
        last = j + 1 == edges.size
        b, at_end = (0.0, 0.0) if last else (float(edges[j + 1]), float(survival[j + 1]))
        if h == 0:
            first += s * (b - a)
            second += s * (b**2 - a**2)
        else:
            first += (s - at_end) / h
            second += 2 * (s * (a / h + h**-2) - at_end * (b / h + h**-2))
    return first, second


def atom_tables(block: Empirical) -> tuple[Floats, Floats]:
    """Sorted values that have a weight, and their cumulated shares."""
    values, weights = _sorted(block)
    shares = np.cumsum(weights) / weights.sum()
    shares[-1] = 1.0
    return values, shares


def _sorted(block: Empirical) -> tuple[Floats, Floats]:
    values = np.array(block.values)
    weights = np.ones(values.size) if block.weights is None else np.array(block.weights)
    order = np.argsort(values, kind="stable")
    order = order[weights[order] > 0]
    return values[order], weights[order]


def atom_quantile(values: Floats, shares: Floats, uniform: Floats) -> Floats:
    """The least value whose cumulated share reaches u."""
    return np.asarray(values[np.searchsorted(shares, uniform, side="left")])


def atom_survival(values: Floats, shares: Floats, x: Floats) -> Floats:
    """Share of the values above x."""
    below = np.searchsorted(values, x, side="right")
    return np.asarray(1 - np.concatenate([[0.0], shares])[below])


def atom_moments(values: Floats, shares: Floats) -> tuple[float, float]:
    """E X and E X^2."""
    weights = np.diff(shares, prepend=0.0)
    return float(weights @ values), float(weights @ values**2)


def line_tables(block: Empirical | Quantiles | Uniform) -> tuple[Floats, Floats]:
    """Values and the probabilities at which they are reached, both rising.

    Interpolated data: value i of n has the probability (i - 1) / (n - 1); with weights its cumulated weight, half its
    own taken off, between that of the first and that of the last.
    """
    if isinstance(block, Quantiles):
        return np.array(block.values), np.array(block.probabilities)
    if isinstance(block, Uniform):
        return np.array([block.least, block.most]), np.array([0.0, 1.0])
    values, weights = _sorted(block)
    if values.size == 1:
        return np.repeat(values, 2), np.array([0.0, 1.0])
    middle = np.cumsum(weights) - weights / 2
    return values, (middle - middle[0]) / (middle[-1] - middle[0])


def line_quantile(values: Floats, probabilities: Floats, uniform: Floats) -> Floats:
    """On the line between the quantiles around u."""
    part = np.searchsorted(probabilities, uniform, side="right") - 1
    place = (uniform - probabilities[part]) / (probabilities[part + 1] - probabilities[part])
    return np.asarray(values[part] + place * (values[part + 1] - values[part]))


def line_survival(values: Floats, probabilities: Floats, x: Floats) -> Floats:
    """1 - the probability at x; where a value has a share of its own, that share is not above it."""
    part = np.searchsorted(values, x, side="right") - 1
    inside = (part >= 0) & (part < values.size - 1)
    at = np.where(inside, part, 0)
    width = np.where(inside, values[at + 1] - values[at], 1.0)
    place = np.where(inside, (x - values[at]) / width, 0.0)
    below = probabilities[at] + place * (probabilities[at + 1] - probabilities[at])
    return np.where(part < 0, 1.0, np.where(inside, 1 - below, 0.0))


def line_moments(values: Floats, probabilities: Floats) -> tuple[float, float]:
    """E X and E X^2 of a mixture of uniforms."""
    share, a, b = np.diff(probabilities), values[:-1], values[1:]
    return float(share @ (a + b) / 2), float(share @ (a**2 + a * b + b**2) / 3)
