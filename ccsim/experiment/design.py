"""From an experiment's file to its points and cells: every scenario at every point, ready to be simulated.

A point is a combination of the factors' levels and, with a hypercube, a draw from the priors. Draws depend on the
hypercube's seed and on key paths alone, so every scenario and every level meets the same ignorance.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

from ccsim.errors import Problem, ScenarioError
from ccsim.experiment.definition import Experiment, How, LoadedExperiment
from ccsim.experiment.priors import Prior, priors_of, quantiles, value_at, with_values
from ccsim.scenario.load import Loaded, load_scenario
from ccsim.scenario.scenario import Scenario
from ccsim.scenario.tree import Mark


@dataclass(frozen=True)
class Setting:
    """One factor's level at a point."""

    path: str
    how: How
    level: Any
    keys: tuple[str, ...]
    """Where it stands in the experiment's file."""

    @property
    def shown(self) -> str | float | int:
        """The level as a cell of a table."""
        return self.level if isinstance(self.level, (int, float, str)) else json.dumps(self.level, ensure_ascii=False)


@dataclass(frozen=True)
class Point:
    """A combination of levels, and the number of the draw from the priors if there is one."""

    number: int
    settings: tuple[Setting, ...]
    draw: int | None = None

    @property
    def levels(self) -> dict[str, str | float | int]:
        """The factors' levels by key path."""
        return {setting.path: setting.shown for setting in self.settings}


@dataclass(frozen=True)
class Cell:
    """A scenario at a point."""

    number: int
    point: Point
    scenario: Scenario
    planned: Scenario | None
    """The scenario for which rosters are derived, where it is another one."""
    drawn: dict[str, Any]
    """What was drawn from the priors, in the model's units, by key path."""


@dataclass(frozen=True)
class Design:
    """Everything that an experiment simulates."""

    experiment: Experiment
    points: list[Point]
    cells: list[Cell]
    priors: dict[str, dict[str, Prior]]
    """What is drawn, by scenario and key path."""
    scenarios: list[Scenario]
    """The scenarios as their files and `set` have them."""


def points_of(experiment: Experiment) -> list[Point]:
    """Every combination of the listed points, the grid's levels and the draws, in this order."""
    listed = [
        tuple(Setting(path, "values", value, ("points", str(place), path)) for path, value in point.items())
        for place, point in enumerate(experiment.points)
    ] or [()]
    factors = [
        [Setting(path, levels.how, level, ("grid", path)) for level in levels.all]
        for path, levels in experiment.grid.items()
    ]
    cube = experiment.latin_hypercube
    draws: list[int | None] = [None] if cube is None else list(range(cube.points))
    combined = product(listed, product(*factors), draws)
    return [Point(number, (*ones, *levels), draw) for number, (ones, levels, draw) in enumerate(combined)]


def design_of(loaded: LoadedExperiment) -> Design:
    """Load every scenario at every point. Raises ScenarioError, with the place in the experiment's file."""
    builder = _Builder(loaded)
    points = points_of(loaded.experiment)
    cells = [cell for path in loaded.scenario_paths() for cell in builder.cells(path, points)]
    numbered = [replace(cell, number=number) for number, cell in enumerate(cells)]
    return Design(loaded.experiment, points, numbered, builder.priors, builder.scenarios)


