"""Whether a service target holds: each of its parts held against an interval, never against a mere estimate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from ccsim.experiment.result import KpiValue
from ccsim.experiment.statistics import Estimate
from ccsim.scenario.staffing import Target

Status = Literal["met", "missed", "edge", "open", "unknown"]
"""edge: open, with every roster derived: the smallest roster that meets a target lies at its edge by construction."""
STATUSES_BY_WEIGHT: tuple[Status, ...] = ("missed", "open", "unknown", "edge")


class Check(NamedTuple):
    """One part of the target: the KPI, its bound, and whether the interval lies on the right side of it."""

    kpi: str
    bound: float
    at_least: bool
    status: Status


def checks(target: Target, kpis: Mapping[str, KpiValue], derived: bool) -> list[Check]:
    """Every stated part of the target held against a run's intervals; a service level of 0 asks for nothing.

    `derived`: all rosters were derived for this very target and these very conditions.
    """
    bounds: list[tuple[str, float, bool]] = []
    if target.service_level > 0:
        bounds.append(("service_level", target.service_level, True))
    if target.abandonment is not None:
        bounds.append(("abandonment", target.abandonment, False))
    if target.mean_wait is not None:
        bounds.append(("asa", target.mean_wait, False))
    found = [(name, bound, least, judged(_estimate(kpis, name), bound, least)) for name, bound, least in bounds]
    return [
        Check(name, bound, least, "edge" if status == "open" and derived else status)
        for name, bound, least, status in found
    ]


def judged(estimate: Estimate | None, bound: float, at_least: bool) -> Status:
    """met or missed if the whole interval lies on one side of the bound, open if the bound lies within it."""
    if estimate is None or estimate.value is None:
        return "unknown"
    low = estimate.value if estimate.low is None else estimate.low
    high = estimate.value if estimate.high is None else estimate.high
    if low >= bound if at_least else high <= bound:
        return "met"
    if high < bound if at_least else low > bound:
        return "missed"
    return "open"


def worst(statuses: Sequence[Status]) -> Status:
    """The target as a whole: missed if any part is, met only if all parts are."""
    for status in STATUSES_BY_WEIGHT:
        if status in statuses:
            return status
    return "met" if statuses else "unknown"


def _estimate(kpis: Mapping[str, KpiValue], name: str) -> Estimate | None:
    kpi = kpis.get(name)
    return None if kpi is None else kpi.estimate
