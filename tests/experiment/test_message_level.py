"""A whole run at message level: drawn by epoch, simulated by the reference engine, measured as it happened."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ccsim.errors import UsageError
from ccsim.experiment.replications import Job, replicate
from ccsim.experiment.run import run_scenario
from ccsim.experiment.staffing import derive_schedule
from ccsim.scenario.centre import centre_of
from ccsim.scenario.load import load_scenario

CONFIGS = Path(__file__).parents[2] / "configs"
SMALL = ("arrivals.volume=300/day", "staffing.pilot_days=2", "handling.fidelity=messages")


def loaded(*overrides: str):
    return load_scenario(CONFIGS / "ai_outsourcer.yaml", (*SMALL, *overrides))


def test_epochs_change_no_number():
    # Issues come back days later, with replies that must be those of the whole run's tape.
    scenario = loaded("run.days=3").scenario
    centre = centre_of(scenario)
    schedule = derive_schedule(scenario, centre)
    job = Job(scenario, centre, schedule.levels, 1, "reference", 3)
    whole, parts = replicate(job, 0).sums, replicate(replace(job, epoch_days=1), 0).sums
    assert whole.totals == parts.totals
    assert whole.totals["replies_micro"] > 1000 * 1_000_000
    assert whole.totals["replies_micro"] % 1_000_000 == 0  # whole replies: they were counted, not computed


def test_the_reference_engine_is_taken_and_the_compiled_one_refused():
    assert run_scenario(loaded(), replications=2).engine == "reference"
    with pytest.raises(UsageError, match="message-level chat"):
        run_scenario(loaded(), replications=2, engine="compiled")


def test_the_same_customers_come_at_both_levels():
    # Nothing before the human leg may move: fresh issues and what the bot does with them are drawn apart.
    sums = [
        run_scenario(loaded(f"handling.fidelity={fidelity}", "run.history.days=0"), replications=2).sums[0].totals
        for fidelity in ("session", "messages")
    ]
    assert sums[0]["issues"] == sums[1]["issues"] > 100
    assert sums[0]["hands_on_ticks"] != sums[1]["hands_on_ticks"]
