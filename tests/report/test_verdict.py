"""The first paragraph says what was simulated, how staffing came about, and whether the target is met."""

from __future__ import annotations

import made_result as made
import numpy as np
import pytest

from ccsim.experiment.targets import judged, worst
from ccsim.report.catalogue import words_of
from ccsim.report.formats import Formats
from ccsim.report.verdict import checks_of, measured_levels, target_text, title_of, verdict_of

WORDS = words_of("en")
FORMATS = Formats(WORDS, "CNY")


@pytest.mark.parametrize(
    ("value", "half", "at_least", "status"),
    [
        (0.82, 0.01, True, "met"), (0.78, 0.01, True, "missed"), (0.80, 0.01, True, "open"),
        (0.82, 0.01, False, "missed"), (0.78, 0.01, False, "met"), (None, None, True, "unknown"),
    ],
)  # fmt: skip
def test_a_target_is_judged_by_the_whole_interval(
    value: float | None, half: float | None, at_least: bool, status: str
) -> None:
    assert judged(made.estimate(value, half), 0.8, at_least) == status


def test_one_missed_part_misses_the_target() -> None:
    assert worst(["met", "open", "missed"]) == "missed"
    assert worst(["met", "unknown", "open"]) == "open"
    assert worst(["met", "edge", "met"]) == "edge"
    assert worst(["met", "met"]) == "met"
    assert worst([]) == "unknown"


def test_every_stated_part_of_the_target_is_checked() -> None:
    target = {"service_level": "80%", "abandonment": "5%", "mean_wait": "10 s"}
    result = made.result(staffing={"target": target})
    assert [(check.kpi, check.status) for check in checks_of(result)] == [
        ("service_level", "met"), ("abandonment", "met"), ("asa", "missed"),
    ]  # fmt: skip
    assert verdict_of(result, WORDS, FORMATS).status == "missed"


def test_a_roster_given_by_hand_is_called_an_input() -> None:
    text = " ".join(verdict_of(made.result(given=True), WORDS, FORMATS).sentences)
    assert "GIVEN AS AN INPUT for own_team" in text
    assert "derived for the target" in text
    assert "GIVEN AS AN INPUT" not in " ".join(verdict_of(made.result(), WORDS, FORMATS).sentences)
    chinese = " ".join(verdict_of(made.result(given=True), words_of("zh"), FORMATS).sentences)
    assert "手工给定的输入" in chinese


def test_a_service_level_of_nothing_is_not_a_target() -> None:
    result = made.result(staffing={"target": {"service_level": 0, "abandonment": "25%"}})
    assert [check.kpi for check in checks_of(result)] == ["abandonment"]
    assert target_text(result, WORDS, FORMATS) == "at most 25% abandoned"
    nothing = made.result(staffing={"target": {"service_level": 0}})
    assert target_text(nothing, WORDS, FORMATS) == WORDS("target.none")
    assert verdict_of(nothing, WORDS, FORMATS).status == "unknown"


def test_costs_stand_in_the_verdict_with_their_intervals() -> None:
    text = " ".join(verdict_of(made.result(), WORDS, FORMATS).sentences).replace("\u00a0", " ").replace("\u2060", "")
    assert "A contact costs 3.42 CNY (3.40 – 3.44 CNY), a resolved issue 4.96 CNY (4.92 – 5.00 CNY)." in text


def test_the_title_falls_back_to_another_language_and_to_the_name() -> None:
    assert title_of(made.result(), words_of("zh")) == "带机器人的示例网店"
    assert title_of(made.result(title={"zh": "只有中文"}), WORDS) == "只有中文"
    assert title_of(made.result(title={}), WORDS) == "made-up"


def test_warm_up_days_are_not_staffing_of_the_measured_days() -> None:
    result = made.result()
    measured = result.schedule.levels
    result.schedule.levels = np.hstack([measured * 0 + 999, measured])
    assert (measured_levels(result) == measured).all()
