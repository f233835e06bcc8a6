"""What programs read on stdout."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import click


def json_text(content: Any) -> str:
    """Plain content as indented JSON; what JSON does not know, such as a date, becomes text."""
    return json.dumps(content, indent=1, ensure_ascii=False, default=str)


def print_json(content: Any) -> None:
    """Print it on stdout."""
    click.echo(json_text(content))


def print_one_or_all(objects: Sequence[Any]) -> None:
    """Of one scenario its object, of several their list."""
    print_json(objects[0] if len(objects) == 1 else list(objects))
