"""Handling times that are not exponential: one agent, fixed times, phases, and what does not depend on them."""

import math

import pytest

from ccsim.theory.chat_chain import Chain, chain_measures, exact_chat_measures
from ccsim.theory.chat_phases import ChatPhases, chat_phase_measures
from ccsim.theory.erlang import erlang_a
from ccsim.theory.general_handling import (
    fixed_handling_measures,
    gamma_moments,
    lognormal_moments,
    one_agent_measures,
)
from ccsim.theory.phase_handling import balanced_hyperexponential, erlang_phases, phase_measures


def close(value: object) -> object:
    return pytest.approx(value, rel=1e-10)


def test_one_agent_of_reference() -> None:
    # H-MG1-LN-16.2ph-m200-cv1.3: Pollaczek-Khinchine and Takacs
    found = one_agent_measures(16.2 / 3600, lognormal_moments(200, 1.3))
    assert found == close((0.9, 2421.0, 2690.0, 8197054.08, 10.8945))
    with pytest.raises(ValueError, match="no steady state"):
        one_agent_measures(0.01, gamma_moments(100, 0.5))


def test_one_agent_with_exponential_handling_is_erlang_c() -> None:
    waiting = erlang_a(1, 0.008, 100, math.inf, 20).waiting
    assert one_agent_measures(0.008, gamma_moments(100, 1.0)).mean_wait == close(waiting.mean_wait)


def test_fixed_handling_of_reference() -> None:
    # H-MDn-n10-162ph-D200, itself cut at a tail of 1e-13
    found = fixed_handling_measures(10, 162 / 3600, 200)
    assert found == pytest.approx((0.6468612839320894, 68.91641006779606, 3.1012384530508226, 0.9), rel=1e-9)


@pytest.mark.parametrize("load", [0.1, 0.8, 0.99])
def test_one_agent_with_fixed_handling_is_the_same_both_ways(load: float) -> None:
    expected = one_agent_measures(load / 100, gamma_moments(100, 0.0))
    found = fixed_handling_measures(1, load / 100, 100)
    assert found.p_wait == pytest.approx(expected.p_wait, rel=1e-9)
    assert found.mean_wait == pytest.approx(expected.mean_wait, rel=1e-8)


# exact chains: agents, contacts/h, handling, patience; P(wait), P(abandon), mean wait, queue, busy
PHASES = {
    "H-MPHn-E2-n5": (
        (5, 80, erlang_phases(190, 2), math.inf, 180),
        (0.6376786170451357, 0.0, 119.40978358628966, 2.6535507463619927, 4.222222222222221),
    ),
    "H-MPHn-H2-n6+M": (
        (6, 118, balanced_hyperexponential(180, math.sqrt(3)), 240, 60),
        (0.5503044248265943, 0.15373117822431606, 36.89548277383585, 1.2093519353646196, 4.992986048476536),
    ),
    "H-MPHn-E2-n12+M": (
        (12, 230, erlang_phases(185, 2), 150, 50),
        (0.5070631560662243, 0.10847428783642182, 16.271143175463273, 1.0395452584323757, 10.537338625711179),
    ),
}


@pytest.mark.parametrize("name", PHASES)
def test_phases_of_reference(name: str) -> None:
    (agents, per_hour, handling, patience, room), expected = PHASES[name]
    found = phase_measures(agents, per_hour / 3600, handling, patience, room)
    assert found[:5] == close(expected)
    assert found.occupancy == close(found.busy / agents)
    assert handling.mean_s * per_hour / 3600 * (1 - found.p_abandon) == close(found.busy)


def test_hyperexponential_of_reference() -> None:
    # H-MPHn-H2-n6+M: p1, rates
    phases = balanced_hyperexponential(180, math.sqrt(3))
    assert phases.start[0] == close(0.8535533905932737)
    assert phases.rates_per_s == close((0.009483926562147487, 0.0016271845489636253))
    with pytest.raises(ValueError, match="at least 1"):
        balanced_hyperexponential(180, 0.5)


def test_chat_with_phases_of_reference() -> None:
    # D-chatPH-e2-n2c2: 3816 states with each chat's phase there, agents alike here
    found = chat_phase_measures(ChatPhases(2, (0, 1, 1 / 1.4), erlang_phases(380, 2), math.inf), 22 / 3600, 130)
    assert found == close(
        (
            0.5666887494274973,
            0.0,
            308.4767276617793,
            1.8851355579330957,
            3.069335014154779,
            502.2548204980547,
            0.8809438141364018,
        )
    )


def test_who_takes_a_chat_among_equally_loaded_agents_matters_if_work_has_a_memory() -> None:
    speed, rate = (0, 1, 1 / 1.4), 22 / 3600
    for stages, apart in ((1, 0.0), (2, 5.6e-4)):
        chats = ChatPhases(2, speed, erlang_phases(380, stages), math.inf)
        even, in_turn = (chat_phase_measures(chats._replace(ties=ties), rate, 260) for ties in ("any", "longest"))
        assert 1 - in_turn.chat_duration_s / even.chat_duration_s == pytest.approx(apart, rel=0.02, abs=1e-9)
    # the older chats are those of the agent who changed longest ago: more chats alone, shorter ones
    assert in_turn.busy_share > even.busy_share


def test_chat_with_one_phase_is_the_chat_chain() -> None:
    speed = (0.0, 1.0, 1 / 1.5)
    found = chat_phase_measures(ChatPhases(3, speed, erlang_phases(300, 1), 120), 42 / 3600, 40)
    expected = exact_chat_measures(Chain(3, 2, speed, 300, 120), 42 / 3600, 20)
    assert found.p_wait == close(expected.waiting.p_wait)
    assert found.p_abandon == close(expected.waiting.p_abandon)
    assert found.chats == close(expected.chats)
    assert found.busy_share == close(1 - expected.level_share[0])


def test_an_agent_without_a_queue_does_not_mind_the_distribution() -> None:
    # D-chat-PSloss-c4-LN1.5: product form; every contact that finds no slot is lost
    speed = (0.0, *(1 / (1 + 0.3 * (k - 1)) for k in range(1, 5)))
    found = chain_measures(Chain(1, 4, speed, 420, math.inf, 1.0), 9 / 3600, 0)
    assert found.waiting.p_abandon == close(0.05942639888207505)
    assert found.chats == close(1.3324452826020534)
    levels = (0.2969043244630729, 0.3117495406862265, 0.21276906151834962, 0.1191506744502758, 0.05942639888207505)
    assert found.level_share == close(levels)
