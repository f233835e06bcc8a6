"""`--set key.path=value`: an override becomes a small tree that is laid over the scenario like a child file."""

from __future__ import annotations

from collections.abc import Collection

from ccsim.errors import Problem
from ccsim.scenario.merge import merged
from ccsim.scenario.messages import found_text, nearest
from ccsim.scenario.provenance import overridden, with_sources
from ccsim.scenario.shapes import BlockShape, ListShape, NamedShape, Shape
from ccsim.scenario.tree import Entry, ListNode, MappingNode, Mark, Node, ValueNode, read_node


def with_override(root: Node, shape: Shape, text: str, number: int) -> tuple[Node, list[Problem]]:
    """The tree with `a.b=value` applied, and what is wrong with it; `number` counts overrides from 1.

    The value is YAML. Positions of lists count from 0 ("groups.team.roster.0.agents=5").
    """
    mark = Mark(f"--set {number}")
    keys, equals, value_text = text.partition("=")
    parts = [part.strip() for part in keys.split(".")]
    if not equals or not all(parts):
        return root, [Problem(str(mark), "override", found_text(text), "expected key.path=value, such as run.days=7")]
    value, broken = read_node(value_text, str(mark), lines=False)
    if value is None or broken:
        return root, [Problem(str(mark), ".".join(parts), problem.found, problem.expected) for problem in broken]
    problems: list[Problem] = []
    try:
        layer = _layer(root, shape, parts, 0, value, mark, problems)
    except _NoSuchPlaceError as error:
        return root, [error.problem]
    return merged(root, layer, shape), problems


class _NoSuchPlaceError(Exception):
    def __init__(self, mark: Mark, path: str, found: str, expected: str, hint: str = "") -> None:
        self.problem = Problem(str(mark), path, found, expected, hint)


def _layer(
    at: Node | None, shape: Shape, parts: list[str], depth: int, value: Node, mark: Mark, problems: list[Problem]
) -> Node:
    """The tree to lay over `at` so that parts[depth:] leads to `value`."""
    here, through = ".".join(parts[:depth]), ".".join(parts[: depth + 1])
    if depth == len(parts):
        return overridden(with_sources(value, shape, problems, here))
    part = parts[depth]
    if isinstance(shape, (BlockShape, NamedShape)):
        children = at.entries if isinstance(at, MappingNode) else {}
        if isinstance(shape, BlockShape):
            below, names = shape.field(part), list(shape.fields)
        else:
            # A new intent or group may be given as a whole; a key inside one that does not exist is a slip.
            is_new = part not in children and shape.takes_sources
            whole = depth + 1 == len(parts) and isinstance(value, MappingNode)
            slip = is_new and not whole and not _may_begin(shape, children)
            below, names = (None if slip else shape.item), list(children)
        if below is None:
            expected = f"allowed here: {', '.join(names) or 'nothing'}"
            raise _NoSuchPlaceError(mark, through, f"the unknown key {part!r}", expected, nearest(part, names))
        child = children[part].node if part in children else None
        return MappingNode({part: Entry(mark, _layer(child, below, parts, depth + 1, value, mark, problems))}, mark)
    listing = at.node if isinstance(at, ValueNode) else at
    if not isinstance(listing, ListNode):
        raise _NoSuchPlaceError(mark, through, f"the key {part!r}", f"{here} is no list or mapping, it has no keys")
    items = listing.items
    if not (part.isascii() and part.isdigit() and int(part[:6]) < len(items)):
        raise _NoSuchPlaceError(mark, through, f"the position {part!r}", f"expected a position below {len(items)}")
    position = int(part)
    if isinstance(shape, ListShape):
        layer = _layer(items[position], shape.item, parts, depth + 1, value, mark, problems)
        changed = merged(items[position], layer, shape.item)
        return ListNode((*items[:position], changed, *items[position + 1 :]), mark)
    if depth + 1 < len(parts):
        raise _NoSuchPlaceError(mark, ".".join(parts), f"the key {parts[depth + 1]!r}", f"{through} is a single value")
    return ValueNode(ListNode((*items[:position], value, *items[position + 1 :]), mark), mark, override=True)


def _may_begin(shape: NamedShape, children: Collection[str]) -> bool:
    """Whether a name that is not there yet may come into being by one of its values.

    So may a queue, of which nothing has to be stated, and the first of several plain numbers; whether something in the
    scenario has the name is a rule of the scenario's.
    """
    if isinstance(shape.item, BlockShape):
        return not any(field.is_required() for model in shape.item.models for field in model.model_fields.values())
    return not children
