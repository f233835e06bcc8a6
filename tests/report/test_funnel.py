"""Contacts are conserved on their way from arrival to resolution."""

from __future__ import annotations

import made_result as made
import pytest

from ccsim.report.funnel import STAGES, daily_totals, flows_of


def through(flows: list, stage: str) -> tuple[float, float]:
    inward = sum(flow.contacts for flow in flows if flow.target == stage)
    outward = sum(flow.contacts for flow in flows if flow.source == stage)
    return inward, outward


def test_what_enters_a_stage_leaves_it() -> None:
    flows = flows_of({name: float(count) for name, count in made.totals().items()})
    for stage in ("bot", "transferred", "offered", "answered"):
        inward, outward = through(flows, stage)
        assert inward == outward, stage
    assert through(flows, "contacts") == (0, 13712)


def test_without_a_bot_everyone_goes_straight_to_the_queue() -> None:
    flows = flows_of(
        {"contacts": 100, "offered": 100, "answered": 95, "abandoned": 5, "legs": 95, "human_resolved": 80}
    )
    assert {(flow.source, flow.target): flow.contacts for flow in flows} == {
        ("contacts", "offered"): 100, ("offered", "answered"): 95, ("offered", "abandoned"): 5,
        ("answered", "resolved"): 80, ("answered", "unresolved"): 15,
    }  # fmt: skip


def test_who_still_waits_at_the_end_is_shown_as_open() -> None:
    flows = flows_of({"contacts": 10, "offered": 10, "answered": 8, "legs": 7, "human_resolved": 7})
    assert ("offered", "open", 2.0) in [tuple(flow) for flow in flows]


def test_several_days_are_averaged_to_one() -> None:
    assert daily_totals(made.result(days=3))["contacts"] == pytest.approx(13712)


def test_every_flow_goes_from_left_to_right() -> None:
    for flow in flows_of({name: float(count) for name, count in made.totals().items()}):
        assert STAGES[flow.source] < STAGES[flow.target]
