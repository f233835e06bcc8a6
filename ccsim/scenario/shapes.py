"""What the pydantic blocks look like from outside: where a scenario has blocks, named blocks, lists and plain values.

The loader walks a file's tree along these shapes to find values with sources, to merge files, and to name the place
of a mistake; the reference and the JSON Schema are written from them. Nothing is stated twice: shapes are read off the
models' annotations.
"""

from __future__ import annotations

import types
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import ConfigDict, TypeAdapter
from pydantic.fields import FieldInfo

from ccsim.scenario.base import BY_KIND, WORD, Block
from ccsim.units import Parsed


@dataclass(frozen=True)
class ValueShape:
    """A scalar or a list of scalars; `type` is its annotation with constraints."""

    type: Any

    @cached_property
    def adapter(self) -> TypeAdapter[Any]:
        """Parses and checks a value of this type."""
        return TypeAdapter(self.type, config=ConfigDict(strict=True, allow_inf_nan=False))

    @cached_property
    def annotations(self) -> tuple[Parsed, ...]:
        """Every quantity that the type may be."""
        return tuple(_quantities(self.type))

    @cached_property
    def numeric(self) -> bool:
        """Whether it can hold a number (dates and texts are none)."""
        return any(kind in (int, float) for kind in _leaf_types(self.type))


@dataclass(frozen=True)
class BlockShape:
    """A mapping with fixed keys: one block, or several told apart by the key `discriminator`."""

    models: tuple[type[Block], ...]
    discriminator: str | None = None
    optional: bool = False
    word: ValueShape | None = None
    """The short form: a single word that may stand instead of the mapping."""

    def is_short(self, keys: Collection[str]) -> bool:
        """Whether a node with these keys (none, if it is no mapping) is the short form, bare or with its source."""
        return self.word is not None and (not keys or ("value" in keys and self.discriminator not in keys))

    @property
    def fields(self) -> dict[str, FieldInfo]:
        """Fields of all its blocks; where several have a field, the first block's."""
        fields: dict[str, FieldInfo] = {}
        for model in self.models:
            for name, field in model.model_fields.items():
                fields.setdefault(name, field)
        return fields

    def field(self, name: str) -> Shape | None:
        """Shape of a field, None if no block has it."""
        return next((_field_shape(model, name) for model in self.models if name in model.model_fields), None)

    def model_for(self, kind: Any) -> type[Block] | None:
        """The block that the discriminator's value selects; the only block if there is no discriminator."""
        if self.discriminator is None:
            return self.models[0]
        return next((model for model in self.models if kind in self.kinds_of(model)), None)

    def kinds_of(self, model: type[Block]) -> tuple[str, ...]:
        """The discriminator's values that select `model`."""
        return get_args(model.model_fields[self.discriminator].annotation) if self.discriminator else ()


@dataclass(frozen=True)
class NamedShape:
    """A mapping whose keys are names that the scenario chooses."""

    item: Shape
    key: Any

    @property
    def takes_sources(self) -> bool:
        """Whether it holds numbers, and so may carry `source` and `note` for all of them."""
        return not isinstance(self.item, ValueShape) or self.item.numeric


@dataclass(frozen=True)
class ListShape:
    """A list of blocks."""

    item: BlockShape
    optional: bool = False


Shape = ValueShape | BlockShape | NamedShape | ListShape


@cache
def _field_shape(model: type[Block], name: str) -> Shape:
    field = model.model_fields[name]
    discriminator = field.discriminator if isinstance(field.discriminator, str) else None
    return shape_of(field.annotation, tuple(field.metadata), discriminator)


def shape_of(annotation: Any, metadata: tuple[Any, ...] = (), discriminator: str | None = None) -> Shape:
    """Shape of a field's annotation."""
    whole = Annotated[(annotation, *metadata)] if metadata else annotation
    if BY_KIND in metadata:
        return _by_kind(annotation)
    if get_origin(annotation) is Annotated:
        base, *inner = get_args(annotation)
        return shape_of(base, (*inner, *metadata), discriminator)
    options = get_args(annotation) if get_origin(annotation) in (Union, types.UnionType) else (annotation,)
    present = [option for option in options if option is not type(None)]
    optional = len(present) < len(options)
    if len(present) == 1 and get_origin(present[0]) is Annotated and BY_KIND in get_args(present[0]):
        return _by_kind(get_args(present[0])[0], optional)
    if all(isinstance(option, type) and issubclass(option, Block) for option in present):
        return BlockShape(tuple(present), discriminator, optional)
    if len(present) == 1 and get_origin(present[0]) is list:
        item = shape_of(get_args(present[0])[0])
        if isinstance(item, BlockShape):
            return ListShape(item, optional)
    if len(present) == 1 and get_origin(present[0]) is dict:
        key, item_type = get_args(present[0])
        return NamedShape(shape_of(item_type), key)
    return ValueShape(whole)


def _by_kind(annotation: Any, optional: bool = False) -> BlockShape:
    """A choice among tagged blocks by `kind`, with or without a short form."""
    tagged = [get_args(option) for option in get_args(annotation)]
    words = [base for base, tag, *_ in tagged if tag.tag == WORD]
    models = tuple(base for base, tag, *_ in tagged if tag.tag != WORD)
    return BlockShape(models, "kind", optional, ValueShape(words[0]) if words else None)


def _quantities(annotation: Any) -> list[Parsed]:
    found: list[Parsed] = []
    for part in get_args(annotation):
        if isinstance(part, Parsed):
            found.append(part)
        elif get_origin(annotation) is not Literal:
            found += _quantities(part)
    return found


def _leaf_types(annotation: Any) -> list[Any]:
    if get_origin(annotation) is Literal:
        return []
    if get_origin(annotation) is Annotated:
        return _leaf_types(get_args(annotation)[0])
    parts = get_args(annotation)
    return [leaf for part in parts for leaf in _leaf_types(part)] if parts else [annotation]
