"""M/M/n+G against integrals at 40 digits, against Erlang A and C, and by hand."""

import math
from collections.abc import Callable

import pytest

from ccsim.theory import lifetimes
from ccsim.theory.erlang import erlang_a, erlang_b
from ccsim.theory.general_patience import general_patience_measures
from ccsim.theory.lifetimes import Lifetime


def close(value: float) -> object:
    return pytest.approx(value, rel=1e-9)


# Integrals of Baccelli and Hebuterne at 40 digits (P(abandon) from two of them agreed to 1e-14); T = 20 s.
# name: (agents, contacts/h, handling s, patience), Waiting in the order of its fields, queue, busy
HAZARDS = ((0, 5, 15, 50, 65, 120), (0.0005, 0.006, 0.0025, 0.0042, 0.0027, 0.0014))
REFERENCES: dict[str, tuple[tuple[int, float, float, Callable[[], Lifetime]], tuple[float, ...]]] = {
    "B-MMnG-det60-n10": (
        (10, 180, 190, lambda: lifetimes.deterministic(60)),
        (
            0.4718711321488365, 0.1067374451504512, 17.07011358787199, 11.94034925223229, 60.0, 19.09812504573056,
            0.6562991481386992, 0.7347214372477966, 0.6562991481386992, 0.6562991481386992, 0.6562991481386992,
            0.8535056793935994, 8.485994271070712,
        ),
    ),
    "B-MMnG-weibull2-n20": (
        (20, 360, 210, lambda: lifetimes.weibull(180, 2)),
        (
            0.7200518889855085, 0.09445223865118177, 39.40482442793295, 37.00372685416236, 62.42501498940704,
            42.74461894941521, 0.4053987501370108, 0.4476834546343167, 0.4085926846490721, 0.4132156656914449,
            0.4059265124591621, 3.940482442793295, 19.01650298832518,
        ),
    ),
    "B-MMnG-lognormal-cv1.5-n50": (
        (50, 900, 204, lambda: lifetimes.lognormal(300, 1.5)),
        (
            0.6720080403389354, 0.05531439515295682, 21.74767252393474, 20.98865622013793, 34.71051472908412,
            22.96602782875546, 0.5457637803244797, 0.5777200134354179, 0.5530815022532973, 0.558994600554418,
            0.5474567678084495, 5.436918130983684, 48.1789658471992,
        ),
    ),
    "B-MMnG-balk0.1exp-n8": (
        (8, 200, 150, lambda: lifetimes.with_zero(lifetimes.exponential(1000), 0.1)),
        (
            0.7009986979735346, 0.1257073621202285, 55.60749232287506, 58.84484932120877, 33.09172759682282,
            66.73499489812596, 0.392253419344263, 0.4486523188568857, 0.4271290692871088, 0.4739047337843087,
            0.4036410049166877, 3.089305129048615, 7.285771982331429,
        ),
    ),
    "B-MMnG-h2-n100": (
        (100, 1600, 230, lambda: lifetimes.hyperexponential((0.3, 0.7), (20, 600))),
        (
            0.4513966534587178, 0.06203534959044359, 5.034038663053155, 4.864719441816148, 7.594118443431362,
            5.702545726218343, 0.8697929290490825, 0.9273195196314625, 0.9234243536084743, 0.9278717790922028,
            0.9083987331948594, 2.237350516912513, 95.88083093075466,
        ),
    ),
    "B-MMnG-bankhazard-n9": (
        (9, 190, 185, lambda: lifetimes.piecewise_hazard(*HAZARDS)),
        (
            0.7170547475993799, 0.1486613729016327, 51.83967289177912, 51.97188959369961, 51.08250791142517,
            62.7405559622109, 0.3804656761060665, 0.446902870368768, 0.3995948137042277, 0.4283370121247571,
            0.3838135257219224, 2.735982735955009, 8.31237576180767,
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFERENCES)
def test_general_patience_of_reference(name: str) -> None:
    (agents, per_hour, handling, patience), expected = REFERENCES[name]
    found = general_patience_measures(agents, per_hour / 3600, handling, patience(), 20)
    assert (*found.waiting, found.queue_length, found.busy) == tuple(close(value) for value in expected)
    assert found.occupancy == close(found.busy / agents)


def test_another_threshold_of_reference() -> None:
    # B-MMnG-det60-n10 at T = 60 s: whoever is patient to the end has left by then
    waiting = general_patience_measures(10, 180 / 3600, 190, lifetimes.deterministic(60), 60).waiting
    assert waiting.service_level == close(0.8932625548495488)
    assert waiting.service_level_of_answered == close(1.0)
    assert waiting.left_queue_within == close(1.0)


@pytest.mark.parametrize("agents", [1, 12, 400, 5000])
@pytest.mark.parametrize("load", [0.7, 0.99, 1.0, 1.2])
def test_exponential_patience_is_erlang_a(agents: int, load: float) -> None:
    per_s = agents * load / 240
    expected = erlang_a(agents, per_s, 240, 180, 20)
    found = general_patience_measures(agents, per_s, 240, lifetimes.exponential(180), 20)
    assert found.waiting[:10] == pytest.approx(expected.waiting[:10], rel=1e-8, abs=1e-13)
    assert found.queue_length == pytest.approx(expected.queue_length, rel=1e-9, abs=1e-300)
    assert found.occupancy == close(expected.slot_occupancy)


def test_endless_patience_is_erlang_c() -> None:
    expected = erlang_a(50, 0.8, 60, math.inf, 20).waiting
    found = general_patience_measures(50, 0.8, 60, lifetimes.endless(), 20).waiting
    assert found.p_wait == close(expected.p_wait)
    assert found.mean_wait == close(expected.mean_wait)
    assert found.service_level == close(expected.service_level)
    with pytest.raises(ValueError, match="no steady state"):
        general_patience_measures(50, 1.0, 60, lifetimes.endless(), 20)
    with pytest.raises(ValueError, match="no steady state"):
        general_patience_measures(5, 1.0, 60, lifetimes.with_zero(lifetimes.endless(), 0.5), 20)


def test_patience_of_zero_is_erlang_b() -> None:
    found = general_patience_measures(100, 0.375, 240, lifetimes.with_zero(lifetimes.endless(), 1.0), 20)
    assert found.waiting.p_abandon == close(erlang_b(100, 90))


def test_one_agent_and_fixed_patience_by_hand() -> None:
    # n = 1, lambda = mu = 1/60, patience 60: v is flat at lambda p0 up to 60 and falls by e per minute after it,
    # so p0 (1 + 1 + 1) = 1; served = p0 (1 + 1), mean wait = p0 (30 + 60)
    found = general_patience_measures(1, 1 / 60, 60, lifetimes.deterministic(60), 30)
    assert found.waiting.p_wait == close(2 / 3)
    assert found.waiting.p_abandon == close(1 / 3)
    assert found.waiting.mean_wait == close(30)
    assert found.waiting.service_level == close(1 / 3 + 1 / 6)


def test_patience_with_an_endless_hazard_at_zero() -> None:
    # Weibull below 1: the hazard is infinite at 0. Served and abandoned, and the work done, must balance.
    found = general_patience_measures(20, 0.1, 240, lifetimes.weibull(120, 0.5), 20)
    assert found.busy == close(24 * (1 - found.waiting.p_abandon))
    halves = [general_patience_measures(20, 0.1, 240, lifetimes.weibull(120, 0.5), T) for T in (1e-6, 1e6)]
    assert halves[1].waiting.service_level == close(1 - found.waiting.p_abandon)
    assert halves[0].waiting.service_level == pytest.approx(1 - found.waiting.p_wait, rel=1e-6)


def test_impossible_inputs_are_refused() -> None:
    for agents, rate in ((0, 1.0), (3, 0.0), (3, math.nan)):
        with pytest.raises(ValueError, match="must be above 0"):
            general_patience_measures(agents, rate, 60, lifetimes.endless(), 20)
