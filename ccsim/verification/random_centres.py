"""Random cases of several chats, classes, groups, repeats and changing days; answers from ccsim/theory."""

from __future__ import annotations

import math

import numpy as np

from ccsim.theory.chat_chain import Chain, ChainMeasures, exact_chat_measures
from ccsim.theory.priority import priority_waits
from ccsim.theory.priority_abandonment import priority_abandonment
from ccsim.theory.repeats import Retrial, repeats_without_abandonment, retrial_measures
from ccsim.theory.staffed_day import DayPlan, staffed_day
from ccsim.theory.two_pools import TwoPools, two_pool_measures
from ccsim.verification.random_draws import Content, between, rate_per_h

INTERVALS = 48


def chat(rng: np.random.Generator) -> Content:
    """Agents with several chats."""
    agents, slots = int(rng.integers(1, 5)), int(rng.integers(2, 5))
    slower, work_s = between(rng, 0.1, 0.8, 2), between(rng, 120, 600)
    patience_s, threshold_s = between(rng, 60, 400), between(rng, 10, 60, 2)
    together = slots / (1 + slower * (slots - 1))
    per_h = rate_per_h(rng, agents * together, work_s, 0.6, 1.2)
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


def priorities(rng: np.random.Generator) -> Content:
    """Classes with priorities, endless patience."""
    agents, handling_s, classes = int(rng.integers(2, 40)), between(rng, 60, 400), int(rng.integers(2, 5))
    total, parts = rate_per_h(rng, agents, handling_s, 0.6, 0.88), rng.dirichlet(np.full(classes, 3.0))
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


def impatient_classes(rng: np.random.Generator) -> Content:
    """Two classes with priorities and patience."""
    agents, handling_s = int(rng.integers(1, 6)), between(rng, 60, 400)
    patience = (between(rng, 60, 400), between(rng, 60, 400))
    total, part = rate_per_h(rng, agents, handling_s, 0.6, 1.1), rng.uniform(0.2, 0.8)
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


def pools(rng: np.random.Generator) -> Content:
    """Two groups with primary and secondary skills."""
    sizes = (int(rng.integers(1, 4)), int(rng.integers(1, 4)))
    works = tuple((between(rng, 100, 400), between(rng, 100, 400)) for _ in range(2))
    patience = (between(rng, 60, 300), between(rng, 60, 300))
    rates = tuple(rate_per_h(rng, sizes[i], works[i][i], 0.5, 1.0) for i in range(2))
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


def repeats(rng: np.random.Generator) -> Content:
    """The served come back."""
    agents, handling_s, again = int(rng.integers(2, 30)), between(rng, 60, 400), float(f"{rng.uniform(0.1, 0.4):.2f}")
    delay_s, per_h = between(rng, 600, 7200), rate_per_h(rng, agents, handling_s, 0.5, 0.85)
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


def retrials(rng: np.random.Generator) -> Content:
    """The served and those that left come back."""
    agents, handling_s, patience_s = int(rng.integers(1, 5)), between(rng, 60, 400), between(rng, 60, 400)
    again, retry = float(f"{rng.uniform(0.05, 0.3):.2f}"), float(f"{rng.uniform(0.2, 0.5):.2f}")
    delay_s = between(rng, 300, 1800)
    first = float(f"{rate_per_h(rng, agents, handling_s, 0.4, 0.8) * (1 - again):.4g}")
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


def day(rng: np.random.Generator) -> Content:
    """A day of intervals from empty."""
    handling_s, patience_s = between(rng, 120, 400), between(rng, 60, 400)
    balk = float(f"{rng.uniform(0, 0.2):.2f}")
    shape = 1 + 0.8 * np.sin(np.arange(INTERVALS) / INTERVALS * 2 * math.pi + rng.uniform(0, 2 * math.pi))
    rates = [float(f"{rate:.3g}") for rate in between(rng, 20, 150) * shape + 2]
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
