"""docs/erlang.md is true: every command it shows prints exactly what it shows."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from ccsim.cli.main import cli

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "erlang.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```sh\n(ccsim erlang .*?)\n```\n\n```text\n(.*?)```$", PAGE, re.MULTILINE | re.DOTALL)


def test_every_command_on_the_page_has_its_output() -> None:
    assert len(EXAMPLES) == PAGE.count("```sh") >= 10


@pytest.mark.parametrize(("command", "output"), EXAMPLES, ids=[command[13:60] for command, _ in EXAMPLES])
def test_an_example_prints_what_the_page_shows(command: str, output: str) -> None:
    done = CliRunner().invoke(cli, shlex.split(command)[1:])
    assert done.exit_code == 0, done.output
    assert done.stdout == output


def test_examples_in_the_help_work() -> None:
    for subcommand in ([], ["day"], ["priority"], ["repeats"]):
        said = CliRunner().invoke(cli, ["erlang", *subcommand, "--help"]).output
        examples = said.split("Examples:")[1].split("Other questions:")[0].replace("\\\n", " ")
        commands = [line.strip() for line in examples.splitlines() if line.strip().startswith("ccsim")]
        assert commands
        for command in commands:
            done = CliRunner().invoke(cli, shlex.split(command)[1:])
            assert done.exit_code == 0, f"{command}\n{done.output}"
