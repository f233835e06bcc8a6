"""Variance of time averages: against exact references and M/M/1 by hand."""

import math

import pytest

from ccsim.theory.long_run_variance import long_run_variance


# agents, contacts/h, handling s, patience s: sigma^2 of the queue and of "nobody is free"
@pytest.mark.parametrize(
    ("agents", "per_hour", "handling", "patience", "queue", "all_busy"),
    [
        (3, 72, 150, 120, 223.8087769338302, 48.6137252522141),  # A-ErlangA-n3-72ph-aht150-pat120
        (100, 1650, 240, 180, 20899.34231043197, 39.02500478642996),  # A-ErlangA-n100-1650ph-aht240-pat180
        (2000, 23732, 300, 240, 107667.1038961409, 75.423624365849),  # A-ErlangA-n2000-23732ph-aht300-pat240
    ],
)
def test_with_abandonment_of_reference(
    agents: int, per_hour: float, handling: float, patience: float, queue: float, all_busy: float
) -> None:
    found = long_run_variance(agents, per_hour / 3600, handling, patience)
    assert found == pytest.approx((queue, all_busy), rel=1e-10)


@pytest.mark.parametrize(
    ("agents", "per_hour", "handling", "queue"),
    [
        (1, 9.6, 300, 516479.9999999997),  # A-ErlangC-n1-9.6ph-aht300
        (12, 252, 120, 1118.864721538011),  # A-ErlangC-n12-252ph-aht120
        (2000, 23640, 300, 8398390.387693012),  # A-ErlangC-n2000-23640ph-aht300
    ],
)
def test_without_abandonment_of_reference(agents: int, per_hour: float, handling: float, queue: float) -> None:
    assert long_run_variance(agents, per_hour / 3600, handling).queue == pytest.approx(queue, rel=1e-9)


def test_busy_share_of_one_agent_by_hand() -> None:
    # M/M/1: sums of (1{j >= 1} - rho) p_j up to j are -rho p_0 rho^j, so sigma^2 = 2 rho^2 p_0 / (lambda (1 - rho))
    rate, rho = 0.005, 0.5
    assert long_run_variance(1, rate, 100).all_busy == pytest.approx(2 * rho**2 / rate, rel=1e-10)


def test_without_a_steady_state_there_is_none() -> None:
    with pytest.raises(ValueError, match="no steady state"):
        long_run_variance(2, 0.02, 100, math.inf)
