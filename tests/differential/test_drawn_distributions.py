"""Both engines on days whose amounts, patience and delays come from every kind of distribution, atoms at 0 included."""

import numpy as np
import pytest
from agreement import disagreement

from ccsim.experiment.replications import Job, draw_inputs
from ccsim.model.events import Outcome
from ccsim.scenario.centre import centre_of
from ccsim.scenario.scenario import Scenario
from ccsim.workforce.roster import slots_per_day

AT_ONCE = {"kind": "hyperexponential", "shares": [0.3, 0.7], "means": [0, "2 min"]}
KINDS = {
    "mixtures": (AT_ONCE, AT_ONCE, AT_ONCE),
    "atoms": (
        {"kind": "empirical", "values": [0, "1 min", "3 min"]},
        {"kind": "hazard", "edges": [0, "15 s", "1 min"], "hazards": ["4/min", "1/min", 0]},
        {"kind": "deterministic", "mean": "5 min"},
    ),
    "smooth": (
        {"kind": "erlang", "stages": 3},
        {"kind": "weibull", "shape": 0.7, "mean": "1 min"},
        {"kind": "gamma", "cv": 2, "mean": "10 min"},
    ),
    "lines": (
        {"kind": "uniform", "most": "1 min"},
        {"kind": "quantiles", "probabilities": [0, 0.5, 1], "values": [0, "20 s", "9 min"]},
        {"kind": "empirical", "values": ["1 min", "2 h"], "interpolate": True},
    ),
}


@pytest.mark.parametrize("name", KINDS)
def test_engines_agree(name):
    amount, patience, delay = KINDS[name]
    scenario = Scenario.model_validate(
        {
            "run": {"days": 1, "history": {"days": 1}},
            "arrivals": {"kind": "poisson", "volume": "2000/day"},
            "intents": {"help": {"share": 1, "replies": 5, "resolution": 0.6, "wrap_up": "20 s"}},
            "handling": {"hands_on_per_reply": "25 s", "customer_think": "30 s", "distribution": amount},
            "patience": {"distribution": patience, "retry": {"probability": 0.5, "distribution": delay}},
            "repeats": {
                "if_unresolved": 0.5,
                "follow_up": 0.2,
                "distribution": delay,
                "follow_up_distribution": delay,
            },
            "groups": {
                "team": {
                    "concurrency": 2,
                    "labour": {"wage": "5000 CNY/month"},
                }
            },
        }
    )
    centre = centre_of(scenario)
    levels = np.full((1, centre.days * slots_per_day(scenario)), 3)
    inputs = draw_inputs(Job(scenario, centre, levels, 1, "reference", centre.days), 0)
    found, log = disagreement(inputs)
    assert not found
    abandoned = (log.contacts["outcome"] == Outcome.ABANDONED).sum()
    assert abandoned > 50
    assert (log.contacts["outcome"] == Outcome.SERVED).sum() > 500
