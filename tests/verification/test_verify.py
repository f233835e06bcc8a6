"""`ccsim verify`: small runs of real cases on both engines, and proof that a wrong reference does not pass."""

import json
import math
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from ccsim.cli.main import cli
from ccsim.verification import budget, table
from ccsim.verification.budget import Length, Price, Wanted, length, round_of, share_out, spread, topping_up
from ccsim.verification.cases import read_cases, select
from ccsim.verification.catalogue import designs
from ccsim.verification.estimating import FALSE_ALARM, findings, summary
from ccsim.verification.observe import Bench, Task, observe
from ccsim.verification.random_cases import KINDS, random_cases
from ccsim.verification.verify import Plan, Studied, Verification, verify

MANY = 1e6
SHORT = 0.002
"""Minutes: every study then has its fewest replications."""
ERLANG_A, PRIORITY, CHAT, SHIFT = (
    "A-ErlangA-n3-72ph-aht150-pat120", "E-Vprio-ab-n3-150-360", "D-chat-n3c2-LCF-ab", "P-CC-MMCAb",
)  # fmt: skip


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "SHORTEST", 1500.0)
    monkeypatch.setattr(budget, "PILOT_REPLICATIONS", 3)
    monkeypatch.setattr(budget, "FEWEST_IN_PILOT", 3)
    monkeypatch.setattr(budget, "FEWEST", 12)
    monkeypatch.setattr("ccsim.verification.verify.LARGEST_PART", math.inf)


@pytest.mark.parametrize("engine", ["reference", "compiled"])
def test_real_cases_pass_on_both_engines(engine: str) -> None:
    wanted = [ERLANG_A, SHIFT] if engine == "reference" else [ERLANG_A, PRIORITY, CHAT, SHIFT]
    found = verify(select(read_cases(), ids=wanted), Plan(SHORT, engine, seed=5))
    assert {one.study.case.id for one in found.studied} == set(wanted)
    assert all(one.engine == engine for one in found.studied)
    assert not found.summary.failed, [(one.study, one.check.quantity, one.z) for one in found.summary.failed]
    assert 0.5 < found.summary.rms_z < 1.6
    erlang = next(one for one in found.studied if one.study.case.id == ERLANG_A)
    assert {"P_wait", "P_abandon", "E_wait_all", "SL_all_offered@20", "occupancy"} <= {
        one.check.quantity for one in erlang.findings if one.state == "compared"
    }


def test_both_engines_observe_the_same_bit_for_bit() -> None:
    studies = tuple(designs(select(read_cases(), ids=[ERLANG_A, PRIORITY, SHIFT])).studies)
    for number in range(len(studies)):
        seen = [observe(Bench(studies, 3, engine), Task(number, 2, 0, "run")) for engine in ("reference", "compiled")]
        assert np.array_equal(seen[0].numerators, seen[1].numerators)
        assert np.array_equal(seen[0].denominators, seen[1].denominators)


def test_every_replication_is_another_one() -> None:
    """One that is counted twice makes standard errors too small, and no mean wrong."""
    bench = Bench(tuple(designs(select(read_cases(), ids=[ERLANG_A])).studies), 3, "compiled")
    tasks = [Task(0, 1, number, purpose) for purpose in ("pilot", "run") for number in range(4)]
    assert len({tuple(observe(bench, task).numerators) for task in tasks}) == len(tasks)


def test_a_steady_state_is_measured_when_the_empty_start_is_forgotten_and_not_before() -> None:
    """In the means of a long run an empty start is too small to be seen, so it is kept out by construction."""
    steady = [study for study in designs(read_cases()).studies if study.relaxation_s > 0]
    assert len(steady) > 40
    assert all(study.warm_up_days * 86400 >= 30 * study.relaxation_s for study in steady)
    number = next(i for i, study in enumerate(steady) if study.case.id == ERLANG_A)
    seen = observe(Bench(tuple(steady), 3, "compiled"), Task(number, 2, 0, "run"))
    offered = seen.denominators[[check.quantity for check in steady[number].checks].index("P_wait")]
    assert abs(offered - 2 * 1728) < 6 * 2 * 1728**0.5 < seen.contacts - offered


def test_random_cases_pass_and_are_the_same_for_the_same_seed() -> None:
    cases = random_cases(2 * len(KINDS), seed=11)
    assert cases == random_cases(2 * len(KINDS), seed=11)
    assert {case.params["n"] for case in cases[:5]} != {case.params["n"] for case in random_cases(5, seed=12)}
    assert not designs(cases).unchecked
    small = [one for one in cases[: len(KINDS)] if one.model in ("general handling", "impatient classes", "retrials")]
    found = verify(small, Plan(SHORT, "compiled", seed=2))
    assert len(found.studied) == len(small) == 3
    assert not found.summary.failed, [(one.study, one.check.quantity, one.z) for one in found.summary.failed]


