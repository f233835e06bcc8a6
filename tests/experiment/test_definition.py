"""Mistakes in an experiment's file: one line each, with its place, what was found and what is allowed."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from small_experiment import CUBE, GRID, experiment

from ccsim.cli.main import cli
from ccsim.errors import ScenarioError
from ccsim.experiment.definition import load_experiment
from ccsim.experiment.design import design_of

BROKEN = Path(__file__).parents[1] / "broken" / "experiments"
SHIPPED = Path(__file__).parents[2] / "experiments"

# file: (line, key path, words) of every mistake, in order
MISTAKES: dict[str, list[tuple[int, str, str]]] = {
    "beyond": [(3, "intents.question.resolution", "found 1.2; expected a share")],
    "both_ways": [
        (9, "precision.kpi", '"as"; expected a KPI'),
        (8, "replications", "expected one of the two"),
        (4, "grid.handling.cv", "in one of them"),
        (2, "set.handling.cv", "that is varied as well"),
    ],
    "levels": [
        (3, "grid.handling.hands_on_per_reply", "give a list of values"),
        (4, "grid.handling.cv.times.1", "found -2"),
        (5, "grid.intents.question.resolution", "give a list of values, or one of times"),
        (6, "grid.handling.customer_think.values", "at least 1 of them"),
    ],
    "matches_nothing": [(3, "grid.intents.*.bot_resolution.llm", "matches nothing that centre states")],
    "names": [
        (4, "kpis.0", "did you mean 'service_level'?"),
        (6, "plot.x", "did you mean 'handling.hands_on_per_reply'?"),
        (7, "plot.y.0", "expected one of `kpis`"),
    ],
    "no_prior": [(2, "latin_hypercube.priors", "no prior in centre")],
    "no_range": [(3, "grid.handling.cv", "without low and high")],
    "no_scenario": [(1, "scenarios.0", "no such file")],
    "no_share": [(3, "grid.handling.hands_on_per_reply", "odds need a share")],
    "not_yaml": [(2, "file", "never closed")],
    "nothing_varies": [(1, "scenarios", "nothing that varies")],
    "people_measures": [(2, "people.months", "from 1 to 600")],
    "people_names": [
        (4, "kpis.1", '"asa"; expected a measure of docs/people.md'),
        (5, "precision", "fixed number of replications"),
    ],
    "same_scenario": [(1, "scenarios", "two scenarios called centre")],
    "unknown_key": [(4, "replicatons", "did you mean 'replications'?")],
    "wrong_path": [(3, "handling.hands_on_per_rply", "did you mean 'hands_on_per_reply'?")],
    "wrong_value": [(3, "groups.team.concurrency", "found 0; expected a whole number, from 1 to 50")],
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_broken_experiment_is_refused_with_every_place(name: str) -> None:
    path = BROKEN / f"{name}.yaml"
    found = CliRunner().invoke(cli, ["experiment", "run", str(path), "--dry-run"])
    assert found.exit_code == 2
    assert "Traceback" not in found.output
    lines = found.output.strip().splitlines()
    assert len(lines) == len(MISTAKES[name]), found.output
    for line, (number, key, words) in zip(lines, MISTAKES[name], strict=True):
        assert re.match(rf"{re.escape(str(path))}:{number}:\d+: {re.escape(key)}: found ", line), line
        assert words in line


def test_every_broken_file_is_tried() -> None:
    assert {path.stem for path in BROKEN.glob("*.yaml")} == {*MISTAKES, "centre"}


@pytest.mark.parametrize("path", [path for path in sorted(SHIPPED.glob("*.yaml")) if path.stem != "bank_1999"],
                         ids=lambda path: path.stem)  # fmt: skip
def test_every_shipped_experiment_is_sound(path: Path) -> None:
    loaded = load_experiment(path)
    design = design_of(loaded)
    assert len(design.cells) == len(design.points) * len(loaded.experiment.scenarios)
    assert set(loaded.experiment.title) == set(loaded.experiment.question) == {"en", "zh"}
    for labels in loaded.experiment.labels.values():
        assert set(labels) == {"en", "zh"}


def test_the_name_is_the_files(tmp_path: Path) -> None:
    assert experiment(tmp_path, GRID, "my_sweep").experiment.name == "my_sweep"
    assert experiment(tmp_path, GRID + "name: called\n").experiment.name == "called"


def test_levels_are_a_list_or_a_change_of_what_is_there(tmp_path: Path) -> None:
    grid = experiment(tmp_path).experiment.grid
    assert (grid["groups.team.concurrency"].how, grid["groups.team.concurrency"].all) == ("values", [1, 3])
    assert (grid["intents.*.resolution"].how, grid["intents.*.resolution"].all) == ("odds", [0.5, 2])


def test_without_replications_there_are_thirty(tmp_path: Path) -> None:
    text = GRID.replace("replications: 3\n", "")
    assert experiment(tmp_path, text).experiment.fixed_replications == 30
    assert experiment(tmp_path, text + "precision: {kpi: asa}\n").experiment.fixed_replications == 20


def test_a_mistake_in_a_scenario_is_told_with_the_scenarios_place(tmp_path: Path) -> None:
    loaded = experiment(tmp_path, CUBE)
    (tmp_path / "other.yaml").write_text("extends: centre.yaml\nbots: {}\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"other\.yaml:2:1: bots"):
        design_of(loaded)


def test_contacts_over_months_are_not_swept(tmp_path: Path) -> None:
    loaded = experiment(
        tmp_path, GRID + "set: {workforce: {contacts: {}, groups: {team: {headcount: 9, tenure_months: 12}}}}\n"
    )
    with pytest.raises(ScenarioError, match=r"sweep\.yaml:1:12: scenarios: found centre, whose contacts are followed"):
        design_of(loaded)
