"""Staffing uses the forecast: its error scales the schedule, its bias is unknown to the planner, what comes is not seen."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ccsim.demand.forecast_error import forecast_errors
from ccsim.demand.streams import TapeStreams
from ccsim.experiment.pilot import Pilot
from ccsim.experiment.planned import planned_levels
from ccsim.experiment.replications import Job, draw_inputs, replicate
from ccsim.experiment.staffing import derive_schedule
from ccsim.scenario.centre import centre_of
from ccsim.scenario.scenario import Scenario
from ccsim.scenario.warnings import warnings_about

LABOUR = {"wage": "4700 CNY/month"}
ROSTER = [{"at": "00:00", "agents": 7}]


def scenario(**blocks: Any) -> Scenario:
    content: dict[str, Any] = {
        "run": {"days": 2, "history": {"days": 0}},
        "arrivals": {"kind": "poisson", "volume": "2000/day"},
        "intents": {"any": {"share": 1, "replies": 4, "resolution": 1}},
        "handling": {"hands_on_per_reply": "30 s"},
        "patience": {"mean": "5 min"},
        "staffing": {"pilot_days": 4},
        "groups": {"team": {"labour": LABOUR}, "guests": {"labour": LABOUR, "roster": ROSTER}},
    }
    return Scenario.model_validate(content | blocks)


LEVELS = np.array([[0, 1, 2, 40] * 24, [7] * 96])


def test_derived_levels_follow_the_error_to_the_nearest_agent_and_given_ones_stay() -> None:
    s = scenario(forecast={"day_cv": 0.3, "halfhour_cv": 0.2}, staffing={"minimum": 0})
    factors = forecast_errors(s, 2, 48, TapeStreams(5, 3, "run"))
    planned = planned_levels(s, LEVELS, 5, 3)
    assert (planned[1] == 7).all()
    many = LEVELS[0] == 40
    assert np.abs(planned[0][many] - 40 * factors[many]).max() <= 0.5
    assert (planned[0][LEVELS[0] == 0] == 0).all()
    assert planned[0][LEVELS[0] == 1].min() == 1  # half an agent is needed somewhere: somebody comes
    assert planned_levels(s, LEVELS, 5, 4).tolist() != planned.tolist()


def test_the_minimum_holds_whatever_the_forecast() -> None:
    s = scenario(forecast={"bias": -0.9}, staffing={"minimum": 3})
    assert planned_levels(s, LEVELS, 1, 0)[0].tolist() == [0, 3, 3, 4] * 24  # nobody at all: all queues are closed


def test_an_exact_forecast_plans_what_was_derived() -> None:
    assert planned_levels(scenario(), LEVELS, 1, 0) is LEVELS


def test_special_days_may_be_left_to_reserves() -> None:
    special = {"special_days": [{"day": 1, "factor": 5}]}
    arrivals = {"kind": "poisson", "volume": "2000/day", **special}
    surge = {"reserves": {"pool": {"group": "team", "size": 9, "trigger": {"queue_longer_than": 5}}}}
    staffing = {"pilot_days": 4, "interval": "6 h"}
    found = {}
    for name, blocks in {
        "ordinary": {"arrivals": {**arrivals, "special_days": []}, "staffing": staffing},
        "left": {"arrivals": arrivals, "staffing": {**staffing, "special_days": False}, "surge": surge},
        "planned": {"arrivals": arrivals, "staffing": staffing},
        "with reserves": {"arrivals": arrivals, "staffing": staffing, "surge": surge},
    }.items():
        one = scenario(**blocks)
        found[name] = derive_schedule(one, centre_of(one)).levels.tolist()
    assert found["left"] == found["ordinary"] != found["planned"]
    assert found["with reserves"] == found["planned"]


def test_a_special_day_that_nobody_plans_for_has_an_ordinary_days_error() -> None:
    arrivals = {"kind": "poisson", "volume": "2000/day", "special_days": [{"day": 0}, {"day": 1}]}
    forecast = {"special_day_cv": 0.5}
    left = scenario(arrivals=arrivals, forecast=forecast, staffing={"special_days": False})
    assert planned_levels(left, LEVELS, 1, 0).tolist() == LEVELS.tolist()
    assert planned_levels(scenario(arrivals=arrivals, forecast=forecast), LEVELS, 1, 0).tolist() != LEVELS.tolist()


def test_a_bias_moves_the_plan_but_not_the_pilots() -> None:
    s = scenario(forecast={"bias": 0.25})
    assert planned_levels(s, LEVELS, 1, 0)[0][3] == 50
    assert planned_levels(s, LEVELS, 1, 0, "pilot")[0][3] == 40
    derived = [derive_schedule(one, centre_of(one), engine="reference") for one in (scenario(), s)]
    assert derived[0].levels.tolist() == derived[1].levels.tolist()
    assert "error of its forecast" in derived[1].rule


def test_pilots_know_how_far_forecasts_scatter() -> None:
    """The same people on average, sometimes far too few: pilot days are worse, so that more people will be derived."""
    found = []
    for forecast in ({}, {"day_cv": 0.4}):
        s = scenario(forecast=forecast, groups={"team": {"labour": LABOUR}}, staffing={"pilot_days": 10})
        with Pilot(s, engine="reference") as pilot:
            found.append(pilot.outcome(np.full((1, 96), 6)))
    assert found[0].service_level > 0.85
    assert found[1].service_level < found[0].service_level - 0.1


def test_staffing_sees_the_forecast_and_not_what_comes() -> None:
    """The same replication with busy days and without has the same plan, although other contacts come."""
    inputs = []
    for busy in (0.0, 0.5):
        arrivals = {"kind": "poisson", "volume": "2000/day", "day_busyness_cv": busy}
        s = scenario(arrivals=arrivals, forecast={"day_cv": 0.3})
        job = Job(s, centre_of(s), LEVELS, 1, "reference", 1)
        inputs.append([draw_inputs(job, replication) for replication in range(3)])
    for one, two in zip(*inputs, strict=True):
        assert one.roster.tobytes() == two.roster.tobytes()
        assert one.tape.tobytes() != two.tape.tobytes()
    assert inputs[0][0].roster.tobytes() != inputs[0][1].roster.tobytes()


def test_what_is_paid_follows_the_plan() -> None:
    s = scenario(forecast={"bias": 1.0})
    job = Job(s, centre_of(s), np.array([[10] * 96, [7] * 96]), 1, "reference", 1)
    plain = scenario()
    exact = Job(plain, centre_of(plain), job.levels, 1, "reference", 1)
    paid = [replicate(one, 0).sums.totals["paid_ticks"] for one in (exact, job)]
    assert paid[1] / paid[0] == pytest.approx(27 / 17)


def test_a_forecast_that_nobody_uses_is_said() -> None:
    given = scenario(forecast={"day_cv": 0.1}, groups={"guests": {"labour": LABOUR, "roster": ROSTER}})
    assert any("forecast is ignored" in warning for warning in warnings_about(given))
    assert not list(warnings_about(scenario(forecast={"day_cv": 0.1})))
    alone = scenario(arrivals={"kind": "poisson", "volume": "2000/day", "halfhour_correlation": 0.3})
    assert any("halfhour_correlation is ignored" in warning for warning in warnings_about(alone))
