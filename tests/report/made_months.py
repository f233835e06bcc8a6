"""Months of people and load as a run over months finds them, put together without simulating a contact."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ccsim.experiment.months_run import NO_EXPECTATION
from ccsim.experiment.people import Team, run_people
from ccsim.experiment.result import MonthsFound
from ccsim.scenario.load import load_scenario
from ccsim.workforce.tenure_classes import tenure_classes

PEOPLE = Path(__file__).resolve().parents[2] / "configs" / "attrition_year_35.yaml"
MONTHS, RUNS = 4, 5


def months(*, sampled: bool = True, feedback: bool = True, length: int = MONTHS) -> MonthsFound:
    """Months of a hundred people, with a load that varies."""
    team = run_people(load_scenario(PEOPLE).scenario, length, RUNS).teams["agents"]
    offered = 1000 + 10 * np.arange(RUNS * length).reshape(RUNS, length)
    slots = 10_000 + np.arange(RUNS * length).reshape(RUNS, length)
    return MonthsFound(
        months=length,
        days=((2,) * length if sampled else (30, 31, 30, 31)[:length]),
        whole=not sampled,
        feedback=feedback,
        teams={"agents": Team(team.plan, team.sums, {}, NO_EXPECTATION)},
        load={"offered": offered, "answered_in_time": offered * 4 // 5},
        busy={"agents": np.stack([slots * 3 // 4, slots, slots // 2, slots], axis=1)},
        occupancy_as="utilisation",
        needed={"agents": np.full(length, 98.5)},
        classes={"agents": tenure_classes(team.plan, [1, 3, 8])},
    )
