"""Cases with parameters drawn at random and answers calculated on the spot, so that nothing can be tuned to a case.

They are written as a file's cases are and go the same way. Number and seed decide everything; every kind of model comes
in turn. Source of the answers: ccsim/theory.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ccsim.theory import lifetimes
from ccsim.theory.chat_chain import Chain, ChainMeasures, exact_chat_measures
from ccsim.theory.erlang import erlang_a, erlang_b, erlang_c_waiting
from ccsim.theory.general_patience import general_patience_measures
from ccsim.theory.phase_handling import balanced_hyperexponential, erlang_phases, phase_measures
from ccsim.theory.priority import priority_waits
from ccsim.theory.priority_abandonment import priority_abandonment
from ccsim.theory.repeats import Retrial, repeats_without_abandonment, retrial_measures
from ccsim.theory.staffed_day import DayPlan, staffed_day
from ccsim.theory.two_pools import TwoPools, two_pool_measures
from ccsim.theory.waiting import Waiting
from ccsim.verification.cases import Case

Content = tuple[str, dict[str, Any], dict[str, Any]]
"""Family, parameters, quantities."""
INTERVALS = 48


def random_cases(number: int, seed: int) -> tuple[Case, ...]:
    """So many cases, the kinds of models in turn."""
    kinds = list(KINDS.items())
    cases = []
    for i in range(number):
        name, kind = kinds[i % len(kinds)]
        family, params, quantities = kind(np.random.default_rng((seed, i)))
        cases.append(Case(f"random-{seed}-{i + 1}-{name}", family, name, params, quantities))
    return tuple(cases)


def _between(rng: np.random.Generator, low: float, high: float, digits: int = 4) -> float:
    """Uniform on a logarithmic scale, with few digits, so that a person can repeat it."""
    value = math.exp(rng.uniform(math.log(low), math.log(high)))
    return float(f"{value:.{digits}g}")


def _rate_per_h(rng: np.random.Generator, agents: float, handling_s: float, low: float, high: float) -> float:
    """Contacts per hour that load the agents by a share between `low` and `high`."""
    return float(f"{rng.uniform(low, high) * agents * 3600 / handling_s:.4g}")


def _loss(rng: np.random.Generator) -> Content:
    agents, handling_s = int(rng.integers(1, 60)), _between(rng, 60, 600)
    rate = _rate_per_h(rng, agents, handling_s, 0.5, 1.3) / 3600
    load = rate * handling_s
    blocked = erlang_b(agents, load)
    params = {"n": agents, "AHT_s": handling_s, "arrival_rate_per_s": rate, "offered_load_erlang": load}
    return "A_erlang", params, {"P_block": blocked, "occupancy": load * (1 - blocked) / agents}


def _endless(rng: np.random.Generator) -> Content:
    agents, handling_s, threshold_s = int(rng.integers(1, 60)), _between(rng, 60, 600), _between(rng, 5, 60, 2)
    per_h = _rate_per_h(rng, agents, handling_s, 0.5, 0.88)
    waiting = erlang_c_waiting(agents, per_h / 3600, handling_s, threshold_s)
    params = {"n": agents, "calls_per_hour": per_h, "AHT_s": handling_s, "T_s": [threshold_s]}
    quantities = {
        "P_wait": waiting.p_wait,
        "E_wait_all": waiting.mean_wait,
        f"P_wait_le@{threshold_s:.15g}": waiting.left_queue_within,
    }
    return "A_erlang", params, quantities


def _impatient(rng: np.random.Generator) -> Content:
    agents, handling_s, threshold_s = int(rng.integers(1, 80)), _between(rng, 60, 600), _between(rng, 5, 60, 2)
    patience_s, per_h = _between(rng, 30, 600), _rate_per_h(rng, agents, handling_s, 0.6, 1.3)
    found = erlang_a(agents, per_h / 3600, handling_s, patience_s, threshold_s)
    params = {"n": agents, "calls_per_hour": per_h, "AHT_s": handling_s, "patience_mean_s": patience_s}
    return "A_erlang", {**params, "T_s": [threshold_s]}, _with_leavers(found.waiting, threshold_s, found.slot_occupancy)


def _general_patience(rng: np.random.Generator) -> Content:
    agents, handling_s, threshold_s = int(rng.integers(2, 60)), _between(rng, 60, 400), _between(rng, 5, 60, 2)
    per_h, mean_s = _rate_per_h(rng, agents, handling_s, 0.7, 1.2), _between(rng, 40, 400)
    form = rng.choice(["weibull", "lognormal", "deterministic", "hyperexponential", "hazard"])
    words: dict[str, Any]
    if form == "weibull":
        shape = _between(rng, 0.6, 3, 2)
        patience = lifetimes.weibull(mean_s, shape)
        words = {"patience": "Weibull", "scale_s": mean_s, "k": shape}
    elif form == "lognormal":
        cv = _between(rng, 0.5, 2, 2)
        patience = lifetimes.lognormal(mean_s, cv)
        words = {"patience": "lognormal", "mean_s": mean_s, "cv": cv}
    elif form == "deterministic":
        patience = lifetimes.deterministic(mean_s)
        words = {"patience": "deterministic", "patience_s": mean_s}
    elif form == "hyperexponential":
        share, short_s = float(f"{rng.uniform(0.1, 0.6):.2f}"), _between(rng, 5, 40)
        patience = lifetimes.hyperexponential((share, 1 - share), (short_s, mean_s))
        words = {"patience": "hyperexponential", "p": share, "mean1_s": short_s, "mean2_s": mean_s}
    else:
        edges, hazards = [0.0, 10.0, 40.0], [_between(rng, 5e-4, 2e-2, 2) for _ in range(3)]
        patience = lifetimes.piecewise_hazard(edges, hazards)
        words = {"patience": "piecewise-constant hazard", "edges_s": edges, "hazard_per_s": hazards}
    found = general_patience_measures(agents, per_h / 3600, handling_s, patience, threshold_s)
    params = {"n": agents, "calls_per_hour": per_h, "AHT_s": handling_s, "patience_mean_s": patience.mean_s, **words}
    return "B_mmng", {**params, "T_s": [threshold_s]}, _with_leavers(found.waiting, threshold_s, found.occupancy)


def _with_leavers(waiting: Waiting, threshold_s: float, occupancy: float) -> dict[str, Any]:
    at = f"@{threshold_s:.15g}"
    return {
        "P_wait": waiting.p_wait,
        "P_abandon": waiting.p_abandon,
        "E_wait_all": waiting.mean_wait,
        "E_wait_served": waiting.mean_wait_answered,
        "E_wait_abandoned": waiting.mean_wait_abandoned,
        "occupancy": occupancy,
        f"SL_all_offered{at}": waiting.service_level,
        f"SL_of_served{at}": waiting.service_level_of_answered,
        f"SL_excl_early_abandon{at}": waiting.service_level_without_early,
        f"P_wait_le{at}": waiting.left_queue_within,
    }


def _general_handling(rng: np.random.Generator) -> Content:
    agents, handling_s, patience_s = int(rng.integers(1, 8)), _between(rng, 60, 400), _between(rng, 60, 400)
    per_h = _rate_per_h(rng, agents, handling_s, 0.6, 1.1)
    if rng.random() < 0.5:
        stages = int(rng.integers(2, 4))
        service, phases = f"Erlang-{stages}", erlang_phases(handling_s, stages)
    else:
        square = int(rng.integers(2, 6))
        service, phases = f"hyperexponential, cv^2={square}", balanced_hyperexponential(handling_s, math.sqrt(square))
    found = phase_measures(agents, per_h / 3600, phases, patience_s, room=150)
    params = {"n": agents, "calls_per_hour": per_h, "AHT_s": handling_s, "patience_mean_s": patience_s}
    quantities = {
        "P_wait": found.p_wait,
        "P_abandon": found.p_abandon,
        "E_wait_all": found.mean_wait,
        "occupancy": found.occupancy,
    }
    return "H_nonexp_service", {**params, "service": service}, quantities


def _chat(rng: np.random.Generator) -> Content:
    agents, slots = int(rng.integers(1, 5)), int(rng.integers(2, 5))
    slower, work_s = _between(rng, 0.1, 0.8, 2), _between(rng, 120, 600)
    patience_s, threshold_s = _between(rng, 60, 400), _between(rng, 10, 60, 2)
    together = slots / (1 + slower * (slots - 1))
    per_h = _rate_per_h(rng, agents * together, work_s, 0.6, 1.2)
    most_loaded = bool(rng.random() < 0.5)
    speed = (0.0, *(1 / (1 + slower * (k - 1)) for k in range(1, slots + 1)))
    chain = Chain(agents, slots, speed, work_s, patience_s, most_loaded=most_loaded)
    found: ChainMeasures = exact_chat_measures(chain, per_h / 3600, threshold_s)
    params = {
        "n_agents": agents, "concurrency_cap": slots, "a": slower, "chats_per_hour": per_h, "mean_work_alone_s": work_s,
        "patience_mean_s": patience_s, "routing": "MCF" if most_loaded else "LCF", "T_s": [threshold_s],
    }  # fmt: skip
    quantities = {
        "P_wait": found.waiting.p_wait,
        "P_abandon": found.waiting.p_abandon,
        "E_wait_all": found.waiting.mean_wait,
        "E_queue": found.queue_length,
        "E_chats_in_service": found.chats,
        "slot_utilisation": found.slot_occupancy,
        "level_probs": list(found.level_share),
        f"SL_all_offered@{threshold_s:.15g}": found.waiting.service_level,
    }
    return "D_chat", params, quantities


def _priorities(rng: np.random.Generator) -> Content:
    agents, handling_s, classes = int(rng.integers(2, 40)), _between(rng, 60, 400), int(rng.integers(2, 5))
    total, parts = _rate_per_h(rng, agents, handling_s, 0.6, 0.88), rng.dirichlet(np.full(classes, 3.0))
    rates = [float(f"{part * total:.4g}") for part in parts]
    found = priority_waits(agents, [rate / 3600 for rate in rates], handling_s, 20.0)
    params = {"n": agents, "AHT_s": handling_s, "calls_per_hour_by_class": rates, "T_s": [20]}
    quantities = {
        "P_wait_any_class": found.p_wait,
        "E_wait_by_class": list(found.mean_wait_s),
        "E_queue_by_class": list(found.queue_length),
        "occupancy": found.occupancy,
        "P_wait_le@20_class1": found.first_within,
    }
    return "E_priority_skill", params, quantities


def _impatient_classes(rng: np.random.Generator) -> Content:
    agents, handling_s = int(rng.integers(1, 6)), _between(rng, 60, 400)
    patience = (_between(rng, 60, 400), _between(rng, 60, 400))
    total, part = _rate_per_h(rng, agents, handling_s, 0.6, 1.1), rng.uniform(0.2, 0.8)
    rates = (float(f"{part * total:.4g}"), float(f"{(1 - part) * total:.4g}"))
    found = priority_abandonment(agents, (rates[0] / 3600, rates[1] / 3600), handling_s, patience)
    params = {
        "n": agents, "AHT_s": handling_s, "calls_per_hour_by_class": list(rates),
        "patience_mean_s_by_class": list(patience),
    }  # fmt: skip
    quantities = {
        "P_wait": found.p_wait,
        "P_abandon_by_class": list(found.p_abandon),
        "E_wait_all_by_class": list(found.mean_wait_s),
        "E_queue_by_class": list(found.queue_length),
        "occupancy": found.occupancy,
    }
    return "E_priority_skill", params, quantities


def _pools(rng: np.random.Generator) -> Content:
    sizes = (int(rng.integers(1, 4)), int(rng.integers(1, 4)))
    works = tuple((_between(rng, 100, 400), _between(rng, 100, 400)) for _ in range(2))
    patience = (_between(rng, 60, 300), _between(rng, 60, 300))
    rates = tuple(_rate_per_h(rng, sizes[i], works[i][i], 0.5, 1.0) for i in range(2))
    both = bool(rng.random() < 0.5)
    plan = TwoPools(
        sizes,
        (rates[0] / 3600, rates[1] / 3600),
        (works[0], works[1]),
        patience,
        ((True, both), (True, True)),
    )
    found = two_pool_measures(plan, room=45)
    params = {
        "n_poolA": sizes[0], "n_poolB": sizes[1], "skills": {"A": [1, 2] if both else [1], "B": [1, 2]},
        "calls_per_hour_by_class": list(rates), "patience_mean_s_by_class": list(patience),
        "AHT_s": {name: {"1": works[i][0], "2": works[i][1]} for i, name in enumerate("AB")},
    }  # fmt: skip
    quantities = {
        "P_wait_by_class": list(found.p_wait),
        "P_abandon_by_class": list(found.p_abandon),
        "E_wait_all_by_class": list(found.mean_wait_s),
        "E_queue_by_class": list(found.queue_length),
        "occupancy_A": found.occupancy[0],
        "occupancy_B": found.occupancy[1],
        "fraction_class1_served_by_B": found.served_elsewhere[0],
        "fraction_class2_served_by_A": found.served_elsewhere[1],
    }
    return "E_priority_skill", params, quantities


def _repeats(rng: np.random.Generator) -> Content:
    agents, handling_s, again = int(rng.integers(2, 30)), _between(rng, 60, 400), float(f"{rng.uniform(0.1, 0.4):.2f}")
    delay_s, per_h = _between(rng, 600, 7200), _rate_per_h(rng, agents, handling_s, 0.5, 0.85)
    first = float(f"{per_h * (1 - again):.4g}")
    found = repeats_without_abandonment(agents, first / 3600, handling_s, again, delay_s, 20.0)
    params = {
        "n": agents, "first_calls_per_hour": first, "AHT_s": handling_s, "p_repeat_after_service": again,
        "repeat_delay_mean_s": delay_s, "repeat_delay_distribution": "any", "T_s": [20],
    }  # fmt: skip
    quantities = {
        "effective_calls_per_hour": 3600 * found.contacts_per_s,
        "contacts_per_issue": found.contacts_per_issue,
        "P_wait": found.waiting.p_wait,
        "E_wait_all": found.waiting.mean_wait,
        "P_wait_le@20": found.waiting.left_queue_within,
        "E_queue": found.queue_length,
        "occupancy": found.occupancy,
        "E_orbit": found.orbit,
        "E_time_to_resolution": found.resolution_s,
    }
    return "F_repeat_contacts", params, quantities


def _retrials(rng: np.random.Generator) -> Content:
    agents, handling_s, patience_s = int(rng.integers(1, 5)), _between(rng, 60, 400), _between(rng, 60, 400)
    again, retry = float(f"{rng.uniform(0.05, 0.3):.2f}"), float(f"{rng.uniform(0.2, 0.5):.2f}")
    delay_s = _between(rng, 300, 1800)
    first = float(f"{_rate_per_h(rng, agents, handling_s, 0.4, 0.8) * (1 - again):.4g}")
    plan = Retrial(agents, first / 3600, handling_s, patience_s, again, retry, delay_s)
    found = retrial_measures(plan, room=80, orbit=150)
    params = {
        "n": agents, "first_calls_per_hour": first, "AHT_s": handling_s, "patience_mean_s": patience_s,
        "p_repeat_after_service": again, "p_retry_after_abandon": retry, "delay_mean_s": delay_s,
    }  # fmt: skip
    quantities = {
        "total_calls_per_hour": 3600 * found.attempts_per_s,
        "E_wait_all_per_attempt": found.mean_wait_s,
        "P_abandon_per_attempt": found.p_abandon,
        "P_wait_per_attempt": found.p_wait,
        "P_all_busy_time_average": found.all_busy,
        "E_queue": found.queue_length,
        "E_busy": found.busy,
        "E_orbit": found.orbit,
        "fraction_issues_lost": found.issues_lost,
    }
    return "F_repeat_contacts", params, quantities


def _day(rng: np.random.Generator) -> Content:
    handling_s, patience_s = _between(rng, 120, 400), _between(rng, 60, 400)
    balk = float(f"{rng.uniform(0, 0.2):.2f}")
    shape = 1 + 0.8 * np.sin(np.arange(INTERVALS) / INTERVALS * 2 * math.pi + rng.uniform(0, 2 * math.pi))
    rates = [float(f"{rate:.3g}") for rate in _between(rng, 20, 150) * shape + 2]
    load = np.array(rates) / 3600 * handling_s
    agents = np.maximum(1, np.rint(load + rng.normal(0.3, 1.0, INTERVALS) * np.sqrt(load))).astype(int).tolist()
    agents[-1] = agents[0]
    edges = tuple(1800.0 * np.arange(INTERVALS + 1))
    plan = DayPlan(edges, tuple(agents), tuple(rate / 3600 for rate in rates), handling_s, patience_s, balk)
    found = staffed_day(plan, 20.0)
    params = {
        "interval_s": 1800, "staff_by_interval": agents, "AHT_s": handling_s, "patience_mean_s": patience_s,
        "balk_prob_if_no_free_agent": balk, "calls_per_hour_by_interval": rates, "T_s": [20],
    }  # fmt: skip
    offered = float(found.offered.sum())
    quantities = {
        "E_offered": found.offered.tolist(),
        "abandons_by_event_interval": found.abandoned.tolist(),
        "time_avg_queue": found.queue.tolist(),
        "time_avg_busy": found.busy.tolist(),
        "P_wait_by_arrival_interval": found.p_wait.tolist(),
        "SL_by_arrival_interval@20": found.service_level().tolist(),
        "E_queue_at_interval_end": found.queue_at_end.tolist(),
        "E_in_system_at_interval_end": found.in_system_at_end.tolist(),
        "P_all_busy_at_interval_end": found.all_busy_at_end.tolist(),
        "total_offered": offered,
        "total_P_abandon": found.abandonment(plan),
        "total_E_wait_all": found.mean_wait(plan),
        "total_SL_all_offered@20": float(found.answered_within.sum()) / offered,
    }
    return "C_timevarying", params, quantities


KINDS: dict[str, Callable[[np.random.Generator], Content]] = {
    "loss": _loss,
    "endless patience": _endless,
    "exponential patience": _impatient,
    "general patience": _general_patience,
    "general handling": _general_handling,
    "chat": _chat,
    "priorities": _priorities,
    "impatient classes": _impatient_classes,
    "two pools": _pools,
    "repeats": _repeats,
    "retrials": _retrials,
    "staffed day": _day,
}
"""Models in the order in which they come."""
