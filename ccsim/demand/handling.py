"""The amount of work in a human leg."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ccsim.demand.bot import handed_over
from ccsim.demand.law import relative_law
from ccsim.model.timegrid import grid_array
from ccsim.scenario.scenario import Scenario


def mean_replies(scenario: Scenario) -> NDArray[np.float64]:
    """Mean replies (I,) of a human leg that no bot handed over."""
    return np.array([intent.replies * scenario.handling.brevity for intent in scenario.intents.values()])


def work_s(
    scenario: Scenario, intents: NDArray[np.int64], bot_outcome: NDArray[np.int8], uniform: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Duration (s, on the grid) of each leg alone with a tenured agent: replies x (hands-on + thinking).

    Replies have the intent's mean and the scenario's distribution; after a bot a fixed number is added.
    Source: docs/model.md#a-human-leg.
    """
    handling = scenario.handling
    replies = mean_replies(scenario)[intents] * relative_law(handling.amount).quantile(uniform)
    replies += np.where(handed_over(bot_outcome), handling.extra_replies_after_bot, 0.0)
    return grid_array(replies * (handling.hands_on_per_reply + handling.customer_think))


def wrap_s(
    scenario: Scenario, intents: NDArray[np.int64], uniform: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """After-contact work (s, on the grid): the intent's own, times a relative amount drawn if the scenario has one.

    `uniform` (n,) is needed with `handling.wrap_up_distribution` only.
    """
    means = np.array([intent.wrap_up for intent in scenario.intents.values()])
    spread = scenario.handling.wrap_up_distribution
    if spread is None or uniform is None:
        return grid_array(means)[intents]
    return grid_array(means[intents] * relative_law(spread).quantile(uniform))
