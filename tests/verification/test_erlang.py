"""The reference engine against Erlang B, C and A and the exact chat chain.

Expectations are exact for the finite horizon and the empty start of every replication (uniformisation), so there is
no warm-up to get wrong. False alarm 1e-6 per quantity; the last figures of a case are the smallest relative biases
that it promises to find with probability 0.99, asserted from its own standard errors.
"""

import math
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pytest
from queue_runs import Counts, centre_for, check, count, from_empty_runs, tape_of

from ccsim.theory.chat_chain import Chain
from ccsim.theory.erlang import erlang_b
from ccsim.theory.transient import Transient, chat_from_empty, from_empty

VOICE = (0.0, 1.0)
WORK_S = 100.0


class Case(NamedTuple):
    chain: Chain
    rate_per_s: float
    horizon_s: float
    threshold_s: float
    contacts: int
    detects: dict[str, float]
    room: int = 300


CASES = {
    # 10 Erlang on 5 agents; whoever must wait leaves at once
    "Erlang B": Case(
        Chain(5, 1, VOICE, WORK_S, 60.0, balk=1.0), 0.10, 1000.0, 0.0, 60_000,
        {"left": 0.04, "in_time": 0.045},
    ),
    # 1.6 Erlang on 2 agents; everybody waits
    "Erlang C": Case(
        Chain(2, 1, VOICE, WORK_S, math.inf), 0.016, 2500.0, 100.0, 60_000,
        {"waited": 0.065, "in_time": 0.08, "wait_s": 0.2},
    ),
    # 20 Erlang on 5 agents for a quarter of an hour: no steady state, but an exact expectation all the same
    "Erlang C, overloaded": Case(
        Chain(5, 1, VOICE, WORK_S, math.inf), 0.20, 900.0, 100.0, 60_000,
        {"waited": 0.005, "in_time": 0.14, "wait_s": 0.065},
    ),
    # 5 Erlang on 5 agents
    "Erlang A": Case(
        Chain(5, 1, VOICE, WORK_S, 60.0), 0.05, 2000.0, 20.0, 80_000,
        {"waited": 0.07, "left": 0.1, "in_time": 0.045, "wait_s": 0.11},
    ),
    # 20 Erlang on 5 agents
    "Erlang A, overloaded": Case(
        Chain(5, 1, VOICE, WORK_S, 60.0), 0.20, 1500.0, 20.0, 80_000,
        {"waited": 0.005, "left": 0.025, "wait_s": 0.04},
    ),
    # 6 Erlang on 4 agents, 30% of those who must wait balk
    "Erlang A with balking": Case(
        Chain(4, 1, VOICE, WORK_S, 120.0, balk=0.3), 0.06, 1500.0, 20.0, 50_000,
        {"waited": 0.05, "left": 0.07, "in_time": 0.095, "wait_s": 0.13},
    ),
    # at most 6 chats at 2/3 of the speed: 75 s each, where 50 s would be needed
    "chat, 3 agents of 2": Case(
        Chain(3, 2, (0.0, 1.0, 1 / 1.5), 300.0, 120.0), 0.03, 4000.0, 20.0, 60_000,
        {"waited": 0.03, "left": 0.05, "in_time": 0.15, "wait_s": 0.065},
    ),
}  # fmt: skip


def exact(case: Case) -> Transient:
    solve = chat_from_empty if case.chain.concurrency > 1 else from_empty
    return solve(case.chain, case.rate_per_s, case.threshold_s, case.horizon_s, case.room)


@pytest.mark.parametrize("name", CASES)
def test_engine_agrees_with_the_exact_chain(name: str) -> None:
    case = CASES[name]
    waiting = exact(case).waiting
    expected = {
        "waited": waiting.p_wait,
        "left": waiting.p_abandon,
        "in_time": waiting.service_level,
        "wait_s": waiting.mean_wait,
    }
    seed = 1000 + list(CASES).index(name)
    runs = list(from_empty_runs(seed, case.chain, case.rate_per_s, case.horizon_s, case.threshold_s, case.contacts))
    sums = {field: np.array([getattr(one, field) for one in runs], np.float64) for field in Counts._fields}
    assert len(runs) >= 100
    for quantity, detects in case.detects.items():
        print(check(f"{name}: {quantity}", expected[quantity], sums[quantity], sums["offered"], detects))


def test_a_queue_without_room_is_erlang_b() -> None:
    """Everybody would wait for ever, and may not: the same loss as if whoever must wait balked."""
    case, balking = CASES["Erlang B"], CASES["Erlang B"].chain
    patient = balking._replace(patience_s=math.inf, balk=0.0)
    no_room = replace(centre_for(patient, case.horizon_s), queue_capacity=np.array([0]))
    rng, runs = np.random.default_rng(1100), []
    for _ in range(round(case.contacts / (case.rate_per_s * case.horizon_s))):
        n = rng.poisson(case.rate_per_s * case.horizon_s)
        tape = tape_of(rng, rng.uniform(0, case.horizon_s, n), rng.exponential(WORK_S, n), math.inf)
        runs.append(count(no_room, patient, tape, case.threshold_s))
    left, offered = (np.array([getattr(one, name) for one in runs], np.float64) for name in ("left", "offered"))
    print(check("Erlang B, no room", exact(case).waiting.p_abandon, left, offered, 0.04))


@pytest.mark.parametrize("distribution", ["lognormal", "deterministic"])
def test_blocking_does_not_depend_on_the_distribution_of_handling_times(distribution: str) -> None:
    """Erlang B is insensitive: started in its steady state (truncated Poisson contacts, residual work)."""
    agents, load, horizon_s, sigma = 5, 10.0, 1000.0, math.sqrt(math.log(1 + 1.5**2))
    chain = Chain(agents, 1, VOICE, WORK_S, 60.0, balk=1.0)
    rng, centre = np.random.default_rng(7), centre_for(chain, horizon_s)
    weights = np.array([load**j / math.factorial(j) for j in range(agents + 1)])

    def work(n: int) -> np.ndarray:
        if distribution == "deterministic":
            return np.full(n, WORK_S)
        return WORK_S * np.exp(sigma * rng.standard_normal(n) - sigma**2 / 2)

    def residual(n: int) -> np.ndarray:
        """What is left of the work of contacts met at a random time: uniform in a length-biased one."""
        if distribution == "deterministic":
            return WORK_S * rng.random(n)
        return WORK_S * np.exp(sigma * rng.standard_normal(n) + sigma**2 / 2) * rng.random(n)

    runs = []
    for _ in range(400):
        present, n = rng.choice(agents + 1, p=weights / weights.sum()), rng.poisson(load / WORK_S * horizon_s)
        arrival_s = np.concatenate([np.zeros(present), rng.uniform(1e-3, horizon_s, n)])
        tape = tape_of(rng, arrival_s, np.concatenate([residual(present), work(n)]), 60.0)
        runs.append(count(centre, chain, tape, 0.0, skip=present))
    blocked, offered = np.array([one.left for one in runs]), np.array([one.offered for one in runs])
    print(check(f"Erlang B, {distribution}", erlang_b(agents, load), blocked, offered, 0.06))
