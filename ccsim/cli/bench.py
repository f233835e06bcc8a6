"""`ccsim bench`: how fast the engines are, beside other simulators in the same run."""

from __future__ import annotations

import click

from ccsim.cli import options
from ccsim.cli.output import print_json

ENGINES = ("compiled", "reference")
WORKLOADS = ("P1", "P2", "year")
"""Named here as well as in ccsim.benchmark so that help need not load it; a test holds them together."""


@click.command()
@click.option(
    "--workload", "-w", "workloads", multiple=True, type=click.Choice(WORKLOADS), help="Only this one; repeatable."
)
@click.option("--engine", "engines", multiple=True, type=click.Choice(ENGINES), help="Only this one; repeatable.")
@click.option(
    "--peers/--no-peers", default=True, show_default=True, help="Also measure other simulators that are installed."
)
@click.option("--rounds", "-n", type=click.IntRange(min=1), help="Timings of each; the median is shown.  [default: 5]")
@click.option(
    "--quick", is_flag=True, help="Small sizes, under half a minute: shows that it works, not how fast it is."
)
@options.as_json()
def bench(
    workloads: tuple[str, ...],
    engines: tuple[str, ...],
    peers: bool,
    rounds: int | None,
    quick: bool,
    as_json: bool,
) -> None:
    """Measure contacts per CPU-second and memory of both engines, and of peers on the same machine.

    P1 is a queue with an exact answer, which every contender must give first; P2 a rich day with a midnight spike;
    year a streamed year. Contenders take turns. Peers come with `pip install "ccsim[bench]"`. Progress goes to stderr;
    exit code 1 if an answer is wrong. Source: docs/performance.md.
    """
    from ccsim.benchmark.bench import Plan
    from ccsim.benchmark.bench import bench as measure
    from ccsim.benchmark.contenders import CONTENDERS
    from ccsim.benchmark.tables import plain, text
    from ccsim.errors import CcsimError

    wanted = [name for name, one in CONTENDERS.items() if (name in (engines or ENGINES) if one.ours else peers)]
    plan = Plan(tuple(wanted), workloads or WORKLOADS, rounds or (2 if quick else 5), quick)
    result = measure(plan, lambda said: click.echo(said, err=True))
    if as_json:
        print_json(plain(result))
    else:
        click.echo(text(result))
    wrong = [one.contender for one in result.timings if not one.right]
    if wrong:
        raise CcsimError(f"wrong answers: {', '.join(wrong)}; their speed means nothing")
