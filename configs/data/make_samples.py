"""Writes the three made-up records beside this file. Formulas, not data: no recorded call is in them.

Run it from anywhere: `python configs/data/make_samples.py`. It writes the same bytes every time.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

HERE = Path(__file__).parent
OPEN_H, CLOSE_H = 7, 21
GOLDEN = (math.sqrt(5) - 1) / 2


def calls_per_hour(hour: float) -> float:
    """A smooth day with a morning and an afternoon hump; nothing outside opening hours."""
    if not OPEN_H <= hour < CLOSE_H:
        return 0.0
    return 8 + 62 * math.exp(-((hour - 11) ** 2) / 6) + 48 * math.exp(-((hour - 15.5) ** 2) / 8)


def counts() -> Iterator[tuple[str, int]]:
    """Start and number of calls of every five minutes of two days; the second day has a tenth fewer."""
    start, carried = datetime(2025, 6, 4), 0.0
    for slot in range(2 * 288):
        at = start + timedelta(minutes=5 * slot)
        wave = 1 + 0.5 * math.sin(2.4 * slot)
        carried += calls_per_hour(at.hour + at.minute / 60) / 12 * wave * (0.9 if slot >= 288 else 1)
        whole = int(carried)
        carried -= whole
        yield at.strftime("%Y-%m-%d %H:%M:%S"), whole


def calls() -> Iterator[tuple[str, int, int, str, str]]:
    """One row per call of one day: date, entry to and exit from the voice menu (s after midnight), type, outcome."""
    serial, due = 0, 0.0
    for second in range(OPEN_H * 3600, CLOSE_H * 3600):
        spread = (serial * GOLDEN) % 1
        due += calls_per_hour(second / 3600) / 3600
        if due >= 0.25 - math.log1p(-spread * 0.9):
            due = 0.0
            serial += 1
            outcome = ("AGENT", "AGENT", "AGENT", "HANG", "AGENT", "AGENT", "AGENT", "PHANTOM")[serial % 8]
            yield "2025-06-04", second, second + 4 + serial % 9, ("PS", "NW", "PS", "IN")[serial % 4], outcome


def contacts() -> Iterator[tuple[str, int, str, str, int, str, str]]:
    """The calls that asked for a person, as three agents would have answered them, first come first served.

    Date, second of the request, type, outcome, time in queue, talk and after-call work (s, empty if not known).
    """
    free = [OPEN_H * 3600.0] * 3
    for serial, (day, _, request, kind, outcome) in enumerate(calls(), 1):
        if outcome == "PHANTOM":
            continue
        talk = -150 * math.log1p(-((serial * GOLDEN * 7) % 1) * 0.999)
        patience = -240 * math.log1p(-((serial * GOLDEN * 31) % 1) * 0.999)
        wait = max(0.0, min(free) - request)
        if wait > patience:
            yield day, request, kind, "HANG", round(patience), "", ""
            continue
        wrap = 10 + serial % 21
        free[free.index(min(free))] = request + wait + talk + wrap
        known = serial % 17 != 0
        yield day, request, kind, "AGENT", round(wait), str(max(1, round(talk))) if known else "", str(wrap)


def main() -> None:
    """Write all files."""
    with (HERE / "counts_5min.csv").open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([("DateTime", "Calls"), *counts()])
    with (HERE / "calls.csv").open("w", newline="") as file:
        header = ("date", "vru_entry_s", "vru_exit_s", "type", "outcome")
        csv.writer(file, lineterminator="\n").writerows([header, *calls()])
    with (HERE / "contacts.csv").open("w", newline="") as file:
        columns = ("date", "q_start_s", "type", "outcome", "q_time_s", "ser_time_s", "wrap_s")
        csv.writer(file, lineterminator="\n").writerows([columns, *contacts()])


if __name__ == "__main__":
    main()
