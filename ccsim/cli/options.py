"""Options that several commands have: the same name, meaning and limits everywhere."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from ccsim.report.catalogue import ENGLISH, languages

Command = TypeVar("Command", bound=Callable[..., Any])

SEED = click.IntRange(min=0, max=2**63 - 1)
ENGINES = click.Choice(["auto", "reference", "compiled"])
FOLDER = click.Path(file_okay=False, path_type=Path)
DATA_FILE = click.Path(dir_okay=False, path_type=Path)


def jobs(command: Command) -> Command:
    """-j: how many processes work."""
    return click.option(
        "--jobs",
        "-j",
        type=click.IntRange(min=1),
        default=os.cpu_count,
        show_default="all cores",
        help="Processes; results do not depend on it.",
    )(command)


def engine(command: Command) -> Command:
    """--engine, or what the scenario says."""
    return click.option("--engine", type=ENGINES, help="Which engine runs the scenarios; else as they say.")(command)


def out(help: str = "Where run folders go.") -> Callable[[Command], Command]:
    """--out: a folder, `runs` unless given."""
    return click.option("--out", type=FOLDER, default=Path("runs"), show_default=True, help=help)


def as_json(help: str = "Print one JSON object instead of tables.") -> Callable[[Command], Command]:
    """--json: for programs, on stdout."""
    return click.option("--json", "as_json", is_flag=True, help=help)


def language(help: str = "Language of the tables.") -> Callable[[Command], Command]:
    """--lang: every language that has a catalogue of words."""
    return click.option("--lang", type=click.Choice(languages()), default=ENGLISH, show_default=True, help=help)


def replications(help: str) -> Callable[[Command], Command]:
    """-n: at least two, or there is no interval."""
    return click.option("--replications", "-n", type=click.IntRange(min=2), help=help)


def seed(help: str = "Seed of all randomness.") -> Callable[[Command], Command]:
    """--seed, or the scenario's."""
    return click.option("--seed", type=SEED, help=help)


def overrides(help: str) -> Callable[[Command], Command]:
    """--set, which may be given several times."""
    return click.option("--set", "overrides", multiple=True, metavar="KEY=VALUE", help=help)
