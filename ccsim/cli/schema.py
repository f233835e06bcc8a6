"""`ccsim schema`: the scenario's JSON Schema for editors, or its reference for people."""

from __future__ import annotations

from pathlib import Path

import click

from ccsim import atomic


@click.command()
@click.option("--format", "form", type=click.Choice(["json", "markdown"]), default="json", show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write to a file instead of stdout.")
def schema(form: str, out: Path | None) -> None:
    """Print what a scenario file may contain.

    With the JSON Schema beside a scenario, and a first line `# yaml-language-server: $schema=NAME`, an editor completes
    keys and marks mistakes.
    """
    import json

    from ccsim.scenario.schema import json_schema, markdown

    text = markdown() if form == "markdown" else json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
    if out is None:
        click.echo(text, nl=False)
    else:
        atomic.write_text(out, text)
