"""The claims under test: shipped ones in data/claims.yaml, a person's own in a file of the same form.

Source: docs/add-a-claim.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

import ccsim
from ccsim.claims.audit import findings
from ccsim.claims.expression import Formula, Range
from ccsim.claims.figures import ArticleId, Text
from ccsim.claims.files import DATA, ClaimError, read_block
from ccsim.claims.returns import RETURNS
from ccsim.claims.stated import Stated
from ccsim.errors import Problem
from ccsim.scenario.base import Block, Name
from ccsim.scenario.messages import nearest
from ccsim.scenario.tree import MappingNode, Mark

Kind = Literal["outcome", "money", "price", "input", "arithmetic"]


class ScenarioOfClaim(Block):
    """A scenario file and what is changed in it."""

    file: str
    """A shipped scenario, or a path from the claims' file."""
    set: list[str] = []
    """Changes as for --set: key.path=value."""


class Reading(Stated):
    """One way to understand a claim: what is measured, and in which scenarios; numbers of its own if it needs other
    ones than the claim."""

    reading: Text = {}
    """What is counted, in words."""
    measure: str | float | int
    """Formula over KPIs, over `scenario.kpi` where several scenarios are compared, or a scenario's key path."""
    scenarios: list[str] = Field(min_length=1)
    """Names under `scenarios`, or scenario files."""
    change: bool = False
    """Whether the measure is a return on the change from the first scenario to the second, with its rollout."""
    judged: bool = True
    """False: simulated and shown beside the others, because the claim says nothing of it."""

    @model_validator(mode="after")
    def _formula(self) -> Reading:
        names = self.formula.names  # raises ValueError if the text is none
        if not self.judged and self.in_numbers:
            raise ValueError("what is not judged has neither `low`, `high` nor `value`")
        if self.change and len(self.scenarios) != 2:
            raise ValueError("a change needs two scenarios: the model before and the one after")
        unknown = [name for name in names if self.change and name not in RETURNS]
        if unknown:
            raise ValueError(f"found {unknown[0]!r}; a change is measured by {RETURNS[0]}, {RETURNS[1]}, ...")
        return self

    @property
    def formula(self) -> Formula:
        """The measure, parsed."""
        return Formula(str(self.measure))


class Claim(Stated):
    """What somebody says, and how it can be tested."""

    said: Text | str
    """The statement, in our words."""
    article: ArticleId | None = None
    """Where it stands; none for one's own."""
    kind: Kind = "outcome"
    """outcome of operations; money; a price; an input of any model; arithmetic."""
    conditions: Text | str = {}
    """Under which circumstances it is said to hold."""
    tests: list[Reading] = []
    """Its readings."""
    decided_by: list[str] = []
    """Findings of the arithmetic audit that decide it."""
    untestable: Text = {}
    """Why it cannot be tested."""
    findings: list[str] = []
    """Further findings that concern it."""
    ask: Text = {}
    """The numbers to demand from whoever says so."""

    @model_validator(mode="after")
    def _judged_one_way(self) -> Claim:
        ways = [bool(self.tests), bool(self.decided_by), bool(self.untestable)]
        if sum(ways) != 1:
            raise ValueError("expected exactly one of `tests`, `decided_by` and `untestable`")
        if any(one.judged and not self.stated_of(one).in_numbers for one in self.tests):
            raise ValueError("a claim that is tested needs `low`, `high` or `value`")
        if self.tests and not any(one.judged for one in self.tests):
            raise ValueError("at least one of `tests` must be judged")
        return self

    def stated_of(self, reading: Reading) -> Stated:
        """The numbers that a reading is held against: its own, or the claim's."""
        return reading if reading.in_numbers or not reading.judged else self

    def band_of(self, reading: Reading) -> Range:
        """What is claimed under a reading; all numbers for one that is not judged."""
        return self.stated_of(reading).band

    def words(self, language: Literal["en", "zh"] = "en") -> str:
        """The statement in a language; in whatever language there is, if not in that one."""
        return told(self.said, language)


def told(text: Text | str, language: str) -> str:
    """A text in a language, or in another if that is missing; empty if there is none."""
    if isinstance(text, str):
        return text
    return next((said for key, said in text.items() if key == language), next(iter(text.values()), ""))


class ClaimsFile(Block):
    """A file of claims."""

    scenarios: dict[Name, ScenarioOfClaim] = {}
    """Scenarios that its tests name."""
    claims: dict[Name, Claim] = Field(min_length=1)
    """Claims by id."""


@dataclass(frozen=True)
class Registry:
    """Claims with the scenarios that test them."""

    claims: dict[str, Claim]
    scenarios: dict[str, ScenarioOfClaim]
    folder: Path | None
    """Where the claims' file lies; None for the shipped ones."""

    def place(self, name: str) -> tuple[Path, Sequence[str]]:
        """File and changes of a scenario that a test names. Raises ClaimError if no such file exists."""
        known = self.scenarios.get(name)
        file, changes = (known.file, known.set) if known else (name, [])
        if self.folder is not None and (self.folder / file).is_file():
            return self.folder / file, changes
        path = shipped_configs() / file
        for candidate in (path, path.with_name(path.name + ".yaml")):
            if candidate.is_file():
                return candidate, changes
        expected = "expected a name under `scenarios`, a shipped scenario, or a file beside the claims"
        names = [*self.scenarios, *(one.name for one in shipped_configs().glob("*.yaml"))]
        raise ClaimError([Problem("claims", f"scenarios.{name}", f"no file {file!r}", expected, nearest(name, names))])


def shipped_configs() -> Path:
    """The folder of the shipped scenarios: inside an installed package, or beside it in its repository."""
    package = Path(ccsim.__file__).parent
    inside = package / "configs"
    return inside if inside.is_dir() else package.parent / "configs"


def shown_path(path: Path) -> str:
    """A scenario's path as a person types it: from the repository for shipped ones."""
    configs = shipped_configs()
    return f"configs/{path.relative_to(configs).as_posix()}" if path.is_relative_to(configs) else str(path)


@cache
def shipped() -> Registry:
    """The shipped claims."""
    return _registry(DATA / "claims.yaml", "claims.yaml", None)


def registry_of(path: Path) -> Registry:
    """The claims of a file. Raises ClaimError with every mistake found."""
    return _registry(path, str(path), path.resolve().parent)


def _registry(path: Path, shown_as: str, folder: Path | None) -> Registry:
    content, root = read_block(path, ClaimsFile, shown_as)
    problems = [
        Problem(
            _where(root, name), f"claims.{name}", f"the finding {cited!r}", "expected an id of the arithmetic audit"
        )
        for name, claim in content.claims.items()
        for cited in (*claim.decided_by, *claim.findings)
        if cited not in findings()
    ]
    if problems:
        raise ClaimError(problems)
    return Registry(content.claims, content.scenarios, folder)


def _where(root: MappingNode, name: str) -> str:
    claims = root.entries["claims"].node
    mark = claims.entries[name].where if isinstance(claims, MappingNode) else Mark("claims")
    return str(mark)
