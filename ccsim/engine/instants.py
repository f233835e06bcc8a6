"""The reference engine's events: at an absolute instant, in the model's order of what happens there.

`Signal` and `Journey` do what SimPy's Event and Process do, but for events that are scheduled only to be met again at
once, in the same instant: an event that succeeds, the beginning of a process, its end. They would be three of six of a
contact's events.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from simpy import Environment, Event

from ccsim.model.events import FIRST_OF_KIND, EventKind


class At(Event):
    """An event at an absolute instant, ordered among others of that instant by (kind, id)."""

    def __init__(self, env: Environment, at_s: float, kind: EventKind, entity_id: int) -> None:
        # what `Event.__init__` and `Timeout.__init__` do, in a third of the time: all that happens has one
        self.env, self.callbacks = env, []
        self._value, self._ok, self._defused = None, True, False
        place = FIRST_OF_KIND[kind] + entity_id
        env.schedule(self, place, at_s - env.now)  # type: ignore[arg-type]  # exact: both lie on the grid


class Signal(Event):
    """What one process waits for until another part of the model lets it go on, there and then."""

    def give(self, value: Any = None) -> None:
        """Let whoever waits go on with `value` before this returns."""
        self._ok, self._value = True, value
        callbacks, self.callbacks = self.callbacks, None  # type: ignore[assignment]  # as SimPy marks what is over
        for callback in callbacks:
            callback(self)


class Journey:
    """A SimPy process that begins at once, within the event that starts it, and for whose end nobody waits."""

    def __init__(self, steps: Generator[Event, Any, Any]) -> None:
        self._go_on_with = steps.send
        self._resume(None)

    def _resume(self, event: Event | None) -> None:
        try:
            target = self._go_on_with(None if event is None else event._value)
        except StopIteration:
            return
        target.callbacks.append(self._resume)