def test_a_study_that_is_too_long_for_the_budget_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ccsim.verification.verify.LARGEST_PART", 0.2)
    found = verify(select(read_cases(), ids=["A-ErlangC-n2000-23640ph-aht300"]), Plan(SHORT, "compiled"))
    assert not found.studied
    assert [one.why for one in found.unchecked if one.quantity == "all"] == [
        "takes at least 0.2 CPU minutes on the compiled engine: give it more"
    ]


def planted(tmp_path: Path, factor: float) -> Path:
    case = next(one for one in read_cases() if one.id == ERLANG_A)
    quantities = {"P_wait": case.quantities["P_wait"], "E_wait_all": case.quantities["E_wait_all"] * factor}
    content = {"id": case.id, "family": case.family, "params": dict(case.params), "quantities": quantities}
    path = tmp_path / "cases.json"
    path.write_text(json.dumps({"cases": [content]}))
    return path


def test_a_wrong_reference_ends_with_exit_code_1(tmp_path: Path) -> None:
    arguments = ["verify", str(planted(tmp_path, 2.0)), "--budget", "0.01", "--engine", "compiled"]
    done = CliRunner().invoke(cli, arguments)
    assert done.exit_code == 1
    assert "1 quantities are wrong" in done.stderr
    assert f"WRONG: {ERLANG_A}, E_wait_all: z = -" in done.stdout


def test_a_right_one_with_exit_code_0_and_the_same_in_json(tmp_path: Path) -> None:
    table = tmp_path / "table.md"
    arguments = ["verify", str(planted(tmp_path, 1.0)), "--budget", "0.01", "--engine", "compiled", "--json"]
    done = CliRunner().invoke(cli, [*arguments, "--markdown", str(table)])
    assert done.exit_code == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["summary"]["quantities"] == 2
    assert found["summary"]["wrong"] == []
    rows = found["studies"][0]["quantities"]
    assert [row["quantity"] for row in rows] == ["P_wait", "E_wait_all"]
    assert all(row["detectable_bias"] > 5 * row["standard_error"] for row in rows)
    assert f"| {ERLANG_A} |" in table.read_text()


def test_a_table_that_cannot_be_finished_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tmp_path / "table.md"
    table.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    arguments = ["verify", str(planted(tmp_path, 1.0)), "--budget", "0.01", "--engine", "reference"]
    assert CliRunner().invoke(cli, [*arguments, "--markdown", str(table)]).exit_code == 1
    assert table.read_text() == "old"


def run_file(tmp_path: Path, quantities: dict[str, object], *more: str) -> Result:
    case = next(one for one in read_cases() if one.id == ERLANG_A)
    content = {"id": case.id, "family": case.family, "params": dict(case.params), "quantities": quantities}
    path = tmp_path / "cases.json"
    path.write_text(json.dumps({"cases": [content]}))
    return CliRunner().invoke(cli, ["verify", str(path), "--budget", "0.01", "--engine", "compiled", *more])


def test_a_run_that_compares_nothing_ends_with_exit_code_1_and_says_so(tmp_path: Path) -> None:
    done = run_file(tmp_path, {"E_virtual_wait": 12.0})
    assert done.exit_code == 1
    assert "no quantity was compared: 0 too rare for this budget, 1 not simulated" in done.stderr
    assert "this run says nothing about ccsim" in done.stdout
    assert "nan" not in done.stdout
    assert json.loads(run_file(tmp_path, {"E_virtual_wait": 12.0}, "--json").stdout)["summary"]["rms_z"] is None


def test_a_misspelt_quantity_ends_with_exit_code_2(tmp_path: Path) -> None:
    done = run_file(tmp_path, {"P_wait": 0.5549073316478907, "P_abandn": 0.2})
    assert done.exit_code == 2
    assert f"{ERLANG_A}: quantities.P_abandn: unknown quantity (did you mean 'P_abandon'?)" in done.stderr


