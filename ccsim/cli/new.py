"""`ccsim new`: a commented starter scenario, and the JSON Schema beside it for the editor."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import click

from ccsim import atomic
from ccsim.errors import UsageError

SCHEMA_FILE = "ccsim.schema.json"
TEMPLATES = {
    "chat": "a team that answers chats",
    "bot": "a bot in front of such a team",
    "voice": "a team that answers calls",
}


@click.command()
@click.argument("name")
@click.option(
    "--from",
    "template",
    type=click.Choice(list(TEMPLATES)),
    default="chat",
    show_default=True,
    help="; ".join(f"{name}: {what}" for name, what in TEMPLATES.items()) + ".",
)
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="Folder; made if it is missing."
)
def new(name: str, template: str, out: Path) -> None:
    """Write NAME.yaml, a starter scenario whose every figure is a marked placeholder.

    A JSON Schema is written beside it, so that editors complete keys and mark mistakes.
    """
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}", name):
        raise UsageError(f'the name "{name}" must consist of letters, digits, "_", "." and "-", at most 64')
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{name.removesuffix('.yaml')}.yaml"
    text = (files("ccsim") / "templates" / f"{template}.yaml").read_text(encoding="utf-8")
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text.replace("NAME", path.stem))
    except FileExistsError:
        raise UsageError(f"{path} exists already; choose another name or remove it first") from None
    _write_schema(out / SCHEMA_FILE)
    click.echo(f"{path} written; next: ccsim validate {path} --strict")


def _write_schema(path: Path) -> None:
    """The schema that the scenario's first line names; one that is there already may be shared and stays."""
    import json

    from ccsim.scenario.schema import json_schema

    if not path.exists():
        atomic.write_text(path, json.dumps(json_schema(), ensure_ascii=False) + "\n")
