"""Time of agents on shifts that headcounts do not tell: breaks, absence, lateness, overtime and its kin."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

SHIFT_SUMS = (
    "break_ticks", "absence_ticks", "lateness_ticks",
    "overtime_ticks", "rest_day_ticks", "holiday_ticks", "night_shifts",
)  # fmt: skip
"""Names of what is counted, beside `paid_ticks`. The first three are parts of paid time; of the time at work, the next
three are paid with a premium, and no time by two of them; the last is a number of shifts."""

ShiftTime = Mapping[str, NDArray[np.int64]]
"""SHIFT_SUMS -> (G, days), zeros for groups without shifts; empty where no group has shifts."""
