"""The Technion bank's call records as inputs of a replay: calls that reached the human stage, and who was on duty when.

The records (I. Guedj and A. Mandelbaum, "Anonymous Bank" call-centre data, Technion, 1999) are public but no part of
this project. Columns used: date, vru_exit_s, q_time_s, outcome, type, ser_start_s, ser_time_s, server; times in seconds
after midnight.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

DAY_S = 86400
NOBODY = "NO_SERVER"
TURNAROUND_S = 15
"""Shorter gaps between a server's calls are part of the work."""
AWAY_S = 3600
"""After a longer gap between a server's calls the server had gone, whether somebody waited or not."""


def human_stage(file: Path) -> pd.DataFrame:
    """Calls that asked for a person: served, or left after some time in queue (the others left inside the voice menu).

    Adds the column `weekday`: Sunday to Thursday, the bank's working days.
    """
    frame = pd.read_parquet(file)
    kept = frame[(frame["outcome"] == "AGENT") | ((frame["outcome"] == "HANG") & (frame["q_time_s"] > 0))]
    days = pd.to_datetime(kept["date"])
    # a service that crosses midnight ends with a small number on its own day's clock
    kept = kept.assign(ser_exit_s=kept["ser_start_s"] + kept["ser_time_s"])
    return kept.assign(day=(days - days.min()).dt.days, weekday=~days.dt.day_of_week.isin([4, 5]))


def hazards(calls: pd.DataFrame, edges: list[float]) -> list[float]:
    """Abandonments per second of waiting between the edges (the last to infinity): patience, served calls censored."""
    wait, left = calls["q_time_s"].to_numpy(float), (calls["outcome"] == "HANG").to_numpy()
    rates = []
    for begin, end in zip(edges, [*edges[1:], np.inf], strict=True):
        exposed = (np.minimum(wait, end) - begin).clip(0).sum()
        rates.append(float((left & (wait > begin) & (wait <= end)).sum() / exposed))
    return rates


def servers_by_hour(calls: pd.DataFrame, days: int) -> NDArray[np.int64]:
    """Distinct servers who took a call that arrived in the hour, (days x 24,): everybody seen counts for all of it."""
    taken = _answered(calls)
    hour = taken["day"] * 24 + taken["vru_exit_s"] // 3600
    seen = taken.groupby(hour)["server"].nunique()
    return np.asarray(seen.reindex(range(days * 24), fill_value=0), np.int64)


def servers_revealed(calls: pd.DataFrame, days: int, slot_s: int) -> NDArray[np.int64]:
    """Servers who by their calls were at work, (days x slots,): talking, or idle while nobody waited.

    Who stays idle for more than TURNAROUND_S between two calls while somebody waits is taken as away for that time, be
    it for a break or because the waiting call was not for that server: a single line cannot use such a server. Before
    the first and after the last call, and in gaps of more than AWAY_S, a server counts as idle for at most AWAY_S and
    only next to the call, up to the nearest moment at which somebody waited. Calls whose server is not recorded add one
    for as long as they last. Time is counted by seconds; a slot's level is its mean, what rounding leaves is carried
    into the next.
    """
    levels = []
    for day in range(days):
        today = calls[calls["day"] == day]
        queued = today[today["q_time_s"] > 0]
        waiting = _present(queued["vru_exit_s"], queued["vru_exit_s"] + queued["q_time_s"]) > 0
        unnamed = today[today["server"] == NOBODY]
        present = _present(unnamed["ser_start_s"], unnamed["ser_exit_s"]).astype(float)
        for _, served in _answered(today).sort_values("ser_start_s").groupby("server"):
            present += _at_work(served, waiting)
        levels.append(present.reshape(-1, slot_s).mean(axis=1))
    total = np.cumsum(np.concatenate(levels))
    return np.diff(np.rint(total), prepend=0).astype(np.int64)


def _answered(calls: pd.DataFrame) -> pd.DataFrame:
    return calls[(calls["server"] != NOBODY) & (calls["ser_time_s"] > 0)]


def _at_work(served: pd.DataFrame, waiting: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """By seconds of the day, for one server's calls in order and the seconds at which somebody waited."""
    crowded = np.concatenate([[-1], np.flatnonzero(waiting), [DAY_S]])
    starts, ends = served["ser_start_s"].to_numpy(), np.minimum(served["ser_exit_s"].to_numpy(), DAY_S)
    gap = np.concatenate([[2 * DAY_S], starts[1:] - ends[:-1], [2 * DAY_S]])
    turn, short = gap[1:-1] <= TURNAROUND_S, gap[1:-1] <= AWAY_S
    working = _present(starts, ends) + _present(ends[:-1][turn], starts[1:][turn]) > 0
    idle = _present(ends[:-1][short], starts[1:][short]) > 0
    first, last = starts[gap[:-1] > AWAY_S], ends[gap[1:] > AWAY_S]
    since = np.maximum(crowded[np.searchsorted(crowded, first, side="left") - 1] + 1, first - AWAY_S)
    until = np.minimum(crowded[np.searchsorted(crowded, last, side="left")], last + AWAY_S)
    around = _present(since, first) + _present(last, until) > 0
    return np.asarray(working | ((idle | around) & ~waiting))


def _present(begin: object, end: object) -> NDArray[np.int64]:
    """How many of the stretches [begin, end) (s) cover each second of the day."""
    change = np.zeros(DAY_S + 1, np.int64)
    np.add.at(change, np.clip(np.asarray(begin, np.int64), 0, DAY_S), 1)
    np.add.at(change, np.clip(np.asarray(end, np.int64), 0, DAY_S), -1)
    return np.cumsum(change)[:-1]
