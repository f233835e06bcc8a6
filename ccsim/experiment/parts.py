"""The parts in which two scenarios differ, and scenarios between the two: the base with some of the candidate's parts.

A part is a set of key paths. What differs outside all named parts is the part "other", so that the parts together
always lead from the one scenario to the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from ccsim.errors import UsageError
from ccsim.scenario.base import Block
from ccsim.scenario.checks import findings
from ccsim.scenario.scenario import Scenario

PathTo = tuple[str, ...]
Patterns = Mapping[str, Sequence[str]]

PARTS: dict[str, tuple[str, ...]] = {
    "bot": ("bot",),
    "assist": ("groups.*.assist",),
    "labour": ("groups.*.labour", "groups.*.seat"),
    "contract": ("groups.*.contract",),
}
"""What a shipped operating model is composed of, by key paths; `*` stands for any one key."""
OTHER = "other"
IGNORED = frozenset({"name", "title", "sources", "rollout", "run.replications", "run.seed", "run.engine"})
"""What tells scenarios apart without changing what they describe."""
MOST_NAMED = 8
"""Key paths that a refusal names."""


def parse_parts(texts: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The parts by name, in the order of PARTS; "name=key.path,key.path" adds one or replaces it.

    Raises UsageError for a text of another form.
    """
    return PARTS | named_parts(texts)


def named_parts(texts: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Only the parts that `texts` name. Raises UsageError for a text of another form than "name=key.path,key.path"."""
    parts: dict[str, tuple[str, ...]] = {}
    for text in texts:
        name, equals, rest = text.partition("=")
        paths = tuple(path.strip() for path in rest.split(","))
        if not name.strip() or not equals or not all(paths) or name.strip() == OTHER:
            raise UsageError(
                f"--part: found {text!r}; expected a name and key paths, such as assist=groups.*.assist,handling.cv"
            )
        parts[name.strip()] = paths
    return parts


def check_used(named: Patterns, base: Scenario, candidates: Sequence[Scenario]) -> None:
    """Raise UsageError for a pattern that leads to nothing in which any candidate differs from the base."""
    paths = list(dict.fromkeys(path for candidate in candidates for path in described(base, candidate)))
    for pattern in [pattern for members in named.values() for pattern in members]:
        keys = pattern.split(".")
        if any(_leads(keys, path) for path in paths):
            continue
        near = sorted(paths, key=lambda path: -_keys_in_common(keys, path))
        known = ", ".join(".".join(path) for path in near[:MOST_NAMED]) or "none"
        more = f" and {len(near) - MOST_NAMED} more" if len(near) > MOST_NAMED else ""
        raise UsageError(
            f"--part: found {pattern!r}; expected a path to what differs between the scenarios: {known}{more}"
        )


def described(base: Scenario, candidate: Scenario) -> Iterator[PathTo]:
    """Shortest key paths at which two scenarios describe something else; those of IGNORED are passed over."""
    for path in differing(base, candidate):
        if path[0] not in IGNORED and ".".join(path) not in IGNORED:
            yield path


def differing_parts(base: Scenario, candidate: Scenario, patterns: Patterns) -> dict[str, tuple[PathTo, ...]]:
    """Key paths in which the scenarios differ, by part; parts without any are left out.

    A path belongs to the part whose pattern leads there by the most keys, of equals to the last named.
    """
    found: dict[str, list[PathTo]] = {name: [] for name in (*patterns, OTHER)}
    for path in described(base, candidate):
        found[_part_of(path, patterns)].append(path)
    return {name: tuple(paths) for name, paths in found.items() if paths}


def differing(first: Any, second: Any, path: PathTo = ()) -> Iterator[PathTo]:
    """Shortest key paths at which two scenarios differ; blocks of other kinds and other sets of names differ whole."""
    if isinstance(first, Block) and type(first) is type(second):
        for name in type(first).model_fields:
            yield from differing(getattr(first, name), getattr(second, name), (*path, name))
    elif isinstance(first, dict) and isinstance(second, dict) and list(first) == list(second):
        for name in first:
            yield from differing(first[name], second[name], (*path, str(name)))
    elif first != second:
        yield path


def mixed(base: Scenario, candidate: Scenario, paths: Sequence[PathTo], what: str = "") -> Scenario:
    """The base with the candidate's values at `paths`. Raises UsageError if the rules between blocks refuse it."""
    scenario = base
    for path in paths:
        scenario = _put(scenario, path, _value(candidate, path))
    broken = findings(scenario, set(Scenario.model_fields))
    if broken:
        said = "; ".join(f"{one.path}: found {one.found}; {one.expected}" for one in broken)
        raise UsageError(f"{base.name} with {what or 'some parts'} of {candidate.name} is no valid scenario: {said}")
    return scenario


def _part_of(path: PathTo, patterns: Patterns) -> str:
    best, owner = 0, OTHER
    for name, members in patterns.items():
        for pattern in members:
            keys = pattern.split(".")
            if _leads(keys, path) and len(keys) >= best:
                best, owner = len(keys), name
    return owner


def _leads(keys: Sequence[str], path: PathTo) -> bool:
    """Whether a pattern's keys name a path or what it lies in."""
    return len(keys) <= len(path) and _keys_in_common(keys, path) == len(keys)


def _keys_in_common(keys: Sequence[str], path: PathTo) -> int:
    """How many keys from the first on a pattern and a path agree in."""
    agree = [fnmatchcase(key, wanted) for key, wanted in zip(path, keys, strict=False)]
    return [*agree, False].index(False)


def _value(node: Any, path: PathTo) -> Any:
    for key in path:
        node = getattr(node, key) if isinstance(node, Block) else node[key]
    return node


def _put(node: Any, path: PathTo, value: Any) -> Any:
    if not path:
        return value
    if isinstance(node, Block):
        return node.model_copy(update={path[0]: _put(getattr(node, path[0]), path[1:], value)})
    return {**node, path[0]: _put(node[path[0]], path[1:], value)}
