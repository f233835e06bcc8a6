"""Everybody's presence in one replication: groups by headcount and groups on shifts together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ccsim.model.inputs import Centre
from ccsim.model.shift_time import SHIFT_SUMS, ShiftTime
from ccsim.model.timegrid import DAY_S
from ccsim.scenario.scenario import Scenario
from ccsim.workforce.afterwards import steps_afterwards
from ccsim.workforce.holiday_time import holidays_of
from ccsim.workforce.roster import build_roster
from ccsim.workforce.shift_plan import ShiftPlan
from ccsim.workforce.shift_roster import work_shifts


class Staffed(NamedTuple):
    """Who is there, and what is paid."""

    roster: NDArray[np.void]
    """Headcount steps (ROSTER_DTYPE), those after the horizon included."""
    paid_s: NDArray[np.float64]
    """(G, days) paid time (s)."""
    shift_time: ShiftTime
    """What shifts tell beyond headcounts; empty without shifts."""


def staffed(
    scenario: Scenario,
    centre: Centre,
    schedule: NDArray[np.int64],
    plans: Mapping[int, ShiftPlan],
    seed: int,
    replication: int,
    purpose: str = "run",
) -> Staffed:
    """One replication of a schedule: groups in `plans` (by number) work their shifts, the others by headcount.

    `schedule` (G, days x slots): scheduled agents of the others. Raises ValueError like `build_roster`.
    """
    roster, paid_s = build_roster(scenario, centre, schedule, seed, replication, purpose)
    if not plans:
        return Staffed(_with_days_after(centre, roster), paid_s, {})
    parts = [roster[~np.isin(roster["group"], list(plans))]]
    time = {name: np.zeros((len(centre.groups), centre.days), np.int64) for name in SHIFT_SUMS}
    holidays = holidays_of(scenario, centre.days, round(centre.measure_from_s / DAY_S))
    for number, plan in plans.items():
        name = centre.groups[number]
        worked = work_shifts(scenario.groups[name], number, plan, holidays, seed, replication, f"{purpose}/{name}")
        parts.append(worked.steps)
        paid_s[number] = worked.paid_s
        for key, by_day in worked.time.items():
            time[key][number] = by_day
    joined = np.concatenate(parts)
    joined = joined[np.lexsort((joined["group"], joined["at_s"]))]
    return Staffed(_with_days_after(centre, joined), paid_s, time)


def _with_days_after(centre: Centre, roster: NDArray[np.void]) -> NDArray[np.void]:
    return np.concatenate([roster, steps_afterwards(centre, roster)])
