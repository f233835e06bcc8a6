"""The scenario's JSON Schema (for editors) and its reference (for people), both read off the blocks' docstrings.

The schema accepts what the loader accepts: values with sources, `source`, `note` and `replace` in blocks, `extends` at
the top. It requires nothing, because a file may state only what differs from the ones it extends.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from inspect import cleandoc
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ccsim.scenario.messages import describe
from ccsim.scenario.scenario import Scenario
from ccsim.scenario.shapes import BlockShape, ListShape, NamedShape, Shape, ValueShape, shape_of
from ccsim.units import ParsedMoney

TITLE = "ccsim scenario"
_SOURCE = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}
_DURATION_UNITS = ((86400.0, "day"), (3600.0, "h"), (60.0, "min"), (1.0, "s"))


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a scenario file."""
    definitions: dict[str, Any] = {
        "source": {"description": "Id of a source listed under `sources`, or a list of ids.", **_SOURCE},
        "note": {"description": "A remark on the number or block.", "type": "string"},
        "replace": {
            "description": "true: this mapping takes the place of the extended file's instead of merging with it.",
            "type": "boolean",
        },
    }
    top = _model_schema(Scenario, None, definitions)
    extends = {"description": "Scenario file or files that this one builds on, relative to this file.", **_SOURCE}
    top["properties"] = {"extends": extends, **top["properties"]}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": TITLE, **top, "$defs": definitions}


def _model_schema(model: type[BaseModel], shape: BlockShape | None, definitions: dict[str, Any]) -> dict[str, Any]:
    block = shape or BlockShape((model,))  # type: ignore[arg-type]
    properties: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        inner = block.field(name)
        assert inner is not None
        properties[name] = _documented(field, inner, _shape_schema(inner, definitions))
    for key in ("source", "note", "replace"):
        properties[key] = {"$ref": f"#/$defs/{key}"}
    doc = cleandoc(model.__doc__ or "")
    return {"type": "object", "description": doc, "properties": properties, "additionalProperties": False}


def _documented(field: FieldInfo, shape: Shape, schema: dict[str, Any]) -> dict[str, Any]:
    text = " ".join((field.description or "").split())
    told = {"description": ("Required. " if field.is_required() else "") + text}
    plain = shape.word if isinstance(shape, BlockShape) else shape
    if not field.is_required() and isinstance(plain, ValueShape):
        told["default"] = as_written(field.default, plain)
    return {**told, **schema}


def _shape_schema(shape: Shape, definitions: dict[str, Any]) -> dict[str, Any]:
    match shape:
        case ValueShape():
            bare = _shared(_value_schema(shape), definitions)
            sourced = {
                "type": "object",
                "description": "The value with its source.",
                "properties": {
                    "value": bare,
                    "source": {"$ref": "#/$defs/source"},
                    "note": {"$ref": "#/$defs/note"},
                }
                | ({"low": bare, "high": bare} if shape.numeric else {}),
                "required": ["value"],
                "additionalProperties": False,
            }
            return {"anyOf": [bare, _shared(sourced, definitions)]}
        case NamedShape():
            names: dict[str, Any] = {"type": "object", "additionalProperties": _shape_schema(shape.item, definitions)}
            pattern = _key_schema(shape)
            if pattern:
                names["propertyNames"] = pattern
            keys = ("source", "note", "replace") if shape.takes_sources else ()
            if keys:
                names["properties"] = {key: {"$ref": f"#/$defs/{key}"} for key in keys}
            return names
        case ListShape():
            items = {"type": "array", "items": _shape_schema(shape.item, definitions)}
            about = {"source": {"$ref": "#/$defs/source"}, "note": {"$ref": "#/$defs/note"}}
            sourced = {
                "type": "object", "properties": {"value": items, **about}, "required": ["value"],
                "additionalProperties": False,
            }  # fmt: skip
            return {"anyOf": [items, sourced, *([{"type": "null"}] if shape.optional else [])]}
        case BlockShape():
            for model in shape.models:
                if model.__name__ not in definitions:
                    definitions[model.__name__] = {}  # holds the place while its own fields are written
                    definitions[model.__name__] = _model_schema(model, BlockShape((model,)), definitions)
            options: list[dict[str, Any]] = [{"$ref": f"#/$defs/{model.__name__}"} for model in shape.models]
            options += [_shape_schema(shape.word, definitions)] if shape.word else []
            options += [{"type": "null"}] if shape.optional else []
            return options[0] if len(options) == 1 else {"anyOf": options}


