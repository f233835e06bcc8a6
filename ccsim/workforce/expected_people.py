"""Expected headcounts and flows of a team, calculated instead of drawn.

Every leaver calls for a successor after fixed delays, so expectations obey a renewal equation. It is solved step by
step over cohorts with trapezoids at three step widths and extrapolated twice (Richardson); where people leave at
months' ends, cohorts of whole months make it exact. A plan that looks at the headcount has no such equation.
Source: docs/people.md#expectations.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ccsim.workforce.people_plan import PeoplePlan

Floats = NDArray[np.float64]

STEPS = 8
"""Steps per month of the widest of three grids."""
NODES = 48
"""Tenures by which a settled team is represented, in each part of the hazard."""
REASONS = (
    "hiring by plan depends on the headcount that there is, not on its expectation",
    "expectations are calculated for requisitions that come at random",
    "expectations at month ends are calculated for the policies replace and freeze",
)
"""Why some plans have none."""
STATES = ("heads", "trainees", "open", "effective", "tenure")
FLOWS = ("requisitions", "starters", "joined", "leavers", "trainee_leavers")


def why_not(plan: PeoplePlan) -> str:
    """Why a plan has no expectations that can be calculated; empty if it has."""
    if plan.policy == "plan":
        return REASONS[0]
    if plan.policy == "constant" and not plan.at_random:
        return REASONS[1]
    return REASONS[2] if plan.policy == "constant" and plan.at_month_ends else ""


def expected_people(plan: PeoplePlan) -> dict[str, Floats]:
    """Expected states at the months' ends, from 0 on, and flows from 0 up to them, each (months + 1,).

    States: heads (trained), trainees (nesting included), open requisitions, effective agents (trained ones only) and
    tenure, the heads' tenures added up. Raises ValueError with the reason if the plan has none.
    """
    reason = why_not(plan)
    if reason:
        raise ValueError(reason)
    if plan.at_month_ends:
        return _Cohorts(plan, 1, averaged=False).solve()
    coarse, middle, fine = (_Cohorts(plan, n, averaged=True).solve() for n in (STEPS, 2 * STEPS, 4 * STEPS))
    found = {}
    for name in coarse:
        first, second = (4 * middle[name] - coarse[name]) / 3, (4 * fine[name] - middle[name]) / 3
        found[name] = (16 * second - first) / 15
    return found


def long_run_heads(plan: PeoplePlan) -> float:
    """Trained heads in the long run, with the first month's factor.

    Constant hires: those who complete their training, times the mean stay. Replacement: positions go round between a
    stay and the time until the next trained agent, attempts of trainees who leave included. Infinite stays, and
    positions that a leaving trainee ends, give what they lead to; NaN for a plan, which leads where it says.
    """
    rate = plan.factor[0] / plan.hazard.mean_stay
    if plan.policy == "constant":
        return plan.per_month * plan.trained_share / rate if rate else np.inf
    if plan.policy == "freeze" or (plan.trainee_rate and not plan.replace_trainees):
        return plan.headcount if rate == 0 else 0.0
    if plan.policy == "plan":
        return float("nan")
    in_training = (1 - plan.trained_share) / plan.trainee_rate if plan.trainee_rate else plan.preparation
    vacant = (plan.lead + in_training) / plan.trained_share
    return plan.headcount / (1 + rate * vacant)


class _Cohorts:
    """Those who join between two points of the grid are a cohort; shares of it are followed."""

    def __init__(self, plan: PeoplePlan, per_month: int, averaged: bool) -> None:
        self._plan, self._n, self._averaged = plan, per_month, averaged
        self._points = plan.months * per_month + 1
        ages = np.arange(self._points) / per_month
        self._hazard = plan.hazard.cumulative(ages)
        self._speed, self._ages = plan.curve.speed(ages), ages
        self._training_gone = -np.expm1(-plan.trainee_rate * np.minimum(ages, plan.preparation))
        self._tenures, self._weights = _initial(plan)
        zeros = np.zeros
        self._requisitions, self._started, self._joined = (zeros(self._points) for _ in range(3))
        self._spent = zeros(self._points)  # cumulative hazard so far of the cohort that joined at a point
        self._alive = np.ones(1)
        self._spent_first = zeros(self._tenures.size)

    def solve(self) -> dict[str, Floats]:
        """Walk through the grid."""
        out = {name: np.zeros(self._points) for name in (*STATES, *FLOWS)}
        self._record(out, 0, 0.0, 0.0)
        for k in range(1, self._points):
            factor = self._plan.factor[(k - 1) // self._n]
            self._spent[:k] += factor * (self._hazard[k:0:-1] - self._hazard[k - 1 :: -1][:k])
            self._alive = np.exp(-self._spent[: k + 1])
            first = self._tenures + k / self._n
            base = self._plan.hazard.cumulative
            self._spent_first += factor * (base(first) - base(first - 1 / self._n))
            leavers = trainee_leavers = 0.0
            self._requisitions[k] = self._requisitions[k - 1]
            for _ in range(60):
                self._started[k] = self._at(self._requisitions, k, self._plan.lead)
                self._joined[k] = self._plan.trained_share * self._at(self._started, k, self._plan.preparation)
                leavers, trainee_leavers = self._leavers(k), self._trainee_leavers(k)
                called = self._called(k, leavers, trainee_leavers)
                done = abs(called - self._requisitions[k]) <= 1e-15 * called
                self._requisitions[k] = called
                if done:
                    break
            self._record(out, k, leavers, trainee_leavers)
        return {name: values[:: self._n] for name, values in out.items()}

    def _called(self, k: int, leavers: float, trainee_leavers: float) -> float:
        if self._plan.policy == "replace":
            return leavers + trainee_leavers * self._plan.replace_trainees
        return self._plan.per_month * k / self._n

    def _at(self, cumulative: Floats, k: int, delay: float) -> float:
        """A cumulative flow `delay` months before point k."""
        point = k - delay * self._n
        if point <= 0:
            return 0.0
        if not self._averaged:
            return float(cumulative[round(point)])
        low = min(k - 1, int(point))
        return float(cumulative[low] + (point - low) * (cumulative[low + 1] - cumulative[low]))

    def _over(self, flow: Floats, k: int, value: Floats) -> float:
        """Sum over cohorts of a cumulative flow; `value` (k + 1,) of those who came at each point."""
        cohorts = np.diff(flow[: k + 1])
        each = (value[1:] + value[:-1]) / 2 if self._averaged else value[1:]
        return float(cohorts @ each)

    def _leavers(self, k: int) -> float:
        first = float(self._weights @ -np.expm1(-self._spent_first))
        return first + self._over(self._joined, k, 1 - self._alive)

    def _trainee_leavers(self, k: int) -> float:
        return self._over(self._started, k, self._training_gone[k::-1])

    def _record(self, out: dict[str, Floats], k: int, leavers: float, trainee_leavers: float) -> None:
        there, since = self._alive, self._tenures + k / self._n
        first = self._weights * np.exp(-self._spent_first)
        out["requisitions"][k], out["starters"][k] = self._requisitions[k], self._started[k]
        out["joined"][k], out["leavers"][k], out["trainee_leavers"][k] = self._joined[k], leavers, trainee_leavers
        out["open"][k] = self._requisitions[k] - self._started[k]
        out["trainees"][k] = self._started[k] - trainee_leavers - self._joined[k]
        out["heads"][k] = self._plan.headcount + self._joined[k] - leavers
        newer = self._over(self._joined, k, there * self._speed[k::-1])
        out["effective"][k] = newer + float(first @ self._plan.curve.speed(since))
        out["tenure"][k] = self._over(self._joined, k, there * self._ages[k::-1]) + float(first @ since)


def _initial(plan: PeoplePlan) -> tuple[Floats, Floats]:
    """Tenures that stand for the team at the start, and how many agents each stands for."""
    if plan.tenure:
        ids = np.arange(plan.headcount) * len(plan.tenure) // max(1, plan.headcount)
        counts = np.bincount(ids, minlength=len(plan.tenure))
        return np.array(plan.tenure), counts.astype(np.float64)
    if not plan.headcount:
        return np.zeros(1), np.zeros(1)
    edges = plan.hazard.stay(np.array(plan.hazard.edges)) / plan.hazard.mean_stay
    bounds = np.append(edges, 1.0)
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    half, middle = np.diff(bounds)[:, None] / 2, (bounds[1:] + bounds[:-1])[:, None] / 2
    shares, each = (middle + half * nodes).ravel(), (half * weights).ravel()
    return plan.hazard.settled(shares), plan.headcount * each
