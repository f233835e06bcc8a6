"""Two classes at one or two pools with abandonment: exact chains, T in the order of the reference."""

import pytest

from ccsim.theory.erlang import erlang_a
from ccsim.theory.two_pools import TwoPools, two_pool_measures


def close(value: object) -> object:
    return pytest.approx(value, rel=1e-10)


def test_one_pool_whose_classes_differ_in_handling_of_reference() -> None:
    # E-Vprio-ab-n3-150-360
    pools = TwoPools((3, 0), (20 / 3600, 16 / 3600), ((150, 360), (150, 360)), (200, 200))
    found = two_pool_measures(pools, 45)
    assert found.p_wait == close((0.4178069507726468, 0.4178069507726468))
    assert found.p_abandon == close((0.14401329222622364, 0.18895385971910683))
    assert found.mean_wait_s == close((28.802658445244724, 37.79077194382136))
    assert found.busy[0] == close((0.7133222564781471, 1.297673824449429))
    assert found.occupancy == close((0.6703320269758587, 0.0))


def test_n_design_of_reference() -> None:
    # E-Ndesign-2-2: pool A serves class 1 only
    handling = ((240.0, 240.0), (270.0, 210.0))
    pools = TwoPools((2, 2), (22 / 3600, 14 / 3600), handling, (150, 240), ((True, False), (True, True)))
    found = two_pool_measures(pools, 25)
    assert found.p_wait == close((0.16399266703866847, 0.35499089018724106))
    assert found.p_abandon == close((0.060827245010717054, 0.13275980192945835))
    assert found.mean_wait_s == close((9.124086751607557, 31.862352463070007))
    assert found.occupancy == close((0.5323733129788819, 0.5300206266437207))
    assert found.served_elsewhere == (close(0.2270180275663445), 0.0)


def test_x_design_of_reference() -> None:
    # E-Xdesign-2-2: both pools serve both
    pools = TwoPools((2, 2), (20 / 3600, 24 / 3600), ((230, 290), (300, 220)), (180, 120))
    found = two_pool_measures(pools, 22)
    assert found.p_wait == close((0.320846957979354, 0.320846957979354))
    assert found.p_abandon == close((0.11122066961973189, 0.1405160901889345))
    assert found.busy == (
        close((0.8299818635671032, 0.4586870396085154)),
        close((0.3987138445317613, 0.9126069227325281)),
    )
    assert found.served_elsewhere == close((0.2691650205419403, 0.2760399750718321))


def test_pools_that_keep_to_themselves_are_two_erlang_a() -> None:
    apart = ((True, False), (False, True))
    found = two_pool_measures(TwoPools((2, 1), (0.01, 0.004), ((200, 1), (1, 150)), (100, 60), apart), 25)
    expected = erlang_a(2, 0.01, 200, 100, 20), erlang_a(1, 0.004, 150, 60, 20)
    assert found.p_abandon == close(tuple(one.waiting.p_abandon for one in expected))
    assert found.mean_wait_s == close(tuple(one.waiting.mean_wait for one in expected))
    assert found.occupancy == close(tuple(one.slot_occupancy for one in expected))


def test_a_cut_that_is_felt_is_refused() -> None:
    with pytest.raises(ValueError, match="cut too short at 3 waiting"):
        two_pool_measures(TwoPools((1, 1), (0.01, 0.01), ((200, 200), (200, 200)), (100, 60)), 3)
