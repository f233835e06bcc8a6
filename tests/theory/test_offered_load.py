"""Offered load of time-varying demand: against the sinusoidal formula, by hand, and one way against another."""

import math

import pytest
from scipy.stats import poisson

from ccsim.theory import lifetimes
from ccsim.theory.offered_load import Sinusoid, load_from_empty, load_of_steps, periodic_load

# Eick, Massey and Whitt's formula: mean, amplitude per h, period s, handling; m(t) at t / period = 0, 1/8, ..., 1;
# amplitude, lag
REFERENCES = {
    "C-MtGinf-exponential-1200": (
        (1200, 900, 86400, lifetimes.exponential(300)),
        (
            98.36453225120185, 151.8513284209143, 174.9643196287166, 154.1642290920884, 101.6354677487982,
            48.14867157908574, 25.03568037128338, 45.83577090791159, 98.36453225120184,
        ),
        74.98215769203861,
        299.9524171160837,
    ),
    "C-MtGinf-deterministic-600": (
        (600, 500, 7200, lifetimes.deterministic(600)),
        (
            78.67728076355267, 141.1923303943904, 179.5774715459477, 171.3472091252479, 121.3227192364473,
            58.80766960560963, 20.42252845405233, 28.6527908747521, 78.67728076355266,
        ),
        82.38466078878078,
        300.0,
    ),
    "C-MtGinf-lognormal-900": (
        (900, 600, 14400, lifetimes.lognormal(480, 1.5)),
        (
            100.3520787062608, 156.1040881380692, 190.7068123957103, 183.8904449041143, 139.6479212937392,
            83.89591186193083, 49.29318760428975, 56.10955509588567, 100.3520787062608,
        ),
        73.38592596899719,
        621.1792883434148,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFERENCES)
def test_periodic_load_of_reference(name: str) -> None:
    (mean, swing, period, handling), levels, amplitude, lag = REFERENCES[name]
    load = periodic_load(Sinusoid(mean / 3600, swing / 3600, period), handling)
    assert [load.at(k * period / 8) for k in range(9)] == pytest.approx(levels, rel=1e-11)
    assert load.amplitude == pytest.approx(amplitude, rel=1e-11)
    assert load.lag_s == pytest.approx(lag, rel=1e-11)


def test_load_from_empty_of_reference() -> None:
    # C-MtGinf-exponential-1200 started empty, at 600, 1800 and 3600 s
    demand = Sinusoid(1200 / 3600, 900 / 3600, 86400)
    found = [load_from_empty(demand, lifetimes.exponential(300), t) for t in (600, 1800, 3600)]
    assert found == pytest.approx([88.32379471791924, 107.9195097995903, 117.8218487138634], rel=1e-11)


def test_staffing_to_the_load_of_reference() -> None:
    # C-FMMW-alpha0.5-b20: 100 + 20 sin t per handling time, patience as long as handling; then the number in the system
    # is Poisson(m(t)) for any staffing, and 103, 100 and 96 agents leave these probabilities of waiting
    demand = Sinusoid(100.0, 20.0, 2 * math.pi)
    for t, agents, p_wait in (
        (10.0, 103, 0.5109985958078459),
        (10.25, 100, 0.4906763852259046),
        (10.5, 96, 0.5117799561470725),
    ):
        load = load_from_empty(demand, lifetimes.exponential(1.0), t)
        assert poisson.sf(agents - 1, load) == pytest.approx(p_wait, rel=1e-10)


def test_after_long_the_empty_start_is_forgotten() -> None:
    demand, handling = Sinusoid(0.2, 0.1, 7200, 0.7), lifetimes.weibull(300, 1.5)
    assert load_from_empty(demand, handling, 14400) == pytest.approx(periodic_load(demand, handling).at(14400))


def test_steps_by_hand() -> None:
    # rate 1 during [0, 10) and 3 during [10, 20), handling exactly 5 s
    found = load_of_steps([0, 10, 20], [1.0, 3.0], lifetimes.deterministic(5), [2, 8, 12, 18, 22, 30])
    assert found == pytest.approx([2, 5, 3 * 1 + 2 * 3, 15, 9, 0])


def test_a_step_of_exponential_handling_by_hand() -> None:
    found = load_of_steps([0, 1e6], [0.1], lifetimes.exponential(100), [50.0])
    assert found == pytest.approx([10 * (1 - math.exp(-0.5))])


def test_expected_arrivals_of_a_sinusoid() -> None:
    # over the rising half of a period: mean P/2 + amplitude P/pi
    assert Sinusoid(2.0, 1.0, 10.0).expected(0, 5) == pytest.approx(10 + 10 / math.pi)
    assert Sinusoid(2.0, 1.0, 10.0).rate(2.5) == pytest.approx(3.0)


def test_impossible_inputs_are_refused() -> None:
    with pytest.raises(ValueError, match="rising edges"):
        load_of_steps([0, 0], [1.0], lifetimes.exponential(5), [1])
    with pytest.raises(ValueError, match="may never end"):
        periodic_load(Sinusoid(1.0, 0.5, 100), lifetimes.endless())
