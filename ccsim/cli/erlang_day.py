"""`ccsim erlang day`: a day with changing volume and staffing, exactly and without simulation."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any

import click

from ccsim.cli.erlang_table import number_or_dash, print_table
from ccsim.cli.output import print_json
from ccsim.cli.quantities import COUNTS, DURATION, SHARE, Quantity, WholeNumbers
from ccsim.units import parse_clock

if TYPE_CHECKING:
    from ccsim.theory.staffed_day import DayMeasures, DayPlan

SHOWN = (
    ("from", "from", "{}"),
    ("agents", "agents", "{:d}"),
    ("offered", "offered", "{:.1f}"),
    ("p_wait", "P(wait)", "{:.2%}"),
    ("service_level", "service level", "{:.2%}"),
    ("abandoned", "abandoned", "{:.2f}"),
    ("queue_length", "queue", "{:.2f}"),
    ("occupancy", "occupancy", "{:.1%}"),
)


@click.command(
    epilog="""\b
Examples:
  ccsim erlang day --arrivals "100, 150, 180, 120/h" --every "1 h" --opens 08:00 --handling "100 s" \\
    --patience "1000 s" --balk 10% --agents "4, 6, 8, 6"
  ccsim erlang day --arrivals "60, 90, 150, 120/h" --every "30 min" --handling "4 min" --patience "2 min" \\
    --service-level 90%"""
)
@click.option("--arrivals", type=COUNTS, required=True, help='Volume of every interval: "100, 150, 180/h".')
@click.option("--every", type=DURATION, default="30 min", show_default=True, help="Length of an interval.")
@click.option("--opens", type=Quantity(parse_clock), default="00:00", help="Time of day at which the first begins.")
@click.option("--handling", type=DURATION, required=True, help="Mean handling time, wrap-up included: 4 min.")
@click.option("--agents", type=WholeNumbers(), help='On duty in every interval: "4, 6, 8"; one number holds for all.')
@click.option("--within", type=DURATION, default="20 s", show_default=True, help="Acceptance threshold T.")
@click.option("--service-level", type=SHARE, default="80%", show_default=True, help="Target, if no agents are given.")
@click.option("--patience", type=DURATION, help="Mean patience (exponential); without it nobody leaves.")
@click.option("--balk", type=SHARE, default="0%", help="Share that leaves at once instead of waiting.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def day(
    arrivals: tuple[float, ...],
    every: float,
    opens: float,
    handling: float,
    agents: tuple[int, ...] | None,
    within: float,
    service_level: float,
    patience: float | None,
    balk: float,
    as_json: bool,
) -> None:
    """What contacts meet in every interval of a day that starts empty, and over the whole day.

    Poisson arrivals whose rate changes by interval, exponential handling and patience. When staffing drops, agents
    finish their contact. Without --agents every interval gets the fewest with which its offered load, which lags
    behind the arrivals, meets the target in steady state; the table says what that reaches.
    """
    from ccsim.theory.staffed_day import DayPlan, staffed_day

    _check(arrivals, handling, every, patience, max(service_level, balk))
    rates = tuple(rate / 86400.0 for rate in arrivals)
    edges = tuple(k * every for k in range(len(rates) + 1))
    mean_s = math.inf if patience is None else patience
    if agents is None:
        agents = _staffing(edges, rates, handling, mean_s, balk, within, service_level)
    elif len(agents) == 1:
        agents = agents * len(rates)
    if len(agents) != len(rates):
        message = f"{len(agents)} numbers of agents for {len(rates)} intervals of arrivals"
        raise click.BadParameter(message, param_hint="--agents")
    plan = DayPlan(edges, agents, rates, handling, mean_s, balk)
    try:
        found = staffed_day(plan, within)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    rows, whole = _intervals(plan, found, opens), _whole(plan, found, every)
    if as_json:
        clean = [{key: _none_if_nan(value) for key, value in row.items()} for row in rows]
        all_day = {key: _none_if_nan(value) for key, value in whole.items()}
        print_json({"day": all_day, "intervals": clean})
        return
    click.echo(f"service level = answered within {within:g} s / all, by interval of arrival; abandoned = contacts")
    print_table(SHOWN, rows)
    click.echo(
        f"day: {whole['offered']:.1f} contacts, service level {whole['service_level']:.2%}, "
        f"abandonment {whole['abandonment']:.2%}, mean wait {_mean_wait(whole['mean_wait_s'])}, "
        f"occupancy {number_or_dash(whole['occupancy'], '{:.1%}')}, {whole['agent_hours']:g} agent hours"
    )


def _mean_wait(mean_wait_s: float) -> str:
    if math.isinf(mean_wait_s):
        return "endless (nobody on duty at the end for those who still wait)"
    return f"{mean_wait_s:.2f} s"


def _check(
    arrivals: tuple[float, ...], handling: float, every: float, patience: float | None, largest_share: float
) -> None:
    if largest_share > 1:
        raise click.BadParameter("a share lies between 0% and 100%")
    for name, value in (("--handling", handling), ("--every", every), ("--patience", patience)):
        if value is not None and value <= 0:
            raise click.BadParameter("must be above 0", param_hint=name)
    if sum(arrivals) <= 0:
        raise click.BadParameter("some interval needs arrivals", param_hint="--arrivals")


def _intervals(plan: DayPlan, found: DayMeasures, opens: float) -> list[dict[str, Any]]:
    levels = found.service_level()
    return [
        {
            "from": _clock(opens + plan.edges_s[i]),
            "agents": agents,
            "offered": float(found.offered[i]),
            "p_wait": float(found.p_wait[i]),
            "service_level": float(levels[i]),
            "abandoned": float(found.abandoned[i]),
            "queue_length": float(found.queue[i]),
            "occupancy": float(found.busy[i]) / agents if agents else math.nan,
        }
        for i, agents in enumerate(plan.agents)
    ]


def _whole(plan: DayPlan, found: DayMeasures, every: float) -> dict[str, float]:
    offered, agents = float(found.offered.sum()), sum(plan.agents)
    return {
        "offered": offered,
        "service_level": float(found.answered_within.sum()) / offered,
        "abandonment": found.abandonment(plan),
        "mean_wait_s": found.mean_wait(plan),
        "occupancy": float(found.busy.sum()) / agents if agents else math.nan,
        "agent_hours": agents * every / 3600,
    }


def _staffing(
    edges: tuple[float, ...],
    rates: tuple[float, ...],
    handling_s: float,
    patience_s: float,
    balk: float,
    within_s: float,
    service_level: float,
) -> tuple[int, ...]:
    """Fewest agents by interval for its largest offered load, as if that were a steady state."""
    from ccsim.theory.lifetimes import exponential
    from ccsim.theory.offered_load import load_of_steps
    from ccsim.theory.simple_centre import Question, answer, fewest_agents

    staffing = []
    for start, end in itertools.pairwise(edges):
        points = [start + (end - start) * k / 8 for k in range(9)]
        load = float(load_of_steps(edges, rates, exponential(handling_s), points).max())
        if load < 1e-9:
            staffing.append(0)
            continue
        question = Question(load / handling_s, handling_s, within_s, patience_s, balk=balk)

        def enough(n: int, question: Question = question) -> bool:
            level = answer(question, n).service_level
            return level is not None and level >= service_level - 1e-12

        staffing.append(fewest_agents(enough, math.ceil(load)))
    return tuple(staffing)


def _none_if_nan(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _clock(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"
