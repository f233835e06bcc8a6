"""`ccsim verify`: simulate cases whose answers are known, and say how far off ccsim is."""

from __future__ import annotations

from pathlib import Path

import click

from ccsim import atomic
from ccsim.cli import options
from ccsim.cli.output import print_json
from ccsim.cli.progress import Progress


@click.command()
@click.argument("file", required=False, type=options.DATA_FILE, metavar="[FILE.json]")
@click.option("--family", "families", help="Only these families: A,B,E.")
@click.option("--case", "ids", multiple=True, metavar="ID", help="Only this case; repeatable.")
@click.option(
    "--random",
    "drawn",
    type=click.IntRange(min=1),
    metavar="N",
    help="Instead of a file: N cases with parameters drawn by --seed and answers from ccsim/theory.",
)
@click.option("--engine", type=options.ENGINES, default="auto", show_default=True)
@click.option("--budget", type=click.FloatRange(min=0.01), default=5.0, show_default=True, help="CPU minutes in all.")
@click.option("--seed", type=options.SEED, default=1, show_default=True)
@click.option("--jobs", "-j", type=click.IntRange(min=1), default=1, show_default=True, help="Processes.")
@options.as_json()
@click.option("--markdown", type=options.DATA_FILE, help="Also write the documentation's table here.")
def verify(
    file: Path | None,
    families: str | None,
    ids: tuple[str, ...],
    drawn: int | None,
    engine: str,
    budget: float,
    seed: int,
    jobs: int,
    as_json: bool,
    markdown: Path | None,
) -> None:
    """Simulate the cases of FILE, by default the project's own, and compare with their known answers.

    Every case goes the whole way: scenario, drawing, engine, measures. For every quantity the difference is shown in
    standard errors (z), with the smallest bias that would have been found. Progress goes to stderr; exit code 1 if a
    difference is too large for chance, or nothing was compared. Source: docs/verification.md.
    """
    from ccsim.errors import CcsimError
    from ccsim.verification import table
    from ccsim.verification.cases import read_cases, select
    from ccsim.verification.random_cases import random_cases
    from ccsim.verification.verify import Plan
    from ccsim.verification.verify import verify as simulate

    wanted = [name.strip() for name in (families or "").split(",") if name.strip()]
    if drawn is not None and file is not None:
        raise click.UsageError("give either FILE or --random")
    cases = select(read_cases(file) if drawn is None else random_cases(drawn, seed), wanted, ids)
    with Progress("verify") as progress:
        found = simulate(cases, Plan(budget, engine, seed, jobs), progress)
    if markdown is not None:
        atomic.write_text(markdown, table.markdown(found))
    if as_json:
        print_json(table.plain(found))
    else:
        click.echo(table.text(found))
    if found.summary.failed:
        worst = found.summary.failed[0]
        raise CcsimError(
            f"{len(found.summary.failed)} quantities are wrong, among them {worst.study}: {worst.check.quantity}"
        )
    if found.summary.nothing_compared:
        raise CcsimError(
            f"{table.NOTHING}: {found.summary.too_rare} too rare for this budget, {len(found.unchecked)} not simulated"
        )
    if found.scatter.is_wrong:
        raise CcsimError(
            f"the differences scatter too {'much' if found.scatter.mean_square > 1 else 'little'}: mean square of z "
            f"{found.scatter.mean_square:.2f} over {found.scatter.studies} studies"
        )
