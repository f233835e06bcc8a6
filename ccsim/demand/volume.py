"""What a stated volume means: the rate of fresh issues, the same for every operating model compared."""

from __future__ import annotations

import math

import numpy as np

from ccsim.errors import DataError
from ccsim.scenario.arrivals import PoissonArrivals
from ccsim.scenario.scenario import Scenario


def contacts_per_issue_baseline(scenario: Scenario) -> float:
    """Mean contacts per issue if a tenured person answered every contact at once and no bot stood in front.

    An issue makes attempt n+1 with probability p f_n + (1 - p) rho_n (p: resolved, f: follow-up, rho: return if
    unresolved), independently at every attempt; summed over attempts, averaged over intents. Of what is closed as
    resolved, the share `errors.human` comes back with the probability of an error instead.
    Source: docs/model.md#volume.
    """
    repeats, errors = scenario.repeats, scenario.errors
    shares = np.array([intent.share for intent in scenario.intents.values()])
    resolution = np.array([intent.resolution for intent in scenario.intents.values()])
    contacts, reach = np.ones(shares.size), np.ones(shares.size)
    for attempt in range(repeats.max_attempts - 1):
        unresolved = (1 - resolution) * repeats.if_unresolved * repeats.decay**attempt
        closed = resolution * repeats.follow_up
        if errors is not None:
            found = errors.contact_again * repeats.decay**attempt
            closed = resolution * ((1 - errors.human) * repeats.follow_up + errors.human * found)
        reach = reach * (unresolved + closed)
        contacts += reach
    return float(shares @ contacts / shares.sum())


def stated_per_day(arrivals: PoissonArrivals) -> float:
    """Contacts or issues (as `counted` says) on an average day: the volume, or the mean of the rates."""
    if arrivals.rates is not None:
        return 24 * math.fsum(arrivals.rates.per_hour) / len(arrivals.rates.per_hour)
    if arrivals.sinusoid is not None:
        return arrivals.sinusoid.mean
    assert arrivals.volume is not None
    return arrivals.volume


def fresh_rate_per_day(scenario: Scenario) -> float:
    """Mean fresh issues on an average day. Raises DataError for replayed arrivals, whose volume is in their file."""
    arrivals = scenario.arrivals
    if not isinstance(arrivals, PoissonArrivals):
        raise DataError(f"{arrivals.file}: replayed arrivals have no stated volume; count them in the file")
    if arrivals.counted == "issues":
        return stated_per_day(arrivals)
    return stated_per_day(arrivals) / contacts_per_issue_baseline(scenario)


def warm_up_days(scenario: Scenario) -> int:
    """Simulated days before the first measured one."""
    history = scenario.run.history
    return history.days if history.method == "simulated" else 0


def quick_history_days(scenario: Scenario) -> int:
    """Days before the first simulated one whose issues are walked through without queueing; 0 for replays.

    Recorded arrivals already contain the repeats of earlier days: a replay starts empty.
    """
    if not isinstance(scenario.arrivals, PoissonArrivals):
        return 0
    history = scenario.run.history
    return history.days if history.method == "quick" else 0
