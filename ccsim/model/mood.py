"""How likely a customer is in a negative state, and what that does to the work with them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class MoodTables:
    """A centre's emotion tables; A attempts, S steps of the wait, G groups, I intents."""

    p_negative: NDArray[np.float64]
    """(A, S+1) probability by attempt and number of steps that the wait for a person has passed."""
    after_s: NDArray[np.float64]
    """(S,) the steps (grid), rising: a wait of more than this has passed it."""
    work_factor: NDArray[np.float64]
    """(G, I) on work_s for negative customers, in place of `Centre.work_factor`."""
    satisfaction: float
    """Added to the logit of satisfaction."""
    handling_factor: float = 1.0
    """On hands-on time alone; contained in `work_factor`, and what an agent at message level needs."""
