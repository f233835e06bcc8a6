"""Erlang B, C and A against values by hand and against published 40-digit references."""

import math

import pytest

from ccsim.theory.erlang import erlang_a, erlang_b, erlang_c, erlang_c_wait_quantile, erlang_c_waiting


def close(value: float) -> object:
    return pytest.approx(value, rel=1e-9)


def test_erlang_b_by_hand() -> None:
    # a = 2: B0 = 1, B1 = 2/3, B2 = (4/3) / (2 + 4/3) = 2/5
    assert erlang_b(0, 2.0) == 1.0
    assert erlang_b(1, 2.0) == close(2 / 3)
    assert erlang_b(2, 2.0) == close(2 / 5)
    assert erlang_b(3, 0.0) == 0.0


# 40-digit recursion
@pytest.mark.parametrize(
    ("agents", "load", "blocked"),
    [(5, 3.0, 0.110054347826087), (100, 90.0, 0.02695738046435921), (2000, 1950.0, 0.005409204426570646)],
)
def test_erlang_b_of_reference(agents: int, load: float, blocked: float) -> None:
    assert erlang_b(agents, load) == close(blocked)


def test_erlang_b_is_erlang_a_whose_waiters_all_balk() -> None:
    measures = erlang_a(100, 0.375, 240, 60, 20, balk=1.0)
    assert measures.waiting.p_abandon == close(0.02695738046435921)
    assert measures.chats == close(87.57383575820766)
    assert measures.waiting.mean_wait == 0


def test_one_agent_without_abandonment_by_hand() -> None:
    # M/M/1 with rho = 0.8 and 300 s: W = rho/(1-rho) 300 = 1200, P(wait <= 20) = 1 - 0.8 exp(-20/1500)
    waiting = erlang_c_waiting(1, 9.6 / 3600, 300, 20)
    assert waiting.p_wait == close(0.8)
    assert waiting.mean_wait == close(1200)
    assert waiting.service_level == close(1 - 0.8 * math.exp(-20 / 1500))
    assert erlang_c_wait_quantile(1, 9.6 / 3600, 300, 0.9) == close(1500 * math.log(8))
    assert erlang_c_wait_quantile(1, 9.6 / 3600, 300, 0.15) == 0


# closed form, cross-checked with birth-death sums: n, contacts/h, handling s, P(wait), mean wait, T, P(wait <= T)
@pytest.mark.parametrize(
    ("agents", "per_hour", "handling", "p_wait", "wait", "threshold", "within"),
    [
        (12, 252.0, 120, 0.1838886303934997, 6.129621013116656, 20, 0.8990797798946537),
        (50, 2880.0, 60, 0.6944556111968343, 20.83366833590503, 30, 0.7445240578345362),
        (200, 2910.0, 240, 0.5660871085658089, 22.64348434263236, 20, 0.6566508125867628),
        (2000, 23640.0, 300, 0.3879297474543688, 3.879297474543688, 20, 0.9474994177523554),
    ],
)
def test_erlang_c_of_reference(
    agents: int, per_hour: float, handling: float, p_wait: float, wait: float, threshold: float, within: float
) -> None:
    for waiting in (
        erlang_c_waiting(agents, per_hour / 3600, handling, threshold),
        erlang_a(agents, per_hour / 3600, handling, math.inf, threshold).waiting,
    ):
        assert waiting.p_wait == close(p_wait)
        assert waiting.mean_wait == close(wait)
        assert waiting.mean_wait_answered == close(wait)
        assert waiting.service_level == waiting.left_queue_within == close(within)
        assert waiting.p_abandon == pytest.approx(0, abs=1e-15)


def test_without_a_steady_state_erlang_c_refuses() -> None:
    assert erlang_c(10, 10.0) == 1.0
    for formula in (
        lambda: erlang_c_waiting(10, 10 / 60, 60, 20),
        lambda: erlang_a(10, 10 / 60, 60, math.inf, 20),
    ):
        with pytest.raises(ValueError, match="steady state"):
            formula()


def test_one_agent_with_abandonment_by_hand() -> None:
    # n = 1, lambda = mu = theta: the number in system is Poisson(1). P(wait) = 1 - 1/e; E[queue] = E[(N-1)+] = 1/e
    measures = erlang_a(1, 1 / 60, 60, 60, 0.0)
    assert measures.waiting.p_wait == close(1 - math.exp(-1))
    assert measures.queue_length == close(math.exp(-1))
    assert measures.waiting.mean_wait == close(60 * math.exp(-1))
    assert measures.waiting.p_abandon == close(math.exp(-1))  # theta E[queue] / lambda
    assert measures.waiting.service_level == close(math.exp(-1))  # T = 0: answered at once


# Integrals of Baccelli and Hebuterne at 40 digits, cross-checked with birth-death sums; T = 20 s.
# (agents, contacts/h, handling s, patience s, balk): Waiting in the order of its fields
REFERENCES = {
    (3, 72.0, 150, 120, 0.0): (
        0.5549073316478907, 0.2356372950099401, 28.27647540119282, 22.73263585300026, 46.25963970847524,
        45.12134561454784, 0.5310323124030496, 0.6947386482049192, 0.5760763608668114, 0.609223419561109,
        0.5383520175944865,
    ),
    (2000, 23732.0, 300, 240, 0.0): (
        0.2945617491335097, 0.004816107410844068, 1.155865778602576, 1.145751308045855, 3.245885232373794,
        1.171684904462289, 0.9951010991883892, 0.9999168059276448, 0.999916290553175, 0.9999166936639247,
        0.999909454005969,
    ),
    (8, 200.0, 150, 1000, 0.1): (
        0.7009986979735346, 0.1257073621202285, 55.60749232287506, 58.84484932120877, 33.09172759682282,
        66.73499489812596, 0.392253419344263, 0.4486523188568857, 0.4271290692871088, 0.4739047337843087,
        0.4036410049166877,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFERENCES)
def test_erlang_a_of_reference(case: tuple[int, float, float, float, float]) -> None:
    agents, per_hour, handling, patience, balk = case
    waiting = erlang_a(agents, per_hour / 3600, handling, patience, 20, balk).waiting
    assert waiting == tuple(close(value) for value in REFERENCES[case])


def test_erlang_a_far_beyond_its_capacity_does_not_overflow() -> None:
    # 10,000 Erlang on 10 agents: nearly all abandon; served = 10 / 10000
    waiting = erlang_a(10, 10_000 / 60, 60, 600, 20).waiting
    assert waiting.p_abandon == close(1 - 10 / 10_000)
    assert waiting.service_level < 1e-300
