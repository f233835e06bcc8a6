"""Each term of the logit of satisfaction, one at a time, on the day of tests/metrics/paper_day.py."""

from __future__ import annotations

import math

import numpy as np
import pytest
from paper_day import CONTACTS, paper_day, row, served

from ccsim.metrics.batch import batch
from ccsim.metrics.measure import measure
from ccsim.metrics.measured import Measured, measured
from ccsim.metrics.satisfaction import probability, satisfaction_values
from ccsim.model.events import BotOutcome, Outcome
from ccsim.model.inputs import Origin, RunInputs
from ccsim.model.log import RunLog

ROWS = ("F1", "A0", "B0", "C0", "C1", "D0", "E0", "E1")
ALL = {
    "base": dict.fromkeys(ROWS, 1.0),
    "unresolved": {"B0": 1, "C1": 1, "D0": 1, "E0": 1},
    "wait": {"F1": math.log(1 + 190 / 30), "C1": math.log(1 + 20 / 30), "D0": math.log(2), "E1": math.log(1 + 10 / 30)},
    "bot_closed": {"A0": 1, "B0": 1},
    "handoff": {"F1": 1, "C0": 1, "D0": 1, "E1": 1},
    "failed_before": {"F1": 1, "C1": 1, "E1": 1},
}


def paper_measured(inputs: RunInputs, log: RunLog) -> Measured:
    return measured(batch(inputs.centre, inputs.tape, log.contacts))


@pytest.mark.parametrize("term", ALL)
def test_a_term_moves_the_contacts_it_is_meant_for(term: str) -> None:
    found = probability(paper_measured(*paper_day(satisfaction={term: -0.7})))
    logits = [-0.7 * ALL[term].get(name, 0.0) for name in ROWS]
    assert found.tolist() == pytest.approx([1 / (1 + math.exp(-logit)) for logit in logits], rel=1e-12)


def test_slow_replies_count_above_45_seconds() -> None:
    """A mean reply time of 75 s is one unit of 30 s too slow; one of 12 s is none."""
    slow = served(100, 0, 0, 50, 0, group=0, level=1, resolved=True)
    contacts = [
        row(number, 0, 0, BotOutcome.NONE, Outcome.SERVED, Origin.FRESH, **{**slow, "response_s": reply_s})
        for number, reply_s in enumerate((12.0, 45.0, 75.0))
    ]
    found = probability(paper_measured(*paper_day(contacts, satisfaction={"response": -0.25})))
    assert found.tolist() == pytest.approx([0.5, 0.5, 1 / (1 + math.exp(0.25))], rel=1e-12)


def test_only_closed_contacts_are_surveyed() -> None:
    """C1 abandoned and E0 balked: they have a satisfaction, and nobody asks them."""
    values = satisfaction_values(paper_measured(*paper_day()))
    surveyed = [name for name, answers in zip(ROWS, values["survey_ppb"], strict=True) if answers]
    assert surveyed == ["F1", "A0", "B0", "C0", "D0", "E1"]
    assert int(values["satisfied_n"].sum()) == len(ROWS)


def test_a_survey_that_all_answer_differs_only_by_those_not_asked() -> None:
    everyone = {"unresolved": -1.0, "survey_satisfied": 1.0, "survey_dissatisfied": 1.0, "survey_bot_closed": 1.0}
    inputs, log = paper_day(satisfaction=everyone)
    total = measure(inputs, log).totals
    assert total["survey_ppb"] == pytest.approx(6e9, abs=6)
    closed = [number for number, name in enumerate(ROWS) if name not in ("C1", "E0")]
    share = satisfaction_values(paper_measured(inputs, log))["satisfied_ppb"][closed].sum()
    assert total["survey_satisfied_ppb"] == share


def test_probabilities_stay_finite() -> None:
    found = probability(paper_measured(*paper_day(satisfaction={"base": 1e6})))
    assert found.tolist() == [1.0] * (len(CONTACTS) - 1)
    assert np.isfinite(probability(paper_measured(*paper_day(satisfaction={"base": -1e6})))).all()
