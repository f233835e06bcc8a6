"""The six sums of a staffing target, counted alone, are those of the whole measurement, on days with every feature."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ccsim.engine import choose, engine
from ccsim.engine.coverage import lacking
from ccsim.experiment.replications import Job, draw_inputs
from ccsim.experiment.staffing import derive_schedule
from ccsim.metrics.in_target import COUNTED, target_counts
from ccsim.metrics.measure import measure
from ccsim.scenario.centre import centre_of
from ccsim.scenario.load import load_scenario

CONFIGS = Path(__file__).resolve().parents[2] / "configs"
FEATURES = ("ai_outsourcer", "vip", "hybrid_overflow", "outages_short", "night_bot", "emotion_detector", "small_shop")


@pytest.mark.parametrize("name", FEATURES)
def test_the_sums_of_a_target_are_those_of_the_whole(name: str) -> None:
    changes = ["arrivals.volume=600/day", "run.days=2", "staffing.pilot_days=2"]
    scenario = load_scenario(CONFIGS / f"{name}.yaml", changes).scenario
    centre = centre_of(scenario)
    used = choose("auto", 0.0, lacking(centre))
    levels = derive_schedule(scenario, centre, engine=used)
    few = levels.levels if levels.shifts else np.minimum(levels.levels, 1)  # so that queues form
    inputs = draw_inputs(Job(scenario, centre, few, 3, used, centre.days, shifts=levels.shifts), 0)
    log = engine(used)(inputs)
    whole = measure(inputs, log).totals
    counted = dict(zip(COUNTED, target_counts(centre, inputs.tape, log.contacts), strict=True))
    assert counted == {one: whole[one] for one in COUNTED}
    assert counted["answered"] > 0
    assert counted["abandoned"] + counted["balked"] > 0
