"""The base of every scenario block: unknown keys refused, values frozen, field docstrings become the reference."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Name = Annotated[str, StringConstraints(pattern=r"^\w[\w-]{0,63}$")]
"""What a scenario calls its intents, groups, queues and sources: letters, digits, "_" and "-"."""


class Block(BaseModel):
    """A mapping in a scenario file."""

    # Strict: a count written as true or a switch written as "yes" is a mistake, not something to convert.
    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True, allow_inf_nan=False
    )
