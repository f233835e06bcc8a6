"""What a planner's answer must reach."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ccsim.theory.simple_centre import Answer


def target(
    within: float, service_level: float, abandonment: float | None, mean_wait: float | None
) -> Callable[[Answer], bool]:
    """Whether an answer has at least this service level within so many seconds and, where given, at most this
    abandonment and mean wait of the answered (s). Without a steady state it has not."""
    from ccsim.theory.chat_chain import Target, is_reached

    wanted = Target(within, service_level, abandonment, mean_wait)

    def met(found: Answer) -> bool:
        if found.service_level is None or found.abandonment is None or found.asa_s is None:
            return False
        return is_reached(wanted, found.service_level, found.abandonment, found.asa_s)

    return met
