"""`ccsim claims`: the claims under test, what their own figures imply, and verdicts by simulation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ccsim.claims.registry import Registry

_LANG = click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
_FILE = click.option(
    "--file", "file", type=click.Path(path_type=Path), help="A file of your own claims instead of the shipped ones."
)


@click.group()
def claims() -> None:
    """Claims of vendors and articles: list them, show one, check them. Source: docs/claims-method.md."""


@claims.command(name="list")
@_FILE
@_JSON
@_LANG
def list_(file: Path | None, as_json: bool, lang: str) -> None:
    """List the claims: id, how each is judged, what it says."""
    from ccsim.report.claims_text import claim_plain, list_text

    registry = _registry(file)
    if as_json:
        objects = [claim_plain(name, claim) for name, claim in registry.claims.items()]
        click.echo(json.dumps(objects, indent=1, ensure_ascii=False))
    else:
        click.echo(list_text(registry, lang))


@claims.command()
@click.argument("claim", metavar="ID")
@_FILE
@_JSON
@_LANG
def show(claim: str, file: Path | None, as_json: bool, lang: str) -> None:
    """Show one claim: its readings, what the articles' own figures make of it, and the numbers to ask for."""
    from ccsim.report.claims_text import claim_plain, show_text

    registry = _registry(file)
    _check_known(registry, (claim,))
    if as_json:
        click.echo(json.dumps(claim_plain(claim, registry.claims[claim]), indent=1, ensure_ascii=False))
    else:
        click.echo(show_text(registry, claim, lang))


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
