"""A run day by day, from two days written down by hand; its cost adds up to the ledger's."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ccsim.economics.by_day import cost_by_day
from ccsim.economics.entry import BUYER, LOSS, MICRO, Category, Entry
from ccsim.economics.ledger import Ledger
from ccsim.experiment.days import MEASURES, by_day
from ccsim.experiment.result import Result
from ccsim.experiment.run import run_scenario
from ccsim.experiment.spread import _above_normal
from ccsim.metrics.registry import KPIS
from ccsim.metrics.sums import Sums
from ccsim.model.timegrid import TICKS_PER_S
from ccsim.scenario.centre import centre_of
from ccsim.scenario.load import load_scenario

CONFIGS = Path(__file__).parents[2] / "configs"
TWO_DAYS = ("run.days=2", "run.interval=6 h", "arrivals.volume=300/day", "staffing.pilot_days=2")
TICKS = int(TICKS_PER_S)
NONE = np.zeros(0, np.int64)


@cache
def result() -> Result:
    return run_scenario(load_scenario(CONFIGS / "ai_outsourcer.yaml", TWO_DAYS), replications=3, engine="reference")


def row(frame: pd.DataFrame, day: int, kpi: str) -> pd.Series:
    rows = frame[(frame.day == day) & (frame.kpi == kpi)]
    assert len(rows) == 1
    return rows.iloc[0]


def two_days(area_s: list[int], offered: list[int]) -> Sums:
    """Eight intervals of six hours, one group."""
    counts = np.array(offered, np.int64)
    by_interval = dict.fromkeys(("contacts", "bot_sessions", "offered", "legs"), counts)
    by_interval |= {"answered_in_time": counts // 2, "abandoned": counts // 4, "balked": counts // 4}
    by_interval["queue_area_ticks"] = np.array(area_s, np.int64) * TICKS
    return Sums({}, {"interval": by_interval, "group_day": {"paid_ticks": np.array([3, 1])}}, NONE, NONE)


def test_two_days_by_hand() -> None:
    """T = 30 s. On the first day 300 s of area for 4 contacts; back to normal on the second morning."""
    loaded = load_scenario(CONFIGS / "in_house.yaml", TWO_DAYS)
    centre = centre_of(loaded.scenario)
    sums = two_days([100, 90, 216000, 121, 121, 0, 40, 10], [4, 4, 4, 4, 4, 0, 4, 0])
    ledger = Ledger((Entry(BUYER, Category.BONUS, "agents", "paid_time", 8, 1, "x", MICRO),), 2)
    frame = by_day([sums, sums], [ledger, ledger], centre, "CNY")
    assert "bot_sessions" not in set(frame.kpi)
    assert row(frame, 1, "contacts").value == 16
    assert row(frame, 2, "service_level").value == 0.5
    assert row(frame, 2, "abandonment").value == 0.5
    assert row(frame, 1, "peak_backlog").value == 10
    assert row(frame, 1, "time_to_recover").value == 3 * 21600
    assert row(frame, 1, "time_above_normal").value == 2 * 21600
    assert row(frame, 2, "peak_backlog").value == pytest.approx(121 / 21600)
    assert row(frame, 2, "time_to_recover").value == 21600
    assert [row(frame, day, "cost_per_day").value for day in (1, 2)] == [6, 2]
    assert row(frame, 1, "cost_per_day").unit == "CNY"


def test_how_many_replications_have_a_queue_above_normal() -> None:
    centre = centre_of(load_scenario(CONFIGS / "in_house.yaml", TWO_DAYS).scenario)
    runs = [two_days([area, 0, 0, 0, 0, 0, 0, 0], [1] * 8) for area in (29, 30, 31, 400)]
    found = _above_normal(runs, centre, 0.95)
    assert found["above_normal"].tolist() == [0.5] + 7 * [0]
    assert 0 < found["above_normal_low"][0] < 0.5 < found["above_normal_high"][0] < 1


def test_what_each_entry_follows() -> None:
    groups = {"group_day": {"paid_ticks": np.array([1, 3, 4, 0])}}
    by_interval = {"legs": np.array([0, 1, 4, 0]), "bot_sessions": np.array([9, 0, 0, 1])}
    sums = Sums({}, {"interval": by_interval, **groups}, NONE, NONE)

    def shared(category: Category, group: str, cause: str, payer: str = BUYER) -> list[int]:
        entries = (Entry(payer, category, group, cause, 80, 1, "unit", 1),)
        return cost_by_day(Ledger(entries, 2), sums, ("own", "other")).tolist()

    assert shared(Category.ON_COSTS, "own", "paid_time") == [20, 60]
    assert shared(Category.CONTRACT_FEES, "other", "per_seat") == [80, 0]
    assert shared(Category.CONTRACT_FEES, "other", "per_leg") == [16, 64]
    assert shared(Category.BOT_SESSIONS, "", "sessions") == [72, 8]
    assert shared(Category.BOT_BUILD, "", "calendar") == [40, 40]
    assert shared(Category.ERROR_REFUNDS, "", "wrong_answers", LOSS) == [0, 0]


def test_the_days_add_up_to_the_run() -> None:
    found = result()
    days = found.days
    assert set(days.kpi) == {measure.name for measure in MEASURES} <= set(KPIS)
    for name in ("contacts", "offered", "bot_sessions", "cost_per_day"):
        whole = found.kpis[name].estimate.value
        assert days[days.kpi == name].value.mean() == pytest.approx(whole, rel=1e-9)
    peaks = days[days.kpi == "peak_backlog"].value
    assert found.kpis["peak_backlog"].estimate.value >= peaks.max() - 1e-6
    for ledger, sums in zip(found.ledgers, found.sums, strict=True):
        assert cost_by_day(ledger, sums, ("agents",)).sum() == ledger.total_micro()
    assert (days.low <= days.value).all()


def test_the_course_says_how_far_days_scatter_and_what_was_expected() -> None:
    series = result().series
    assert (series.arrivals_p05 <= series.arrivals_p95).all()
    assert (series.forecast == series.forecast_p95).all(), "this scenario's forecast does not err"
    assert series.forecast.sum() == pytest.approx(series.arrivals.sum(), rel=0.2)
    assert (series.bot_in_flight > 0).all()
    assert series.above_normal.between(0, 1).all()
    assert not [name for name in series if name.startswith("duty_agents:")], "one group is the whole"


def test_on_duty_by_group_and_erring_forecasts() -> None:
    loaded = load_scenario(CONFIGS / "in_house.yaml", [*TWO_DAYS, "forecast.day_cv=30%", "forecast.bias=50%"])
    groups = loaded.scenario.groups
    night = groups["agents"].model_copy(update={"absence": 0.0})
    loaded = replace(loaded, scenario=loaded.scenario.model_copy(update={"groups": {**groups, "night": night}}))
    series = run_scenario(loaded, replications=4, engine="reference").series
    both = series["duty_agents:agents"] + series["duty_agents:night"]
    assert both.to_numpy() == pytest.approx(series["duty_agents"].to_numpy())
    assert (series.forecast_p05 < series.forecast_p95).all()
    assert 1 < series.forecast.sum() / series.arrivals.sum() < 2.2
    assert "bot_in_flight_p05" not in series
