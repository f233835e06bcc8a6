"""The shifts of a schedule: those given by hand, and the cheapest ones for headcounts that the staffing search found.

Source: docs/rosters.md.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ccsim.model.inputs import Centre
from ccsim.model.timegrid import DAY_S
from ccsim.scenario.scenario import Scenario
from ccsim.workforce.holiday_time import holidays_of
from ccsim.workforce.roster import given_levels
from ccsim.workforce.shift_cover import check_coverable, covering_plan, required_with_cover
from ccsim.workforce.shift_forms import forms_of
from ccsim.workforce.shift_plan import ShiftPlan, given_plan, weekdays_on

Ints = NDArray[np.int64]


def given_headcounts(scenario: Scenario, centre: Centre, derived: tuple[bool, ...], slots: int) -> Ints:
    """Scheduled agents (G, days x slots) of groups whose roster is given by hand, zeros for the others."""
    given = np.zeros((len(centre.groups), centre.days * slots), np.int64)
    for number, (name, group) in enumerate(scenario.groups.items()):
        if derived[number]:
            continue
        if group.shifts is None:
            given[number] = given_levels(scenario, name, centre.days)
        else:
            plan = given_plan(scenario, group, centre.days, warm_up_days(centre))
            given[number] = plan.levels(DAY_S / slots)
    return given


def check_patterns(scenario: Scenario, centre: Centre, needed: Ints) -> None:
    """Raise TargetMissedError if a derived group's patterns leave a slot bare at which somebody is needed.

    `needed` (G, days x slots): anything above 0 where somebody is. Found before anything is simulated.
    """
    for number, (name, group) in enumerate(scenario.groups.items()):
        if group.shifts is None or group.staffing_given:
            continue
        forms = forms_of(group)
        patterns = group.shifts.patterns
        allowed = np.array(
            [weekdays_on(scenario, patterns[form.pattern], centre.days, warm_up_days(centre)) for form in forms]
        )
        check_coverable(scenario, name, forms, allowed, needed[number].reshape(centre.days, -1))


def plan_shifts(scenario: Scenario, centre: Centre, levels: Ints) -> tuple[dict[int, ShiftPlan], Ints, Ints]:
    """Shifts by number of the group, the headcounts (G, days x slots) with them, and what they had to cover.

    Raises TargetMissedError if a requirement cannot be covered.
    """
    plans: dict[int, ShiftPlan] = {}
    slots = levels.shape[1] // centre.days
    found, required = levels.copy(), levels.copy()
    warm_up = warm_up_days(centre)
    for number, (name, group) in enumerate(scenario.groups.items()):
        if group.shifts is None:
            continue
        if group.shifts.given:
            plans[number] = given_plan(scenario, group, centre.days, warm_up)
        else:
            required[number] = required_with_cover(group, levels[number], DAY_S / slots)
            holidays = holidays_of(scenario, centre.days, warm_up)
            plans[number] = covering_plan(scenario, name, required[number], centre.days, warm_up, holidays)
        found[number] = plans[number].levels(DAY_S / slots)
    return plans, found, required


def warm_up_days(centre: Centre) -> int:
    """Simulated days before the measured ones."""
    return round(centre.measure_from_s / DAY_S)
