"""A process that has loaded the program and its kernels, and forks a copy of itself for every command line that it is
given: a run that is killed twenty times then spends its time on work, not on starting up.

Reads lines of JSON, {"words": [...], "mark": "..."}; answers with the child's process id, with "ended" when it has
ended, and after one more line with its status as of waitpid: until then the id stays its own, and can be killed safely.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

MARK = "CCSIM_KILLING_TEST"
WARM = Path(__file__).resolve().parents[2] / "configs" / "in_house.yaml"


def run(words: list[str]) -> int:
    """The command line, in this process; its exit code."""
    from ccsim.cli.main import main

    try:
        main(words)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    return 0


def warm() -> None:
    """Load everything that an experiment needs, compiled kernels included."""
    import ccsim.cli.experiment
    import ccsim.experiment.sweep
    import ccsim.report.experiment_folder  # noqa: F401

    with tempfile.TemporaryDirectory() as folder:
        small = ["--set", "arrivals.volume=20/day", "--set", "staffing.pilot_days=2", "-n", "2", "-j", "1"]
        run(["run", str(WARM), *small, "--out", folder, "--engine", "compiled", "--json"])


def serve() -> None:
    """Answer until stdin closes."""
    answers = os.dup(1)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    warm()
    while line := sys.stdin.readline():
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            os.environ[MARK] = asked["mark"]  # for its workers: they begin with this environment
            os.close(answers)
            os._exit(run(asked["words"]))
        os.write(answers, f"{child}\n".encode())
        os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
        os.write(answers, b"ended\n")
        sys.stdin.readline()
        os.write(answers, f"{os.waitpid(child, 0)[1]}\n".encode())


if __name__ == "__main__":
    serve()
