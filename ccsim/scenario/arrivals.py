"""The `arrivals` block: how many contacts come, and when."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from ccsim.scenario.base import Block
from ccsim.units import DailyCount, Day, NonNegativeNumber, Portion, PositiveDuration


class PoissonArrivals(Block):
    """A doubly stochastic Poisson process: volume x weekday x profile x a random factor of the day."""

    kind: Literal["poisson"]
    """poisson: arrivals are drawn."""
    volume: DailyCount
    """Mean volume on an average day ("13700/day")."""
    counted: Literal["contacts", "issues"] = "contacts"
    """contacts: the volume includes repeat contacts, as they would be if people answered every contact at once and no
    bot stood in front; the rate of fresh issues that gives it is solved once and is the same for every operating
    model. issues: the volume is the rate of fresh issues itself."""
    profile: list[NonNegativeNumber] = Field(default=[1.0], min_length=1, max_length=1440)
    """Relative rates of equally long parts of the day, from midnight; scaled to mean 1."""
    weekday: list[NonNegativeNumber] = Field(default=[1.0] * 7, min_length=7, max_length=7)
    """Relative rates Monday to Sunday; scaled to mean 1."""
    day_busyness_cv: Portion = 0.0
    """Coefficient of variation of the day's random factor (Gamma, mean 1), shared by all intents."""

    @model_validator(mode="after")
    def _some_rate(self) -> Self:
        for name, rates in (("profile", self.profile), ("weekday", self.weekday)):
            if not any(rates):
                raise ValueError(f"{name} needs a rate above 0")
        return self


class RecordedFile(Block):
    """A file of recorded arrivals: CSV or Parquet, with the names of its columns."""

    file: str
    """Path of the file, relative to the scenario file that names it."""
    from_date: Day | None = None
    """First recorded day to replay; the file's first day if absent. The run covers `run.days` days from it."""
    counted: Literal["contacts", "issues"] = "contacts"
    """contacts: the records hold every contact, repeats included, so the scenario may not add repeats of its own
    (`repeats` and `patience.retry` at probability 0). issues: they hold first contacts only, and repeats are added."""
    where: dict[str, list[str]] = {}
    """Keep only rows whose column has one of the given values ("outcome: [AGENT, HANG]")."""
    missing_days: Literal["refuse", "empty"] = "refuse"
    """What to do with days inside the run that have no row: refuse the file, or simulate a day without arrivals."""


class CountArrivals(RecordedFile):
    """Recorded counts per interval; each count is spread uniformly over its interval, anew in every replication."""

    kind: Literal["counts"]
    """counts: replay recorded numbers of arrivals per interval."""
    time_column: str | None = None
    """Column with the start of each interval as date and time; or give date_column and slot_column."""
    date_column: str | None = None
    """Column with the date."""
    slot_column: str | None = None
    """Column with the number of the interval within its day, counted from 1."""
    count_column: str
    """Column with the number of arrivals."""
    slot: PositiveDuration
    """Length of an interval of the file ("5 min")."""
    fractions: Literal["refuse", "round"] = "refuse"
    """What to do with counts that are not whole (imputed values): refuse the file, or round half to even."""

    @model_validator(mode="after")
    def _one_grid(self) -> Self:
        by_slot = self.date_column is not None and self.slot_column is not None
        by_time = self.time_column is not None and self.date_column is None and self.slot_column is None
        if by_slot == by_time or (by_slot and self.time_column is not None):
            raise ValueError("give either time_column, or date_column and slot_column")
        if abs(86400 / self.slot - round(86400 / self.slot)) > 1e-9:
            raise ValueError(f"slot ({self.slot:g} s) must divide a day")
        return self


class LogArrivals(RecordedFile):
    """A call or chat log, one row per contact; arrival times are replayed exactly as recorded."""

    kind: Literal["log"]
    """log: replay recorded arrival times."""
    time_column: str
    """Column with the arrival: date and time, or seconds after midnight if date_column is given."""
    date_column: str | None = None
    """Column with the date."""
    intent_column: str | None = None
    """Column with the contact's intent; values are translated by `intent_names`. Without it intents are drawn."""
    intent_names: dict[str, str] = {}
    """From values of intent_column to names of the scenario's intents; values not listed stand for themselves."""


Arrivals = Annotated[PoissonArrivals | CountArrivals | LogArrivals, Field(discriminator="kind")]
