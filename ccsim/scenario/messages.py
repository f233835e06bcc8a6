"""What is wrong with a scenario, in plain words: pydantic's findings become problems with place, path and advice."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from ccsim.errors import Problem
from ccsim.scenario.base import WORD
from ccsim.scenario.shapes import BlockShape, ListShape, NamedShape, Shape, ValueShape
from ccsim.scenario.tree import Entry, ListNode, MappingNode, Mark, Node, ScalarNode, ValueNode
from ccsim.units import TECHNICAL_BOUNDS, Parsed

_LONGEST = 60
_TYPES: dict[Any, str] = {
    int: "a whole number", float: "a number", bool: "true or false", str: "a text", type(None): "null",
}  # fmt: skip
_PATTERNS = {
    "^[A-Z]{3}$": "a currency's three letters, such as CNY",
    r"^\w[\w-]{0,63}$": 'a name of letters, digits, "_" and "-", at most 64 characters',
    r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$": 'a name of letters, digits, "_", "." and "-", at most 64 characters',
}


def nearest(name: str, names: Iterable[str]) -> str:
    """The most similar of `names`, "" if none is similar."""
    names = [candidate for candidate in names if candidate != name]
    folded = {candidate.lower().replace("-", "_"): candidate for candidate in names}
    wanted = name.lower().replace("-", "_")
    close = difflib.get_close_matches(wanted, folded, n=1, cutoff=0.6)
    if close:
        return folded[close[0]]
    longer = [c for c in folded if len(wanted) > 2 and (wanted in c or (len(c) > 2 and c in wanted))]
    return folded[longer[0]] if len(longer) == 1 else ""


def clock_text(seconds: float) -> str:
    """A time of day as it is written in a scenario: "09:30"."""
    return f"{int(seconds) // 3600:02d}:{int(seconds) // 60 % 60:02d}"


def found_text(found: Node | str | None) -> str:
    """What stands in the file, as a person would quote it."""
    if found is None:
        return "nothing"
    if isinstance(found, str):
        text = " ".join(found.split()) if found.strip() else found
        return f'"{text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."}"'
    match found:
        case ValueNode():
            return found_text(found.node)
        case ScalarNode(value=None):
            return "nothing (null)"
        case ScalarNode(value=bool() as flag):
            return "true" if flag else "false"
        case ScalarNode(value=str() as text):
            return found_text(text)
        case ScalarNode(value=number):
            return str(number)
        case ListNode():
            return f"a list of {len(found.items)}" if found.items else "an empty list"
        case MappingNode():
            keys = ", ".join(list(found.entries)[:4])
            return f"a mapping ({keys}{', ...' if len(found.entries) > 4 else ''})" if keys else "an empty mapping"


def describe(annotation: Any, brief: bool = False) -> str:
    """What a value of this type is, in words: "a duration with its unit ..., at least 0".

    `brief` gives an example instead of the units and leaves out bounds that only keep arithmetic finite.
    """
    if get_origin(annotation) is Literal:
        words = [f'"{word}"' if isinstance(word, str) else str(word) for word in get_args(annotation)]
        return words[0] if len(words) == 1 else f"one of {', '.join(words)}"
    if get_origin(annotation) is Annotated:
        base, *metadata = get_args(annotation)
        flat = [part for item in metadata for part in (getattr(item, "metadata", None) or [item])]
        return _described(base, flat, brief)
    if get_origin(annotation) is list:
        return f"a list, each {describe(get_args(annotation)[0], brief)}"
    if get_args(annotation) and get_origin(annotation) is not dict:
        return " or ".join(describe(option, brief) for option in get_args(annotation))
    return _TYPES.get(annotation, "a mapping")


def _described(base: Any, metadata: list[Any], brief: bool) -> str:
    quantity = next((part for part in metadata if isinstance(part, Parsed)), None)
    pattern = next((getattr(part, "pattern", None) for part in metadata if getattr(part, "pattern", None)), None)
    noun = quantity.noun if quantity else _PATTERNS.get(str(pattern)) or describe(base, brief)
    if brief and quantity:
        noun = quantity.brief
    lows = [float(part.ge) for part in metadata if getattr(part, "ge", None) is not None]
    highs = [float(part.le) for part in metadata if getattr(part, "le", None) is not None]
    lows += [float(part.gt) for part in metadata if getattr(part, "gt", None) is not None]
    highs += [float(part.lt) for part in metadata if getattr(part, "lt", None) is not None]
    shortest = [part.min_length for part in metadata if getattr(part, "min_length", None)]
    longest = [part.max_length for part in metadata if getattr(part, "max_length", None)]
    unit = quantity.unit if quantity else ""
    limits = []
    low, high = max(lows, default=-math.inf), min(highs, default=math.inf)
    if brief and high in TECHNICAL_BOUNDS:
        high = math.inf
    if lows and high < 1e9:
        limits.append(f"from {_amount(low, unit)} to {_amount(high, unit)}")
    elif lows:
        limits.append(f"at least {_amount(low, unit)}")
    if base is not str and shortest and longest and shortest[0] == longest[0]:
        limits.append(f"exactly {shortest[0]} of them")
    elif base is not str and (shortest or longest):
        limits += [f"at least {n} of them" for n in shortest] + [f"at most {n} of them" for n in longest]
    return ", ".join([noun, *limits])


def _amount(number: float, unit: str) -> str:
    if unit == "s" and number >= 86400:
        return f"{number / 86400:g} day{'s' if number > 86400 else ''}"
    if unit == "s" and number:
        return f"{number:g} s"
    return f"{number:,.0f}" if number == int(number) else f"{number:g}"


class Place(NamedTuple):
    """Where an error belongs: the key path, the key's entry or value, the shape, and the mapping around it."""

    path: str
    node: Node | None
    key: Mark
    shape: Shape | None


