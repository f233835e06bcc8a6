"""What the compiled engine does not have yet, by name: scenarios that need it run on the reference engine."""

from __future__ import annotations

from collections.abc import Sequence

from ccsim.errors import UsageError
from ccsim.model.inputs import Centre


def lacking(centre: Centre) -> tuple[str, ...]:
    """Names of the features that this centre uses and the compiled engine lacks; empty if it covers everything."""
    uses = {
        "message-level chat": centre.message_level,
    }
    return tuple(name for name, used in uses.items() if used)


def refuse(lacking: Sequence[str]) -> None:
    """Raise UsageError if anything is lacking."""
    if lacking:
        raise UsageError(f"the compiled engine does not have {', '.join(lacking)}; use engine: reference")