class _Builder:
    """Loads scenarios, each combination of values once."""

    def __init__(self, loaded: LoadedExperiment) -> None:
        self.loaded, self.experiment = loaded, loaded.experiment
        self.priors: dict[str, dict[str, Prior]] = {}
        self.scenarios: list[Scenario] = []
        self._known: dict[tuple[Path, tuple[str, ...]], Loaded] = {}
        self._quantiles: dict[str, Any] = {}

    def cells(self, path: Path, points: list[Point]) -> Iterator[Cell]:
        """The cells of one scenario file."""
        fixed = [Setting(key, "values", value, ("set", key)) for key, value in self.experiment.set.items()]
        ground = self._load(path, fixed)
        name = ground.scenario.name
        if name in (scenario.name for scenario in self.scenarios):
            self._refuse(("scenarios",), f"two scenarios called {name}", "expected different names")
        if ground.scenario.over_months and self.experiment.people is None:
            found = f"{name}, whose contacts are followed over months"
            self._refuse(("scenarios",), found, "expected `people`, or workforce.contacts: null in `set`")
        self.scenarios.append(ground.scenario)
        cube = self.experiment.latin_hypercube
        drawable = {} if cube is None else _chosen(priors_of(ground), self.experiment)
        if cube is not None and not drawable:
            self._refuse(
                ("latin_hypercube", "priors"), f"no prior in {name}", "expected values that state low and high"
            )
        varied = {key for point in points for s in point.settings for key in _expanded(s.path, ground)}
        set_apart = {key for key in drawable if key in varied and not self._scales(key, ground)}
        self.priors[name] = {key: prior for key, prior in drawable.items() if key not in set_apart}
        for point in points:
            yield self._cell(path, ground, fixed, point)

    def _cell(self, path: Path, ground: Loaded, fixed: list[Setting], point: Point) -> Cell:
        drawn = self._drawn(ground.scenario.name, point.draw)
        scenario = self._scenario(path, ground, [*fixed, *point.settings], drawn)
        planned = None
        if self.experiment.planned_for:
            instead = self.experiment.planned_for
            plan = [Setting(key, "values", value, ("planned_for", key)) for key, value in instead.items()]
            kept = [setting for setting in (*fixed, *point.settings) if setting.path not in instead]
            planned = self._scenario(path, ground, [*kept, *plan], {k: v for k, v in drawn.items() if k not in instead})
        return Cell(0, point, scenario, planned, drawn)

    def _scenario(self, path: Path, ground: Loaded, settings: list[Setting], drawn: Mapping[str, Any]) -> Scenario:
        stated = [setting for setting in settings if setting.how == "values"]
        loaded = self._load(path, stated, ground)
        changes = dict(drawn)
        for setting in settings:
            if setting.how != "values":
                changes |= self._changed(setting, loaded, changes)
        try:
            return with_values(loaded.scenario, changes) if changes else loaded.scenario
        except ScenarioError as error:
            where = next((setting.keys for setting in settings if setting.how != "values"), ("latin_hypercube",))
            raise ScenarioError(
                [self._placed(problem, self.loaded.mark(*where)) for problem in error.problems]
            ) from error

    def _changed(self, setting: Setting, loaded: Loaded, drawn: Mapping[str, Any]) -> dict[str, Any]:
        """New values of the key paths that a setting scales."""
        found = self._paths(setting, loaded)
        if setting.how == "quantiles":
            priors = priors_of(loaded)
            unknown = [key for key in found if key not in priors]
            if unknown:
                self._refuse(setting.keys, f"{unknown[0]} without low and high", "a quantile needs both")
            shape = self.experiment.latin_hypercube.shape if self.experiment.latin_hypercube else "halves"
            return {key: priors[key].at(setting.level, shape) for key in found}
        changed = {}
        for key in found:
            value = drawn[key] if key in drawn else value_at(loaded.scenario, key)
            if not _is_number(value) or (setting.how == "odds" and not _is_share(value)):
                wanted = "a share" if setting.how == "odds" else "a number"
                self._refuse(setting.keys, f"{key} is {value}", f"{setting.how} need {wanted}")
            changed[key] = _scaled(value, setting.how, setting.level)
        return changed

    def _paths(self, setting: Setting, loaded: Loaded) -> list[str]:
        found = _expanded(setting.path, loaded)
        if not found:
            told = f"{setting.path}, which matches nothing that {loaded.scenario.name} states"
            self._refuse(setting.keys, told, "expected a key path with a value")
        return found

    def _scales(self, key: str, ground: Loaded) -> bool:
        """Whether a factor scales what is drawn at a key path, instead of taking its place."""
        scaling = [path for path, levels in self.experiment.grid.items() if levels.how in ("times", "odds")]
        return any(key in _expanded(path, ground) for path in scaling)

    def _drawn(self, name: str, draw: int | None) -> dict[str, Any]:
        cube = self.experiment.latin_hypercube
        if cube is None or draw is None:
            return {}
        missing = [path for path in self.priors[name] if path not in self._quantiles]
        self._quantiles |= quantiles(missing, cube.points, cube.seed, cube.design)
        return {
            path: prior.at(float(self._quantiles[path][draw]), cube.shape) for path, prior in self.priors[name].items()
        }

    def _load(self, path: Path, settings: list[Setting], ground: Loaded | None = None) -> Loaded:
        """The scenario with values as written; a path with * stands for every path that it matches."""
        texts: list[str] = []
        marks: list[Mark] = []
        for setting in settings:
            wild = "*" in setting.path.split(".")
            if wild and ground is None:
                ground = self._load(path, [])
            for key in self._paths(setting, ground) if wild and ground is not None else [setting.path]:
                texts.append(f"{key}={json.dumps(setting.level, ensure_ascii=False)}")
                marks.append(self.loaded.mark(*setting.keys))
        known = self._known.get((path, tuple(texts)))
        if known is None:
            try:
                known = load_scenario(path, texts)
            except ScenarioError as error:
                raise ScenarioError([self._said_here(problem, path, marks) for problem in error.problems]) from error
            self._known[path, tuple(texts)] = known
        return known

    def _said_here(self, problem: Problem, path: Path, marks: list[Mark]) -> Problem:
        """A problem of an override, or of a file that cannot be opened, at the place in the experiment's file."""
        if problem.where == str(path):
            place = str(self.loaded.scenario_paths().index(path))
            found = f"{problem.found}: {path}"
            return replace(
                problem, where=str(self.loaded.mark("scenarios", place)), path=f"scenarios.{place}", found=found
            )
        word, _, number = problem.where.partition(" ")
        if word == "--set" and number.isdecimal():
            return self._placed(problem, marks[int(number) - 1])
        return problem

    def _placed(self, problem: Problem, mark: Mark) -> Problem:
        return replace(problem, where=str(mark))

    def _refuse(self, keys: tuple[str, ...], found: str, expected: str) -> None:
        raise ScenarioError([Problem(str(self.loaded.mark(*keys)), ".".join(keys), found, expected)])


