"""The test of rightness: knows the exact answer, accepts who gives it and finds who does not."""

import numpy as np
import pytest

from ccsim.benchmark.answers import compare, exact_answer, half_hours, judge, tally
from ccsim.benchmark.contenders import CONTENDERS, waits
from ccsim.benchmark.stationary import QUEUE, SMALL, Waits


def test_the_exact_answer_of_p1() -> None:
    assert exact_answer(QUEUE) == pytest.approx(
        {"mean wait (s)": 2.3389, "abandoned": 0.019491, "answered within 20 s": 0.95894}, rel=2e-5
    )


@pytest.mark.parametrize("name", ["reference", "compiled", "textbook SimPy", "Ciw", "salabim"])
def test_every_contender_gives_the_answer_of_a_small_team(name: str) -> None:
    contender = CONTENDERS[name]
    if not contender.ours and not contender.installed():
        pytest.skip(f"{name} is not installed")
    hours = 3000 if name == "compiled" else 60
    found = compare(SMALL, waits(contender, SMALL, hours), 3600.0 * (hours - 1))
    assert all(measure.agrees for measure in found), found


@pytest.mark.parametrize("wrong", [{"agents": 11}, {"patience_s": 140.0}, {"handling_s": 280.0}])
def test_a_wrong_simulator_is_found(wrong: dict[str, float]) -> None:
    """Here a simulator that confuses a parameter by a tenth."""
    hours = 3000
    found = compare(SMALL, waits(CONTENDERS["compiled"], SMALL._replace(**wrong), hours), 3600.0 * (hours - 1))
    assert not all(measure.agrees for measure in found), found


def test_tolerance_is_wider_for_fewer_contacts() -> None:
    few, many = (
        compare(SMALL, waits(CONTENDERS["compiled"], SMALL, hours), 3600.0 * (hours - 1)) for hours in (100, 2000)
    )
    assert all(short.tolerance > 2 * long.tolerance for short, long in zip(few, many, strict=True))


def test_tallies_by_hand() -> None:
    """Half-hours count from the end of the first hour; the threshold itself is in time; parts add up."""
    arrival_s = np.array([3599.0, 3600.0, 5399.0, 5400.0, 9000.0])
    wait_s = np.array([9.0, 20.0, 21.0, 5.0, 1.0])
    answered = np.array([True, True, True, False, True])
    sums = tally(QUEUE, Waits(arrival_s, wait_s, answered), half_hours(9000.0))
    assert sums.tolist() == [[2, 1, 0], [41, 5, 0], [0, 1, 0], [1, 0, 0]]
    parts = [tally(QUEUE, Waits(arrival_s[part], wait_s[part], answered[part]), 3) for part in (slice(2), slice(2, 5))]
    assert np.array_equal(sum(parts), sums)


def test_too_short_a_run_is_not_judged() -> None:
    with pytest.raises(ValueError, match="too few"):
        judge(QUEUE, np.zeros((4, half_hours(8000.0))))