def test_a_value_of_another_model_is_shown_with_its_z_and_does_not_count() -> None:
    study = designs(select(read_cases(), ids=["D-chatPH-e2-n2c2"])).studies[0]
    means = np.array([check.reference for check in study.checks])
    sums = MANY * (means + 1e-4 * means * np.random.default_rng(1).standard_normal((40, means.size)))
    found = findings(study, sums, np.full(sums.shape, MANY))
    one = next(f for f in found if f.check.quantity == "E_chat_duration")
    assert one.check.other is not None
    assert one.z_of_other == pytest.approx((one.value - 502.255) / one.se, abs=0.1)
    assert one.z_of_other < -20
    about = summary(found)
    assert (about.quantities, about.exact, about.failed) == (7, 1, ())
    studied = Studied(
        study, "compiled", Length(1, 40), 9, dict.fromkeys(("drawing", "engine", "measuring", "all"), 0.0), found
    )
    whole = Verification(Plan(1.0), [studied], [], about, 1.0)
    said = table.text(whole)
    assert "the file's value, of another model: any of equally loaded agents" in said
    assert said.count(f"{one.z_of_other:.2f}") == 2  # below the quantity, and in the summary
    assert f"E_chat_duration {one.z_of_other:.2f}" in table.markdown(whole)
    rows = {row["quantity"]: row for row in table.plain(whole)["studies"][0]["quantities"]}
    assert rows["E_chat_duration"]["another_model"]["reference"] == pytest.approx(502.255, abs=1e-3)
    assert rows["E_chat_duration"]["another_model"]["z"] == one.z_of_other
    assert rows["P_abandon"]["another_model"] is None


def test_an_unknown_parameter_ends_with_exit_code_2(tmp_path: Path) -> None:
    path = planted(tmp_path, 1.0)
    path.write_text(path.read_text().replace('"AHT_s"', '"AHT"'))
    done = CliRunner().invoke(cli, ["verify", str(path)])
    assert done.exit_code == 2
    assert f"{ERLANG_A}: params.AHT" in done.stderr


def test_a_bias_of_the_stated_size_is_found_with_the_stated_power() -> None:
    """Plant the detectable bias itself into normal sums: 99% of them must fail at the false alarm of one quantity."""
    study = designs(select(read_cases(), ids=[ERLANG_A])).studies[0]
    rng, found, trials = np.random.default_rng(1), 0, 400
    width = len(study.checks)
    for _ in range(trials):
        below = np.full((60, width), MANY)
        means = np.array([check.reference for check in study.checks]) + 0.01 * rng.standard_normal((60, width))
        bias = findings(study, MANY * means, below)[0].detectable
        one = findings(study, MANY * (means + bias), below)[0]
        found += one.p_value < FALSE_ALARM
    assert found / trials > 0.96  # the size is estimated from the same sums


def test_what_is_equal_without_any_spread_is_called_exact_and_what_differs_fails() -> None:
    study = designs(select(read_cases(), ids=[ERLANG_A])).studies[0]
    reference = np.array([check.reference for check in study.checks])
    below = np.full((30, reference.size), MANY)
    same = summary(findings(study, np.tile(MANY * reference, (30, 1)), below))
    assert (same.exact, same.quantities, same.failed) == (reference.size, 0, ())
    other = summary(findings(study, np.tile(1.1 * MANY * reference, (30, 1)), below))
    assert len(other.failed) == reference.size


def test_a_share_that_stands_on_few_contacts_is_too_rare() -> None:
    study = designs(select(read_cases(), ids=["A-ErlangA-n2000-23732ph-aht300-pat240"])).studies[0]
    reference = np.array([check.reference for check in study.checks])
    rng = np.random.default_rng(1)

    def states(contacts: float) -> dict[str, str]:
        sums = contacts * reference * (1 + 1e-3 * rng.standard_normal((30, reference.size)))
        found = findings(study, sums, np.full((30, reference.size), contacts))
        return {one.check.quantity: one.state for one in found}

    assert states(1e5)["SL_of_served@20"] == "too rare"  # 250 of three million wait longer than 20 s
    assert states(1e5)["P_wait"] == "compared"
    assert states(1e7)["SL_of_served@20"] == "compared"


def test_half_of_the_budget_brings_the_cheap_studies_to_the_first_goal() -> None:
    studies = designs(select(read_cases(), ["A"])).studies[:3]
    prices = [Price(1e-6, (10e6, 250e6)), Price(1e-6, (30e6, 750e6)), Price(1e-6, (1e12, 25e12))]
    shares = share_out(studies, prices, 100.0)
    assert shares == pytest.approx([10.0, 30.0, 5.0 / 3])
    assert share_out(studies, prices, 60.0) == pytest.approx(
        [10.0, 1.0, 1.0]
    )  # the second does not fit into half of it
    assert length(studies[0], prices[0], shares[0]).replications >= budget.FEWEST
    least = [budget.least_contacts(study) * 1e-6 for study in studies]
    assert sum(share_out(studies, prices, 1e-9)) == pytest.approx(sum(least))


