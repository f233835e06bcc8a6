"""`ccsim people`: headcount, leavers, vacancies and capacity of teams over months, and what they cost."""

from __future__ import annotations

from pathlib import Path

import click

from ccsim import atomic
from ccsim.cli import options
from ccsim.cli.output import print_one_or_all
from ccsim.cli.progress import Progress


@click.command()
@click.argument("scenarios", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="SCENARIO...")
@click.option("--months", type=click.IntRange(1, 600), help="Months from the run's first day; else workforce.months.")
@options.replications("Independent repetitions.")
@options.seed()
@options.overrides("Change a value.")
@options.as_json("Print one JSON object per scenario instead of tables.")
@click.option("--out", type=options.FOLDER, help="Also write people.csv and a picture per scenario.")
@options.language()
def people(
    scenarios: tuple[Path, ...],
    months: int | None,
    replications: int | None,
    seed: int | None,
    overrides: tuple[str, ...],
    as_json: bool,
    out: Path | None,
    lang: str,
) -> None:
    """Simulate the people of each SCENARIO's workforce block month by month; no contacts are simulated.

    Several scenarios are compared with the first, on common random numbers. Source: docs/people.md.
    """
    from ccsim.errors import UsageError
    from ccsim.experiment.people import run_people
    from ccsim.report.people_table import people_frame, people_plain, people_text
    from ccsim.scenario.load import load_scenario

    loaded = [load_scenario(path, overrides) for path in scenarios]
    results = []
    for one in loaded:
        with Progress(one.scenario.name) as progress:
            results.append(run_people(one.scenario, months, replications, seed, progress))
    first = results[0]
    if any(
        (one.seed, one.replications, one.months) != (first.seed, first.replications, first.months) for one in results
    ):
        raise UsageError("scenarios with different months, replications or seeds: give --months, -n and --seed")
    if as_json:
        objects = [people_plain(one) for one in results]
        print_one_or_all(objects)
    else:
        click.echo(people_text(results, lang))
    if out is None:
        return
    from ccsim.report.catalogue import in_language, languages
    from ccsim.report.export import write_csv
    from ccsim.report.people_figure import people_svg

    for number, result in enumerate(results, 1):
        folder = out if len(results) == 1 else out / f"{number}-{result.scenario.name}"
        folder.mkdir(parents=True, exist_ok=True)
        with atomic.replacing(folder / "people.csv") as work:
            write_csv(people_frame(result), work)
        for language in languages():
            atomic.write_text(folder / in_language("people.svg", language), people_svg(result, language))
    click.echo(f"people: {out}", err=True)
