"""The reference engine against priorities and skills with exact steady states.

The exact figures are stationary distributions of Markov chains of (agents of each pool busy with each class, contacts
waiting of each class), solved numerically on 2,358 to 8,470 states with flow balance better than 1e-9. Runs start empty and
contacts of the first two hours are not counted: by then (30 handling times) nothing of the empty start is left.
False alarm 1e-6 per quantity; the last figure is the smallest relative bias found with probability 0.99.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pytest
from queue_runs import check

from ccsim.engine.reference import run
from ccsim.model.inputs import ROSTER_DTYPE, TAPE_DTYPE, Centre, RunInputs, contact_id
from ccsim.model.timegrid import grid_array
from ccsim.scenario.centre import centre_of
from ccsim.scenario.scenario import Scenario

WARM_UP_S = 7200.0
LABOUR = {"labour": {"wage": 0}}


class Case(NamedTuple):
    """Two classes; tuples are by class, `busy` is by group and class."""

    groups: dict[str, dict[str, object]]
    agents: tuple[int, ...]
    queues: tuple[str, str]
    per_hour: tuple[float, float]
    work_s: tuple[float, float]
    patience_s: tuple[float, float]
    exact: dict[str, tuple[float, float]]
    detects: dict[str, tuple[float, float]]
    priority: tuple[int, int] = (1, 1)


CASES = {
    # one pool of 3, class 1 first, equal handling times
    "V, equal work": Case(
        {"all": {"serves": ["human"]}}, (3,), ("human", "human"), (18.0, 25.0), (240.0, 240.0), (120.0, 300.0),
        {"left": (0.23706249277218186, 0.1973458413691146), "wait_s": (28.447499132661825, 59.20375241073437)},
        {"left": (0.09, 0.1), "wait_s": (0.1, 0.1)}, (1, 2),
    ),
    # one pool of 3, class 1 first, short and long work
    "V, different work": Case(
        {"all": {"serves": ["human"]}}, (3,), ("human", "human"), (20.0, 16.0), (150.0, 360.0), (200.0, 200.0),
        {"left": (0.14401329222622364, 0.18895385971910683), "wait_s": (28.802658445244724, 37.79077194382136)},
        {"left": (0.12, 0.12), "wait_s": (0.13, 0.14)}, (1, 2),
    ),
    # A serves class 1 (240 s); B serves class 2 (210 s) and helps with class 1 (270 s)
    "N": Case(
        {"A": {"serves": ["one"]},
         "B": {"serves": ["two"], "secondary": {"one": "0 s"}, "handling_factor": {"one": 270 / 240}}},
        (2, 2), ("one", "two"), (22.0, 14.0), (240.0, 210.0), (150.0, 240.0),
        {"waited": (0.16399266703866847, 0.35499089018724106), "left": (0.060827245010717054, 0.13275980192945835),
         "wait_s": (9.124086751607557, 31.862352463070007), "helped": (0.2270180275663445, 0.0)},
        {"waited": (0.12, 0.09), "left": (0.16, 0.15), "wait_s": (0.19, 0.16), "helped": (0.08, 0.0)},
    ),
    # both help each other, at 300 instead of 230 s and at 290 instead of 220 s
    "X": Case(
        {"A": {"serves": ["one"], "secondary": {"two": "0 s"}, "handling_factor": {"two": 290 / 220}},
         "B": {"serves": ["two"], "secondary": {"one": "0 s"}, "handling_factor": {"one": 300 / 230}}},
        (2, 2), ("one", "two"), (20.0, 24.0), (230.0, 220.0), (180.0, 120.0),
        {"waited": (0.320846957979354, 0.320846957979354), "left": (0.11122066961973189, 0.1405160901889345),
         "wait_s": (20.019720531551737, 16.86193082267214), "helped": (0.2691650205419403, 0.2760399750718321)},
        {"waited": (0.09, 0.09), "left": (0.14, 0.12), "wait_s": (0.14, 0.14), "helped": (0.08, 0.08)},
    ),
}  # fmt: skip
"""`helped`: share of the class's served contacts that the other pool's agents took."""


def centre_for(case: Case, hours: float) -> Centre:
    intents = {
        name: {"share": 0.5, "replies": 1, "resolution": 1, "queue": queue, "priority": priority}
        for name, queue, priority in zip(("one", "two"), case.queues, case.priority, strict=True)
    }
    scenario = Scenario.model_validate(
        {
            "arrivals": {"kind": "poisson", "volume": "1/day"},
            "intents": intents,
            "handling": {"hands_on_per_reply": "1 s", "customer_think": "0 s"},
            "groups": {name: {**group, **LABOUR} for name, group in case.groups.items()},
        }
    )
    return replace(centre_of(scenario), horizon_s=3600.0 * hours, interval_s=3600.0 * hours)


def sums(rng: np.random.Generator, case: Case, centre: Centre) -> dict[str, np.ndarray]:
    """Counts (2,) by class of one replication."""
    number = rng.poisson(np.array(case.per_hour) * centre.horizon_s / 3600.0)
    intent = np.repeat([0, 1], number)
    tape = np.zeros(intent.size, TAPE_DTYPE)
    arrival_s = grid_array(rng.uniform(0.0, centre.horizon_s, intent.size))
    order = np.argsort(arrival_s)
    tape["contact_id"] = contact_id(0, np.arange(intent.size), 0)
    tape["arrival_s"], tape["intent"] = arrival_s[order], intent[order]
    tape["work_s"] = grid_array(rng.exponential(np.array(case.work_s)[tape["intent"]]))
    tape["patience_s"] = grid_array(rng.exponential(np.array(case.patience_s)[tape["intent"]]))
    tape["u_balk"] = 1.0
    roster = np.array([(0.0, group, agents) for group, agents in enumerate(case.agents)], ROSTER_DTYPE)
    log = run(RunInputs(centre, tape, roster, np.zeros((len(case.agents), 1)))).contacts
    counted = tape["arrival_s"] >= WARM_UP_S
    served = ~np.isnan(log["assign_s"])
    wait_s = np.where(served, log["assign_s"], log["abandon_s"]) - log["enqueue_s"]
    own = centre.serves[log["group"], centre.queue_of_intent[tape["intent"]]]

    def by_class(values: np.ndarray) -> np.ndarray:
        return np.bincount(tape["intent"][counted], weights=values[counted], minlength=2)

    return {
        "offered": by_class(np.ones(tape.size)),
        "served": by_class(served),
        "waited": by_class(~served | (wait_s > 0)),
        "left": by_class(~served),
        "wait_s": by_class(wait_s),
        "helped": by_class(served & ~own),
    }


@pytest.mark.parametrize("name", CASES)
def test_engine_agrees_with_the_exact_chain(name: str) -> None:
    case, replications, hours = CASES[name], 90, 32.0
    rng, centre = np.random.default_rng(2000 + list(CASES).index(name)), centre_for(case, hours)
    runs = [sums(rng, case, centre) for _ in range(replications)]
    for quantity, exact in case.exact.items():
        of = "served" if quantity == "helped" else "offered"
        for k in (0, 1):
            found = np.array([one[quantity][k] for one in runs])
            if exact[k] == 0:
                assert not found.any()
                continue
            whole = np.array([one[of][k] for one in runs])
            print(check(f"{name}: {quantity}, class {k + 1}", exact[k], found, whole, case.detects[quantity][k]))
