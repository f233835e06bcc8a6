"""`ccsim claims`: the claims under test, what their own figures imply, and verdicts by simulation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ccsim import atomic
from ccsim.cli import options
from ccsim.cli.output import print_json

if TYPE_CHECKING:
    from ccsim.claims.registry import Registry

_FILE = click.option(
    "--file", "file", type=click.Path(path_type=Path), help="A file of your own claims instead of the shipped ones."
)


@click.group()
def claims() -> None:
    """Claims of vendors and articles: list them, show one, check them. Source: docs/claims-method.md."""


@claims.command(name="list")
@_FILE
@options.as_json("Print JSON instead of text.")
@options.language("Language.")
def list_(file: Path | None, as_json: bool, lang: str) -> None:
    """List the claims: id, how each is judged, what it says."""
    from ccsim.report.claims_text import claim_plain, list_text

    registry = _registry(file)
    if as_json:
        objects = [claim_plain(name, claim) for name, claim in registry.claims.items()]
        print_json(objects)
    else:
        click.echo(list_text(registry, lang))


@claims.command()
@click.argument("claim", metavar="ID")
@_FILE
@options.as_json("Print JSON instead of text.")
@options.language("Language.")
def show(claim: str, file: Path | None, as_json: bool, lang: str) -> None:
    """Show one claim: its readings, what the articles' own figures make of it, and the numbers to ask for."""
    from ccsim.report.claims_text import claim_plain, show_text

    registry = _registry(file)
    _check_known(registry, (claim,))
    if as_json:
        print_json(claim_plain(claim, registry.claims[claim]))
    else:
        click.echo(show_text(registry, claim, lang, "" if file is None else str(file)))


@claims.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--only", multiple=True, metavar="ID", help="Check this claim alone; may be given several times.")
@click.option("--quick", is_flag=True, help="Fewer draws: four to five minutes on two cores for all claims.")
@click.option("--seed", type=click.IntRange(min=0, max=2**31), default=1, show_default=True, help="Seed of all draws.")
@options.jobs
@click.option(
    "--without-author-sources", is_flag=True, help="Leave out ranges that an author of an article under test wrote."
)
@click.option(
    "--out",
    type=options.FOLDER,
    default=Path("claims-report"),
    show_default=True,
    help="Folder of the report: claims.html, claims.zh.html, claims.json.",
)
@click.option("--markdown", type=options.DATA_FILE, help="Also write the table, as docs/claims.md.")
@options.as_json("Print JSON instead of text.")
@options.language("Language.")
def check(
    file: Path | None,
    only: tuple[str, ...],
    quick: bool,
    seed: int,
    jobs: int,
    without_author_sources: bool,
    out: Path,
    markdown: Path | None,
    as_json: bool,
    lang: str,
) -> None:
    """Judge the claims of FILE, or the shipped ones: arithmetic, simulation, circularity.

    Staffing is derived in every draw. Writes a report and prints every verdict with its reason and its command.
    """
    from ccsim.claims.check import check as judged
    from ccsim.claims.plan import FULL, QUICK
    from ccsim.cli.progress import Progress
    from ccsim.report.claims_table import check_markdown, check_plain, check_text

    registry = _registry(file)
    _check_known(registry, only)
    with Progress("claims") as progress:
        found = judged(
            registry,
            QUICK if quick else FULL,
            only=only,
            with_author_sources=not without_author_sources,
            seed=seed,
            jobs=jobs,
            quick=quick,
            progress=progress,
        )
    named = "" if file is None else str(file)
    if as_json:
        print_json(check_plain(found, named))
    else:
        click.echo(check_text(found, lang, named))
    if markdown is not None:
        atomic.write_text(markdown, check_markdown(found, lang, named, only, str(markdown)))
        click.echo(f"table: {markdown}", err=True)
    from ccsim.report.claims_page import write_report  # brings matplotlib: after the verdicts have been printed

    click.echo(f"report: {write_report(found, out, named)}", err=True)


def _registry(file: Path | None) -> Registry:
    from ccsim.claims.registry import registry_of, shipped

    return shipped() if file is None else registry_of(file)


def _check_known(registry: Registry, names: tuple[str, ...]) -> None:
    from ccsim.errors import UsageError
    from ccsim.scenario.messages import nearest

    for name in names:
        if name not in registry.claims:
            hint = nearest(name, registry.claims)
            meant = f" (did you mean {hint!r}?)" if hint else ""
            raise UsageError(f"claim: found {name!r}; expected one of {', '.join(registry.claims)}{meant}")
