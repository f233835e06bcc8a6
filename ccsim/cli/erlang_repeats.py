"""`ccsim erlang repeats`: contacts that come again, after an answer or after leaving unanswered."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import click

from ccsim.cli.erlang_table import print_table
from ccsim.cli.erlang_target import target
from ccsim.cli.output import print_json
from ccsim.cli.quantities import COUNT, DURATION, PATIENCE, SHARE, PatienceWords

if TYPE_CHECKING:
    from ccsim.theory.returning import Flow

SHOWN = (
    ("agents", "agents", "{:d}"),
    ("contacts_per_h", "contacts/h", "{:.2f}"),
    ("offered_load", "load Erlang", "{:.2f}"),
    ("p_wait", "P(wait)", "{:.2%}"),
    ("service_level", "service level", "{:.2%}"),
    ("abandonment", "abandonment", "{:.2%}"),
    ("mean_wait_s", "mean wait s", "{:.2f}"),
    ("issues_lost", "issues lost", "{:.2%}"),
    ("occupancy", "occupancy", "{:.1%}"),
)
EXACT = "exact"
APPROXIMATE = "approximate (those who come again as Poisson arrivals)"


@click.command(
    epilog="""\b
Examples:
  ccsim erlang repeats --arrivals 100/h --handling "4 min" --repeat 25% --delay "2 h" --agents 10
  ccsim erlang repeats --arrivals 100/h --handling "4 min" --repeat 25% --service-level 80%
  ccsim erlang repeats --arrivals 300/h --handling "4 min" --patience "2 min" --repeat 15% --retry 50% --agents 22"""
)
@click.option("--arrivals", type=COUNT, required=True, help="First contacts per time: 100/h, 2400/day.")
@click.option("--handling", type=DURATION, required=True, help="Mean handling time, wrap-up included: 4 min.")
@click.option("--repeat", type=SHARE, default="0%", help="Share of the answered that comes again.")
@click.option("--retry", type=SHARE, default="0%", help="Share of those that left unanswered that comes again.")
@click.option("--delay", type=DURATION, help="Mean time until then; changes no wait, only how long an issue takes.")
@click.option("--patience", type=PATIENCE, help="Mean patience (exponential), or another kind, as in `ccsim erlang`.")
@click.option("--agents", type=click.IntRange(min=1), multiple=True, help="Number of agents; several may be given.")
@click.option("--within", type=DURATION, default="20 s", show_default=True, help="Acceptance threshold T.")
@click.option("--service-level", type=SHARE, default="80%", show_default=True, help="Target, if no agents are given.")
@click.option("--abandonment", type=SHARE, help="Largest share of contacts that leaves; part of the target.")
@click.option("--mean-wait", type=DURATION, help="Largest mean wait of the answered; part of the target.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def repeats(
    arrivals: float,
    handling: float,
    repeat: float,
    retry: float,
    delay: float | None,
    patience: PatienceWords | None,
    agents: tuple[int, ...],
    within: float,
    service_level: float,
    abandonment: float | None,
    mean_wait: float | None,
    as_json: bool,
) -> None:
    """All contacts and what they meet if some come again, or the fewest agents that meet a target.

    First contacts are Poisson, handling is exponential. Of the answered a share has a further contact, of those that
    left another one tries again, each time anew. Waits, service level and abandonment are of all contacts. Without
    patience the result is exact (Jackson); with it, the flow is a fixed point and its returns are taken as Poisson.
    """
    from ccsim.theory.returning import Comeback, flow, is_exact
    from ccsim.theory.simple_centre import Question, fewest_agents

    if max(service_level, abandonment or 0.0) > 1:
        raise click.BadParameter("a share lies between 0% and 100%")
    for name, share in (("--repeat", repeat), ("--retry", retry)):
        if share >= 1:
            raise click.BadParameter("must be below 100%: some come to an end", param_hint=name)
    if retry and patience is None:
        raise click.BadParameter("without --patience nobody leaves unanswered", param_hint="--retry")
    if handling <= 0:
        raise click.BadParameter("handling time must be above 0", param_hint="--handling")
    mean = patience.mean_if_exponential() if patience else math.inf
    kind = patience.lifetime() if patience and mean is None else None
    question = Question(arrivals / 86400.0, handling, within, math.inf if mean is None else mean, kind)
    comeback, needed = Comeback(repeat, retry, delay), None
    try:
        if not agents:
            met = target(within, service_level, abandonment, mean_wait)
            guess = math.ceil(question.arrivals_per_s * handling / (1 - repeat))
            needed = fewest_agents(lambda n: met(flow(question, comeback, n).answer), guess) if arrivals > 0 else 0
            agents = tuple(range(max(1, needed - 2), needed + 3))
        rows = [_row(flow(question, comeback, number)) for number in agents]
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    exact = is_exact(question, comeback)
    if as_json:
        print_json({"first_per_h": arrivals / 24, "exact": exact, "needed": needed, "measures": rows})
        return
    click.echo(f"service level = answered within {within:g} s / all contacts; {EXACT if exact else APPROXIMATE}")
    marks = {agents.index(needed): "  <- fewest that meet the target"} if needed else {}
    print_table(SHOWN, rows, marks)
    if delay is not None:
        for row in rows:
            if row["issue_s"] is not None:
                click.echo(_of_issues(row))


def _row(found: Flow) -> dict[str, Any]:
    """The answer, and what the flow adds to it."""
    per_h = None if found.contacts_per_s is None else 3600 * found.contacts_per_s
    more = found._asdict()
    del more["answer"], more["contacts_per_s"]
    return {**found.answer._asdict(), "contacts_per_h": per_h, **more}


def _of_issues(row: dict[str, Any]) -> str:
    return (
        f"{row['agents']} agents: {row['contacts_per_issue']:.3f} contacts per issue, over after "
        f"{row['issue_s'] / 60:.1f} min on average; {row['orbit']:.1f} customers between two contacts"
    )
