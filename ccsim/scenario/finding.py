"""A broken rule of a scenario, as the rules tell it and as the loader takes it."""

from __future__ import annotations

from typing import NamedTuple

SHARE_TOLERANCE = 1e-6
"""How far shares may miss 1 together: what is lost in writing them down."""

Mistake = tuple[str, str, str] | tuple[str, str, str, str]
"""Key path, what stands there, what is allowed, and the nearest valid name if there is one."""


class Finding(NamedTuple):
    """A broken rule: where, what stands there, what is allowed, and the nearest valid name."""

    path: str
    found: str
    expected: str
    hint: str = ""
