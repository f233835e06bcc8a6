"""How long a contact waits for a person before it leaves."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ccsim.demand.bot import handed_over
from ccsim.demand.law import Law, law_of
from ccsim.model.timegrid import grid_array
from ccsim.scenario.patience import Patience
from ccsim.scenario.scenario import Scenario


def patience_s(
    scenario: Scenario, intents: NDArray[np.int64], bot_outcome: NDArray[np.int8], uniform: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Patience from entering the human queue (s, on the grid, or inf), the bot's effect on it included."""
    factors = _factors(scenario, intents, bot_outcome)
    return grid_array(patience_law(scenario.patience).quantile(uniform) * factors)


def patience_beyond_s(
    scenario: Scenario,
    intents: NDArray[np.int64],
    bot_outcome: NDArray[np.int8],
    uniform: NDArray[np.float64],
    exceeds_s: NDArray[np.float64],
) -> NDArray[np.float64]:
    """`patience_s` given that it exceeds `exceeds_s` (n,); just that bound if no patience is so long."""
    factors = _factors(scenario, intents, bot_outcome)
    return grid_array(patience_law(scenario.patience).beyond(exceeds_s / factors, uniform) * factors)


def _factors(scenario: Scenario, intents: NDArray[np.int64], bot_outcome: NDArray[np.int8]) -> NDArray[np.float64]:
    factors = np.array([intent.patience_factor for intent in scenario.intents.values()])[intents]
    factors *= np.where(handed_over(bot_outcome), scenario.patience.after_bot, 1.0)
    return np.asarray(factors)


def patience_law(patience: Patience) -> Law:
    """Patience of an intent with factor 1 and no bot before it."""
    return law_of(patience.time, patience.mean)
