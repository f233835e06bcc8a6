"""What a stated volume means: the rate of fresh issues, the same for every operating model compared."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from ccsim.errors import DataError
from ccsim.scenario.arrivals import PoissonArrivals
from ccsim.scenario.scenario import Scenario

DAY_S = 86400.0


def contacts_per_issue_baseline(scenario: Scenario) -> float:
    """Mean contacts per issue if a tenured person answered every contact at once and no bot stood in front.

    An issue makes attempt n+1 with probability p f_n + (1 - p) rho_n (p: resolved, f: follow-up, rho: return if
    unresolved), independently at every attempt; summed over attempts, averaged over intents.
    Source: docs/model.md#volume.
    """
    repeats = scenario.repeats
    shares = np.array([intent.share for intent in scenario.intents.values()])
    resolution = np.array([intent.resolution for intent in scenario.intents.values()])
    contacts, reach = np.ones(shares.size), np.ones(shares.size)
    for attempt in range(repeats.max_attempts - 1):
        unresolved = (1 - resolution) * repeats.if_unresolved * repeats.decay**attempt
        reach = reach * (unresolved + resolution * repeats.follow_up)
        contacts += reach
    return float(shares @ contacts / shares.sum())


def fresh_rate_per_day(scenario: Scenario) -> float:
    """Mean fresh issues on an average day. Raises DataError for replayed arrivals, whose volume is in their file."""
    arrivals = scenario.arrivals
    if not isinstance(arrivals, PoissonArrivals):
        raise DataError(f"{arrivals.file}: replayed arrivals have no stated volume; count them in the file")
    if arrivals.counted == "issues":
        return arrivals.volume
    return arrivals.volume / contacts_per_issue_baseline(scenario)


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


def fresh_rates(scenario: Scenario, arrivals: PoissonArrivals, days: NDArray[np.int64]) -> NDArray[np.float64]:
    """Expected fresh issues per second, (days, parts of the profile); day 0 is the first simulated day."""
    profile = np.array(arrivals.profile)
    weekday = np.array(arrivals.weekday)
    first = scenario.run.start - timedelta(days=warm_up_days(scenario))
    of_day = (weekday / weekday.mean())[(first.weekday() + days) % 7]
    per_second = fresh_rate_per_day(scenario) / DAY_S
    return np.asarray(per_second * np.multiply.outer(of_day, profile / profile.mean()))
