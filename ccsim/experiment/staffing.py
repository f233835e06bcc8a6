"""Derived staffing: the smallest roster, of a stated form, that meets the scenario's target for the forecast.

A formula gives the shape of the day; one common factor, found on simulated pilot days, gives its height.
Source: docs/staffing.md.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from ccsim.errors import TargetMissedError
from ccsim.experiment.base_schedule import NOBODY, base_levels
from ccsim.experiment.pilot import PILOT_SEED, Pilot, PilotOutcome
from ccsim.experiment.planned import as_staffed
from ccsim.experiment.shift_plans import check_patterns, given_headcounts, plan_shifts
from ccsim.model.inputs import Centre
from ccsim.scenario.scenario import Scenario
from ccsim.workforce.roster import slots_per_day
from ccsim.workforce.shift_plan import ShiftPlan

Ints = NDArray[np.int64]

LOWEST, HIGHEST = 1, 300
"""Factors tried, in percent of the formula's headcounts."""
_STEP = 15
"""First step (percent) per unit of margin: with some tens of agents, 1% more of them loses about 7% fewer contacts."""
_INTERPOLATIONS = 6
"""Trials after which interpolation gives way to bisection."""
GIVEN = "given by hand (an input)"


@dataclass(frozen=True)
class Schedule:
    """Scheduled agents, and how they were found."""

    levels: Ints
    """(G, slots of all simulated days) agents scheduled for the expected forecast, absence not yet taken off."""
    interval_s: float
    """Length of a slot (s)."""
    derived: tuple[bool, ...]
    """By group: derived, or given by hand and thereby an input (a group of reserves alone is given: nobody)."""
    rule: str
    """The rule in one sentence."""
    factor: float = 1.0
    """Common factor on the formula's headcounts of the derived groups; 1 if there are none."""
    pilot: dict[str, float] = field(default_factory=dict)
    """What the pilot days showed: days, evaluations, service_level, abandonment, mean_wait_s with the factor, and
    service_level_below, abandonment_below, mean_wait_s_below with a factor one step less, which misses the target
    (absent if the chosen factor is the smallest that is tried). What no pilot day showed, because nobody asked for a
    person, is absent; empty if no group is derived."""
    shifts: Mapping[int, ShiftPlan] = field(default_factory=dict)
    """Shifts by number of the group, of groups that have shifts; `levels` then holds their headcounts."""
    required: Ints | None = None
    """(G, slots) what the shifts had to cover: derived headcounts, raised to `shifts.cover`; `levels` of the other
    groups. None if no group has shifts."""

    @property
    def given(self) -> bool:
        """Whether anybody is scheduled by hand."""
        return any(not is_derived and level.any() for is_derived, level in zip(self.derived, self.levels, strict=True))


def derive_schedule(
    scenario: Scenario,
    centre: Centre,
    *,
    jobs: int = 1,
    engine: str = "auto",
    progress: Callable[[int], None] | None = None,
    pilot_seed: int = PILOT_SEED,
) -> Schedule:
    """The schedule of a scenario: groups with a roster keep it, the others get the smallest that meets the target.

    Reserves are left out, and so are special days if `staffing.special_days` says so: see `as_staffed`.

    `jobs`: processes for the pilot days; `engine`: runs them; the result depends on neither. `progress` is told how
    many rosters have been tried. `pilot_seed` is for those who derive rosters of many scenarios and do not want the
    luck of the same few pilot days in all of them. Raises TargetMissedError if three times the formula's headcounts
    miss the target.
    """
    derived = tuple(not group.staffing_given for group in scenario.groups.values())
    interval_s = scenario.staffing.interval
    scenario = as_staffed(scenario)
    given = given_headcounts(scenario, centre, derived, slots_per_day(scenario))
    if not any(derived):
        return _with_shifts(scenario, centre, Schedule(given, interval_s, derived, GIVEN))
    base = base_levels(scenario, centre, derived)

    def levels(percent: int) -> Ints:
        return np.asarray(np.where(np.array(derived)[:, None], scaled(scenario, base, percent), given), np.int64)

    with Pilot(scenario, jobs, engine, pilot_seed) as pilot:
        known: dict[bytes, PilotOutcome] = {}

        def outcome(percent: int) -> PilotOutcome:
            trial = levels(percent)
            key = trial.tobytes()
            if key not in known:
                known[key] = pilot.outcome(trial)
                if progress is not None:
                    progress(len(known))
            return known[key]

        check_patterns(scenario, centre, levels(LOWEST))
        percent = smallest_factor(lambda percent: outcome(percent).margin(scenario.staffing.target))
        if percent is None:
            raise TargetMissedError(_missed(scenario, outcome(HIGHEST)))
        found: dict[str, float] = {"days": float(pilot.days)}
        found |= _observed(outcome(percent))
        if percent > LOWEST:
            found |= {f"{name}_below": value for name, value in _observed(outcome(percent - 1)).items()}
        found["evaluations"] = float(len(known))
    schedule = Schedule(levels(percent), interval_s, derived, _rule(scenario, derived), percent / 100, found)
    return _with_shifts(scenario, centre, schedule)


