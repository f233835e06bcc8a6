"""`ccsim validate`: check scenario files, and say which numbers have no source."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ccsim.scenario.load import Loaded


@click.command()
@click.argument("scenarios", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="SCENARIO...")
@click.option(
    "--set", "overrides", multiple=True, metavar="KEY=VALUE", help="Change a value: --set groups.team.concurrency=3."
)
@click.option("--strict", is_flag=True, help="Numbers without a source and warnings make the exit code 2.")
def validate(scenarios: tuple[Path, ...], overrides: tuple[str, ...], strict: bool) -> None:
    """Check each SCENARIO: every mistake is one line with file, line, column, key path and advice.

    Valid files are listed on stdout with their numbers that name no source; mistakes and warnings go to stderr.
    """
    from ccsim.errors import CcsimError
    from ccsim.scenario.load import load_scenario, numbers_without_source

    failed = False
    for path in scenarios:
        try:
            loaded = load_scenario(path, overrides)
            _read_recorded(loaded)
        except CcsimError as error:
            failed = True
            click.echo(str(error), err=True)
            continue
        bare = numbers_without_source(loaded)
        for warning in loaded.warnings:
            click.echo(f"{path}: warning: {warning}", err=True)
        if bare:
            click.echo(f"{path}: warning: {len(bare)} numbers without a source:", err=True)
        for key_path in bare:
            place = loaded.provenance[key_path]
            click.echo(f"  {place.file}:{place.line}: {key_path}", err=True)
        failed = failed or (strict and bool(bare or loaded.warnings))
        click.echo(f"{path}: {_summary(len(loaded.provenance), len(loaded.files), len(bare))}")
    if failed:
        raise click.exceptions.Exit(2)


def _read_recorded(loaded: Loaded) -> None:
    """Read the recorded arrivals that a scenario names, so that their mistakes are found here already."""
    from ccsim.scenario.arrivals import PoissonArrivals

    if not isinstance(loaded.scenario.arrivals, PoissonArrivals):
        from ccsim.demand.draw import draw_tape
        from ccsim.scenario.centre import centre_of

        draw_tape(loaded.scenario, centre_of(loaded.scenario), 0, 0)


def _summary(stated: int, files: int, bare: int) -> str:
    sources = "every number has a source" if not bare else f"{bare} numbers have no source"
    return f"valid; {stated} values in {files} file{'s' if files > 1 else ''}; {sources}"
