"""Files of cases: what is wrong in them is said with the case and the key."""

import copy
import json
import math
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ccsim.verification import catalogue
from ccsim.verification.cases import Case, CaseError, read_cases, select
from ccsim.verification.catalogue import FAMILIES, designs
from ccsim.verification.observe import Bench

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


def known(**quantities: object) -> dict[str, object]:
    return {**SMALL, "quantities": quantities}


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
        (changed(n=-1), "A-small: params.n: found -1; expected a whole number, at least 1"),
        (changed(n=0), "A-small: params.n: found 0; expected a whole number, at least 1"),
        (changed(AHT_s="long"), "A-small: params.AHT_s: found 'long'; expected a finite number above 0"),
        (changed(AHT_s=10**400), "expected a finite number above 0"),
        (changed(patience="Weibull", scale_s=100, k=0), "A-small: params.k: found 0; expected a finite number above 0"),
        (changed(patience_mean_s=None), "A-small: params: no steady state: 1 contacts offered"),
        (changed(service="Erlang-0"), "A-small: params.service: found 'Erlang-0'; expected a whole number of stages"),
        (known(P_wait=math.nan), "A-small: quantities.P_wait: found nan; expected a finite number"),
        (known(P_wait="half"), "A-small: quantities.P_wait: found 'half'; expected a finite number"),
        (known(P_wait=[0.5, None]), "A-small: quantities.P_wait: found None; expected a finite number"),
        (known(P_wait=[0.5]), "A-small: quantities.P_wait: found [0.5]; expected P_wait in the form of this model"),
        (known(P_wiat=0.5), "A-small: quantities.P_wiat: unknown quantity (did you mean 'P_wait'?)"),
        (known(**{"SL_al_offered@20": 0.5}), "unknown quantity (did you mean 'SL_all_offered@T'?)"),
        (known(**{"SL_all_offered@-5": 0.5}), "expected SL_all_offered@T in the form of this model"),
        (known(wait_quantile_2=3), "unknown quantity (did you mean 'wait_quantile_p'?)"),
        (known(E_orbit=3), "A-small: quantities.E_orbit: unknown quantity"),
        (changed(service="triangular"), "A-small: params.service: found 'triangular'"),
        ({**SMALL, "params": {"n": 3}}, "A-small: params.AHT_s: missing"),
        ({**SMALL, "family": "Z_unheard"}, "A-small: family: found 'Z_unheard'; expected one that begins with"),
    ],
)  # fmt: skip
def test_a_case_that_cannot_be_read_names_itself_and_the_key(tmp_path: Path, case: object, said: str) -> None:
    with pytest.raises(CaseError) as refused:
        designs(read_cases(written(tmp_path, case)))
    assert said in str(refused.value)


POOLS = {
    "id": "E-small",
    "family": "E_priority_skill",
    "params": {
        "calls_per_hour_by_class": [10, 20],
        "skills": {"A": [1], "B": [1, 2]},
        "AHT_s": {"A": {"1": 100}, "B": {"1": 120, "2": 100}},
        "n_poolA": 2,
        "n_poolB": 3,
    },
    "quantities": {"E_wait_overall": 3},
}


def pools(**params: object) -> dict[str, object]:
    return {**POOLS, "params": {**POOLS["params"], **params}}  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("case", "said"),
    [
        (pools(skills={"A": [1], "B": [2, 3]}), "params.skills.B: found [2, 3]; expected a list of classes from 1 to 2"),
        (pools(skills={"A": [2], "B": [2]}), "params.skills.A: found [2]; expected a list of classes from 1 to 2, 1 among"),
        (pools(AHT_s={"A": {"1": 100}, "B": {"2": 0}}), "params.AHT_s.B.1: found None; expected a finite number above 0"),
        (pools(AHT_s={"A": 100, "B": {"2": 0}}), "params.AHT_s.A: found 100; expected mean handling times by class"),
        ({**POOLS, "quantities": {"E_busy_pool_class": {"Z1": 1}}}, "found 'pool Z'; expected one of the pools A, B"),
        ({**POOLS, "quantities": {"E_busy_pool_class": {"A3": 1}}}, "found 'class 3'; expected a class from 1 to 2"),
        ({**POOLS, "quantities": {"occupancy_C": 0.5}}, "found 'pool C'; expected one of the pools A, B"),
        ({**POOLS, "quantities": {"fraction_class9_served_by_A": 0.5}}, "found 'class 9'; expected a class from 1 to 2"),
    ],
)  # fmt: skip
def test_names_of_classes_and_pools_are_those_that_there_are(tmp_path: Path, case: object, said: str) -> None:
    assert designs(read_cases(written(tmp_path, POOLS))).studies
    with pytest.raises(CaseError) as refused:
        designs(read_cases(written(tmp_path, case)))
    assert said in str(refused.value)


