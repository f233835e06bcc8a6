"""What an issue is about, and the intents' parameters as arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ccsim.demand.category import category
from ccsim.scenario.scenario import Scenario


def intents_by_share(scenario: Scenario, uniform: NDArray[np.float64]) -> NDArray[np.int64]:
    """Intent numbers by inversion on the cumulated shares, in the order in which the scenario lists the intents.

    An intent added at the end with its share taken from the last one leaves all other issues' intents as they were;
    other changes of order or shares move the boundaries and so some issues' intents.
    """
    bounds = np.cumsum([intent.share for intent in scenario.intents.values()])
    return category(bounds[:-1] / bounds[-1], uniform)
