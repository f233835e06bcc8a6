"""Run an experiment's command, kill it again and again in the middle of its work, and let it go on."""

from __future__ import annotations

import json
import os
import random
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nursery

NURSERY = Path(nursery.__file__)


def words(file: Path, out: Path, jobs: int, *more: str) -> list[str]:
    return ["experiment", "run", str(file), "-j", str(jobs), "--out", str(out), *more]


def command(file: Path, out: Path, jobs: int, *more: str) -> list[str]:
    return [sys.executable, "-m", "ccsim.cli.main", *words(file, out, jobs, *more)]


def run_whole(file: Path, out: Path, jobs: int, *more: str) -> str:
    """Run to the end, in a process of its own; what it said on stderr."""
    done = subprocess.run(command(file, out, jobs, *more), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stderr


def run_killed(file: Path, out: Path, jobs: int, kills: int, seed: int, most: int = 2) -> int:
    """Kill the run (SIGKILL) `kills` times after one to `most` new pieces of work, then let it finish; kills that hit."""
    chance, hits, more = random.Random(seed), 0, ()
    with _nursery() as process:
        for number in range(kills):
            mark = f"{os.getpid()}-{seed}-{number}"
            asked = {"words": words(file, out, jobs, *more), "mark": mark}
            hits += _killed(process, asked, out / "store", chance.randint(1, most), chance)
            assert not _alive(mark), "a worker outlived its parent"
            more = ("--resume",)
    run_whole(file, out, jobs, *more)
    return hits


def tables(folder: Path) -> dict[str, bytes]:
    """Every table of an experiment's folder, byte for byte."""
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.csv"))}


@contextmanager
def _nursery() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen([sys.executable, str(NURSERY)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            assert process.stdin is not None
            process.stdin.close()


def _killed(
    process: subprocess.Popen[bytes], asked: dict[str, object], store: Path, pieces: int, chance: random.Random
) -> bool:
    """Whether the kill came before the end; a run that ended by itself must have ended well."""
    assert process.stdin is not None
    assert process.stdout is not None
    before = _stored(store)
    process.stdin.write(f"{json.dumps(asked)}\n".encode())
    process.stdin.flush()
    child = int(process.stdout.readline())
    while _stored(store) < before + pieces and not select.select([process.stdout], [], [], 0.002)[0]:
        pass
    time.sleep(chance.random() * 0.03)
    os.kill(child, signal.SIGKILL)
    assert process.stdout.readline() == b"ended\n"
    process.stdin.write(b"\n")
    process.stdin.flush()
    status = int(process.stdout.readline())
    if os.WIFEXITED(status):
        assert os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def _stored(store: Path) -> int:
    return sum(1 for path in store.glob("*/*") if not path.name.startswith("."))


def _alive(mark: str, within_s: float = 10.0) -> bool:
    """Whether processes with the mark in their environment remain after a while; unknown without /proc."""
    wanted, until = f"{nursery.MARK}={mark}".encode(), time.monotonic() + within_s
    while time.monotonic() < until:
        if not any(wanted in _environment(path) for path in Path("/proc").glob("[0-9]*/environ")):
            return False
        time.sleep(0.05)
    return True


def _environment(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
