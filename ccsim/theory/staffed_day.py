"""A day with a changing rate and a changing number of agents, exactly: M(t)/M/n(t)+M with balking, from empty.

Forward Kolmogorov equations by uniformisation, stretch by stretch at constant rates; a sinusoidal rate is replaced,
step by step, by two constant ones with which the result is right to the fourth order of the step (commutator-free
Magnus). Service levels follow an imagined contact from its arrival, through changes of staffing, by the backward
equations. When staffing drops, agents finish their contact. Sources: Jensen (1953); Blanes and Moan (2006);
docs/erlang.md#formulas.
"""

from __future__ import annotations

import itertools
import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ccsim.theory.offered_load import Sinusoid
from ccsim.theory.staffed_chain import (
    Layout,
    Rates,
    advance,
    flow,
    remaining_wait,
    restaffed,
    served_chance,
    served_chance_before,
    surplus_after,
)

Floats = NDArray[np.float64]

STEPS_PER_HANDLING, STEPS_PER_PERIOD = 10, 2500
"""Length of a step with a sinusoidal rate; the error of the fourth order is then about 1e-9."""
NODES, WEIGHTS = np.polynomial.legendre.leggauss(12)


class DayPlan(NamedTuple):
    """Demand, staffing and contacts of a day of intervals."""

    edges_s: tuple[float, ...]
    """Boundaries of the intervals; the centre is empty at the first."""
    agents: tuple[int, ...]
    """On duty in every interval; those of the last stay after the end."""
    demand: tuple[float, ...] | Sinusoid
    """Rate in every interval (1/s), or a sinusoid of the time since 0."""
    handling_s: float
    patience_s: float = math.inf
    """Mean of the exponential patience (s)."""
    balk: float = 0.0


class DayMeasures(NamedTuple):
    """Expectations by interval, shape (I,)."""

    offered: Floats
    abandoned: Floats
    """Left during the interval, balkers included."""
    queue: Floats
    """Time average of the number waiting."""
    busy: Floats
    """Time average of the number of busy agents, surplus included."""
    all_busy: Floats
    """Share of the time with nobody free."""
    p_wait: Floats
    """Of the arrivals of the interval."""
    answered_within: Floats
    """Arrivals of the interval that are answered within T."""
    left_within: Floats
    """Arrivals of the interval that are answered or leave within T."""
    queue_at_end: Floats
    in_system_at_end: Floats
    all_busy_at_end: Floats
    wait_after_end_s: float
    """Expected time in queue, after the end of the day, of all that still wait then (s)."""

    def mean_wait(self, plan: DayPlan) -> float:
        """Mean wait of all arrivals of the day, those after its end included (s)."""
        in_queue_s = float(self.queue @ np.diff(plan.edges_s)) + self.wait_after_end_s
        return in_queue_s / float(self.offered.sum())

    def abandonment(self, plan: DayPlan) -> float:
        """Abandoned or balked / offered, of all arrivals of the day, those that leave after its end included."""
        later = 0.0 if math.isinf(plan.patience_s) else self.wait_after_end_s / plan.patience_s
        left = float(self.abandoned.sum()) + later
        return left / float(self.offered.sum())

    def service_level(self) -> Floats:
        """Answered within T / offered, by interval of arrival; NaN without arrivals."""
        return _ratio(self.answered_within, self.offered)

    def service_level_without_early(self) -> Floats:
        """Answered within T / (offered - left unserved within T), by interval of arrival."""
        return _ratio(self.answered_within, self.offered - (self.left_within - self.answered_within))


class _Cut(NamedTuple):
    """A stretch of an interval: homogeneous, or one that ends in a point at which arrivals are followed one by one."""

    end_s: float
    homogeneous: bool
    weight_s: float
    """Gauss-Legendre weight of the arrivals at its end; 0 for a mere boundary."""


