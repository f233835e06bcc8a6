"""What intervals and spans of the day must be, wherever a scenario states one."""

from __future__ import annotations

from collections.abc import Iterator

from ccsim.model.timegrid import DAY_S, grid
from ccsim.scenario.finding import Mistake
from ccsim.scenario.messages import clock_text

SHORTEST_INTERVAL_S = 60.0
OF_A_DAY = 'expected at least "1 min", and a day must be a whole number of it ("15 min", "30 min", "1 h")'
BEFORE_MIDNIGHT = "expected a time before the end of the day"


def divides_day(length_s: float) -> bool:
    """Whether a day is a whole number of it."""
    count = round(DAY_S / length_s)
    return count >= 1 and count * length_s == DAY_S


def interval_mistakes(path: str, length_s: float) -> Iterator[Mistake]:
    """Intervals are long enough, lie on the time grid and never straddle midnight."""
    if length_s < SHORTEST_INTERVAL_S or not divides_day(length_s) or grid(length_s) != length_s:
        yield path, f"{length_s:g} s", OF_A_DAY


def span_mistakes(path: str, start_s: float, until_s: float) -> Iterator[Mistake]:
    """A span begins within the day and is no point; it may go on past midnight."""
    if start_s >= DAY_S:
        yield f"{path}.from", "24:00", BEFORE_MIDNIGHT
    elif until_s == start_s:
        expected = 'expected another time than from; round the clock is "00:00" until "24:00"'
        yield f"{path}.until", clock_text(until_s), expected
