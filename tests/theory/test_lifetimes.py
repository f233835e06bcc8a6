"""Survival and integrated survival of every distribution belong together."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy.integrate import quad

from ccsim.theory import lifetimes
from ccsim.theory.lifetimes import Lifetime

KINDS: dict[str, Callable[[], Lifetime]] = {
    "exponential": lambda: lifetimes.exponential(100),
    "deterministic": lambda: lifetimes.deterministic(60),
    "hyperexponential": lambda: lifetimes.hyperexponential((0.3, 0.7), (20, 600)),
    "weibull": lambda: lifetimes.weibull(180, 2),
    "weibull by mean": lambda: lifetimes.weibull_of_mean(120, 0.7),
    "lognormal": lambda: lifetimes.lognormal(300, 1.5),
    "gamma": lambda: lifetimes.gamma_of_mean(200, 2.5),
    "hazard": lambda: lifetimes.piecewise_hazard((0, 30, 90), (0.0, 0.02, 0.005)),
    "balking": lambda: lifetimes.with_zero(lifetimes.lognormal(300, 1.5), 0.2),
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_integral_of_the_survival(kind: str) -> None:
    lifetime = KINDS[kind]()
    for x in (5.0, 60.0, 400.0):
        knots = [k for k in lifetime.knots_s if k < x]
        expected, _ = quad(lambda y: float(lifetime.survival(np.array([y]))[0]), 0, x, points=knots or None, limit=200)
        assert float(lifetime.integrated(np.array([x]))[0]) == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("kind", KINDS)
def test_the_mean_is_the_whole_integral(kind: str) -> None:
    lifetime = KINDS[kind]()
    assert float(lifetime.integrated(np.array([1e9]))[0]) == pytest.approx(lifetime.mean_s, rel=1e-9)


def test_means_of_reference() -> None:
    # B-MMnG-weibull2-n20 and B-MMnG-bankhazard-n9, 40 digits
    assert lifetimes.weibull(180, 2).mean_s == pytest.approx(159.52084658149644, rel=1e-12)
    bank = lifetimes.piecewise_hazard((0, 5, 15, 50, 65, 120), (0.0005, 0.006, 0.0025, 0.0042, 0.0027, 0.0014))
    assert bank.mean_s == pytest.approx(597.5688479156984, rel=1e-12)


def test_what_never_ends() -> None:
    never = lifetimes.exponential(math.inf)
    assert never.mean_s == math.inf
    assert float(never.integrated(np.array([7.0]))[0]) == 7.0
    assert lifetimes.piecewise_hazard((0, 10), (0.1, 0.0)).mean_s == math.inf


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: lifetimes.deterministic(0),
        lambda: lifetimes.hyperexponential((0.3, 0.3), (20, 600)),
        lambda: lifetimes.weibull(-1, 2),
        lambda: lifetimes.piecewise_hazard((1, 2), (0.1, 0.1)),
        lambda: lifetimes.piecewise_hazard((0,), (-0.1,)),
        lambda: lifetimes.with_zero(lifetimes.endless(), 1.5),
    ],
)
def test_impossible_parameters_are_refused(wrong: Callable[[], Lifetime]) -> None:
    with pytest.raises(ValueError):
        wrong()
