"""README's commands are true: what it says to type works, and the files it names are there."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
COMMANDS = [line for language, block in BLOCKS if language == "sh" for line in block.splitlines() if line.strip()]
FIRST, TESTS = COMMANDS[:2]
TOUR = COMMANDS[2:]
LOGGED_DAYS = [100 + 20 * day for day in range(10)]
"""Contacts of each day of the made-up log, which is longer than what is replayed."""
CONTACTS = "arrived_at\n" + "".join(
    f"2025-03-{3 + day:02} {9 + n // 60:02}:{n % 60:02}:{n * 7 % 60:02}\n"
    for day, count in enumerate(LOGGED_DAYS)
    for n in range(0, 2 * count, 2)
)

FEW = ["--replications", "2", "-j", "1"]
SMALL = ["--set", "arrivals.volume=400/day", "--set", "staffing.pilot_days=2"]


def ccsim(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run ccsim in `folder` with arguments as README gives them; files of the project are found from there."""
    program = "import sys; from ccsim.cli.main import main; sys.argv[0] = 'ccsim'; main()"
    found = [str(ROOT / word) if word.startswith("configs/") else word for word in arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "COLUMNS": "160"}
    return subprocess.run(
        [sys.executable, "-c", program, *found],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def words(command: str) -> list[str]:
    """Arguments of a `.venv/bin/ccsim` command."""
    program, *arguments = shlex.split(command)
    assert program == ".venv/bin/ccsim", command
    return arguments


def main_command() -> list[str]:
    return words(FIRST.split(" && ")[-1])


def test_first_command_installs_with_the_pins_and_runs() -> None:
    make, install, run = FIRST.split(" && ")
    assert make == "python3 -m venv .venv"
    assert shlex.split(install) == [".venv/bin/pip", "install", "-q", "-c", "constraints.txt", "-e", ".[dev]"]
    assert words(run)[0] == "run"


def test_test_command_is_the_one_the_gate_runs() -> None:
    gate = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert f"step tests {TESTS}\n" in gate


def test_main_command_prints_kpis_and_leaves_a_report(tmp_path: Path) -> None:
    done = ccsim(*main_command(), *FEW, "--set", "staffing.pilot_days=2", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert re.search(r"service.level", done.stdout, re.IGNORECASE)
    reports = list(tmp_path.rglob("report.html"))
    assert len(reports) == 1
    assert reports[0].stat().st_size > 10_000
    assert str(reports[0].parent.name) in done.stdout + done.stderr


@pytest.mark.parametrize("command", TOUR)
def test_tour(command: str, tmp_path: Path) -> None:
    arguments = words(command)
    if arguments[0] in ("run", "compare", "roi"):
        arguments += [*FEW, *SMALL]
    done = ccsim(*arguments, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    if "--json" in arguments:
        kpis = json.loads(done.stdout)["kpis"]
        assert kpis["contacts"]["value"] > 0
        assert kpis["contacts"]["unit"]


def test_own_data(tmp_path: Path) -> None:
    """As README says: the scenario and the log lie where README does, and as many days are replayed as it says."""
    (block,) = [block for language, block in BLOCKS if language == "yaml"]
    name, command = re.search(r"Save this as\s`([\w.]+)`.*?and run `([^`]+)`", README, re.DOTALL).groups()
    log, column = (re.search(rf"^  {key}: (\S+)$", block, re.MULTILINE)[1] for key in ("file", "time_column"))
    shutil.copytree(ROOT / "configs", tmp_path / "configs")
    (tmp_path / name).write_text(block, encoding="utf-8")
    (tmp_path / log).write_text(CONTACTS, encoding="utf-8")
    assert CONTACTS.startswith(f"{column}\n")
    done = ccsim(*words(command), *FEW, "--set", "staffing.pilot_days=2", "--json", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["scenario"] == "mine"
    assert result["kpis"]["issues"]["value"] == pytest.approx(sum(LOGGED_DAYS[:7]) / 7)
    assert result["kpis"]["contacts"]["value"] == result["kpis"]["issues"]["value"]


def test_files_that_readme_names_exist() -> None:
    named = set(re.findall(r"(?<![\w/.-])(?:configs|docs|tests|ccsim)/[\w./-]+\w", README))
    assert named
    assert not {path for path in named if not (ROOT / path).exists()}


def test_commands_that_readme_names_exist(tmp_path: Path) -> None:
    named = set(re.findall(r"`ccsim (\w+)`", README)) | {words(command)[0] for command in TOUR}
    for name in named:
        assert ccsim(name, "--help", folder=tmp_path).returncode == 0, name
