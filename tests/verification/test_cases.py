"""Files of cases: what is wrong in them is said with the case and the key."""

import copy
import json
from pathlib import Path

import pytest

from ccsim.verification.cases import CaseError, read_cases, select
from ccsim.verification.catalogue import FAMILIES, designs

SMALL = {
    "id": "A-small",
    "family": "A_erlang",
    "params": {"n": 3, "calls_per_hour": 72.0, "AHT_s": 150, "patience_mean_s": 120},
    "quantities": {"P_wait": 0.5549073316478907, "asymvar_queue_s": 223.8},
}


def written(tmp_path: Path, *cases: object) -> Path:
    path = tmp_path / "cases.json"
    path.write_text(json.dumps({"cases": list(cases)}))
    return path


def changed(**params: object) -> dict[str, object]:
    return {**SMALL, "params": {**SMALL["params"], **params}}  # type: ignore[dict-item]


def test_the_shipped_cases_are_of_every_family_and_all_can_be_designed() -> None:
    cases = read_cases()
    assert {case.letter for case in cases} == set(FAMILIES)
    design = designs(cases)
    assert {study.case.id for study in design.studies} == {case.id for case in cases}
    assert all(one.why for one in design.unchecked)


def test_every_quantity_is_checked_or_listed_with_a_reason() -> None:
    for case in read_cases():
        design = designs([case])
        checked = {check.quantity.partition("[")[0] for study in design.studies for check in study.checks}
        listed = {one.quantity for one in design.unchecked}
        assert {name.partition(".")[0] if name.startswith("published.") else name for name in checked | listed} == set(
            case.quantities
        ), case.id
        assert checked, case.id


@pytest.mark.parametrize(
    ("case", "said"),
    [
        (changed(patience_maen_s=120), "A-small: params.patience_maen_s: unknown parameter (did you mean 'patience_mean_s'?)"),
        (changed(n=2.5), "A-small: params.n: found 2.5; expected a whole number"),
        (changed(n=-1), "A-small: params.n: found -1; expected a finite number, at least 0"),
        (changed(AHT_s="long"), "A-small: params.AHT_s: found 'long'; expected a finite number, at least 0"),
        (changed(service="triangular"), "A-small: params.service: found 'triangular'"),
        ({**SMALL, "params": {"n": 3}}, "A-small: params.AHT_s: missing"),
        ({**SMALL, "family": "Z_unheard"}, "A-small: family: found 'Z_unheard'; expected one that begins with"),
    ],
)  # fmt: skip
def test_a_case_that_cannot_be_read_names_itself_and_the_key(tmp_path: Path, case: object, said: str) -> None:
    with pytest.raises(CaseError) as refused:
        designs(read_cases(written(tmp_path, case)))
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "cannot be read as JSON"),
        ("[]", 'expected an object with a list "cases"'),
        ('{"cases": [3]}', "case 1: expected an object"),
        ('{"cases": [{"id": "x", "family": "A", "params": []}]}', "x: params: expected dict"),
    ],
)
def test_a_file_of_another_form_is_refused(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "cases.json"
    path.write_text(content)
    with pytest.raises(CaseError, match=said):
        read_cases(path)


def test_two_cases_cannot_share_an_id(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="several cases are called A-small"):
        read_cases(written(tmp_path, SMALL, SMALL))


def test_families_and_cases_are_selected_by_name() -> None:
    cases = read_cases()
    assert {case.letter for case in select(cases, ["A", "D_chat"])} == {"A", "D"}
    assert [case.id for case in select(cases, ids=["F-retrial-n3"])] == ["F-retrial-n3"]
    with pytest.raises(CaseError, match="no family is called 'A_erlng' \\(did you mean 'A_erlang'\\?\\)"):
        select(cases, ["A_erlng"])
    with pytest.raises(CaseError, match="no case is called 'F-retrial'"):
        select(cases, ids=["F-retrial"])


def test_families_without_a_scenario_are_listed_with_the_reason(tmp_path: Path) -> None:
    design = designs(read_cases(written(tmp_path, {**SMALL, "family": "R_records"})))
    assert not design.studies
    assert [(one.case, one.quantity) for one in design.unchecked] == [("A-small", "all")]
    assert "observed" in design.unchecked[0].why


def test_work_with_a_memory_is_held_against_the_chain_with_our_rule_among_equally_loaded_agents() -> None:
    (study,) = designs(select(read_cases(), ids=["D-chatPH-e2-n2c2"])).studies
    by_name = {check.quantity: check for check in study.checks}
    assert by_name["E_chat_duration"].reference == pytest.approx(501.97322948, rel=1e-9)
    assert by_name["E_chat_duration"].shown_as
    assert by_name["P_abandon"].reference == 0
    changed = copy.deepcopy(study.case)
    changed.quantities["E_queue"] = 1.9  # which no chain of ours gives: left to the simulation
    (other,) = designs([changed]).studies
    assert next(check for check in other.checks if check.quantity == "E_queue").reference == 1.9
