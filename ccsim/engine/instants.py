"""The reference engine's events: at an absolute instant, in the model's order of what happens there."""

from __future__ import annotations

from simpy import Environment, Event
from simpy.events import EventPriority

from ccsim.model.events import EventKind, priority


class At(Event):
    """An event at an absolute instant, ordered among others of that instant by (kind, id)."""

    def __init__(self, env: Environment, at_s: float, kind: EventKind, entity_id: int) -> None:
        super().__init__(env)
        self._ok, self._value = True, None
        env.schedule(self, EventPriority(priority(kind, entity_id)), at_s - env.now)  # exact: both lie on the grid
