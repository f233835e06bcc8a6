"""Which class of customer an issue belongs to."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ccsim.demand.category import category
from ccsim.demand.streams import TapeStreams
from ccsim.model.inputs import issue_of
from ccsim.model.timegrid import grid_array
from ccsim.scenario.scenario import Scenario


def customer_class(scenario: Scenario, streams: TapeStreams, contact_ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number of the customer class of each contact's issue; all attempts of an issue have the same."""
    if len(scenario.classes) < 2:
        return np.zeros(contact_ids.size, np.int64)
    bounds = np.cumsum([customer.share for customer in scenario.classes.values()])
    return category(bounds[:-1] / bounds[-1], streams.customer(issue_of(contact_ids))[:, 0])


def patience_of_class(
    scenario: Scenario, classes: NDArray[np.int64], patience_s: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Patience (s, on the grid) of customers of these classes, from that of customers with factor 1."""
    if not scenario.classes:
        return patience_s
    return grid_array(patience_s * patience_factors(scenario, classes))


def patience_factors(scenario: Scenario, classes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Factor on patience of customers of these classes; 1 without classes."""
    factors = [customer.patience_factor for customer in scenario.classes.values()]
    return np.array(factors or [1.0])[classes]


def mean_patience_factor(scenario: Scenario) -> float:
    """Mean over customers of their class's factor on patience; 1 without classes."""
    classes = scenario.classes.values()
    total = sum(customer.share for customer in classes)
    return sum(customer.share * customer.patience_factor for customer in classes) / total if classes else 1.0
