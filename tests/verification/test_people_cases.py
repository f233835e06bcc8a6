"""Family G: teams drawn and calculated, absence and busyness; and a wrong reference does not pass."""

import math
from dataclasses import replace

import pytest

from ccsim.verification import budget
from ccsim.verification.cases import Case, read_cases, select
from ccsim.verification.catalogue import designs
from ccsim.verification.verify import Plan, verify

CASES = select(read_cases(), ["G"])


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "SHORTEST", 1500.0)
    monkeypatch.setattr(budget, "PILOT_REPLICATIONS", 3)
    monkeypatch.setattr(budget, "FEWEST_IN_PILOT", 3)
    monkeypatch.setattr(budget, "FEWEST", 12)
    monkeypatch.setattr("ccsim.verification.families.team.TEAMS_AT_LEAST", 8)
    monkeypatch.setattr("ccsim.verification.verify.LARGEST_PART", math.inf)


def test_every_quantity_of_every_case_is_studied() -> None:
    design = designs(CASES)
    assert not design.unchecked
    for case in CASES:
        studied = {
            check.quantity.partition("[")[0] for one in design.studies if one.case is case for check in one.checks
        }
        assert studied == set(case.quantities)


def of_teams(cases: tuple[Case, ...]) -> tuple[Case, ...]:
    return tuple(case for case in cases if "calls_per_hour" not in case.params and "alpha0" not in case.params)


def test_teams_pass_and_expectations_are_exact() -> None:
    found = verify(of_teams(CASES), Plan(0.002, seed=4))
    assert not found.summary.failed, [(one.study, one.check.quantity, one.z) for one in found.summary.failed]
    calculated = [f for one in found.studied if one.study.calculated for f in one.findings]
    assert len(calculated) > 100
    assert {one.state for one in calculated} == {"exact"}
    assert 0.6 < found.summary.rms_z < 1.5


@pytest.mark.parametrize("engine", ["reference", "compiled"])
def test_absence_and_busyness_pass_on_both_engines(engine: str) -> None:
    days = select(CASES, ids=["G-absence-n30"] if engine == "reference" else ["G-absence-n30", "G-gammaday-n30"])
    found = verify(days, Plan(0.001, engine, seed=4))
    assert {one.engine for one in found.studied} == {engine}
    assert not found.summary.failed


@pytest.mark.parametrize("case", select(CASES, ids=["G-monthly-H150", "G-wright-b0.15"]), ids=lambda case: case.id)
def test_a_wrong_reference_does_not_pass(case: Case) -> None:
    name, value = next(iter(case.quantities.items()))
    wrong = [1.1 * one for one in value] if isinstance(value, list) else 1.1 * value
    planted = replace(case, quantities={**case.quantities, name: wrong})
    failed = verify([planted], Plan(0.001, seed=2)).summary.failed
    assert any(one.check.quantity.startswith(name) for one in failed)
