"""Experiments give the same tables however they were reached: whole, resumed, repeated, repaired, on any number of cores."""

from pathlib import Path

import pytest
from small_experiment import CUBE, GRID, experiment

from ccsim.errors import TargetMissedError
from ccsim.experiment import cells
from ccsim.experiment.cells import is_precise
from ccsim.experiment.result import KpiValue
from ccsim.experiment.run import run_scenario
from ccsim.experiment.statistics import Estimate
from ccsim.experiment.sweep import ExperimentResult, run_experiment
from ccsim.experiment.sweep_tables import long_table, number_of, numbers_of, table, turning_points
from ccsim.scenario.load import load_scenario


def csv(result: ExperimentResult) -> str:
    return table(result).to_csv() + long_table(result).to_csv()


def stored(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "store").rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ExperimentResult]:
    folder = tmp_path_factory.mktemp("whole")
    return folder, run_experiment(experiment(folder), folder / "store")


def test_a_row_for_every_point_with_intervals(whole: tuple[Path, ExperimentResult]) -> None:
    frame = table(whole[1])
    assert list(frame["groups.team.concurrency"]) == [1, 1, 3, 3]
    assert (frame["replications"] == 3).all()
    assert (frame["human_legs_per_agent_day_low"] < frame["human_legs_per_agent_day"]).all()
    assert (frame["human_legs_per_agent_day"] < frame["human_legs_per_agent_day_high"]).all()
    resolved = frame["first_contact_resolution"]
    assert resolved[1] > resolved[0]
    assert set(frame["target"]) <= {"met", "edge", "missed"}


def test_a_cell_is_the_run_of_its_scenario(tmp_path: Path) -> None:
    text = GRID.replace("[1, 3]", "[3]").replace("{odds: [0.5, 2]}", "{times: [1]}")
    (same,) = run_experiment(experiment(tmp_path, text), tmp_path / "store").results
    direct = run_scenario(load_scenario(tmp_path / "centre.yaml"), replications=3, seed=1)
    for name, kpi in direct.kpis.items():
        assert same.groups[""].kpis[name] == kpi, name


def test_a_repeated_experiment_computes_nothing(whole: tuple[Path, ExperimentResult]) -> None:
    folder, first = whole
    again = run_experiment(experiment(folder), folder / "store")
    assert (again.computed, again.kept) == (0, first.computed)
    assert csv(again) == csv(first)


def test_what_is_missing_is_computed_and_nothing_else(whole: tuple[Path, ExperimentResult]) -> None:
    folder, first = whole
    files = stored(folder)
    for path in files[::3]:
        path.unlink()
    again = run_experiment(experiment(folder), folder / "store")
    assert again.computed == len(files[::3])
    assert csv(again) == csv(first)


