"""`ccsim roi`: does changing from one operating model to another pay, when, and how sure is that."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ccsim.cli import options
from ccsim.cli.output import print_json
from ccsim.cli.progress import Progress


@click.command()
@click.argument("base", type=click.Path(path_type=Path))
@click.argument("candidate", type=click.Path(path_type=Path))
@click.option("--months", type=click.IntRange(3, 120), default=36, show_default=True, help="Months from the order.")
@options.replications("Repetitions; else the base's.")
@options.seed("Seed of all randomness; else the base's.")
@click.option(
    "--points",
    type=click.IntRange(min=0, max=100_000),
    default=30,
    show_default=True,
    help="Points drawn from the priors; 0 for none.",
)
@click.option(
    "--point-replications", type=click.IntRange(min=2), default=4, show_default=True, help="Repetitions of each point."
)
@options.overrides("Change a value in both models.")
@options.jobs
@options.engine
@options.out()
@options.as_json()
@options.language()
def roi(
    base: Path,
    candidate: Path,
    months: int,
    replications: int | None,
    seed: int | None,
    points: int,
    point_replications: int,
    overrides: tuple[str, ...],
    jobs: int,
    engine: str | None,
    out: Path,
    as_json: bool,
    lang: str,
) -> None:
    """Cash flow, ROI, net present value and payback of changing from BASE to CANDIDATE.

    The way there is the CANDIDATE's `rollout` block. Savings that can be realised stand beside those on paper; ranges
    cover chance and what is not known about the inputs. Source: docs/roi.md.
    """  # fmt: skip
    from ccsim.experiment.roi import run_roi
    from ccsim.scenario.load import load_scenario

    loaded = [load_scenario(path, overrides) for path in (base, candidate)]
    found = run_roi(
        loaded[0], loaded[1], months=months, replications=replications, seed=seed, points=points,
        point_replications=point_replications, jobs=jobs, engine=engine, progress=lambda name: Progress(name),
    )  # fmt: skip
    from ccsim.report.roi_page import roi_plain, write_roi

    if as_json:
        print_json(roi_plain(found))
    else:
        from ccsim.report.roi_table import roi_text
        from ccsim.report.tables import wants_colour

        colour = wants_colour(sys.stdout)
        click.echo(roi_text(found, lang, colour), color=colour)
    from ccsim.report.folder import write_run

    files = [loaded[0].files, *[loaded[1].files] * (len(found.results) - 1)]
    folder = write_run(found.results, files, out, ["ccsim", *sys.argv[1:]], pages=lambda path: write_roi(found, path))
    click.echo(f"return: {folder / 'roi.html'}", err=True)
