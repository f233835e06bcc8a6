"""Engine against engine on generated scenarios, from the file through loader and drawing to measures and money.

Here a few dozen; thousands by `pytest -m long tests/differential/test_scenarios.py -s` (the number: environment variable
CCSIM_SCENARIOS).
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from agreement import disagreement, epoch_difference
from chance import Choices, Seeded
from coverage_counts import VALUES, count
from hypothesis import HealthCheck, given, settings
from scenario_demand import Block
from scenarios import a_scenario, job_of, scenarios

from ccsim.engine import ENGINES
from ccsim.experiment.replications import draw_inputs, replicate
from ccsim.metrics.measure import check_sums, measure
from ccsim.metrics.sums import Sums

SCENARIOS = 60
LONG_SCENARIOS = int(os.environ.get("CCSIM_SCENARIOS", "3000"))
EPOCHS = (3, 7)
SELDOM = {
    "Outcome.DISCONNECTED",
    "closing disconnect",
    "closing serve",
    "work after a cut session",
    "overtaken by gain",
}
"""Values that a few dozen small scenarios may miss; generated days meet them often (`test_engines_agree.py`)."""


def same(one: Sums, other: Sums) -> bool:
    """Whether every sum is the same."""
    tables = [
        {(dimension, name): values.tolist() for dimension, named in sums.by.items() for name, values in named.items()}
        for sums in (one, other)
    ]
    return one.totals == other.totals and tables[0] == tables[1] and one.waits.tolist() == other.waits.tolist()


def held_together(content: Block, folder: Path) -> Counter[str]:
    """What a scenario met, after both engines have been held to each other, whole and cut, and to the identities."""
    job = job_of(content, folder)
    inputs = draw_inputs(job, 0)
    found, log = disagreement(inputs)
    assert not found
    for name in ENGINES:
        for epochs in EPOCHS:
            assert not epoch_difference(inputs, log, name, epochs)
    sums = measure(inputs, log)
    check_sums(sums)
    at_once = replicate(job, 0)
    day_by_day = replicate(replace(job, engine="compiled", epoch_days=1), 0)
    assert same(sums, at_once.sums)
    assert same(sums, day_by_day.sums)
    assert at_once.ledger == day_by_day.ledger
    return count(inputs, log)


def compare(numbers: range, folder: Path) -> Counter[str]:
    """The same of so many scenarios."""
    met: Counter[str] = Counter()
    for number in numbers:
        try:
            met.update(held_together(a_scenario(Choices(Seeded(number))), folder))
        except Exception as error:
            error.add_note(f"scenario {number}")
            raise
    return met


def test_generated_scenarios(tmp_path: Path) -> None:
    met = compare(range(SCENARIOS), tmp_path)
    assert not [name for name in VALUES if not met[name] and name not in SELDOM]


@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # every example writes its file anew
)
@given(content=scenarios())
def test_scenarios_that_shrink(tmp_path: Path, content: Block) -> None:
    held_together(content, tmp_path)


@pytest.mark.long
def test_thousands_of_scenarios(tmp_path: Path) -> None:
    met = compare(range(LONG_SCENARIOS), tmp_path)
    print(f"\n{LONG_SCENARIOS} scenarios, no bit differs between engines nor between 1, {EPOCHS} and daily epochs")
    for name in VALUES:
        print(f"  {name:45} {met[name]:>10,}")
    assert not [name for name in VALUES if met[name] < LONG_SCENARIOS / 300]
