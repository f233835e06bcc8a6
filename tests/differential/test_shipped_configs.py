"""Every shipped scenario, engine against engine and 1 against 12 epochs: not one bit may differ.

Here at a tenth of its volume, long runs and peaks at less; in full with `pytest -m long tests/differential/test_shipped_configs.py`.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from ccsim.engine import engine, session
from ccsim.engine.session import group_sizes
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
    centre, tape, roster = inputs.centre, inputs.tape, inputs.roster
    whole = engine("reference")(inputs)
    order = np.argsort(tape["contact_id"], kind="stable")
    compiled = engine("compiled")(inputs)
    assert compiled.contacts.tobytes() == whole.contacts.tobytes()
    assert compiled.load_ticks.tobytes() == whole.load_ticks.tobytes()
    assert compiled.drain_ticks.tobytes() == whole.drain_ticks.tobytes()
    first_s = np.maximum.accumulate(np.nan_to_num(tape["arrival_s"], nan=-1.0))
    bounds = np.append(np.linspace(0.0, centre.horizon_s, EPOCHS, endpoint=False), np.inf)
    for name in ("reference", "compiled"):
        run = session(name)(centre, group_sizes(roster, len(centre.groups)), inputs.reserves)
        parts = []
        for start_s, until_s in pairwise(bounds.tolist()):
            rows = tape[(first_s >= start_s) & (first_s < until_s)]
            until_s = min(until_s, centre.horizon_s)
            steps = roster[(roster["at_s"] >= start_s) & (roster["at_s"] < until_s)]
            parts.append(run.advance(rows, steps, until_s))
        last, log = run.close(roster=roster[roster["at_s"] >= centre.horizon_s])
        contacts = np.concatenate([part.contacts for part in (*parts, last)])
        ids = np.concatenate([part.tape["contact_id"] for part in (*parts, last)])
        assert contacts[np.argsort(ids, kind="stable")].tobytes() == whole.contacts[order].tobytes()
        assert log.load_ticks.tobytes() == whole.load_ticks.tobytes()
        if whole.surge is not None and log.surge is not None:
            assert log.surge.tobytes() == whole.surge.tobytes()
    return int((~np.isnan(whole.contacts["release_s"])).sum())


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_a_tenth_of_every_shipped_scenario(path):
    assert agree(inputs_of(path, a_tenth(path))) > 5


@pytest.mark.long
@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_every_shipped_scenario(path):
    legs = agree(inputs_of(path, 1.0))
    print(f"{path.stem}: {legs:,} human legs, no bit differs between engines nor between 1 and {EPOCHS} epochs")
