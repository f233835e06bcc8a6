"""A scenario file and its overrides -> a validated Scenario with the provenance of every value.

Steps: read the file and what it extends, take the sources out, merge, apply overrides, validate every block, then
apply the rules between blocks. All mistakes are collected and raised together. Source: docs/writing-scenarios.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError

from ccsim.errors import Problem, ScenarioError
from ccsim.scenario.checks import findings
from ccsim.scenario.finding import Finding
from ccsim.scenario.merge import Files
from ccsim.scenario.messages import found_text, place_of, problems_of
from ccsim.scenario.overrides import with_override
from ccsim.scenario.provenance import Provenance, is_setting, provenance_of, unknown_sources, values
from ccsim.scenario.scenario import Scenario
from ccsim.scenario.shapes import BlockShape
from ccsim.scenario.tree import Entry, ListNode, MappingNode, Mark, Node, ScalarNode, ValueNode, plain
from ccsim.scenario.warnings import warnings_about
from ccsim.units import ParsedMoney, currency_of

SHAPE = BlockShape((Scenario,))
MISSING = ("missing", "union_tag_not_found")

__all__ = ["SHAPE", "Loaded", "Provenance", "load_scenario", "numbers_without_source"]


@dataclass(frozen=True)
class Loaded:
    """A validated scenario and where it comes from."""

    scenario: Scenario
    provenance: dict[str, Provenance]
    """By key path ("handling.cv", "groups.team.roster.0.agents"), for every value that the files or overrides state."""
    resolved: dict[str, Any]
    """What one would write to get the same scenario without `extends` and --set: units and sources as written."""
    files: tuple[Path, ...]
    """The scenario file, then the files it extends, in the order in which they were read."""
    warnings: tuple[str, ...] = ()
    """What is allowed but probably not meant."""


def load_scenario(path: Path, overrides: Sequence[str] = ()) -> Loaded:
    """Load, merge and validate a scenario; raises ScenarioError with every mistake found."""
    files = Files(SHAPE)
    root: Node | None = files.tree(Path(path))
    problems = files.problems
    if root is None:
        raise ScenarioError(problems)
    for number, text in enumerate(overrides, 1):
        root, slips = with_override(root, SHAPE, text, number)
        problems += slips
    assert isinstance(root, MappingNode)
    root = _named(files.with_absolute_files(root), Path(path))
    problems += _source_problems(root) + _currency_problems(root)
    scenario, slips = _validated(root, files.complete)
    problems += slips
    if scenario is None or problems:
        raise ScenarioError(_in_order(problems))
    return Loaded(
        scenario,
        provenance_of(root, SHAPE, {name: source.kind for name, source in scenario.sources.items()}),
        _resolved(root),
        tuple(files.read),
        tuple(warnings_about(scenario)),
    )


def numbers_without_source(loaded: Loaded) -> list[str]:
    """Key paths of the numbers that the files state without a source; settings of the run and overrides apart."""
    return [
        path
        for path, provenance in loaded.provenance.items()
        if provenance.kind == "none" and not is_setting(path) and _is_number(_value_at(loaded.scenario, path))
    ]


def _is_number(value: Any) -> bool:
    if isinstance(value, list):
        return bool(value) and all(_is_number(item) for item in value)
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _value_at(scenario: Scenario, path: str) -> Any:
    value: Any = scenario
    for part in path.split("."):
        if isinstance(value, list):
            value = value[int(part)]
        else:
            value = value[part] if isinstance(value, dict) else getattr(value, part)
    return value


def _named(root: MappingNode, path: Path) -> MappingNode:
    """A scenario without a name is called like its file."""
    if "name" in root.entries:
        return root
    stem = re.sub(r"[^A-Za-z0-9_.-]+", "-", path.stem).strip("-._")[:64] or "scenario"
    mark = Mark(str(path))
    name = ValueNode(ScalarNode(stem, mark), mark)
    return MappingNode({"name": Entry(mark, name), **root.entries}, root.where)


def _validated(root: MappingNode, complete: bool) -> tuple[Scenario | None, list[Problem]]:
    """The scenario, or what is wrong: within blocks, and by the rules between the blocks that are valid.

    If not `complete` (an extended file could not be used), nothing is said about what is missing.
    """
    content = plain(root)
    try:
        scenario = Scenario.model_validate(content)
    except ValidationError as error:
        details = [d for d in error.errors(include_url=False) if complete or d["type"] not in MISSING]
        problems = problems_of(details, root, SHAPE)
        if not complete:
            return None, problems
        wrong = {str(d["loc"][0]) for d in details if d["loc"]}
        known = {name: content[name] for name in Scenario.model_fields if name in content and name not in wrong}
        blocks = {name: _adapter(name).validate_python(value) for name, value in known.items()}
        valid = set(Scenario.model_fields) - wrong
        partial = Scenario.model_construct(**blocks)
        return None, problems + _located(findings(partial, valid), root)
    problems = _located(findings(scenario, set(Scenario.model_fields)), root)
    return (None if problems else scenario), problems


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(get_type_hints(Scenario, include_extras=True)[name])


def _located(found: Sequence[Finding], root: MappingNode) -> list[Problem]:
    problems = []
    for finding in found:
        loc = [int(part) if part.isdecimal() else part for part in finding.path.split(".")]
        place = place_of(root, SHAPE, loc)
        mark = place.node.where if isinstance(place.node, ValueNode) else place.key
        problems.append(Problem(str(mark), finding.path, finding.found, finding.expected, finding.hint))
    return problems


def _source_problems(root: MappingNode) -> list[Problem]:
    sources = root.entries.get("sources")
    known = list(sources.node.entries) if sources and isinstance(sources.node, MappingNode) else []
    return unknown_sources(root, SHAPE, known)


def _currency_problems(root: MappingNode) -> list[Problem]:
    """Amounts in another currency than the scenario's: nothing converts them."""
    stated = root.entries.get("currency")
    currency = plain(stated.node) if stated else Scenario.model_fields["currency"].default
    problems = []
    for path, value, shape in values(root, SHAPE):
        if not any(isinstance(quantity, ParsedMoney) for quantity in shape.annotations):
            continue
        for suffix, node in (("", value.node), (".low", value.low), (".high", value.high)):
            found = currency_of(plain(node)) if node is not None else None
            if node is not None and found not in (None, currency):
                expected = f"expected an amount in {currency}, the scenario's currency"
                problems.append(Problem(str(node.where), path + suffix, found_text(node), expected))
    return problems


def _resolved(node: Node) -> Any:
    """Plain content with sources written out at every value."""
    match node:
        case MappingNode():
            return {key: _resolved(entry.node) for key, entry in node.entries.items()}
        case ListNode():
            return [_resolved(item) for item in node.items]
        case ValueNode():
            said = {
                "source": [str(source.value) for source in node.sources],
                "low": plain(node.low) if node.low else None,
                "high": plain(node.high) if node.high else None,
                "note": node.note,
            }
            told = {key: value for key, value in said.items() if value not in (None, "", [])}
            return {"value": plain(node.node), **told} if told else plain(node.node)
        case ScalarNode():
            return node.value


def _in_order(problems: Sequence[Problem]) -> list[Problem]:
    """Sorted by place; of several problems at one place and path the first found is the cause, the rest follow."""
    first: dict[tuple[str, str], Problem] = {}
    for problem in problems:
        first.setdefault((problem.where, problem.path), problem)

    def key(problem: Problem) -> tuple[str, int, int]:
        file, line, column = [*problem.where.rsplit(":", 2), "", ""][:3]
        return (file, int(line), int(column)) if line.isdecimal() and column.isdecimal() else (problem.where, 0, 0)

    return sorted(first.values(), key=key)