def test_every_case_is_begun_before_further_studies_of_one() -> None:
    every = designs(select(read_cases(), ["A"])).studies
    same = [study for study in every if study.case is every[0].case][:2]
    other = next(study for study in every if study.case is not every[0].case)
    prices = [Price(1e-6, (10e6, 250e6)), Price(1e-6, (20e6, 500e6)), Price(1e-6, (30e6, 750e6))]
    assert share_out([*same, other], prices, 100.0) == pytest.approx([10.0, 5.0 / 3, 30.0])


def test_a_study_wants_the_replications_that_its_next_goal_takes() -> None:
    study = designs(select(read_cases(), ["A"])).studies[0]
    assert (study.warm_up_days, study.cool_down_days, study.week_days) == (1, 0, 1)
    wanted = topping_up(study, Length(20, 50), 50.0, 0.02)
    assert wanted == (0, 154.0, Length(20, 154), 1.0)  # four times as many, and two in a hundred, less the 50
    assert topping_up(study, Length(20, 50), 50.0, 0.004) == (1, 154.0, Length(20, 154), 1.0)
    assert topping_up(study, Length(20, 50), 50.0, 0.002) is None
    assert topping_up(study, Length(20, 50), 50.0, math.inf) is None


def test_a_study_of_short_replications_begins_anew_with_longer_ones_where_that_is_cheaper() -> None:
    study = designs(select(read_cases(), ["A"])).studies[0]
    wanted = topping_up(study, Length(1, 100), 50.0, 0.04)  # 1,632 days, and half of the time is warm-up
    assert wanted == (0, pytest.approx(96 * 0.5 * 18 / 2), Length(17, 96), 0.5)
    in_days = replace(study, single_days=True)
    assert topping_up(in_days, Length(1, 100), 50.0, 0.04) == (0, 766.0, Length(1, 1532), 0.5)
    so_far = {0: Length(1, 100)}
    assert round_of({0: wanted}, so_far, 1000.0, {0: "a"}, {"a": 0}) == {0: Length(17, max(budget.FEWEST, 18))}
    assert round_of({0: wanted}, so_far, 400.0, {0: "a"}, {"a": 0}) == {}


def test_a_round_takes_the_first_goal_before_the_second_and_the_cheap_before_the_dear() -> None:
    so_far = {i: Length(1, 100) for i in range(4)}
    asked = [(1, 10.0, 50), (0, 60.0, 150), (0, 20.0, 900), (0, 30.0, 100)]
    wanted = {i: Wanted(goal, s, Length(1, n), s / n) for i, (goal, s, n) in enumerate(asked)}
    alone = {i: str(i) for i in range(4)}
    none = dict.fromkeys("0123", 0)
    # 85% of what is wanted, and no more than twice what there is
    assert round_of(wanted, so_far, 65.0, alone, none) == {2: Length(1, 200), 3: Length(1, 85), 0: Length(1, 43)}
    assert round_of(wanted, so_far, 9.0, alone, none) == {}
    assert spread(wanted, so_far, 8.0) == {0: Length(1, 10), 1: Length(1, 5), 2: Length(1, 90), 3: Length(1, 6)}
    assert spread(wanted, so_far, -1.0) == {}
    little = {0: Wanted(0, 5.0, Length(1, 15), 1 / 3)}
    assert round_of(little, so_far, 65.0, alone, none) == {0: Length(1, 15)}


def test_a_round_takes_every_case_before_further_studies_of_one() -> None:
    so_far = {i: Length(1, 100) for i in range(4)}
    asked = [(1, 10.0, 50), (0, 60.0, 150), (0, 20.0, 900), (0, 30.0, 100)]
    wanted = {i: Wanted(goal, s, Length(1, n), s / n) for i, (goal, s, n) in enumerate(asked)}
    # the third and the fourth are of one case: only the cheaper of them comes before the second and the first
    case_of = {0: "x", 1: "a", 2: "b", 3: "b"}
    assert list(round_of(wanted, so_far, 85.0, case_of, {"x": 1, "a": 0, "b": 0})) == [2, 1]
    assert list(round_of(wanted, so_far, 125.0, case_of, {"x": 1, "a": 0, "b": 0})) == [2, 1, 0, 3]
    # a case that one study has brought to both goals waits with its other studies until all else is served
    assert list(round_of(wanted, so_far, 125.0, case_of, {"x": 2, "a": 0, "b": 0})) == [2, 1, 3, 0]
    assert list(round_of(wanted, so_far, 125.0, case_of, {"x": 1, "a": 0, "b": 1})) == [1, 0, 2, 3]
