"""`ccsim erlang`: what queueing theory says of a simple centre, without simulation: Erlang B, C, A and chat."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from ccsim.units import parse_daily_count, parse_duration, parse_share

if TYPE_CHECKING:
    from ccsim.theory.chat_chain import Chain, ChainMeasures

SHOWN = (
    ("agents", "agents", "{:d}"),
    ("p_wait", "P(wait)", "{:.2%}"),
    ("service_level", "service level", "{:.2%}"),
    ("abandonment", "abandonment", "{:.2%}"),
    ("asa_s", "ASA s", "{:.2f}"),
    ("mean_wait_s", "mean wait s", "{:.2f}"),
    ("queue_length", "queue", "{:.2f}"),
    ("occupancy", "occupancy", "{:.1%}"),
)
"""Keys of the JSON objects, column headings and formats of the table."""


class Quantity(click.ParamType):  # type: ignore[type-arg]  # generic only in newer versions of click
    """A quantity with its unit, as scenarios write it."""

    name = "quantity"

    def __init__(self, parse: Callable[[Any], float]) -> None:
        self._parse = parse

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The parsed number; a mistake is a usage error."""
        if isinstance(value, float):
            return value
        try:
            found = self._parse(value)
        except ValueError as error:
            self.fail(f"{value!r}: {error}", param, ctx)
        if found < 0:
            self.fail(f"{value!r}: must not be negative", param, ctx)
        return found


SHARE, DURATION, COUNT = Quantity(parse_share), Quantity(parse_duration), Quantity(parse_daily_count)


@click.command()
@click.option("--arrivals", type=COUNT, required=True, help="Contacts per time: 252/h, 6000/day.")
@click.option("--handling", type=DURATION, required=True, help="Mean handling time, wrap-up included: 4 min.")
@click.option("--agents", type=click.IntRange(min=1), multiple=True, help="Number of agents; several may be given.")
@click.option("--within", type=DURATION, default="20 s", show_default=True, help="Acceptance threshold T.")
@click.option("--service-level", type=SHARE, default="80%", show_default=True, help="Target, if no agents are given.")
@click.option("--abandonment", type=SHARE, help="Largest share that leaves; part of the target.")
@click.option("--mean-wait", type=DURATION, help="Largest mean wait of the answered; part of the target.")
@click.option("--patience", type=DURATION, help="Mean patience (exponential); without it nobody leaves.")
@click.option(
    "--balk", type=SHARE, default="0%", help="Share that leaves at once instead of waiting; 100% is Erlang B."
)
@click.option("--concurrency", type=click.IntRange(1, 50), default=1, help="Chats an agent has open at once.")
@click.option(
    "--slowdown", type=click.FloatRange(min=0), default=0.0, help="Speed of a chat with k open: 1/(1+a(k-1))."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def erlang(
    arrivals: float,
    handling: float,
    agents: tuple[int, ...],
    within: float,
    service_level: float,
    abandonment: float | None,
    mean_wait: float | None,
    patience: float | None,
    balk: float,
    concurrency: int,
    slowdown: float,
    as_json: bool,
) -> None:
    """Wait, service level, abandonment and occupancy in steady state, or the fewest agents that meet a target.

    Poisson arrivals, exponential handling and patience. One contact at a time: Erlang C, with --patience Erlang A, with
    --balk 100% Erlang B. Several chats: a birth-death chain that takes chats as evenly spread over agents.
    """
    from ccsim.theory.chat_chain import Chain, Target, smallest_agents

    if max(service_level, abandonment or 0.0, balk) > 1:
        raise click.BadParameter("a share lies between 0% and 100%")
    if handling <= 0:
        raise click.BadParameter("handling time must be above 0", param_hint="--handling")
    per_s = arrivals / 86400.0
    speed = (0.0, *(1 / (1 + slowdown * (k - 1)) for k in range(1, concurrency + 1)))
    chain = Chain(0, concurrency, speed, handling, math.inf if patience is None else patience, balk)
    needed = None
    if not agents:
        try:
            needed = smallest_agents(chain, per_s, Target(within, service_level, abandonment, mean_wait))
        except ValueError as error:
            raise click.ClickException(str(error)) from error
        agents = tuple(range(max(1, needed - 2), needed + 3))
    rows = [_row(chain._replace(agents=number), per_s, within) for number in agents]
    if as_json:
        click.echo(json.dumps({"offered_load": per_s * handling, "needed": needed, "measures": rows}, indent=1))
        return
    click.echo(f"offered load {per_s * handling:.2f} Erlang; service level = answered within {within:g} s / all")
    click.echo("  ".join(heading.rjust(13) for _, heading, _ in SHOWN))
    for row in rows:
        mark = "  <- fewest that meet the target" if row["agents"] == needed else ""
        click.echo("  ".join(_cell(row[key], form).rjust(13) for key, _, form in SHOWN) + mark)


def _row(chain: Chain, per_s: float, within: float) -> dict[str, Any]:
    """Measures of so many agents; None where there is no steady state."""
    from ccsim.theory.chat_chain import chain_measures

    fastest = max(k * chain.speed[k] for k in range(1, chain.concurrency + 1)) * chain.agents / chain.work_s
    joining = per_s * (1 - chain.balk)
    if math.isinf(chain.patience_s) and joining >= fastest:
        return {key: chain.agents if key == "agents" else None for key, _, _ in SHOWN}
    found: ChainMeasures = chain_measures(chain, per_s, within)
    waiting = found.waiting
    return {
        "agents": chain.agents,
        "p_wait": waiting.p_wait,
        "service_level": waiting.service_level,
        "abandonment": waiting.p_abandon,
        "asa_s": waiting.mean_wait_answered,
        "mean_wait_s": waiting.mean_wait,
        "queue_length": found.queue_length,
        "occupancy": found.slot_occupancy,
    }


def _cell(value: Any, form: str) -> str:
    return "unstable" if value is None else form.format(value)
