"""`ccsim run`: simulate scenarios, print their KPIs, write a run folder with a report."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ccsim.cli import options
from ccsim.cli.output import print_one_or_all
from ccsim.cli.progress import Progress

if TYPE_CHECKING:
    from ccsim.experiment.result import Result
    from ccsim.scenario.load import Loaded


@click.command()
@click.argument("scenarios", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="SCENARIO...")
@options.replications("Independent repetitions of the run.")
@options.seed()
@options.overrides("Change a value: --set groups.team.concurrency=3.")
@options.jobs
@options.engine
@options.out()
@options.as_json("Print one JSON object per scenario instead of a table.")
@options.language("Language of the table; the report is written in all.")
@click.option(
    "--log",
    "logged",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help="Also write the contact log of the first N replications.",
)
@click.option("--trace", is_flag=True, help="Also write a readable event log of the first replication.")
@click.option("--dry-run", is_flag=True, help="Only check the scenarios and say what would be run.")
def run(
    scenarios: tuple[Path, ...],
    replications: int | None,
    seed: int | None,
    overrides: tuple[str, ...],
    jobs: int,
    engine: str | None,
    out: Path,
    as_json: bool,
    lang: str,
    logged: int,
    trace: bool,
    dry_run: bool,
) -> None:
    """Simulate each SCENARIO; print its KPIs with intervals and write a run folder with a report.

    Rosters are derived for the scenario's service target unless it gives them. Progress goes to stderr.
    """
    from ccsim.errors import UsageError
    from ccsim.scenario.load import load_scenario

    loaded = [load_scenario(path, overrides) for path in scenarios]
    if dry_run:
        for one in loaded:
            click.echo(_plan(one, replications, seed))
        return
    if (logged or trace) and any(one.scenario.over_months for one in loaded):
        raise UsageError("--log and --trace are for runs of days, not over months (workforce.contacts)")
    from ccsim.experiment.run import run_scenario

    results = []
    for one in loaded:
        with Progress(one.scenario.name) as progress:
            results.append(
                run_scenario(one, replications=replications, seed=seed, jobs=jobs, engine=engine, progress=progress)
            )
    _show(results, as_json, lang)
    from ccsim.engine import notes
    from ccsim.report.folder import write_run  # brings matplotlib: after the table has been printed

    folder = write_run(
        results,
        [one.files for one in loaded],
        out,
        command=["ccsim", *sys.argv[1:]],
        logs=lambda number, path: _write_logs(results[number], path, logged, trace),
    )
    for result in results:
        click.echo(f"{result.scenario.name}: {_where_time_went(result)}", err=True)
    for note in sorted({note for result in results for note in notes(result.engine)}):
        click.echo(f"note: {note}", err=True)
    click.echo(f"report: {folder / 'report.html'}", err=True)


def _where_time_went(result: Result) -> str:
    """Seconds by stage; those of replications are added up over all workers."""
    stages = ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in result.seconds.items())
    return f"engine {result.engine}; {stages}"


def _plan(loaded: Loaded, replications: int | None, seed: int | None) -> str:
    run_block = loaded.scenario.run
    count = run_block.replications if replications is None else replications
    used = run_block.seed if seed is None else seed
    days = f"{run_block.days} day(s)"
    if loaded.scenario.over_months and loaded.scenario.workforce is not None:
        from ccsim.experiment.months_plan import months_of

        months = months_of(loaded.scenario.workforce)
        days = f"{len(months)} month(s), {sum(month.days for month in months)} days of them,"
    return f"{loaded.scenario.name}: {days} from {run_block.start}, {count} replications, seed {used}"


def _write_logs(result: Result, folder: Path, logged: int, trace: bool) -> None:
    """Repeat the wanted replications, which gives the same logs again, and write them."""
    if not logged and not trace:
        return
    import numpy as np
    import pandas as pd

    from ccsim.experiment.replications import Job, simulate
    from ccsim.metrics.event_log import calls_made, event_log
    from ccsim.report.export import write_csv
    from ccsim.scenario.centre import centre_of

    centre = centre_of(result.scenario)
    job = Job(result.scenario, centre, result.schedule.levels, result.seed, result.engine, centre.days)
    for number in range(min(max(logged, int(trace)), result.replications)):
        inputs, log = simulate(job, number)
        if number < logged:
            frame = pd.DataFrame(log.contacts)
            frame.insert(0, "contact_id", inputs.tape["contact_id"])
            frame.insert(1, "intent", np.array(inputs.centre.intents)[inputs.tape["intent"]])
            happened = frame["outcome"] > 0
            frame[happened].to_parquet(folder / f"contacts-{number:04d}.parquet", index=False, write_page_checksum=True)
            if centre.surge is not None and log.surge is not None:
                write_csv(calls_made(centre.surge, log.surge), folder / f"calls-{number:04d}.csv")
        if trace and number == 0:
            write_csv(event_log(inputs, log), folder / "trace.csv")


def _show(results: Sequence[Result], as_json: bool, language: str) -> None:
    from ccsim.report.summary import summary
    from ccsim.report.tables import comparison_table, kpi_table, terminal_width, wants_colour

    if as_json:
        objects = [summary(result) for result in results]
        print_one_or_all(objects)
        return
    width, colour = terminal_width(sys.stdout), wants_colour(sys.stdout)
    for result in results:
        click.echo(kpi_table(result, language, width, colour), color=colour)
        click.echo()
    if len(results) > 1:
        click.echo(comparison_table(results, language, width))
