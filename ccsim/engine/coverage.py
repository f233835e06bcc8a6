"""What the compiled engine does not have yet, by name: scenarios that need it run on the reference engine."""

from __future__ import annotations

from ccsim.model.inputs import Centre


def lacking(centre: Centre) -> tuple[str, ...]:
    """Names of the features that this centre uses and the compiled engine lacks; empty if it covers everything."""
    uses = {
        "message-level chat": centre.message_level,
    }
    return tuple(name for name, used in uses.items() if used)
