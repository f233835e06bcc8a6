"""When an error comes to light."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ccsim.model.timegrid import grid_array
from ccsim.scenario.errors import Errors


def error_delay_s(errors: Errors, uniform: NDArray[np.float64]) -> NDArray[np.float64]:
    """Time (s, on the grid) from closing until the customer finds out: exponential."""
    return grid_array(-errors.detected_after * np.log1p(-uniform))
