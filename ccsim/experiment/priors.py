"""What is not known about a scenario's inputs, and points drawn from it: low, value and high become a distribution.

A value that states `low` and `high` is a prior. Points are drawn for each key path by itself, keyed by the path: a
further prior shifts nobody else's draws, and two scenarios that share a path share its quantile, so that the same
ignorance is compared with the same ignorance. Source: docs/experiments.md#priors.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from ccsim.errors import Problem, ScenarioError
from ccsim.randomness import stream
from ccsim.scenario.base import Block
from ccsim.scenario.bounds import out_of_bounds
from ccsim.scenario.checks import findings
from ccsim.scenario.load import SHAPE, Loaded
from ccsim.scenario.scenario import Scenario

Floats = NDArray[np.float64]
Shape = Literal["halves", "triangular"]
Design = Literal["latin_hypercube", "independent"]
Varies = Literal["unknown", "merchant"]
SHAPES: tuple[Shape, ...] = get_args(Shape)
DESIGNS: tuple[Design, ...] = get_args(Design)

LOGARITHMIC_FROM = 5.0
"""Ranges whose high is so many times their low are spread over their logarithm: prices, delays, patience."""
_MERCHANT = re.compile(r"handling\.brevity|intents\.[^.]+\.share")
_SHARE_OF_WHOLE = re.compile(r"(intents|classes|repeats\.delay)\.([^.]+)\.share")
_BOT_KIND = re.compile(r"intents\.[^.]+\.bot_resolution\.([^.]+)")


@dataclass(frozen=True)
class Prior:
    """A value that is not known exactly, in the model's units (seconds, shares, currency), and who says so."""

    path: str
    low: Any
    base: Any
    """The scenario's own value: the median of the prior. A number, or a list of numbers that move together."""
    high: Any
    sources: tuple[str, ...]
    kind: str
    """The weakest kind among its sources: article, assumption, independent, none."""
    note: str
    file: str
    line: int

    @property
    def varies(self) -> Varies:
        """ "merchant" for what differs from seller to seller, "unknown" for what nobody knows well."""
        return "merchant" if _MERCHANT.fullmatch(self.path) else "unknown"

    def at(self, quantile: float, shape: Shape = "halves") -> Any:
        """The value at a quantile in (0, 1): the base at one half for `halves`; whole numbers stay whole."""
        if isinstance(self.base, list):
            triples = zip(self.low, self.base, self.high, strict=True)
            return [_value_at(quantile, shape, *triple) for triple in triples]
        return _value_at(quantile, shape, self.low, self.base, self.high)


def priors_of(loaded: Loaded) -> dict[str, Prior]:
    """The priors of a scenario by key path, in its order: every number that states both `low` and `high`.

    Left out: resolutions of kinds of bot that the scenario does not have, because nothing depends on them.
    """
    scenario, found = loaded.scenario, {}
    for path, said in loaded.provenance.items():
        if said.low is None or said.high is None or _of_another_bot(scenario, path):
            continue
        base = value_at(scenario, path)
        found[path] = Prior(path, said.low, base, said.high, said.source, said.kind, said.note, said.file, said.line)
    return found


def quantiles(paths: Sequence[str], points: int, seed: int, design: Design = "latin_hypercube") -> dict[str, Floats]:
    """Quantiles (points,) of every path, each keyed by (seed, path).

    `latin_hypercube`: one of them in each of `points` equal slices of (0, 1), the slices in random order; fewer points
    are needed, but another number of points is another design. `independent`: a longer design begins with the shorter.
    """
    ids = np.arange(points, dtype=np.int64)
    drawn = {path: stream(seed, 0, f"prior/{path}").uniforms(ids, 2) for path in paths}
    if design == "independent":
        return {path: draws[:, 0] for path, draws in drawn.items()}
    slices = {path: np.argsort(np.argsort(draws[:, 0], kind="stable")) for path, draws in drawn.items()}
    return {path: np.asarray((slices[path] + drawn[path][:, 1]) / points) for path in paths}


def sample(
    priors: Mapping[str, Prior],
    points: int,
    seed: int,
    design: Design = "latin_hypercube",
    shape: Shape = "halves",
) -> list[dict[str, Any]]:
    """So many points drawn from the priors: value by key path, for `with_values`."""
    drawn = quantiles(list(priors), points, seed, design)
    return [
        {path: prior.at(float(drawn[path][point]), shape) for path, prior in priors.items()} for point in range(points)
    ]


