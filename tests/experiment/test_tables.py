"""KPIs, breakdowns and the day's course from two replications of the day that is worked out in tests/metrics."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "metrics"))

from paper_day import CONTACTS, paper_centre, paper_day

from ccsim.experiment import statistics
from ccsim.experiment.staffing import Schedule
from ccsim.experiment.tables import NO_LEDGER, breakdown, kpi_estimate, kpi_sums, scheduled_agents, series
from ccsim.metrics.measure import measure
from ccsim.metrics.registry import KPIS, WHY_NOT
from ccsim.metrics.sums import Sums


@pytest.fixture(scope="module")
def sums() -> list[Sums]:
    """The paper day, and the same day without D0 (the 30 s wait)."""
    without_d = [contact for contact in CONTACTS if contact["issue"] != 3]
    return [measure(*paper_day()), measure(*paper_day(without_d))]


def schedule(levels: list[list[int]], interval_s: float) -> Schedule:
    return Schedule(np.array(levels), interval_s, (True, True), "by hand")


def cell(frame: pd.DataFrame, dimension: str, key: str, kpi: str) -> pd.Series:
    rows = frame[(frame.dimension == dimension) & (frame.key == key) & (frame.kpi == kpi)]
    assert len(rows) == 1
    return rows.iloc[0]


def test_a_kpi_pools_its_sums_over_replications(sums: list[Sums]) -> None:
    """2 + 2 answered in time of 6 + 5 offered; waits 230 and 200 s of 4 and 3 answered."""
    centre = paper_centre()
    assert kpi_estimate(KPIS["service_level"], sums, centre).value == pytest.approx(4 / 11)
    asa = kpi_estimate(KPIS["asa"], sums, centre)
    assert asa.value == pytest.approx(430 / 7)
    assert asa.low < asa.value < asa.high


def test_a_quantile_comes_from_the_histograms(sums: list[Sums]) -> None:
    """Waits 0 0 10 20 30 190 and 0 0 10 20 190: the median is the sixth of eleven, 10 s."""
    assert kpi_estimate(KPIS["wait_p50"], sums, paper_centre()).value == pytest.approx(10, rel=0.004)


def test_money_needs_a_ledger(sums: list[Sums]) -> None:
    """40 CNY in all over 8 + 7 contacts."""
    kpi, centre = KPIS["cost_per_contact"], paper_centre()
    assert kpi_estimate(kpi, sums, centre).why == NO_LEDGER
    money = [{"all": 25_000_000, "human": 1}, {"all": 15_000_000, "human": 2}]
    assert kpi_estimate(kpi, sums, centre, money).value == pytest.approx(40 / 15)
    assert kpi_sums(kpi, sums, money)[0].tolist() == [25.0, 15.0]


def test_what_a_scenario_lacks_is_null_with_a_reason(sums: list[Sums]) -> None:
    found = kpi_estimate(KPIS["containment"], sums, paper_centre(has_bot=False))
    assert (found.value, found.low, found.high, found.why) == (None, None, None, WHY_NOT["bot"])


def test_breakdown_by_every_dimension(sums: list[Sums]) -> None:
    frame = breakdown(sums, paper_centre())
    assert list(frame.columns) == ["dimension", "key", "kpi", "value", "low", "high", "unit"]
    assert set(frame.dimension) == {"interval", "intent", "queue", "group"}
    assert cell(frame, "intent", "refund", "contacts").value == 2.5  # C0 C1 D0, and C0 C1
    assert cell(frame, "queue", "front", "asa").value == 100  # E1 10 s and F1 190 s, twice
    assert cell(frame, "group", "team", "aht").value == pytest.approx((630 + 330) / 3)
    assert cell(frame, "group", "partner", "utilisation").value == pytest.approx(40 / 7200)
    assert cell(frame, "queue", "back", "wait_p50").value == pytest.approx(20, rel=0.004)  # 0 20 30 and 0 20


def test_counts_by_interval_are_counts_in_the_interval(sums: list[Sums]) -> None:
    row = cell(breakdown(sums, paper_centre()), "interval", "21600", "contacts")
    assert (row.value, row.unit) == (4, "1/interval")


def test_what_is_not_observed_is_nan(sums: list[Sums]) -> None:
    """Nobody arrives in the last interval."""
    row = cell(breakdown(sums, paper_centre()), "interval", "64800", "service_level")
    assert np.isnan(row.value)


def test_a_kpi_is_left_out_where_its_sums_do_not_exist(sums: list[Sums]) -> None:
    frame = breakdown(sums, paper_centre())
    assert not ((frame.dimension == "group") & (frame.kpi == "fcr_1d")).any()
    assert not ((frame.dimension == "intent") & (frame.kpi == "occupancy")).any()
    assert not frame.kpi.str.startswith("cost").any()


def test_the_course_of_the_day(sums: list[Sums]) -> None:
    frame = series(sums, paper_centre(), schedule([[3, 3, 3, 3], [1, 1, 1, 1]], 21600.0))
    assert frame.start_s.tolist() == [0, 21600, 43200, 64800]
    assert frame.arrivals.tolist() == [1, 4, 2.5, 0]
    assert frame.abandoned.tolist() == [0, 1, 1, 0]
    assert frame.duty_agents.tolist() == pytest.approx([7200 / 21600, 21000 / 21600, 900 / 21600, 0])
    assert frame.busy_agents.tolist() == pytest.approx([100 / 21600, 1000 / 21600, 500 / 21600, 0])
    assert frame.queue_length.tolist() == pytest.approx([190 / 21600, 20 / 21600, 25 / 21600, 0])
    assert frame.scheduled_agents.tolist() == [4, 4, 4, 4]
    names = [name for name in frame.columns if not name.endswith(("_low", "_high")) and name != "start_s"]
    assert list(frame.columns[1:]) == [f"{name}{end}" for name in names for end in ("", "_low", "_high")]


def test_a_finer_schedule_is_averaged_and_a_coarser_one_repeated() -> None:
    centre = paper_centre(interval_s=43200.0)
    assert scheduled_agents(centre, schedule([[0, 4, 2, 2], [1, 1, 1, 3]], 21600.0)).tolist() == [3, 4]
    assert scheduled_agents(centre, schedule([[2], [1]], 86400.0)).tolist() == [3, 3]


def test_a_schedule_of_warm_up_days_is_not_shown() -> None:
    centre = paper_centre(interval_s=43200.0, days=2, measure_from_s=86400.0, horizon_s=172800.0)
    assert scheduled_agents(centre, schedule([[9, 9, 1, 2], [9, 9, 0, 0]], 43200.0)).tolist() == [1, 2]


def test_replications_that_agree_say_so(sums: list[Sums]) -> None:
    found = kpi_estimate(KPIS["rostered_agent_days"], sums, paper_centre())
    assert (found.low, found.high, found.why) == (3, 3, statistics.ALWAYS_THE_SAME)
