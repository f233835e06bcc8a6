"""An experiment's file: which scenarios, what is varied, what is looked at, how often. Source: docs/experiments.md."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, ValidationError, model_validator

from ccsim.errors import Problem, ScenarioError
from ccsim.experiment.people import MEASURES
from ccsim.experiment.priors import Design, Shape, Varies
from ccsim.metrics.registry import KPIS
from ccsim.scenario.base import Block
from ccsim.scenario.messages import nearest, place_of, problems_of
from ccsim.scenario.shapes import BlockShape
from ccsim.scenario.tree import MappingNode, Mark, plain, read_file
from ccsim.units import Share

KeyPath = Annotated[str, StringConstraints(pattern=r"^[^\s.=]+(\.[^\s.=]+)*$")]
"""A scenario's key path ("groups.agents.concurrency"); a part may be * where every name or position is meant."""
Language = Literal["en", "zh"]
Text = dict[Language, str]
How = Literal["values", "times", "odds", "quantiles"]


class Levels(Block):
    """What a factor takes on: values as a scenario would write them, or changes of what the scenario says."""

    values: list[Any] | None = Field(default=None, min_length=1, max_length=1000)
    """Values as written in a scenario ("9 s", 5). A list that stands instead of the mapping is meant so."""
    times: list[Annotated[float, Field(ge=0, le=1000)]] | None = Field(default=None, min_length=1, max_length=1000)
    """Factors on the scenario's own number."""
    odds: list[Annotated[float, Field(gt=0, le=1000)]] | None = Field(default=None, min_length=1, max_length=1000)
    """Factors on the odds p / (1 - p) of the scenario's own share: what is doubtful moves most, nothing passes 1."""
    quantiles: list[Annotated[float, Field(gt=0, lt=1)]] | None = Field(default=None, min_length=1, max_length=1000)
    """Quantiles of the value's prior; it must state low and high."""

    @model_validator(mode="before")
    @classmethod
    def _bare_list(cls, given: Any) -> Any:
        if not isinstance(given, (list, dict, Levels)):
            raise ValueError("give a list of values, or one of times, odds and quantiles")
        return {"values": given} if isinstance(given, list) else given

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if len(self.model_fields_set) != 1:
            raise ValueError("give a list of values, or one of times, odds and quantiles")
        return self

    @property
    def how(self) -> How:
        """Which of the four forms it has."""
        return next(name for name in ("values", "times", "odds", "quantiles") if name in self.model_fields_set)

    @property
    def all(self) -> list[Any]:
        """The levels, whatever their form."""
        return list(getattr(self, self.how))


class Hypercube(Block):
    """Points drawn from the scenarios' priors: values that state `low` and `high`."""

    points: int = Field(ge=2, le=100_000)
    """Number of points; every scenario is simulated at each."""
    priors: list[KeyPath] = ["**"]
    """Which priors are drawn: key paths, * for any part; ** for all of them."""
    leave: list[KeyPath] = []
    """Which of them are left at their value."""
    varies: Literal["both"] | Varies = "both"
    """Only what is not known well (unknown), only what differs between merchants (merchant), or both."""
    design: Design = "latin_hypercube"
    """latin_hypercube: every prior evenly covered; independent: a longer design begins with the shorter one."""
    shape: Shape = "halves"
    """What becomes of low, value and high: half of the probability evenly on either side, or a triangle."""
    seed: int = Field(default=1, ge=0, lt=2**63)
    """Seed of the points."""


class Precision(Block):
    """Replications until an interval is narrow enough, for each point by itself."""

    kpi: str
    """The KPI whose interval decides."""
    half_width: Annotated[float, Field(gt=0, le=1)] | Annotated[Share, Field(gt=0)] = 0.02
    """Largest half-width as a share of the estimate."""
    first: int = Field(default=20, ge=20, le=100_000)
    """Replications before the first look, and between looks."""
    most: int = Field(default=400, ge=20, le=100_000)
    """Replications after which it ends anyway; the table says so."""


class People(Block):
    """Teams over months instead of contacts over days: what `ccsim people` simulates."""

    months: int | None = Field(default=None, ge=1, le=600)
    """Number of months; the scenario's own if absent."""


class Plot(Block):
    """What the picture shows; a factor by its key path, or a KPI by its name."""

    x: str | None = None
    """Across; the first factor if absent."""
    lines: str | None = None
    """One line for each of its levels; the second factor if absent, scenarios if there are several."""
    panels: str | None = None
    """One panel for each of its levels; the third factor if absent."""
    y: list[str] = []
    """KPIs, one row of panels each; the first three if absent."""


