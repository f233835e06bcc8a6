"""Makes the synthetic recorded files of this folder: python tests/data/make_recorded.py (needs no input)."""

from pathlib import Path

import numpy as np
import pandas as pd

FOLDER = Path(__file__).parent
SHAPE = np.array([0.2] * 7 + [1, 2, 3, 4, 4, 3, 3, 4, 4, 3, 2, 2, 2, 1, 1, 0.5, 0.3])  # by hour of the day


def main() -> None:
    rng = np.random.default_rng(20250602)
    days = pd.date_range("2025-06-02", periods=3)
    starts = pd.DatetimeIndex(
        np.concatenate([pd.date_range(day + pd.Timedelta("8h"), periods=144, freq="5min").to_numpy() for day in days])
    )
    counts = pd.DataFrame({"DateTime": starts, "Calls": rng.poisson(3 * SHAPE[starts.hour])})
    counts.to_parquet(FOLDER / "counts_5min.parquet", index=False)

    slots = np.tile(np.arange(1, 241), 2)
    by_slot = pd.DataFrame(
        {
            "Date": np.repeat([day.strftime("%Y-%m-%d") for day in days[:2]], 240),
            "u": slots,
            "calls": rng.poisson(2 * SHAPE[(slots - 1) // 10]),
        }
    )
    by_slot.to_csv(FOLDER / "counts_6min.csv", index=False)

    hours = rng.choice(24, size=500, p=SHAPE / SHAPE.sum())
    log = pd.DataFrame(
        {
            "date": rng.choice([day.strftime("%Y-%m-%d") for day in days[:2]], 500),
            "vru_entry_s": hours * 3600 + rng.integers(0, 3600, 500),
            "type": rng.choice(["PS", "NW", "IN"], 500, p=[0.7, 0.2, 0.1]),
            "outcome": rng.choice(["AGENT", "HANG", "PHANTOM"], 500, p=[0.8, 0.17, 0.03]),
        }
    ).sort_values(["date", "vru_entry_s"])
    log.to_csv(FOLDER / "call_log.csv", index=False)
    log.to_parquet(FOLDER / "call_log.parquet", index=False)


if __name__ == "__main__":
    main()