def place_of(root: Node, shape: Shape, loc: Sequence[str | int]) -> Place:
    """Follow pydantic's location through the tree; steps that are no keys (names of union members) are passed over."""
    node: Node | None = root
    at: Shape | None = shape
    key = root.where
    path: list[str] = []
    steps = list(loc)
    while steps:
        step = steps.pop(0)
        if isinstance(at, BlockShape) and at.discriminator and any(step in at.kinds_of(m) for m in at.models):
            if not steps:
                break
            at = replace(at, models=tuple(m for m in at.models if step in at.kinds_of(m)))  # kinds share names of keys
            step = steps.pop(0)
        if isinstance(at, BlockShape) and at.word is not None and step == WORD:
            at = at.word
            continue
        inner = node.node if isinstance(node, ValueNode) else node
        if isinstance(at, ValueShape):
            if isinstance(step, int) and isinstance(inner, ListNode) and step < len(inner.items):
                path, node = [*path, str(step)], inner.items[step]
                key = node.where
            continue
        path.append(str(step))
        if isinstance(at, ListShape) and isinstance(inner, ListNode) and isinstance(step, int):
            node, at = inner.items[step], at.item
            key = node.where
        else:
            at = at.item if isinstance(at, NamedShape) else at.field(str(step)) if isinstance(at, BlockShape) else None
            entry: Entry | None = inner.entries.get(str(step)) if isinstance(inner, MappingNode) else None
            node, key = (entry.node, entry.where) if entry else (None, key)
    return Place(".".join(path) or "''", node, key, at)  # the empty key is a key


def problems_of(errors: Sequence[ErrorDetails], root: Node, shape: Shape) -> list[Problem]:
    """One problem per place; a value that fits none of several types gives one problem, not one per type."""
    by_path: dict[str, list[tuple[Place, ErrorDetails]]] = {}
    for error in errors:
        loc = error["loc"][:-1] if error["loc"][-1:] == ("[key]",) and not _is_unknown(error) else error["loc"]
        place = place_of(root, shape, loc)
        by_path.setdefault(place.path, []).append((place, error))
    deeper = {path for path in by_path if any(other.startswith(f"{path}.") for other in by_path)}
    problems = []
    for path, group in by_path.items():
        # A list with bad items also "is no number" where a number would do: the items say more.
        if path in deeper and isinstance(group[0][0].shape, ValueShape):
            continue
        problems.append(_problem(*group[0], root=root, shape=shape))
    return problems


