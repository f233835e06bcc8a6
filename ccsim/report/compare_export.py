"""A comparison as other programs read it: the object that `ccsim compare --json` prints, and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ccsim.report.summary import summary

if TYPE_CHECKING:
    from ccsim.experiment.compare import Comparison, CostPair, KpiPair
    from ccsim.experiment.contributions import Decomposition
    from ccsim.experiment.statistics import Estimate


def compare_plain(comparison: Comparison) -> dict[str, Any]:
    """One JSON object: the arms with their KPIs, then every arm against the first, then the parts.

    Differences in the KPI's unit (shares in 0..1, times in s), ratios without; `variance_reduction` is null where one
    of the variances is zero.
    """
    return {
        "arms": [
            {"label": label, "varied": varied, **summary(result)}
            for label, varied, result in zip(comparison.labels, comparison.varied, comparison.results, strict=True)
        ],
        "base": comparison.labels[0],
        "pairs": [
            {
                "arm": comparison.labels[pairing.place],
                "same_customers": pairing.same_customers,
                "kpis": {name: _kpi(pair) for name, pair in pairing.kpis.items()},
                "cost_per_contact_by_category": {pair.category: _cost(pair) for pair in pairing.costs},
            }
            for pairing in comparison.pairings
        ],
        "parts": [_parts(parts) for parts in comparison.parts],
    }


def compare_frame(comparison: Comparison) -> pd.DataFrame:
    """One row per arm and KPI: both values, difference, ratio, variance reduction."""
    rows = []
    for pairing in comparison.pairings:
        base, other = comparison.results[0], comparison.results[pairing.place]
        for name, pair in pairing.kpis.items():
            found = pair.paired
            rows.append(
                {
                    "arm": comparison.labels[pairing.place],
                    "base": comparison.labels[0],
                    "kpi": name,
                    "unit": pair.unit,
                    "base_value": base.kpis[name].estimate.value if name in base.kpis else None,
                    "value": other.kpis[name].estimate.value if name in other.kpis else None,
                    **_columns("difference", found.difference),
                    **_columns("ratio", found.ratio),
                    "variance_reduction": found.variance_reduction,
                    "why": found.difference.why,
                }
            )
    return _numbers(pd.DataFrame(rows), ("arm", "base", "kpi", "unit", "why"))


def cost_frame(comparison: Comparison) -> pd.DataFrame:
    """One row per arm and category of the buyer's cost, per contact."""
    rows = [
        {
            "arm": comparison.labels[pairing.place],
            "base": comparison.labels[0],
            "category": pair.category,
            "base_value": pair.base.value,
            "value": pair.other.value,
            **_columns("difference", pair.paired.difference),
        }
        for pairing in comparison.pairings
        for pair in pairing.costs
    ]
    return _numbers(pd.DataFrame(rows), ("arm", "base", "category"))


def parts_frame(comparison: Comparison) -> pd.DataFrame:
    """One row per arm, KPI and part: average over all orders, added first, added last, and last minus first."""
    rows = [
        {
            "arm": parts.candidate,
            "base": parts.base,
            "kpi": divided.kpi,
            "unit": divided.unit,
            "part": row.part,
            **_columns("average", row.average),
            **_columns("first_in", row.first),
            **_columns("last_in", row.last),
            **_columns("last_minus_first", row.order),
        }
        for parts in comparison.parts
        for divided in parts.measures
        for row in divided.contributions
    ]
    return _numbers(pd.DataFrame(rows), ("arm", "base", "kpi", "unit", "part"))


def combinations_frame(comparison: Comparison) -> pd.DataFrame:
    """One row per arm, set of parts put on the base, and KPI."""
    rows = [
        {"arm": parts.candidate, "base": parts.base, "parts": " + ".join(row.parts), "kpi": name, **_columns("", found)}
        for parts in comparison.parts
        for row in parts.combinations
        for name, found in row.kpis.items()
    ]
    return _numbers(pd.DataFrame(rows), ("arm", "base", "parts", "kpi"))


def _kpi(pair: KpiPair) -> dict[str, Any]:
    return {
        "unit": pair.unit,
        "difference": plain_estimate(pair.paired.difference),
        "ratio": plain_estimate(pair.paired.ratio),
        "variance_reduction": pair.paired.variance_reduction,
    }


def _cost(pair: CostPair) -> dict[str, Any]:
    return {
        "base": plain_estimate(pair.base),
        "arm": plain_estimate(pair.other),
        "difference": plain_estimate(pair.paired.difference),
    }


def _parts(parts: Decomposition) -> dict[str, Any]:
    return {
        "arm": parts.candidate,
        "base": parts.base,
        "keys": {name: list(keys) for name, keys in parts.parts.items()},
        "simulated": parts.simulated,
        "measures": {
            divided.kpi: {
                "unit": divided.unit,
                "difference": plain_estimate(divided.difference),
                "contributions": {
                    row.part: {
                        "average": plain_estimate(row.average),
                        "first_in": plain_estimate(row.first),
                        "last_in": plain_estimate(row.last),
                        "last_minus_first": plain_estimate(row.order),
                    }
                    for row in divided.contributions
                },
            }
            for divided in parts.measures
        },
        "combinations": [
            {"parts": list(row.parts), "kpis": {name: plain_estimate(found) for name, found in row.kpis.items()}}
            for row in parts.combinations
        ],
    }


def plain_estimate(estimate: Estimate) -> dict[str, Any]:
    """value, low and high, and why one of them is missing."""
    found: dict[str, Any] = {"value": estimate.value, "low": estimate.low, "high": estimate.high}
    return found | ({"why": estimate.why} if estimate.why else {})


def _columns(name: str, estimate: Estimate) -> dict[str, float | None]:
    if not name:
        return {"value": estimate.value, "low": estimate.low, "high": estimate.high}
    return {name: estimate.value, f"{name}_low": estimate.low, f"{name}_high": estimate.high}


def _numbers(frame: pd.DataFrame, texts: tuple[str, ...]) -> pd.DataFrame:
    return frame.astype({column: float for column in frame.columns if column not in texts})
