"""What a scenario must have for some KPIs to exist, and which of them are not even named where it lacks that."""

from __future__ import annotations

from typing import Literal

import numpy as np

from ccsim.model.inputs import Centre
from ccsim.model.surge import Effect

Need = Literal[
    "bot",
    "busy_bot",
    "errors",
    "customer value",
    "emotion",
    "complex",
    "capacity",
    "longest wait",
    "deferring",
    "losing",
    "disconnecting",
    "silence",
    "reserves",
    "telling later",
    "months",
]

WHY_NOT: dict[Need, str] = {
    "bot": "no bot in this scenario",
    "busy_bot": "the bot of this scenario has neither a limit nor outages",
    "emotion": "no emotion in this scenario",
    "errors": "no errors in this scenario",
    "customer value": "nothing says what customers are worth in this scenario",
    "complex": "no intent of this scenario is flagged complex",
    "capacity": "no queue of this scenario has a capacity",
    "longest wait": "no queue of this scenario has a longest wait",
    "deferring": "no queue of this scenario defers to its opening",
    "losing": "no queue of this scenario loses contacts outside opening hours",
    "disconnecting": "no queue of this scenario disconnects at closing time",
    "silence": "nobody leaves silently in this scenario",
    "reserves": "no reserve of people in this scenario",
    "telling later": "no reserve of this scenario closes queues",
    "months": "the run does not follow people over months",
}
"""Why a KPI is null although the run went well."""

UNNAMED: frozenset[Need] = frozenset(WHY_NOT) - {"bot", "complex"}
"""KPIs that need these are left out of results of scenarios that lack them."""


def there(centre: Centre) -> dict[Need, bool]:
    """Which needs the centre satisfies."""
    with_hours = (centre.opens_s[:, 0] > 0) | np.isfinite(centre.closes_s[:, 0])
    return {
        "bot": centre.has_bot,
        "busy_bot": centre.bot_capacity is not None,
        "emotion": centre.mood is not None,
        "errors": centre.errors is not None,
        "customer value": centre.values_customers,
        "complex": bool(centre.is_complex.any()),
        "capacity": bool((centre.queue_capacity >= 0).any()),
        "longest wait": bool(np.isfinite(centre.max_wait_s).any()),
        "deferring": bool((with_hours & centre.defers).any()),
        "losing": bool((with_hours & ~centre.defers).any()),
        "disconnecting": bool((with_hours & centre.disconnects).any()),
        "silence": centre.p_silent > 0,
        "reserves": _has_reserves(centre, Effect.HEADS),
        "telling later": _has_reserves(centre, Effect.SHUT),
        "months": centre.over_months,
    }


def _has_reserves(centre: Centre, effect: Effect) -> bool:
    return centre.surge is not None and bool((centre.surge.effect == effect).any())
