"""The registry and its documentation say the same, and every KPI can be computed."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from paper_day import PAID_S, paper_centre, paper_day
from test_surge_sums import surged_day

from ccsim.metrics.measure import measure
from ccsim.metrics.people import PEOPLE_SUMS
from ccsim.metrics.registry import KPIS, WHY_NOT, Kpi
from ccsim.model.bot import BotCapacity
from ccsim.model.error_rates import ErrorRates
from ccsim.model.mood import MoodTables
from ccsim.model.shift_time import SHIFT_SUMS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8")
ROWS = {
    cells[0].strip("`"): cells
    for cells in ([cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines())
    if len(cells) == 7 and cells[0].startswith("`")
}
REQUIRED = [
    "contacts",
    "issues",
    "aht",
    "attention_per_leg",
    "asa",
    "wait_p50",
    "wait_p90",
    "wait_p99",
    "first_human_response",
    "mean_in_service_response",
    "response_3min_rate",
    "service_level",
    "answer_rate",
    "abandonment",
    "containment",
    "bot_true_resolution",
    "false_containment",
    "transfer_rate",
    "fcr_1d",
    "fcr_3d",
    "fcr_7d",
    "first_contact_resolution",
    "eventual_resolution",
    "repeat_rate",
    "occupancy",
    "utilisation",
    "human_legs_per_agent_day",
    "human_legs_per_rostered_agent_day",
    "closed_per_agent_day",
    "closed_per_rostered_agent_day",
    "csat_true",
    "csat_surveyed",
    "cost_per_contact",
    "cost_per_human_leg",
    "cost_per_issue",
    "cost_per_resolved_issue",
]


MOOD = MoodTables(np.zeros((2, 1)), np.zeros(0), np.ones((2, 2)), 0.0)
RESERVES, CALLS = surged_day()
_DAY, _LOG = paper_day(
    bot_capacity=BotCapacity(),
    errors=ErrorRates(np.zeros(3), 0.0, np.zeros(2)),
    mood=MOOD,
    surge=RESERVES.centre.surge,
)
_SHIFT_TIME = {name: np.zeros(PAID_S.shape, np.int64) for name in SHIFT_SUMS}
FULLEST = replace(_DAY, shift_time=_SHIFT_TIME, reserves=RESERVES.reserves), replace(_LOG, surge=CALLS.surge)
"""A day of a centre that has everything that sums exist for."""
THERE = {*measure(*FULLEST).totals, *PEOPLE_SUMS}
"""All sums there are: those of a day, and those that a run over months adds."""


def named(cell: str) -> dict[str, float]:
    """Sums named in a cell of the page, with the sign before them."""
    return {name: -1.0 if sign == "-" else 1.0 for sign, name in re.findall(r"([-+]?) ?`([\w:]+)`", cell)}


def signs(weights: dict[str, float]) -> dict[str, float]:
    return {name: float(np.sign(weight)) for name, weight in weights.items()}


def test_names_that_other_programs_rely_on_exist() -> None:
    assert set(REQUIRED) <= KPIS.keys()


def test_the_page_has_a_row_for_every_kpi_and_no_other() -> None:
    assert ROWS.keys() == KPIS.keys()


@pytest.mark.parametrize("kpi", KPIS.values(), ids=KPIS)
def test_a_row_says_what_the_registry_computes(kpi: Kpi) -> None:
    _, _, _, numerator, denominator, unit, _ = ROWS[kpi.name]
    assert named(denominator) == signs(dict(kpi.denominator))
    assert unit == kpi.unit
    if kpi.quantile is None:
        assert named(numerator) == signs(dict(kpi.numerator))
    else:
        assert numerator == f"{kpi.quantile:g}-quantile of waits"


@pytest.mark.parametrize(("language", "column"), [("en", 1), ("zh", 2)])
def test_names_are_those_of_the_report(language: str, column: int) -> None:
    words = tomllib.loads((ROOT / f"ccsim/report/words/{language}.toml").read_text(encoding="utf-8"))["kpi"]
    assert {name: cells[column] for name, cells in ROWS.items()} == words


def test_every_sum_of_a_replication_is_explained() -> None:
    section = PAGE.split("## Sums")[1].split("## Identities")[0]
    explained = set(
        re.findall(r"`(\w+)`", " ".join(line.split("|")[1] for line in section.splitlines() if "|" in line))
    )
    assert explained == {name for name in THERE if ":" not in name}
    assert "`surge_ticks:NAME`" in section


@pytest.mark.parametrize("kpi", KPIS.values(), ids=KPIS)
def test_sums_of_a_kpi_exist(kpi: Kpi) -> None:
    assert set(kpi.sums) <= THERE


def test_a_centre_without_a_bot_has_no_containment() -> None:
    assert KPIS["containment"].missing_in(paper_centre(has_bot=False)) == WHY_NOT["bot"]
    assert KPIS["containment"].missing_in(paper_centre()) == ""


def test_a_bot_that_takes_everybody_has_no_line() -> None:
    assert KPIS["bot_wait"].missing_in(paper_centre()) == WHY_NOT["busy_bot"]
    assert not {"bot_offered", "lost_at_bot"} & measure(*paper_day()).totals.keys()


def test_without_complex_intents_there_is_no_complex_resolution() -> None:
    plain = paper_centre(complex_intent=np.zeros(0, np.bool_))
    assert KPIS["complex_resolution"].missing_in(plain) == WHY_NOT["complex"]


def test_shares_are_proportions_and_nothing_else_is() -> None:
    assert {name for name, kpi in KPIS.items() if kpi.kind == "proportion"} == {
        name for name, kpi in KPIS.items() if kpi.unit == "share"
    }
