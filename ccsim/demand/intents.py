"""What an issue is about, and the intents' parameters as arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ccsim.demand.busyness import drawn_mix
from ccsim.demand.calendar import mix_varies
from ccsim.demand.category import category
from ccsim.demand.streams import TapeStreams
from ccsim.model.inputs import day_of, issue_of
from ccsim.scenario.arrivals import PoissonArrivals
from ccsim.scenario.scenario import Scenario


def intents_of(scenario: Scenario, streams: TapeStreams, ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """Intent numbers of the issues of contacts `ids`, by the shares of the day on which each issue arose."""
    uniform = streams.issue(issue_of(ids))[:, 0]
    arrivals = scenario.arrivals
    if not isinstance(arrivals, PoissonArrivals) or not mix_varies(arrivals):
        return intents_by_share(scenario, uniform)
    days, row = np.unique(day_of(ids), return_inverse=True)
    bounds = np.cumsum(drawn_mix(scenario, arrivals, days, streams), axis=1)
    bounds /= bounds[:, -1:]
    intents = np.zeros(ids.size, np.int64)
    for bound in bounds.T[:-1]:
        intents += uniform >= bound[row]
    return intents


def intents_by_share(scenario: Scenario, uniform: NDArray[np.float64]) -> NDArray[np.int64]:
    """Intent numbers by inversion on the cumulated shares, in the order in which the scenario lists the intents.

    An intent added at the end with its share taken from the last one leaves all other issues' intents as they were;
    other changes of order or shares move the boundaries and so some issues' intents.
    """
    bounds = np.cumsum([intent.share for intent in scenario.intents.values()])
    return category(bounds[:-1] / bounds[-1], uniform)