def matches(pattern: str, path: str) -> bool:
    """Whether a key path fits a pattern: * stands for one part, ** alone for everything."""
    wanted, parts = pattern.split("."), path.split(".")
    return pattern == "**" or (
        len(wanted) == len(parts) and all(a in ("*", b) for a, b in zip(wanted, parts, strict=True))
    )


def _expanded(pattern: str, loaded: Loaded) -> list[str]:
    """The key paths that a scenario states and a pattern fits; for ever the path itself if it has no *."""
    if "*" not in pattern.split("."):
        return [pattern] if _there(loaded.scenario, pattern) else []
    return [path for path in loaded.provenance if matches(pattern, path)]


def _there(scenario: Scenario, path: str) -> bool:
    try:
        value_at(scenario, path)
    except (AttributeError, KeyError, IndexError, ValueError, TypeError):
        return False
    return True


def _chosen(priors: Mapping[str, Prior], experiment: Experiment) -> dict[str, Prior]:
    cube = experiment.latin_hypercube
    assert cube is not None
    return {
        path: prior
        for path, prior in priors.items()
        if any(matches(pattern, path) for pattern in cube.priors)
        and not any(matches(pattern, path) for pattern in cube.leave)
        and cube.varies in ("both", prior.varies)
    }


def _is_number(value: Any) -> bool:
    if isinstance(value, list):
        return bool(value) and all(_is_number(item) for item in value)
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_share(value: Any) -> bool:
    return not isinstance(value, list) and 0 <= value <= 1


def _scaled(value: Any, how: How, factor: float) -> Any:
    if isinstance(value, list):
        return [_scaled(item, how, factor) for item in value]
    if how == "odds":
        return factor * value / (1 - value + factor * value)
    return round(value * factor) if isinstance(value, int) else value * factor
