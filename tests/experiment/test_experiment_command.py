import json
import signal
import subprocess
import time
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result
from killing import command, run_whole, tables
from small_experiment import CUBE, GRID, experiment

from ccsim.cli.main import INTERRUPTED, cli


def call(*words: str) -> Result:
    return CliRunner().invoke(cli, ["experiment", *words])


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Result]:
    folder = tmp_path_factory.mktemp("ran")
    loaded = experiment(folder, GRID + "title: {en: A small sweep, zh: 小试验}\n")
    return loaded.path, folder / "out", call("run", str(loaded.path), "-j", "1", "--out", str(folder / "out"))


def test_run_prints_the_table_and_fills_the_folder(ran: tuple[Path, Path, Result]) -> None:
    _, out, found = ran
    assert found.exit_code == 0, found.output
    assert "groups.team.concurrency" in found.stdout
    assert "× 0.5" in found.stdout
    assert "16 pieces of work done, 0 taken from" in found.stderr
    names = {path.name for path in (out / "sweep").iterdir()}
    assert names >= {"table.csv", "kpis.csv", "curves.svg", "curves.zh.svg", "report.html", "report.zh.html",
                     "experiment.yaml", "experiment.json"}  # fmt: skip
    assert not [name for name in names if name.startswith(".")]
    assert "A small sweep" in (out / "sweep" / "report.html").read_text(encoding="utf-8")
    assert "小试验" in (out / "sweep" / "report.zh.html").read_text(encoding="utf-8")


def test_run_again_takes_everything_from_the_store(ran: tuple[Path, Path, Result]) -> None:
    path, out, first = ran
    before = tables(out / "sweep")
    for more in ((), ("--resume",)):
        again = call("run", str(path), "-j", "1", "--out", str(out), *more)
        assert again.exit_code == 0
        assert "0 pieces of work done, 16 taken from" in again.stderr
        assert again.stdout == first.stdout
        assert tables(out / "sweep") == before


def test_json_is_alone_on_stdout(ran: tuple[Path, Path, Result]) -> None:
    path, out, _ = ran
    rows = json.loads(call("run", str(path), "-j", "1", "--out", str(out), "--json").stdout)
    assert [row["groups.team.concurrency"] for row in rows] == [1, 1, 3, 3]
    assert rows == json.loads(call("show", str(out / "sweep"), "--json").stdout)


def test_a_dry_run_says_what_is_there(ran: tuple[Path, Path, Result], tmp_path: Path) -> None:
    path, out, _ = ran
    assert (
        "12 runs (3 replications of every point), 12 of them in"
        in call("run", str(path), "--dry-run", "--out", str(out)).stdout
    )
    said = call("run", str(path), "--dry-run", "--out", str(tmp_path / "new"))
    assert "1 scenario(s) at 4 point(s)" in said.stdout
    assert "12 runs (3 replications of every point), 0 of them in" in said.stdout
    assert not (tmp_path / "new").exists()


def test_show_a_folder_or_a_file(ran: tuple[Path, Path, Result]) -> None:
    path, out, first = ran
    assert call("show", str(out / "sweep")).stdout == first.stdout
    assert "人" in call("show", str(out / "sweep"), "--lang", "zh").stdout
    assert "12 of them in" in call("show", str(path), "--out", str(out)).stdout


def test_resume_refuses_what_was_never_begun(ran: tuple[Path, Path, Result], tmp_path: Path) -> None:
    path, out, _ = ran
    found = call("run", str(path), "--resume", "--out", str(tmp_path))
    assert found.exit_code == 2
    assert "nothing to resume" in found.output
    other = experiment(tmp_path, GRID.replace("[1, 3]", "[1, 2]"))
    assert call("run", str(other.path), "--resume", "--out", str(out)).exit_code == 2


def test_export_in_every_form(ran: tuple[Path, Path, Result], tmp_path: Path) -> None:
    path, out, _ = ran
    printed = call("export", str(out / "sweep"))
    assert printed.stdout == (out / "sweep" / "table.csv").read_text(encoding="utf-8")
    for form, read in ((".csv", pd.read_csv), (".json", pd.read_json), (".parquet", pd.read_parquet)):
        target = tmp_path / f"exported{form}"
        assert call("export", str(path), "--out", str(out), "--table", "kpis", "--to", str(target)).exit_code == 0
        frame = read(target)
        assert len(frame) == len(pd.read_csv(out / "sweep" / "kpis.csv"))
        assert {"scenario", "kpi", "value", "low", "high", "unit"} <= set(frame.columns)
    assert call("export", str(path), "--out", str(out), "--to", str(tmp_path / "x.ods")).exit_code == 2


def test_what_is_not_there_is_named(ran: tuple[Path, Path, Result], tmp_path: Path) -> None:
    path, out, _ = ran
    missing = call("export", str(path), "--out", str(out), "--table", "spread")
    assert missing.exit_code == 2
    assert "there is no table 'spread'; there are table, kpis" in missing.output
    assert "no experiment's folder" in call("show", str(tmp_path)).output


def begun(words: list[str]) -> subprocess.Popen[str]:
    """A process that can be interrupted, also where the tests themselves run in the background of a script."""
    return subprocess.Popen(
        words,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def test_an_interrupt_keeps_what_is_finished(tmp_path: Path) -> None:
    many = GRID.replace("replications: 3", "replications: 200")
    loaded, out = experiment(tmp_path, many), tmp_path / "out"
    process = begun(command(loaded.path, out, 1))
    while process.poll() is None and sum(1 for _ in (out / "store").glob("*/[0-9a-f]*")) < 5:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == INTERRUPTED, said
    assert "the same command goes on from there" in said
    assert "not finished" in call("show", str(out / "sweep")).output
    few = experiment(tmp_path, GRID.replace("replications: 3", "replications: 4"))
    again = run_whole(few.path, out, 1)
    taken = int(again.split(" pieces of work done, ")[1].split(" ")[0])
    assert taken >= 5  # the first point's schedule and its first four replications at least


def test_an_interrupt_ends_workers_too(tmp_path: Path) -> None:
    loaded, out = experiment(tmp_path, CUBE.replace("replications: 2", "replications: 300")), tmp_path / "out"
    process = begun(command(loaded.path, out, 2))
    while process.poll() is None and sum(1 for _ in (out / "store").glob("*/[0-9a-f]*")) < 3:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    started = time.monotonic()
    _, said = process.communicate(timeout=60)
    assert process.returncode == INTERRUPTED, said
    assert time.monotonic() - started < 20
