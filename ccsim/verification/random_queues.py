"""Random cases of one queue with one contact at a time: parameters drawn, answers from ccsim/theory."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ccsim.theory import lifetimes
from ccsim.theory.erlang import erlang_a, erlang_b, erlang_c_waiting
from ccsim.theory.general_patience import general_patience_measures
from ccsim.theory.phase_handling import balanced_hyperexponential, erlang_phases, phase_measures
from ccsim.theory.waiting import Waiting
from ccsim.verification.random_draws import Content, between, rate_per_h


def loss(rng: np.random.Generator) -> Content:
    """Erlang B."""
    agents, handling_s = int(rng.integers(1, 60)), between(rng, 60, 600)
    rate = rate_per_h(rng, agents, handling_s, 0.5, 1.3) / 3600
    load = rate * handling_s
    blocked = erlang_b(agents, load)
    params = {"n": agents, "AHT_s": handling_s, "arrival_rate_per_s": rate, "offered_load_erlang": load}
    return "A_erlang", params, {"P_block": blocked, "occupancy": load * (1 - blocked) / agents}


def endless(rng: np.random.Generator) -> Content:
    """Erlang C."""
    agents, handling_s, threshold_s = int(rng.integers(1, 60)), between(rng, 60, 600), between(rng, 5, 60, 2)
    per_h = rate_per_h(rng, agents, handling_s, 0.5, 0.88)
    waiting = erlang_c_waiting(agents, per_h / 3600, handling_s, threshold_s)
    params = {"n": agents, "calls_per_hour": per_h, "AHT_s": handling_s, "T_s": [threshold_s]}
    quantities = {
        "P_wait": waiting.p_wait,
        "E_wait_all": waiting.mean_wait,
        f"P_wait_le@{threshold_s:.15g}": waiting.left_queue_within,
    }
    return "A_erlang", params, quantities


def impatient(rng: np.random.Generator) -> Content:
    """Erlang A."""
    agents, handling_s, threshold_s = int(rng.integers(1, 80)), between(rng, 60, 600), between(rng, 5, 60, 2)
    patience_s, per_h = between(rng, 30, 600), rate_per_h(rng, agents, handling_s, 0.6, 1.3)
    found = erlang_a(agents, per_h / 3600, handling_s, patience_s, threshold_s)
    params = {"n": agents, "calls_per_hour": per_h, "AHT_s": handling_s, "patience_mean_s": patience_s}
    return "A_erlang", {**params, "T_s": [threshold_s]}, _with_leavers(found.waiting, threshold_s, found.slot_occupancy)


def general_patience(rng: np.random.Generator) -> Content:
    """M/M/n+G."""
    agents, handling_s, threshold_s = int(rng.integers(2, 60)), between(rng, 60, 400), between(rng, 5, 60, 2)
    per_h, mean_s = rate_per_h(rng, agents, handling_s, 0.7, 1.2), between(rng, 40, 400)
    form = rng.choice(["weibull", "lognormal", "deterministic", "hyperexponential", "hazard"])
    words: dict[str, Any]
    if form == "weibull":
        shape = between(rng, 0.6, 3, 2)
        patience = lifetimes.weibull(mean_s, shape)
        words = {"patience": "Weibull", "scale_s": mean_s, "k": shape}
    elif form == "lognormal":
        cv = between(rng, 0.5, 2, 2)
        patience = lifetimes.lognormal(mean_s, cv)
        words = {"patience": "lognormal", "mean_s": mean_s, "cv": cv}
    elif form == "deterministic":
        patience = lifetimes.deterministic(mean_s)
        words = {"patience": "deterministic", "patience_s": mean_s}
    elif form == "hyperexponential":
        share, short_s = float(f"{rng.uniform(0.1, 0.6):.2f}"), between(rng, 5, 40)
        patience = lifetimes.hyperexponential((share, 1 - share), (short_s, mean_s))
        words = {"patience": "hyperexponential", "p": share, "mean1_s": short_s, "mean2_s": mean_s}
    else:
        edges, hazards = [0.0, 10.0, 40.0], [between(rng, 5e-4, 2e-2, 2) for _ in range(3)]
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


def general_handling(rng: np.random.Generator) -> Content:
    """M/PH/n+M."""
    agents, handling_s, patience_s = int(rng.integers(1, 8)), between(rng, 60, 400), between(rng, 60, 400)
    per_h = rate_per_h(rng, agents, handling_s, 0.6, 1.1)
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
