"""What a team's months cost: wages, hiring, training, and what vacancies and slowness are worth.

Source: docs/people.md#money.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ccsim.scenario.groups import Labour
from ccsim.scenario.workforce import Overtime

Floats = NDArray[np.float64]

CASH = ("wages", "hiring", "training", "overtime")
"""Parts that are paid; they sum to `cost`."""


def people_costs(labour: Labour, overtime: Overtime, sums: Mapping[str, Floats]) -> dict[str, Floats]:
    """Money by part (currency), and agent-months of overtime and of work not done, in the shape of the sums.

    `sums` as people_sums gives them. Overtime makes up for vacancies as far as those who are there may work longer.
    """
    loaded = labour.wage * (1 + labour.bonus) * (1 + labour.on_cost)
    hours = labour.hours_per_day / 3600 * labour.days_per_month
    hourly = labour.wage * (1 + labour.on_cost) / hours
    heads, missing = sums["head_months"], sums["missing_months"]
    covered = np.minimum(missing, overtime.hours_per_month / hours * heads)
    in_training = sums["training_months"] + sums["nesting_months"]
    trained = sums["effective_months"] - sums["nesting_effective"]
    costs = {
        "wages": loaded * heads,
        "hiring": labour.hire_cost * sums["starters"],
        "training": loaded * in_training,
        "overtime": covered * hours * hourly * overtime.pay_factor,
    }
    costs["cost"] = np.asarray(sum(costs[part] for part in CASH))
    costs["wages_saved"] = -loaded * missing
    costs["vacancies"] = costs["overtime"] + costs["wages_saved"]
    costs["slowness"] = loaded * (heads - trained)
    return {**costs, "covered_months": covered, "undone_months": missing - covered}
