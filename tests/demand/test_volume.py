"""What a volume means: gross contacts under the baseline, from a closed form."""

import numpy as np
import pytest
from demand_checks import BUSY, agrees, one_intent, scenario, tape_of

from ccsim.demand.forecast import contacts_per_issue_baseline, fresh_rate_per_day
from ccsim.errors import DataError
from ccsim.model.inputs import Origin
from ccsim.model.quick import quick_walk
from ccsim.scenario.centre import centre_of

DEEP = {"max_attempts": 100, "decay": 1.0}


@pytest.mark.parametrize(("p", "rho", "f"), [(0.75, 0.6, 0.0), (0.3, 0.9, 0.0), (0.5, 0.5, 0.2), (1.0, 0.9, 0.0)])
def test_contacts_per_issue_is_the_geometric_sum(p, rho, f):
    """Without decay: 1 / (1 - (rho (1-p) + f p)), for f = 0 the familiar 1 / (1 - rho (1-p))."""
    s = scenario(intents=one_intent(resolution=p), repeats=DEEP | {"if_unresolved": rho, "follow_up": f})
    assert contacts_per_issue_baseline(s) == pytest.approx(1 / (1 - (rho * (1 - p) + f * p)), rel=1e-12)


def test_decay_and_the_largest_number_of_attempts_cut_the_sum():
    """By hand: rho = 0.8, decay 0.5, p = 0.5: 1 + 0.4 + 0.4 x 0.2 = 1.48 for three attempts."""
    repeats = {"if_unresolved": 0.8, "decay": 0.5, "max_attempts": 3}
    assert contacts_per_issue_baseline(scenario(intents=one_intent(resolution=0.5), repeats=repeats)) == pytest.approx(
        1.48
    )


def test_intents_count_by_share():
    repeats = {"if_unresolved": 1.0, "max_attempts": 2}
    intents = {
        "a": {"share": 0.25, "replies": 5, "resolution": 0.0},
        "b": {"share": 0.75, "replies": 5, "resolution": 1.0},
    }
    assert contacts_per_issue_baseline(scenario(intents=intents, repeats=repeats)) == pytest.approx(1.25)


def test_neither_bot_nor_group_changes_the_rate_of_fresh_issues():
    weak = {"team": {"resolution_shift": -0.3, "labour": {"wage": "5000 CNY/month"}}}
    rates = {
        fresh_rate_per_day(scenario(arrivals={"kind": "poisson", "volume": "9000/day"}, **(BUSY | change)))
        for change in ({}, {"bot": None}, {"groups": weak})
    }
    assert len(rates) == 1


def test_walked_tapes_make_the_contacts_of_the_closed_form():
    p, rho = 0.6, 0.7
    s = scenario(
        arrivals={"kind": "poisson", "volume": "100000/day", "counted": "issues"},
        intents=one_intent(resolution=p),
        repeats=DEEP | {"if_unresolved": rho},
    )
    tape = tape_of(s)
    walked = quick_walk(centre_of(s), tape, np.flatnonzero(tape["origin"] == Origin.FRESH))
    assert agrees(walked.contacts, 1 / (1 - rho * (1 - p)), detects=0.02)
    assert agrees(walked.resolved.astype(float), p / (1 - rho * (1 - p)), detects=0.02)


def test_replayed_arrivals_have_no_stated_volume():
    arrivals = {"kind": "log", "file": "x.csv", "time_column": "t"}
    with pytest.raises(DataError, match=r"x\.csv"):
        fresh_rate_per_day(scenario(arrivals=arrivals))