def _with_shifts(scenario: Scenario, centre: Centre, schedule: Schedule) -> Schedule:
    """The schedule with the shifts of groups that have some; as it is where none has."""
    if all(group.shifts is None for group in scenario.groups.values()):
        return schedule
    shifts, levels, required = plan_shifts(scenario, centre, schedule.levels)
    return replace(schedule, levels=levels, shifts=shifts, required=required)


def scaled(scenario: Scenario, base: Ints, percent: int) -> Ints:
    """Scheduled agents for a factor: ceil(f n / (1 - absence)), never below `staffing.minimum`; none where n is NOBODY.

    Rounded once, so that one agent needed with a little absence does not become two.
    """
    absence = np.array([group.absence for group in scenario.groups.values()])[:, None]
    rounded = np.ceil(percent / 100 * base / (1 - absence) - 1e-9).astype(np.int64)
    return np.asarray(np.where(base == NOBODY, 0, np.maximum(rounded, scenario.staffing.minimum)), np.int64)


def smallest_factor(margin: Callable[[int], float]) -> int | None:
    """Smallest percent in LOWEST..HIGHEST that meets the target (`margin` not negative); None if HIGHEST misses.

    A bracket around the edge is closed by interpolating margins, then by bisection. The result meets, and one percent
    less was tried and misses (unless the result is LOWEST). Where meeting is not monotone in the factor, a smaller one
    further down may meet too.
    """
    low, high = LOWEST - 1, HIGHEST + 1  # not yet tried: below the range all miss, above it all meet
    margins: dict[int, float] = {}
    trial, step = 100, 0
    while True:
        margins[trial] = margin(trial)
        if margins[trial] >= 0:
            high = trial
        else:
            low = trial
        if high - low == 1:
            return high if high <= HIGHEST else None
        if low in margins and high in margins:
            if len(margins) > _INTERPOLATIONS:
                trial = (low + high) // 2
            else:
                edge = low + (high - low) * margins[low] / (margins[low] - margins[high])
                trial = min(max(math.ceil(edge), low + 1), high - 1)
        else:
            step = max(2 * step, math.ceil(_STEP * abs(margins[trial])), 1)
            trial = min(low + step, HIGHEST) if low in margins else max(high - step, LOWEST)


def _observed(found: PilotOutcome) -> dict[str, float]:
    """The ratios that the pilot days showed; one without a denominator is left out."""
    return {name: value for name, value in found._asdict().items() if not math.isnan(value)}


def _rule(scenario: Scenario, derived: tuple[bool, ...]) -> str:
    groups = zip(scenario.groups.items(), derived, strict=True)
    by_hand = [name for (name, group), is_derived in groups if not is_derived and not group.of_reserves]
    return (
        f"smallest headcount per {scenario.staffing.interval / 60:g} min that meets the target for the forecast by the "
        "chat chain (Erlang A at one chat per agent), divided by 1 - absence, times the smallest common factor (in "
        "steps of 1%) that meets the target on simulated pilot days"
        + ("" if scenario.forecast.exact else "; scaled in every replication by the error of its forecast")
    ) + (f"; {', '.join(by_hand)}: {GIVEN}" if by_hand else "")


def _missed(scenario: Scenario, found: PilotOutcome) -> str:
    target = scenario.staffing.target
    parts = [
        f"service level {found.service_level:.1%} (at least {target.service_level:.1%} within {target.within:g} s)"
    ]
    if target.abandonment is not None:
        parts.append(f"abandonment {found.abandonment:.1%} (at most {target.abandonment:.1%})")
    if target.mean_wait is not None:
        parts.append(f"mean wait {found.mean_wait_s:.1f} s (at most {target.mean_wait:g} s)")
    return (
        f"{scenario.name}: staffing.target is missed even with {HIGHEST / 100:g} times the formula's headcounts: "
        + ", ".join(parts)
    )
