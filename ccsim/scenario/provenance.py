"""Where every value of a scenario comes from: sources in the text, their kinds, and what has none.

A value may be written as a mapping with `value`, `source`, `low`, `high` and `note`; a block's own `source` and `note`
hold for the numbers that stand in it in the same file and name no source themselves. Both are taken out here, before
files are merged, so that a value that overrides another never inherits its source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from ccsim.errors import Problem
from ccsim.scenario.messages import found_text, nearest
from ccsim.scenario.shapes import BlockShape, ListShape, NamedShape, Shape, ValueShape
from ccsim.scenario.tree import Entry, ListNode, MappingNode, Mark, Node, ScalarNode, ValueNode, plain

Kind = Literal["independent", "article", "assumption", "override", "none"]
SOURCED_KEYS = ("value", "source", "low", "high", "note")
WEAKEST_FIRST: tuple[Kind, ...] = ("article", "assumption", "independent")
"""A value with several sources is as good as its weakest: an article's own figure makes a verdict conditional on it."""

_SETTINGS = frozenset(
    {
        "arrivals.slot",
        "arrivals.rates.interval",
        "staffing.interval",
        "staffing.pilot_days",
        "staffing.minimum",
        "repeats.max_attempts",
    }
)
_SETTING_ENDS = (".priority", ".nominal_level")
_DAY_NUMBER = re.compile(r"(arrivals\.special_days|bot\.outages)\.\d+\.day")


@dataclass(frozen=True)
class Provenance:
    """Where a value comes from: ids of its sources, the weakest of their kinds, its range, and its place."""

    source: tuple[str, ...]
    kind: Kind
    low: Any
    high: Any
    note: str
    file: str
    line: int


@dataclass(frozen=True)
class Inherited:
    """What the enclosing block says about the numbers in it."""

    sources: tuple[ScalarNode, ...] = ()
    note: str = ""


def with_sources(
    node: Node, shape: Shape, problems: list[Problem], path: str = "", block: Inherited | None = None
) -> Node:
    """The tree with values as ValueNodes that carry their sources; sources' own keys are gone.

    What does not fit the shape becomes a ValueNode as it stands: the validation that follows refuses it.
    """
    block = block or Inherited()
    if isinstance(shape, ValueShape):
        return _value(node, shape, problems, path, block)
    if isinstance(shape, ListShape):
        if isinstance(node, MappingNode) and "value" in node.entries:
            for key in ("low", "high"):
                if key in node.entries:
                    _report(
                        problems, node.entries[key], f"{path}.{key}", "a bound of a list of blocks", "state it inside"
                    )
            _refuse_others(node, ("value", "source", "note", "low", "high"), problems, path)
            block = _said(node, problems, path, block)
            node = node.entries["value"].node
        if isinstance(node, ListNode):
            items = (
                with_sources(item, shape.item, problems, f"{path}.{i}", block) for i, item in enumerate(node.items)
            )
            return ListNode(tuple(items), node.where)
        return ValueNode(node, node.where)
    keys = node.entries if isinstance(node, MappingNode) else {}
    if isinstance(shape, BlockShape) and shape.word is not None and shape.is_short(keys):
        return _value(node, shape.word, problems, path, block)
    if not isinstance(node, MappingNode):
        return ValueNode(node, node.where)
    return _block(node, shape, problems, path, block)


def _block(
    node: MappingNode, shape: BlockShape | NamedShape, problems: list[Problem], path: str, block: Inherited
) -> MappingNode:
    speaks = isinstance(shape, BlockShape) or shape.takes_sources
    if speaks:
        block = _said(node, problems, path, block)
    entries: dict[str, Entry] = {}
    taken = False
    for key, entry in node.entries.items():
        inner = f"{path}.{key}".lstrip(".")
        flag = entry.node.value if isinstance(entry.node, ScalarNode) else None
        # Where names are columns or recorded values, one of them may be called like a reserved word.
        if key == "replace" and (speaks or isinstance(flag, bool)):
            if not isinstance(flag, bool):
                _report(problems, entry, inner, found_text(entry.node), "expected true or false")
            taken = flag is True
        elif not (speaks and key in ("source", "note")):
            below = shape.item if isinstance(shape, NamedShape) else shape.field(key)
            raw = ValueNode(entry.node, entry.node.where)
            entries[key] = Entry(
                entry.where, raw if below is None else with_sources(entry.node, below, problems, inner, block)
            )
    return MappingNode(entries, node.where, taken)


def _value(node: Node, shape: ValueShape, problems: list[Problem], path: str, block: Inherited) -> ValueNode:
    """A value, bare or as a mapping with its source."""
    inherited = block if shape.numeric else Inherited()
    if not isinstance(node, MappingNode) or not any(key in node.entries for key in SOURCED_KEYS):
        return ValueNode(node, node.where, inherited.sources, note=inherited.note)
    _refuse_others(node, SOURCED_KEYS, problems, path)
    said = _said(node, problems, path, inherited)
    if "value" not in node.entries:
        problems.append(
            Problem(str(node.where), path, "a source without a value", "expected the key `value` beside it")
        )
        return ValueNode(ScalarNode(None, node.where), node.where)
    value = node.entries["value"].node
    low, high = (_bound(node, key, value, shape, problems, path) for key in ("low", "high"))
    return ValueNode(value, value.where, said.sources, low, high, said.note)


