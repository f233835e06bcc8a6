"""What a planner's answer must reach."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ccsim.theory.simple_centre import Answer


def target(service_level: float, abandonment: float | None, mean_wait: float | None) -> Callable[[Answer], bool]:
    """Whether an answer has at least this service level and, where given, at most this abandonment and mean wait of the
    answered (s)."""
    # a hair of slack, so that a target of 100% is met by a queue whose waits are below double precision
    slack = 1e-12

    def met(found: Answer) -> bool:
        if found.service_level is None or found.abandonment is None or found.asa_s is None:
            return False
        return (
            found.service_level >= service_level - slack
            and (abandonment is None or found.abandonment <= abandonment + slack)
            and (mean_wait is None or found.asa_s <= mean_wait + slack)
        )

    return met