def test_damaged_files_are_noticed_and_computed_again(whole: tuple[Path, ExperimentResult]) -> None:
    folder, first = whole
    files = stored(folder)
    for place, path in enumerate(files[::2]):
        raw = path.read_bytes()
        path.write_bytes(raw[: len(raw) // 2] if place % 2 else raw[:-1] + bytes([raw[-1] ^ 8]))
    again = run_experiment(experiment(folder), folder / "store")
    assert again.damaged == again.computed == len(files[::2])
    assert csv(again) == csv(first)
    assert run_experiment(experiment(folder), folder / "store").damaged == 0


def test_more_replications_keep_those_that_are_there(whole: tuple[Path, ExperimentResult]) -> None:
    folder, first = whole
    more = run_experiment(experiment(folder, GRID.replace("replications: 3", "replications: 4")), folder / "store")
    assert more.computed == 4
    assert more.kept == first.computed


def test_other_prices_compute_nothing(whole: tuple[Path, ExperimentResult]) -> None:
    folder, first = whole
    priced = experiment(folder, GRID + "set: {groups.team.labour.wage: 9400 CNY/month}\n")
    dearer = run_experiment(priced, folder / "store")
    assert dearer.computed == 0
    ratio = table(dearer)["cost_per_contact"] / table(first)["cost_per_contact"]
    assert ratio.to_numpy() == pytest.approx(2.0)


def test_two_processes_give_what_one_gives(tmp_path: Path) -> None:
    one = run_experiment(experiment(tmp_path, CUBE), tmp_path / "one", jobs=1)
    two = run_experiment(experiment(tmp_path, CUBE), tmp_path / "two", jobs=2)
    assert csv(one) == csv(two)
    names = [sorted(path.name for path in (tmp_path / name).rglob("*") if path.is_file()) for name in ("one", "two")]
    assert names[0] == names[1]


def test_replications_until_an_interval_is_narrow_enough(tmp_path: Path) -> None:
    wide, tight = (f"{{kpi: cost_per_contact, half_width: {share}, first: 20, most: 60}}" for share in ("50%", "0.1%"))
    text = GRID.replace("[1, 3]", "[3]").replace("[0.5, 2]", "[1]").replace("replications: 3", "precision: ")
    for precision, count, precise in ((wide, 20, True), (tight, 60, False)):
        found = run_experiment(experiment(tmp_path, text.rstrip() + f" {precision}\n"), tmp_path / "store")
        frame = table(found)
        assert (frame["replications"][0], bool(frame["precise"][0])) == (count, precise)


def test_half_of_an_interval_against_the_estimate() -> None:
    kpi = KpiValue("asa", "s", Estimate(100.0, 99.0, 101.0, "", 20))
    assert is_precise(kpi, 0.0102)
    assert not is_precise(kpi, 0.01)
    assert not is_precise(KpiValue("asa", "s", Estimate(None, None, None, "?", 20)), 0.5)


def test_a_target_that_no_roster_meets_is_a_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def misses(*given: object, **more: object) -> None:
        raise TargetMissedError("three times the formula's headcounts miss the target")

    monkeypatch.setattr(cells, "derive_schedule", misses)
    text = GRID.replace("[1, 3]", "[1]")
    found = run_experiment(experiment(tmp_path, text), tmp_path / "store")
    frame = table(found)
    assert set(frame["target"]) == {"no_roster"}
    assert frame["service_level"].isna().all()
    assert (frame["replications"] == 0).all()
    again = run_experiment(experiment(tmp_path, text), tmp_path / "store")
    assert again.computed == 0
    assert csv(again) == csv(found)


def test_the_plan_for_something_else_fails_somewhere(tmp_path: Path) -> None:
    text = """\
scenarios: [centre.yaml]
planned_for: {arrivals.volume: 600/day}
grid: {arrivals.volume: [300/day, 600/day, 1200/day, 2400/day]}
kpis: [service_level, abandonment]
replications: 3
"""
    found = run_experiment(experiment(tmp_path, text), tmp_path / "store")
    assert len({result.factor for result in found.results}) == 1
    assert table(found)["service_level"].is_monotonic_decreasing
    assert table(found)["target"].iloc[-1] == "missed"
    turning = turning_points(found)
    assert list(turning["kpi"]) == ["service_level"]
    assert 600 <= turning["from"][0] < turning["crosses_at"][0] < turning["until"][0] <= 2400


def test_teams_over_months(tmp_path: Path) -> None:
    text = """\
scenarios: [centre.yaml]
people: {months: 3}
set: {workforce: {groups: {team: {headcount: 20, tenure_months: 12}}}}
grid: {groups.team.labour.attrition: [10%/yr, 60%/yr]}
kpis: [attrition, vacancies, cost]
replications: 20
"""
    found = run_experiment(experiment(tmp_path, text), tmp_path / "store")
    frame = table(found)
    assert list(frame["team"]) == ["team", "team"]
    assert frame["attrition"][1] > 3 * frame["attrition"][0]
    again = run_experiment(experiment(tmp_path, text), tmp_path / "store")
    assert (again.computed, again.kept) == (0, 2)
    assert csv(again) == csv(found)


def test_levels_as_numbers() -> None:
    assert number_of("9 s") == (9.0, "s")
    assert number_of("2,000/day") == (2000.0, "/day")
    assert number_of(True) is None
    assert number_of("fast") is None
    assert numbers_of(["1 s", "2 s"]) == ([1.0, 2.0], "s")
    assert numbers_of(["1 s", "2 min"]) is None
