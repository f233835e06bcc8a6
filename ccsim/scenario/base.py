"""The base of every scenario block: unknown keys refused, values frozen, field docstrings become the reference."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Discriminator, StringConstraints

Name = Annotated[str, StringConstraints(pattern=r"^\w[\w-]{0,63}$")]
"""What a scenario calls its intents, groups, queues and sources: letters, digits, "_" and "-"."""


class Block(BaseModel):
    """A mapping in a scenario file."""

    # Strict: a count written as true or a switch written as "yes" is a mistake, not something to convert.
    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True, allow_inf_nan=False
    )


WORD = "word"
"""Tag of the short form where a block may be a single word instead of a mapping with `kind`."""


def _kind_or_word(value: Any) -> Any:
    if isinstance(value, Block):
        return getattr(value, "kind", None)
    if not isinstance(value, dict):
        return WORD
    kind = value.get("kind")
    return kind if isinstance(kind, str) and kind != WORD else None if kind is None else repr(kind)


BY_KIND = Discriminator(_kind_or_word)
"""Selects among blocks by their `kind`; what is no mapping is taken as the short form, tagged WORD."""
