"""`ccsim erlang`: what queueing theory says of a simple centre, without simulation.

Without a subcommand: one queue in steady state. `erlang day` follows a day, `erlang priority` several classes,
`erlang repeats` contacts that come again.
"""

from __future__ import annotations

import math

import click

from ccsim.cli.erlang_day import day
from ccsim.cli.erlang_priority import priority
from ccsim.cli.erlang_repeats import repeats
from ccsim.cli.erlang_table import print_table
from ccsim.cli.erlang_target import target
from ccsim.cli.output import print_json
from ccsim.cli.quantities import COUNT, DURATION, PATIENCE, SHARE, PatienceWords

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


class WithDefault(click.Group):
    """A group that is its command `steady` unless another one is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the default in front of options."""
        return super().parse_args(ctx, ["steady", *args] if not args or args[0].startswith("-") else args)


@click.group(cls=WithDefault)
def erlang() -> None:
    """What queueing theory says of a simple centre, without simulation."""


@erlang.command(
    epilog="""\b
Examples:
  ccsim erlang --arrivals 252/h --handling "2 min" --agents 12
  ccsim erlang --arrivals 252/h --handling "2 min" --patience "1 min" --service-level 90%
  ccsim erlang --arrivals 900/h --handling "204 s" --agents 50 --patience "lognormal: mean 5 min, cv 150%"
  ccsim erlang --arrivals 320/h --handling "285 s" --agents 30 --patience "3 min" --absence 12%
  ccsim erlang --arrivals 72/h --handling "6 min" --agents 4 --patience "3 min" --concurrency 3 --slowdown 0.4

\b
Other questions:
  ccsim erlang day --help        a day with changing volume and staffing
  ccsim erlang priority --help   classes of contacts, one before the other
  ccsim erlang repeats --help    contacts that come again"""
)
@click.option("--arrivals", type=COUNT, required=True, help="Contacts per time: 252/h, 6000/day.")
@click.option("--handling", type=DURATION, required=True, help="Mean handling time, wrap-up included: 4 min.")
@click.option("--agents", type=click.IntRange(min=1), multiple=True, help="Number of agents; several may be given.")
@click.option("--within", type=DURATION, default="20 s", show_default=True, help="Acceptance threshold T.")
@click.option("--service-level", type=SHARE, default="80%", show_default=True, help="Target, if no agents are given.")
@click.option("--abandonment", type=SHARE, help="Largest share that leaves; part of the target.")
@click.option("--mean-wait", type=DURATION, help="Largest mean wait of the answered; part of the target.")
@click.option(
    "--patience",
    type=PATIENCE,
    help="Mean patience (exponential), or another kind: "
    '"deterministic: value 60 s", "weibull: mean 2 min, shape 2", "lognormal: mean 5 min, cv 150%", '
    '"gamma: mean 3 min, shape 2", "hyperexponential: share 30%, short 20 s, long 10 min", '
    '"hazard: 0 s 0.5%/s, 30 s 0.1%/s". '
    "Without it nobody leaves.",
)
@click.option(
    "--balk", type=SHARE, default="0%", help="Share that leaves at once instead of waiting; 100% is Erlang B."
)
@click.option("--concurrency", type=click.IntRange(1, 50), default=1, help="Chats an agent has open at once.")
@click.option(
    "--slowdown", type=click.FloatRange(min=0), default=0.0, help="Speed of a chat with k open: 1/(1+a(k-1))."
)
@click.option(
    "--routing",
    type=click.Choice(["least_loaded", "most_loaded"]),
    help="Who takes a chat, exactly, for few agents; without it chats are taken as evenly spread.",
)
@click.option("--absence", type=SHARE, default="0%", help="Share of days an agent is absent; agents are the scheduled.")
@click.option("--busyness", type=SHARE, default="0%", help="Coefficient of variation of the volume from day to day.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def steady(
    arrivals: float,
    handling: float,
    agents: tuple[int, ...],
    within: float,
    service_level: float,
    abandonment: float | None,
    mean_wait: float | None,
    patience: PatienceWords | None,
    balk: float,
    concurrency: int,
    slowdown: float,
    routing: str | None,
    absence: float,
    busyness: float,
    as_json: bool,
) -> None:
    """Wait, service level, abandonment and occupancy in steady state, or the fewest agents that meet a target.

    Poisson arrivals, exponential handling. One contact at a time: Erlang C, with --patience Erlang A (or M/M/n+G for
    patience of another kind), with --balk 100% Erlang B. Several chats: a birth-death chain that takes chats as
    evenly spread over agents, or with --routing the exact one.
    """
    from ccsim.theory.simple_centre import Question, answer, fewest_agents

    if max(service_level, abandonment or 0.0, balk) > 1 or absence >= 1:
        raise click.BadParameter("a share lies between 0% and 100%, absence below 100%")
    if not math.isfinite(slowdown):
        raise click.BadParameter(f"{slowdown} is not a finite number, at least 0, such as 0.4", param_hint="--slowdown")
    if handling <= 0:
        raise click.BadParameter("handling time must be above 0", param_hint="--handling")
    if routing and concurrency == 1:
        raise click.BadParameter("routing matters only with --concurrency above 1", param_hint="--routing")
    mean = patience.mean_if_exponential() if patience else math.inf
    question = Question(
        arrivals / 86400.0,
        handling,
        within,
        math.inf if mean is None else mean,
        patience.lifetime() if patience and mean is None else None,
        balk,
        (0.0, *(1 / (1 + slowdown * (k - 1)) for k in range(1, concurrency + 1))),
        routing,
        absence,
        busyness,
    )
    load = question.arrivals_per_s * handling
    needed = None
    try:
        if not agents:
            met = target(within, service_level, abandonment, mean_wait)
            guess = math.ceil(load / concurrency / (1 - absence))
            needed = fewest_agents(lambda n: met(answer(question, n)), guess) if arrivals > 0 else 0
            agents = tuple(range(max(1, needed - 2), needed + 3))
        rows = [answer(question, number)._asdict() for number in agents]
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        print_json({"offered_load": load, "needed": needed, "measures": rows})
        return
    click.echo(f"offered load {load:.2f} Erlang; service level = answered within {within:g} s / all")
    marks = {agents.index(needed): "  <- fewest that meet the target"} if needed else {}
    print_table(SHOWN, rows, marks)


erlang.add_command(day)
erlang.add_command(priority)
erlang.add_command(repeats)
