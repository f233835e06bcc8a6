"""The `arrivals` block: how many contacts come, and when."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from ccsim.scenario.base import Block
from ccsim.scenario.rates import Rates, Sinusoid
from ccsim.scenario.special_days import SpecialDay
from ccsim.units import DailyCount, Day, NonNegativeNumber, Portion, PositiveDuration, PositiveNumber, ShareBelowOne


class PoissonArrivals(Block):
    """A doubly stochastic Poisson process: a rate by the calendar and the time of day, times random factors.

    The rate comes from a volume with a profile, or is stated as it is: `rates` or `sinusoid`.
    """

    kind: Literal["poisson"]
    """poisson: arrivals are drawn."""
    volume: DailyCount | None = None
    """Mean volume on an average day ("13700/day"); or give rates or sinusoid."""
    rates: Rates | None = None
    """Rates as they are, piecewise constant."""
    sinusoid: Sinusoid | None = None
    """A rate that rises and falls like a sine."""
    counted: Literal["contacts", "issues"] = "contacts"
    """contacts: the volume includes repeat contacts, as they would be if people answered every contact at once and no
    bot stood in front; the rate of fresh issues that gives it is solved once and is the same for every operating
    model. issues: the volume is the rate of fresh issues itself. The same holds for rates and sinusoid."""
    profile: list[NonNegativeNumber] = Field(default=[1.0], min_length=1, max_length=1440)
    """Relative rates of equally long parts of the day, from midnight; scaled to mean 1."""
    weekday: list[NonNegativeNumber] = Field(default=[1.0] * 7, min_length=7, max_length=7)
    """Relative rates Monday to Sunday; scaled to mean 1."""
    month: list[NonNegativeNumber] = Field(default=[1.0] * 12, min_length=12, max_length=12)
    """Relative rates January to December; scaled to mean 1."""
    special_days: list[SpecialDay] = []
    """Days unlike the others."""
    day_busyness_cv: Portion = 0.0
    """Coefficient of variation of the day's random factor (Gamma, mean 1), shared by all intents."""
    halfhour_busyness_cv: Portion = 0.0
    """Coefficient of variation of the random factor of every half hour (lognormal, mean 1), on top of the day's."""
    halfhour_correlation: ShareBelowOne = 0.6
    """Correlation of the logarithms of neighbouring half hours' factors (autoregressive; every day starts anew)."""
    mix_concentration: Annotated[PositiveNumber, Field(ge=1)] | None = None
    """Every day's shares of the intents are drawn from a Dirichlet distribution with this times their mean shares: the
    larger, the less they scatter. null: the shares are the same every day."""

    @model_validator(mode="after")
    def _some_rate(self) -> Self:
        for name in ("profile", "weekday", "month"):
            if not any(getattr(self, name)):
                raise ValueError(f"{name} needs a rate above 0")
        stated = [name for name in ("volume", "rates", "sinusoid") if getattr(self, name) is not None]
        if len(stated) != 1:
            found = f"{' and '.join(stated)} stated" if stated else "none stated"
            raise ValueError(f"give exactly one of volume, rates and sinusoid ({found}; null takes one away)")
        if self.volume is None and "profile" in self.model_fields_set:
            raise ValueError(
                f"a profile shapes a volume, but {stated[0]} has a shape of its own; drop it by replace: true"
            )
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
    work_column: str | None = None
    """Column with the recorded handling time in seconds, without wrap-up: the work of the leg at speed 1. Where it is
    empty or 0, or the contact was not served, the work is drawn."""
    wrap_up_column: str | None = None
    """Column with the recorded after-contact work in seconds; where it is empty the intent's own is taken."""
    patience_column: str | None = None
    """Column with the patience in seconds where it is known; where it is empty `patience` decides."""
    wait_column: str | None = None
    """Column with the recorded time in queue in seconds; for `patience: recorded` and for comparison."""
    outcome_column: str | None = None
    """Column with the recorded outcome; for `patience: recorded` and for comparison. Needs `outcome_names`."""
    outcome_names: dict[str, Literal["served", "abandoned"]] = {}
    """From every value of outcome_column to served or abandoned ("{AGENT: served, HANG: abandoned}")."""
    patience: Literal["drawn", "recorded"] = "drawn"
    """drawn: from the scenario's patience. recorded: who abandoned has the recorded wait as patience; of who was
    served it is known only that patience exceeds the recorded wait, and it is drawn under that condition."""

    @model_validator(mode="after")
    def _columns_that_belong_together(self) -> Self:
        if self.patience == "recorded" and (self.wait_column is None or self.outcome_column is None):
            raise ValueError("patience: recorded needs wait_column and outcome_column")
        if (self.outcome_column is None) != (not self.outcome_names):
            raise ValueError("outcome_column and outcome_names go together")
        return self


Arrivals = Annotated[PoissonArrivals | CountArrivals | LogArrivals, Field(discriminator="kind")]
