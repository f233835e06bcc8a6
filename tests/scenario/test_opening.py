"""Opening hours of a scenario -> instants of the run; 2025-06-02 is a Monday."""

from __future__ import annotations

import numpy as np
from scenario_text import load

from ccsim.scenario.centre import centre_of

H = 3600.0
DAY = 24 * H


def spans(tmp_path, opening: str, *overrides: str):
    """Spans in hours of the first queue, infinite padding left out."""
    centre = centre_of(load(tmp_path, f"queues: {{human: {{opening: {opening}}}}}", *overrides).scenario)
    opens, closes = centre.opens_s[0] / H, centre.closes_s[0] / H
    return [(a, b) for a, b in zip(opens.tolist(), closes.tolist(), strict=True) if np.isfinite(a)]


def test_every_day_until_a_week_past_the_horizon(tmp_path):
    found = spans(tmp_path, '[{from: "09:00", until: "18:00"}]')
    assert found == [(24 * day + 9, 24 * day + 18) for day in range(8)]


def test_some_days_of_the_week(tmp_path):
    assert spans(tmp_path, '[{from: "09:00", until: "18:00", days: [wed, sun]}]') == [(57, 66), (153, 162)]


def test_the_weekday_is_that_of_the_first_simulated_day(tmp_path):
    warm_up = ("run.history.days=2", "run.history.method=simulated")  # from Saturday on
    assert spans(tmp_path, '[{from: "09:00", until: "18:00", days: [mon]}]', *warm_up) == [(57, 66), (225, 234)]


def test_spans_that_touch_or_overlap_are_one(tmp_path):
    monday = ", days: [mon]}"
    text = f'[{{from: "13:00", until: "18:00"{monday}, {{from: "09:00", until: "13:00"{monday}, '
    assert spans(tmp_path, text + f'{{from: "10:00", until: "11:00"{monday}]')[0] == (9, 18)


def test_overnight_spans_belong_to_the_day_on_which_they_begin(tmp_path):
    # Sunday's reaches into the first Monday; Monday's into Tuesday.
    found = spans(tmp_path, '[{from: "20:00", until: "02:00", days: [sun, mon]}]')
    assert found == [(0, 2), (20, 26), (164, 170), (188, np.inf)]


def test_until_midnight_and_from_midnight_meet(tmp_path):
    found = spans(tmp_path, '[{from: "22:00", until: "24:00"}, {from: "00:00", until: "06:00"}]')
    assert found[:3] == [(0, 6), (22, 30), (46, 54)]


def test_round_the_clock_is_for_ever(tmp_path):
    assert spans(tmp_path, '[{from: "00:00", until: "24:00"}]') == [(0, np.inf)]


def test_other_queues_are_always_open(tmp_path):
    base_of_two = 'queues: {human: {opening: [{from: "09:00", until: "18:00"}]}}\nintents: {refund: {queue: money}}'
    centre = centre_of(load(tmp_path, base_of_two + "\ngroups: {team: {serves: [human, money]}}").scenario)
    assert centre.queues == ("human", "money")
    assert centre.opens_s.shape == centre.closes_s.shape == (2, 8)
    assert centre.opens_s[1, 0] == 0
    assert np.isinf(centre.closes_s[1]).all()
    assert np.isinf(centre.opens_s[1, 1:]).all()
    assert centre.defers.tolist() == [True, False]


def test_limits_reach_the_centre(tmp_path):
    text = "queues: {human: {capacity: 0, max_wait: 90 s, outside: lose}}\npatience: {silent: 70%, silent_work: 60 s}"
    loaded = load(tmp_path, text)
    centre = centre_of(loaded.scenario)
    assert (centre.queue_capacity.tolist(), centre.max_wait_s.tolist()) == ([0], [90])
    assert (centre.p_silent, centre.silent_work_s) == (0.7, 60)
    assert [warning.split(" is ")[0] for warning in loaded.warnings] == [
        "queues.human.outside",
        "queues.human.max_wait",
    ]


def test_without_the_block_nothing_is_limited(tmp_path):
    centre = centre_of(load(tmp_path).scenario)
    assert (centre.queue_capacity.tolist(), centre.max_wait_s.tolist(), centre.p_silent) == ([-1], [np.inf], 0)
    assert (centre.opens_s.tolist(), centre.closes_s.tolist()) == ([[0]], [[np.inf]])
