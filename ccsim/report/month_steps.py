"""Measures of a team by month, drawn as steps with their intervals."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from ccsim.experiment.people import MEASURES, Team
from ccsim.experiment.statistics import Intervals
from ccsim.report.drawing import BLUE, GREEN, INK

MEASURE = {one.name: one for one in MEASURES}
HEADS = (("headcount", BLUE), ("effective_agents", GREEN))
"""Who is there, with the colour of the line."""


def by_month(team: Team, name: str) -> Intervals:
    """A measure by month, NaN where there is nothing to say."""
    estimates = team.by_month(MEASURE[name])
    columns = [[np.nan if x is None else x for x in row] for row in ((e.value, e.low, e.high) for e in estimates)]
    value, low, high = np.array(columns, np.float64).T
    return Intervals(value, low, high, [e.why for e in estimates])


def draw_steps(axes: Axes, found: Intervals, colour: str, factor: float = 1.0) -> Intervals:
    """A measure by month as steps with its interval; returns the measure."""
    edges = np.arange(found.value.size + 1, dtype=np.float64)
    low, high = factor * found.low, factor * found.high
    if np.isfinite(low).any():
        held = (np.append(low, low[-1:]), np.append(high, high[-1:]))
        axes.fill_between(edges, *held, step="post", color=colour, alpha=0.2)
    axes.stairs(factor * found.value, edges, color=colour, linewidth=1.6, baseline=None)
    return found


def draw_heads(axes: Axes, team: Team) -> list[Intervals]:
    """Positions, headcount and effective agents by month; returns the two that are measured."""
    positions = np.array(team.plan.positions, np.float64)
    axes.stairs(positions, np.arange(positions.size + 1, dtype=np.float64), color=INK, linestyle="--", baseline=None)
    return [draw_steps(axes, by_month(team, name), colour) for name, colour in HEADS]


def month_axis(axes: Axes, months: int) -> None:
    """Months across, from the first on."""
    axes.set_xlim(0, months)
    axes.xaxis.set_major_locator(MaxNLocator(12, integer=True))
