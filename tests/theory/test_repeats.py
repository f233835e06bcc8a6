"""Contacts that come again: product form, exact chain, and from empty."""

import math

import pytest

from ccsim.theory.erlang import erlang_a
from ccsim.theory.repeats import Retrial, repeats_from_empty, repeats_without_abandonment, retrial_measures


def close(value: object) -> object:
    return pytest.approx(value, rel=1e-10)


def test_repeats_without_abandonment_of_reference() -> None:
    # F-jackson-n10-p0.25: Erlang C at lambda / (1 - p)
    found = repeats_without_abandonment(10, 100 / 3600, 240, 0.25, 7200, 20)
    assert found.contacts_per_s * 3600 == close(400 / 3)
    assert found.contacts_per_issue == close(4 / 3)
    assert found.waiting.p_wait == close(0.6363062448267301)
    assert found.waiting.mean_wait == close(137.4421488825737)
    assert found.waiting.service_level == close(0.4199656233451858)
    assert found.orbit == close(66.66666666666667)
    assert found.resolution_s == close(2903.256198510098)
    with pytest.raises(ValueError, match="below 1"):
        repeats_without_abandonment(10, 0.01, 240, 1.0, 7200, 20)


def test_retrials_of_reference() -> None:
    # F-retrial-n3, exact chain
    found = retrial_measures(Retrial(3, 30 / 3600, 240, 180, 0.2, 0.5, 1800), 40, 50)
    assert found.attempts_per_s * 3600 == close(40.65070212546489)
    assert found.mean_wait_s == close(37.20322014501607)
    assert found.p_abandon == close(0.2066845563612004)
    assert found.p_wait == close(0.4872775428267611)
    assert found.all_busy == close(0.48298202076199775)
    assert found.queue_length == close(0.4200936167286508)
    assert found.busy == close(2.1499219860594585)
    assert found.orbit == close(5.325351062732444)
    assert found.issues_lost == close(0.14003120557621695)


def test_nobody_who_comes_again_is_erlang_a() -> None:
    found = retrial_measures(Retrial(3, 0.02, 150, 120, 0.0, 0.0, 1800), 40, 3)
    expected = erlang_a(3, 0.02, 150, 120, 20)
    assert found.p_abandon == close(expected.waiting.p_abandon)
    assert found.p_wait == close(expected.waiting.p_wait) == close(found.all_busy)
    assert found.issues_lost == close(found.p_abandon)


def test_a_cut_orbit_is_refused() -> None:
    with pytest.raises(ValueError, match="10 in orbit"):
        retrial_measures(Retrial(3, 30 / 3600, 240, 180, 0.2, 0.5, 1800), 40, 10)


def test_repeats_from_empty_of_reference() -> None:
    # F-MMinf-repeat-p0.3
    expected = {
        600: (8.776110941103944, 3.221851105716617),
        7200: (13.055861523015317, 37.50900527540014),
        43200: (14.284370618548294, 51.41336370243129),
    }
    for t_s, numbers in expected.items():
        assert repeats_from_empty(120 / 3600, 300, 0.3, 3600, t_s) == close(numbers)
    assert repeats_from_empty(0.01, 100, 0.0, 60, 100) == close((1 - math.exp(-1), 0.0))