def test_a_misspelt_quantity_of_any_case_is_refused_with_a_near_match() -> None:
    for case in read_cases():
        listed = {one.quantity for one in designs([case]).unchecked}
        for name, value in case.quantities.items():
            stem, at, rest = name.partition("@")
            wrong = f"{stem[:-1]}{at}{rest}"
            if name in listed or name.startswith(("Var_", "wait_quantile_", "AHT_at")):
                continue  # known not to be simulated, or of a pattern, so that what is left is of it too
            with pytest.raises(CaseError, match="^" + re.escape(f"{case.id}: quantities.{wrong}: ")) as refused:
                designs([replace(case, quantities={wrong: value})])
            assert "did you mean" in str(refused.value) or "in the form" in str(refused.value)


MISSING = object()
BAD = (0, -1, math.nan, "x", [], MISSING)


def leaves(content: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Places of a case's parameters; of a list its first two."""
    parts = (
        content.items() if isinstance(content, dict) else enumerate(content[:2] if isinstance(content, list) else [])
    )
    for key, part in parts:
        yield (*at, key)
        yield from leaves(part, (*at, key))


def mutated(content: Any, place: tuple[Any, ...], bad: object) -> Any:
    changed = copy.deepcopy(content)
    inner = changed
    for key in place[:-1]:
        inner = inner[key]
    if bad is MISSING:
        del inner[place[-1]]
    else:
        inner[place[-1]] = bad
    return changed


@pytest.mark.parametrize("case", read_cases(), ids=lambda case: case.id)
def test_whatever_stands_in_a_parameter_there_is_a_scenario_or_a_case_error(case: Case) -> None:
    """Every parameter of every case, spoilt in six ways; what still can be read must load, or be listed as unsayable."""
    refused = []
    for place in leaves(dict(case.params)):
        for bad in BAD:
            try:
                design = designs([replace(case, params=mutated(dict(case.params), place, bad))])
            except CaseError as error:
                refused.append(str(error))
                continue
            Bench(tuple(design.studies[:1]), 1, "compiled").without_engine()
    assert len(refused) >= 5
    # a list of another length may be found out by a quantity; all is foreseen where it is read
    assert all(one.startswith((f"{case.id}: params", f"{case.id}: quantities")) for one in refused)
    assert not [one for one in refused if "nothing can be made of them" in one]


def test_what_nobody_foresaw_in_a_family_names_the_case_and_keeps_its_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    case = next(iter(read_cases()))
    for error in (KeyError("lost"), ZeroDivisionError("by zero"), ValueError("odd")):

        def fails(_: Case, error: Exception = error) -> Any:
            raise error

        monkeypatch.setitem(catalogue.FAMILIES, case.letter, catalogue.Family(fails, ()))
        with pytest.raises(CaseError, match=f"^{case.id}: params: ") as refused:
            designs([case])
        assert refused.value.__cause__ is error


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "cannot be read as JSON"),
        ("[]", 'expected an object with a list "cases"'),
        pytest.param('{"cases": ' + "9" * 5000 + "}", "cannot be read as JSON", id="a number of 5000 digits"),
        pytest.param("[" * 100_000, "cannot be read as JSON", id="a hundred thousand brackets"),
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


def test_a_quantile_in_whole_seconds_is_the_same_as_with_a_point(tmp_path: Path) -> None:
    whole, point = (
        designs(read_cases(written(tmp_path, known(**{"wait_quantile_0.9": v})))).studies for v in (30, 30.0)
    )
    assert whole[0].checks == point[0].checks


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
    assert by_name["E_chat_duration"].other is not None
    assert by_name["E_chat_duration"].other.reference == study.case.quantities["E_chat_duration"]
    assert by_name["P_abandon"].reference == 0
    changed = copy.deepcopy(study.case)
    changed.quantities["E_queue"] = 1.9  # which no chain of ours gives: left to the simulation
    (other,) = designs([changed]).studies
    assert next(check for check in other.checks if check.quantity == "E_queue").reference == 1.9
