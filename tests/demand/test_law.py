"""Every distribution block: moments, quantiles and survival against closed forms and numerical integration."""

import math

import numpy as np
import pytest
from pydantic import TypeAdapter
from scipy import stats

from ccsim.demand.law import law_of, relative_law
from ccsim.randomness import stream
from ccsim.scenario.distribution import PatienceDistribution

MEAN = 240.0
# block, and what scipy or hand knows about it: distribution function and moments (mean, cv)
EXACT = {
    "exponential": ({"kind": "exponential"}, stats.expon(scale=MEAN).cdf, MEAN, 1.0),
    "erlang": ({"kind": "erlang", "stages": 4}, stats.gamma(4, scale=MEAN / 4).cdf, MEAN, 0.5),
    "lognormal": (
        {"kind": "lognormal", "cv": "150%", "mean": "60 s"},
        stats.lognorm(math.sqrt(math.log(3.25)), scale=60 / math.sqrt(3.25)).cdf, 60.0, 1.5,
    ),
    "weibull": (
        {"kind": "weibull", "shape": 2}, stats.weibull_min(2, scale=MEAN / math.gamma(1.5)).cdf, MEAN,
        math.sqrt(math.gamma(2) / math.gamma(1.5) ** 2 - 1),
    ),
    "gamma": ({"kind": "gamma", "cv": 2}, stats.gamma(0.25, scale=MEAN * 4).cdf, MEAN, 2.0),
    "gamma by shape": ({"kind": "gamma", "shape": 2.5}, stats.gamma(2.5, scale=MEAN / 2.5).cdf, MEAN, 2.5**-0.5),
    "hyperexponential": (
        {"kind": "hyperexponential", "shares": [0.3, 0.7], "means": ["20 s", "600 s"]},
        lambda x: 0.3 * -np.expm1(-x / 20) + 0.7 * -np.expm1(-x / 600), 426.0,
        math.sqrt(2 * (0.3 * 400 + 0.7 * 360000) / 426**2 - 1),
    ),
    "balanced means": (
        {"kind": "hyperexponential", "cv": 3, "mean": "100 s"},
        # share (1 + sqrt(8/10)) / 2, means 100 / (2 share) and 100 / (2 (1 - share))
        lambda x: 0.9472135954999579 * -np.expm1(-x / 52.78640450004206)
        + 0.05278640450004207 * -np.expm1(-x / 947.213595499958),
        100.0, 3.0,
    ),
    "hazard": (
        {"kind": "hazard", "edges": [0, "10 s", "30 s"], "hazards": ["0.06/s", 0, "36/h"]},
        lambda x: 1 - np.exp(-(0.06 * np.minimum(x, 10) + 0.01 * np.maximum(0, x - 30))),
        (1 - math.exp(-0.6)) / 0.06 + 20 * math.exp(-0.6) + 100 * math.exp(-0.6), None,
    ),
    "quantiles": (
        {"kind": "quantiles", "probabilities": [0, 0.5, 1], "values": [0, "10 s", "40 s"]},
        lambda x: np.where(x < 10, x / 20, 0.5 + (x - 10) / 60), 0.5 * 5 + 0.5 * 25, None,
    ),
    "interpolated": (
        {"kind": "empirical", "values": ["40 s", 0, "10 s"], "interpolate": True},
        lambda x: np.where(x < 10, x / 20, 0.5 + (x - 10) / 60), 15.0, None,
    ),
    "uniform": ({"kind": "uniform", "least": "20 s", "most": "50 s"}, stats.uniform(20, 30).cdf, 35.0, 30 / 35 / 12**0.5),
}  # fmt: skip
GRID = (np.arange(20_000) + 0.5) / 20_000
U = stream(5, 0, "laws").uniforms(np.arange(100_000), 1)[:, 0]


def block_of(stated):
    return TypeAdapter(PatienceDistribution).validate_python(stated, strict=True)


def law(stated):
    return law_of(block_of(stated), MEAN)


def integrated(quantile, power):
    """E X^power = integral of Q(u)^power; the substitution u = 1 - exp(-y) tames the tail."""
    y = (np.arange(400_000) + 0.5) * (36 / 400_000)
    return float(np.sum(quantile(-np.expm1(-y)) ** power * np.exp(-y)) * (36 / 400_000))


