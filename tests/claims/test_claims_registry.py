"""The registry: every headline claim is there, judged one way, in two languages, against scenarios that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ccsim.claims.audit import findings
from ccsim.claims.figures import figures
from ccsim.claims.files import ClaimError
from ccsim.claims.registry import registry_of, shipped, shown_path
from ccsim.scenario.load import load_scenario

CLAIMS = shipped().claims


@pytest.mark.parametrize("name", CLAIMS)
def test_a_claim_is_complete(name: str) -> None:
    claim = CLAIMS[name]
    assert isinstance(claim.said, dict)
    for text in (claim.said, claim.conditions, claim.untestable, claim.ask, *(one.reading for one in claim.tests)):
        assert isinstance(text, dict)
        assert set(text) in (set(), {"en", "zh"})
        assert re.search(r"[\u4e00-\u9fff]", text.get("zh", "无"))
    assert claim.article in figures().articles
    assert claim.unit
    assert set(claim.findings) <= set(findings())
    assert claim.findings or claim.decided_by or claim.untestable


@pytest.mark.parametrize("name", shipped().scenarios)
def test_its_scenarios_are_valid(name: str) -> None:
    path, changes = shipped().place(name)
    assert load_scenario(path, list(changes)).scenario


def test_every_scenario_of_the_registry_is_used() -> None:
    used = {scenario for claim in CLAIMS.values() for test in claim.tests for scenario in test.scenarios}
    assert used == set(shipped().scenarios)


def test_about_is_a_quarter_either_way() -> None:
    assert CLAIMS["cost_ai"].band == pytest.approx((0.285, 0.475))
    assert CLAIMS["transfers"].band == (0.35, float("inf"))


SOUND = (
    "claims:\n  mine:\n    said: Ours is fast.\n    high: 30\n    tests:\n    - {measure: asa, scenarios: [in_house]}\n"
)


def test_a_claim_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(SOUND)
    registry = registry_of(path)
    assert registry.claims["mine"].words("zh") == "Ours is fast."
    assert registry.place("in_house")[0].name == "in_house.yaml"
    assert shown_path(registry.place("in_house")[0]) == "configs/in_house.yaml"
    assert shown_path(path) == str(path)
    (tmp_path / "in_house.yaml").write_text("")
    assert registry.place("in_house.yaml")[0] == tmp_path / "in_house.yaml"


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        (("high: 30", "higj: 30"), 4, "did you mean 'high'"),
        (("high: 30", "high: thirty"), 4, "expected a number"),
        (("measure: asa", "measure: asa ="), 6, "no formula"),
        (("    high: 30\n", ""), 3, "needs `low`, `high` or `value`"),
        (("high: 30", "value: 3\n    low: 1"), 3, "expected either `value`, or `low` and `high`"),
        (("high: 30", "high: 30\n    findings: [Z99]"), 2, "the finding 'Z99'"),
        (("    tests:\n    - {measure: asa, scenarios: [in_house]}\n", ""), 3, "exactly one of"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, change: tuple[str, str], line: int, said: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(SOUND.replace(*change))
    with pytest.raises(ClaimError) as caught:
        registry_of(path)
    assert said in str(caught.value)
    assert f"mine.yaml:{line}:" in str(caught.value)


def test_a_scenario_that_does_not_exist_names_the_nearest(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(SOUND)
    with pytest.raises(ClaimError, match=r"did you mean 'in_house.yaml'"):
        registry_of(path).place("in_huose.yaml")
