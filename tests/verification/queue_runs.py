"""Single queues simulated many times from a known start, and the z-test against exact expectations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from scipy.stats import norm, t

from ccsim.engine.reference import run
from ccsim.model.inputs import ROSTER_DTYPE, TAPE_DTYPE, Centre, RunInputs, contact_id
from ccsim.model.timegrid import grid_array
from ccsim.scenario.centre import centre_of
from ccsim.scenario.scenario import Scenario
from ccsim.theory.chat_chain import Chain

FALSE_ALARM = 1e-6
"""Probability that a correct simulator fails one of the tests (two-sided)."""
POWER = 0.99
"""Probability that a bias of the stated size is found."""


class Counts(NamedTuple):
    """Sums over the contacts of one replication."""

    offered: int
    waited: int
    left: int
    in_time: int
    wait_s: float


def centre_for(chain: Chain, horizon_s: float) -> Centre:
    """One group, one queue, nobody returns."""
    scenario = Scenario.model_validate(
        {
            "arrivals": {"kind": "poisson", "volume": "1/day"},
            "intents": {"any": {"share": 1, "replies": 1, "resolution": 1}},
            "handling": {"hands_on_per_reply": "1 s"},
            "patience": {"balk": chain.balk},
            "groups": {
                "team": {
                    "concurrency": chain.concurrency,
                    "slowdown": list(chain.speed[1:]),
                    "labour": {"wage": 0},
                }
            },
        }
    )
    return replace(centre_of(scenario), horizon_s=horizon_s, interval_s=horizon_s)


def tape_of(rng: np.random.Generator, arrival_s: np.ndarray, work_s: np.ndarray, patience_mean_s: float) -> np.ndarray:
    """Fresh contacts with exponential patience; arrivals need not be sorted."""
    tape = np.zeros(arrival_s.size, TAPE_DTYPE)
    tape["contact_id"] = contact_id(0, np.arange(arrival_s.size), 0)
    tape["arrival_s"] = grid_array(np.sort(arrival_s))
    tape["work_s"] = grid_array(work_s)
    finite = np.isfinite(patience_mean_s)
    tape["patience_s"] = grid_array(rng.exponential(patience_mean_s, arrival_s.size)) if finite else np.inf
    tape["u_balk"] = rng.random(arrival_s.size)
    return tape


def count(centre: Centre, chain: Chain, tape: np.ndarray, threshold_s: float, skip: int = 0) -> Counts:
    """Simulate one tape; the first `skip` contacts only set the scene."""
    roster = np.array([(0.0, 0, chain.agents)], ROSTER_DTYPE)
    log = run(RunInputs(centre, tape, roster, np.zeros((1, centre.days)))).contacts[skip:]
    served = ~np.isnan(log["assign_s"])
    wait_s = np.where(served, log["assign_s"], log["abandon_s"]) - log["enqueue_s"]
    return Counts(
        offered=log.size,
        waited=int((~served | (wait_s > 0)).sum()),
        left=int((~served).sum()),
        in_time=int((served & (wait_s <= threshold_s)).sum()),
        wait_s=float(wait_s.sum()),
    )


def from_empty_runs(
    seed: int, chain: Chain, rate_per_s: float, horizon_s: float, threshold_s: float, contacts: int
) -> Iterator[Counts]:
    """Replications from an empty start, about `contacts` contacts in all."""
    rng, centre = np.random.default_rng(seed), centre_for(chain, horizon_s)
    for _ in range(round(contacts / (rate_per_s * horizon_s))):
        n = rng.poisson(rate_per_s * horizon_s)
        work_s = rng.exponential(chain.work_s, n)
        yield count(centre, chain, tape_of(rng, rng.uniform(0, horizon_s, n), work_s, chain.patience_s), threshold_s)


def check(name: str, exact: float, numerators: np.ndarray, denominators: np.ndarray, detects: float) -> str:
    """Assert that the pooled ratio is `exact` within sampling error, and that a relative bias of `detects` would show.

    Ratio of sums over replications, standard error by linearisation, t with R - 1 degrees.
    """
    __tracebackhide__ = True
    replications, ratio = numerators.size, numerators.sum() / denominators.sum()
    residuals = numerators - ratio * denominators
    error = np.sqrt((residuals**2).sum() / (replications * (replications - 1))) / denominators.mean()
    critical = t.isf(FALSE_ALARM / 2, replications - 1)
    smallest = (critical + norm.ppf(POWER)) * error / exact
    z = (ratio - exact) / error
    text = f"{name}: exact {exact:.5g}, simulated {ratio:.5g}, z = {z:.2f}, a bias of {smallest:.1%} would show"
    assert abs(z) < critical, text
    assert smallest <= detects, f"{text}, but {detects:.1%} is promised"
    return text