def staffed_day(plan: DayPlan, threshold_s: float) -> DayMeasures:
    """Expectations by interval, with acceptance threshold T = `threshold_s`.

    Contacts still waiting at the end of the day are served by the last interval's agents. Raises ValueError for a plan
    whose parts do not fit together.
    """
    _check(plan)
    theta = 0.0 if math.isinf(plan.patience_s) else 1 / plan.patience_s
    rates = Rates(1 / plan.handling_s, theta, 1 - plan.balk)
    layout = Layout(plan.agents[0], 0, 20)
    state = np.zeros(layout.size)
    state[0] = 1.0
    rows = []
    for i, agents in enumerate(plan.agents):
        surplus, waiting = surplus_after(layout, agents, state)
        room = waiting + 20 + _growth(plan, i, waiting)
        while True:
            wide = Layout(agents, surplus, room)
            row, ended, edge = _interval(plan, i, rates, wide, restaffed(state, layout, wide), threshold_s)
            if edge <= 1e-13:
                break
            room = int(1.5 * room) + 20
        layout, state = wide, ended
        rows.append(row)
    columns = np.array(rows).T
    return DayMeasures._make([*columns, remaining_wait(flow(layout, rates), layout, state)])


def _interval(
    plan: DayPlan, i: int, rates: Rates, layout: Layout, state: Floats, threshold_s: float
) -> tuple[tuple[float, ...], Floats, float]:
    """Row of DayMeasures, probabilities at the end, and the share of time on the edge of the queue's room."""
    start_s, end_s = plan.edges_s[i : i + 2]
    moving = flow(layout, rates)
    busy, waiting = layout.coordinates()
    full = np.arange(layout.size) >= layout.agents
    served, left = _chances(plan, i, rates, layout, start_s, 0.0, threshold_s)
    sums = np.zeros(layout.size)
    arrivals = np.zeros(layout.size)
    offered = within = left_within = 0.0
    now_s = start_s
    for cut in _cuts(plan, i, threshold_s):
        for duration_s, rate in _stretches(plan, i, now_s, cut.end_s):
            moved = advance(moving, rate, state, duration_s)
            state = moved.end
            sums += moved.time
            arrivals += rate * moved.time
            if cut.homogeneous:
                within += rate * float(moved.time @ served)
                left_within += rate * float(moved.time @ left)
        now_s = cut.end_s
        if cut.weight_s:
            served_now, left_now = _chances(plan, i, rates, layout, now_s, threshold_s, threshold_s)
            here = _rate(plan, i, now_s) * cut.weight_s
            within += here * float(state @ served_now)
            left_within += here * float(state @ left_now)
    offered = float(arrivals.sum())
    width = end_s - start_s
    waited = float(arrivals[full].sum())
    row = (
        offered,
        rates.abandon_per_s * float(sums @ waiting) + (1 - rates.join) * waited,
        float(sums @ waiting) / width,
        float(sums @ busy) / width,
        float(sums[full].sum()) / width,
        waited / offered if offered else math.nan,
        within,
        left_within,
        float(state @ waiting),
        float(state @ (busy + waiting)),
        float(state[full].sum()),
    )
    edge = float(sums[full & (waiting == layout.room)].sum()) / width if rates.join else 0.0
    return row, state, edge


def _chances(
    plan: DayPlan, i: int, rates: Rates, layout: Layout, arrival_s: float, look_s: float, threshold_s: float
) -> tuple[Floats, Floats]:
    """P(answered within T) and P(answered or left within T) of an arrival at `arrival_s`, by the state it finds.

    Changes of staffing within `look_s` after the arrival are followed.
    """
    changes = [
        (plan.edges_s[j], j)
        for j in range(i + 1, len(plan.agents))
        if plan.agents[j] != plan.agents[j - 1] and arrival_s < plan.edges_s[j] < arrival_s + look_s
    ]
    layouts = [layout]
    for _, j in changes:
        last = layouts[-1]
        layouts.append(Layout(plan.agents[j], max(0, last.agents + last.surplus - plan.agents[j]), layout.room))
    times = [arrival_s, *(time for time, _ in changes), arrival_s + threshold_s]
    found = []
    for patient in (False, True):
        chance = np.zeros((layouts[-1].surplus + 1) * (layout.room + 1))
        for k in range(len(layouts) - 1, -1, -1):
            chance = served_chance(layouts[k], rates, times[k + 1] - times[k], chance, patient)
            if k:
                chance = served_chance_before(layouts[k - 1], layouts[k], chance)
        found.append(chance)
    at_once = np.ones(layout.agents)
    still_patient = math.exp(-rates.abandon_per_s * threshold_s)
    left = 1 - rates.join + rates.join * (1 - still_patient * (1 - found[1]))
    return np.concatenate([at_once, rates.join * found[0]]), np.concatenate([at_once, left])


