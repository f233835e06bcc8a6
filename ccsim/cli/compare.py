"""`ccsim compare`: scenarios on the same random days, every KPI's difference, and which part does the work."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ccsim.cli import options
from ccsim.cli.output import print_json
from ccsim.cli.progress import Progress

if TYPE_CHECKING:
    from ccsim.experiment.contributions import Decomposition
    from ccsim.experiment.result import Result
    from ccsim.scenario.load import Loaded


@click.command()
@click.argument("scenarios", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="SCENARIO...")
@options.replications("Repetitions; else the first scenario's.")
@options.seed("Seed of all arms; else the first scenario's.")
@options.overrides("Change a value in all arms.")
@click.option(
    "--vary",
    multiple=True,
    metavar="KEY=VALUE,VALUE...",
    help="Make an arm of every value: --vary groups.agents.concurrency=3,4.",
)
@click.option("--parts", is_flag=True, help="Divide the differences among bot, assist, labour and contract.")
@click.option(
    "--part",
    "own_parts",
    multiple=True,
    metavar="NAME=KEY,KEY...",
    help="Name a part of your own: --part opening=queues.*.opening. Implies --parts.",
)
@options.jobs
@options.engine
@options.out()
@options.as_json()
@options.language()
@click.option("--dry-run", is_flag=True, help="Only check the arms and say what would be run.")
def compare(
    scenarios: tuple[Path, ...],
    replications: int | None,
    seed: int | None,
    overrides: tuple[str, ...],
    vary: tuple[str, ...],
    parts: bool,
    own_parts: tuple[str, ...],
    jobs: int,
    engine: str | None,
    out: Path,
    as_json: bool,
    lang: str,
    dry_run: bool,
) -> None:
    """Compare each further SCENARIO with the first, on the same random days.

    With one scenario, --vary makes the arms. Several --vary go together: arm i takes the i-th value of each. Source:
    docs/compare.md.
    """  # fmt: skip
    from ccsim.experiment.arms import arm_specs, unique
    from ccsim.experiment.parts import check_used, named_parts, parse_parts
    from ccsim.scenario.load import load_scenario

    specs = arm_specs(scenarios, overrides, vary)
    patterns = parse_parts(own_parts)
    loaded = [load_scenario(spec.path, spec.overrides) for spec in specs]
    check_used(named_parts(own_parts), loaded[0].scenario, [one.scenario for one in loaded[1:]])
    several = len(scenarios) > 1
    labels = unique(
        [
            f"{one.scenario.name}: {spec.varied}" if several and spec.varied else spec.varied or one.scenario.name
            for one, spec in zip(loaded, specs, strict=True)
        ]
    )
    count = loaded[0].scenario.run.replications if replications is None else replications
    used = loaded[0].scenario.run.seed if seed is None else seed
    if dry_run:
        for place, (label, one) in enumerate(zip(labels, loaded, strict=True)):
            role = "base" if place == 0 else f"against {labels[0]}"
            click.echo(f"{label}: {role}, {one.scenario.run.days} day(s), {count} replications, seed {used}")
        return
    from ccsim.experiment.compare import compare as paired
    from ccsim.experiment.run import run_scenario

    def run(one: Loaded, label: str) -> Result:
        with Progress(label) as progress:
            return run_scenario(one, replications=count, seed=used, jobs=jobs, engine=engine, progress=progress)

    results = [run(one, label) for one, label in zip(loaded, labels, strict=True)]
    divided = _divided(loaded, results, labels, patterns, run) if parts or own_parts else []
    comparison = paired(results, labels, [spec.varied for spec in specs], divided)
    if as_json:
        from ccsim.report.compare_export import compare_plain

        print_json(compare_plain(comparison))
    else:
        from ccsim.report.compare_table import compare_text
        from ccsim.report.tables import terminal_width, wants_colour

        colour = wants_colour(sys.stdout)
        click.echo(compare_text(comparison, lang, terminal_width(sys.stdout), colour), color=colour)
    from ccsim.report.compare_page import write_pages
    from ccsim.report.folder import write_run

    folder = write_run(
        results, [one.files for one in loaded], out, ["ccsim", *sys.argv[1:]],
        pages=lambda path: write_pages(comparison, path),
    )  # fmt: skip
    click.echo(f"comparison: {folder / 'compare.html'}", err=True)


def _divided(
    loaded: Sequence[Loaded],
    results: Sequence[Result],
    labels: Sequence[str],
    patterns: dict[str, tuple[str, ...]],
    run: Callable[[Loaded, str], Result],
) -> list[Decomposition]:
    """The parts of every arm against the first; arms and combinations that differ in prices alone share a run."""
    from ccsim.experiment.contributions import Simulations, decompose

    simulations = Simulations(lambda one: run(one, "combination of parts"), results)
    return [
        decompose(loaded[0], one, (labels[0], label), patterns, simulations, results[0].confidence)
        for one, label in zip(loaded[1:], labels[1:], strict=True)
    ]  # fmt: skip