def _problem(place: Place, error: ErrorDetails, root: Node, shape: Shape) -> Problem:
    kind = error["type"]
    where = str(place.node.where if place.node is not None else place.key)
    if kind == "missing":
        return Problem(str(place.key), place.path, "nothing", f"required: {_required(place.shape)}")
    if _is_unknown(error):
        *parent, name = error["loc"]
        around = place_of(root, shape, parent)
        names = _allowed_keys(around)
        expected = f"allowed here: {', '.join(names)}"
        return Problem(
            str(place.key), place.path, f"the unknown key {str(name)!r}", expected, nearest(str(name), names)
        )
    if error["loc"][-1] == "[key]":
        name = place.path.rpartition(".")[2]
        return Problem(str(place.key), place.path, f"the name {name!r}", f"expected {_key_text(root, shape, error)}")
    if kind == "union_tag_not_found" and isinstance(place.shape, BlockShape):
        path = f"{place.path}.{place.shape.discriminator}"
        return Problem(str(place.key), path, "nothing", f"required: {_kinds(place.shape)}")
    if kind == "union_tag_invalid" and isinstance(place.shape, BlockShape) and isinstance(place.node, MappingNode):
        entry = place.node.entries[str(place.shape.discriminator)]
        path = f"{place.path}.{place.shape.discriminator}"
        given = entry.node.node if isinstance(entry.node, ValueNode) else entry.node
        names = [name for model in place.shape.models for name in place.shape.kinds_of(model)]
        hint = nearest(given.value, names) if isinstance(given, ScalarNode) and isinstance(given.value, str) else ""
        return Problem(str(entry.node.where), path, found_text(given), f"expected {_kinds(place.shape)}", hint)
    if kind == "value_error" and not isinstance(place.shape, ValueShape):
        said = str(error.get("ctx", {}).get("error", "")) or "these values do not go together"
        return Problem(where, place.path or "scenario", "values that do not go together", said)
    expected, hint = "expected " + _required(place.shape), ""
    node = place.node.node if isinstance(place.node, ValueNode) else place.node
    if isinstance(place.shape, ValueShape):
        item = place.path.rpartition(".")[2].isdecimal() and not isinstance(place.node, ValueNode)
        expected = "expected " + describe(_item_type(place.shape.type) if item else place.shape.type)
        if isinstance(node, ScalarNode) and isinstance(node.value, str):
            hint = nearest(node.value, _words(place.shape.type))
    return Problem(where, place.path or "file", found_text(node), expected, hint)


def _is_unknown(error: ErrorDetails) -> bool:
    return error["type"] == "extra_forbidden"


def _required(shape: Shape | None) -> str:
    match shape:
        case ValueShape():
            return describe(shape.type)
        case ListShape():
            return "a list of mappings with the keys " + ", ".join(shape.item.fields)
        case NamedShape():
            return "a mapping with at least one name" if isinstance(shape.item, BlockShape) else "a mapping of names"
        case BlockShape(discriminator=None):
            keys = ", ".join(shape.fields)
            return f"a mapping with the keys {keys}{', or null' if shape.optional else ''}"
        case BlockShape():
            words = f"{describe(shape.word.type)}, or " if shape.word else ""
            return f"{words}a mapping with the key {shape.discriminator} ({_kinds(shape)})"
    return "a value"


def _kinds(shape: BlockShape) -> str:
    return "one of " + ", ".join(f'"{name}"' for model in shape.models for name in shape.kinds_of(model))


def _allowed_keys(around: Place) -> list[str]:
    shape, node = around.shape, around.node
    if not isinstance(shape, BlockShape):
        return []
    if shape.discriminator and isinstance(node, MappingNode) and shape.discriminator in node.entries:
        given = node.entries[shape.discriminator].node
        inner = given.node if isinstance(given, ValueNode) else given
        model: type[BaseModel] | None = shape.model_for(inner.value) if isinstance(inner, ScalarNode) else None
        if model is not None:
            return list(model.model_fields)
    return list(shape.fields)


def _key_text(root: Node, shape: Shape, error: ErrorDetails) -> str:
    around = place_of(root, shape, error["loc"][:-2])
    return describe(around.shape.key) if isinstance(around.shape, NamedShape) else "another name"


def _item_type(annotation: Any) -> Any:
    """The type of a list's items, wherever the list stands in the annotation."""
    if get_origin(annotation) is list:
        return get_args(annotation)[0]
    if get_origin(annotation) is not Literal:
        for part in get_args(annotation):
            inner = _item_type(part)
            if inner is not None:
                return inner
    return None


def _words(annotation: Any) -> list[str]:
    if get_origin(annotation) is Literal:
        return [word for word in get_args(annotation) if isinstance(word, str)]
    return [word for part in get_args(annotation) for word in _words(part)] if get_args(annotation) else []
