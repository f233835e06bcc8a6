"""What a run over months adds to the sums: people by month, in integers, so that measures of them are KPIs too.

Times are in millionths of an agent-month. Definitions: docs/metrics.md#people-over-months.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ccsim.metrics.sums import Sums

MILLION = 1_000_000
PEOPLE_SUMS = (
    "people_months", "head_micro", "vacant_micro", "preparing_micro", "beginner_micro", "tenure_micro", "leavers",
    "starters", "learning_ticks",
)  # fmt: skip
"""Names of what is added; they have no dimensions."""


def people_totals(
    sums: Sums, teams: Mapping[str, Mapping[str, NDArray[np.float64]]], learning_ticks: Mapping[str, int]
) -> Sums:
    """The sums with those of people added: all teams of a replication together.

    `teams`: by team, arrays (1, months) as people_sums gives them; `learning_ticks`: by team, hands-on time beyond
    what practised agents would have taken for the same work.
    """

    def total(*names: str) -> float:
        return sum(float(of[name].sum()) for of in teams.values() for name in names)

    months = next(iter(teams.values()))["head_months"].size
    added = {
        "people_months": months * MILLION,
        "head_micro": round(total("head_months") * MILLION),
        "vacant_micro": round(total("missing_months") * MILLION),
        "preparing_micro": round(total("training_months", "nesting_months") * MILLION),
        "beginner_micro": round(total("beginner_months") * MILLION),
        "tenure_micro": round(total("tenure_area") * MILLION),
        "leavers": round(total("leavers")),
        "starters": round(total("starters")),
        "learning_ticks": sum(learning_ticks.values()),
    }
    return Sums({**sums.totals, **added}, sums.by, sums.waits, sums.waits_by_queue)
