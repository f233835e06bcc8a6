"""Whole scenarios for two engines to disagree about, as a file states them; and their way through the loader to inputs.

The construction covers every block of a scenario that days know; runs over months (`workforce`) and roll-outs are no
affair of an engine. As with generated days, one construction has two sources of chance: a seeded generator, and Hypothesis.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from chance import Choices
from hypothesis import strategies as st
from scenario_demand import (
    OCCASIONS,
    Block,
    arrivals,
    bot,
    classes,
    customer_loss,
    emotion,
    errors,
    handling,
    intents,
    patience,
    repeats,
    some,
)
from scenario_supply import groups, queues, surge
from strategies import Drawn

from ccsim.experiment.base_schedule import base_levels
from ccsim.experiment.planned import as_staffed
from ccsim.experiment.replications import Job
from ccsim.experiment.shift_plans import given_headcounts, plan_shifts
from ccsim.experiment.staffing import scaled
from ccsim.scenario.centre import centre_of
from ccsim.scenario.load import load_scenario
from ccsim.workforce.roster import slots_per_day


def a_scenario(choices: Choices) -> Block:
    """What a scenario file says; valid by construction."""
    run = _run(choices)
    warm_up = run["history"]["days"] if run["history"]["method"] == "simulated" else 0
    with_bot, comes_back = choices.integer(0, 2) > 0, choices.integer(0, 7) > 0
    queue_names = [f"queue{number}" for number in range(choices.integer(1, 3))]
    intent_blocks = intents(choices, queue_names, with_bot)
    names = list(intent_blocks)
    group_blocks = groups(choices, [f"group{number}" for number in range(choices.integer(1, 3))], queue_names, names)
    found: Block = {
        "run": run,
        "arrivals": arrivals(choices, run, names),
        "intents": intent_blocks,
        "handling": handling(choices),
        "patience": patience(choices, comes_back),
        "groups": group_blocks,
        "staffing": _staffing(choices),
        "routing": choices.pick(["least_loaded", "most_loaded", "longest_idle"]),
    }
    if run["start"] in OCCASIONS:
        found["calendar"] = {"holidays": "CN"}
    if comes_back:
        found["repeats"] = repeats(choices)
    if with_bot:
        found["bot"] = bot(choices, run, warm_up)
    optional = {
        "classes": classes(choices),
        "queues": queues(choices, queue_names),
        "emotion": emotion(choices, with_bot),
        "errors": errors(choices, comes_back),
        "customer_loss": customer_loss(choices, names),
        "forecast": {"bias": 0.1, "week_cv": 0.2, "day_cv": 0.2, "halfhour_cv": 0.1},
        "satisfaction": {"base": 1, "unresolved": -2, "wait": -0.5, "response": -0.2, "survey_satisfied": 0.5},
        "surge": surge(choices, group_blocks, queue_names),
    }
    return found | some(choices, optional)


def _run(choices: Choices) -> Block:
    return {
        "start": choices.pick(["2025-06-02", "2025-06-06", *OCCASIONS]),
        "days": choices.pick([1, 1, 2, 3]),
        "interval": choices.pick(["30 min", "1 h", "1 day"]),
        "replications": 2,
        "seed": choices.integer(0, 1000),
        "history": {"days": choices.integer(0, 2), "method": choices.pick(["quick", "simulated"])},
        "stop": choices.pick(["drain", "drain", "hard"]),
    }


def _staffing(choices: Choices) -> Block:
    """Targets that are easily reached: which roster the formula finds is not what is tested here."""
    target = {"service_level": 0.5, "within": "60 s"}
    rest = {"minimum": choices.integer(0, 2), "special_days": choices.one_in(2)}
    return {"target": target, "interval": "30 min", **some(choices, rest)}


@st.composite
def scenarios(draw: st.DrawFn) -> Block:
    """What a scenario file says."""
    return a_scenario(Choices(Drawn(draw)))


def job_of(content: dict[str, Any], folder: Path) -> Job:
    """What replications of a scenario are simulated from: the file read by the loader, staffed without pilot days.

    Raises ScenarioError if the loader refuses it, TargetMissedError if no roster reaches its target.
    """
    path = folder / "generated.yaml"
    path.write_text(json.dumps(content), encoding="utf-8")  # which is YAML too
    scenario = load_scenario(path).scenario
    centre, staffed = centre_of(scenario), as_staffed(scenario)
    derived = tuple(not group.staffing_given for group in scenario.groups.values())
    levels = given_headcounts(scenario, centre, derived, slots_per_day(scenario))
    if any(derived):
        found = scaled(staffed, base_levels(staffed, centre, derived), 90)
        levels = np.where(np.array(derived)[:, None], found, levels)
    plans, levels, _ = plan_shifts(staffed, centre, levels)
    return Job(scenario, centre, levels, scenario.run.seed, "reference", centre.days, shifts=plans)
