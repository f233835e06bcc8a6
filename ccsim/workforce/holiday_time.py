"""Which simulated days are statutory holidays, as spans of time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ccsim.model.timegrid import DAY_S
from ccsim.scenario.calendar_days import is_holiday
from ccsim.scenario.scenario import Scenario
from ccsim.workforce.shift_forms import Spans


@dataclass(frozen=True)
class Holidays:
    """Whether days are statutory holidays; day 0 is the first simulated one."""

    off: NDArray[np.bool_]
    """(days + 2,) from the day before the first simulated one to the day after the last."""

    def spans_around(self, day: int) -> Spans:
        """The holidays among `day` and the day after it, in seconds after the midnight at which `day` begins."""
        return tuple((i * DAY_S, (i + 1) * DAY_S) for i in (0, 1) if self.off[min(day + 1 + i, self.off.size - 1)])


def holidays_of(scenario: Scenario, days: int, warm_up: int) -> Holidays:
    """The statutory holidays of the scenario's calendar; none without a calendar."""
    return Holidays(np.array([is_holiday(scenario, day - warm_up) for day in range(-1, days + 1)]))
