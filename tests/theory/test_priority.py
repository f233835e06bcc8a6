"""Priority at one group of agents, without and with abandonment."""

import math

import pytest

from ccsim.theory.erlang import erlang_a, erlang_c_waiting
from ccsim.theory.priority import priority_waits
from ccsim.theory.priority_abandonment import priority_abandonment


def close(value: object) -> object:
    return pytest.approx(value, rel=1e-10)


def test_two_classes_of_reference() -> None:
    # E-prio-n10-2class: Cobham; Kella and Yechiali
    found = priority_waits(10, (40 / 3600, 90 / 3600), 240, 20)
    assert found.p_wait == close(0.5741353300660713)
    assert found.mean_wait_s == close((18.78988352943506, 140.9241264707629))
    assert found.queue_length == close((0.2087764836603895, 3.523103161769074))
    assert found.first_within == close(0.6883894957592507)


def test_three_classes_of_reference() -> None:
    # E-prio-n25-3class
    found = priority_waits(25, [rate / 3600 for rate in (60, 110, 100)], 300, 20)
    assert found.mean_wait_s == close((7.618845438116456, 17.58195101103797, 140.6556080883038))
    assert found.first_within == close(0.8661129431177628)


def test_priority_only_redistributes_the_wait() -> None:
    rates = (0.01, 0.02, 0.005)
    found = priority_waits(12, rates, 300, 20)
    overall = sum(rate * wait for rate, wait in zip(rates, found.mean_wait_s, strict=True)) / sum(rates)
    assert overall == close(erlang_c_waiting(12, sum(rates), 300, 20).mean_wait)
    one_class = priority_waits(12, (sum(rates),), 300, 20)
    assert one_class.first_within == close(erlang_c_waiting(12, sum(rates), 300, 20).service_level)


def test_too_much_load_is_refused() -> None:
    with pytest.raises(ValueError, match="no steady state"):
        priority_waits(2, (0.01, 0.01), 100, 20)
    with pytest.raises(ValueError, match="arrivals"):
        priority_waits(2, (0.0, 0.0), 100, 20)


def test_two_classes_with_abandonment_of_reference() -> None:
    # E-Vprio-ab-n3-240-240, exact chain
    found = priority_abandonment(3, (18 / 3600, 25 / 3600), 240, (120, 300))
    assert found.p_wait == close(0.5362569443973895)
    assert found.p_abandon == close((0.23706249277218186, 0.1973458413691146))
    assert found.mean_wait_s == close((28.447499132661825, 59.20375241073437))
    assert found.occupancy == close(0.751093979908286)


@pytest.mark.parametrize("load", [0.6, 1.0, 1.4])
def test_with_equal_patience_both_classes_together_are_erlang_a(load: float) -> None:
    rate = 40 * load / 240
    found = priority_abandonment(40, (0.3 * rate, 0.7 * rate), 240, (120, 120))
    expected = erlang_a(40, rate, 240, 120, 20)
    assert found.p_wait == close(expected.waiting.p_wait)
    assert sum(found.queue_length) == close(expected.queue_length)
    assert found.mean_wait_s[0] < found.mean_wait_s[1]


def test_endless_patience_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        priority_abandonment(3, (0.01, 0.01), 100, (100, math.inf))
