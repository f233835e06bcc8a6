"""`ccsim experiment`: run an experiment's file, show what came out, export its tables."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ccsim import atomic
from ccsim.cli import options
from ccsim.cli.output import json_text
from ccsim.cli.progress import Progress

if TYPE_CHECKING:
    from ccsim.experiment.definition import LoadedExperiment
    from ccsim.experiment.design import Design

_OUT = options.out("Where the experiment's folder and the store of finished runs are.")


@click.group()
def experiment() -> None:
    """Sweeps and designs over scenarios: run, show, export. Source: docs/experiments.md."""


@experiment.command()
@click.argument("file", type=click.Path(path_type=Path))
@options.jobs
@click.option("--resume", is_flag=True, help="Only finish what was begun: refuse if this experiment was not.")
@click.option(
    "--dry-run", is_flag=True, help="Only check the file and say what would be run and what is there already."
)
@_OUT
@options.as_json("Print the table as JSON records instead of text.")
@options.language()
def run(file: Path, jobs: int, resume: bool, dry_run: bool, out: Path, as_json: bool, lang: str) -> None:
    """Run the experiment in FILE; write its tables, a picture and a page to OUT/<name>.

    Finished runs are kept in OUT/store as they end, so an interrupted experiment goes on where it was, and a repeated
    one computes nothing. Progress goes to stderr.
    """
    from ccsim.errors import UsageError
    from ccsim.experiment.definition import load_experiment
    from ccsim.experiment.design import design_of
    from ccsim.report import experiment_folder as folders

    loaded = load_experiment(file)
    design = design_of(loaded)
    folder, store = out / loaded.experiment.name, out / "store"
    if dry_run:
        click.echo(_plan(loaded, design, store))
        return
    if resume and not folders.begun(folder, loaded, design):
        raise UsageError(f"nothing to resume: {folder} holds no run of this experiment (without --resume it is begun)")
    from ccsim.experiment.sweep import run_experiment

    if not folders.begun(folder, loaded, design):
        folders.begin(folder, loaded, design)
    try:
        with Progress(loaded.experiment.name) as progress:
            result = run_experiment(loaded, store, jobs=jobs, progress=progress, design=design)
    except KeyboardInterrupt:
        click.echo(f"\nwhat is finished is kept in {store}; the same command goes on from there", err=True)
        raise
    if result.damaged:
        click.echo(f"{result.damaged} damaged file(s) in {store} were noticed and computed again", err=True)
    click.echo(f"{result.computed} pieces of work done, {result.kept} taken from {store}", err=True)
    folders.write_experiment(result, folder, ["ccsim", *sys.argv[1:]])
    _print(folder, as_json, lang, loaded)
    click.echo(f"report: {folder / 'report.html'}", err=True)


@experiment.command()
@click.argument("source", type=click.Path(exists=True, path_type=Path), metavar="DIR|FILE")
@_OUT
@options.as_json("Print the table as JSON records instead of text.")
@options.language()
def show(source: Path, out: Path, as_json: bool, lang: str) -> None:
    """Show a finished experiment's table (DIR), or what a FILE would run and how much of it is there (FILE)."""
    from ccsim.experiment.definition import load_experiment
    from ccsim.experiment.design import design_of

    if source.is_dir():
        copy = source / "experiment.yaml"
        _print(source, as_json, lang, load_experiment(copy) if copy.exists() else None)
        return
    loaded = load_experiment(source)
    click.echo(_plan(loaded, design_of(loaded), out / "store"))


@experiment.command()
@click.argument("source", type=click.Path(exists=True, path_type=Path), metavar="DIR|FILE")
@_OUT
@click.option("--table", "name", default="table", show_default=True, help="Which table: see docs/experiments.md.")
@click.option(
    "--to",
    type=options.DATA_FILE,
    help="File to write: .csv, .json or .parquet. Printed as CSV if absent.",
)
def export(source: Path, out: Path, name: str, to: Path | None) -> None:
    """Write a table of a finished experiment, for a spreadsheet or another program."""
    from ccsim.errors import UsageError
    from ccsim.experiment.definition import load_experiment
    from ccsim.report.experiment_folder import read_table
    from ccsim.report.export import write_csv

    folder = source if source.is_dir() else out / load_experiment(source).experiment.name
    frame = read_table(folder, name)
    if to is None:
        click.echo((folder / f"{name}.csv").read_text(encoding="utf-8-sig"), nl=False)
        return
    if to.suffix not in (".csv", ".json", ".parquet"):
        raise UsageError(f"{to}: a table is written as .csv, .json or .parquet")
    with atomic.replacing(to) as unfinished:
        if to.suffix == ".csv":
            write_csv(frame, unfinished)
        elif to.suffix == ".json":
            unfinished.write_text(_records(frame), encoding="utf-8")
        else:
            frame.to_parquet(unfinished, index=False, write_page_checksum=True)
    click.echo(f"{len(frame)} rows: {to}", err=True)


def _print(folder: Path, as_json: bool, lang: str, loaded: LoadedExperiment | None) -> None:
    from ccsim.report.experiment_folder import read_table
    from ccsim.report.experiment_text import experiment_text
    from ccsim.report.tables import terminal_width

    frame = read_table(folder, "table")
    if as_json:
        click.echo(_records(frame))
        return
    click.echo(experiment_text(folder, loaded.experiment if loaded else None, lang, terminal_width(sys.stdout)))


def _records(frame: Any) -> str:
    rows = json.loads(frame.to_json(orient="records", double_precision=15))
    return json_text(rows)


def _plan(loaded: LoadedExperiment, design: Design, store: Path) -> str:
    from ccsim.experiment.cells import stored_replications
    from ccsim.experiment.sweep import wanted_of

    experiment, wanted = loaded.experiment, wanted_of(design, store)
    lines = [f"{experiment.name}: {len(design.scenarios)} scenario(s) at {len(design.points)} point(s)"]
    for path, levels in experiment.grid.items():
        shown = ", ".join(str(level) for level in levels.all)
        lines.append(f"  {path}{'' if levels.how == 'values' else f' ({levels.how})'}: {shown}")
    if experiment.points:
        lines.append(f"  {len(experiment.points)} listed point(s)")
    for scenario, priors in design.priors.items():
        if priors:
            lines.append(f"  {scenario}: {len(priors)} priors drawn, {experiment.latin_hypercube.points} points")  # type: ignore[union-attr]
    runs = wanted.replications * len(design.cells)
    if experiment.people is not None:
        lines.append(f"  {wanted.replications} replications of every point")
        return "\n".join(lines)
    there = sum(stored_replications(wanted, cell) for cell in design.cells)
    least = "at least " if experiment.precision else ""
    lines.append(
        f"  {least}{runs} runs ({wanted.replications} replications of every point), {there} of them in {store}"
    )
    return "\n".join(lines)