def _cuts(plan: DayPlan, i: int, threshold_s: float) -> list[_Cut]:
    """Stretches of interval i: where no change of staffing comes within T, and points where one does."""
    start_s, end_s = plan.edges_s[i : i + 2]
    changes = [plan.edges_s[j] for j in range(i + 1, len(plan.agents)) if plan.agents[j] != plan.agents[j - 1]]
    bounds = sorted({start_s, end_s, *(c - threshold_s for c in changes if start_s < c - threshold_s < end_s)})
    cuts = []
    for low, high in itertools.pairwise(bounds):
        middle = (low + high) / 2
        if not any(middle < c < middle + threshold_s for c in changes):
            cuts.append(_Cut(high, True, 0.0))
            continue
        half = (high - low) / 2
        cuts += [_Cut(low + half * (1 + x), False, half * w) for x, w in zip(NODES, WEIGHTS, strict=True)]
        cuts.append(_Cut(high, False, 0.0))
    return cuts


def _stretches(plan: DayPlan, i: int, start_s: float, end_s: float) -> list[tuple[float, float]]:
    """Durations and constant rates that stand for the demand between two points of interval i."""
    if not isinstance(plan.demand, Sinusoid):
        return [(end_s - start_s, plan.demand[i])]
    demand = plan.demand
    longest_s = min(plan.handling_s / STEPS_PER_HANDLING, demand.period_s / STEPS_PER_PERIOD)
    steps = max(1, math.ceil((end_s - start_s) / longest_s))
    width = (end_s - start_s) / steps
    near, far = 0.5 + 1 / math.sqrt(3), 0.5 - 1 / math.sqrt(3)
    found = []
    for k in range(steps):
        middle = start_s + (k + 0.5) * width
        first, second = (demand.rate(middle + sign * width / math.sqrt(12)) for sign in (-1, 1))
        pair = near * first + far * second, far * first + near * second
        found += [(width / 2, max(rate, 0.0)) for rate in pair]
    return found


def _rate(plan: DayPlan, i: int, t_s: float) -> float:
    return plan.demand.rate(t_s) if isinstance(plan.demand, Sinusoid) else plan.demand[i]


def _growth(plan: DayPlan, i: int, waiting: int) -> int:
    """Rough room for the queue of interval i: what a fluid would pile up, and its spread."""
    width = plan.edges_s[i + 1] - plan.edges_s[i]
    if isinstance(plan.demand, Sinusoid):
        rate = max(plan.demand.rate(plan.edges_s[i] + part * width) for part in (0, 0.5, 1))
    else:
        rate = plan.demand[i]
    excess = max(0.0, rate * (1 - plan.balk) - plan.agents[i] / plan.handling_s)
    piled = min(excess * width, excess * plan.patience_s)
    return int(piled + 8 * math.sqrt(piled + waiting + plan.agents[i]))


def _check(plan: DayPlan) -> None:
    intervals = len(plan.agents)
    edges = np.array(plan.edges_s, np.float64)
    if intervals == 0 or edges.size != intervals + 1 or not (np.diff(edges) > 0).all():
        raise ValueError("a day needs rising edges, one more than intervals")
    if min(plan.agents) < 0 or not plan.handling_s > 0 or not plan.patience_s > 0 or not 0 <= plan.balk <= 1:
        raise ValueError("agents cannot be negative, times must be above 0, balking lies between 0 and 1")
    if isinstance(plan.demand, Sinusoid):
        if abs(plan.demand.amplitude_per_s) > plan.demand.mean_per_s:
            raise ValueError("a sinusoid's amplitude cannot be larger than its mean")
    elif len(plan.demand) != intervals or min(plan.demand) < 0:
        raise ValueError("demand needs one rate of at least 0 for every interval")


def _ratio(numerator: Floats, denominator: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(denominator > 0, numerator / denominator, math.nan))
