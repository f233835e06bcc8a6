"""Replay the Technion bank's February 1999 with the servers seen in the records, and hold it to what was recorded.

    python experiments/bank_replay.py --records FOLDER [--replications 10] [--out docs]

FOLDER holds bank_1999_02.parquet (default: the environment variable CCSIM_REAL_DATA). Writes the plot
`images/bank-replay.png` into --out and prints the table of docs/bank-replay.md. Nothing of the records is written.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from bank_records import human_stage, servers_by_hour, servers_revealed
from numpy.typing import NDArray

from ccsim.experiment.replications import Job, simulate
from ccsim.model.events import Outcome
from ccsim.scenario.centre import centre_of
from ccsim.scenario.load import load_scenario

FILE = "bank_1999_02.parquet"
DAYS, WEEKDAYS, HOURS, ALL, SLOT_S = 28, 20, range(7, 24), 24, 60
HERE = Path(__file__).parent
Floats = NDArray[np.float64]


class ByHour(NamedTuple):
    """Weekday calls by hour of arrival, arrays (24,) and, last, all hours together: (25,)."""

    calls: Floats
    mean_wait_s: Floats
    abandoned: Floats


def recorded(calls: pd.DataFrame) -> ByHour:
    """What the records say."""
    day = calls[calls["weekday"]]
    hour, left = day["vru_exit_s"].to_numpy() // 3600, (day["outcome"] == "HANG").to_numpy()
    return _by_hour(hour, day["q_time_s"].to_numpy(float), left)


def simulated(calls: pd.DataFrame, levels: NDArray[np.int64], replications: int) -> ByHour:
    """Pooled replications of the replay with `levels` (days x slots of SLOT_S,) people at work."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "calls.parquet"
        calls.to_parquet(file)
        scenario = load_scenario(HERE / "bank_1999.yaml", [f"arrivals.file={file}"]).scenario
        centre = centre_of(scenario)
        job = Job(scenario, centre, levels[None, :], 1, "reference", centre.days)
        hours, waits, left = [], [], []
        weekday = np.isin(np.arange(DAYS), calls["day"][calls["weekday"]].unique())
        for replication in range(replications):
            _, log = simulate(job, replication)
            contacts = log.contacts
            until = np.where(contacts["outcome"] == Outcome.ABANDONED, contacts["abandon_s"], contacts["assign_s"])
            counted = weekday[(contacts["arrival_s"] // 86400).astype(int)]
            hours.append(contacts["arrival_s"][counted] % 86400 // 3600)
            waits.append((until - contacts["enqueue_s"])[counted])
            left.append((contacts["outcome"] == Outcome.ABANDONED)[counted])
    pooled = _by_hour(np.concatenate(hours), np.concatenate(waits), np.concatenate(left))
    return pooled._replace(calls=pooled.calls / replications)


def _by_hour(hour: NDArray[np.generic], wait_s: Floats, left: NDArray[np.bool_]) -> ByHour:
    at = np.concatenate([hour.astype(np.int64), np.full(hour.size, 24)])
    calls = np.bincount(at, minlength=25).astype(float)
    with np.errstate(invalid="ignore"):
        waits = np.bincount(at, np.concatenate([wait_s, wait_s]), 25) / calls
        return ByHour(calls, waits, np.bincount(at, np.concatenate([left, left]), 25) / calls)


def readings(calls: pd.DataFrame) -> dict[str, NDArray[np.int64]]:
    """Readings of who was at work, (days x slots of SLOT_S,)."""
    return {
        "A, all who took a call in the hour": np.repeat(servers_by_hour(calls, DAYS), 3600 // SLOT_S),
        "B, at work by their calls": servers_revealed(calls, DAYS, SLOT_S),
    }


def table(truth: ByHour, runs: dict[str, ByHour], staff: dict[str, Floats]) -> str:
    """Markdown: by hour the calls, the servers, mean waits and shares that left."""
    letters = [name[0] for name in runs]
    heads = ["hour", "calls a day", *(f"servers {name}" for name in letters)]
    heads += ["mean wait recorded", *letters, "left recorded", *letters]
    lines = [f"| {' | '.join(heads)} |", "|" + "---|" * len(heads)]
    for hour in [*HOURS, ALL]:
        on = [f"{level[hour]:.1f}" if hour != ALL else "" for level in staff.values()]
        waits = [f"{run.mean_wait_s[hour]:.1f} s" for run in (truth, *runs.values())]
        left = [f"{run.abandoned[hour]:.1%}" for run in (truth, *runs.values())]
        name = f"{hour}-{hour + 1}" if hour != ALL else "all"
        lines.append(f"| {' | '.join([name, f'{truth.calls[hour] / WEEKDAYS:.1f}', *on, *waits, *left])} |")
    return "\n".join(lines)


def plot(truth: ByHour, runs: dict[str, ByHour], file: Path) -> None:
    """Mean wait and abandonment by hour, recorded and simulated."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, panels = pyplot.subplots(1, 2, figsize=(11, 4), layout="constrained")
    at = np.array(HOURS)
    for panel, field, scale, label in (
        (panels[0], "mean_wait_s", 1.0, "mean time in queue (s)"),
        (panels[1], "abandoned", 100.0, "left before an answer (%)"),
    ):
        panel.plot(at, getattr(truth, field)[at] * scale, "k-o", label="recorded", linewidth=2)
        for (name, run), style in zip(runs.items(), ("--s", "-^"), strict=True):
            panel.plot(at, getattr(run, field)[at] * scale, style, label=f"simulated: {name}")
        panel.set(xlabel="hour of arrival", ylabel=label, ylim=(0, None))
        panel.grid(alpha=0.3)
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    figure.suptitle("Technion bank, weekdays of February 1999: 28,670 calls replayed")
    file.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(file, dpi=110)


def main() -> None:
    """Run, plot and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=Path, default=os.environ.get("CCSIM_REAL_DATA"))
    parser.add_argument("--replications", type=int, default=10)
    parser.add_argument("--out", type=Path, default=HERE.parent / "docs")
    arguments = parser.parse_args()
    if arguments.records is None or not (arguments.records / FILE).is_file():
        parser.error(f"--records (or CCSIM_REAL_DATA) must be a folder that holds {FILE}")
    calls = human_stage(arguments.records / FILE)
    truth, read = recorded(calls), readings(calls)
    runs = {name: simulated(calls, levels, arguments.replications) for name, levels in read.items()}
    weekdays = sorted(calls["day"][calls["weekday"]].unique())
    staff = {name: levels.reshape(DAYS, 24, -1)[weekdays].mean(axis=(0, 2)) for name, levels in read.items()}
    print(table(truth, runs, staff))
    plot(truth, runs, arguments.out / "images" / "bank-replay.png")


if __name__ == "__main__":
    main()