def _bound(
    node: MappingNode, key: str, value: Node, shape: ValueShape, problems: list[Problem], path: str
) -> Node | None:
    """The node of `low` or `high`, if it is of the value's kind and on the right side of it."""
    entry = node.entries.get(key)
    if entry is None or plain(entry.node) is None:
        return None
    if not shape.numeric:
        _report(problems, entry, f"{path}.{key}", found_text(entry.node), "only numbers have a low and a high")
        return None
    bound, stated = parsed(shape, entry.node), parsed(shape, value)
    if bound is None:
        expected = f"expected the same kind of quantity as the value {found_text(value)}"
        _report(problems, entry, f"{path}.{key}", found_text(entry.node), expected)
        return None
    if stated is not None and not _in_order(*((bound, stated) if key == "low" else (stated, bound))):
        side = "at most" if key == "low" else "at least"
        expected = f"expected {side} the value {found_text(value)}"
        _report(problems, entry, f"{path}.{key}", found_text(entry.node), expected)
    return entry.node


def parsed(shape: ValueShape, node: Node) -> Any:
    """The value in the model's units (seconds, shares, ...), None if it is not valid."""
    try:
        return shape.adapter.validate_python(plain(node))
    except ValueError:
        return None


def _in_order(smaller: Any, larger: Any) -> bool:
    if isinstance(smaller, list) and isinstance(larger, list):
        return len(smaller) == len(larger) and all(_in_order(a, b) for a, b in zip(smaller, larger, strict=True))
    if isinstance(smaller, (int, float)) and isinstance(larger, (int, float)):
        return smaller <= larger
    return False


def _said(node: MappingNode, problems: list[Problem], path: str, outer: Inherited) -> Inherited:
    """`source` and `note` of a mapping; what it does not say it has from the block around it."""
    note = node.entries.get("note")
    text = note.node.value if note and isinstance(note.node, ScalarNode) else None
    if note and not isinstance(text, str):
        _report(problems, note, f"{path}.note".lstrip("."), found_text(note.node), "expected a text")
    source = node.entries.get("source")
    if source is None:
        return Inherited(outer.sources, text if isinstance(text, str) else outer.note)
    items = source.node.items if isinstance(source.node, ListNode) else (source.node,)
    ids = tuple(item for item in items if isinstance(item, ScalarNode) and isinstance(item.value, str))
    if len(ids) < len(items) or not items:
        expected = "expected the id of a source, or a list of ids"
        _report(problems, source, f"{path}.source".lstrip("."), found_text(source.node), expected)
    return Inherited(ids, text if isinstance(text, str) else "")


def _refuse_others(node: MappingNode, allowed: tuple[str, ...], problems: list[Problem], path: str) -> None:
    for key, entry in node.entries.items():
        if key not in allowed:
            problems.append(
                Problem(
                    str(entry.where), f"{path}.{key}", f"the unknown key {key!r}",
                    f"beside a value only {', '.join(allowed)} are allowed", nearest(key, allowed),
                )
            )  # fmt: skip


def _report(problems: list[Problem], entry: Entry, path: str, found: str, expected: str) -> None:
    problems.append(Problem(str(entry.node.where), path, found, expected))


def values(node: Node, shape: Shape, path: str = "") -> Iterator[tuple[str, ValueNode, ValueShape]]:
    """Key path, node and shape of every value of a tree."""
    if isinstance(shape, BlockShape) and shape.word is not None and isinstance(node, ValueNode):
        shape = shape.word
    if isinstance(shape, ValueShape):
        if isinstance(node, ValueNode):
            yield path, node, shape
    elif isinstance(node, ListNode) and isinstance(shape, ListShape):
        for i, item in enumerate(node.items):
            yield from values(item, shape.item, f"{path}.{i}")
    elif isinstance(node, MappingNode) and not isinstance(shape, ListShape):
        for key, entry in node.entries.items():
            below = shape.item if isinstance(shape, NamedShape) else shape.field(key)
            if below is not None:
                yield from values(entry.node, below, f"{path}.{key}".lstrip("."))


def provenance_of(root: Node, shape: Shape, kinds: dict[str, Kind]) -> dict[str, Provenance]:
    """Provenance by key path of every value that the scenario states; `kinds` is the kind of each source id."""
    return {path: _provenance(node, value_shape, kinds) for path, node, value_shape in values(root, shape)}


def _provenance(node: ValueNode, shape: ValueShape, kinds: dict[str, Kind]) -> Provenance:
    ids = tuple(dict.fromkeys(str(source.value) for source in node.sources))
    stated = {kinds[source] for source in ids if source in kinds}
    kind: Kind = next((kind for kind in WEAKEST_FIRST if kind in stated), "none")
    low, high = (parsed(shape, bound) if bound else None for bound in (node.low, node.high))
    kind = "override" if node.override else kind
    return Provenance(ids, kind, low, high, node.note, node.where.file, node.where.line)


def unknown_sources(root: Node, shape: Shape, known: list[str]) -> list[Problem]:
    """One problem for every place that names a source which the scenario does not list."""
    places: dict[Mark, Problem] = {}
    for path, node, _ in values(root, shape):
        for source in node.sources:
            name = str(source.value)
            if name not in known:
                expected, hint = "expected an id listed under `sources`", nearest(name, known)
                problem = Problem(str(source.where), f"{path}.source", f"the unknown source {name!r}", expected, hint)
                places.setdefault(source.where, problem)
    return list(places.values())


def is_setting(path: str) -> bool:
    """Whether a number says how to simulate rather than what the world is like, and so needs no source."""
    named = path in _SETTINGS or path.endswith(_SETTING_ENDS) or _DAY_NUMBER.fullmatch(path) is not None
    return named or path.startswith("run.")


def overridden(node: Node) -> Node:
    """The tree with every value marked as given on the command line."""
    match node:
        case ValueNode():
            return replace(node, override=True)
        case ListNode():
            return ListNode(tuple(overridden(item) for item in node.items), node.where)
        case MappingNode():
            entries = {key: Entry(entry.where, overridden(entry.node)) for key, entry in node.entries.items()}
            return MappingNode(entries, node.where, node.replace)
        case ScalarNode():
            return node