def _shared(schema: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """A reference to the definition with this content; the same few forms stand under most keys."""
    for name, known in definitions.items():
        if known == schema:
            return {"$ref": f"#/$defs/{name}"}
    name = f"form{sum(known.startswith('form') for known in definitions) + 1}"
    definitions[name] = schema
    return {"$ref": f"#/$defs/{name}"}


def _value_schema(shape: ValueShape) -> dict[str, Any]:
    schema = shape.adapter.json_schema()
    schema.pop("title", None)
    schema.pop("default", None)
    return schema


def _key_schema(shape: NamedShape) -> dict[str, Any] | None:
    inner = shape_of(shape.key)
    assert isinstance(inner, ValueShape)
    schema = _value_schema(inner)
    return schema if len(schema) > 1 or "enum" in schema else None


def as_written(value: Any, shape: ValueShape) -> Any:
    """A default as one would write it in a file: "30 min" rather than 1800.0."""
    unit = shape.annotations[0].unit if shape.annotations else ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value
    if unit == "s" and value:
        size, word = next((u for u in _DURATION_UNITS if value >= u[0] and value % u[0] == 0), (1.0, "s"))
        return f"{value / size:g} {word}{'s' if word == 'day' and value > size else ''}"
    if value and any(isinstance(quantity, ParsedMoney) for quantity in shape.annotations):
        return f"{value:g} {shape.annotations[0].unit}".replace("currency", "CNY")
    return int(value) if value == int(value) else value


def markdown() -> str:
    """The reference of every block, as Markdown."""
    lines = [
        "# Scenario reference",
        "",
        "Written by `ccsim schema --format markdown`; do not edit. How to write a scenario: "
        "[writing-scenarios.md](writing-scenarios.md).",
        "",
        'Any value may also be written as a mapping with its source: `{value: "13 s", source: ID, low: "9 s", '
        'high: "19 s", note: ...}`.',
        "",
    ]
    told: set[type[BaseModel]] = set()
    for title, model in _chapters(BlockShape((Scenario,)), ""):
        if model in told:  # a distribution stands in several places and is told once
            continue
        told.add(model)
        lines += [f"## {title}", "", cleandoc(model.__doc__ or ""), ""]
        lines += ["| key | what to write | default | meaning |", "|---|---|---|---|"]
        block = BlockShape((model,))  # type: ignore[arg-type]
        for name, field in model.model_fields.items():
            shape = block.field(name)
            assert shape is not None
            meaning = " ".join((field.description or "").split())
            cells = (f"`{name}`", _form(shape, title, name), _default(field, shape), meaning)
            lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _chapters(shape: Shape, path: str) -> Iterator[tuple[str, type[BaseModel]]]:
    """Every block with its key path, parents before children; a choice of blocks gives one chapter each."""
    if isinstance(shape, NamedShape):
        yield from _chapters(shape.item, f"{path}.NAME")
    elif isinstance(shape, ListShape):
        yield from _chapters(shape.item, f"{path}.N")
    elif isinstance(shape, BlockShape):
        for model in shape.models:
            kinds = f" ({shape.discriminator}: {', '.join(shape.kinds_of(model))})" if shape.discriminator else ""
            yield (f"`{path}`{kinds}" if path else "The file"), model
            for name in model.model_fields:
                inner = BlockShape((model,)).field(name)
                assert inner is not None
                yield from _chapters(inner, f"{path}.{name}".lstrip("."))


def _form(shape: Shape, title: str, name: str) -> str:
    match shape:
        case ValueShape():
            return describe(shape.type, brief=True)
        case ListShape():
            return "a list of mappings, see below"
        case NamedShape():
            inner = "a mapping, see below" if isinstance(shape.item, BlockShape) else _form(shape.item, title, name)
            return f"names, each with {inner}"
        case BlockShape(word=ValueShape() as word):
            mapping = f"a mapping with `{shape.discriminator}`{_above(shape, title, name)}"
            return f"{describe(word.type, brief=True)}, or {mapping}"
        case BlockShape():
            return f"a mapping{_above(shape, title, name)}" + (", or null" if shape.optional else "")


@cache
def _first_places() -> dict[type[BaseModel], str]:
    """The key path where each block stands first."""
    places: dict[type[BaseModel], str] = {}
    for title, model in _chapters(BlockShape((Scenario,)), ""):
        places.setdefault(model, title.split("`")[1] if "`" in title else "")
    return places


def _above(shape: BlockShape, title: str, name: str) -> str:
    """Where the block is told: below, or at the first of several places."""
    here = f"{title.split('`')[1]}.{name}" if "`" in title else name
    first = _first_places()[shape.models[0]]
    return ", see below" if first == here else f" as under `{first}`"


def _default(field: FieldInfo, shape: Shape) -> str:
    if field.is_required():
        return "required"
    if field.default is None:
        return "null"
    if isinstance(shape, BlockShape) and shape.word is not None:
        shape = shape.word
    if isinstance(shape, ValueShape):
        written = as_written(field.default, shape)
        if isinstance(written, list) and len(written) > 2 and len(set(written)) == 1:
            return f"{written[0]:g} each"
        return f"`{written}`" if not isinstance(written, bool) else f"`{str(written).lower()}`"
    return "none" if isinstance(shape, NamedShape) else "see below"
