"""Stays by a hazard that is constant between edges: everything against numerical integration."""

import numpy as np
import pytest
from scipy.integrate import quad

from ccsim.workforce.hazard import Hazard, two_steps

STEPS = Hazard((0.0, 3.0, 12.0), (0.1, 0.04, 0.02))
WITH_A_GAP = Hazard((0.0, 1.0, 2.0), (0.2, 0.0, 0.05))


@pytest.mark.parametrize("hazard", [STEPS, WITH_A_GAP])
def test_closed_forms_are_the_integrals(hazard: Hazard) -> None:
    def rate(u: float) -> float:
        return hazard.rates[int(np.searchsorted(hazard.edges, u, side="right")) - 1]

    for tenure in (0.0, 0.5, 1.5, 3.0, 7.0, 40.0):
        cuts = [edge for edge in hazard.edges if 0 < edge < tenure]
        assert hazard.cumulative(tenure) == pytest.approx(quad(rate, 0, tenure, points=cuts)[0], rel=1e-9)
        stay = quad(lambda u: float(hazard.survival(u)), 0, tenure, points=cuts)[0]
        assert hazard.stay(tenure) == pytest.approx(stay, rel=1e-9, abs=1e-12)
    assert hazard.mean_stay == pytest.approx(float(hazard.stay(2000.0)), rel=1e-9)


@pytest.mark.parametrize("hazard", [STEPS, WITH_A_GAP])
def test_inverses_go_back(hazard: Hazard) -> None:
    amounts = np.linspace(0, 4, 81)
    assert hazard.cumulative(hazard.inverse(amounts)) == pytest.approx(amounts, abs=1e-12)
    shares = np.linspace(0.001, 0.999, 77)
    assert hazard.stay(hazard.settled(shares)) / hazard.mean_stay == pytest.approx(shares, abs=1e-12)


def test_who_never_leaves_has_no_tenure_at_which_to_leave() -> None:
    faithful = Hazard((0.0, 6.0), (0.1, 0.0))
    assert faithful.inverse([0.3, 0.7]).tolist() == [pytest.approx(3.0), np.inf]
    with pytest.raises(ValueError, match="never settle"):
        faithful.settled(0.5)


def test_two_steps_keep_the_early_leavers_and_the_year() -> None:
    hazard = two_steps(0.35, 0.28, 3.0)
    assert 1 - hazard.survival(3.0) == pytest.approx(0.28)
    assert 12 / hazard.mean_stay == pytest.approx(0.35)
    assert two_steps(0.35, 0.0, 3.0).rates == (0.0, pytest.approx(1 / (12 / 0.35 - 3)))
    with pytest.raises(ValueError, match="more than 3 a year"):
        two_steps(3.0, 0.9, 12.0)
