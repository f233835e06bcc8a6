"""Run an experiment's command, kill it again and again in the middle of its work, and let it go on."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

MARK = "CCSIM_KILLING_TEST"


def command(file: Path, out: Path, jobs: int, *more: str) -> list[str]:
    return [
        sys.executable,
        "-m",
        "ccsim.cli.main",
        "experiment",
        "run",
        str(file),
        "-j",
        str(jobs),
        "--out",
        str(out),
        *more,
    ]


def run_whole(file: Path, out: Path, jobs: int, *more: str) -> str:
    """Run to the end; what it said on stderr."""
    done = subprocess.run(command(file, out, jobs, *more), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stderr


def run_killed(file: Path, out: Path, jobs: int, kills: int, seed: int, most: int = 2) -> int:
    """Kill the run (SIGKILL) `kills` times after one to `most` new pieces of work, then let it finish; kills that hit."""
    chance, hits, more = random.Random(seed), 0, ()
    for number in range(kills):
        mark = f"{os.getpid()}-{seed}-{number}"
        hits += _killed(command(file, out, jobs, *more), out / "store", chance.randint(1, most), chance, mark)
        assert not _alive(mark), "a worker outlived its parent"
        more = ("--resume",)
    run_whole(file, out, jobs, *more)
    return hits


def tables(folder: Path) -> dict[str, bytes]:
    """Every table of an experiment's folder, byte for byte."""
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.csv"))}


def _killed(words: list[str], store: Path, pieces: int, chance: random.Random, mark: str) -> bool:
    before = _stored(store)
    environment = {**os.environ, MARK: mark}
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment) as process:
        while process.poll() is None and _stored(store) < before + pieces:
            time.sleep(0.002)
        time.sleep(chance.random() * 0.03)
        running = process.poll() is None
        process.kill()
        process.communicate()
    return running


def _stored(store: Path) -> int:
    return sum(1 for path in store.glob("*/*") if not path.name.startswith("."))


def _alive(mark: str, within_s: float = 10.0) -> bool:
    """Whether processes with the mark in their environment remain after a while; unknown without /proc."""
    wanted, until = f"{MARK}={mark}".encode(), time.monotonic() + within_s
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
