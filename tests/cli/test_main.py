"""The command itself: speed of help, exit codes, colours, and the small commands."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from ccsim import __version__
from ccsim.cli import main as main_module
from ccsim.cli.main import COMMANDS, cli, main
from ccsim.cli.new import SCHEMA_FILE, TEMPLATES
from ccsim.errors import CcsimError, DataError, TargetMissedError

ROOT = Path(__file__).parent.parent.parent


def ccsim(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ccsim.cli.main", *arguments],
        capture_output=True, text=True, timeout=60, env={**os.environ, **environment},
    )  # fmt: skip


def test_help_lists_every_command_and_imports_nothing_heavy() -> None:
    program = (
        "import sys; from ccsim.cli.main import main\n"
        "try: main(['--help'])\n"
        "finally: print(sorted({'numpy', 'pandas', 'pydantic', 'simpy', 'scipy', 'rich'} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert all(name in result.stdout for name in COMMANDS)
    assert result.stdout.endswith("[]\n")


def test_help_comes_within_150_ms_of_processor_time() -> None:
    def processor_seconds() -> float:
        before = os.times()
        assert ccsim("--help").returncode == 0
        after = os.times()
        return after.children_user + after.children_system - before.children_user - before.children_system

    assert min(processor_seconds() for _ in range(5)) < 0.15


def test_version() -> None:
    assert ccsim("--version").stdout == f"ccsim, version {__version__}\n"


def test_every_command_has_help() -> None:
    for name in COMMANDS:
        result = CliRunner().invoke(cli, [name, "--help"])
        assert result.exit_code == 0
        assert "Usage:" in result.output


def test_an_unknown_command_names_the_nearest() -> None:
    result = ccsim("validat")
    assert result.returncode == 2
    assert "validate" in result.stderr
    assert "Traceback" not in result.stderr


def _run_command_that(act: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(main_module.LazyGroup, "get_command", lambda self, ctx, name: click.Command(name, callback=act))
    with pytest.raises(SystemExit) as ended:
        main(["run"])
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (CcsimError("it did not work"), 1),
        (DataError("the file has gaps"), 2),
        (TargetMissedError("no roster is large enough"), 3),
        (click.UsageError("no such option"), 2),
        (KeyboardInterrupt(), 130),
        (click.Abort(), 130),
        (OSError(28, "No space left on device", "runs"), 1),
    ],
)
def test_errors_become_messages_and_exit_codes(
    error: BaseException, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def act() -> None:
        raise error

    assert _run_command_that(act, monkeypatch) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert err.strip()
    assert "Traceback" not in err


def test_a_mistake_in_the_program_is_not_dressed_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def act() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(main_module.LazyGroup, "get_command", lambda self, ctx, name: click.Command(name, callback=act))
    with pytest.raises(ZeroDivisionError):
        main(["run"])


def test_no_color_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool | None] = []

    def act() -> None:
        seen.append(click.get_current_context().color)

    monkeypatch.delenv("NO_COLOR", raising=False)
    assert _run_command_that(act, monkeypatch) == 0
    monkeypatch.setenv("NO_COLOR", "1")
    assert _run_command_that(act, monkeypatch) == 0
    assert seen == [None, False]


def test_a_reader_who_leaves_is_no_error_message() -> None:
    command = f"{sys.executable} -m ccsim.cli.main schema | head -c 10"
    result = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=60)
    assert result.stderr == ""


def test_a_schema_that_cannot_be_finished_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "schema.json"
    path.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", full)
        assert CliRunner().invoke(cli, ["schema", "--out", str(path)]).exit_code == 1
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
    assert CliRunner().invoke(cli, ["schema", "--out", str(path)]).exit_code == 0
    assert json.loads(path.read_text())["title"] == "ccsim scenario"


@pytest.mark.parametrize("template", TEMPLATES)
def test_new_scenarios_pass_the_strict_check(template: str, tmp_path: Path) -> None:
    runner = CliRunner()
    made = runner.invoke(cli, ["new", "my-centre.v2", "--from", template, "--out", str(tmp_path / "deep" / "er")])
    assert made.exit_code == 0, made.output
    path = tmp_path / "deep" / "er" / "my-centre.v2.yaml"
    assert path.read_text().startswith(f"# yaml-language-server: $schema={SCHEMA_FILE}\n")
    assert json.loads((path.parent / SCHEMA_FILE).read_text())["title"] == "ccsim scenario"
    checked = runner.invoke(cli, ["validate", "--strict", str(path)])
    assert checked.exit_code == 0, checked.output
    assert "every number has a source" in checked.stdout
    assert "NAME" not in path.read_text()


def test_new_never_overwrites(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("precious")
    result = CliRunner().invoke(cli, ["new", "mine", "--out", str(tmp_path)])
    assert result.exit_code == 2
    assert "exists already" in result.stderr
    assert path.read_text() == "precious"


@pytest.mark.parametrize("name", ["../up", "a/b", "", ".hidden", "two words"])
def test_new_refuses_odd_names(name: str, tmp_path: Path) -> None:
    assert CliRunner().invoke(cli, ["new", name, "--out", str(tmp_path)]).exit_code == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["123", "true", "1e5", "null"])
def test_new_takes_names_that_yaml_would_take_for_something_else(name: str, tmp_path: Path) -> None:
    assert CliRunner().invoke(cli, ["new", name, "--out", str(tmp_path)]).exit_code == 0
    assert CliRunner().invoke(cli, ["validate", str(tmp_path / f"{name}.yaml")]).exit_code == 0


def test_strict_refuses_numbers_without_a_source() -> None:
    sound = str(ROOT / "tests" / "broken" / "sound.yaml")
    loose, strict = (CliRunner().invoke(cli, ["validate", sound, *extra]) for extra in ([], ["--strict"]))
    assert (loose.exit_code, strict.exit_code) == (0, 2)
    assert "13 numbers without a source" in loose.stderr
    assert re.search(r"sound\.yaml:10: handling\.customer_think", loose.stderr)


def test_validate_takes_overrides() -> None:
    sound = str(ROOT / "tests" / "broken" / "sound.yaml")
    result = CliRunner().invoke(cli, ["validate", sound, "--set", "run.days=2", "--set", "run.dais=2"])
    assert result.exit_code == 2
    assert result.stderr.startswith("--set 2: run.dais: found the unknown key 'dais'")
    assert "did you mean 'days'?" in result.stderr


def test_validation_takes_less_than_two_seconds_of_processor_time() -> None:
    started = time.process_time()
    CliRunner().invoke(cli, ["validate", str(ROOT / "tests" / "broken" / "sound.yaml")])
    assert time.process_time() - started < 2
