"""Opening hours and the forecast, on paper: four intervals of 100 s, forecasts of whole contacts."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "engine"))
from tiny import centre

from ccsim.demand.hours import someone_to_serve, within_hours

INF = np.inf
LEGS = np.array([[10.0, 20.0, 30.0, 40.0]])


def hours(*spans, defers=True, disconnects=False):
    return centre(
        opens_s=np.array([[float(span[0]) for span in spans]]),
        closes_s=np.array([[float(span[1]) for span in spans]]),
        defers=np.array([defers]),
        disconnects=np.array([disconnects]),
        horizon=400.0,
    )


def test_always_open_changes_nothing():
    assert within_hours(centre(horizon=400.0), LEGS).tobytes() == LEGS.tobytes()


def test_the_deferred_count_where_the_queue_opens():
    # 10 of the first interval and 10 of the first half of the second come at 150; 20 of the last after the horizon.
    found = within_hours(hours((150, 350), (450, 600)), LEGS)
    np.testing.assert_allclose(found, [[0, 10 + 20, 30, 20]])


def test_between_two_spans_they_count_at_the_second():
    # From 50 to 250: 5 + 20 + 15.
    np.testing.assert_allclose(within_hours(hours((0, 50), (250, INF)), LEGS), [[5, 0, 15 + 40, 40]])


def test_the_lost_count_nowhere():
    np.testing.assert_allclose(within_hours(hours((0, 50), (250, INF), defers=False), LEGS), [[5, 0, 15, 40]])


def test_nobody_is_needed_while_the_queue_is_closed():
    there = someone_to_serve(hours((120, 180), disconnects=True), 50.0)[0]
    assert there.tolist() == [False, False, True, True, False, False, False, False]


def test_those_left_at_closing_time_are_served_in_the_next_slot():
    there = someone_to_serve(hours((120, 180)), 50.0)[0]
    assert there.tolist() == [False, False, True, True, True, False, False, False]


def test_a_group_is_there_for_any_of_its_queues():
    two = centre(
        concurrency=(1, 1), serves=((True, False), (True, True)), queue_of_intent=(0, 1), priority=(1, 1),
        opens_s=np.array([[0.0], [200.0]]), closes_s=np.array([[100.0], [INF]]), disconnects=np.array([True, True]),
        horizon=400.0,
    )  # fmt: skip
    assert someone_to_serve(two, 100.0).tolist() == [[True, False, False, False], [True, False, True, True]]
