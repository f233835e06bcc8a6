"""Generated days with features that not every engine has: the reference takes them, and what it says adds up."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from chance import Seeded
from coverage_counts import FEATURE_CORNERS, count
from days import FEATURES, FULL, TINY, a_day
from hypothesis import given, settings
from strategies import days

from ccsim.engine import engine
from ccsim.metrics.measure import check_sums, measure

ALL = dict.fromkeys(FEATURES, True)
NONE = dict.fromkeys(FEATURES, False)


def checked(inputs):
    log = engine("reference")(inputs)
    check_sums(measure(inputs, log))
    return count(inputs, log)


@pytest.mark.parametrize("feature", FEATURES)
def test_each_feature_by_itself(feature):
    for number in range(6):
        checked(a_day(Seeded(number), FULL, {**NONE, feature: True}))


def test_all_together():
    met: Counter[str] = Counter()
    for number in range(32):
        met.update(checked(a_day(Seeded(number), FULL, ALL)))
    ends = ("TOLD_LATER", "LOST_AT_BOT", "BLOCKED", "TIMED_OUT", "CLOSED", "DISCONNECTED")
    wanted = [
        "EventKind.CHECK",
        "EventKind.OPENING",
        "EventKind.MAX_WAIT",
        *(f"Outcome.{name}" for name in ends),
        *FEATURE_CORNERS,
    ]
    assert not [name for name in wanted if met[name] <= 3]


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(inputs=days(TINY, ALL))
def test_small_ones(inputs):
    checked(inputs)


def test_the_rest_of_a_day_does_not_depend_on_them():
    others = {**ALL, "shifts": False}  # which replace the roster of some groups
    one, other = (a_day(Seeded(3), FULL, features) for features in (NONE, others))
    assert one.roster.tobytes() == other.roster.tobytes()
    assert one.tape["work_s"].tobytes() == other.tape["work_s"].tobytes()
