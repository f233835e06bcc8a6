"""A reading's measure at simulated points, with its interval over replications paired across scenarios."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ccsim.claims.expression import Formula
from ccsim.claims.points import Point
from ccsim.claims.quantities import QUANTITIES, Parts
from ccsim.claims.registry import Reading
from ccsim.claims.returns import LAUNCH, STEADY, Steady, return_of
from ccsim.errors import UsageError
from ccsim.experiment.jackknife import jackknife
from ccsim.metrics.registry import KPIS

Floats = NDArray[np.float64]


class Named(NamedTuple):
    """A name in a measure: which scenario's, and what of it."""

    scenario: str
    quantity: str


class Measured(NamedTuple):
    """A measure with its 95% interval; NaN where it was not observed or no roster met the target."""

    value: float
    low: float
    high: float


MISSING = Measured(float("nan"), float("nan"), float("nan"))


def names_of(reading: Reading) -> dict[str, Named]:
    """What every name of a reading's formula refers to.

    `scenario.kpi` where the first part is one of its scenarios; else a KPI, or key path, of the only or first one.
    A change needs the model before, the one after, and that as it is at its launch.
    """
    if reading.change:
        before, after = reading.scenarios
        return {"before": Named(before, STEADY), "after": Named(after, STEADY), LAUNCH: Named(after, LAUNCH)}
    found = {}
    for name in reading.formula.names:
        first, dot, rest = name.partition(".")
        found[name] = Named(first, rest) if dot and first in reading.scenarios else Named(reading.scenarios[0], name)
    return found


def check_quantity(name: str, claim: str) -> None:
    """Raises UsageError if a quantity exists neither among KPIs nor among those of claims."""
    if name in (STEADY, LAUNCH):
        return
    known = (*KPIS, *QUANTITIES)
    if name not in known:
        close = difflib.get_close_matches(name, known, n=1)
        hint = f" (did you mean {close[0]!r}?)" if close else ""
        raise UsageError(f"claims.{claim}.measure: found the unknown measure {name!r}; expected a KPI{hint}")
    if name in KPIS and KPIS[name].kind == "quantile":
        raise UsageError(f"claims.{claim}.measure: found {name!r}; expected a KPI that is a ratio, not a quantile")


def measured(reading: Reading, points: Mapping[str, Point]) -> Measured:
    """The measure at one point; `points` holds, by scenario, the point at which it was simulated."""
    if reading.change:
        models = _models(reading, points)
        value, without = (MISSING.value, np.zeros(0)) if models is None else return_of(reading.formula, *models)
        return Measured(value, *jackknife(value, without))
    parts = _parts(reading, points)
    if parts is None:
        return MISSING
    whole = _whole(reading.formula, parts)
    if not parts:
        return Measured(whole, whole, whole)
    low, high = jackknife(whole, _left_out(reading.formula, parts))
    return Measured(whole, low, high)


def value_of(reading: Reading, points: Mapping[str, Point]) -> float:
    """The measure without its interval; NaN if a roster meets the target nowhere."""
    if reading.change:
        return measured(reading, points).value
    parts = _parts(reading, points)
    return MISSING.value if parts is None else _whole(reading.formula, parts)


def _parts(reading: Reading, points: Mapping[str, Point]) -> dict[str, Parts] | None:
    """Parts by the formula's names; None if a scenario has none.

    Scenarios may have been simulated for different numbers of days: those that all have are the same days, and pair.
    """
    parts: dict[str, Parts] = {}
    for name, (scenario, quantity) in names_of(reading).items():
        point = points[scenario][scenario]
        if point is None:
            return None
        part = point[quantity]
        assert isinstance(part, Parts)
        parts[name] = part
    runs = min((part.above.size for part in parts.values()), default=0)
    return {name: Parts(part.above[:runs], part.below[:runs]) for name, part in parts.items()}


def _models(reading: Reading, points: Mapping[str, Point]) -> tuple[Steady, Steady, Steady] | None:
    """The model before, the one after, and that at its launch; None if one of them has no roster."""
    found = []
    for scenario, quantity in names_of(reading).values():
        point = points[scenario][scenario]
        if point is None:
            return None
        model = point[quantity]
        if not isinstance(model, Steady):
            return None
        found.append(model)
    before, after, launch = found
    return before, after, launch


def _whole(formula: Formula, parts: Mapping[str, Parts]) -> float:
    return formula({name: _ratio(part.above.sum(), part.below.sum()) for name, part in parts.items()})


def _left_out(formula: Formula, parts: Mapping[str, Parts]) -> Floats:
    """The formula's values (R,) with each replication left out of all scenarios."""
    runs = next(iter(parts.values())).above.size
    return np.array(
        [
            formula(
                {
                    name: _ratio(part.above.sum() - part.above[one], part.below.sum() - part.below[one])
                    for name, part in parts.items()
                }
            )
            for one in range(runs)
        ]
    )


def _ratio(above: float, below: float) -> float:
    return float(above / below) if below > 0 else float("nan")


def spread(values: Sequence[float]) -> tuple[float, float, float]:
    """Fifth, fiftieth and ninety-fifth percentile of the values that are there; NaN of none."""
    there = np.asarray([value for value in values if np.isfinite(value)])
    if not there.size:
        return MISSING
    low, middle, high = np.quantile(there, [0.05, 0.5, 0.95])
    return float(low), float(middle), float(high)
