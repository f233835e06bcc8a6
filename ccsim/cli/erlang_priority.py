"""`ccsim erlang priority`: classes of contacts at one group of agents, one before the other."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import click

from ccsim.cli.erlang_table import print_table
from ccsim.cli.output import print_json
from ccsim.cli.quantities import COUNTS, DURATION, DURATIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

SHOWN = (
    ("agents", "agents", "{:d}"),
    ("class", "class", "{:d}"),
    ("p_wait", "P(wait)", "{:.2%}"),
    ("mean_wait_s", "mean wait s", "{:.2f}"),
    ("abandonment", "abandonment", "{:.2%}"),
    ("queue_length", "queue", "{:.2f}"),
    ("occupancy", "occupancy", "{:.1%}"),
)


@click.command(
    epilog="""\b
Examples:
  ccsim erlang priority --arrivals "40, 90/h" --handling "4 min" --agents 10
  ccsim erlang priority --arrivals "60, 110, 100/h" --handling "5 min" --mean-wait "10 s, 20 s, 3 min"
  ccsim erlang priority --arrivals "180, 250/h" --handling "4 min" --patience "2 min, 5 min" --agents 28"""
)
@click.option("--arrivals", type=COUNTS, required=True, help='Volume of every class, first served first: "40, 90/h".')
@click.option("--handling", type=DURATION, required=True, help="Mean handling time of all classes: 4 min.")
@click.option("--agents", type=click.IntRange(min=1), multiple=True, help="Number of agents; several may be given.")
@click.option("--mean-wait", type=DURATIONS, help="Target, if no agents are given: largest mean wait of every class.")
@click.option("--patience", type=DURATIONS, help="Mean patience of two classes; without it nobody leaves.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def priority(
    arrivals: tuple[float, ...],
    handling: float,
    agents: tuple[int, ...],
    mean_wait: tuple[float, ...] | None,
    patience: tuple[float, ...] | None,
    as_json: bool,
) -> None:
    """Mean waits by class in steady state, or the fewest agents for a largest mean wait of every class.

    Poisson arrivals and exponential handling, the same for all classes. A free agent takes the longest waiting contact
    of the first class that has one; nobody is interrupted. The mean wait is over all offered contacts of the class.
    """
    from ccsim.theory.simple_centre import fewest_agents

    if min(arrivals) <= 0:
        raise click.BadParameter("every class needs arrivals", param_hint="--arrivals")
    if handling <= 0:
        raise click.BadParameter("handling time must be above 0", param_hint="--handling")
    for name, values in (("--mean-wait", mean_wait), ("--patience", patience)):
        if values is not None and len(values) != len(arrivals):
            raise click.BadParameter(f"{len(values)} for {len(arrivals)} classes of arrivals", param_hint=name)
    if patience is not None and (len(patience) != 2 or min(patience) <= 0):
        raise click.BadParameter("classes that leave are two, each with a patience above 0", param_hint="--patience")
    if bool(agents) == (mean_wait is not None):
        raise click.UsageError("give either --agents or the target --mean-wait")
    rates = [rate / 86400.0 for rate in arrivals]
    load = sum(rates) * handling
    needed = None
    try:
        if mean_wait is not None:
            target = mean_wait
            needed = fewest_agents(lambda n: _met(_rows(n, rates, handling, patience), target), math.ceil(load))
            agents = (needed,)
        rows = [row for number in agents for row in _rows(number, rates, handling, patience)]
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        print_json({"offered_load": load, "needed": needed, "classes": rows})
        return
    click.echo(f"offered load {load:.2f} Erlang; class 1 is served first")
    print_table(SHOWN, rows)
    if needed is not None:
        click.echo(f"{needed} agents are the fewest that meet the target")


def _met(rows: Sequence[dict[str, Any]], mean_wait: tuple[float, ...]) -> bool:
    pairs = zip(rows, mean_wait, strict=True)
    return all(row["mean_wait_s"] is not None and row["mean_wait_s"] <= limit + 1e-12 for row, limit in pairs)


def _rows(
    agents: int, rates: list[float], handling_s: float, patience: tuple[float, ...] | None
) -> list[dict[str, Any]]:
    """One row per class; None where there is no steady state."""
    from ccsim.theory.priority import priority_waits
    from ccsim.theory.priority_abandonment import priority_abandonment

    numbers = range(1, len(rates) + 1)
    if patience is not None:
        pair, mean_s = (rates[0], rates[1]), (patience[0], patience[1])
        left = priority_abandonment(agents, pair, handling_s, mean_s)
        measures = zip(left.mean_wait_s, left.p_abandon, left.queue_length, strict=True)
        p_wait, occupancy = left.p_wait, left.occupancy
    elif sum(rates) * handling_s >= agents:
        return [{key: {"agents": agents, "class": k}.get(key) for key, _, _ in SHOWN} for k in numbers]
    else:
        found = priority_waits(agents, rates, handling_s, 0.0)
        measures = zip(found.mean_wait_s, [0.0] * len(rates), found.queue_length, strict=True)
        p_wait, occupancy = found.p_wait, found.occupancy
    return [
        {
            "agents": agents,
            "class": k,
            "p_wait": p_wait,
            "mean_wait_s": wait,
            "abandonment": abandonment,
            "queue_length": queue,
            "occupancy": occupancy,
        }
        for k, (wait, abandonment, queue) in zip(numbers, measures, strict=True)
    ]