def with_values(scenario: Scenario, values: Mapping[str, Any]) -> Scenario:
    """The scenario with other values, in the model's units, at some key paths.

    Shares of a whole (of intents, classes, bands of delay) are divided by their sum afterwards if one of them is given,
    so that they still sum to 1. Raises ScenarioError if a value is not allowed where it would stand, or if values break
    a rule that binds blocks together.
    """
    given = dict(values)
    given |= _shares_of_whole(scenario, given)
    changed, where, problems = scenario, f"{scenario.name} with other inputs", []
    for path, value in given.items():
        changed = _with(changed, path.split("."), value)
        allowed = out_of_bounds(SHAPE, path, value)
        if allowed:
            problems.append(Problem(where, path, f"{value:g}" if isinstance(value, float) else str(value), allowed))
    broken = [] if problems else findings(changed, set(Scenario.model_fields))
    problems += [Problem(where, one.path, one.found, one.expected, one.hint) for one in broken]
    if problems:
        raise ScenarioError(problems)
    return changed


def value_at(scenario: Scenario, path: str) -> Any:
    """The value at a key path ("groups.agents.roster.0.agents"), in the model's units."""
    value: Any = scenario
    for part in path.split("."):
        value = _step(value, part)
    return value


def _step(value: Any, part: str) -> Any:
    if isinstance(value, list):
        return value[int(part)]
    return value[part] if isinstance(value, dict) else getattr(value, part)


def _with(at: Any, parts: Sequence[str], value: Any) -> Any:
    if not parts:
        return value
    inner = _with(_step(at, parts[0]), parts[1:], value)
    if isinstance(at, Block):
        return at.model_copy(update={parts[0]: inner})
    if isinstance(at, dict):
        return {**at, parts[0]: inner}
    place = int(parts[0])
    return [*at[:place], inner, *at[place + 1 :]]


def _shares_of_whole(scenario: Scenario, values: Mapping[str, Any]) -> dict[str, float]:
    """The shares of every whole of which one is given, divided by their sum."""
    matches = [match for path in values if (match := _SHARE_OF_WHOLE.fullmatch(path))]
    scaled: dict[str, float] = {}
    for whole in dict.fromkeys(match[1] for match in matches):
        parts = value_at(scenario, whole)
        names = list(parts) if isinstance(parts, dict) else [str(number) for number in range(len(parts))]
        paths = [f"{whole}.{name}.share" for name in names]
        shares = [values.get(path, value_at(scenario, path)) for path in paths]
        total = math.fsum(shares)
        scaled |= {path: share / total for path, share in zip(paths, shares, strict=True)}
    return scaled


def _of_another_bot(scenario: Scenario, path: str) -> bool:
    match = _BOT_KIND.fullmatch(path)
    return match is not None and (scenario.bot is None or scenario.bot.kind != match[1])


def _value_at(quantile: float, shape: Shape, low: float, base: float, high: float) -> float | int:
    if not isinstance(base, int) or isinstance(base, bool):
        return _within(_spread(quantile, shape, float(low), float(base), float(high)), low, high)
    # A whole number stands for everything that is rounded to it.
    spread = _spread(quantile, shape, low - 0.5, float(base), high + 0.5)
    return int(_within(math.floor(spread + 0.5), low, high))


def _spread(quantile: float, shape: Shape, low: float, base: float, high: float) -> float:
    logarithmic = low > 0 and high >= LOGARITHMIC_FROM * low
    ends = (math.log(low), math.log(base), math.log(high)) if logarithmic else (low, base, high)
    value = _INVERSE[shape](quantile, *ends)
    return math.exp(value) if logarithmic else value


def _within(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)


def _halves(quantile: float, low: float, base: float, high: float) -> float:
    """Uniform below the base and uniform above it, half of the probability on either side."""
    if quantile < 0.5:
        return low + 2 * quantile * (base - low)
    return base + (2 * quantile - 1) * (high - base)


def _triangular(quantile: float, low: float, base: float, high: float) -> float:
    """Triangle with its peak at the base."""
    if high == low:
        return base
    peak = (base - low) / (high - low)
    if quantile < peak:
        return low + math.sqrt(quantile * (high - low) * (base - low))
    return high - math.sqrt((1 - quantile) * (high - low) * (high - base))


_INVERSE: dict[Shape, Callable[[float, float, float, float], float]] = {"halves": _halves, "triangular": _triangular}
"""Inverse distribution functions. `halves` has nearly the spread of a normal with low and high at its fifth and
ninety-fifth percentile (0.58 of half the range against 0.61; a triangle has 0.41), and never leaves the range."""