class Experiment(Block):
    """What is varied in which scenarios, and what is looked at."""

    name: str = Field(default="experiment", pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")
    """Short name, used for the folder; the file's name if absent."""
    title: Text = {}
    """Heading of the page by language."""
    question: Text = {}
    """What is asked, by language: a sentence or two under the heading."""
    scenarios: list[str] = Field(min_length=1, max_length=100)
    """Scenario files, relative to this file."""
    set: dict[KeyPath, Any] = {}
    """Values that hold at every point, before everything else: as with --set."""
    grid: dict[KeyPath, Levels] = Field(default={}, max_length=6)
    """Factors, every level of each with every level of the others."""
    points: list[dict[KeyPath, Any]] = Field(default=[], max_length=10_000)
    """Points one by one: values by key path. With a grid, each is combined with every point of the grid."""
    latin_hypercube: Hypercube | None = None
    """Points drawn from the priors, combined with every one of the above."""
    planned_for: dict[KeyPath, Any] = {}
    """Values for which rosters are derived instead of the point's own: what happens when something else comes than was
    planned for."""
    kpis: list[str] = Field(min_length=1, max_length=100)
    """What the table holds: KPIs of docs/metrics.md; with `people` the measures of docs/people.md."""
    replications: int | None = Field(default=None, ge=2, le=100_000)
    """Replications of every point; 30 if neither this nor a precision is given."""
    precision: Precision | None = None
    """Replications by the width of an interval instead."""
    seed: int = Field(default=1, ge=0, lt=2**63)
    """Seed of the replications: every point meets the same random days."""
    people: People | None = None
    """Simulate the teams of the workforce block over months instead of contacts over days."""
    labels: dict[str, Text] = {}
    """What factors and scenarios are called on the page, by language."""
    plot: Plot = Plot()
    """What the picture shows."""

    @property
    def fixed_replications(self) -> int:
        """Replications of every point where no precision is asked for; the first look's where it is."""
        return self.precision.first if self.precision else self.replications or 30


SHAPE = BlockShape((Experiment,))


@dataclass(frozen=True)
class LoadedExperiment:
    """A valid experiment with the file that it was read from."""

    experiment: Experiment
    path: Path
    root: MappingNode

    def mark(self, *keys: str) -> Mark:
        """Where a key stands in the file."""
        place = place_of(self.root, SHAPE, keys)
        return place.node.where if place.node is not None else place.key

    def scenario_paths(self) -> list[Path]:
        """The scenario files, relative to the working directory as the experiment's file is."""
        return [self.path.parent / name for name in self.experiment.scenarios]


def load_experiment(path: Path) -> LoadedExperiment:
    """Read and check an experiment's file; raises ScenarioError with every mistake in the file itself.

    Scenarios and key paths are looked at when the points are made (design.py).
    """
    root, problems = read_file(Path(path), str(path))
    if root is None or problems:
        raise ScenarioError(problems)
    content = plain(root)
    content.setdefault("name", Path(path).stem)
    try:
        experiment = Experiment.model_validate(content)
    except ValidationError as error:
        raise ScenarioError(problems_of(error.errors(include_url=False), root, SHAPE)) from error
    loaded = LoadedExperiment(experiment, Path(path), root)
    problems = _mistakes(loaded)
    if problems:
        raise ScenarioError(problems)
    return loaded


def _mistakes(loaded: LoadedExperiment) -> list[Problem]:
    """What the keys of a valid file do not agree on."""
    experiment, problems = loaded.experiment, list[Problem]()
    known = [measure.name for measure in MEASURES] if experiment.people else list(KPIS)

    def report(found: str, expected: str, *keys: str, hint: str = "") -> None:
        problems.append(Problem(str(loaded.mark(*keys)), ".".join(keys), found, expected, hint))

    def is_measure(name: str, *keys: str) -> None:
        if name not in known:
            what = "a measure of docs/people.md" if experiment.people else "a KPI of docs/metrics.md"
            report(f'"{name}"', f"expected {what}", *keys, hint=nearest(name, known))

    for number, name in enumerate(experiment.kpis):
        is_measure(name, "kpis", str(number))
    if experiment.precision is not None:
        is_measure(experiment.precision.kpi, "precision", "kpi")
        if experiment.replications is not None:
            report("replications beside a precision", "expected one of the two", "replications")
        if experiment.people is not None:
            report("a precision", "months of people have a fixed number of replications", "precision")
        if experiment.precision.most < experiment.precision.first:
            report(str(experiment.precision.most), "expected at least `first`", "precision", "most")
    if not (experiment.grid or experiment.points or experiment.latin_hypercube or len(experiment.scenarios) > 1):
        report("nothing that varies", "expected a grid, points, a latin_hypercube or several scenarios", "scenarios")
    if len(set(experiment.scenarios)) < len(experiment.scenarios):
        report("a scenario named twice", "expected each once; use `points` to vary one", "scenarios")
    given = {path for point in experiment.points for path in point}
    for path in given & set(experiment.grid):
        report("a factor of the points as well", "expected each key path in one of them", "grid", path)
    for path in sorted(set(experiment.set) & (given | set(experiment.grid))):
        report("a key path that is varied as well", "expected it here or among the factors", "set", path)
    names = [*experiment.grid, *given]
    for key in ("x", "lines", "panels"):
        name = getattr(experiment.plot, key)
        if name is not None and name not in names and name not in experiment.kpis and name != "scenario":
            expected = "expected a factor, a KPI of `kpis` or the word scenario"
            report(f'"{name}"', expected, "plot", key, hint=nearest(name, [*names, *experiment.kpis]))
    for number, name in enumerate(experiment.plot.y):
        if name not in experiment.kpis:
            expected = "expected one of `kpis`"
            report(f'"{name}"', expected, "plot", "y", str(number), hint=nearest(name, experiment.kpis))
    return problems
