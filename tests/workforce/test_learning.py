"""Learning curves: their integrals, and what they say at a few tenures."""

import numpy as np
import pytest
from scipy.integrate import quad

from ccsim.workforce.learning import Curve, ExponentialSpeed, ExponentialTime, PowerLaw, Practised, mean_of_first

CURVES = [Practised(), ExponentialTime(1.5, 1.8), ExponentialSpeed(0.6, 1.1, 2.0), PowerLaw(1.8, 0.15, 600.0)]


@pytest.mark.parametrize("curve", CURVES, ids=lambda curve: type(curve).__name__)
def test_work_is_the_integral_of_speed(curve: Curve) -> None:
    for tenure in (0.0, 0.01, 1.0, 5.0, 60.0):
        cuts = [0.02, 0.083] if tenure > 0.1 else None
        expected = quad(lambda u: float(curve.speed(u)), 0, tenure, points=cuts, limit=500)[0]
        assert curve.work(tenure) == pytest.approx(expected, rel=1e-7, abs=1e-12)


def test_half_as_much_again_at_first_and_practised_in_the_end() -> None:
    curve = ExponentialTime(1.5, 1.8)
    assert 1 / curve.speed([0.0, 1.8, 60.0]) == pytest.approx([1.5, 1 + 0.5 / np.e, 1.0])


def test_every_doubling_saves_the_same() -> None:
    curve = PowerLaw(100.0, 0.15, 1.0)
    assert curve.handling(8) / curve.handling(4) == pytest.approx(2**-0.15)
    assert mean_of_first(curve, 3) == pytest.approx(100 * (1 + 2**-0.15 + 3**-0.15) / 3)
    assert PowerLaw(1.8, 0.15, 600.0).speed(PowerLaw(1.8, 0.15, 600.0).complete + 0.01) == 1
