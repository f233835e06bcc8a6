"""Headcounts beyond the run: whoever is deferred to an opening after the last day finds people there."""

from __future__ import annotations

import math
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from ccsim.experiment.run import run_scenario
from ccsim.model.inputs import ROSTER_DTYPE
from ccsim.model.timegrid import DAY_S
from ccsim.scenario.load import load_scenario
from ccsim.workforce.afterwards import steps_afterwards

OFFICE = """
name: office
run: {start: 2025-06-02, days: 1, history: {days: 0}, replications: 2}
arrivals: {kind: poisson, volume: 600/day, counted: issues, profile: [0,0,0,0,0,0,0,0,0,1,1,1,1,1,1,1,1,1,1,1,1,0,0,0]}
intents: {question: {share: 100%, replies: 6, resolution: 100%}}
handling: {hands_on_per_reply: 25 s}
patience: {mean: 60 min}
groups: {team: {concurrency: 1, labour: {wage: 4700 CNY/month}}}
staffing: {target: {service_level: 80%, within: 30 min}, pilot_days: 4}
queues: {human: {opening: [{from: "09:00", until: "18:00"}], outside: defer}}
"""


def centre(days, groups=1, defers=True, stop_hard=False):
    return SimpleNamespace(
        days=days,
        horizon_s=days * DAY_S,
        groups=("a", "b")[:groups],
        defers=np.array([defers]),
        has_hours=np.array([True]),
        stop_hard=stop_hard,
    )


def roster(*steps):
    return np.array([(at_s, group, level) for at_s, group, level in steps], ROSTER_DTYPE)


def test_a_day_goes_round_for_a_week():
    found = steps_afterwards(centre(1, groups=2), roster((0, 0, 0), (0, 1, 3), (32400, 0, 5), (64800, 0, 0)))
    assert found.size == 7 * 4
    assert found[:4].tolist() == [
        (DAY_S, 0, 0),
        (DAY_S, 1, 3),
        (DAY_S + 32400, 0, 5),
        (DAY_S + 64800, 0, 0),
    ]
    assert found[-1].tolist() == (7 * DAY_S + 64800, 0, 0)


def test_the_last_week_goes_round_once():
    # 9 days; the level set on day 1 still holds when the last week begins, on day 2
    found = steps_afterwards(centre(9), roster((0, 0, 1), (DAY_S, 0, 2), (5 * DAY_S, 0, 4)))
    assert found.tolist() == [(9 * DAY_S, 0, 2), (12 * DAY_S, 0, 4)]


def test_three_days_go_round_as_far_as_openings_are_known():
    found = steps_afterwards(centre(3), roster((0, 0, 1), (DAY_S, 0, 2)))
    assert found["at_s"].tolist() == [k * DAY_S for k in (3, 4, 6, 7, 9)]


@pytest.mark.parametrize("changes", [{"defers": False}, {"stop_hard": True}])
def test_nothing_goes_on_where_nobody_waits_for_an_opening(changes):
    assert steps_afterwards(centre(2, **changes), roster((0, 0, 1))).size == 0


def office(tmp_path: Path, *changes: str, engine="reference"):
    path = tmp_path / "office.yaml"
    path.write_text(OFFICE, encoding="utf-8")
    return run_scenario(load_scenario(path, changes), engine=engine)


def test_the_evening_of_the_last_day_is_answered_and_nobody_is_paid_for_that(tmp_path):
    given = "groups.team.roster=[{at: '09:00', agents: 40}, {at: '18:00', agents: 0}]"
    result = office(tmp_path, given, "patience.distribution=infinite")
    for sums in result.sums:
        assert sums.totals["deferred"] > 100
        assert sums.totals["answered"] == sums.totals["offered"]
        assert sums.by["group"]["duty_ticks"].sum() == 40 * 9 * 3600 * 2**20
    (daily,) = {tuple(sums.by["group"]["paid_ticks"].tolist()) for sums in result.sums}
    # 9 hours of 40 agents, and what is planned around them
    group = result.scenario.groups["team"]
    planned = (1 - group.absence) / (1 - group.shrinkage)
    assert math.isclose(daily[0], 40 * 9 * 3600 * 2**20 * planned, rel_tol=1e-9)


def test_a_roster_can_be_derived_although_the_evening_comes_after_the_run(tmp_path):
    result = office(tmp_path)
    assert result.schedule.pilot["service_level"] >= 0.8
    offered = sum(sums.totals["offered"] for sums in result.sums)
    assert sum(sums.totals["abandoned"] for sums in result.sums) < 0.25 * offered
