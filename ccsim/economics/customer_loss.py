"""What lost customers and lost sales cost the buyer beside the service, from counts of issues and resolutions."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ccsim.economics.delivery import Counted
from ccsim.economics.entry import LOSS, Category, Entry, micro
from ccsim.scenario.scenario import Scenario


def customer_loss_entries(scenario: Scenario, sums: Counted) -> Iterator[Entry]:
    """Margin of customers who stay away and of orders that do not come about; a loss at no price makes no entry.

    Who is about to buy loses an order, everybody else a customer: no issue counts as both. Expected losses, not drawn
    ones: a count times a probability times a margin. Wrong answers that inspection puts right in time, unresolved in
    all measures, lose nobody. Source: docs/costs.md#customer-loss.
    """
    block = scenario.customer_loss
    if block is None:
        return
    buying = np.array([block.sales is not None and name in block.sales.intents for name in scenario.intents])
    by_intent = sums.by["intent"]
    unresolved = by_intent["issues"] - by_intent["eventually_resolved"]
    if scenario.errors is not None:
        put_right = np.rint((1 - scenario.errors.escaping) * by_intent["wrong"]).astype(np.int64)
        unresolved = np.maximum(unresolved - put_right, 0)
    found = []
    if (churn := block.churn) is not None:
        each = churn.share * churn.value
        found.append((Category.CHURNED_MARGIN, "unresolved_issues", unresolved[~buying], "unresolved issue", each))
    if (sales := block.sales) is not None:
        each = sales.lost_unresolved * sales.margin
        found.append((Category.LOST_SALES, "unresolved_issues", unresolved[buying], "unresolved issue", each))
        if scenario.bot is not None:
            each, by_bot = sales.lost_by_bot * sales.margin, by_intent["resolved_first_by_bot"][buying]
            found.append((Category.LOST_SALES, "resolved_by_bot", by_bot, "resolved issue", each))
    for category, cause, counts, unit, each in found:
        if each > 0:
            yield Entry(LOSS, category, "", cause, int(counts.sum()), 1, unit, micro(each))
