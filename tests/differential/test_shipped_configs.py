"""Every shipped scenario, engine against engine and 1 against 12 epochs: not one bit may differ.

Here at a tenth of its volume, long runs and peaks at less; in full with `pytest -m long tests/differential/test_shipped_configs.py`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from agreement import disagreement, epoch_difference

from ccsim.engine import ENGINES
from ccsim.experiment.base_schedule import base_levels
from ccsim.experiment.replications import Job, draw_inputs
from ccsim.experiment.staffing import scaled
from ccsim.model.inputs import RunInputs
from ccsim.scenario.arrivals import PoissonArrivals
from ccsim.scenario.centre import centre_of
from ccsim.scenario.load import load_scenario
from ccsim.workforce.roster import given_levels

CONFIGS = sorted((Path(__file__).parents[2] / "configs").glob("*.yaml"), key=lambda path: path.stem)
EPOCHS = 12
ENOUGH = 3000.0
"""Contacts of a long run, roughly, that show as much as more of them."""


def a_tenth(path: Path) -> float:
    """A tenth of a scenario, less where days are many or busy."""
    scenario = load_scenario(path).scenario
    arrivals = scenario.arrivals
    if not isinstance(arrivals, PoissonArrivals) or arrivals.volume is None:
        return 0.1
    contacts = arrivals.volume * scenario.run.days * max([1.0, *(day.factor for day in arrivals.special_days)])
    return min(0.1, ENOUGH / contacts)


def inputs_of(path: Path, share: float) -> RunInputs:
    """One replication of a shipped scenario at a share of its volume.

    It is staffed by the formula, a little too thinly, or by that share of the roster that it states.
    """
    scenario = load_scenario(path).scenario
    if isinstance(scenario.arrivals, PoissonArrivals):
        scenario = load_scenario(path, [f"arrivals.volume={share * scenario.arrivals.volume}/day"]).scenario
    centre = centre_of(scenario)
    derived = tuple(group.roster is None for group in scenario.groups.values())
    levels = scaled(scenario, base_levels(scenario, centre, derived), 95)
    for group, name in enumerate(scenario.groups):
        if not derived[group]:
            levels[group] = np.ceil(share * given_levels(scenario, name, centre.days))
    return draw_inputs(Job(scenario, centre, levels, 1, "reference", centre.days), 0)


def agree(inputs: RunInputs) -> int:
    """Hold both engines and their epochs to the reference's whole run; number of human legs."""
    found, whole = disagreement(inputs)
    assert not found
    for name in ENGINES:
        assert not epoch_difference(inputs, whole, name, EPOCHS)
    return int((~np.isnan(whole.contacts["release_s"])).sum())


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_a_tenth_of_every_shipped_scenario(path):
    assert agree(inputs_of(path, a_tenth(path))) > 5


@pytest.mark.long
@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_every_shipped_scenario(path):
    legs = agree(inputs_of(path, 1.0))
    print(f"{path.stem}: {legs:,} human legs, no bit differs between engines nor between 1 and {EPOCHS} epochs")