@pytest.mark.parametrize("name", EXACT)
def test_quantiles_invert_the_distribution_function(name):
    stated, cdf, _, _ = EXACT[name]
    x = law(stated).quantile(GRID)
    assert np.abs(cdf(x) - GRID).max() < 1e-9
    assert (np.diff(x) >= 0).all()
    assert np.abs(law(stated).survival(x) - (1 - GRID)).max() < 1e-9


@pytest.mark.parametrize("name", EXACT)
def test_moments_are_those_of_the_quantiles(name):
    stated, _, mean, cv = EXACT[name]
    found = law(stated)
    assert found.mean == pytest.approx(mean, rel=1e-12)
    first, second = (integrated(found.quantile, power) for power in (1, 2))
    assert first == pytest.approx(mean, rel=1e-5)
    by_quantiles = math.sqrt(second / first**2 - 1)
    assert found.cv == pytest.approx(by_quantiles, rel=5e-4)
    if cv is not None:
        assert found.cv == pytest.approx(cv, rel=1e-12)


@pytest.mark.parametrize("name", EXACT)
def test_samples_pass_a_kolmogorov_test(name):
    stated, cdf, _, _ = EXACT[name]
    result = stats.kstest(law(stated).quantile(U), cdf)
    assert result.pvalue > 1e-6
    # 1.63 / sqrt(n): what the test would find with 99% confidence
    assert result.statistic < 1.63 / math.sqrt(U.size) * 1.7


@pytest.mark.parametrize("name", EXACT)
def test_a_value_does_not_depend_on_what_is_drawn_with_it(name):
    quantile = law(EXACT[name][0]).quantile
    together = quantile(U[:1000])
    assert np.array_equal(together, np.concatenate([quantile(U[j : j + 1]) for j in range(1000)]))


def test_amounts_of_work_are_relative():
    for stated, *_ in EXACT.values():
        assert relative_law(block_of(stated | {"mean": None} if "mean" in stated else stated)).mean == pytest.approx(1)
    half = relative_law(block_of({"kind": "hyperexponential", "shares": [0.5, 0.5], "means": ["1 s", "3 s"]}))
    assert half.survival(np.array([1.0]))[0] == pytest.approx((math.exp(-2) + math.exp(-2 / 3)) / 2)


def test_branches_of_mean_zero_end_at_once():
    found = law({"kind": "hyperexponential", "shares": [0.25, 0.75], "means": [0, "80 s"]})
    values = found.quantile(GRID)
    assert (values[GRID < 0.25] == 0).all()
    assert (values[GRID > 0.25] > 0).all()
    assert found.mean == pytest.approx(60)
    assert found.survival(np.array([0.0]))[0] == 0.75


def test_atoms_take_their_weights():
    stated = {"kind": "empirical", "values": ["30 s", "10 s", "10 s", "90 s"], "weights": [2, 1, 1, 0]}
    found = law(stated)
    values = found.quantile(GRID)
    assert sorted(set(values)) == [10, 30]
    assert (values == 10).mean() == 0.5
    assert (found.mean, found.cv) == (20, 0.5)
    assert found.survival(np.array([0, 9.9, 10, 29, 30])).tolist() == [1, 1, 0.5, 0.5, 0]


def test_a_last_hazard_of_zero_leaves_some_for_ever():
    found = law({"kind": "hazard", "edges": [0, "1 min"], "hazards": ["1/min", 0]})
    values = found.quantile(GRID)
    assert np.isinf(values).mean() == pytest.approx(math.exp(-1), abs=1e-4)
    assert math.isinf(found.mean)
    assert found.survival(np.array([30.0, 60.0, 1e9])) == pytest.approx([math.exp(-0.5), math.exp(-1), math.exp(-1)])


@pytest.mark.parametrize("name", EXACT)
def test_values_beyond_a_bound_are_the_conditional_law(name):
    stated, cdf, mean, _ = EXACT[name]
    least = mean * 0.8
    beyond = law(stated).beyond(np.full(U.size, least), U)
    assert beyond.min() >= least
    below = float(cdf(np.array(least)))
    assert stats.kstest(beyond, lambda x: np.clip((cdf(x) - below) / (1 - below), 0, 1)).pvalue > 1e-6


def test_nothing_beyond_the_largest_value_gives_the_bound_itself():
    assert law({"kind": "uniform", "most": "50 s"}).beyond(np.array([50.0, 70.0]), np.array([0.5, 0.5])).tolist() == [
        50,
        70,
    ]
    assert law({"kind": "deterministic"}).beyond(np.array([100.0, 300.0]), np.array([0.5, 0.5])).tolist() == [MEAN, 300]
